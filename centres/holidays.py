"""The State Council's yearly notice of public holidays, taken over into the calendar.

Reads the format of the public data set holiday-cn, `{year, days: [{name, date, isOffDay}]}`. The notice
does not say which day off a make-up workday was swapped for; we presume it and mark it so, for staff to check.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from centres.models import CalendarDay

LONGEST_NAME = 20
NOVEMBER = 11  # the notice for the coming year comes out in late October or November


class NoticeUnreadable(ValueError):
    """The file is not a notice we understand; its text is a sentence for the person who chose it."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the days of a notice. `kept` differ from it, because staff decided otherwise."""

    year: int
    added: list[CalendarDay] = field(default_factory=list)
    corrected: list[CalendarDay] = field(default_factory=list)
    kept: list[CalendarDay] = field(default_factory=list)

    def __str__(self) -> str:
        return _(
            "Holidays of %(year)d: %(added)d days added, %(corrected)d presumed days corrected, "
            "%(kept)d left as staff set them."
        ) % {
            "year": self.year,
            "added": len(self.added),
            "corrected": len(self.corrected),
            "kept": len(self.kept),
        }


@transaction.atomic
def import_notice(content: bytes) -> Imported:
    """Take over a notice. Only presumed days are corrected; safe to run twice. Raises NoticeUnreadable."""
    year, days = read(content)
    known = {day.on: day for day in CalendarDay.objects.select_for_update().filter(on__in=[day.on for day in days])}
    imported = Imported(year)
    for day in days:
        there = known.get(day.on)
        if there is None:
            imported.added.append(day)
        elif _says(there) != _says(day):
            if there.is_presumed:
                day.pk = there.pk
                imported.corrected.append(day)
            else:
                imported.kept.append(there)
    CalendarDay.objects.bulk_create(imported.added, ignore_conflicts=True)
    CalendarDay.objects.bulk_update(imported.corrected, ["kind", "name", "stands_for", "is_presumed"])
    return imported


def read(content: bytes) -> tuple[int, list[CalendarDay]]:
    """The year of a notice and its days, not yet saved. Raises NoticeUnreadable."""
    try:
        notice = json.loads(content)
    except (ValueError, RecursionError):
        raise NoticeUnreadable(_("This is not a JSON file.")) from None
    match notice:
        case {"year": int(year), "days": list(entries)} if 2000 <= year <= 2100:
            pass
        case _:
            raise NoticeUnreadable(_("The file does not name a year and its list of days."))
    if not entries:
        raise NoticeUnreadable(
            _("The file names no days; perhaps the notice for %(year)d is not out yet.") % {"year": year}
        )
    off, work = _sorted_out(entries, year)
    return year, sorted(
        [CalendarDay(on=on, kind=CalendarDay.Kind.OFF, name=name) for name, days in off.items() for on in days]
        + [
            CalendarDay(on=on, kind=CalendarDay.Kind.WORK, name=name, stands_for=stands_for, is_presumed=True)
            for name, days in work.items()
            for on, stands_for in _swapped(name, days, off.get(name, []))
        ],
        key=lambda day: day.on,
    )


def missing_year(today: date) -> int | None:
    """From November on: next year, when the calendar has no day of it yet."""
    coming = today.year + 1
    if today.month < NOVEMBER or CalendarDay.objects.filter(on__year=coming).exists():
        return None
    return coming


def _swapped(name: str, work: Sequence[date], off: Sequence[date]) -> Iterable[tuple[date, date]]:
    """Each make-up workday of a holiday with one of its last days off that would have been workdays, in order."""
    weekdays = [day for day in off if day.isoweekday() <= 5]
    if len(weekdays) < len(work):
        raise NoticeUnreadable(
            _("%(name)s has %(work)d make-up workdays, but only %(off)d of its days off fall on weekdays.")
            % {"name": name, "work": len(work), "off": len(weekdays)}
        )
    return zip(work, weekdays[-len(work) :], strict=True)


Holidays = Mapping[str, list[date]]  # name → its dates in order


def _sorted_out(entries: Sequence[object], year: int) -> tuple[Holidays, Holidays]:
    """Days off and make-up workdays by holiday."""
    off: dict[str, list[date]] = defaultdict(list)
    work: dict[str, list[date]] = defaultdict(list)
    seen: set[date] = set()
    for number, entry in enumerate(entries, start=1):
        name, on, is_off = _entry(number, entry)
        if on in seen:
            raise NoticeUnreadable(_("%(date)s stands in the file twice.") % {"date": on})
        if not date(year - 1, 12, 1) <= on <= date(year, 12, 31):  # New Year may take days of December
            raise NoticeUnreadable(_("%(date)s does not belong to %(year)d.") % {"date": on, "year": year})
        seen.add(on)
        (off if is_off else work)[name].append(on)
    for days in [*off.values(), *work.values()]:
        days.sort()
    return off, work


def _entry(number: int, entry: object) -> tuple[str, date, bool]:
    match entry:
        case {"name": str(name), "date": str(text), "isOffDay": bool(is_off)} if 0 < len(name) <= LONGEST_NAME:
            try:
                return name, date.fromisoformat(text), is_off
            except ValueError:
                raise NoticeUnreadable(
                    _("Day %(number)d: “%(text)s” is not a date such as 2026-10-01.")
                    % {"number": number, "text": text[:20]}
                ) from None
    raise NoticeUnreadable(
        _("Day %(number)d lacks a name, a date, or isOffDay as true or false.") % {"number": number}
    )


def _says(day: CalendarDay) -> tuple[str, str, date | None]:
    return day.kind, day.name, day.stands_for
