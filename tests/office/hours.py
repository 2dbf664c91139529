"""Whether what was seeded lies inside opening hours."""

from datetime import date

from django.utils.timezone import localdate

from centres.hours import HoursBook
from centres.models import Centre, Occupancy


def outside_hours(first: date, last: date) -> list[Occupancy]:
    """Occupancies of these dates that lie outside the hours of their site."""
    book = HoursBook.load(Centre.objects.all(), first, last)
    rows = Occupancy.objects.select_related("room__centre")
    return [
        row
        for row in rows
        if not any(span.covers(row.span) for span in book.on(row.room.centre, localdate(row.starts_at)).spans)
    ]
