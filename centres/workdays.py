"""Working days: Monday to Friday but for public holidays, and the make-up workdays swapped for them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from centres.models import CalendarDay

DAY = timedelta(days=1)
FARTHEST = timedelta(days=31)  # no holiday is longer


@dataclass(frozen=True, slots=True)
class Workdays:
    """The calendar of some time; one query."""

    changed: dict[date, bool]  # dates the yearly notice changes, and whether one works then

    @classmethod
    def load(cls, first: date, last: date) -> Self:
        """Good for steps of some days from any date between them."""
        found = CalendarDay.objects.between(first, last + FARTHEST)
        return cls({each.on: not each.is_off for each in found})

    def is_one(self, on: date) -> bool:
        return self.changed.get(on, on.isoweekday() < 6)

    def after(self, on: date, count: int) -> date:
        """The last of `count` working days that follow."""
        while count:
            on += DAY
            count -= self.is_one(on)
        return on
