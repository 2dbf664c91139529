"""Closures as a claimant: what boards and timetables ask of them through centres.claimants."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from centres.claimants import Claimant, Details, Look, Told
from centres.models import Occupancy, Room
from centres.spans import Span
from office.actions import closures
from office.models import ClosureHold
from residents.models import User


def describe(occupancies: Sequence[Occupancy]) -> dict[int, Details]:
    holds = ClosureHold.objects.holding(occupancies).select_related("closure")
    return {
        hold.occupancy_id: Details(who=hold.closure.title, how=hold.closure.note or str(_("out of use")))
        for hold in holds
    }


def move(
    *, occupancy: Occupancy, room: Room, span: Span, by: AbstractBaseUser, reason: str, waiver: str, now: datetime
) -> Told:
    hold = ClosureHold.objects.select_related("occupancy__room").get(occupancy=occupancy)
    closures.move_hold(hold=hold, room=room, span=span, now=now)
    return Told()


def cancel(*, occupancy: Occupancy, by: AbstractBaseUser, reason: str, now: datetime) -> Told:
    assert isinstance(by, User)
    hold = ClosureHold.objects.select_related("occupancy", "closure").get(occupancy=occupancy)
    closures.lift(hold=hold, by=by, now=now, reason=reason)
    return Told()


CLAIMANT = Claimant(
    kind=ClosureHold.KIND, words=_("out of use"), describe=describe, move=move, cancel=cancel, look=Look.CLOSED
)
