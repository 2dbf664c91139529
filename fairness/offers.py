"""The free times a room offers: exactly those the rules would accept from somebody with no bookings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from centres.availability import DAY, Availability, RoomDay, days, local_midnight
from centres.hours import DayHours, HoursBook
from centres.models import Room
from centres.overlays import Overlay
from centres.spans import Span
from centres.words import local_day, moment_words, span_words, weekday_words
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

    def of(self, room: Room, on: date, *, length: timedelta, is_for_team: bool = True) -> list[Span]:
        """The stretches of `length` one may book on the web in this room on this date, in order.

        Those of a room for teams are a team's; ask for somebody else with `is_for_team` False.
        """
        if not self.rules.of(room).is_open_to(is_for_team=is_for_team):
            return []
        kept, clearing = self._kept_from_web(room, on), self.rules.of(room).clearing
        return [
            offer
            for offer in self.at_desk(room, on, length=length)
            if not any(span.overlaps(Span(offer.starts_at, offer.ends_at + clearing)) for span in kept)
        ]

    def at_desk(self, room: Room, on: date, *, length: timedelta) -> list[Span]:
        """Those one may book there or by phone: what is kept for them is among them."""
        numbers = self.rules.of(room)
        if not takes_bookings(room) or not self.is_released(room, on) or not numbers.allows_length(length):
            return []
        return self.availability.of(room, on).offers(
            length=length, clearing=numbers.clearing, grid=numbers.grid, earliest=numbers.earliest(self.now)
        )

    def kept(self, room: Room, on: date) -> list[Span]:
        """What is left for phone and desk of the time that the web may not take yet, in order."""
        if not (kept := self._kept_from_web(room, on)):
            return []
        left = [both for span in kept for free in self.day(room, on).free() if (both := span.shared_with(free))]
        offers = self.at_desk(room, on, length=self.rules.of(room).lengths()[0])
        return [span for span in left if any(span.overlaps(offer) for offer in offers)]

    def _kept_from_web(self, room: Room, on: date) -> list[Span]:
        return self.rules.of(room).kept_from_web(self.availability.of(room, on).hours, self.now)


def kept_words(span: Span, numbers: Numbers) -> str:
    """13:30–15:00 留给电话和现场（周一17:00起 网上可约）."""
    opens_at = numbers.web_takes_kept_at(local_day(span.starts_at))
    return _("%(span)s kept for phone and desk (on the web from %(weekday)s %(time)s)") % {
        "span": span_words(span),
        "weekday": weekday_words(opens_at),
        "time": f"{localtime(opens_at):%H:%M}",
    }


def not_on_the_web(rooms: Sequence[Room], hours: HoursBook, now: datetime) -> list[Overlay]:
    """Overlay for timetables and boards: dates whose release has not come, and on the others what is kept."""
    book = RuleBook.load(rooms)
    return [
        Overlay(room.pk, span, words)
        for room in rooms
        for on in days(hours.first, hours.last)
        for span, words in _not_on_the_web(hours.on(room.centre, on), book.of(room), now)
    ]


def _not_on_the_web(hours: DayHours, numbers: Numbers, now: datetime) -> list[tuple[Span, str]]:
    if hours.on > numbers.last_day(now):
        words = _("opens %(moment)s") % {"moment": moment_words(numbers.released_at(hours.on))}
        return [(Span(local_midnight(hours.on), local_midnight(hours.on + DAY)), words)]
    return [(span, kept_words(span, numbers)) for span in numbers.kept_from_web(hours, now)]
