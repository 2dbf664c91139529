"""The registry of those who take rooms: what timetable, board, desk and door ask of each alike.

Filled in `AppConfig.ready()` of the claimant's app. Nobody asks `if kind == …`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Case, OuterRef, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

from centres.spans import Span
from centres.words import span_words

if TYPE_CHECKING:
    from centres.models import Centre, Occupancy, Room


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
class Arrival:
    """Somebody who comes on a day, as door, desk and list know them alike: to a booking, a session, an appointment.

    `ref` is what they say or type, unique among its kind. `who` and `known_as` (names, numbers) are for staff,
    `masked` is what is said above a page. These `accounts` may say at the door by one press that they are here.
    Where many come to one occupancy, `list_url` leads to the list on which staff tick all of them.
    """

    kind: str
    ref: str
    occupancy: "Occupancy"
    who: str
    masked: str
    facts: str
    badge: tuple[str, str]  # kind and words, as components/badge.html shows it
    known_as: Sequence[str] = ()
    accounts: frozenset[int] = field(default_factory=frozenset)
    person: int | None = None  # the key of whom staff know it is for
    list_url: str = ""
    people: int = 1  # parent and child are two
    may_come: bool = False  # at the desk, which serves to the end
    may_come_by_code: bool = False
    may_be_missed: bool = False
    is_asked_about: bool = False  # nobody has come yet, and by now somebody should have
    has_come: bool = False
    may_take_back: bool = False  # that they have come
    was_missed: bool = False

    @property
    def time(self) -> str:
        return span_words(self.occupancy)

    def answers_to(self, typed: str) -> bool:
        """Whether somebody at the desk may mean this one; spaces and dashes are none of a name or number."""
        said = "".join(typed.split()).replace("-", "")
        return said.upper() == self.ref or any(said in name for name in self.known_as)


class Arrivals(Protocol):
    """All of this kind on a local date whose time is taken in exactly these rooms, whatever became of them since."""

    def __call__(self, *, rooms: Sequence["Room"], on: date, now: datetime) -> list[Arrival]: ...


class Comer(Protocol):
    """Note that they are here; twice is once. Raises CannotChange. `by` may be None at the door."""

    def __call__(self, *, ref: str, by_code: bool, by: AbstractBaseUser | None, now: datetime) -> Told: ...


class Noter(Protocol):
    """Note something about who came. Raises CannotChange or RoomTaken."""

    def __call__(self, *, ref: str, by: AbstractBaseUser, now: datetime) -> Told: ...


@dataclass(frozen=True, slots=True)
class Coming:
    """How a kind learns who came and who did not, each taken back as easily as it was said."""

    arrivals: Arrivals
    come: Comer
    not_yet: Noter
    missed: Noter
    not_missed: Noter


Badge: TypeAlias = tuple[str, str]  # kind and words, as components/badge.html shows it
NO_BADGE: Badge = ("", "")


class Badger(Protocol):
    """What is left at this moment, in a word or two; NO_BADGE where nothing is to be said."""

    def __call__(self, *, facts: Mapping[str, Any], span: Span, now: datetime) -> Badge: ...


@dataclass(frozen=True, slots=True)
class Left:
    """How a kind says whether there are places left.

    `facts` is JSON over a row of the kind, so that it rides along in the query that reads the row or its occupancy:
    a page asks nothing more, however many kinds it shows. It is null where nobody signs up.
    """

    rows: Callable[[], "models.QuerySet[Any]"]
    facts: Callable[[], Combinable]
    badge: Badger


@dataclass(frozen=True, slots=True)
class Served:
    """What was done at one site in a period, as sums of which none says who it was. docs/report.md

    `words` say what is counted: bookings, activities, service days, lunches. `taken`, `came`, `missed`, `given_back`
    and `waited` count what one person has of it: a booking, a place, a number. `channels` say by which way, in words.
    """

    centre_id: int
    words: Promise | str
    held: int = 0
    called_off: int = 0
    places: int | None = None  # None: there is no number of them
    taken: int = 0
    people: int = 0
    came: int = 0
    missed: int = 0
    given_back: int = 0
    waited: int = 0
    got_one: int = 0  # of those who waited
    channels: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, words: Promise | str, row: Mapping[str, Any], **further: Any) -> "Served":
        """Of a row that names site and sums as we do; whatever else stands in it is left aside."""
        known = {name: row[name] for name in ("centre_id", *SUMS) if name in row}
        return cls(words=words, **known, **further)

    def __add__(self, other: "Served") -> "Served":
        """Both together, under the words and the site of the first."""
        sums = {name: getattr(self, name) + getattr(other, name) for name in SUMS}
        counted = [places for places in (self.places, other.places) if places is not None]
        channels = Counter(self.channels)
        channels.update(other.channels)
        return replace(self, **sums, places=sum(counted) if counted else None, channels=dict(channels))


SUMS = ("held", "called_off", "taken", "people", "came", "missed", "given_back", "waited", "got_one")


def added_up(parts: Sequence[Served]) -> list[Served]:
    """One for each site and words."""
    found: dict[tuple[int, str], Served] = {}
    for part in parts:
        key = (part.centre_id, str(part.words))
        found[key] = found[key] + part if key in found else part
    return list(found.values())


class Reporter(Protocol):
    """What was served at these sites from `first` to `last`: at most one for each site and words.

    In the same number of queries however many sites, rooms and days there are.
    """

    def __call__(self, *, centres: Sequence["Centre"], first: date, last: date) -> list[Served]: ...


class Programme(Protocol):
    """What the public may come to on these local dates, at some sites or (None) everywhere, as `fairness.programme`
    reads lines: columns alike in every kind, so that all are one query."""

    def __call__(
        self, first: date, last: date, at: "Iterable[Centre] | None"
    ) -> "models.QuerySet[Any, tuple[object, ...]]": ...


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
    coming: Coming | None = None  # None: nobody says that they are here
    is_for_residents: bool = False  # those concerned are told what changes
    is_judged: bool = False  # rules are asked, which staff may set aside with a reason
    left: Left | None = None  # None: it has no places
    report: Reporter | None = None  # None: nothing of it is served
    programme: Programme | None = None  # None: the public does not come to it


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


def programmes() -> list[Programme]:
    """Of every kind that the public may come to."""
    return [claimant.programme for claimant in _claimants.values() if claimant.programme]


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


def facts_of(kind: str) -> Combinable:
    """What its badge is made of, over a row of this kind."""
    left = of_kind(kind).left
    return left.facts() if left else Value(None, output_field=models.JSONField())


def with_facts(occupancies: "models.QuerySet[Occupancy]", *, now: datetime) -> "models.QuerySet[Occupancy]":
    """Each with `facts`, what its badge is made of, in the same query; only of what is still to begin."""
    whens = [
        When(
            kind=claimant.kind,
            starts_at__gt=now,
            then=Subquery(claimant.left.rows().filter(occupancy=OuterRef("pk")).values(said=claimant.left.facts())),
        )
        for claimant in _claimants.values()
        if claimant.left
    ]
    return occupancies.annotate(facts=Case(*whens, output_field=models.JSONField()))


def badge(kind: str, facts: Mapping[str, Any] | None, span: Span, *, now: datetime) -> Badge:
    """How many places are left, made of the facts that came along."""
    left = of_kind(kind).left
    if left is None or not facts or span.starts_at <= now:
        return NO_BADGE
    return left.badge(facts=facts, span=span, now=now)


def arrivals(rooms: Sequence["Room"], on: date, *, now: datetime) -> list[Arrival]:
    """Who comes to these rooms on a local date, of every kind, in order of time."""
    found = [
        arrival
        for claimant in _claimants.values()
        if claimant.coming
        for arrival in claimant.coming.arrivals(rooms=rooms, on=on, now=now)
    ]
    return sorted(found, key=lambda one: (one.occupancy.starts_at, one.occupancy.room.number, one.ref))


def coming_of(arrival: Arrival) -> Coming:
    """How its kind notes who came."""
    coming = of_kind(arrival.kind).coming
    if coming is None:
        raise UnknownKind(arrival.kind)
    return coming


def served(centres: Sequence["Centre"], first: date, last: date) -> list[Served]:
    """What every kind did at these sites, site by site, in the order in which the kinds were registered."""
    found = [
        each
        for claimant in _claimants.values()
        if claimant.report
        for each in claimant.report(centres=centres, first=first, last=last)
    ]
    places = {centre.pk: place for place, centre in enumerate(centres)}
    return sorted(found, key=lambda each: places[each.centre_id])
