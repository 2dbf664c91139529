"""What stands in a programme, day by day: one line for each happening, ready to be laid out by any page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self

from django.urls import reverse

from centres import almanac, claimants
from centres.spans import Span
from centres.words import local_day

CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Line:
    """One happening with its place, read without its model. The fields are the columns of `Happening.lines()`."""

    page: str  # the public page of its kind, activities:activity-detail
    offering_id: int
    name: str
    by: str  # who leads or serves, in public words
    state: str
    cancel_reason: str
    starts_at: datetime
    ends_at: datetime
    room: str
    site: str
    site_slug: str
    site_phone: str
    kind: str = ""
    facts: Mapping[str, Any] | None = None  # what its badge is made of
    badge: tuple[str, str] = ("", "")  # how many places are left, as components/badge.html shows it

    @property
    def url(self) -> str:
        return reverse(self.page, args=[self.offering_id])

    @property
    def on(self) -> date:
        return local_day(self.starts_at)

    def with_badge(self, now: datetime) -> Self:
        """As it says how many places are left."""
        if self.is_cancelled or not self.facts:
            return self
        return replace(self, badge=claimants.badge(self.kind, self.facts, Span(self.starts_at, self.ends_at), now=now))

    @property
    def is_cancelled(self) -> bool:
        return self.state == CANCELLED


@dataclass(frozen=True, slots=True)
class ProgrammeDay:
    """The lines of one local date."""

    on: date
    lines: Sequence[Line]

    @property
    def lunar(self) -> str:
        return almanac.of(self.on).words


def in_order(rows: Iterable[tuple[object, ...]]) -> list[Line]:
    """Lines from the columns of `Happening.lines()`, the earliest first, then by site."""
    return sorted_lines(Line(*row) for row in rows)  # type: ignore[arg-type]  # columns of a query have no types


def sorted_lines(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (line.starts_at, line.site_slug, line.name))


def by_day(lines: Iterable[Line]) -> list[ProgrammeDay]:
    """The days on which something stands in the programme; `lines` come in order."""
    days: dict[date, list[Line]] = {}
    for line in lines:
        days.setdefault(line.on, []).append(line)
    return [ProgrammeDay(on, of_day) for on, of_day in days.items()]
