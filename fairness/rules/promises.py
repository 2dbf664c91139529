"""What is said beforehand about what happens after booking; nothing here refuses a wish."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.models import Room
from centres.words import length_words
from fairness.models import IfAbsent, Numbers
from fairness.models.numbers import DAY, MINUTE
from fairness.rules.wish import Rule, Wish


def _never(wish: Wish) -> None:
    return None


def _approval(room: Room, numbers: Numbers) -> str:
    if not numbers.needs_approval:
        return ""
    return ngettext(
        "The office decides about each booking within %(count)d hour; until then the time is kept for you.",
        "The office decides about each booking within %(count)d hours; until then the time is kept for you.",
        numbers.decide_hours,
    ) % {"count": numbers.decide_hours}


def _changing(room: Room, numbers: Numbers) -> str:
    cancel, move = numbers.cancel_minutes, numbers.reschedule_minutes
    if cancel == move == 0:
        return _("Cancel or move it until it starts.")
    if cancel == move:
        return _("Cancel or move it until %(length)s before the start.") % {"length": _length(cancel)}
    words = {"cancel": _length(cancel), "move": _length(move)}
    return _("Cancel until %(cancel)s before the start; move it until %(move)s before.") % words


def checking_in(room: Room, numbers: Numbers) -> str:
    """As on the sheet of the door."""
    words = {"before": _length(numbers.checkin_opens_minutes), "after": _length(numbers.absent_minutes)}
    if numbers.if_absent == IfAbsent.RELEASE:
        return (
            _(
                "Please check in from %(before)s before to %(after)s after the start; if nobody has come by then, the "
                "room is free for others."
            )
            % words
        )
    return (
        _("Please check in from %(before)s before to %(after)s after the start, by the code or at the desk.") % words
    )


def _waiting(room: Room, numbers: Numbers) -> str:
    if not numbers.waiting_limit:
        return ""
    words = {
        "count": numbers.waiting_limit,
        "length": _length(numbers.offer_minutes),
        "from": f"{numbers.offers_from:%H:%M}",
        "until": f"{numbers.offers_until:%H:%M}",
    }
    return (
        ngettext(
            "For a time that is taken, %(count)d person can wait in line; an offer is kept %(length)s, between "
            "%(from)s and %(until)s.",
            "For a time that is taken, %(count)d people can wait in line; an offer is kept %(length)s, between "
            "%(from)s and %(until)s.",
            numbers.waiting_limit,
        )
        % words
    )


def _length(minutes: int) -> str:
    """15分钟, 2小时, 3天."""
    length = minutes * MINUTE
    if length and not length % DAY:
        return ngettext("%(count)d day", "%(count)d days", length.days) % {"count": length.days}
    return length_words(length)


PROMISES = (
    Rule("approval", _approval, _never),
    Rule("changing", _changing, _never),
    Rule("checking_in", checking_in, _never),
    Rule("waiting", _waiting, _never),
)
