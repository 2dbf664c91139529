"""Pages about rooms and bookings: search, one room, the booking form, one's own bookings."""
