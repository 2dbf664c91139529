"""One room, before anybody has to say who they are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from bookings.forms import DayForm
from bookings.fresh import is_seen, nothing_new
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
    if why_not := page.open_days.why_not(form.cleaned_data.get("date")):
        form.add_error("date", why_not)
    if is_seen(request, page.mark):
        return nothing_new()
    context = {"room": room, "page": page, "form": form, "takes_bookings": takes_bookings(room)}
    return render(request, simple.template(request, "bookings/room_detail"), context | call(room.centre))
