"""ISO weeks, Monday to Sunday: 2026-W53 is 2026-12-28 … 2027-01-03. Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

FIRST_YEAR, LAST_YEAR = 2000, 2099  # beyond these a week is a typing error, not a wish


class UnknownWeek(ValueError):
    """Not an ISO week such as 2026-W49, or one that its year does not have."""


@dataclass(frozen=True, order=True, slots=True)
class Week:
    """One ISO week. Raises UnknownWeek when the year has no such week."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise UnknownWeek(f"{self.year} is not between {FIRST_YEAR} and {LAST_YEAR}")
        try:
            date.fromisocalendar(self.year, self.number, 1)
        except ValueError as error:
            raise UnknownWeek(str(error)) from error

    @classmethod
    def of(cls, day: date) -> Self:
        year, number, _weekday = day.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> Self:
        """2026-W49, as in our addresses. Raises UnknownWeek."""
        match = re.fullmatch(r"(\d{4})-W(\d{2})", text, re.ASCII)
        if match is None:
            raise UnknownWeek(text)
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"

    @property
    def first(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range(7)]

    @property
    def previous(self) -> "Week | None":
        """The week before, or None at the edge of what we show."""
        return self._beside(-7)

    @property
    def next(self) -> "Week | None":
        return self._beside(7)

    def run(self, count: int) -> "list[Week]":
        """This one and those after it, fewer at the edge of what we show."""
        weeks = [self]
        while len(weeks) < count and (after := weeks[-1].next):
            weeks.append(after)
        return weeks

    def _beside(self, days: int) -> "Week | None":
        try:
            return Week.of(self.first + timedelta(days=days))
        except UnknownWeek:
            return None
