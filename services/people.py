"""What becomes of numbers when two entries of one person are merged, when a person reads or erases what we know, and
when a year has passed."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.words import local_day
from fairness.programme.thanks import forget_sentences
from residents.models import Resident, User
from residents.people import Json
from services.actions.offering import locked, offer
from services.models import (
    KEPT_FOR,
    Application,
    Appointment,
    AppointmentWait,
    DayAnswer,
    MealOrder,
    MealOrderQuerySet,
    Menu,
    NumberMark,
    ServiceDay,
    ServiceDayQuerySet,
)

KEYS = [f"{model}.resident" for model in ("Application", "Appointment", "AppointmentWait", "MealOrder", "NumberMark")]
BATCH = 500


def repoint(gone: Resident, kept: Resident) -> None:
    """Where both have a number of one day, the one that was used stays, or else the earlier one.

    Of two places in one line the earlier stays. What becomes free goes to the line.
    """
    now = timezone.now()
    touched = [locked(day) for day in _days_of(gone, kept)]
    _repoint_waits(gone, kept, now=now)
    for theirs in Appointment.objects.filter(resident=gone).select_for_update():
        same_day = Appointment.objects.standing().filter(resident=kept, day=theirs.day_id).first()
        if same_day and not theirs.is_cancelled:
            _leave_one(theirs, same_day)
        Appointment.objects.filter(pk=theirs.pk, resident=gone).update(resident=kept)
    for day in touched:
        offer(day, now=now)
    NumberMark.objects.filter(resident=gone).update(resident=kept)
    _repoint_meals(gone, kept)
    _repoint_applications(gone, kept)


def _repoint_applications(gone: Resident, kept: Resident) -> None:
    """Of two that are open for one service, what the kept entry wrote stays."""
    open_ones = Application.objects.open().filter(resident=kept).values("service")
    Application.objects.open().filter(resident=gone, service__in=open_ones).update(
        state=Application.State.WITHDRAWN, help_needed="", closed_at=timezone.now()
    )
    Application.objects.filter(resident=gone).update(resident=kept)


def _days_of(gone: Resident, kept: Resident) -> ServiceDayQuerySet:
    """In the order of their keys, where either has a number or stands in line."""
    both = (gone, kept)
    numbers = Appointment.objects.standing().filter(resident__in=both).values("day")
    lines = AppointmentWait.objects.alive().filter(resident__in=both).values("day")
    return ServiceDay.objects.filter(Q(pk__in=numbers) | Q(pk__in=lines)).order_by("pk")


def _repoint_waits(gone: Resident, kept: Resident, *, now: datetime) -> None:
    """Whoever has a number of the day needs none; an offer goes before a place in line, then the earlier one."""
    both = (gone, kept)
    alive = AppointmentWait.objects.alive().filter(resident__in=both)
    seen = set(Appointment.objects.standing().taken().filter(resident__in=both).values_list("day", flat=True))
    for entry in sorted(alive, key=lambda entry: (not entry.is_offered, entry.joined_at, entry.pk)):
        if entry.day_id in seen:
            entry.kept.offered().delete()
            AppointmentWait.objects.filter(pk=entry.pk).update(state=AppointmentWait.State.CLOSED, ended_at=now)
        seen.add(entry.day_id)
    AppointmentWait.objects.filter(resident=gone).update(resident=kept)


def _repoint_meals(gone: Resident, kept: Resident) -> None:
    """Where both ordered for one day, the kept entry's order stays; what the kitchen counts on already, is only no
    longer theirs."""
    now, ordered = timezone.now(), MealOrder.objects.standing().filter(resident=kept).values("on")
    theirs = MealOrder.objects.filter(resident=gone)
    for order in theirs.standing().filter(on__in=ordered).with_menu():
        change = {"cancelled_at": now} if order.menu.is_open(now) else {"resident": None}
        MealOrder.objects.filter(pk=order.pk).update(**change)
    theirs.update(resident=kept)


def _leave_one(theirs: Appointment, other: Appointment) -> None:
    waiting = [each for each in (theirs, other) if each.is_waiting]
    if not waiting:  # both were used: one keeps the name
        NumberMark.objects.filter(appointment=theirs).delete()
        Appointment.objects.filter(pk=theirs.pk).update(resident=None)
        return
    later = max(waiting, key=lambda each: each.number)
    Appointment.objects.filter(pk=later.pk).update(
        state=Appointment.State.CANCELLED, cancelled_at=timezone.now(), cancelled_by=None
    )


def export(resident: Resident) -> dict[str, Json]:
    numbers = Appointment.objects.filter(resident=resident).taken().with_place().order_by("day__occupancy__starts_at")
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
                "has_said_how_it_was": each.has_answered,
            }
            for each in numbers
        ],
        "waiting_for_numbers": [
            {
                "service": wait.day.service.name,
                "state": wait.state,
                "number": wait.number,
                "starts_at": wait.day.occupancy.starts_at.isoformat(),
                "joined_at": wait.joined_at.isoformat(),
            }
            for wait in AppointmentWait.objects.filter(resident=resident).with_place()
        ],
        "missed_numbers": [
            {
                "service": mark.appointment.day.service.name,
                "happened_at": mark.happened_at.isoformat(),
                "counts_until": mark.expires_at.isoformat(),
                "appeal": mark.appeal,
                "answer": mark.answer,
                "is_excused": mark.is_excused,
            }
            for mark in NumberMark.objects.filter(resident=resident).with_place()
        ],
        "applications": [
            {
                "service": each.service.name,
                "state": each.state,
                "help_needed": each.help_needed,
                "call": [each.call_number, each.call_whom, each.call_when],
                "agreed_to": each.consent_version,
                "agreed_at": each.consented_at.isoformat(),
                "applied_at": each.applied_at.isoformat(),
                "channel": each.channel,
                "assessment_at": each.visit_at.isoformat() if each.visit_at else "",
                "assessment_where": each.visit_place,
                "reason": each.reason,
            }
            for each in Application.objects.filter(resident=resident).select_related("service")
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
    if Application.objects.open().filter(resident=resident).exists():
        sentences.append(_("An application is open. Please withdraw it first, or come back when it is settled."))
    if AppointmentWait.objects.alive().filter(resident=resident).exists():
        sentences.append(_("You stand in line for a number at a service. Please leave the line first."))
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
    """Day, number and what became of it stay; who it was goes. A place in line goes altogether."""
    Application.objects.filter(resident=resident).delete()
    NumberMark.objects.filter(resident=resident).delete()
    Appointment.objects.filter(resident=resident).offered().delete()
    AppointmentWait.objects.filter(resident=resident).delete()
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
    AppointmentWait.objects.to_be_forgotten(now - KEPT_FOR).delete()
    _forget_meals(MealOrder.objects.filter(resident__isnull=False, on__lt=local_day(now - KEPT_FOR)), now=now)


@transaction.atomic
def _forget_persons(pks: Collection[int], *, now: datetime) -> None:
    """Who of the staff did it stays."""
    numbers = Appointment.objects.filter(pk__in=pks)
    numbers.filter(booked_by__is_staff=False).update(booked_by=None)
    numbers.filter(cancelled_by__is_staff=False).update(cancelled_by=None)
    numbers.update(resident=None, waiver="", forgotten_at=now)


def _forget_meals(orders: MealOrderQuerySet, *, now: datetime) -> None:
    """Portions stay; where they were brought goes."""
    pks = list(orders.values_list("pk", flat=True))
    found = MealOrder.objects.filter(pk__in=pks)
    found.filter(ordered_by__is_staff=False).update(ordered_by=None)
    found.filter(cancelled_by__is_staff=False).update(cancelled_by=None)
    found.update(resident=None, address="", forgotten_at=now)


def let_go(user: User) -> None:
    """An account ends: its key goes from what it did."""
    for field in ("ordered_by", "cancelled_by", "brought_by"):
        MealOrder.objects.filter(**{field: user}).update(**{field: None})
    Menu.objects.filter(cancelled_by=user).update(cancelled_by=None)
    for field in ("applied_by", "handled_by"):
        Application.objects.filter(**{field: user}).update(**{field: None})
    AppointmentWait.objects.filter(joined_by=user).update(joined_by=None)
    for field in ("booked_by", "cancelled_by"):
        Appointment.objects.filter(**{field: user}).update(**{field: None})


def forget_words(now: datetime) -> None:
    """Of what was said a year ago, how it was stays."""
    forget_sentences([DayAnswer], now=now)
