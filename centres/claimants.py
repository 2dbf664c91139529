"""The registry of those who take rooms: what timetable, board, desk and door ask of each alike.

Filled in `AppConfig.ready()` of the claimant's app. Nobody asks `if kind == …`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.functional import Promise

from centres.spans import Span

if TYPE_CHECKING:
    from centres.models import Occupancy, Room


class CannotChange(Exception):
    """The claimant is not in a state to be changed like this; the sentence says why, to its reader."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Look(StrEnum):
    """How a claimant is drawn on screen and paper, beside its words."""

    EVENT = "event"  # an activity or service: come along
    BOOKED = "booked"  # taken by people who know each other
    CLOSED = "closed"  # out of use


@dataclass(frozen=True, slots=True)
class Details:
    """What staff read about one occupancy: `who` in full on its own page, `short` (张*) in a grid."""

    who: str
    how: str  # channel, or what kind of event it is
    link: str = ""  # the page where staff see it in full
    short: str = ""  # where it differs from `who`
    phone: str = ""
    facts: Sequence[tuple[str, str]] = ()  # what else one asks at the desk: a term, and words or nothing


@dataclass(frozen=True, slots=True)
class Told:
    """Those whom a change concerns, in sentences for the member of staff who made it."""

    done: Sequence[str] = ()  # a message goes to them
    to_do: Sequence[str] = ()  # no message reaches them: staff call, or say it face to face


class Mover(Protocol):
    """Take the claimant to another time or room. Raises RoomTaken, HoldExpired, CannotChange, or fairness' Refused.

    `reason` is told to those concerned; `waiver` is why rules are set aside, and stays with the office.
    """

    def __call__(
        self,
        *,
        occupancy: "Occupancy",
        room: "Room",
        span: Span,
        by: AbstractBaseUser,
        reason: str,
        waiver: str,
        now: datetime,
    ) -> Told: ...


class Canceller(Protocol):
    """Let the time go, with a reason that those concerned are told. Raises CannotChange."""

    def __call__(self, *, occupancy: "Occupancy", by: AbstractBaseUser, reason: str, now: datetime) -> Told: ...


class Reviver(Protocol):
    """Bring back what was cancelled. Raises CannotChange, RoomTaken, or fairness' Refused."""

    def __call__(self, *, occupancy: "Occupancy", by: AbstractBaseUser, now: datetime) -> Told: ...


class LastMoment(Protocol):
    """Until when this person may bring it back; None when they may not."""

    def __call__(self, *, occupancy: "Occupancy", by: AbstractBaseUser, now: datetime) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Undo:
    """How a kind takes a cancellation back in the minutes after it."""

    revive: Reviver
    until: LastMoment


@dataclass(frozen=True, slots=True)
class Claimant:
    """One kind of claimant.

    `words` stand on the door where an occupancy has no title of its own. `describe` answers for
    many occupancies of this kind at once, by their keys, in one query.
    """

    kind: str
    words: Promise | str
    describe: Callable[[Sequence["Occupancy"]], dict[int, Details]]
    move: Mover
    cancel: Canceller
    look: Look = Look.BOOKED
    undo: Undo | None = None  # None: what was cancelled is entered anew
    is_for_residents: bool = False  # rules are asked, and those concerned are told what changes


_claimants: dict[str, Claimant] = {}


class UnknownKind(LookupError):
    """An occupancy of a kind that no app registered."""


def register(claimant: Claimant) -> None:
    _claimants[claimant.kind] = claimant


def of_kind(kind: str) -> Claimant:
    try:
        return _claimants[kind]
    except KeyError:
        raise UnknownKind(kind) from None


def kinds(look: Look | None = None) -> set[str]:
    """Those registered; with `look` only those drawn so."""
    return {claimant.kind for claimant in _claimants.values() if look in (None, claimant.look)}


def words(occupancy: "Occupancy") -> str:
    """What the door says about it, in the reader's language; never a resident's name."""
    return occupancy.title or str(of_kind(occupancy.kind).words)


def describe(occupancies: Sequence["Occupancy"]) -> dict[int, Details]:
    """Staff words for many occupancies of any kind, one query for each kind among them."""
    by_kind: dict[str, list[Occupancy]] = {}
    for occupancy in occupancies:
        by_kind.setdefault(occupancy.kind, []).append(occupancy)
    details: dict[int, Details] = {}
    for kind, rows in by_kind.items():
        details |= of_kind(kind).describe(rows)
    return details
