"""Bookings as a claimant: what boards and timetables ask of them through centres.claimants."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings import actions
from bookings.models import Booking
from centres.claimants import CannotChange, Claimant, Details, Told, Undo
from centres.models import Occupancy, Room
from centres.spans import Span
from residents.models import User


def describe(occupancies: Sequence[Occupancy]) -> dict[int, Details]:
    bookings = Booking.objects.holding(occupancies).select_related("booked_for", "team")
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


def move(
    *, occupancy: Occupancy, room: Room, span: Span, by: AbstractBaseUser, reason: str, waiver: str, now: datetime
) -> Told:
    assert isinstance(by, User)
    booking = _of(occupancy)
    return actions.move(booking=booking, room=room, span=span, by=by, reason=reason, waiver=waiver, now=now)


def cancel(*, occupancy: Occupancy, by: AbstractBaseUser, reason: str, now: datetime) -> Told:
    assert isinstance(by, User)
    return actions.cancel(booking=_of(occupancy), by=by, reason=reason, now=now)


def revive(*, occupancy: Occupancy, by: AbstractBaseUser, now: datetime) -> Told:
    assert isinstance(by, User)
    return actions.undo_cancel(booking=_of(occupancy), by=by, now=now)


def undo_until(*, occupancy: Occupancy, by: AbstractBaseUser, now: datetime) -> datetime | None:
    assert isinstance(by, User)
    booking = Booking.objects.with_place().holding([occupancy]).first()
    return actions.undo_deadline(booking, actions.numbers_of(booking), by=by, now=now) if booking else None


def _of(occupancy: Occupancy) -> Booking:
    """The booking that holds it; one that was moved or brought back meanwhile holds another."""
    booking = Booking.objects.with_place().holding([occupancy]).first()
    if booking is None:
        raise CannotChange(_("This booking was changed meanwhile. Please look again."))
    return booking


CLAIMANT = Claimant(
    kind=Booking.KIND,
    words=gettext_lazy("booked"),
    describe=describe,
    move=move,
    cancel=cancel,
    undo=Undo(revive=revive, until=undo_until),
    is_for_residents=True,
)
