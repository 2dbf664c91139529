"""Where and when the example data plays: rooms by site and name, days around today, times of a day as moments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from django.utils.timezone import localdate, make_aware

from centres.availability import days
from centres.hours import HoursBook
from centres.models import Centre, Room
from centres.spans import Span

BACK, AHEAD = timedelta(weeks=2), timedelta(weeks=3)


@dataclass(frozen=True, slots=True)
class Scene:
    """`now` is the moment of loading; everything lies between `first` and `last`, inside opening hours."""

    now: datetime
    rooms: dict[tuple[str, str], Room]
    hours: HoursBook

    @classmethod
    def at(cls, now: datetime) -> Self:
        rooms = Room.objects.active().select_related("centre").in_order()
        today = localdate(now)
        return cls(
            now,
            {(room.centre.slug, room.name): room for room in rooms},
            HoursBook.load(Centre.objects.active(), today - BACK, today + AHEAD),
        )

    @property
    def today(self) -> date:
        return localdate(self.now)

    @property
    def first(self) -> date:
        return self.hours.first

    @property
    def last(self) -> date:
        return self.hours.last

    @property
    def begun_at(self) -> datetime:
        """Before everything: when the staff planned these weeks."""
        return make_aware(datetime.combine(self.first - timedelta(days=3), time(14)))

    def days(self) -> list[date]:
        return days(self.first, self.last)

    def weekdays(self, *weekdays: int) -> list[date]:
        """The dates that fall on these days of the week; 1 is Monday."""
        return [day for day in self.days() if day.isoweekday() in weekdays]

    def next(self, weekday: int) -> date:
        """The first such day of the week after today."""
        return next(day for day in self.weekdays(weekday) if day > self.today)

    def is_open(self, room: Room, span: Span) -> bool:
        hours = self.hours.on(room.centre, localdate(span.starts_at))
        return any(opened.covers(span) for opened in hours.spans)

    def open_days(self, room: Room, hours: str, among: Iterable[date]) -> list[Span]:
        """These hours on each of the dates on which the site is open then."""
        spans = [span_of(day, hours) for day in among]
        return [span for span in spans if self.is_open(room, span)]


def span_of(day: date, hours: str) -> Span:
    """span_of(day, "09:00-10:30")."""
    starts, ends = (make_aware(datetime.combine(day, time.fromisoformat(text))) for text in hours.split("-"))
    return Span(starts, ends)
