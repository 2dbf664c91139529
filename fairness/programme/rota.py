"""Dates before anything is written: what takes place where on which date, and what stands in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from centres import claimants
from centres.availability import DAY, Availability
from centres.claimants import Details
from centres.hours import DayHours
from centres.models import Occupancy, Room
from centres.spans import Span
from centres.words import date_words, span_words
from fairness.models import Numbers, RuleBook
from fairness.programme.actions import taken_words
from fairness.programme.recurrence import Due, Every, turns

EVERY_WORDS = {
    Every.WEEK: gettext_lazy("every week on this day"),
    Every.NTH_WEEKDAY: gettext_lazy("once a month on the same weekday, such as the second Saturday"),
    Every.DAY_OF_MONTH: gettext_lazy("once a month on the same date, such as the 15th"),
}
WAITS_AT_MOST = timedelta(weeks=2)  # for the site's next open day


@dataclass(frozen=True, slots=True)
class Rota:
    """From room to room, one each turn, at the same time of day; mostly there is one room."""

    rooms: Sequence[Room]
    first: date
    starts: time
    ends: time
    every: Every = Every.WEEK
    times: int = 1
    or_next_open: bool = False
    provider: str = ""  # who serves; warned of where they are expected elsewhere at the same time

    def span_on(self, on: date) -> Span:
        zone = timezone.get_default_timezone()
        return Span(datetime.combine(on, self.starts, zone), datetime.combine(on, self.ends, zone))


@dataclass(frozen=True, slots=True)
class Stop:
    """One turn. Without a span the month has no such date; `problem` says why nothing takes place there."""

    room: Room
    span: Span | None
    problem: str = ""
    note: str = ""
    is_taken: bool = False
    there: Sequence[str] = ()  # what has the room, in staff's words
    warning: str = ""  # of the app whose dates they are

    @property
    def words(self) -> str:
        return date_words(self.span.starts_at, with_year=True) if self.span else ""


def stops(rota: Rota, *, now: datetime) -> list[Stop]:
    """Every turn in order; the number of queries depends on that of the rooms alone."""
    dues = turns(rota.every, rota.first, rota.times)
    dates = [due.on for due in dues if due.on]
    until = max(dates) + (WAITS_AT_MOST if rota.or_next_open else timedelta())
    known = Availability.load(set(rota.rooms), min(dates), until, now=now)
    clearing = {room: rules.clearing for room, rules in _rules(rota.rooms)}
    places = [(rota.rooms[number % len(rota.rooms)], due) for number, due in enumerate(dues)]
    found = [_stop(rota, room, due, known, clearing[room], now=now) for room, due in places]
    return _with_what_is_there(found, clearing, now=now)


def _rules(rooms: Sequence[Room]) -> list[tuple[Room, Numbers]]:
    book = RuleBook.load(list(rooms))
    return [(room, book.of(room)) for room in rooms]


def _stop(rota: Rota, room: Room, due: Due, known: Availability, clearing: timedelta, *, now: datetime) -> Stop:
    if due.on is None:
        return Stop(room, None, _no_date(rota, due))
    on = _open_day(rota, room, due.on, known) if rota.or_next_open else due.on
    day, span = known.of(room, on), rota.span_on(on)
    note = _("Instead of %(date)s: %(why)s") % {
        "date": date_words(due.on),
        "why": known.of(room, due.on).hours.explain(),
    }
    told = note if on != due.on else day.hours.explain() if day.hours.mark else ""
    if span.starts_at < now:
        return Stop(room, span, _("%(date)s: this time has passed already.") % {"date": date_words(on)}, told)
    if not _is_open(day.hours, span):
        return Stop(room, span, day.hours.explain_outside())
    if any(busy.overlaps(_cleared(span, clearing)) for busy in day.busy):
        return Stop(room, span, taken_words(room, on), told, is_taken=True)
    return Stop(room, span, note=told)


def _cleared(span: Span, clearing: timedelta) -> Span:
    return Span(span.starts_at, span.ends_at + clearing)


def _with_what_is_there(found: Sequence[Stop], clearing: Mapping[Room, timedelta], *, now: datetime) -> list[Stop]:
    """Those whose room is taken say by what; residents by surname only."""
    standing: list[tuple[Room, Occupancy]] = []
    for room in {stop.room for stop in found if stop.is_taken}:
        spans = [stop.span for stop in found if stop.is_taken and stop.span and stop.room == room]
        during = Span(spans[0].starts_at, _cleared(spans[-1], clearing[room]).ends_at)
        there = Occupancy.objects.standing(now).in_the_way(room, during).order_by("starts_at")
        standing += [(room, each) for each in there if any(_meets(each, span, clearing[room]) for span in spans)]
    details = claimants.describe([each for _room, each in standing])

    def what(stop: Stop) -> Stop:
        if not stop.is_taken or stop.span is None:
            return stop
        met = [each for room, each in standing if room == stop.room and _meets(each, stop.span, clearing[room])]
        return replace(stop, there=[_there(each, details.get(each.pk)) for each in met])

    return [what(stop) for stop in found]


def _meets(occupancy: Occupancy, span: Span, clearing: timedelta) -> bool:
    return occupancy.span_with_clearing.overlaps(_cleared(span, clearing))


def _there(occupancy: Occupancy, known: Details | None) -> str:
    who = occupancy.title or (known.short or known.who if known else claimants.words(occupancy))
    how = known.how if known else ""
    return "·".join(filter(None, [f"{span_words(occupancy)} {who}", how]))


def _open_day(rota: Rota, room: Room, due: date, known: Availability) -> date:
    """The day itself, or the next one on which the site is open then; the day itself where none is near."""
    near = (due + number * DAY for number in range(WAITS_AT_MOST.days + 1))
    return next((on for on in near if _is_open(known.of(room, on).hours, rota.span_on(on))), due)


def _is_open(hours: DayHours, span: Span) -> bool:
    return any(opened.covers(span) for opened in hours.spans)


def _no_date(rota: Rota, due: Due) -> str:
    month = dateformat.format(due.month, pgettext("date format", "F Y"))
    if rota.every is Every.NTH_WEEKDAY:
        weekday = dateformat.format(rota.first, "D")
        return _("%(month)s has no fifth %(weekday)s.") % {"month": month, "weekday": weekday}
    return _("%(month)s has no day %(day)d.") % {"month": month, "day": rota.first.day}
