"""A booking for the calendar in one's phone."""

from django.utils.translation import gettext as _

from bookings.models import Booking
from timetables.calendars import Entry, Status


def entry_of(booking: Booking, *, url: str) -> Entry:
    room, centre = booking.room, booking.room.centre
    words = _("Booking number %(ref)s. Phone there: %(phone)s.")
    return Entry(
        uid=f"booking-{booking.ref}",
        occupancy=booking.occupancy,
        summary=f"{room.name}（{centre.short_name}）",
        description=words % {"ref": booking.ref, "phone": centre.phone},
        url=url,
        status=_status(booking),
        reminds=booking.is_kept,
    )


def _status(booking: Booking) -> Status:
    if booking.is_pending:
        return Status.TENTATIVE
    return Status.CONFIRMED if booking.state in Booking.STANDING else Status.CANCELLED
