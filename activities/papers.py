"""From a ticket of a draw to its slip, and from a list to its sign-in sheet: every word chosen, nothing about ink."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from activities.models import DrawTicket, Enrolment, Session
from centres.words import date_words, moment_words, span_words, when_words
from residents.telling import in_own_language
from timetables import papers
from timetables.typesetting import SignInRow, SignInSheet, TicketSheet, compile_sign_in, compile_ticket


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


WALK_INS = 6  # empty rows at the end


def sign_in_pdf(session: Session, places: Sequence[Enrolment], *, now: datetime) -> bytes:
    """For a clipboard, not for a wall: names in full, of the phone the last four digits."""
    with in_own_language():
        return compile_sign_in(sign_in_sheet(session, places, now=now), created_at=now)


def sign_in_sheet(session: Session, places: Sequence[Enrolment], *, now: datetime) -> SignInSheet:
    room = session.occupancy.room
    rows = [row for number, each in enumerate(places, start=1) for row in _signers(number, each)]
    empty = [SignInRow(str(number), "", "") for number in range(len(places) + 1, len(places) + 1 + WALK_INS)]
    return SignInSheet(
        title=_("%(activity)s, sign-in sheet") % {"activity": session.activity.name},
        facts=(
            when_words(session.occupancy),
            f"{room.centre.name}\u2060·{room.name}",
            session.activity.leader,
            _meet(session),
        ),
        heads=(_("No."), _("Name"), _("Last digits of the phone"), _("Signed")),
        rows=(*rows, *empty),
        note=_("Not for a wall. Please give it back at the desk; it is shredded once it is entered."),
        printed=_("Printed %(moment)s") % {"moment": moment_words(now)},
        page=_("page {page} of {pages}"),
        sample=papers.stamp(),
    )


def _meet(session: Session) -> str:
    return _("we meet: %(place)s") % {"place": session.meeting_point} if session.meeting_point else ""


def _signers(number: int, place: Enrolment) -> list[SignInRow]:
    """Whoever comes along signs on a line of their own."""
    own = SignInRow(str(number), place.name, _digits(place))
    return [own, SignInRow("", place.with_whom, "")] if place.with_whom else [own]


def _digits(place: Enrolment) -> str:
    return place.resident.phone[-4:] if place.resident else ""
