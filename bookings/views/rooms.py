"""One room, before anybody has to say who they are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from bookings.forms import DayForm
from bookings.fresh import is_seen, nothing_new
from bookings.opening import Opening
from bookings.room_page import RoomPage
from bookings.views import simple
from bookings.words import call
from centres.models import Room
from fairness.rules import takes_bookings


def room_detail(request: HttpRequest, pk: int) -> HttpResponse:
    rooms = Room.objects.active().select_related("centre").prefetch_related("equipment")
    room = get_object_or_404(rooms, pk=pk)
    form = DayForm(request.GET)
    form.is_valid()
    page = RoomPage.load(room, form.cleaned_data, now=timezone.now())
    if takes_bookings(room) and (opening := Opening.asked_for(room, form.cleaned_data.get("date"), page.open_days)):
        return _not_yet(request, opening)
    if why_not := page.open_days.why_not(form.cleaned_data.get("date")):
        form.add_error("date", why_not)
    if is_seen(request, page.mark):
        return nothing_new()
    context = {"room": room, "page": page, "form": form, "takes_bookings": takes_bookings(room)}
    return render(request, simple.template(request, "bookings/room_detail"), context | call(room.centre))


def _not_yet(request: HttpRequest, opening: Opening) -> HttpResponse:
    """The moment a day opens. Who wishes to wait there need not reload: the page does, and only for them."""
    is_waiting = "wait" in request.GET
    context = {"room": opening.room, "opening": opening, "is_waiting": is_waiting}
    page = render(request, "bookings/room_opens.html", context | call(opening.room.centre))
    if is_waiting:
        page["Refresh"] = opening.refresh()
    return page
