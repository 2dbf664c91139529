"""At the door: the code on today's sheet leads here, where one says that one has come. Nobody needs to sign in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings import actions
from bookings.models import Booking, BookingQuerySet
from bookings.references import ALPHABET, LENGTH
from bookings.rows import state_badge
from bookings.words import call
from centres import claimants
from centres.availability import DAY, local_midnight
from centres.claimants import CannotChange
from centres.form_fields import tidy
from centres.models import Occupancy, Room
from centres.spans import Span
from centres.words import date_words, local_day, span_words
from fairness.checkin import Door, ForgedCode, How
from residents.models import User


class ReferenceForm(forms.Form):
    """A booking number as one reads it off a slip: ｂｃ３ ４ｄ５ is BC34D5."""

    ref = forms.CharField(
        label=gettext_lazy("Booking number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "input-s"}),
        help_text=gettext_lazy("Six letters and digits, on your slip and in the message."),
        error_messages={"required": gettext_lazy("Please write the booking number; the desk knows it, too.")},
    )

    def clean_ref(self) -> str:
        ref = tidy(self.cleaned_data["ref"]).replace("-", "").upper()
        if len(ref) != LENGTH or set(ref) - set(ALPHABET):
            raise forms.ValidationError(
                _("A booking number has six letters and digits. The desk finds it by your name, too.")
            )
        return ref


@dataclass(frozen=True, slots=True)
class Due:
    """What happens in the room today, in public words, and whether somebody has come."""

    time: str
    words: str
    is_now: bool

    @classmethod
    def of(cls, occupancy: Occupancy, now: datetime) -> Self:
        return cls(span_words(occupancy), claimants.words(occupancy), occupancy.span.contains(now))


@dataclass(frozen=True, slots=True)
class Own:
    """A booking of whoever is signed in, here and today."""

    booking: Booking
    time: str
    badge_kind: str
    badge_words: str
    may_check_in: bool

    @classmethod
    def of(cls, booking: Booking, now: datetime) -> Self:
        window = actions.window_of(booking, actions.numbers_of(booking))
        may = booking.is_confirmed and window.is_open(now, How.DOOR)
        return cls(booking, span_words(booking.occupancy), *state_badge(booking, now=now), may)


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
    return _page(request, token, room, ReferenceForm(), now=now)


def _come(request: HttpRequest, token: str, room: Room, *, now: datetime) -> HttpResponse:
    form = ReferenceForm(request.POST)
    if not form.is_valid():
        return _page(request, token, room, form, now=now)
    if not ratelimit.consume(request, action="wrong_reference", key=token, dry_run=True):
        form.add_error(None, _("Too many numbers were tried here. Please tell the desk that you have come."))
        return _page(request, token, room, form, now=now, status=429)
    booking = _here_today(room, now=now).filter(ref=form.cleaned_data["ref"]).first()
    if booking is None:
        ratelimit.consume(request, action="wrong_reference", key=token)
        form.add_error("ref", _("No booking of today in this room has this number. Please look at your slip again."))
        return _page(request, token, room, form, now=now)
    by = request.user if isinstance(request.user, User) else None
    try:
        actions.check_in(booking=booking, how=How.DOOR, by=by, now=now)
    except CannotChange as error:
        messages.warning(request, error.sentence)
    else:
        words = _("You are here: noted for %(time)s. Have a good time!")
        messages.success(request, words % {"time": span_words(booking.occupancy)})
    return redirect("office:door", token)


def _page(
    request: HttpRequest, token: str, room: Room, form: ReferenceForm, *, now: datetime, status: int = 200
) -> HttpResponse:
    today = Span(local_midnight(local_day(now)), local_midnight(local_day(now) + DAY))
    rows = Occupancy.objects.standing(now).filter(room=room).overlapping(today).order_by("starts_at")
    own: list[Own] = []
    if isinstance(request.user, User):
        own = [Own.of(each, now) for each in _here_today(room, now=now).of_user(request.user).kept()]
    context = {
        "room": room,
        "form": form,
        "day": date_words(now),
        "due": [Due.of(row, now) for row in rows if row.span.ends_at > now],
        "own": own,
    }
    return render(request, "office/door.html", context | call(room.centre), status=status)


def _here_today(room: Room, *, now: datetime) -> BookingQuerySet:
    return Booking.objects.in_room_on(room.pk, local_day(now)).with_place()
