"""How a week is said: its dates, its lunar days, the hours of a site, the seats of a room. Pure."""

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from centres import almanac
from centres.hours import Because, DayHours
from centres.models import Centre, Room
from centres.words import day_and_month, span_words, weekday_words
from timetables.weeks import Week

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

FEWEST_IN_A_RUN = 3  # 周一至周三, but 周四、周五


def range_words(week: Week) -> str:
    """2026年11月30日—12月6日; across New Year both years are named."""
    first, last = day_and_month(week.first), day_and_month(week.last)
    if week.first.year == week.last.year:
        return _("%(first)s – %(last)s %(year)d") % {"first": first, "last": last, "year": week.first.year}
    return _("%(first)s %(first_year)d – %(last)s %(last_year)d") % {
        "first": first,
        "first_year": week.first.year,
        "last": last,
        "last_year": week.last.year,
    }


def lunar_words(week: Week) -> str:
    """农历十月廿二至廿八."""
    return almanac.words_for_range(week.first, week.last)


def room_words(room: Room) -> str:
    """30人, for a room that nobody books 60人·不外借, for one out of use 30人·停用, for a place outdoors 户外."""
    seats = ngettext("%(count)d person", "%(count)d people", room.capacity) % {"count": room.capacity}
    if not room.is_in_use:
        return "·".join([seats, out_of_use_words()])
    if room.is_outdoors:
        return _("outdoors")
    return seats if room.is_bookable else "·".join([seats, _("not for booking")])


def room_name(room: Room) -> str:
    """舞蹈房; where no row stands beside it to say so, 舞蹈房（停用）."""
    return room.name if room.is_in_use else _out_of_use(room.name)


def site_name(centre: Centre) -> str:
    """延吉社区第三睦邻中心, or with （停用）."""
    return centre.name if centre.is_active else _out_of_use(centre.name)


def out_of_use_words() -> str:
    """停用."""
    return _("out of use")


def _out_of_use(name: str) -> str:
    return _("%(name)s (out of use)") % {"name": name}


def state_words(state: str, reason: str = "") -> str:
    """停用 电梯检修: the state first, so that nobody takes the reason for something to come to."""
    return _("%(state)s: %(reason)s") % {"state": state, "reason": reason} if reason else state


def closed_words(reason: str) -> str:
    """闭馆, 闭馆 国庆节."""
    return state_words(_("closed"), reason)


def exceptions(days: Sequence[DayHours]) -> list[str]:
    """A sentence for each day of other hours than its weekday has: 2026-10-10 周六，调休上班，按周三时间开放.

    A day that is closed says why in its own column.
    """
    return [day.explain() for day in days if day.is_open and day.because is not Because.WEEKLY]


def hours_words(days: Sequence[DayHours]) -> str:
    """When a site is open in these days, as one would tell it; closed days go without saying.

    By days where days with the same hours follow each other (周一至周五 08:30–11:30、13:00–16:30；周六 08:30–11:30),
    else by stretches (每天 08:30–17:00；周二、周四、周五 18:30–20:00).
    """
    comma = pgettext("between two stretches of opening hours", ", ")
    said = [[span_words(span) for span in day.spans] for day in days]
    by_days = _gathered((comma.join(stretches), n) for n, stretches in enumerate(said) if stretches)
    if all(len(_runs(positions)) == 1 for positions in by_days.values()):
        phrases = [(tuple(positions), hours) for hours, positions in by_days.items()]
    else:
        by_stretch = _gathered((stretch, n) for n, stretches in enumerate(said) for stretch in stretches)
        together = _gathered((tuple(positions), stretch) for stretch, positions in by_stretch.items())
        phrases = [(positions, comma.join(stretches)) for positions, stretches in together.items()]
    return _("; ").join(
        _("%(days)s %(hours)s") % {"days": _days(days, positions), "hours": hours} for positions, hours in phrases
    ) or _("closed all week")


def _days(days: Sequence[DayHours], positions: Sequence[int]) -> str:
    """每天, 周一至周五, 周二、周四、周五."""
    if len(positions) == len(days) > 1:
        return _("every day")
    said = []
    for run in _runs(positions):
        names = [weekday_words(days[n].on) for n in run]
        if len(run) >= FEWEST_IN_A_RUN:
            names = [_("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}]
        said += names
    return pgettext("between two days", ", ").join(said)


def _runs(positions: Iterable[int]) -> list[list[int]]:
    """Numbers in order, those that follow each other together."""
    runs: list[list[int]] = []
    for n in positions:
        if runs and runs[-1][-1] == n - 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return runs


def _gathered(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """The values of each key, keys in order of appearance."""
    gathered: dict[K, list[V]] = {}
    for key, value in pairs:
        gathered.setdefault(key, []).append(value)
    return gathered
