"""From a number to its ticket on paper: every word chosen, nothing about ink."""

from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.words import date_words
from residents.telling import in_own_language
from services.models import Appointment
from services.queue import Queue, about_words
from timetables import papers
from timetables.typesetting import TicketSheet, compile_ticket


def ticket_pdf(appointment: Appointment, *, now: datetime) -> bytes:
    """In the portal's own language, whatever the clerk reads."""
    with in_own_language():
        sheet = ticket_sheet(appointment, Queue.load(appointment.day, now=now))
    return compile_ticket(sheet, created_at=now)


def ticket_sheet(appointment: Appointment, queue: Queue) -> TicketSheet:
    """No name: whoever finds it on the floor learns nothing."""
    day = appointment.day
    room = day.occupancy.room
    before = queue.before(appointment)
    ahead = ngettext("%(count)d neighbour before you", "%(count)d neighbours before you", before) % {"count": before}
    note = _("Printed at %(time)s. When it takes longer, the screen says so. Skipped? Please tell the desk.")
    return TicketSheet(
        title=_("%(service)s, number %(number)d") % {"service": day.service.name, "number": appointment.number},
        service=day.service.name,
        number=appointment.number_words,
        time=about_words(queue.expected(appointment)),
        before=ahead if appointment.is_waiting else "",
        day=date_words(day.occupancy.starts_at),
        place=(room.centre.name, room.name),
        note=note % {"time": f"{localtime(queue.now):%H:%M}"},
        sample=papers.stamp(),
    )
