"""From the week of a site to the sheet on its door: every word chosen, nothing about ink."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from centres import almanac
from centres.claimants import Look
from centres.hours import DayHours
from centres.models import Centre
from centres.words import date_words, day_and_month, weekday_words
from timetables import kept
from timetables.site_week import Cell, Event, SiteWeek, tone
from timetables.typesetting import DayHead, Entry, Key, Mark, RoomRow, SheetWords, SiteSheet, Way, compile_sheets
from timetables.weeks import Week
from timetables.words import exceptions, hours_words, lunar_words, range_words, room_words

MARKS = {Look.EVENT: Mark.SOLID, Look.BOOKED: Mark.DOUBLE, Look.CLOSED: Mark.HATCHED}

_stamps: list[Callable[[], str]] = []


def register_stamp(words: Callable[[], str]) -> None:
    """What must stand on every paper and feed while it is true, such as 示例数据. Filled in `AppConfig.ready()`."""
    _stamps.append(words)


@dataclass(frozen=True, slots=True)
class Paper:
    """For each site its A3 sheet, every word chosen, before it is typeset."""

    title: str
    language: str
    sheets: Sequence[SiteSheet]


class Typesetter(Protocol):
    """`typeset`, or `typeset_once`."""

    def __call__(self, paper: Paper, *, now: datetime) -> bytes: ...


def paper(weeks: Sequence[SiteWeek], *, urls: Mapping[int, str], now: datetime) -> Paper:
    """`urls` are the addresses of the same weeks, by site key."""
    words = sheet_words()
    return Paper(
        title=title([week.centre for week in weeks]),
        language=(get_language() or "zh").split("-")[0],
        sheets=[site_sheet(week, words=words, url=urls[week.centre.pk], now=now) for week in weeks],
    )


def typeset(paper: Paper, *, now: datetime) -> bytes:
    """One PDF of all sheets."""
    return compile_sheets(paper.sheets, title=paper.title, created_at=now, language=paper.language)


def typeset_once(paper: Paper, *, now: datetime) -> bytes:
    """The PDF of an equal paper a short while ago, or of this one now, however many open it at the same moment."""
    return kept.made_once(paper, lambda: typeset(paper, now=now))


def file_name(centres: Sequence[Centre], week: Week | None, *, kind: str = "pdf") -> str:
    """延吉社区第三睦邻中心一周活动安排表 2026年11月30日—12月6日.pdf; without dates where it is of no week alone."""
    name = " ".join([title(centres), range_words(week)] if week else [title(centres)])
    return f"{name}.{kind}"


def site_sheet(week: SiteWeek, *, words: SheetWords, url: str, now: datetime) -> SiteSheet:
    centre = week.centre
    return SiteSheet(
        title=centre.name,
        subtitle=_("Timetable of the week"),
        plate=(centre.get_kind_display(), centre.plate),
        date_range=range_words(week.week),
        lunar_range=lunar_words(week.week),
        days=tuple(_head(hours) for hours in week.hours),
        rooms=tuple(
            RoomRow(row.room.name, tuple(_cell(cell, now) for cell in row.cells), note=room_words(row.room))
            for row in week.rows
        ),
        words=words,
        url=url,
        address=centre.address,
        hours=hours_words(week.hours),
        phone=centre.phone,
        ways=(
            Way(_("Web"), _("scan the code")),
            Way(_("Phone"), centre.phone),
            Way(_("On site"), _("tell the desk")),
        ),
        remarks=(
            *exceptions(week.hours),
            _("Times with nothing written can be booked."),
            _("Changes at short notice: see the correction slip at the door."),
        ),
        made_by=_("Made by: %(name)s") % {"name": centre.name},
        printed_on=_("Printed: %(date)s") % {"date": date_words(now, with_year=True)},
    )


def title(centres: Sequence[Centre]) -> str:
    """Of one site its name; many are Yanji's."""
    return _("%(name)s, timetable of the week") % {"name": centres[0].name if len(centres) == 1 else _("Yanji")}


def _head(hours: DayHours) -> DayHead:
    day = almanac.of(hours.on)
    return DayHead(
        weekday=weekday_words(hours.on),
        date=day_and_month(hours.on),
        lunar=day.leaf,
        occasion=day.occasion,
        badge=hours.mark,
        tone=tone(hours),
    )


def _cell(cell: Cell, now: datetime) -> tuple[Entry, ...]:
    """The events; 可约 when there are none and the room can be booked.

    Whether the web takes bookings for that day yet is no matter: the paper hangs until the day comes.
    """
    shut = [Entry(cell.shut, mark=Mark.HATCHED)] if cell.shut else []
    events = [entry(event) for event in cell.happening]
    if not shut and not events and cell.bookable_after(now):
        return (Entry(_("free to book"), mark=Mark.FREE),)
    return (*shut, *events)


def entry(event: Event) -> Entry:
    return Entry(event.words, time=event.time, mark=Mark.DASHED if event.is_waiting else MARKS[event.look])


def sheet_words() -> SheetWords:
    """The same for all sites of one print; stamps may ask the database."""
    return SheetWords(
        room=_("Room"),
        page=_("page {page} of {pages}"),
        legend=(
            Key(Mark.SOLID, _("activities and services, come along")),
            Key(Mark.DOUBLE, _("booked")),
            Key(Mark.DASHED, _("waiting for approval")),
            Key(Mark.HATCHED, _("out of use, closed")),
        ),
        qr=_("Scan for the latest"),
        sample=stamp(),
    )


def stamp() -> str:
    """What must stand on everything at this moment, or nothing."""
    return "·".join(filter(None, (words() for words in _stamps)))
