"""A booking for the calendar in one's phone."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from bookings.models import Booking

REMIND = timedelta(hours=-2)


def calendar_of(booking: Booking, *, url: str, now: datetime) -> bytes:
    """One event with a reminder; the same UID each time, so that a change replaces it."""
    room, centre = booking.room, booking.room.centre
    event = Event()
    event.add("uid", f"booking-{booking.ref}@yanji")
    event.add("dtstamp", now)
    event.add("dtstart", booking.occupancy.starts_at)
    event.add("dtend", booking.occupancy.ends_at)
    event.add("summary", f"{room.name}（{centre.short_name}）")
    event.add("location", "·".join(filter(None, [centre.name, centre.address, room.name])))
    event.add(
        "description",
        _("Booking number %(ref)s. Phone there: %(phone)s.") % {"ref": booking.ref, "phone": centre.phone},
    )
    event.add("url", url)
    event.add("status", _status(booking))
    if booking.is_kept:
        event.add_component(_reminder(room.name))
    calendar = Calendar()
    calendar.add("prodid", "-//Yanji Neighbours//bookings//ZH")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _status(booking: Booking) -> str:
    """As RFC 5545 names it."""
    if booking.is_pending:
        return "TENTATIVE"
    return "CONFIRMED" if booking.state in Booking.STANDING else "CANCELLED"


def _reminder(words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", REMIND)
    return alarm
