"""The free times a room offers: exactly those the rules would accept from somebody with no bookings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from centres.availability import DAY, Availability, RoomDay, days, local_midnight
from centres.models import Room
from centres.overlays import Overlay
from centres.spans import Span
from centres.words import moment_words
from fairness.models import Numbers, RuleBook
from fairness.rules import takes_bookings


@dataclass(frozen=True, slots=True)
class Offers:
    """Availability and rule numbers of several rooms over several days, loaded in five queries."""

    availability: Availability
    rules: RuleBook
    now: datetime

    @classmethod
    def load(cls, rooms: Iterable[Room], first: date, last: date, *, now: datetime) -> "Offers":
        """`rooms` come with their centre. Dates are local and inclusive."""
        rooms = list(rooms)
        return cls(Availability.load(rooms, first, last, now=now), RuleBook.load(rooms), now)

    def numbers(self, room: Room) -> Numbers:
        return self.rules.of(room)

    def day(self, room: Room, on: date) -> RoomDay:
        return self.availability.of(room, on)

    def is_released(self, room: Room, on: date) -> bool:
        return self.rules.of(room).released_at(on) <= self.now

    def of(self, room: Room, on: date, *, length: timedelta) -> list[Span]:
        """The stretches of `length` one may book in this room on this date, in order."""
        numbers = self.rules.of(room)
        if not takes_bookings(room) or not self.is_released(room, on) or not numbers.allows_length(length):
            return []
        return self.availability.of(room, on).offers(
            length=length, clearing=numbers.clearing, grid=numbers.grid, earliest=numbers.earliest(self.now)
        )


def not_released(rooms: Sequence[Room], first: date, last: date, now: datetime) -> list[Overlay]:
    """Overlay for timetables and boards: local dates whose release moment has not come."""
    book = RuleBook.load(rooms)
    overlays = []
    for room in rooms:
        numbers = book.of(room)
        for on in days(max(first, numbers.last_day(now) + DAY), last):
            words = _("opens %(moment)s") % {"moment": moment_words(numbers.released_at(on))}
            overlays.append(Overlay(room.pk, Span(local_midnight(on), local_midnight(on + DAY)), words))
    return overlays
