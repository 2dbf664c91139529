"""Rooms booked, and what was noted about those who did not come."""

from bookings.models.booking import Booking, BookingQuerySet, wish_key
from bookings.models.marks import BookingMark

__all__ = ["Booking", "BookingMark", "BookingQuerySet", "wish_key"]
