"""What a series would be: every date, whether it can be had, and what instead. A fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _

from centres import claimants
from centres.availability import Availability
from centres.models import Occupancy, Room
from centres.recurrence import Pattern
from centres.spans import Span
from centres.words import date_words, span_words, when_words
from fairness.models import Numbers, RuleBook

FAR = timedelta(hours=3)  # an alternative lies at most so far from the time wished for


class Verdict(StrEnum):
    FREE = "free"
    CLOSED = "closed"  # a holiday, or outside the hours
    TAKEN = "taken"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Alternative:
    room: Room
    span: Span

    @property
    def key(self) -> str:
        """As a form sends it: room and start."""
        return f"{self.room.pk}-{timezone.localtime(self.span.starts_at):%H:%M}"

    @property
    def words(self) -> str:
        return f"{self.room.name} {span_words(self.span)}"


@dataclass(frozen=True, slots=True)
class Line:
    """One date of the series."""

    on: date
    span: Span
    verdict: Verdict
    why: str = ""
    alternative: Alternative | None = None

    @property
    def day(self) -> str:
        return date_words(self.on, with_year=True)

    @property
    def is_free(self) -> bool:
        return self.verdict is Verdict.FREE


def span_on(on: date, starts: time, ends: time) -> Span:
    return Span(*(timezone.make_aware(datetime.combine(on, clock)) for clock in (starts, ends)))


def preview(room: Room, pattern: Pattern, starts: time, ends: time, *, party: int, now: datetime) -> list[Line]:
    """Every date of the pattern. Raises TooMany or NoDates."""
    dates = pattern.dates()
    first, last = dates[0], dates[-1]
    rooms = [room, *_others(room, party)]
    availability, rules = Availability.load(rooms, first, last, now=now), RuleBook.load(rooms)
    taken = _taken(room, Span(span_on(first, starts, ends).starts_at, span_on(last, starts, ends).ends_at), now=now)
    return [_line(room, span_on(on, starts, ends), on, rooms, availability, rules, taken, now=now) for on in dates]


def _line(
    room: Room,
    span: Span,
    on: date,
    rooms: Sequence[Room],
    availability: Availability,
    rules: RuleBook,
    taken: Sequence[Occupancy],
    *,
    now: datetime,
) -> Line:
    if span.starts_at < now:
        return Line(on, span, Verdict.PAST, _("This date has passed."))
    hours = availability.book.on(room.centre, on)
    if not any(opened.covers(span) for opened in hours.spans):
        return Line(on, span, Verdict.CLOSED, hours.explain())
    clearing = rules.of(room).clearing
    with_clearing = Span(span.starts_at, span.ends_at + clearing)
    in_the_way = [row for row in taken if row.span_with_clearing.overlaps(with_clearing)]
    if not in_the_way:
        return Line(on, span, Verdict.FREE)
    who = in_the_way[0]
    why = _("taken: %(when)s %(words)s") % {"when": span_words(who), "words": claimants.words(who)}
    return Line(on, span, Verdict.TAKEN, why, _near(room, span, on, rooms, availability, rules, now=now))


def _near(
    room: Room,
    span: Span,
    on: date,
    rooms: Sequence[Room],
    availability: Availability,
    rules: RuleBook,
    *,
    now: datetime,
) -> Alternative | None:
    """The same room at another time of the day, or else another room at the same time."""
    found = [
        Alternative(each, offer)
        for each in rooms
        for offer in _offers(availability, each, on, span, rules.of(each), now=now)
        if each == room or offer == span
    ]
    return min(found, key=lambda each: (abs(each.span.starts_at - span.starts_at), each.room != room), default=None)


def _offers(
    availability: Availability, room: Room, on: date, span: Span, numbers: Numbers, *, now: datetime
) -> list[Span]:
    day = availability.of(room, on)
    offers = day.offers(length=span.length, clearing=numbers.clearing, grid=numbers.grid, earliest=now)
    exact = Span(span.starts_at, span.ends_at)
    if any(free.covers(Span(span.starts_at, span.ends_at + numbers.clearing)) for free in day.free()):
        offers = [*offers, exact]
    return [offer for offer in offers if abs(offer.starts_at - span.starts_at) <= FAR]


def _others(room: Room, party: int) -> list[Room]:
    """Rooms of the same site that would hold them."""
    rooms = Room.objects.bookable().at([room.centre]).filter(capacity__gte=party).exclude(pk=room.pk)
    return list(rooms.select_related("centre").in_order())


def _taken(room: Room, span: Span, *, now: datetime) -> list[Occupancy]:
    rows = Occupancy.objects.standing(now).in_rooms([room]).select_related("room")
    return list(rows.overlapping(span).order_by("starts_at"))


def taken_words(span: Span) -> str:
    return _("taken meanwhile: %(when)s") % {"when": when_words(span)}
