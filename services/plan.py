"""The numbers of a service day (排号) and when each is due. Pure arithmetic, no database.

Places are given to chairs in turn: of two chairs and 20 minutes, numbers 1 and 2 are due at the start, 3 and 4
twenty minutes later.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from centres.spans import Span

ROUND = timedelta(minutes=5)  # nobody expects a barber to the minute


@dataclass(frozen=True, slots=True)
class Plan:
    """`kept_percent` of the places are kept for desk and phone, at least one, never all; on a walk-in day all are."""

    span: Span
    minutes: int
    chairs: int = 1
    kept_percent: int = 20
    is_walk_in: bool = False
    at_most: int | None = None

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def places(self) -> int:
        """As many as end before the day does, or fewer where somebody said so."""
        fit = self.chairs * (self.span.length // self.length)
        return fit if self.at_most is None else min(fit, self.at_most)

    @property
    def numbers(self) -> range:
        return range(1, self.places + 1)

    @property
    def kept(self) -> int:
        """How many places are kept: the share rounded up, one at least, and never all, as for activities."""
        if self.is_walk_in:
            return self.places
        return max(0, min(self.places - 1, max(1, -(-self.places * self.kept_percent // 100))))

    def is_kept(self, number: int) -> bool:
        """The kept numbers lie evenly over the day, so that whoever phones has early and late ones."""
        return number <= self.places and number * self.kept // self.places > (number - 1) * self.kept // self.places

    def starts(self, number: int) -> datetime:
        return self.span.starts_at + (number - 1) // self.chairs * self.length

    def expected(self, number: int, before: int, now: datetime) -> datetime:
        """When it is likely to be their turn, `before` being those served or waiting before them.

        Never before the plan, and not before those in front are done.
        """
        planned = self.starts(number)
        if now < self.span.starts_at:
            return max(planned, self.starts(before + 1))
        return max(planned, now + before * self.length / self.chairs)


def about(moment: datetime) -> datetime:
    """To the next five minutes, as one says it: about 09:40."""
    over = timedelta(minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond) % ROUND
    return moment + (ROUND - over if over else timedelta())
