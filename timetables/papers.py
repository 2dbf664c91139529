"""From the week of a site to the sheet on its door: every word chosen, nothing about ink."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from centres import almanac
from centres.claimants import Look
from centres.hours import DayHours
from centres.words import date_words, day_and_month, span_words, weekday_words
from timetables.site_week import Cell, Event, SiteWeek
from timetables.typesetting import DayHead, Entry, Key, Mark, RoomRow, SheetWords, SiteSheet, Way, compile_sheets

MARKS = {Look.EVENT: Mark.SOLID, Look.BOOKED: Mark.DOUBLE, Look.CLOSED: Mark.HATCHED}

_stamps: list[Callable[[], str]] = []


def register_stamp(words: Callable[[], str]) -> None:
    """What must stand on every paper while it is true, such as 示例数据. Filled in `AppConfig.ready()`."""
    _stamps.append(words)


def week_pdf(weeks: Sequence[SiteWeek], *, urls: Mapping[int, str], now: datetime) -> bytes:
    """One PDF: for each site its A3 sheet. `urls` are the addresses of the same weeks, by site key."""
    sheets = [site_sheet(week, url=urls[week.centre.pk], now=now) for week in weeks]
    title = _("%(name)s, timetable of the week") % {"name": weeks[0].centre.name if len(weeks) == 1 else _("Yanji")}
    return compile_sheets(sheets, title=title, created_at=now, language=(get_language() or "zh").split("-")[0])


def site_sheet(week: SiteWeek, *, url: str, now: datetime) -> SiteSheet:
    centre = week.centre
    return SiteSheet(
        title=centre.name,
        subtitle=_("Timetable of the week"),
        plate=(centre.get_kind_display(), centre.plate),
        date_range=range_words(week),
        lunar_range=lunar_words(week),
        days=tuple(_head(hours) for hours in week.hours),
        rooms=tuple(
            RoomRow(row.room.name, tuple(_cell(cell) for cell in row.cells), note=_seats(row.room.capacity))
            for row in week.rows
        ),
        words=_words(),
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
            _("Times with nothing written can be booked."),
            _("Changes at short notice: see the correction slip at the door."),
        ),
        made_by=_("Made by: %(name)s") % {"name": centre.short_name},
        printed_on=_("Printed: %(date)s") % {"date": date_words(now, with_year=True)},
    )


def range_words(week: SiteWeek) -> str:
    """2026年11月30日（周一）—12月6日（周日）."""
    return f"{date_words(week.week.first, with_year=True)}—{date_words(week.week.last)}"


def lunar_words(week: SiteWeek) -> str:
    """农历十月廿二至廿八."""
    return almanac.words_for_range(week.week.first, week.week.last)


def hours_words(days: Sequence[DayHours]) -> str:
    """Opening hours of the week, days with the same hours together: 周一至周五 08:30–17:00；周六 08:30–11:30."""
    runs: list[tuple[DayHours, DayHours]] = []
    for day in days:
        if runs and runs[-1][1].words == day.words:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return _("; ").join(
        _("%(days)s %(hours)s") % {"days": _run(first, last), "hours": first.words or _("closed")}
        for first, last in runs
    )


def _run(first: DayHours, last: DayHours) -> str:
    if first is last:
        return weekday_words(first.on)
    return _("%(first)s to %(last)s") % {"first": weekday_words(first.on), "last": weekday_words(last.on)}


def _head(hours: DayHours) -> DayHead:
    day = almanac.of(hours.on)
    is_sunday = hours.on.isoweekday() == 7 or hours.mark == "休"
    return DayHead(
        weekday=weekday_words(hours.on),
        date=day_and_month(hours.on),
        lunar=day.leaf,
        occasion=day.occasion,
        badge=hours.mark,
        tone="sun" if is_sunday else "sat" if hours.on.isoweekday() == 6 else "",
    )


def _cell(cell: Cell) -> tuple[Entry, ...]:
    if not cell.hours.is_open and not cell.events:
        return (Entry(cell.hours.reason or _("closed"), mark=Mark.HATCHED),)
    return tuple(_entry(event) for event in cell.events)


def _entry(event: Event) -> Entry:
    return Entry(event.words, time=span_words(event.span), mark=Mark.DASHED if event.is_waiting else MARKS[event.look])


def _seats(count: int) -> str:
    return _("%(count)d people") % {"count": count}


def _words() -> SheetWords:
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
        sample="·".join(filter(None, (words() for words in _stamps))),
    )
