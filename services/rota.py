"""The days of a rota before anything is written: where the team is on which date, and what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from centres.availability import DAY, Availability
from centres.hours import DayHours
from centres.models import Room
from centres.spans import Span
from centres.words import date_words, span_words
from fairness.programme.actions import taken_words
from services.models import ServiceDay
from services.recurrence import Due, Every, turns

EVERY_WORDS = {
    Every.WEEK: gettext_lazy("every week on this day"),
    Every.NTH_WEEKDAY: gettext_lazy("once a month on the same weekday, such as the second Saturday"),
    Every.DAY_OF_MONTH: gettext_lazy("once a month on the same date, such as the 15th"),
}
WAITS_AT_MOST = timedelta(weeks=2)  # for the site's next open day


@dataclass(frozen=True, slots=True)
class Rota:
    """A team that goes from room to room, one each turn, at the same time of day."""

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
    warning: str = ""

    @property
    def words(self) -> str:
        return date_words(self.span.starts_at, with_year=True) if self.span else ""


def stops(rota: Rota, *, now: datetime) -> list[Stop]:
    """Every turn in order, in three queries."""
    dues = turns(rota.every, rota.first, rota.times)
    dates = [due.on for due in dues if due.on]
    until = max(dates) + (WAITS_AT_MOST if rota.or_next_open else timedelta())
    known = Availability.load(set(rota.rooms), min(dates), until, now=now)
    found = [_stop(rota, rota.rooms[number % len(rota.rooms)], due, known, now=now) for number, due in enumerate(dues)]
    elsewhere = _days_of(rota.provider, min(dates), until)
    return [replace(stop, warning=_warning(stop, elsewhere)) for stop in found]


def _days_of(provider: str, first: date, last: date) -> list[ServiceDay]:
    if not provider:
        return []
    return list(ServiceDay.objects.confirmed().filter(provider=provider).between(first, last).with_place())


def _warning(stop: Stop, elsewhere: Sequence[ServiceDay]) -> str:
    """Where whoever serves is expected in another room at that time; two of one firm may well be."""
    span, room = stop.span, stop.room
    if span is None or stop.problem:
        return ""
    at_once = (day.occupancy for day in elsewhere if day.occupancy.span.overlaps(span))
    other = next((occupancy for occupancy in at_once if occupancy.room_id != room.pk), None)
    if other is None:
        return ""
    words = _("The same people are expected at %(site)s %(room)s then, %(time)s. Is that meant so?")
    facts = {"site": other.room.centre.short_name, "room": other.room.name, "time": span_words(other)}
    return words % facts


def _stop(rota: Rota, room: Room, due: Due, known: Availability, *, now: datetime) -> Stop:
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
        return Stop(room, span, day.hours.explain())
    if any(busy.overlaps(span) for busy in day.busy):
        return Stop(room, span, taken_words(room, on), told)
    return Stop(room, span, note=told)


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
