"""A wish for a room, what a rule is, and how it says no."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from centres.hours import DayHours
from centres.models import Room
from centres.spans import Span
from fairness.models import Numbers


@dataclass(frozen=True, slots=True)
class Has:
    """What somebody has booked already: a resident for themselves, or a team for itself.

    `upcoming` are those to come, `that_day` those in this room on this date, `that_week` from Monday to Sunday
    around it, `that_month` how long all of the calendar month are together.
    """

    upcoming: int = 0
    that_day: int = 0
    that_week: int = 0
    that_month: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Wish:
    """A room wanted by somebody for a span, with everything the rules need to know about it.

    `party` is the number of people; `has` counts what whoever asks has already, besides this wish.
    `follows_clearing` says that the start is the end of an earlier occupancy's clearing; `is_online`, that
    the resident or a relative asks on the web, and not somebody at the desk or on the telephone;
    `is_for_team`, that a registered team asks; `limited_until`, until when no-shows limit what the resident
    books online.
    """

    room: Room
    span: Span
    party: int
    now: datetime
    numbers: Numbers
    hours: DayHours
    has: Has = Has()
    is_for_team: bool = False
    limited_until: datetime | None = None
    follows_clearing: bool = False
    is_online: bool = True

    @property
    def span_with_clearing(self) -> Span:
        return Span(self.span.starts_at, self.span.ends_at + self.numbers.clearing)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, in a sentence; when it would work, if one can say; whether staff may waive it."""

    code: str
    sentence: str
    possible_at: datetime | None = None
    may_be_waived: bool = False


class Refused(Exception):
    """The rules refuse the wish. `refusals` are all of them."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(" ".join(refusal.sentence for refusal in refusals))
        self.refusals = list(refusals)


@dataclass(frozen=True, slots=True)
class Rule:
    """`broken_by` returns the refusal's sentence and the next possible moment, or None.

    `statement` is empty where there is nothing to say of a room.
    """

    code: str
    statement: Callable[[Room, Numbers], str]
    broken_by: Callable[[Wish], "tuple[str, datetime | None] | None"]
    may_be_waived: bool = False
    is_limit: bool = False


def takes_bookings(room: Room) -> bool:
    """Whether the room can be booked at all: it and its site are in use, and staff have not closed it to bookings."""
    return room.is_bookable and room.is_in_use
