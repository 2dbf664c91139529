"""Places, hours, the calendar and occupancy."""
