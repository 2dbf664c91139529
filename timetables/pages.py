"""What the week's page shows: the grid for wide screens and paper, the list by day for everyone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres import almanac
from centres.claimants import NO_BADGE, Badge, Look
from centres.hours import Because, DayHours
from centres.words import day_and_month, weekday_words
from timetables import typesetting
from timetables.site_week import Cell, Event, Row, SiteWeek, said_of_all, tone
from timetables.words import closed_words, exceptions, hours_words, lunar_words, range_words, room_name, room_words

LOOKS = {Look.EVENT: "ev", Look.BOOKED: "ev ev-booked", Look.CLOSED: "ev ev-closed"}
WORD_JOINER = "\u2060"
TONES = {"": "", "sat": "is-sat", "sun": "is-sun"}


@dataclass(frozen=True, slots=True)
class Line:
    """One event: `room` is said where the page is not a row of that room."""

    time: str
    words: str
    css: str
    room: str = ""
    badge: Badge = NO_BADGE  # how many places are left


@dataclass(frozen=True, slots=True)
class GridCell:
    lines: Sequence[Line]
    shut: str  # why, or empty
    notes: Sequence[str] = ()  # what is laid over this room alone: when booking opens, what is kept
    free: str = ""  # 全天可约, 还有空
    url: str = ""  # where to book, if one can


@dataclass(frozen=True, slots=True)
class GridRow:
    name: str
    note: str
    url: str  # its page, while the room is in use
    cells: Sequence[GridCell]


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
    why: str  # where the hours are not those of the weekday
    lines: Sequence[Line]
    notes: Sequence[str]  # what is laid over all rooms: when booking opens, what is kept for phone and desk
    room_notes: Sequence[str]  # the same of single rooms
    url: str  # free rooms of that day here


@dataclass(frozen=True, slots=True)
class Leaf:
    """A jump to a day of the list; what components/leaves.html asks for."""

    url: str
    day: date
    word: str
    lunar: str
    say: str
    is_chosen: bool
    is_off: bool


@dataclass(frozen=True, slots=True)
class WeekPage:
    range: str
    lunar: str
    hours: str
    exceptions: Sequence[str]
    days: Sequence[Day]
    rows: Sequence[GridRow]
    leaves: Sequence[Leaf]
    url: str

    @property
    def qr(self) -> SafeString:
        """The code of the page for when it is printed: a drawing of squares, none of the address is in it as text."""
        return SafeString(typesetting.qr(self.url, css="qr"))


def page(week: SiteWeek, *, url: str, now: datetime) -> WeekPage:
    """`url` is the full address of this page."""
    days = [_day(week, n, hours, now) for n, hours in enumerate(week.hours)]
    return WeekPage(
        range=range_words(week.week),
        lunar=lunar_words(week.week),
        hours=_unbroken(hours_words(week.hours)),
        exceptions=exceptions(week.hours),
        days=days,
        rows=[_row(row, days, now) for row in week.rows],
        leaves=[_leaf(n, day, hours) for n, (day, hours) in enumerate(zip(days, week.hours, strict=True), start=1)],
        url=url,
    )


def _day(week: SiteWeek, n: int, hours: DayHours, now: datetime) -> Day:
    day = almanac.of(hours.on)
    cells = [row.cells[n] for row in week.rows]
    notes = said_of_all(cells, now)
    search = urlencode({"date": str(hours.on), "centre": week.centre.slug})
    is_today = hours.on == localdate(now)
    return Day(
        on=hours.on,
        weekday=weekday_words(hours.on),
        words=day_and_month(hours.on),
        lunar=day.occasion or day.leaf,
        badge=hours.mark,
        css="is-today" if is_today else TONES[tone(hours)],
        is_today=is_today,
        hours=_unbroken(hours.words) or closed_words(hours.reason),
        why=hours.explain() if hours.is_open and hours.because is not Because.WEEKLY else "",
        lines=_lines_of_day(cells),
        notes=notes,
        room_notes=_room_notes(cells, notes, now),
        url=f"{reverse('bookings:room-search')}?{search}" if any(cell.on_the_web(now) for cell in cells) else "",
    )


def _room_notes(cells: Sequence[Cell], notes: Sequence[str], now: datetime) -> list[str]:
    """音乐室、舞蹈房：13:30–15:00 留给电话和现场…, without what is said of all rooms."""
    rooms: dict[str, list[str]] = {}
    for cell in cells:
        for words in cell.said(now):
            if words not in notes:
                rooms.setdefault(words, []).append(cell.room.name)
    return [
        _("%(where)s: %(words)s") % {"where": _(", ").join(names), "words": words} for words, names in rooms.items()
    ]


def _lines_of_day(cells: Sequence[Cell]) -> list[Line]:
    """By time, each event once: in the row of the room it takes, a hall before its parts."""
    own = [(event, room_name(cell.room)) for cell in cells for event in cell.own]
    own.sort(key=lambda pair: pair[0].span)
    return [_line(event, room=name) for event, name in own]


def _leaf(n: int, day: Day, hours: DayHours) -> Leaf:
    entries = ngettext("%(count)d entry", "%(count)d entries", len(day.lines)) % {"count": len(day.lines)}
    return Leaf(
        url=f"#day{n}",
        day=day.on,
        word=day.weekday,
        lunar=day.lunar,
        say=entries if hours.is_open else _("closed"),
        is_chosen=day.is_today,
        is_off=not hours.is_open,
    )


def _row(row: Row, days: Sequence[Day], now: datetime) -> GridRow:
    url = reverse("bookings:room-detail", args=[row.room.pk]) if row.room.is_in_use else ""
    return GridRow(
        name=row.room.name,
        note=room_words(row.room),
        url=url,
        cells=[_cell(cell, day, url, now) for cell, day in zip(row.cells, days, strict=True)],
    )


def _cell(cell: Cell, day: Day, url: str, now: datetime) -> GridCell:
    lines = [_line(event) for event in cell.happening]
    free, said = cell.bookable_after(now), cell.said(now)
    if cell.shut or not free:
        return GridCell(lines, cell.shut)
    notes = [words for words in said if words not in day.notes]  # those the head has said
    if not cell.on_the_web(now):
        return GridCell(lines, "", notes)
    is_untouched = not lines and not said and free[0].starts_at > now
    words = _("free all day") if is_untouched else _("more times free")
    return GridCell(lines, "", notes, words, f"{url}?{urlencode({'date': str(cell.on)})}")


def _line(event: Event, *, room: str = "") -> Line:
    css = "ev ev-pend" if event.is_waiting else LOOKS[event.look]
    return Line(event.time, event.words, css, room, event.badge)


def _unbroken(hours: str) -> str:
    """08:30–17:00 stays on one line, however narrow the page."""
    return hours.replace("–", f"{WORD_JOINER}–{WORD_JOINER}")
