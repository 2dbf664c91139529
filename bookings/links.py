"""Links in messages that need no account: signed, so that nobody can make one for another series or booking."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from bookings.models import Booking, Series

_signer = Signer(salt="bookings.series", sep=".")
_cancelling = Signer(salt="bookings.cancel", sep=".")


def series_path(series: Series) -> str:
    return reverse("bookings:series-confirm", args=[_signer.sign(str(series.pk))])


def series_address(series: Series) -> str:
    """As it goes out in a message; empty where the portal has no public address."""
    return f"{settings.ADDRESS}{series_path(series)}" if settings.ADDRESS else ""


def series_of(token: str) -> int | None:
    """The key of the series, None for what is no link of ours."""
    try:
        return int(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None


def cancel_path(booking: Booking) -> str:
    return reverse("bookings:cancel-by-link", args=[_cancelling.sign(str(booking.pk))])


def cancel_address(booking: Booking) -> str:
    """As it goes out in a reminder; empty where the portal has no public address."""
    return f"{settings.ADDRESS}{cancel_path(booking)}" if settings.ADDRESS else ""


def booking_of(token: str) -> int | None:
    """The key of the booking, None for what is no link of ours."""
    try:
        return int(_cancelling.unsign(token))
    except (BadSignature, ValueError):
        return None
