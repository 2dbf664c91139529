"""Text messages to those who stand in line for a number. How each is reached: residents.telling."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from centres.models import Occupancy
from centres.words import moment_words, when_words
from fairness.models import Numbers
from fairness.waiting import next_daytime
from notices import wordings
from residents import telling
from residents.models import User
from residents.telling import Person, in_own_language, say
from services.models import AppointmentWait
from services.queue import about_words


def concerned(entry: AppointmentWait, *, by: User | None) -> list[Person]:
    return telling.concerned(entry.resident, entry.joined_by, entry.channel, by=by)


def tell_offered(entry: AppointmentWait, numbers: Numbers, *, now: datetime) -> None:
    """In the daytime; who is written to at night reads it in the morning, when the offer's clock begins to run."""
    assert entry.offer_ends_at
    with in_own_language():
        facts = {"what": number_words(entry), "until": moment_words(entry.offer_ends_at), "phone": _phone(entry)}
    heard_at = next_daytime(now, numbers.offers_from, numbers.offers_until)
    _queue(
        [entry], "number-offered", "offered", facts, by=None, now=now, not_before=heard_at if heard_at > now else None
    )


def tell_lapsed(entry: AppointmentWait, *, now: datetime) -> None:
    with in_own_language():
        facts = {"what": number_words(entry), "phone": _phone(entry)}
    _queue([entry], "number-lapsed", "lapsed", facts, by=None, now=now)


def tell_line_closed(entry: AppointmentWait, *, now: datetime) -> None:
    with in_own_language():
        facts = {"what": day_words(entry, entry.day.occupancy), "phone": _phone(entry)}
    _queue([entry], "number-line-closed", "closed", facts, by=None, now=now)


def tell_line_moved(
    entries: Sequence[AppointmentWait], *, old: Occupancy, new: Occupancy, reason: str, by: User, now: datetime
) -> None:
    """Old and new side by side."""
    if not entries or (old.room_id, old.span) == (new.room_id, new.span):
        return
    with in_own_language():
        facts = {
            "service": entries[0].day.service.name,
            "old": _where(old),
            "new": _where(new),
            "why": _why(reason),
            "phone": new.room.centre.phone,
        }
    _queue(entries, "number-line-moved", f"moved-{new.pk}", facts, by=by, now=now)


def tell_line_cancelled(entries: Sequence[AppointmentWait], *, reason: str, by: User, now: datetime) -> None:
    if not entries:
        return
    with in_own_language():
        what, phone = day_words(entries[0], entries[0].day.occupancy), _phone(entries[0])
        facts = {"what": what, "why": _why(reason), "phone": phone}
    _queue(entries, "number-line-cancelled", "off", facts, by=by, now=now)


def _queue(
    entries: Sequence[AppointmentWait],
    kind: str,
    event: str,
    facts: dict[str, str],
    *,
    by: User | None,
    now: datetime,
    not_before: datetime | None = None,
) -> None:
    """One message to each of them, however often this very event is told; whom none reaches is called."""
    words = wordings.words(kind, facts)
    for entry in entries:
        centre = entry.day.occupancy.room.centre
        for person in concerned(entry, by=by):
            request_id = f"wait-n{entry.pk}-{event}-{person.key}"
            say(person, words, centre=centre, request_id=request_id, now=now, not_before=not_before)


def number_words(entry: AppointmentWait) -> str:
    """理发12月12日（周六）7号，大约 9:30，三中心阳光客厅."""
    day, plan = entry.day, entry.day.plan
    about = about_words(plan.starts(entry.number)) if plan and entry.number else ""
    return _("%(what)s, %(number)s, %(time)s") % {
        "what": day_words(entry, day.occupancy),
        "number": entry.number_words,
        "time": about,
    }


def day_words(entry: AppointmentWait, occupancy: Occupancy) -> str:
    return _("%(name)s, %(place)s") % {"name": entry.day.service.name, "place": _where(occupancy)}


def _where(occupancy: Occupancy) -> str:
    """三中心阳光客厅 12月12日（周六）08:30–10:30."""
    return _("%(site)s %(room)s, %(when)s") % {
        "site": occupancy.room.centre.short_name,
        "room": occupancy.room.name,
        "when": when_words(occupancy),
    }


def _why(reason: str) -> str:
    reason = reason.strip().rstrip("。.！!；;")
    return _(" Reason: %(reason)s.") % {"reason": reason} if reason else ""


def _phone(entry: AppointmentWait) -> str:
    return entry.day.occupancy.room.centre.phone
