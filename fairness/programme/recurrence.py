"""On which dates an offering comes again: every week, the second Saturday, the 15th. No Django.

A month may have no such date (a 31st, a fifth Saturday): then it is left out, and named, so that nobody waits for it.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEK = timedelta(days=7)


class Every(StrEnum):
    WEEK = "week"
    NTH_WEEKDAY = "nth"  # the second Saturday, like the first date
    DAY_OF_MONTH = "day"  # the 15th, like the first date


@dataclass(frozen=True, slots=True)
class Due:
    """One turn: its date, or None in a month that has no such date. `month` is its first day."""

    month: date
    on: date | None


def turns(every: Every, first: date, times: int) -> list[Due]:
    """So many turns from the first date on, the months without a date among them counted, too."""
    if every is Every.WEEK:
        weeks = (first + number * WEEK for number in range(times))
        return [Due(on.replace(day=1), on) for on in weeks]
    months = [_month(first, number) for number in range(times)]
    if every is Every.NTH_WEEKDAY:
        nth = (first.day - 1) // 7 + 1
        return [Due(month, nth_weekday(month, first.isoweekday(), nth)) for month in months]
    return [Due(month, day_of(month, first.day)) for month in months]


def nth_weekday(month: date, weekday: int, nth: int) -> date | None:
    """The nth such day of the week (1 is Monday) in the month of this date; None where there is no fifth."""
    begins = month.replace(day=1)
    found = begins + timedelta(days=(weekday - begins.isoweekday()) % 7) + (nth - 1) * WEEK
    return found if found.month == begins.month else None


def day_of(month: date, day: int) -> date | None:
    """That day of the month, where the month has it."""
    return month.replace(day=day) if day <= monthrange(month.year, month.month)[1] else None


def _month(first: date, later: int) -> date:
    """The first day of the month so many months later."""
    year, month = divmod(first.year * 12 + first.month - 1 + later, 12)
    return date(year, month + 1, 1)
