"""Happenings as claimants: what boards and timetables ask of them through centres.claimants."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.urls import reverse
from django.utils.functional import Promise

from centres.claimants import Claimant, Coming, Details, Look, Told
from centres.models import Centre, Occupancy, Room
from centres.spans import Span
from fairness.programme import actions
from fairness.programme.models import Happening, HappeningQuerySet, HappeningT
from residents.models import User

Moved = TypeVar("Moved", bound=Happening, contravariant=True)


class Mover(Protocol[Moved]):
    """Take it to another time or room, and say who was told."""

    def __call__(self, *, happening: Moved, room: Room, span: Span, by: User, reason: str, now: datetime) -> Told: ...


class Canceller(Protocol[Moved]):
    """Let it not take place, and say who was told."""

    def __call__(self, *, happening: Moved, by: User, reason: str, now: datetime) -> Told: ...


def move_untold(*, happening: Happening, room: Room, span: Span, by: User, reason: str, now: datetime) -> Told:
    """Where nobody signs up, nobody is told."""
    actions.move(happening=happening, room=room, span=span, now=now)
    return Told()


def cancel_untold(*, happening: Happening, by: User, reason: str, now: datetime) -> Told:
    actions.cancel(happening=happening, by=by, reason=reason, now=now)
    return Told()


def claimant_of(
    model: type[HappeningT],
    *,
    words: Promise,
    move: Mover[HappeningT] = move_untold,
    cancel: Canceller[HappeningT] = cancel_untold,
    coming: Coming | None = None,
    is_for_residents: bool = False,
    facts: Callable[[HappeningT], Sequence[tuple[str, str]]] = lambda happening: (),
) -> Claimant:
    """The claimant of one concrete kind: sessions, or service days. `facts` are what staff read besides."""

    def at(occupancies: Sequence[Occupancy]) -> HappeningQuerySet[HappeningT]:
        return HappeningQuerySet(model).with_place().filter(occupancy__in=occupancies)

    def describe(occupancies: Sequence[Occupancy]) -> dict[int, Details]:
        page = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        return {
            happening.occupancy_id: Details(
                who=happening.by if happening.by and happening.offering.is_published else happening.offering.name,
                how=str(words),
                link=reverse(page, args=[happening.pk]),
                short="" if happening.offering.is_published else happening.offering.name,
                facts=facts(happening),
            )
            for happening in at(occupancies)
        }

    def move_held(
        *, occupancy: Occupancy, room: Room, span: Span, by: AbstractBaseUser, reason: str, waiver: str, now: datetime
    ) -> Told:
        assert isinstance(by, User)
        return move(happening=at([occupancy]).get(), room=room, span=span, by=by, reason=reason, now=now)

    def cancel_held(*, occupancy: Occupancy, by: AbstractBaseUser, reason: str, now: datetime) -> Told:
        assert isinstance(by, User)
        return cancel(happening=at([occupancy]).get(), by=by, reason=reason, now=now)

    def programme(
        first: date, last: date, at: Iterable[Centre] | None
    ) -> "models.QuerySet[HappeningT, tuple[object, ...]]":
        found: HappeningQuerySet[HappeningT] = HappeningQuerySet(model).published().between(first, last)
        return (found if at is None else found.at(at)).lines()

    return Claimant(
        kind=model.KIND,
        words=words,
        describe=describe,
        move=move_held,
        cancel=cancel_held,
        look=Look.EVENT,
        coming=coming,
        is_for_residents=is_for_residents,
        programme=programme,
    )
