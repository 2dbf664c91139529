"""Marks of every kind together: what they mean for a person, their word to the office, and its answer.

A mark counts the same, and is answered the same, whatever was missed. Each app that writes marks registers them in
`AppConfig.ready()`; none of them knows another.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Q, Value
from django.utils.translation import gettext as _

from centres.claimants import CannotChange, Told
from centres.rows import Row
from centres.words import date_words, local_day, when_words
from fairness.marks import Mark, MarkQuerySet, Record
from fairness.models import Numbers, RuleBook
from residents.models import Resident, User

M_contra = TypeVar("M_contra", bound=Mark, contravariant=True)
M = TypeVar("M", bound=Mark)

Marks: TypeAlias = MarkQuerySet[Mark]


class Teller(Protocol[M_contra]):
    """Tell them what the office answered: that it is excused, or why it counts."""

    def __call__(self, mark: M_contra, *, by: User, now: datetime) -> Told: ...


@dataclass(frozen=True, slots=True)
class Kind:
    model: type[Mark]
    tell_answered: Teller[Mark]


_kinds: dict[str, Kind] = {}


def register(model: type[M], *, tell_answered: Teller[M]) -> None:
    def tell(mark: Mark, *, by: User, now: datetime) -> Told:
        assert isinstance(mark, model)
        return tell_answered(mark, by=by, now=now)

    if model.KIND in _kinds:
        raise ValueError(f"Marks of kind {model.KIND} are registered twice.")
    _kinds[model.KIND] = Kind(model, tell)


# What they mean


def arrays_of(resident: int, now: datetime) -> list[ArraySubquery]:
    """When they missed something that counts, one array for each kind, to be read with another query."""
    return [ArraySubquery(marks.filter(resident=resident).values("happened_at")) for marks in _counting(now)]


def record_of(resident: Resident, numbers: Numbers, *, now: datetime) -> Record:
    """What all that counts against this person means at this moment."""
    return Record.of(_happened(Q(resident=resident), now), numbers, now=now)


def words_for(user: User, *, now: datetime) -> str:
    """What it all means for the reader, in one sentence, by everybody's rules; empty when nothing counts."""
    return _words(Q(resident__user=user), now)


def words_about(resident: Resident, *, now: datetime) -> str:
    return _words(Q(resident=resident), now)


def _words(whose: Q, now: datetime) -> str:
    happened = _happened(whose, now)
    if not happened:
        return ""
    numbers = RuleBook.load([]).of_everybody
    return Record.of(happened, numbers, now=now).words(numbers)


def _happened(whose: Q, now: datetime) -> list[datetime]:
    """One query, however many kinds there are."""
    first, *others = (marks.filter(whose).values_list("happened_at", flat=True) for marks in _counting(now))
    return list(first.union(*others, all=True) if others else first)


def _counting(now: datetime) -> list[Marks]:
    return [MarkQuerySet(kind.model).counting(now).order_by() for kind in _kinds.values()]


# Lists of them


def found(narrow: Callable[[Marks], Marks]) -> list[Mark]:
    """Those that `narrow` leaves, of every kind, the latest first: one query for each kind."""
    marks = [mark for kind in _kinds.values() for mark in narrow(MarkQuerySet(kind.model).with_place())]
    return sorted(marks, key=lambda mark: (mark.happened_at, mark.key), reverse=True)


def get(kind: str, pk: int, narrow: Callable[[Marks], Marks]) -> Mark | None:
    known = _kinds.get(kind)
    return narrow(MarkQuerySet(known.model).with_place()).filter(pk=pk).first() if known else None


def to_answer(narrow: Callable[[Marks], Marks], now: datetime) -> list[tuple[str, int]]:
    """Kind and key of those that count: appeals first, then what is not answered, the latest first. One query."""
    columns = ("pk", "answered_at", "appealed_at", "happened_at")
    first, *others = (narrow(marks).values_list(Value(marks.model.KIND), *columns) for marks in _counting(now))
    rows = first.union(*others, all=True) if others else first
    return [(kind, pk) for kind, pk, *_rest in sorted(rows, key=_in_turn)]


def _in_turn(row: tuple[str, int, datetime | None, datetime | None, datetime]) -> tuple[bool, bool, float, str, int]:
    kind, pk, answered_at, appealed_at, happened_at = row
    waits_since = appealed_at.timestamp() if appealed_at and not answered_at else -happened_at.timestamp()
    return answered_at is not None, appealed_at is None, waits_since, kind, pk


def in_turn(keys: list[tuple[str, int]]) -> list[Mark]:
    """The marks of these keys, in their order: one query for each kind among them."""
    by_key: dict[tuple[str, int], Mark] = {}
    for kind in dict(keys):
        marks: Marks = MarkQuerySet(_kinds[kind].model)
        by_key |= {(kind, mark.pk): mark for mark in marks.with_place().filter(pk__in=[pk for _kind, pk in keys])}
    return [by_key[key] for key in keys if key in by_key]


def rows_of(mark: Mark, *, now: datetime) -> list[Row]:
    """One as its resident reads it: when, whether it counts, what was written and answered."""
    occupancy = mark.occupancy
    until = _("until %(day)s") % {"day": date_words(local_day(mark.expires_at))}
    rows = [
        Row(_("When"), when_words(occupancy)),
        Row(_("What it was"), mark.what),
        Row(_("Room"), f"{occupancy.room.centre.short_name}·{occupancy.room.name}"),
        Row(_("Counts"), until if mark.counts(now) else _("no more")),
        Row(_("You wrote"), mark.appeal, _("The office has not answered yet.") if mark.is_appealed else ""),
        Row(_("The office"), mark.answer, _("It does not count.") if mark.is_excused else ""),
    ]
    return [row for row in rows if row.words]


# A word about one, and its answer


@transaction.atomic
def appeal(*, mark: Mark, text: str, now: datetime) -> None:
    """The person says how it was. Raises CannotChange when they have done so, or it does not count any more."""
    open_ones = _same(mark).counting(now).filter(appealed_at=None, answered_at=None)
    if not open_ones.update(appeal=text, appealed_at=now):
        raise CannotChange(_("You have written to us about this already, or it does not count any more."))
    mark.refresh_from_db()


@transaction.atomic
def excuse(*, mark: Mark, by: User, reason: str, now: datetime) -> Told:
    """It does not count, for this reason. Raises CannotChange when it was excused before."""
    counting = _same(mark).filter(excused_at=None)
    if not counting.update(excused_at=now, answer=reason, answered_at=now, answered_by=by):
        raise CannotChange(_("It was excused already."))
    mark.refresh_from_db()
    return _kinds[mark.KIND].tell_answered(mark, by=by, now=now)


@transaction.atomic
def uphold(*, mark: Mark, by: User, reason: str, now: datetime) -> Told:
    """It counts, for this reason, and they are told. Raises CannotChange when nobody waits for an answer."""
    waiting = _same(mark).appealed()
    if not waiting.update(answer=reason, answered_at=now, answered_by=by):
        raise CannotChange(_("Somebody has answered this meanwhile."))
    mark.refresh_from_db()
    return _kinds[mark.KIND].tell_answered(mark, by=by, now=now)


def _same(mark: Mark) -> Marks:
    return MarkQuerySet(type(mark)).filter(pk=mark.pk)


def forget(now: datetime) -> None:
    """For the worker: what is old enough is deleted, whatever became of it."""
    for kind in _kinds.values():
        MarkQuerySet(kind.model).to_be_forgotten(now).delete()
