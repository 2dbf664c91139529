"""Cancel without an account: with the slip in one's hand, by its number and code, or by the link of a reminder.

Number and code are sent with each step and tried anew. Nothing of them stays in an address or in a session, so that
whoever comes next to the same machine has neither. The link is good for one booking, and only until it begins.
"""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from bookings import actions, slips
from bookings.forms import SlipForm
from bookings.links import booking_of
from bookings.models import Booking
from bookings.rows import of_time
from bookings.views.mine import why_not_taken_back
from bookings.words import call
from centres.claimants import CannotChange
from fairness.models import Numbers


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody holds the slip or the link of, how they said so, and what each step carries on."""

    booking: Booking
    numbers: Numbers
    how: Booking.CancelledHow
    page: str
    carried: dict[str, str]
    now: datetime


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_by_code(request: HttpRequest) -> HttpResponse:
    form, now = SlipForm(request.POST or None), timezone.now()
    if not form.is_valid():
        return render(request, "bookings/by_code.html", {"form": form})
    address = get_adapter().get_client_ip(request)
    try:
        booking = slips.find(form.cleaned_data["ref"], form.cleaned_data["code"], address=address, now=now)
    except slips.WrongCode:
        form.add_error(None, _("Number and code do not go together. Please look at the slip once more, or call us."))
        return render(request, "bookings/by_code.html", {"form": form})
    except slips.TooManyTries:
        answer = render(request, "bookings/by_code_rest.html", status=429)
        answer["Retry-After"] = f"{slips.HOUR.seconds}"
        return answer
    carried = {name: form.cleaned_data[name] for name in ("ref", "code")}
    page = reverse("bookings:cancel-by-code")
    return _step(request, Held(booking, actions.numbers_of(booking), Booking.CancelledHow.SLIP, page, carried, now))


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The question behind the link of a reminder; looking changes nothing."""
    booking = get_object_or_404(Booking.objects.with_place(), pk=booking_of(token) or 0)
    return _step(
        request,
        Held(booking, actions.numbers_of(booking), Booking.CancelledHow.LINK, request.path, {}, timezone.now()),
    )


def _step(request: HttpRequest, held: Held) -> HttpResponse:
    step = {"cancel": cancel, "undo": undo}.get(request.POST.get("step", ""), look)
    return step(request, held)


def look(request: HttpRequest, held: Held, *, trouble: str = "", is_back: bool = False) -> HttpResponse:
    """When and where, never who; and what can be done with it: cancel it, or bring back what was cancelled so."""
    booking, now = held.booking, held.now
    late = _why_too_late(booking, now=now)
    context = {
        "booking": booking,
        "page": held.page,
        "carried": held.carried.items(),
        "rows": of_time(booking.occupancy.span, booking.room),
        "trouble": late or trouble,
        "may_cancel": not booking.is_cancelled and not late,
        "is_back": is_back,
        "undo_minutes": held.numbers.undo_minutes,
        "undo_until": actions.undo_deadline(booking, held.numbers, by=None, now=now),
    }
    return render(request, "bookings/by_code_held.html", context | call(booking.room.centre))


def cancel(request: HttpRequest, held: Held) -> HttpResponse:
    """Sent twice, it is done once and says so both times."""
    try:
        actions.cancel(booking=held.booking, by=None, how=held.how, now=held.now)
    except CannotChange as error:
        held.booking.refresh_from_db()
        return look(request, held, trouble="" if held.booking.is_cancelled else error.sentence)
    return look(request, held)


def undo(request: HttpRequest, held: Held) -> HttpResponse:
    why_not = why_not_taken_back(held.booking, by=None, now=held.now)
    return look(request, held, trouble=why_not, is_back=not why_not)


def _why_too_late(booking: Booking, *, now: datetime) -> str:
    if booking.is_cancelled:
        return ""
    if booking.is_over(now):
        return _("This booking is over.")
    if not (booking.is_pending or booking.is_confirmed):
        return _("This booking cannot be cancelled any more. Please speak to the desk.")
    try:
        actions.refuse_late_change(booking, now=now)
    except CannotChange as error:
        return error.sentence
    return ""
