"""The day before: a word to everybody who has a number tomorrow, by text message or by a call from the desk."""

from datetime import datetime, timedelta

from django.utils.timezone import localtime

from centres.availability import DAY, local_midnight
from centres.words import local_day
from notices import wordings
from notices.models import Notice
from residents.telling import in_own_language, say
from services.messages import concerned, planned_words
from services.models import Appointment, ServiceDay

FROM, UNTIL = 10, 20  # o'clock: in the quiet hours nobody is reminded, and in the morning the desk has time to call
BATCH = 100
EVERY = timedelta(minutes=10)
PREFIX = "number-reminder-"  # of request numbers; appointment and occupancy follow, for one time and place


def remind(now: datetime) -> None:
    """For the worker. Each is reminded once of each time and place; whoever took the number today knows it still."""
    if not FROM <= localtime(now).hour < UNTIL:
        return
    for appointment in _not_reminded(now)[:BATCH]:
        _remind(appointment, now=now)


def _not_reminded(now: datetime) -> list[Appointment]:
    today = local_midnight(local_day(now))
    tomorrow = ServiceDay.objects.confirmed().filter(ServiceDay.between(today + DAY, today + 2 * DAY))
    waiting = Appointment.objects.waiting().filter(day__in=tomorrow, booked_at__lt=today, resident__isnull=False)
    written = Notice.objects.filter(created_at__gte=today, request_id__startswith=PREFIX)
    known = {tuple(request_id.split("-")[2:4]) for request_id in written.values_list("request_id", flat=True)}
    due = waiting.with_place().select_related("booked_by", "resident__user").order_by("day", "number")
    return [each for each in due if (str(each.pk), str(each.day.occupancy_id)) not in known]


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
