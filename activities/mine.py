"""What somebody has of activities, for 我的: places to come, and places in line."""

from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from activities import draw_page, rows
from activities.models import DrawTicket, Enrolment, EnrolmentWait, Session
from centres.words import moment_words, when_words
from residents.mine import Item, Section
from residents.models import Resident, User

ASKED_AT_MOST = 2  # questions at once


def sections(user: User, now: datetime) -> list[Section]:
    places = Enrolment.objects.of_user(user).upcoming(now).with_place()
    asked = Enrolment.objects.of_user(user).to_be_asked(now).with_place()[:ASKED_AT_MOST]
    alive = EnrolmentWait.objects.of_user(user).alive().with_ahead().with_place()
    waiting = alive.filter(session__occupancy__starts_at__gt=now)
    in_line = sorted(waiting, key=lambda entry: (not entry.is_offered, entry.session.occupancy.starts_at))
    tickets = DrawTicket.objects.of_user(user).standing().with_draw().order_by("draw__draws_at", "pk")
    return [
        Section("tickets", _("In the draw"), [_ticket(each, user) for each in tickets]),
        Section("places", _("Activities"), [_place(each, user, now=now) for each in places]),
        Section("thanks", _("Thank you for coming"), [_asked(each, user, now=now) for each in asked]),
        Section("lines", _("Waiting list of activities"), [_wait(each, user, now=now) for each in in_line]),
    ]


def _place(place: Enrolment, user: User, *, now: datetime) -> Item:
    session = place.session
    return Item(
        when=when_words(session.occupancy),
        what=session.activity.name,
        where="\u2060·".join(filter(None, [_where(session), place.with_whom])),
        url=place.get_absolute_url(),
        badge=rows.badge(place, now=now),
        whose=_whose(place.resident, user),
    )


def _ticket(ticket: DrawTicket, user: User) -> Item:
    session = ticket.draw.session
    words = _("Ticket number %(number)d; it is drawn on %(moment)s.")
    return Item(
        when=when_words(session.occupancy),
        what=session.activity.name,
        where=_where(session),
        url=ticket.get_absolute_url(),
        badge=draw_page.ticket_badge(ticket),
        whose=_whose(ticket.resident, user),
        says=words % {"number": ticket.number, "moment": moment_words(ticket.draw.draws_at)},
    )


def _asked(place: Enrolment, user: User, *, now: datetime) -> Item:
    return replace(
        _place(place, user, now=now),
        url=reverse("activities:enrolment-thanks", args=[place.pk]),
        says=_("How was it this time? One word is enough, without your name."),
    )


def _wait(entry: EnrolmentWait, user: User, *, now: datetime) -> Item:
    kind, words, says = rows.wait_badge(entry, now=now)
    return Item(
        when=when_words(entry.session.occupancy),
        what=entry.session.activity.name,
        where=_where(entry.session),
        url=entry.get_absolute_url(),
        badge=(kind, words),
        whose=_whose(entry.resident, user),
        says=says,
        wants_answer=kind == "free",
    )


def _where(session: Session) -> str:
    room = session.occupancy.room
    return f"{room.name}\u2060·{room.centre.name}"


def _whose(resident: Resident | None, user: User) -> str:
    return resident.name if resident and resident.user_id != user.pk else ""
