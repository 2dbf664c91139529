"""What becomes of numbers when two entries of one person are merged, when a person reads or erases what we know, and
when a year has passed."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.words import local_day
from residents.models import Resident, User
from residents.people import Json
from services.models import KEPT_FOR, Appointment, MealOrder, MealOrderQuerySet

KEYS = ["Appointment.resident", "MealOrder.resident"]
BATCH = 500


def repoint(gone: Resident, kept: Resident) -> None:
    """Where both have a number of one day, the one that was used stays, or else the earlier one."""
    for theirs in Appointment.objects.filter(resident=gone).select_for_update():
        same_day = Appointment.objects.standing().filter(resident=kept, day=theirs.day_id).first()
        if same_day and not theirs.is_cancelled:
            _leave_one(theirs, same_day)
        Appointment.objects.filter(pk=theirs.pk, resident=gone).update(resident=kept)
    _repoint_meals(gone, kept)


def _repoint_meals(gone: Resident, kept: Resident) -> None:
    """Where both ordered for one day, the kept entry's order stays."""
    ordered = MealOrder.objects.standing().filter(resident=kept).values("on")
    theirs = MealOrder.objects.filter(resident=gone)
    theirs.standing().filter(on__in=ordered).update(cancelled_at=timezone.now())
    theirs.update(resident=kept)


def _leave_one(theirs: Appointment, other: Appointment) -> None:
    waiting = [each for each in (theirs, other) if each.is_waiting]
    if not waiting:  # both were used: one keeps the name
        Appointment.objects.filter(pk=theirs.pk).update(resident=None)
        return
    later = max(waiting, key=lambda each: each.number)
    Appointment.objects.filter(pk=later.pk).update(
        state=Appointment.State.CANCELLED, cancelled_at=timezone.now(), cancelled_by=None
    )


def export(resident: Resident) -> dict[str, Json]:
    numbers = Appointment.objects.filter(resident=resident).with_place().order_by("day__occupancy__starts_at")
    return {
        "service_numbers": [
            {
                "service": each.day.service.name,
                "number": each.number,
                "state": each.state,
                "place": f"{each.day.occupancy.room.centre} {each.day.occupancy.room}",
                "starts_at": each.day.occupancy.starts_at.isoformat(),
                "booked_at": each.booked_at.isoformat(),
                "channel": each.channel,
            }
            for each in numbers
        ],
        "meals": [
            {
                "on": each.on.isoformat(),
                "site": str(each.menu.centre),
                "portions": each.portions,
                "how": each.how,
                "address": each.address,
                "ordered_at": each.ordered_at.isoformat(),
                "is_cancelled": each.is_cancelled,
            }
            for each in MealOrder.objects.filter(resident=resident).with_menu().order_by("on", "pk")
        ],
    }


def unfinished(resident: Resident, now: datetime) -> list[str]:
    sentences = []
    if MealOrder.objects.filter(resident=resident).upcoming(local_day(now)).exists():
        sentences.append(_("Lunch is ordered. Please cancel it first, or come back when you have had it."))
    count = Appointment.objects.filter(resident=resident).upcoming(now).count()
    if not count:
        return sentences
    words = ngettext(
        "%(count)d number at a service is still to come. Please cancel it first, so that a neighbour has it.",
        "%(count)d numbers at services are still to come. Please cancel them first, so that neighbours have them.",
        count,
    )
    return [*sentences, words % {"count": count}]


@transaction.atomic
def forget(resident: Resident) -> None:
    """Day, number and what became of it stay; who it was goes."""
    pks = list(Appointment.objects.filter(resident=resident).values_list("pk", flat=True))
    now = timezone.now()
    _forget_persons(pks, now=now)
    _forget_meals(MealOrder.objects.filter(resident=resident), now=now)
    if resident.user:
        let_go(resident.user)


def forget_who_came(now: datetime) -> None:
    """For the worker: of days that ended a year ago."""
    while batch := list(Appointment.objects.to_be_forgotten(now).values_list("pk", flat=True)[:BATCH]):
        _forget_persons(batch, now=now)
    _forget_meals(MealOrder.objects.filter(resident__isnull=False, on__lt=local_day(now - KEPT_FOR)), now=now)


@transaction.atomic
def _forget_persons(pks: Collection[int], *, now: datetime) -> None:
    """Who of the staff did it stays."""
    numbers = Appointment.objects.filter(pk__in=pks)
    numbers.filter(booked_by__is_staff=False).update(booked_by=None)
    numbers.filter(cancelled_by__is_staff=False).update(cancelled_by=None)
    numbers.update(resident=None, forgotten_at=now)


def _forget_meals(orders: MealOrderQuerySet, *, now: datetime) -> None:
    """Portions stay; where they were brought goes."""
    pks = list(orders.values_list("pk", flat=True))
    found = MealOrder.objects.filter(pk__in=pks)
    found.filter(ordered_by__is_staff=False).update(ordered_by=None)
    found.filter(cancelled_by__is_staff=False).update(cancelled_by=None)
    found.update(resident=None, address="", forgotten_at=now)


def let_go(user: User) -> None:
    """An account ends: its key goes from what it did."""
    for field in ("ordered_by", "cancelled_by"):
        MealOrder.objects.filter(**{field: user}).update(**{field: None})
    for field in ("booked_by", "cancelled_by"):
        Appointment.objects.filter(**{field: user}).update(**{field: None})
