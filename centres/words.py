"""Dates and times in the words of a wall calendar: one way for pages, messages and paper."""

from datetime import date, datetime, time, timedelta
from typing import Protocol

from django.utils import dateformat
from django.utils.timezone import localtime
from django.utils.translation import gettext_noop, ngettext, pgettext

# Django knows only the long 星期一; the house says 周一. Its "D" and "l" formats read these from our catalogue.
SHORT_WEEKDAYS = (
    gettext_noop("Mon"),
    gettext_noop("Tue"),
    gettext_noop("Wed"),
    gettext_noop("Thu"),
    gettext_noop("Fri"),
    gettext_noop("Sat"),
    gettext_noop("Sun"),
)
NOON, EVENING = 12, 18


class Stretch(Protocol):
    """Anything with a start and an end: Span, Occupancy, Session."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


def local_day(moment: date) -> date:
    """The day in Shanghai; a plain date is already one."""
    return localtime(moment).date() if isinstance(moment, datetime) else moment


def date_words(day: date, *, with_year: bool = False) -> str:
    """11月30日（周一）, with the year 2026年11月30日（周一）; a moment is taken in local time."""
    words = pgettext("date format", "D j F Y") if with_year else pgettext("date format", "D j F")
    return dateformat.format(local_day(day), words)


def weekday_words(day: date) -> str:
    """周一."""
    return dateformat.format(local_day(day), "D")


def span_words(span: Stretch) -> str:
    """09:00–10:30 in local time; midnight at the end is 24:00; another day is named."""
    start, end = localtime(span.starts_at), localtime(span.ends_at)
    if end.date() == start.date():
        return f"{start:%H:%M}–{end:%H:%M}"
    if end.time() == time(0) and end.date() - start.date() == timedelta(days=1):
        return f"{start:%H:%M}–24:00"
    return f"{start:%H:%M}–{moment_words(end)}"


def moment_words(moment: datetime) -> str:
    """11月30日（周一）09:00."""
    return pgettext("date and time", "%(date)s %(time)s") % {
        "date": date_words(moment),
        "time": f"{localtime(moment):%H:%M}",
    }


def when_words(span: Stretch) -> str:
    """11月30日（周一）09:00–10:30."""
    return pgettext("date and time", "%(date)s %(time)s") % {
        "date": date_words(span.starts_at),
        "time": span_words(span),
    }


def spoken_words(span: Stretch) -> str:
    """12月1日（周二）下午1点半到3点: as one says it on the telephone."""
    start, end = localtime(span.starts_at), localtime(span.ends_at)
    until = (
        _clock(end)
        if _part(end) == _part(start)
        else pgettext("time of day", "%(part)s %(clock)s")
        % {
            "part": _part(end),
            "clock": _clock(end),
        }
    )
    return pgettext("time, spoken", "%(date)s %(part)s from %(start)s to %(end)s") % {
        "date": date_words(start),
        "part": _part(start),
        "start": _clock(start),
        "end": until,
    }


def _part(moment: datetime) -> str:
    if moment.hour < NOON:
        return pgettext("part of the day", "in the morning")
    if moment.hour < EVENING:
        return pgettext("part of the day", "in the afternoon")
    return pgettext("part of the day", "in the evening")


def _clock(moment: datetime) -> str:
    """1点, 1点半, 1点05分; midnight at the end of a day is 12点."""
    hour = (moment.hour - 1) % 12 + 1
    if not moment.minute:
        return pgettext("time of day", "%(hour)d o'clock") % {"hour": hour}
    if moment.minute == 30:
        return pgettext("time of day", "half past %(hour)d") % {"hour": hour}
    return pgettext("time of day", "%(hour)d:%(minute)02d") % {"hour": hour, "minute": moment.minute}


def length_words(length: timedelta) -> str:
    """30分钟, 1小时, 1个半小时, 2小时15分钟."""
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    if not hours:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if minutes == 30:
        return ngettext("%(count)d and a half hour", "%(count)d and a half hours", hours) % {"count": hours}
    whole = ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    if not minutes:
        return whole
    rest = ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    return pgettext("length of time", "%(hours)s %(minutes)s") % {"hours": whole, "minutes": rest}


def day_and_month(day: date) -> str:
    """11月30日."""
    return dateformat.format(local_day(day), pgettext("date format", "j F"))
