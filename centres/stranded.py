"""What a change of hours strands: times that were taken within the opening hours and no longer lie in them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils.timezone import localdate

from centres.hours import HoursBook
from centres.models import Centre, Occupancy


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
