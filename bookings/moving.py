"""Where a booking could move: free times as links, and the old time beside the new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.free_times import TimeLink, time_query, with_query
from bookings.models import Booking
from bookings.words import where_words
from centres.models import Room
from centres.rows import Row
from centres.spans import Span
from centres.words import date_words, span_words


@dataclass(frozen=True, slots=True)
class ToMove:
    """From a room's free times to the question whether the booking shall move there."""

    booking: Booking
    room: Room

    def page(self, on: date, length: timedelta) -> str:
        minutes = length // timedelta(minutes=1)
        place = _place(self.booking, self.room)
        return with_query(_move(self.booking), {"date": on.isoformat(), "length": minutes, **place})

    def times(self, spans: Sequence[Span]) -> list[TimeLink]:
        return [TimeLink(span_words(span), move_url(self.booking, self.room, span)) for span in spans]


def move_url(booking: Booking, room: Room, span: Span) -> str:
    """The question whether to move there; nothing moves by it."""
    return with_query(_move(booking), {**time_query(span), **_place(booking, room)})


def old_and_new(booking: Booking, room: Room, span: Span) -> list[tuple[str, list[Row]]]:
    """Side by side, as two lists of facts; the room is said of both."""
    return [
        (_("As it is"), _facts(booking.room, booking.occupancy.span)),
        (_("As it would be"), _facts(room, span)),
    ]


def is_there(booking: Booking, room: Room, span: Span) -> bool:
    return (booking.room, booking.occupancy.span) == (room, span)


def _facts(room: Room, span: Span) -> list[Row]:
    return [
        Row(_("Day"), date_words(span.starts_at, with_year=True)),
        Row(_("Time"), span_words(span)),
        Row(_("Room"), room.name, where_words(room)),
    ]


def _move(booking: Booking) -> str:
    return reverse("bookings:booking-move", args=[booking.ref])


def _place(booking: Booking, room: Room) -> dict[str, int]:
    """Only another room than its own stands in the address."""
    return {} if room == booking.room else {"room": room.pk}
