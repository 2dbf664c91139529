"""When a site is open on a date, and why: the one answer for search, rules, timetable and board.

What decides, first to last: the site's special day; the holiday calendar (a day off has the hours
for public holidays, none unless the site set some; a make-up workday has the hours of the weekday
it stands for); the weekly hours valid on that date.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import Any, Self

from django.db.models import CharField, QuerySet, Value
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from centres.models import CalendarDay, Centre, OpeningPeriod, SpecialHours
from centres.spans import Span, merge
from centres.words import span_words, weekday_words

DAY_OFF, MAKE_UP_WORKDAY = "休", "班"  # the wall calendar's own marks, quoted in every language


class Because(Enum):
    """What decided the hours of a date."""

    WEEKLY = "weekly hours"
    SPECIAL = "special day"
    HOLIDAY = "public holiday"
    MAKE_UP = "make-up workday"


SENTENCES = {
    (Because.WEEKLY, True): _("%(date)s %(weekday)s: open %(hours)s"),
    (Because.WEEKLY, False): _("%(date)s %(weekday)s: closed"),
    (Because.SPECIAL, True): _("%(date)s %(weekday)s, %(reason)s: open %(hours)s"),
    (Because.SPECIAL, False): _("%(date)s %(weekday)s, %(reason)s: closed"),
    (Because.HOLIDAY, True): _("%(date)s %(weekday)s, %(reason)s (public holiday): open %(hours)s"),
    (Because.HOLIDAY, False): _("%(date)s %(weekday)s, %(reason)s (public holiday): closed"),
    (Because.MAKE_UP, True): _("%(date)s %(weekday)s, make-up workday: open with the hours of %(stands_for)s"),
    (Because.MAKE_UP, False): _("%(date)s %(weekday)s, make-up workday: closed, like any %(stands_for)s"),
}


class DayNotLoaded(LookupError):
    """A date was asked for that lies outside the dates this book was loaded for."""


@dataclass(frozen=True, slots=True)
class DayHours:
    """The opening hours of one site on one date; `mark` is 休, 班 or empty, whatever the site does that day."""

    on: date
    spans: tuple[Span, ...]
    because: Because = Because.WEEKLY
    reason: str = ""
    mark: str = ""
    stands_for: date | None = None

    @property
    def is_open(self) -> bool:
        return bool(self.spans)

    @property
    def weekday(self) -> int | None:
        """The day of the week whose plans hold, 1 is Monday: on a make-up workday that of the day it stands for.

        None on a public holiday, even where the site opens: no week plans for it.
        """
        return None if self.mark == DAY_OFF else (self.stands_for or self.on).isoweekday()

    @property
    def words(self) -> str:
        """08:30–17:00、18:30–20:00; empty when closed."""
        return pgettext("between two stretches of opening hours", ", ").join(span_words(span) for span in self.spans)

    def explain(self) -> str:
        """2026-10-10 周六，调休上班，按周三时间开放."""
        return SENTENCES[self.because, self.is_open] % {
            "date": self.on.isoformat(),
            "weekday": weekday_words(self.on),
            "reason": self.reason,
            "hours": self.words,
            "stands_for": weekday_words(self.stands_for) if self.stands_for else "",
        }

    def explain_outside(self) -> str:
        """Why a time that these hours do not cover cannot be had; of a closed day, that it is closed."""
        if not self.is_open:
            return self.explain()
        return gettext("This is outside opening hours. %(hours)s.") % {"hours": self.explain()}


@dataclass(frozen=True, slots=True)
class HoursBook:
    """All that decides the hours of some sites from `first` to `last`; asks the database only in `load`."""

    first: date
    last: date
    weekly: Mapping[int, Sequence[OpeningPeriod]]  # by site
    special: Mapping[tuple[int, date], Sequence[SpecialHours]]
    calendar: Mapping[date, CalendarDay]

    @classmethod
    def load(cls, centres: Iterable[Centre], first: date, last: date) -> Self:
        """Read what is known about these sites and dates: one query, however many there are."""
        sites = [centre.pk for centre in centres]
        weekly = OpeningPeriod.objects.filter(centre__in=sites).valid_between(first, last)
        special = SpecialHours.objects.filter(centre__in=sites, on__range=(first, last))
        calendar = CalendarDay.objects.between(first, last)
        periods, exceptions, swaps = [], [], []
        for source, site, day, opens, closes, since, until, words in _one_table(weekly, special, calendar):
            if source == "weekly":
                valid = {"valid_from": since, "valid_until": until}
                periods.append(OpeningPeriod(centre_id=site, day=day, opens=opens, closes=closes, **valid))
            elif source == "special":
                exceptions.append(SpecialHours(centre_id=site, on=since, opens=opens, closes=closes, reason=words))
            else:
                kind = CalendarDay.Kind.WORK if until else CalendarDay.Kind.OFF
                swaps.append(CalendarDay(on=since, stands_for=until, kind=kind, name=words))
        return cls.of(first, last, periods, exceptions, swaps)

    @classmethod
    def of(
        cls,
        first: date,
        last: date,
        weekly: Iterable[OpeningPeriod],
        special: Iterable[SpecialHours] = (),
        calendar: Iterable[CalendarDay] = (),
    ) -> Self:
        periods_by_site = defaultdict(list)
        for period in weekly:
            periods_by_site[period.centre_id].append(period)
        special_by_day = defaultdict(list)
        for exception in special:
            special_by_day[exception.centre_id, exception.on].append(exception)
        return cls(first, last, periods_by_site, special_by_day, {day.on: day for day in calendar})

    def on(self, centre: Centre, day: date) -> DayHours:
        """The hours of one site on one date. Raises DayNotLoaded outside the dates of this book."""
        if not self.first <= day <= self.last:
            raise DayNotLoaded(f"{day} is not within {self.first}–{self.last}")
        swap = self.calendar.get(day)
        mark = _mark(swap)
        if exceptions := self.special.get((centre.pk, day)):
            reason = "·".join(dict.fromkeys(exception.reason for exception in exceptions))
            stands_for = swap.stands_for if swap else None
            return DayHours(day, _spans(day, exceptions), Because.SPECIAL, reason, mark, stands_for)
        if swap is None:
            return DayHours(day, self._weekly(centre, day, day.isoweekday()))
        if swap.stands_for is None:  # a day off
            spans = self._weekly(centre, day, OpeningPeriod.Day.HOLIDAY)
            return DayHours(day, spans, Because.HOLIDAY, swap.name, mark)
        spans = self._weekly(centre, day, swap.stands_for.isoweekday())
        return DayHours(day, spans, Because.MAKE_UP, swap.name, mark, swap.stands_for)

    def _weekly(self, centre: Centre, day: date, weekday: int) -> tuple[Span, ...]:
        """The stretches of a weekday in the weekly hours that are in force on `day` itself."""
        periods = self.weekly.get(centre.pk, ())
        return _spans(day, (period for period in periods if period.day == weekday and _is_valid(period, day)))


def _one_table(
    weekly: "QuerySet[OpeningPeriod]", special: "QuerySet[SpecialHours]", calendar: "QuerySet[CalendarDay]"
) -> Iterable[tuple[Any, ...]]:
    """(source, site, day, opens, closes, since, until, words) of all three, in one statement.

    `since` is the date itself for special days and calendar days, `until` the day one stands for.
    """
    nothing = Value(None, output_field=CharField())
    return (
        weekly.order_by()
        .values_list(Value("weekly"), "centre_id", "day", "opens", "closes", "valid_from", "valid_until", Value(""))
        .union(
            special.order_by().values_list(
                Value("special"), "centre_id", nothing, "opens", "closes", "on", nothing, "reason"
            ),
            calendar.order_by().values_list(
                Value("calendar"), nothing, nothing, nothing, nothing, "on", "stands_for", "name"
            ),
            all=True,
        )
    )


def _mark(swap: CalendarDay | None) -> str:
    if swap is None:
        return ""
    return DAY_OFF if swap.is_off else MAKE_UP_WORKDAY


def _is_valid(period: OpeningPeriod, day: date) -> bool:
    return period.valid_from <= day and (period.valid_until is None or day <= period.valid_until)


def _spans(day: date, stretches: Iterable[OpeningPeriod | SpecialHours]) -> tuple[Span, ...]:
    """Local times of day as moments; stretches that touch or overlap become one."""
    return tuple(
        merge(
            Span(_moment(day, stretch.opens), _moment(day, stretch.closes))
            for stretch in stretches
            if stretch.opens is not None and stretch.closes is not None
        )
    )


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, get_default_timezone())
