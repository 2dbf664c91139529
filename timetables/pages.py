"""What the week's page shows: the grid for wide screens and paper, the list by day for everyone."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from centres import almanac
from centres.claimants import Look
from centres.models import Room
from centres.words import day_and_month, weekday_words
from timetables.site_week import Cell, Event, SiteWeek

LOOKS = {Look.EVENT: "ev", Look.BOOKED: "ev ev-booked", Look.CLOSED: "ev ev-closed"}


@dataclass(frozen=True, slots=True)
class Line:
    """One event: `room` is said where the page is not a row of that room."""

    time: str
    words: str
    css: str
    room: str = ""


@dataclass(frozen=True, slots=True)
class GridCell:
    lines: list[Line]
    closed: str  # why, or empty
    note: str  # 全天可约, or when it opens
    url: str  # where to book, if it is free


@dataclass(frozen=True, slots=True)
class GridRow:
    room: Room
    cells: list[GridCell]


@dataclass(frozen=True, slots=True)
class Day:
    """A column's head, and that day in the list."""

    on: date
    weekday: str
    words: str
    lunar: str
    badge: str
    css: str
    is_today: bool
    hours: str
    lines: list[Line]
    url: str  # free rooms of that day here


@dataclass(frozen=True, slots=True)
class WeekPage:
    days: list[Day]
    rows: list[GridRow]


def page(week: SiteWeek, *, today: date) -> WeekPage:
    return WeekPage(
        days=[_day(week, n, today) for n in range(len(week.hours))],
        rows=[GridRow(row.room, [_cell(cell, today) for cell in row.cells]) for row in week.rows],
    )


def _day(week: SiteWeek, n: int, today: date) -> Day:
    hours = week.hours[n]
    day = almanac.of(hours.on)
    events = [
        (event, row.room)
        for row in week.rows
        for event in row.cells[n].events
        if event.occupancy.room_id == row.room.pk and not event.occupancy.is_part
    ]
    events.sort(key=lambda pair: pair[0].span)
    is_today = hours.on == today
    return Day(
        on=hours.on,
        weekday=weekday_words(hours.on),
        words=day_and_month(hours.on),
        lunar=day.occasion or day.leaf,
        badge=hours.mark,
        css="is-today" if is_today else {6: "is-sat", 7: "is-sun"}.get(hours.on.isoweekday(), ""),
        is_today=is_today,
        hours=hours.words if hours.is_open else hours.explain(),
        lines=[_line(event, room=room.name) for event, room in events],
        url=f"{reverse('bookings:room-search')}?date={hours.on}&centre={week.centre.slug}"
        if hours.is_open and hours.on >= today
        else "",
    )


def _line(event: Event, *, room: str = "") -> Line:
    css = "ev ev-pend" if event.is_waiting else LOOKS[event.look]
    return Line(event.time, event.words, css, room)


def _cell(cell: Cell, today: date) -> GridCell:
    lines = [_line(event) for event in cell.events]
    if not cell.hours.is_open:
        return GridCell(lines, cell.hours.reason or _("closed"), "", "")
    if not cell.room.is_bookable or cell.on < today or not cell.free:
        return GridCell(lines, "", "", "")
    if cell.overlays:
        return GridCell(lines, "", "" if lines else cell.overlays[0].words, "")
    url = f"{reverse('bookings:room-detail', args=[cell.room.pk])}?date={cell.on}"
    return GridCell(lines, "", _("more times free") if lines else _("free all day"), url)
