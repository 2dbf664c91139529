"""What is free: opening hours minus standing occupancies, for many rooms and days in one query.

The rooms' own rules (grid, clearing, notice) come as arguments; see fairness/offers.py.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from centres.hours import DayHours, HoursBook
from centres.models import Occupancy, Room
from centres.spans import Span, gaps, starts_offered

DAY = timedelta(days=1)


def local_midnight(on: date) -> datetime:
    return datetime.combine(on, time.min, timezone.get_default_timezone())


def days(first: date, last: date) -> list[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


@dataclass(frozen=True, slots=True)
class RoomDay:
    """One room on one local date: when it is open, what stands in it, what is laid over it."""

    room: Room
    hours: DayHours
    busy: Sequence[Span] = ()  # standing occupancies with their clearing, of a hall's parts too

    @property
    def on(self) -> date:
        return self.hours.on

    def free(self) -> list[Span]:
        """What is open and not taken."""
        return gaps(self.hours.spans, self.busy)

    def offers(self, *, length: timedelta, clearing: timedelta, grid: timedelta, earliest: datetime) -> list[Span]:
        """The stretches of `length` to offer from `earliest` on, each with room for its clearing."""
        found = starts_offered(
            self.hours.spans,
            self.busy,
            length=length,
            clearing=clearing,
            grid=grid,
            origin=local_midnight(self.on),
        )
        return [offer for offer in found if offer.starts_at >= earliest]


@dataclass(frozen=True, slots=True)
class Availability:
    """The days of several rooms, loaded with one query for hours, calendar and occupancies each."""

    book: HoursBook
    _days: dict[tuple[int, date], RoomDay] = field(default_factory=dict)

    @classmethod
    def load(
        cls, rooms: Iterable[Room], first: date, last: date, *, now: datetime, leaving: UUID | None = None
    ) -> "Availability":
        """`rooms` come with their centre. Dates are local and inclusive. What is `leaving` keeps nobody out."""
        rooms = list(rooms)
        book = HoursBook.load({room.centre for room in rooms}, first, last)
        busy = _busy(rooms, Span(local_midnight(first), local_midnight(last + DAY)), now, leaving)
        spans = [(on, Span(local_midnight(on), local_midnight(on + DAY))) for on in days(first, last)]
        return cls(
            book,
            {
                (room.pk, on): RoomDay(
                    room,
                    book.on(room.centre, on),
                    [span for span in busy[room.pk] if span.overlaps(day)],
                )
                for room in rooms
                for on, day in spans
            },
        )

    def of(self, room: Room, on: date) -> RoomDay:
        return self._days[room.pk, on]


def _busy(rooms: Sequence[Room], during: Span, now: datetime, leaving: UUID | None) -> dict[int, list[Span]]:
    """Standing occupancies by room. What stands in a part of a hall keeps the hall busy too."""
    rows = Occupancy.objects.standing(now).in_rooms(rooms).overlapping(during)
    if leaving:
        rows = rows.exclude(claim=leaving)
    busy: dict[int, list[Span]] = defaultdict(list)
    for room_id, hall_id, starts_at, clear_until in rows.values_list(
        "room_id", "room__whole_id", "starts_at", "clear_until"
    ):
        span = Span(starts_at, clear_until)
        busy[room_id].append(span)
        if hall_id is not None:
            busy[hall_id].append(span)
    return busy
