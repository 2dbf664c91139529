"""Pure arithmetic on stretches of time. No Django, no clock, no time zone of its own.

Every moment is an aware `datetime`; every stretch is half open, `[starts_at, ends_at)`, so
that one booking may end at 10:30 and the next begin at 10:30.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)


class SpanOutOfOrder(ValueError):
    """A stretch of time that ends before, or when, it starts."""


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """A stretch of time, `[starts_at, ends_at)`. Raises SpanOutOfOrder when it would be empty."""

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at >= self.ends_at:
            raise SpanOutOfOrder(f"{self.starts_at} is not before {self.ends_at}")

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    @property
    def minutes(self) -> int:
        return self.length // MINUTE

    def overlaps(self, other: "Span") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def covers(self, other: "Span") -> bool:
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def shared_with(self, other: "Span") -> "Span | None":
        """The time that both take."""
        if not self.overlaps(other):
            return None
        return Span(max(self.starts_at, other.starts_at), min(self.ends_at, other.ends_at))

    def contains(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at


def merge(spans: Iterable[Span]) -> list[Span]:
    """The same time in the fewest spans, in order; spans that touch become one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.starts_at <= merged[-1].ends_at:
            merged[-1] = Span(merged[-1].starts_at, max(merged[-1].ends_at, span.ends_at))
        else:
            merged.append(span)
    return merged


def gaps(opened: Iterable[Span], busy: Iterable[Span]) -> list[Span]:
    """What remains of `opened` when `busy` is taken out, in order."""
    taken = merge(busy)
    free: list[Span] = []
    for span in merge(opened):
        at = span.starts_at
        for hole in taken:
            if hole.ends_at <= at:
                continue
            if hole.starts_at >= span.ends_at:
                break
            if hole.starts_at > at:
                free.append(Span(at, hole.starts_at))
            at = hole.ends_at
        if at < span.ends_at:
            free.append(Span(at, span.ends_at))
    return free


def grid_points(span: Span, *, grid: timedelta, origin: datetime) -> Iterator[datetime]:
    """Every `origin + n·grid` within the half-open span."""
    steps = -((origin - span.starts_at) // grid)  # rounds up
    point = origin + steps * grid
    while point < span.ends_at:
        yield point
        point += grid


def is_on_grid(moment: datetime, *, grid: timedelta, origin: datetime) -> bool:
    return (moment - origin) % grid == timedelta(0)


def starts_offered(
    opened: Sequence[Span],
    busy: Sequence[Span],
    *,
    length: timedelta,
    clearing: timedelta,
    grid: timedelta,
    origin: datetime,
) -> list[Span]:
    """Every stretch of `length` that may be offered, in order of its start.

    `opened` are the opening hours; `busy` are standing occupancies *with* their clearing time.
    Starts are the points of the grid (counted from `origin`, local midnight) and the moments an
    earlier occupancy's clearing ends. An offer lies within opening hours, and it ends, with its own
    clearing, before the next occupancy begins; its clearing may run past closing time.
    """
    hours = merge(opened)
    taken = merge(busy)
    offers: list[Span] = []
    for window in hours:
        starts = set(grid_points(window, grid=grid, origin=origin))
        starts.update(hole.ends_at for hole in taken if window.contains(hole.ends_at))
        for start in sorted(starts):
            offer = Span(start, start + length)
            with_clearing = Span(start, start + length + clearing)
            if window.covers(offer) and not any(with_clearing.overlaps(hole) for hole in taken):
                offers.append(offer)
    return offers
