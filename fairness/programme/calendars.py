"""The dates of a programme as calendars: of one offering, of what a reader chose, of a place one has."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext as _

from centres.addresses import public
from fairness.programme.models import Happening
from timetables.calendars import Entry, Status


def entries(request: HttpRequest, happenings: Iterable[Happening]) -> list[Entry]:
    """Cancelled dates stay, and say so: a calendar that only forgot them would leave people at a closed door."""
    return [entry(request, each) for each in happenings]


def entry(request: HttpRequest, happening: Happening, *, note: str = "", reminds: bool = False) -> Entry:
    """`note` is what only its owner reads: a number."""
    centre = happening.occupancy.room.centre
    facts = [
        happening.cancel_reason and _("Cancelled: %(reason)s") % {"reason": happening.cancel_reason},
        note,
        happening.by,
        happening.offering.bring and _("Please bring: %(what)s") % {"what": happening.offering.bring},
        _("Phone there: %(phone)s") % {"phone": centre.phone},
    ]
    return Entry(
        uid=f"{happening.occupancy.kind}-{happening.pk}",
        occupancy=happening.occupancy,
        summary=f"{happening.offering.name}（{centre.short_name}）",
        description="\n".join(filter(None, facts)),
        url=public(request, happening.line.url),
        status=Status.CANCELLED if happening.is_cancelled else Status.CONFIRMED,
        reminds=reminds and happening.is_confirmed,
    )
