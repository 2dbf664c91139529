"""Happenings as claimants: what boards and timetables ask of them through centres.claimants."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse
from django.utils.functional import Promise

from centres.claimants import Claimant, Details, Look, Told
from centres.models import Occupancy, Room
from centres.spans import Span
from fairness.programme import actions
from fairness.programme.models import Happening, HappeningQuerySet
from residents.models import User


def claimant_of(model: type[Happening], *, words: Promise) -> Claimant:
    """The claimant of one concrete kind: sessions, or service days."""

    def at(occupancies: Sequence[Occupancy]) -> HappeningQuerySet[Happening]:
        return HappeningQuerySet(model).with_place().filter(occupancy__in=occupancies)

    def describe(occupancies: Sequence[Occupancy]) -> dict[int, Details]:
        page = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        return {
            happening.occupancy_id: Details(
                who=happening.by or happening.offering.name, how=str(words), link=reverse(page, args=[happening.pk])
            )
            for happening in at(occupancies)
        }

    def move(
        *, occupancy: Occupancy, room: Room, span: Span, by: AbstractBaseUser, reason: str, waiver: str, now: datetime
    ) -> Told:
        actions.move(happening=at([occupancy]).get(), room=room, span=span, now=now)
        return Told()  # nobody enrols yet

    def cancel(*, occupancy: Occupancy, by: AbstractBaseUser, reason: str, now: datetime) -> Told:
        assert isinstance(by, User)
        actions.cancel(happening=at([occupancy]).get(), by=by, reason=reason, now=now)
        return Told()

    return Claimant(kind=model.KIND, words=words, describe=describe, move=move, cancel=cancel, look=Look.EVENT)
