"""What must hold of all bookings and lines together, after whatever happened at once."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Q

from bookings.models import Booking, BookingMark, BookingWait
from centres.models import Occupancy
from notices.models import Notice

LET_GO = ("cancelled", "declined", "expired")


def contradictions(now: datetime) -> list[str]:
    """Each as a sentence; empty when all is well."""
    return [*_of_times(now), *_of_holds(), *_of_marks()]


def told_twice() -> list[str]:
    """Where each thing happened once: whoever hears of it twice was told by two who both believed to have done it."""
    alike = Notice.objects.values("to", "body").annotate(times=Count("pk")).filter(times__gt=1)
    return [notice["body"] for notice in alike]


def _of_times(now: datetime) -> Iterator[str]:
    standing = Occupancy.objects.filter(released_at=None, is_part=False)
    for booking in Booking.objects.kept().exclude(occupancy__in=standing):
        yield f"{booking.ref} is {booking.state} and has no time"
    for booking in Booking.objects.pending().exclude(occupancy__standing="tentative"):
        yield f"{booking.ref} waits for a decision, and its time does not"
    for booking in Booking.objects.filter(state__in=("confirmed", "checked_in")).exclude(occupancy__standing="firm"):
        yield f"{booking.ref} is {booking.state}, and its time {booking.occupancy.standing}"
    gone = Q(state__in=LET_GO) | Q(state="no_show", occupancy__ends_at__gt=now)
    for booking in Booking.objects.filter(gone, occupancy__in=standing.filter(standing="firm")):
        yield f"{booking.ref} is {booking.state} and keeps its time for ever"


def _of_holds() -> Iterator[str]:
    standing = Occupancy.objects.filter(released_at=None, is_part=False)
    for row in standing.filter(kind=Booking.KIND, booking=None):
        yield f"{row} is nobody's"
    for row in standing.filter(kind=BookingWait.KIND).exclude(wait__state="offered"):
        yield f"{row} is offered to nobody"
    for entry in BookingWait.objects.offered().exclude(occupancy__in=standing):
        yield f"{entry} is offered a time that is not kept"


def _of_marks() -> Iterator[str]:
    missed = Q(state="no_show", team=None, booked_for__isnull=False)
    for booking in Booking.objects.filter(missed).exclude(pk__in=BookingMark.objects.values("booking")):
        yield f"{booking.ref} was missed without a mark"
    for mark in BookingMark.objects.exclude(booking__state="no_show"):
        yield f"{mark.booking.ref} is {mark.booking.state} and bears a mark"
