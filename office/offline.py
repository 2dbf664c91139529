"""The page for when there is no network, kept by the worker (static/root/sw.js): plain, and with one's bookings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bookings.models import Booking
from residents.models import User

# It is shown much later, to whoever holds the phone: no form, no message meant for another page, no account.
NOBODY: dict[str, object] = {"csrf_token": "", "messages": (), "user": None, "staff_until": None}


@require_safe
@never_cache
def plain(request: HttpRequest) -> HttpResponse:
    return render(request, "office/offline.html", NOBODY)


@require_safe
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """With the reader's bookings to come, as last seen; nothing for a passer-by, and for staff, who share machines."""
    user = request.user
    if not isinstance(user, User) or user.is_staff:
        return HttpResponse(status=204)
    now = timezone.now()
    bookings = Booking.objects.of_user(user).upcoming(now).with_place()
    return render(request, "office/offline.html", {**NOBODY, "bookings": bookings, "seen_at": now})
