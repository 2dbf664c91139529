"""What a change strands: times that no longer lie in the opening hours, or whose room is out of use."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate

from centres import claimants
from centres.claimants import Look
from centres.hours import HoursBook
from centres.models import Centre, Occupancy, Room
from centres.models.occupancy import LONGEST


def outside_hours(centres: Iterable[Centre], *, now: datetime) -> list[Occupancy]:
    """Standing occupancies to come of these sites that do not lie within opening hours, in order of time."""
    coming = list(
        Occupancy.objects.standing(now)
        .filter(room__centre__in=[centre.pk for centre in centres], is_part=False, starts_at__gte=now)
        .select_related("room__centre")
        .order_by("starts_at", "room")
    )
    if not coming:
        return []
    book = HoursBook.load({taken.room.centre for taken in coming}, localdate(now), localdate(coming[-1].starts_at))
    return [
        taken
        for taken in coming
        if not any(span.covers(taken.span) for span in book.on(taken.room.centre, localdate(taken.starts_at)).spans)
    ]


@contextmanager
def noting_stranded(centres: Iterable[Centre], *, now: datetime) -> Iterator[list[Occupancy]]:
    """Change hours inside; afterwards the list holds what lay within them before and does not now."""
    centres = list(centres)
    outside_before = {taken.pk for taken in outside_hours(centres, now=now)}
    stranded: list[Occupancy] = []
    yield stranded
    stranded += [taken for taken in outside_hours(centres, now=now) if taken.pk not in outside_before]


def still_to_come(rooms: QuerySet[Room], *, now: datetime) -> list[Occupancy]:
    """What people count on in these rooms from now on, in order of time; a hall with its parts counts once.

    Closures are left out: nobody comes for them.
    """
    coming = list(
        Occupancy.objects.standing(now)
        .filter(room__in=rooms, starts_at__gt=now - LONGEST, ends_at__gt=now)
        .exclude(kind__in=claimants.kinds(Look.CLOSED))
        .select_related("room__centre")
        .order_by("starts_at", "room")
    )
    whole = {(taken.claim, taken.starts_at) for taken in coming if not taken.is_part}
    return [taken for taken in coming if not taken.is_part or (taken.claim, taken.starts_at) not in whole]
