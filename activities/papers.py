"""From a ticket of a draw to its slip of paper: every word chosen, nothing about ink."""

from datetime import datetime

from django.utils.translation import gettext as _

from activities.models import DrawTicket
from centres.words import date_words, moment_words, span_words
from residents.telling import in_own_language
from timetables import papers
from timetables.typesetting import TicketSheet, compile_ticket


def ticket_pdf(ticket: DrawTicket, *, now: datetime) -> bytes:
    """In the portal's own language, whatever the clerk reads."""
    with in_own_language():
        return compile_ticket(ticket_sheet(ticket), created_at=now)


def ticket_sheet(ticket: DrawTicket) -> TicketSheet:
    """No name: whoever finds it on the floor learns nothing."""
    session, draw = ticket.draw.session, ticket.draw
    room = session.occupancy.room
    name = session.activity.name
    note = _("We tell you either way. You need not come to the draw. Questions? Please call %(phone)s.")
    return TicketSheet(
        title=_("%(activity)s, ticket number %(number)d") % {"activity": name, "number": ticket.number},
        service=_("Draw: %(name)s") % {"name": name},
        number=str(ticket.number),
        time=_("Drawn on %(moment)s") % {"moment": moment_words(draw.draws_at)},
        before="",
        day=f"{date_words(session.occupancy.starts_at)} {span_words(session.occupancy)}",
        place=(room.centre.name, room.name),
        note=note % {"phone": room.centre.phone},
        sample=papers.stamp(),
    )
