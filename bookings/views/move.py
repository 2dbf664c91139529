"""Take one's booking to another time or room: choose, look at old and new side by side, and only then move."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bookings import actions
from bookings.alternatives import Kind, near
from bookings.cards import near_times
from bookings.explaining import Answer, Wanted, explain, taken, why_not
from bookings.forms import DayForm, RoomForm, SpanForm
from bookings.models import Booking
from bookings.moving import ToMove, is_there, move_url, old_and_new
from bookings.room_page import RoomPage
from bookings.views.mine import own
from bookings.words import call
from centres.claimants import CannotChange
from centres.models import HoldExpired, Room, RoomTaken
from centres.spans import Span
from centres.words import local_day, when_words
from fairness.rules import Refused
from residents.guards import signed_in


@login_required
def booking_move(request: HttpRequest, ref: str) -> HttpResponse:
    booking, now = get_object_or_404(own(request), ref=ref), timezone.now()
    room, time = _room(request, booking), SpanForm(request.GET)
    has_time = time.is_valid()
    if request.method == "POST" and has_time and is_there(booking, room, time.cleaned_data["span"]):
        return redirect(booking)  # sent twice
    try:
        actions.refuse_late_change(booking, now=now, is_move=True)
    except CannotChange as error:
        messages.warning(request, error.sentence)
        return redirect(booking)
    if not has_time:
        return choose(request, booking, room, now=now)
    span = time.cleaned_data["span"]
    return (move if request.method == "POST" else ask)(request, booking, room, span, now=now)


def choose(request: HttpRequest, booking: Booking, room: Room, *, now: datetime) -> HttpResponse:
    """Free times of the room, its own time among them, and the same time in other rooms."""
    form = DayForm(request.GET)
    form.is_valid()
    minutes = booking.occupancy.span.length // timedelta(minutes=1)
    own_day = local_day(booking.occupancy.starts_at)
    asked = {"length": minutes, "date": own_day} | {name: value for name, value in form.cleaned_data.items() if value}
    leaving = booking.occupancy.claim
    page = RoomPage.load(room, asked, now=now, urls=ToMove(booking, room), leaving=leaving)
    if why_late := page.open_days.why_not(form.cleaned_data.get("date")):
        form.add_error("date", why_late)
    others = near(
        room,
        booking.occupancy.span,
        party=booking.party,
        now=now,
        is_for_team=booking.team is not None,
        leaving=leaving,
    )
    elsewhere = [each for each in others if each.kind != Kind.OTHER_TIME]
    context = {
        "booking": booking,
        "room": room,
        "page": page,
        "form": form,
        "near": near_times(elsewhere, lambda room, span: move_url(booking, room, span)),
    }
    return render(request, "bookings/booking_move.html", context | call(booking.room.centre))


def ask(request: HttpRequest, booking: Booking, room: Room, span: Span, *, now: datetime) -> HttpResponse:
    """Old and new side by side."""
    if is_there(booking, room, span):
        messages.info(request, _("That is the time you have. Please choose another one."))
        return redirect("bookings:booking-move", booking.ref)
    answer = explain(
        room,
        span,
        party=booking.party,
        now=now,
        resident=booking.booked_for,
        team=booking.team,
        besides=booking,
    )
    return _ask_page(request, booking, room, span, answer)


def move(request: HttpRequest, booking: Booking, room: Room, span: Span, *, now: datetime) -> HttpResponse:
    by = signed_in(request)
    wanted = Wanted(room, span, booking.party, now, booking.team is not None)
    leaving = booking.occupancy.claim
    try:
        actions.move(booking=booking, room=room, span=span, by=by, now=now)
    except Refused as error:
        return _ask_page(request, booking, room, span, why_not(error.refusals, wanted, leaving=leaving))
    except RoomTaken:
        return _ask_page(request, booking, room, span, why_not([taken()], wanted, leaving=leaving))
    except CannotChange as error:
        messages.warning(request, error.sentence)
    except HoldExpired:
        messages.warning(request, _("This booking was changed meanwhile. Please look again."))
    else:
        done = _("Asked for %(when)s.") if booking.is_pending else _("Moved to %(when)s.")
        messages.success(request, done % {"when": when_words(span)})
    return redirect(booking)


def _ask_page(request: HttpRequest, booking: Booking, room: Room, span: Span, answer: Answer) -> HttpResponse:
    context = {
        "booking": booking,
        "sides": old_and_new(booking, room, span),
        "answer": answer,
        "near": near_times(answer.near, lambda room, span: move_url(booking, room, span)),
    }
    status = 409 if answer.is_taken else 200
    return render(request, "bookings/booking_move_check.html", context | call(room.centre), status=status)


def _room(request: HttpRequest, booking: Booking) -> Room:
    """The room asked for, else its own."""
    form = RoomForm(request.GET)
    return form.cleaned_data["room"] if form.is_valid() and form.cleaned_data["room"] else booking.room
