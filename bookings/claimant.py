"""Bookings as a claimant: what boards and timetables ask of them through centres.claimants."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings import actions
from bookings.arrivals import COMING
from bookings.models import Booking, BookingWait
from bookings.reporting import report
from centres.claimants import CannotChange, Claimant, Details, Told, Undo
from centres.models import Occupancy, Room
from centres.spans import Span
from centres.words import moment_words
from residents.models import User


def describe(occupancies: Sequence[Occupancy]) -> dict[int, Details]:
    bookings = Booking.objects.holding(occupancies).select_related("booked_for", "team", "booked_by__resident")
    return {
        booking.occupancy_id: Details(
            who=booking.whom,
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
        (_("Booked by"), _relative(booking)),
        (_("People"), str(booking.party)),
        (_("What for"), booking.purpose),
        (_("Also"), booking.note),
        (_("Exception because"), booking.waiver),
        (_("Booking number"), booking.ref),
    ]


def _relative(booking: Booking) -> str:
    """Whose account it was that acted for them."""
    if booking.channel != Booking.Channel.RELATIVE:
        return ""
    helper = getattr(booking.booked_by, "resident", None)
    return helper.name if helper else ""


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
    coming=COMING,
    is_for_residents=True,
    is_judged=True,
    report=report,
)


# A time kept for somebody in line


def describe_waits(occupancies: Sequence[Occupancy]) -> dict[int, Details]:
    waits = BookingWait.objects.filter(occupancy__in=occupancies).with_place()
    return {
        wait.occupancy_id: Details(
            who=wait.team.name if wait.team else wait.resident.name,
            short=wait.team.name if wait.team else wait.resident.masked_name,
            how=_("kept from the waiting list"),
            link=reverse("board:waiting", args=[wait.room.centre.slug]),
            phone=wait.resident.phone,
            facts=[
                (_("Kept until"), moment_words(wait.offer_ends_at) if wait.offer_ends_at else ""),
                (_("People"), str(wait.party)),
                (_("What for"), wait.purpose),
            ],
        )
        for wait in waits
        if wait.occupancy_id
    }


def move_wait(
    *, occupancy: Occupancy, room: Room, span: Span, by: AbstractBaseUser, reason: str, waiver: str, now: datetime
) -> Told:
    raise CannotChange(_("It is kept for somebody in line until they answer. Accept it for them first."))


def cancel_wait(*, occupancy: Occupancy, by: AbstractBaseUser, reason: str, now: datetime) -> Told:
    """The offer goes on to the next in line."""
    wait = BookingWait.objects.with_place().filter(occupancy=occupancy).first()
    if wait is None:
        raise CannotChange(_("This was changed meanwhile. Please look again."))
    actions.leave_line(entry=wait, now=now)
    return Told()


WAITING = Claimant(
    kind=BookingWait.KIND,
    words=gettext_lazy("kept from the waiting list"),
    describe=describe_waits,
    move=move_wait,
    cancel=cancel_wait,
)
