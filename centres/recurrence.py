"""Dates that come again: every week, every two weeks, the same weekday of a month, or chosen one by one. No Django."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MOST = 60  # dates of one series
LONGEST = timedelta(days=366)  # from the first to the last
WEEK = timedelta(days=7)


class Every(StrEnum):
    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    MONTH = "month"  # the same weekday: the second Tuesday; the last where there is a fifth
    CHOSEN = "chosen"


class TooMany(Exception):
    """More dates, or over a longer time, than a series may have."""


class NoDates(Exception):
    """The end lies before the first date, or nothing was chosen."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """`until` is inclusive, `count` the number of dates; one of the two ends it. Chosen dates end by themselves."""

    every: Every
    first: date
    until: date | None = None
    count: int | None = None
    chosen: tuple[date, ...] = ()

    def dates(self) -> list[date]:
        """In order, each once. Raises TooMany or NoDates."""
        found = sorted(set(self.chosen)) if self.every is Every.CHOSEN else self._coming()
        if not found:
            raise NoDates
        if len(found) > MOST or found[-1] - found[0] > LONGEST:
            raise TooMany
        return found

    def _coming(self) -> list[date]:
        if self.until is None and self.count is None:
            raise NoDates
        if self.count is not None and self.count > MOST:
            raise TooMany
        found: list[date] = []
        while self.count is None or len(found) < self.count:
            on = self._nth(len(found))
            if self.until is not None and on > self.until:
                break
            found.append(on)
            if len(found) > MOST:
                raise TooMany
        return found

    def _nth(self, number: int) -> date:
        match self.every:
            case Every.WEEK:
                return self.first + number * WEEK
            case Every.TWO_WEEKS:
                return self.first + 2 * number * WEEK
            case _month:
                return same_weekday(self.first, number)


def same_weekday(first: date, months: int) -> date:
    """So many months later, on the same weekday of the month; from a fifth one, or the last, on the last."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    begins = date(year, month + 1, 1)
    offset = timedelta(days=(first.weekday() - begins.weekday()) % 7)
    nth = (first.day - 1) // 7
    found = begins + offset + nth * WEEK
    if nth < 4:
        return found
    return found if found.month == begins.month else found - WEEK
