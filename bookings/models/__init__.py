"""Rooms booked, once or as standing hours, who waits for one, and what was noted about those who did not come."""

from bookings.models.booking import Booking, BookingQuerySet, wish_key
from bookings.models.marks import BookingMark
from bookings.models.series import LeftOut, Series
from bookings.models.tries import Limit, SlipTries
from bookings.models.waits import BookingWait, BookingWaitQuerySet

__all__ = [
    "Booking",
    "BookingMark",
    "BookingQuerySet",
    "BookingWait",
    "BookingWaitQuerySet",
    "LeftOut",
    "Limit",
    "Series",
    "SlipTries",
    "wish_key",
]
