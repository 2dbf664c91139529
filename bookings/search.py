"""What a search finds: rooms that suit, and what is free in them on the day and at the time asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from bookings.days import OpenDays
from bookings.forms import PartOfDay
from bookings.free_times import nearest_length, usual_lengths, usual_times
from bookings.words import full_day_words, people_words
from centres.availability import DAY, Availability, local_midnight
from centres.hours import DayHours
from centres.models import Centre, Equipment, Room
from centres.spans import Span, grid_points, is_on_grid
from centres.words import length_words
from fairness.models import RuleBook
from fairness.offers import Offers


@dataclass(frozen=True, slots=True)
class Candidate:
    """A room that suits, with the names of what is in it."""

    room: Room
    equipment: tuple[str, ...]


def candidates(suiting: "QuerySet[Room]") -> list[Candidate]:
    """The rooms with site and equipment, in one query, in the order of the plates."""
    names = Equipment.objects.filter(rooms=OuterRef("pk")).order_by("name").values("name")
    rooms = suiting.select_related("centre").annotate(equipment_names=ArraySubquery(names))
    return [Candidate(room, tuple(room.equipment_names)) for room in rooms.order_by("centre__slug", "number", "pk")]


@dataclass(frozen=True, slots=True)
class TimeAsked:
    """The time of day somebody named: from, until, both, a part of the day, or none."""

    start: time | None = None
    end: time | None = None
    part: PartOfDay | None = None

    @classmethod
    def of(cls, cleaned: Mapping[str, Any]) -> Self:
        """From WhenForm; times that were typed count for more than a part of the day."""
        start, end, part = cleaned.get("start"), cleaned.get("end"), cleaned.get("part")
        return cls(start, end, PartOfDay(part) if part and not (start or end) else None)

    def exactly(self, on: date) -> Span | None:
        """The very time, when both ends were named."""
        return Span(_moment(on, self.start), _moment(on, self.end)) if self.start and self.end else None

    def window(self, on: date) -> Span:
        """Where a time must lie that will do."""
        start, end = self.part.hours if self.part else (self.start, self.end)
        return Span(_moment(on, start or time.min), _moment(on, end) if end else local_midnight(on + DAY))

    @property
    def words(self) -> str:
        """14:00–16:00, 14:00以后, 上午; empty for the whole day."""
        if self.part:
            return str(self.part.label)
        if self.start and self.end:
            return f"{self.start:%H:%M}–{self.end:%H:%M}"
        if self.start:
            return _("from %(time)s on") % {"time": f"{self.start:%H:%M}"}
        return _("until %(time)s") % {"time": f"{self.end:%H:%M}"} if self.end else ""


@dataclass(frozen=True)
class Search:
    """The answer, computed from rows read once."""

    found: Sequence[Candidate]
    offers: Offers
    open_days: OpenDays
    day_asked: date | None
    asked: TimeAsked
    people: int | None

    @classmethod
    def load(cls, found: Sequence[Candidate], cleaned: Mapping[str, Any], *, now: datetime) -> Self:
        """Three queries, however many the rooms and days. `cleaned` is what RoomFilter's form understood."""
        rooms = [candidate.room for candidate in found]
        rules = RuleBook.load(rooms)
        open_days = OpenDays.of(rooms, rules, now=now)
        asked = cleaned.get("date")
        if open_days.why_not(asked):
            asked = None
        last = max(open_days.leaves[-1], asked or open_days.today)
        offers = Offers(Availability.load(rooms, open_days.today, last, now=now), rules, now)
        return cls(found, offers, open_days, asked, TimeAsked.of(cleaned), cleaned.get("people"))

    @cached_property
    def on(self) -> date:
        """The day asked for; without one, or when that cannot be, the first with something free."""
        first_free = (day for day in self.days if self.count(day))
        return self.day_asked or next(first_free, self.open_days.today)

    @cached_property
    def days(self) -> list[date]:
        """Those to leaf through."""
        return self.open_days.leaves

    # What is free

    def times(self, room: Room, on: date) -> list[Span]:
        """What to offer: the very time asked for, or free times one after another of the usual length, or shorter."""
        if exact := self._exactly(on):
            return [offer for offer in self.offers.of(room, on, length=exact.length) if offer == exact]
        return usual_times(self.offers, room, on, within=self.asked.window(on))

    def is_free(self, room: Room, on: date) -> bool:
        """Whether there are such times, without composing them."""
        if self._exactly(on):
            return bool(self.times(room, on))
        offers = self.offers.of(room, on, length=self.offers.numbers(room).lengths()[0])
        window = self.asked.window(on) if self.asked.words else None
        return any(window is None or window.covers(offer) for offer in offers)

    def other_times(self, room: Room) -> list[Span]:
        """When the room is free on this day after all, though not at the time asked for: the nearest, side by side."""
        numbers, wanted = self.offers.numbers(room), self.asked.window(self.on)
        exact = self.asked.exactly(self.on)
        chosen: list[Span] = []
        for length in [nearest_length(numbers, exact.length)] if exact else usual_lengths(numbers):
            offers = self.offers.of(room, self.on, length=length)
            for offer in sorted(offers, key=lambda span: (abs(span.starts_at - wanted.starts_at), span)):
                if not any(offer.overlaps(other) for other in chosen):
                    chosen.append(offer)
            if chosen:
                break
        return chosen

    def has_other_times(self, room: Room) -> bool:
        return bool(self.asked.words) and bool(self.other_times(room))

    def kept(self, room: Room, on: date) -> list[Span]:
        """What phone and desk still have of the time asked for."""
        window = self.asked.window(on)
        return [span for span in self.offers.kept(room, on) if span.overlaps(window)]

    def next_time(self, room: Room) -> Span | None:
        """The first such time on a later day."""
        return next((time for day in self.days if day > self.on for time in self.times(room, day)), None)

    @property
    def is_exact(self) -> bool:
        """Whether one very time was asked for, which some room allows."""
        return self._exactly(self.on) is not None

    def _exactly(self, on: date) -> Span | None:
        return None if self.length_is_refused else self.asked.exactly(on)

    @cached_property
    def length_is_refused(self) -> bool:
        """The time named is shorter or longer than any of the rooms allows: then it counts as a window."""
        exact = self.asked.exactly(self.days[0])
        return exact is not None and not any(
            self.offers.numbers(each.room).allows_length(exact.length) for each in self.found
        )

    # Counts

    @cached_property
    def _free(self) -> dict[date, list[bool]]:
        return {}

    def free(self, day: date) -> list[bool]:
        """For each room in turn, whether there is something on this day."""
        if day not in self._free:
            self._free[day] = [self.is_free(candidate.room, day) for candidate in self.found]
        return self._free[day]

    def count(self, day: date) -> int:
        return sum(self.free(day))

    def is_kept(self, day: date) -> bool:
        """Whether phone and desk still have something in one of the rooms."""
        return any(self.kept(candidate.room, day) for candidate in self.found)

    @cached_property
    def results(self) -> list[Candidate]:
        """Rooms with what was asked for, then those free at other times of the day, then the rest; as on the plates.

        None when a whole day was asked for and nothing is free on it.
        """
        if not self.count(self.on) and not self.asked.words:
            return []
        rank = {
            candidate: 0 if is_free else 2 - self.has_other_times(candidate.room)
            for candidate, is_free in zip(self.found, self.free(self.on), strict=True)
        }
        return sorted(self.found, key=rank.__getitem__)

    def hours(self, day: date) -> list[DayHours]:
        """The opening hours of the sites, each once."""
        return [self.offers.availability.book.on(site, day) for site in self._sites]

    @cached_property
    def _sites(self) -> list[Centre]:
        return list(dict.fromkeys(candidate.room.centre for candidate in self.found))

    def other_days(self) -> list[tuple[date, int]]:
        """The next days with something free, and in how many rooms; earlier ones when there is no next."""
        counted = [(day, self.count(day)) for day in self.days if day != self.on]
        free = [(day, count) for day, count in counted if count]
        return [entry for entry in free if entry[0] > self.on] or free

    def opening_clocks(self) -> list[time]:
        """Every half hour at which one of the rooms is open on one of the days, closing time included."""
        spans = {span for day in self.days for hours in self.hours(day) for span in hours.spans}
        return sorted({timezone.localtime(point).time() for span in spans for point in half_hours(span)})

    # Words

    @property
    def answer(self) -> str:
        """2026年11月30日 周一 14:00–16:00，有 11 间可约."""
        when = " ".join(filter(None, [full_day_words(self.on), self.asked.words]))
        if self.people:
            when = pgettext("when, for how many", "%(when)s, %(people)s") % {
                "when": when,
                "people": people_words(self.people),
            }
        count = self.count(self.on)
        if not count and self.is_kept(self.on):
            return _("%(when)s: no room is free on the web") % {"when": when}
        if not count:
            return _("%(when)s: no room is free") % {"when": when}
        return ngettext("%(when)s: %(count)d room is free", "%(when)s: %(count)d rooms are free", count) % {
            "when": when,
            "count": count,
        }

    @property
    def remark(self) -> str:
        """Why the times shown are not of the length asked for; empty when they are."""
        if not self.length_is_refused:
            return ""
        lengths = [length for each in self.found for length in self.offers.numbers(each.room).lengths()]
        return _("A booking lasts from %(shortest)s to %(longest)s. These times lie within what you asked for.") % {
            "shortest": length_words(min(lengths)),
            "longest": length_words(max(lengths)),
        }


def half_hours(span: Span) -> list[datetime]:
    """Those within the span, its end included."""
    origin = local_midnight(timezone.localtime(span.starts_at).date())
    points = grid_points(span, grid=timedelta(minutes=30), origin=origin)
    return [*points, *([span.ends_at] if is_on_grid(span.ends_at, grid=timedelta(minutes=30), origin=origin) else [])]


def _moment(on: date, clock: time | None) -> datetime:
    return datetime.combine(on, clock or time.min, timezone.get_default_timezone())
