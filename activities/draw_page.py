"""What a draw says of itself: its state in a word, the chances, the four steps, and what anybody can check."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities import rows
from activities.models import Draw, DrawTicket, Session
from centres.rows import Row
from centres.words import moment_words
from fairness.draw import TicketList, in_order
from residents.acting import helper_words


def badge(draw: Draw, *, now: datetime) -> tuple[str, str]:
    if draw.is_cancelled:
        return "gone", _("No draw")
    if draw.is_drawn:
        return "done", _("Drawn")
    if now < draw.opens_at:
        return "wait", _("Drawn by lot, soon")
    if draw.is_open(now):
        return "free", _("Drawn by lot, apply")
    return "wait", _("Drawn soon")


def when(draw: Draw, *, now: datetime) -> str:
    """The next moment that matters of one that is not decided, in a sentence."""
    drawn = moment_words(draw.draws_at)
    if now < draw.opens_at:
        return _("Apply from %(moment)s; drawn on %(drawn)s.") % {
            "moment": moment_words(draw.opens_at),
            "drawn": drawn,
        }
    if draw.is_open(now):
        words = _("Apply until %(moment)s; drawn on %(drawn)s.")
        return words % {"moment": moment_words(draw.closes_at), "drawn": drawn}
    return _("Applying has ended. Drawn on %(drawn)s.") % {"drawn": drawn}


def says(draw: Draw, applicants: int, places: int, *, now: datetime) -> str:
    """What it means for whoever reads it."""
    if draw.is_cancelled:
        return _("It was called off: %(reason)s.") % {"reason": draw.cancel_reason.rstrip("。.！!")}
    if draw.is_drawn:
        return _("The numbers below were drawn; everybody was told.")
    if now < draw.opens_at:
        count = ngettext("There is %(count)d place.", "There are %(count)d places.", places) % {"count": places}
        return f"{when(draw, now=now)} {count}"
    return f"{when(draw, now=now)} {_so_far(applicants, places)}{chances(applicants, places)}"


def _so_far(applicants: int, places: int) -> str:
    return ngettext(
        "%(count)d neighbour has applied so far, for %(places)d places. ",
        "%(count)d neighbours have applied so far, for %(places)d places. ",
        applicants,
    ) % {"count": applicants, "places": places}


def chances(applicants: int, places: int) -> str:
    """The odds in words, of a ticket with one lot among others with one."""
    if applicants <= places:
        return _("So far there is a place for everybody.")
    if places * 2 >= applicants:
        return _("So far about %(count)d of 10 get one.") % {"count": places * 10 // applicants}
    return _("So far about one in %(count)d gets one.") % {"count": round(applicants / places) if places else 0}


@dataclass(frozen=True, slots=True)
class Step:
    """What happens when; `is_done` once it has."""

    words: str
    when: str
    is_done: bool


def steps(draw: Draw, *, now: datetime) -> list[Step]:
    return [
        Step(_("The sealed seed is published"), moment_words(draw.announced_at), is_done=True),
        Step(
            _("Everybody applies and gets a number; to be first is no advantage"),
            _("%(from)s until %(until)s")
            % {"from": moment_words(draw.opens_at), "until": moment_words(draw.closes_at)},
            is_done=now >= draw.closes_at,
        ),
        Step(
            _("The list of numbers is frozen and published"),
            moment_words(draw.frozen_at or draw.closes_at),
            is_done=draw.frozen_at is not None,
        ),
        Step(
            _("The seed is opened, and the lots are drawn"),
            moment_words(draw.decided_at if draw.is_drawn and draw.decided_at else draw.draws_at),
            is_done=draw.is_drawn,
        ),
    ]


@dataclass(frozen=True, slots=True)
class Result:
    """Ticket numbers, in the order drawn; nobody's name."""

    won: Sequence[int]
    others: Sequence[int]
    withdrawn: Sequence[int]


def result(draw: Draw) -> Result:
    """Of one that is drawn; one query."""
    listed = TicketList.read(draw.listed)
    states = dict(draw.tickets.values_list("number", "state"))
    order = [ticket.number for ticket in in_order(listed.tickets, draw.revealed_seed, draw.list_hash)]

    def those(state: str) -> list[int]:
        return [number for number in order if states.get(number) == state]

    return Result(those(DrawTicket.State.WON), those(DrawTicket.State.LOST), sorted(those(DrawTicket.State.WITHDRAWN)))


def checks(draw: Draw) -> list[Row]:
    """The values that anybody can check."""
    found = [
        Row(_("Sealed seed (SHA-256)"), draw.commitment),
        Row(_("Frozen list (SHA-256)"), draw.list_hash),
        Row(_("Opened seed"), draw.revealed_seed),
    ]
    return [row for row in found if row.words]


# One's ticket


def ticket_badge(ticket: DrawTicket) -> tuple[str, str]:
    kinds = {DrawTicket.State.APPLIED: "wait", DrawTicket.State.WON: "done"}
    words = {
        DrawTicket.State.APPLIED: _("In the draw"),
        DrawTicket.State.WITHDRAWN: _("Taken out"),
        DrawTicket.State.WON: _("Your ticket was drawn"),
        DrawTicket.State.LOST: _("Not drawn this time"),
        DrawTicket.State.CANCELLED: _("No draw"),
    }
    state = DrawTicket.State(ticket.state)
    return kinds.get(state, "gone"), words[state]


def ticket_says(ticket: DrawTicket, *, lots: int) -> str:
    """What happens next, in a sentence."""
    if ticket.is_standing:
        weight = ngettext("Your ticket has %(count)d lot.", "Your ticket has %(count)d lots.", lots) % {"count": lots}
        drawn = _("It is drawn on %(moment)s, and we tell you either way.")
        return f"{drawn % {'moment': moment_words(ticket.draw.draws_at)}} {weight}"
    if ticket.state == DrawTicket.State.WON:
        return _("You have a place; it stands under “Mine”.")
    if ticket.state == DrawTicket.State.LOST:
        return _("In the next draw your ticket has one lot more. Under “Mine” you see whether you stand in line.")
    if ticket.state == DrawTicket.State.CANCELLED:
        return _("There is no draw any more: %(reason)s.") % {"reason": ticket.draw.cancel_reason.rstrip("。.")}
    return _("You took the ticket out. While one can apply you may get a new one.")


def of_ticket(ticket: DrawTicket, dates: Sequence[Session]) -> list[Row]:
    helper = helper_words(resident=ticket.resident_id, by=ticket.applied_by_id, channel=ticket.channel)
    who = _("by %(helper)s") % {"helper": helper} if helper else ""
    if not helper and not ticket.is_made_online:
        who = ticket.get_channel_display()
    found = [
        Row(_("Ticket number"), str(ticket.number)),
        *rows.of_session(ticket.draw.session, dates),
        Row(_("For"), ticket.name, ticket.with_whom),
        *rows.of_agreement(ticket),
        Row(_("Applied"), moment_words(ticket.applied_at), who),
        Row(_("Exception because"), ticket.waiver),
        Row(_("Phone there"), ticket.draw.session.occupancy.room.centre.phone),
    ]
    return [row for row in found if row.words]
