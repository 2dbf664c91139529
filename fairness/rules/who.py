"""Who may book a room on the web."""

from django.utils.translation import gettext as _

from centres.models import Room
from fairness.models import Numbers, OpenTo
from fairness.rules.wish import Rule, Wish


def _is_open_to_them(wish: Wish) -> tuple[str, None] | None:
    """The desk books for whom it sees fit; the web, for those the room is open to."""
    words = {"room": wish.room.name, "phone": wish.room.centre.phone}
    if not wish.is_online or wish.numbers.is_open_to(is_for_team=wish.is_for_team):
        return None
    if wish.numbers.open_to == OpenTo.STAFF:
        return _("%(room)s is booked through the desk: please call %(phone)s or come by.") % words, None
    return (
        _(
            "%(room)s is for registered teams: their leader books it. To register a team, or to ask for a "
            "one-time use, please call %(phone)s."
        )
        % words,
        None,
    )


def _open_to(room: Room, numbers: Numbers) -> str:
    match numbers.open_to:
        case OpenTo.TEAMS:
            return _("The room is for registered teams: their leader books it.")
        case OpenTo.STAFF:
            return _("The room is booked through the desk, by phone or in person.")
        case _anybody:
            return ""


WHO = (Rule("open_to", _open_to, _is_open_to_them),)
