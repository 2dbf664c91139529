"""A number for the calendar in one's phone."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fairness.programme import calendars
from services.models import Appointment
from services.views.mine import readable
from timetables.calendars import Status, calendar, download


@require_safe
@login_required
def appointment_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """The day's hours; the number and about when it is called stand in the words."""
    appointment = readable(request, pk)
    note = _("Your number: %(number)s") % {"number": appointment.number_words}
    entry = calendars.entry(request, appointment.day, note=note, reminds=appointment.is_waiting)
    if appointment.state not in (Appointment.State.WAITING, Appointment.State.CALLED, Appointment.State.DONE):
        entry = replace(entry, status=Status.CANCELLED)
    return download(calendar([entry], now=timezone.now()), f"yanji-number-{appointment.pk}")
