"""The days one can choose: from today to the last one that has opened for booking."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from centres.availability import DAY, days
from centres.hours import DayHours
from centres.models import Room
from centres.words import date_words, moment_words
from fairness.models import Numbers, RuleBook

MOST_LEAVES = 14  # a room may open a year ahead; two weeks are enough to leaf through


@dataclass(frozen=True, slots=True)
class OpenDays:
    """What the rules of some rooms say about days; the most generous of them speaks for all."""

    numbers: Sequence[Numbers]
    now: datetime

    @classmethod
    def of(cls, rooms: Sequence[Room], rules: RuleBook, *, now: datetime) -> "OpenDays":
        return cls([rules.of(room) for room in rooms], now)

    @property
    def today(self) -> date:
        return timezone.localtime(self.now).date()

    @property
    def last(self) -> date:
        """The last day that has opened; today when not even that one has."""
        return max((self.today, *(each.last_day(self.now) for each in self.numbers)))

    @property
    def leaves(self) -> list[date]:
        """The days to leaf through."""
        return days(self.today, min(self.last, self.today + timedelta(days=MOST_LEAVES - 1)))

    def why_not(self, day: date | None) -> str:
        """Why nothing can be booked on this day by anybody; empty when one may try."""
        if day is None or not self.numbers:
            return ""
        if day < self.today:
            return _("%(day)s has passed already. Please choose a day from today on.") % {
                "day": date_words(day, with_year=True)
            }
        return self.opens_words(day) if self.released_at(day) > self.now else ""

    def released_at(self, day: date) -> datetime:
        return min(each.released_at(day) for each in self.numbers)

    def opens_words(self, day: date) -> str:
        return _("%(day)s opens for booking on %(moment)s, on the web, by phone and at the desk alike.") % {
            "day": date_words(day, with_year=day.year != self.today.year),
            "moment": moment_words(self.released_at(day)),
        }

    @property
    def next_words(self) -> str:
        """When the day after the last one opens; empty without rooms."""
        return self.opens_words(self.last + DAY) if self.numbers else ""


def why_full(hours: Iterable[DayHours], *, is_kept: bool, now: datetime) -> str:
    """The word on a leaf with nothing free on the web: closed, over for today, full, or kept for phone and desk."""
    spans = [span for each in hours for span in each.spans]
    if not spans:
        return _("closed")
    if is_kept:
        return _("by phone")
    return _("over") if all(span.ends_at <= now for span in spans) else _("full")
