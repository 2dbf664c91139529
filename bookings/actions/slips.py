"""What one does with the slip of a booking."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from bookings.models import Booking
from centres.claimants import CannotChange


def renew_slip(*, booking: Booking, now: datetime) -> None:
    """Whoever finds the old slip cancels nothing with it any more: the next one bears another code."""
    if not booking.has_slip(now):
        raise CannotChange(_("There is nothing to come to any more, and so no slip."))
    Booking.objects.filter(pk=booking.pk).update(slip_edition=F("slip_edition") + 1)
    booking.refresh_from_db(fields=["slip_edition"])
