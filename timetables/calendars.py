"""What one has, or what is on, for the calendar in one's phone (RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.http import HttpResponse
from django.utils.timezone import get_default_timezone_name
from icalendar import Alarm, Calendar, Event, vText

from centres.models import Occupancy
from timetables import papers

BEFORE = timedelta(hours=-2)
ASK_AGAIN = timedelta(hours=1)
CONTENT_TYPE = "text/calendar; charset=utf-8"


class Status(StrEnum):
    """As the standard names them."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event; the same `uid` each time, so that a change replaces it. `reminds` two hours before."""

    uid: str
    occupancy: Occupancy
    summary: str
    description: str
    url: str
    status: Status = Status.CONFIRMED
    reminds: bool = False


def calendar(entries: Iterable[Entry], *, now: datetime, name: str = "") -> bytes:
    """With a `name` it is one to subscribe to, which programs ask for again every hour."""
    made = Calendar()
    made.add("prodid", "-//Yanji Neighbours//programme//ZH")
    made.add("version", "2.0")
    if name:
        made.add("method", "PUBLISH")
        name = "·".join(filter(None, [name, papers.stamp()]))
        made.add("name", name)
        made.add("x-wr-calname", vText(name))
        made.add("x-wr-timezone", get_default_timezone_name())
        made.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for entry in entries:
        made.add_component(_event(entry, now))
    written: bytes = made.to_ical()
    return written


def _event(entry: Entry, now: datetime) -> Event:
    room = entry.occupancy.room
    event = Event()
    event.add("uid", f"{entry.uid}@yanji")
    event.add("dtstamp", now)
    event.add("dtstart", entry.occupancy.starts_at)
    event.add("dtend", entry.occupancy.ends_at)
    event.add("summary", entry.summary)
    event.add("location", "·".join(filter(None, [room.centre.name, room.centre.address, room.name])))
    event.add("description", entry.description)
    event.add("url", entry.url)
    event.add("status", entry.status)
    if entry.reminds:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.summary)
        alarm.add("trigger", BEFORE)
        event.add_component(alarm)
    return event


def download(content: bytes, name: str) -> HttpResponse:
    """As a file `name`.ics."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"'}
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)
