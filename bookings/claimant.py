"""Bookings as a claimant: what boards and timetables ask of them through centres.claimants."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings import actions
from bookings.models import Booking
from centres.claimants import Claimant, Details
from centres.models import Occupancy, Room
from centres.spans import Span
from residents.models import User


def describe(occupancies: Sequence[Occupancy]) -> dict[int, Details]:
    bookings = Booking.objects.filter(occupancy__in=occupancies).select_related("booked_for", "team")
    return {
        booking.occupancy_id: Details(
            who=booking.team.name if booking.team else booking.name,
            short=booking.team.name if booking.team else booking.masked_name,
            how=booking.get_channel_display(),
            link=reverse("admin:bookings_booking_change", args=[booking.pk]),
            phone=booking.phone,
            facts=_facts(booking),
        )
        for booking in bookings
    }


def _facts(booking: Booking) -> list[tuple[str, str]]:
    return [
        (_("Leader"), booking.name if booking.team else ""),
        (_("People"), str(booking.party)),
        (_("What for"), booking.purpose),
        (_("Also"), booking.note),
        (_("Exception because"), booking.waiver),
        (_("Booking number"), booking.ref),
    ]


def move(*, occupancy: Occupancy, room: Room, span: Span, by: AbstractBaseUser, reason: str, now: datetime) -> None:
    assert isinstance(by, User)
    booking = Booking.objects.with_place().get(occupancy=occupancy)
    actions.move(booking=booking, room=room, span=span, by=by, waiver=reason, now=now)


def cancel(*, occupancy: Occupancy, by: AbstractBaseUser, reason: str, now: datetime) -> None:
    assert isinstance(by, User)
    booking = Booking.objects.with_place().get(occupancy=occupancy)
    actions.cancel(booking=booking, by=by, reason=reason, now=now)


CLAIMANT = Claimant(kind=Booking.KIND, words=gettext_lazy("booked"), describe=describe, move=move, cancel=cancel)
