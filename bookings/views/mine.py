"""One's own bookings: what is to come, the slip of each, cancelling and taking that back."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings import actions
from bookings.ics import entry_of
from bookings.models import Booking, BookingQuerySet
from bookings.rows import Slip, of_time, search_again, state_badge
from bookings.views.places import places_of
from bookings.words import call
from centres import addresses
from centres.claimants import CannotChange
from centres.models import RoomTaken
from fairness import missed
from fairness.rules import Refused
from residents import inbox, mine
from residents.guards import signed_in
from residents.models import User
from timetables import calendars

PAST_A_PAGE = 10


def _address(request: HttpRequest, booking: Booking) -> str:
    """Of the slip, as one writes it down or scans it."""
    return addresses.public(request, booking.get_absolute_url())


def _slip(request: HttpRequest, booking: Booking, *, now: datetime) -> Slip:
    return Slip.of(booking, actions.numbers_of(booking), url=_address(request, booking), now=now)


def own(request: HttpRequest) -> BookingQuerySet:
    """The bookings this reader may see."""
    return Booking.objects.of_user(signed_in(request)).with_place()


@require_safe
@login_required
def booking_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    upcoming = list(own(request).upcoming(now))
    past = Paginator(own(request).past(now), PAST_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "next": upcoming[0] if upcoming else None,
        "slip": _slip(request, upcoming[0], now=now) if upcoming else None,
        "others": [(booking, *state_badge(booking, now=now)) for booking in upcoming[1:]],
        "past": past,
        "past_lines": [(booking, *state_badge(booking, now=now)) for booking in past],
        "is_leafing": "page" in request.GET,
        "places": places_of(request, now=now),
        "unread": inbox.unread(signed_in(request)),
        "sections": mine.sections(signed_in(request), now),
        "also": mine.pages(),
        "missed": missed.words_for(signed_in(request), now=now),
    }
    return render(request, "bookings/booking_list.html", context)


@require_safe
@login_required
def booking_detail(request: HttpRequest, ref: str) -> HttpResponse:
    booking, now = get_object_or_404(own(request), ref=ref), timezone.now()
    numbers, by = actions.numbers_of(booking), signed_in(request)
    is_open = booking.is_pending or booking.is_confirmed
    may_take_back = actions.may_take_back(booking, numbers, by=by, now=now)
    context = {
        "booking": booking,
        "slip": Slip.of(booking, numbers, url=_address(request, booking), now=now),
        "take_back_until": actions.take_back_until(booking, numbers) if may_take_back else None,
        "may_cancel": is_open and now <= actions.cancel_deadline(booking, numbers),
        "may_move": is_open and now <= actions.move_deadline(booking, numbers),
        "search_again": search_again(booking) if booking.is_declined or booking.is_expired else "",
        "may_undo": actions.may_undo(booking, numbers, by=by, now=now),
        "is_to_come": booking.is_kept and not booking.has_begun(now),
        "has_paper": booking.has_slip(now),
    }
    return render(request, "bookings/booking_detail.html", context | call(booking.room.centre))


@login_required
def booking_cancel(request: HttpRequest, ref: str) -> HttpResponse:
    """The question first; the room is free once it is answered."""
    booking, now = get_object_or_404(own(request), ref=ref), timezone.now()
    if request.method == "POST":
        try:
            actions.cancel(booking=booking, by=signed_in(request), now=now)
        except CannotChange as error:
            messages.warning(request, error.sentence)
        else:
            messages.success(request, _("Cancelled. The room is free for neighbours again; thank you for saying so."))
        return redirect("bookings:booking-detail", ref)
    if booking.is_cancelled:
        messages.info(request, actions.cancelled_before())
        return redirect("bookings:booking-detail", ref)
    series, by = booking.series, signed_in(request)
    leads = series is not None and series.team.leader.user_id == by.pk
    context = {
        "booking": booking,
        "rows": of_time(booking.occupancy.span, booking.room),
        "undo_minutes": actions.numbers_of(booking).undo_minutes,
        "is_of_series": leads,
        "first_of_series": _first_before(booking, now=now) if leads else "",
    }
    return render(request, "bookings/booking_cancel.html", context | call(booking.room.centre))


def _first_before(booking: Booking, *, now: datetime) -> str:
    """The next date of the series, where it comes before this one: all are ended from there."""
    first = Booking.objects.upcoming(now).filter(series=booking.series).first()
    return first.ref if first and first != booking and not first.has_begun(now) else ""


@require_POST
@login_required
def booking_undo(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a cancellation back."""
    booking = get_object_or_404(own(request), ref=ref)
    if why_not := why_not_taken_back(booking, by=signed_in(request), now=timezone.now()):
        messages.warning(request, why_not)
    else:
        messages.success(request, _("Your booking stands again, with the same number."))
    return redirect("bookings:booking-detail", ref)


def why_not_taken_back(booking: Booking, *, by: User | None, now: datetime) -> str:
    """Empty when the cancellation was taken back."""
    try:
        actions.undo_cancel(booking=booking, by=by, now=now)
    except CannotChange as error:
        return error.sentence
    except Refused as error:
        return str(error)
    except RoomTaken:
        return _("Somebody else has booked this time meanwhile. Please look for another one.")
    return ""


@require_safe
@login_required
def booking_ics(request: HttpRequest, ref: str) -> HttpResponse:
    booking = get_object_or_404(own(request), ref=ref)
    entry = entry_of(booking, url=_address(request, booking))
    return calendars.download(calendars.calendar([entry], now=timezone.now()), f"yanji-{booking.ref}")
