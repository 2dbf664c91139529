"""Marks of those who had a number, were called, and stayed away. For the worker."""

from datetime import datetime, timedelta

from django.db import transaction

from centres.availability import local_midnight
from centres.words import local_day
from fairness.models import RuleBook
from services import messages
from services.models import Appointment, NumberMark, ServiceDay

TOLD_WITHIN = timedelta(days=3)  # a worker may have stood still; nobody is told of what was long ago
BATCH = 200


def mark_missed(now: datetime) -> None:
    """Once a day is over, when the desk can take nothing back any more. A ticket without a name is nobody's."""
    today = local_midnight(local_day(now))
    called = Appointment.objects.filter(state=Appointment.State.NO_SHOW, resident__isnull=False, mark=None)
    lately = called.filter(
        day__state=ServiceDay.State.CONFIRMED,
        day__occupancy__ends_at__lt=today,
        day__occupancy__ends_at__gte=today - TOLD_WITHIN,
    )
    for pk in lately.order_by("pk").values_list("pk", flat=True)[:BATCH]:
        _mark(pk, now=now)


@transaction.atomic
def _mark(pk: int, *, now: datetime) -> None:
    """Locked, so that no merge takes the name off at this moment."""
    Appointment.objects.select_for_update(no_key=True).get(pk=pk)
    number = Appointment.objects.with_place().filter(pk=pk, state=Appointment.State.NO_SHOW, mark=None).first()
    if number is None or number.resident is None:
        return
    room, happened_at = number.day.occupancy.room, number.day.occupancy.starts_at
    numbers = RuleBook.load([room]).of(room)
    mark = NumberMark.objects.create(
        appointment=number,
        resident=number.resident,
        happened_at=happened_at,
        expires_at=happened_at + timedelta(days=numbers.no_show_days),
    )
    messages.tell_missed(mark, numbers, now=now)
