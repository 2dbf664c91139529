"""Rooms booked, who waits for one, and what was noted about those who did not come."""

from bookings.models.booking import Booking, BookingQuerySet, wish_key
from bookings.models.marks import BookingMark
from bookings.models.waits import BookingWait, BookingWaitQuerySet

__all__ = ["Booking", "BookingMark", "BookingQuerySet", "BookingWait", "BookingWaitQuerySet", "wish_key"]
