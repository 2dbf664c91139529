"""What the board's templates show, composed in one go so that their loops stay bare."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from centres import almanac, claimants
from centres.claimants import Details, Look
from centres.hours import DayHours
from centres.models import Occupancy, Room
from centres.spans import Span
from centres.words import date_words, span_words, weekday_words, when_words
from office.board.forms import BookingForm
from residents.models import Resident
from timetables.site_week import Cell, Event, SiteWeek

FOUND_AT_MOST = 8
LOOKS = {Look.EVENT: "cell-act", Look.BOOKED: "", Look.CLOSED: "cell-stop"}


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head."""

    weekday: str
    day: str
    lunar: str
    badge: str
    css: str


@dataclass(frozen=True, slots=True)
class Item:
    """One link in a cell."""

    time: str
    words: str
    how: str
    css: str
    url: str


@dataclass(frozen=True, slots=True)
class BoardCell:
    items: list[Item]
    closed: str  # why nothing can be entered, or empty


@dataclass(frozen=True, slots=True)
class BoardRow:
    room: Room
    cells: list[BoardCell]


@dataclass(frozen=True, slots=True)
class Board:
    title: str
    count: int
    heads: list[Head]
    rows: list[BoardRow]


def board(week: SiteWeek, *, today: date) -> Board:
    """The whole board; one query for each kind of claimant in it."""
    mains = {
        event.occupancy.pk: event.occupancy
        for row in week.rows
        for cell in row.cells
        for event in cell.events
        if not event.occupancy.is_part
    }
    details = claimants.describe(list(mains.values()))
    main_of_part = {(held.claim, held.starts_at): held.pk for held in mains.values()}
    rows = [BoardRow(row.room, [_cell(cell, details, main_of_part) for cell in row.cells]) for row in week.rows]
    return Board(
        title=f"{date_words(week.week.first, with_year=True)}—{date_words(week.week.last)}",
        count=week.count,
        heads=[_head(hours, today) for hours in week.hours],
        rows=rows,
    )


def _head(hours: DayHours, today: date) -> Head:
    css = {6: "is-sat", 7: "is-sun"}.get(hours.on.isoweekday(), "")
    return Head(
        weekday=weekday_words(hours.on),
        day=_("%(month)d/%(day)d") % {"month": hours.on.month, "day": hours.on.day},
        lunar=almanac.of(hours.on).leaf,
        badge=hours.mark,
        css="is-today" if hours.on == today else css,
    )


def _cell(cell: Cell, details: Mapping[int, Details], main_of_part: Mapping[Any, int]) -> BoardCell:
    items = [_event(cell, event, details, main_of_part) for event in cell.events]
    items += [_free(cell, span) for span in cell.free]
    items.sort(key=lambda item: item.time)
    return BoardCell(items, "" if cell.hours.is_open else cell.hours.reason or _("closed"))


def _event(cell: Cell, event: Event, details: Mapping[int, Details], main_of_part: Mapping[Any, int]) -> Item:
    held = event.occupancy
    pk = main_of_part.get((held.claim, held.starts_at), held.pk) if held.is_part else held.pk
    known = details.get(pk)
    is_own = held.room_id == cell.room.pk and not held.is_part
    return Item(
        time=event.time,
        words=(known.short or known.who) if known and is_own else event.words,
        how=known.how if known else "",
        css="cell-pend" if event.is_waiting else LOOKS[event.look],
        url=reverse("board:occupancy", args=[cell.room.centre.slug, pk]),
    )


def _free(cell: Cell, span: Span) -> Item:
    """A free stretch as a link that enters a booking there."""
    query = urlencode({"room": str(cell.room.pk), **_times(span)})
    return Item(
        time=span_words(span),
        words="",
        how=_("free"),
        css="cell-add",
        url=f"{reverse('board:book', args=[cell.room.centre.slug])}?{query}",
    )


def _times(span: Span) -> dict[str, str]:
    starts, ends = localtime(span.starts_at), localtime(span.ends_at)
    return {"on": f"{starts:%Y-%m-%d}", "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}


def place_and_time(held: Occupancy) -> dict[str, object]:
    """Initial values of a form that moves this occupancy."""
    return {"room": held.room_id, **_times(held.span)}


@dataclass(frozen=True, slots=True)
class Held:
    """One occupancy on its own page."""

    occupancy: Occupancy
    words: str
    when: str
    details: Details | None


def held(occupancy: Occupancy) -> Held:
    return Held(
        occupancy,
        words=claimants.words(occupancy),
        when=when_words(occupancy.span),
        details=claimants.describe([occupancy]).get(occupancy.pk),
    )


def chosen_resident(form: BookingForm) -> Resident | None:
    """The resident picked from the list found, while the form is being filled in."""
    pk = str(form["resident"].value() or "")
    return Resident.objects.filter(pk=pk).first() if pk.isdecimal() else None
