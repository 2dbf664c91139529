"""The day before: a word to everybody who has a number tomorrow, by text message or by a call from the desk."""

from datetime import datetime

from fairness import reminding
from notices import wordings
from residents.telling import in_own_language, say
from services.messages import concerned, planned_words
from services.models import Appointment, ServiceDay

PREFIX = "number-reminder-"  # of request numbers


def remind(now: datetime) -> None:
    """For the worker. Each is reminded once of each time and place; whoever took the number today knows it still."""
    if not reminding.is_time(now):
        return
    for appointment in _not_reminded(now)[: reminding.BATCH]:
        _remind(appointment, now=now)


def _not_reminded(now: datetime) -> list[Appointment]:
    tomorrow = ServiceDay.objects.confirmed().filter(ServiceDay.between(*reminding.tomorrow(now)))
    earlier = Appointment.objects.waiting().filter(booked_at__lt=reminding.today(now), resident__isnull=False)
    due = earlier.filter(day__in=tomorrow).with_place().select_related("booked_by", "resident__user")
    known = reminding.reminded(PREFIX, now)
    ordered = due.order_by("day", "number")
    return [each for each in ordered if (str(each.pk), str(each.day.occupancy_id)) not in known]


def _remind(appointment: Appointment, *, now: datetime) -> None:
    occupancy = appointment.day.occupancy
    with in_own_language():
        facts = {
            "service": appointment.day.service.name,
            "number": appointment.number_words,
            "time": planned_words(appointment, occupancy),
            "site": occupancy.room.centre.short_name,
            "room": occupancy.room.name,
            "phone": occupancy.room.centre.phone,
        }
    words = wordings.words("number-reminder", facts)
    for person in concerned(appointment, by=None):
        request_id = f"{PREFIX}{appointment.pk}-{occupancy.pk}-{person.key}"
        say(
            person,
            words,
            centre=occupancy.room.centre,
            request_id=request_id,
            now=now,
            may_wait=True,
            is_essential=False,
        )
