"""At the door: the code on today's sheet leads here, where one says that one has come. Nobody needs to sign in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bookings.forms import ReferenceForm
from bookings.words import call
from centres import claimants
from centres.availability import DAY, local_midnight
from centres.claimants import Arrival, CannotChange
from centres.models import Occupancy, Room
from centres.spans import Span
from centres.words import date_words, local_day, span_words
from fairness.checkin import Door, ForgedCode
from residents.models import User


@dataclass(frozen=True, slots=True)
class Due:
    """What happens in the room today, in public words, and whether somebody has come."""

    time: str
    words: str
    is_now: bool

    @classmethod
    def of(cls, occupancy: Occupancy, room: Room, now: datetime) -> Self:
        words = claimants.words(occupancy)
        if occupancy.room_id != room.pk:  # of its hall, or of one of its parts
            words = _("%(where)s: %(words)s") % {"where": occupancy.room.name, "words": words}
        return cls(span_words(occupancy), words, occupancy.span.contains(now))


@dataclass(frozen=True, slots=True)
class Today:
    """What a door knows on its day: who comes, of every kind, through it or through those that go with it."""

    room: Room
    due: Sequence[Due]
    arrivals: Sequence[Arrival]

    @classmethod
    def at(cls, room: Room, *, now: datetime) -> Self:
        on = local_day(now)
        rooms = list(Room.objects.going_with(room).select_related("centre"))
        day = Span(local_midnight(on), local_midnight(on + DAY))
        rows = Occupancy.objects.standing(now).in_the_way(room, day).select_related("room").order_by("starts_at")
        due = [Due.of(row, room, now) for row in rows if row.span.ends_at > now]
        return cls(room, due, claimants.arrivals(rooms, on, now=now))

    def of(self, user: User | None, now: datetime) -> list[Arrival]:
        """What whoever is signed in comes to, as long as it is not over."""
        own = [one for one in self.arrivals if user and user.pk in one.accounts]
        return [one for one in own if one.occupancy.ends_at > now]

    def called(self, ref: str) -> Arrival | None:
        return next((one for one in self.arrivals if one.ref == ref), None)


def door(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the code. A code of another day, or none of ours, leads on kindly."""
    now = timezone.now()
    try:
        read = Door.read(token)
    except ForgedCode:
        return render(request, "office/door_unread.html", {"day": None}, status=404)
    room = get_object_or_404(Room.objects.select_related("centre"), pk=read.room_id)
    if read.on != local_day(now):
        context = {"room": room, "day": date_words(read.on)}
        return render(request, "office/door_unread.html", context | call(room.centre), status=410)
    if request.method == "POST":
        return _come(request, token, room, now=now)
    return _page(request, Today.at(room, now=now), ReferenceForm(), now=now)


def _come(request: HttpRequest, token: str, room: Room, *, now: datetime) -> HttpResponse:
    form, today, by = ReferenceForm(request.POST), Today.at(room, now=now), _account(request)
    if not form.is_valid():
        return _page(request, today, form, now=now)
    arrival = today.called(form.cleaned_data["ref"])
    is_own = arrival in today.of(by, now)
    if not is_own and not ratelimit.consume(request, action="wrong_reference", key=token, dry_run=True):
        form.add_error(None, _("Too many numbers were tried here. Please tell the desk that you have come."))
        return _page(request, today, form, now=now, status=429)
    if arrival is None:
        ratelimit.consume(request, action="wrong_reference", key=token)
        form.add_error("ref", _("No booking of today in this room has this number. Please look at your slip again."))
        return _page(request, today, form, now=now)
    try:
        claimants.coming_of(arrival).come(ref=arrival.ref, by_code=True, by=by if is_own else None, now=now)
    except CannotChange as error:
        messages.warning(request, error.sentence)
    else:
        words = _("You are here: noted for %(time)s. Have a good time!")
        messages.success(request, words % {"time": arrival.time})
    return redirect("office:door", token)


def _page(
    request: HttpRequest, today: Today, form: ReferenceForm, *, now: datetime, status: int = 200
) -> HttpResponse:
    room = today.room
    own = today.of(_account(request), now)
    context = {"room": room, "form": form, "day": date_words(now), "due": today.due, "own": own}
    return render(request, "office/door.html", context | call(room.centre), status=status)


def _account(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
