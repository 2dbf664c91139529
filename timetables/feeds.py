"""The week for other programs: a calendar to subscribe to, a table, data. docs/feeds.md tells what they hold."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.timezone import get_default_timezone_name, localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from icalendar import Calendar, Event, vText

from centres import claimants
from centres.hours import Because
from centres.spans import Span
from centres.words import weekday_words
from timetables import kept, papers
from timetables.site_week import Cell, Row, SiteWeek
from timetables.weeks import Week
from timetables.words import closed_words

WEEKS_SUBSCRIBED: Final = 5  # this one and those for which the programme is known well
BOM: Final = "\ufeff"  # without it Excel takes Chinese for Latin letters
STARTS_A_FORMULA: Final = tuple("=+-@＝＋－＠\t\r")
ASK_AGAIN: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """What takes a room, in the words of its door; the whole of a hall stands in the hall's list alone."""

    id: int  # of one time in one room: what is moved comes back with another
    span: Span
    words: str
    kind: str  # 活动, 服务, 已预约, 停用, 待审核
    look: str
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class Free:
    """A stretch open and not taken, and not over yet, of a room that can be booked."""

    span: Span
    opens: str  # when the web may take it, in words; empty when it may


@dataclass(frozen=True, slots=True)
class RoomFeed:
    number: str
    name: str
    people: int
    part_of: str | None  # the number of the hall
    is_bookable: bool
    is_in_use: bool
    entries: Sequence[Entry]
    free: Sequence[Free]


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    spans: Sequence[Span]
    mark: str  # 休, 班
    words: str  # why it is closed
    is_unusual: bool  # closed, though it is open in other weeks


@dataclass(frozen=True, slots=True)
class Feed:
    """One or more weeks of a site: all that its files say, but for the moment at which they are made."""

    title: str
    stamp: str
    slug: str
    site: str
    site_kind: str
    address: str
    phone: str
    url: str  # of the page
    weeks: Sequence[Week]
    days: Sequence[Day]
    rooms: Sequence[RoomFeed]

    @property
    def entries(self) -> list[tuple[Entry, RoomFeed]]:
        """With their rooms, in order of time."""
        pairs = [(entry, room) for room in self.rooms for entry in room.entries]
        return sorted(pairs, key=lambda pair: pair[0].span)


def write(feed: Feed, kind: str, *, now: datetime) -> tuple[str, bytes]:
    """A file of that kind (ics, csv, json), behind its media type."""
    if kind == "ics":  # slow to make, and asked for by calendars that know no tags
        return "text/calendar; charset=utf-8", kept.made_once(feed, lambda: calendar(feed, now=now))
    if kind == "csv":
        return "text/csv; charset=utf-8", table(feed).encode()
    return "application/json", data(feed).encode()


def feed_of(weeks: Sequence[SiteWeek], *, url: str, now: datetime) -> Feed:
    """`weeks` are of one site, one after the other; `url` is the full address of the page."""
    centre = weeks[0].centre
    rows: dict[int, list[Row]] = {}
    for row in (row for week in weeks for row in week.rows):
        rows.setdefault(row.room.pk, []).append(row)
    halls = {row.room.pk: row.room.number for week in weeks for row in week.rows}
    return Feed(
        title=papers.title([centre]),
        stamp=papers.stamp(),
        slug=centre.slug,
        site=centre.name,
        site_kind=centre.kind,
        address=centre.address,
        phone=centre.phone,
        url=url,
        weeks=[week.week for week in weeks],
        days=[
            Day(
                hours.on,
                hours.spans,
                hours.mark,
                "" if hours.is_open else closed_words(hours.reason),
                is_unusual=not hours.is_open and hours.because is not Because.WEEKLY,
            )
            for week in weeks
            for hours in week.hours
        ],
        rooms=[_room(of_room, halls, now) for of_room in rows.values()],
    )


def _room(rows: Sequence[Row], halls: dict[int, str], now: datetime) -> RoomFeed:
    """`rows` are those of one room, week by week."""
    room = rows[0].room
    cells = [cell for row in rows for cell in row.cells]
    entries = {entry.id: entry for cell in cells for entry in _entries(cell)}  # past midnight it stands in two cells
    return RoomFeed(
        room.number,
        room.name,
        room.capacity,
        halls.get(room.whole_id) if room.whole_id else None,
        room.is_bookable,
        room.is_in_use,
        entries=list(entries.values()),
        free=[free for cell in cells for free in _free(cell, now)],
    )


def _entries(cell: Cell) -> Iterator[Entry]:
    for event in cell.own:
        kind = _("waiting for approval") if event.is_waiting else str(claimants.of_kind(event.occupancy.kind).words)
        yield Entry(event.occupancy.pk, event.span, event.words, kind, event.look.value, event.is_waiting)


def _free(cell: Cell, now: datetime) -> list[Free]:
    """What is laid over a part of a stretch makes pieces of it."""
    pieces = [Free(span, "") for span in cell.on_the_web(now)]
    for span in cell.bookable_after(now):
        laid = [(overlay.span.shared_with(span), overlay.words) for overlay in cell.overlays]
        pieces += [Free(shared, words) for shared, words in laid if shared]
    return sorted(pieces, key=lambda piece: piece.span)


