"""What the pages of the sites show: hours in words, rooms, the next days, how one gets in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from centres.availability import days
from centres.hours import Because, DayHours, HoursBook
from centres.models import Centre, Room
from centres.words import weekday_words
from fairness.programme.lines import ProgrammeDay, by_day
from office.models import Announcement
from office.programme import programme
from office.sketch import Plate, sketch

AHEAD = timedelta(days=6)  # a week, today included


@dataclass(frozen=True, slots=True)
class HoursLine:
    """The opening hours of one date in words; `why` only when they differ from the weekly ones."""

    day: str  # 周二 24日
    words: str
    why: str

    @classmethod
    def of(cls, hours: DayHours) -> Self:
        words = {"weekday": weekday_words(hours.on), "day": hours.on.day}
        day = pgettext("date format", "%(weekday)s %(day)d") % words
        why = "" if hours.because is Because.WEEKLY else hours.explain()
        return cls(day, hours.words or _("closed"), why)


@dataclass(frozen=True, slots=True)
class SiteCard:
    """One site in the list of all."""

    centre: Centre
    today: str


@dataclass(frozen=True, slots=True)
class SitePage:
    centre: Centre
    plates: Sequence[Plate]
    sub_points: Sequence[Centre]
    today: str
    hours: Sequence[HoursLine]
    rooms: Sequence[Room]
    days: Sequence[ProgrammeDay]
    announcements: Sequence[Announcement]
    access: Sequence[str]


def all_sites(*, now: datetime) -> list[SiteCard]:
    """The centres, then the sub-points, each with its hours today."""
    centres = list(Centre.objects.active())
    today = localdate(now)
    book = HoursBook.load(centres, today, today)
    return [SiteCard(centre, today_words(book.on(centre, today), now=now)) for centre in centres]


def site_page(centre: Centre, *, now: datetime) -> SitePage:
    today = localdate(now)
    last = today + AHEAD
    book = HoursBook.load([centre], today, last)
    rooms = list(Room.objects.active().filter(centre=centre).prefetch_related("equipment").in_order())
    sites = list(Centre.objects.active())
    return SitePage(
        centre=centre,
        plates=sketch(sites, here=centre.slug),
        sub_points=[site for site in sites if site.extends_id == centre.pk],
        today=today_words(book.on(centre, today), now=now),
        hours=[HoursLine.of(book.on(centre, on)) for on in days(today, last)],
        rooms=rooms,
        days=by_day(programme(today, last, at=[centre], now=now)),
        announcements=list(Announcement.objects.shown(today).for_site(centre)),
        access=access_words(rooms),
    )


def today_words(hours: DayHours, *, now: datetime) -> str:
    """今天开到17:00, 今天13:00开门, 今天已关门, 今天闭馆."""
    if not hours.is_open:
        return _("Closed today: %(reason)s") % {"reason": hours.reason} if hours.reason else _("Closed today")
    for span in hours.spans:
        if span.contains(now):
            return _("Open today until %(time)s") % {"time": f"{localtime(span.ends_at):%H:%M}"}
        if now < span.starts_at:
            return _("Opens today at %(time)s") % {"time": f"{localtime(span.starts_at):%H:%M}"}
    return _("Closed for today")


def access_words(rooms: Sequence[Room]) -> list[str]:
    """What a body with a stick, a wheelchair or a hearing aid finds here, and in which rooms."""
    comma = _(", ")
    facts = [
        (_("No step on the way: %(rooms)s"), [room for room in rooms if room.is_step_free]),
        (_("Chairs with arms: %(rooms)s"), [room for room in rooms if room.has_armchairs]),
        (_("Hearing loop: %(rooms)s"), [room for room in rooms if room.has_hearing_loop]),
    ]
    words = [sentence % {"rooms": comma.join(room.name for room in having)} for sentence, having in facts if having]
    if any(room.has_accessible_toilet for room in rooms):
        words.insert(0, _("Accessible toilet"))
    if any(room.has_lift for room in rooms):
        words.insert(0, _("Lift"))
    return words
