"""Places, hours, the calendar, and who occupies what when."""

from centres.models.calendar import CalendarDay
from centres.models.hours import OpeningPeriod, SpecialHours
from centres.models.occupancy import HoldExpired, Occupancy, Occupier, RoomTaken, Want
from centres.models.places import Centre, Committee, Equipment, Room

__all__ = [
    "CalendarDay",
    "Centre",
    "Committee",
    "Equipment",
    "HoldExpired",
    "Occupancy",
    "Occupier",
    "OpeningPeriod",
    "Room",
    "RoomTaken",
    "SpecialHours",
    "Want",
]