# The calendar


def calendar(feed: Feed, *, now: datetime) -> bytes:
    """RFC 5545, in UTC. What no longer stands is not in it: whoever subscribed sees it go."""
    made = Calendar()
    made.add("prodid", "-//Yanji Neighbours//week//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    name = "·".join(filter(None, [feed.title, feed.stamp]))
    made.add("name", name)
    made.add("x-wr-calname", vText(name))
    made.add("x-wr-timezone", get_default_timezone_name())
    made.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for day in feed.days:
        if day.is_unusual:
            made.add_component(_closed_day(day, feed, now))
    for entry, room in feed.entries:
        made.add_component(_event(entry, room, feed, now))
    written: bytes = made.to_ical()
    return written


def _closed_day(day: Day, feed: Feed, now: datetime) -> Event:
    return _noted(
        {
            "uid": f"closed-{feed.slug}-{day.on}@yanji",
            "dtstart": day.on,
            "dtend": day.on + timedelta(days=1),
            "summary": f"{day.words}·{feed.site}",
            "location": f"{feed.site}·{feed.address}",
        },
        feed,
        now,
    )


def _event(entry: Entry, room: RoomFeed, feed: Feed, now: datetime) -> Event:
    return _noted(
        {
            "uid": f"occupancy-{entry.id}@yanji",
            "dtstart": entry.span.starts_at,
            "dtend": entry.span.ends_at,
            "summary": f"{entry.words}·{room.name}",
            "location": f"{feed.site}·{room.name}·{feed.address}",
            "categories": [entry.kind],
            "status": "TENTATIVE" if entry.is_waiting else "CONFIRMED",
        },
        feed,
        now,
    )


def _noted(what: dict[str, object], feed: Feed, now: datetime) -> Event:
    """One event that keeps nobody busy: it is what happens in the house, not an appointment of the reader."""
    event = Event()
    for name, value in {**what, "dtstamp": now, "transp": "TRANSPARENT", "url": feed.url}.items():
        event.add(name, value)
    return event


# The table


def table(feed: Feed) -> str:
    """CSV as Excel likes it, a line for each entry and each closed day."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out)
    writer.writerow(
        [_("Date"), _("Weekday"), _("From"), _("To"), _("Room"), pgettext("column of a table", "What"), _("Kind")]
    )
    lines = [(day.on, "", "", "", day.words, _("closed")) for day in feed.days if day.words]
    lines += [(_day(entry.span.starts_at), *_line(entry, room)) for entry, room in feed.entries]
    for on, *words in sorted(lines):
        writer.writerow([on.isoformat(), weekday_words(on), *map(_no_formula, words)])
    if feed.stamp:
        writer.writerow([feed.stamp])
    return out.getvalue()


def _line(entry: Entry, room: RoomFeed) -> tuple[str, str, str, str, str]:
    starts, ends = localtime(entry.span.starts_at), localtime(entry.span.ends_at)
    ends_words = f"{ends:%H:%M}" if ends.date() == starts.date() else f"{ends:%Y-%m-%d %H:%M}"
    return f"{starts:%H:%M}", ends_words, room.name, entry.words, entry.kind


def _day(moment: datetime) -> date:
    return localtime(moment).date()


def _no_formula(text: str) -> str:
    """Excel computes what begins like a formula; behind an apostrophe it is what somebody typed."""
    return f"'{text}" if text.lstrip(" ").startswith(STARTS_A_FORMULA) else text


# The data


def data(feed: Feed) -> str:
    """JSON, its moments with the offset of the place."""
    shown = {
        "title": feed.title,
        "note": feed.stamp,
        "page": feed.url,
        "week": str(feed.weeks[0]),
        "first_day": str(feed.days[0].on),
        "last_day": str(feed.days[-1].on),
        "time_zone": get_default_timezone_name(),
        "site": {
            "slug": feed.slug,
            "name": feed.site,
            "kind": feed.site_kind,
            "address": feed.address,
            "phone": feed.phone,
        },
        "days": [
            {"date": str(day.on), "open": [_span(span) for span in day.spans], "mark": day.mark, "closed": day.words}
            for day in feed.days
        ],
        "rooms": [
            {
                "number": room.number,
                "name": room.name,
                "people": room.people,
                "part_of": room.part_of,
                "is_bookable": room.is_bookable,
                "is_in_use": room.is_in_use,
                "entries": [
                    {
                        "id": entry.id,
                        **_span(entry.span),
                        "words": entry.words,
                        "kind": entry.kind,
                        "look": entry.look,
                        "is_waiting": entry.is_waiting,
                    }
                    for entry in room.entries
                ],
                "free": [{**_span(free.span), "opens": free.opens} for free in room.free],
            }
            for room in feed.rooms
        ],
    }
    return json.dumps(shown, ensure_ascii=False)


def _span(span: Span) -> dict[str, str]:
    return {
        "starts_at": localtime(span.starts_at).isoformat(timespec="minutes"),
        "ends_at": localtime(span.ends_at).isoformat(timespec="minutes"),
    }
