"""The week of one or many sites: who is in which room when. Feeds screen, paper and the staff's board.

One query on Occupancy whatever the number of sites; what cells show is composed here, in Python,
so that templates and sheets only lay it out.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from centres import claimants, overlays
from centres.availability import DAY, local_midnight
from centres.claimants import NO_BADGE, Badge, Look
from centres.hours import DAY_OFF, MAKE_UP_WORKDAY, DayHours, HoursBook
from centres.models import Centre, Occupancy, Room
from centres.overlays import Overlay
from centres.spans import Span, gaps
from centres.words import span_words
from timetables.weeks import Week
from timetables.words import closed_words, out_of_use_words, state_words

Tone = Literal["", "sat", "sun"]
WEEKEND: Final[dict[int, Tone]] = {6: "sat", 7: "sun"}


@dataclass(frozen=True, slots=True)
class Event:
    """One occupancy as it appears in the row of one room; `words` never name a resident."""

    occupancy: Occupancy
    time: str
    words: str
    look: Look
    is_waiting: bool  # for approval, or held for somebody
    is_elsewhere: bool = False  # in a part of this hall only
    badge: Badge = NO_BADGE  # how many places are left, where that was asked for

    @property
    def span(self) -> Span:
        return self.occupancy.span

    @property
    def is_own(self) -> bool:
        """It takes the room itself: not a part of this hall only, and not the hall that this is a part of."""
        return not self.is_elsewhere and not self.occupancy.is_part

    def closes(self, hours: DayHours) -> bool:
        """It takes this very room out of use for all the hours of that day."""
        covers_all = all(self.span.covers(span) for span in hours.spans)
        return covers_all and self.look is Look.CLOSED and not self.is_elsewhere


@dataclass(frozen=True, slots=True)
class Cell:
    """One room on one day."""

    room: Room
    hours: DayHours
    events: Sequence[Event]
    free: Sequence[Span]  # open, and neither taken nor being cleared
    overlays: Sequence[Overlay] = ()

    @property
    def on(self) -> date:
        return self.hours.on

    @property
    def own(self) -> Sequence[Event]:
        """The events of this very room; one of a whole hall is the hall's alone."""
        return [event for event in self.events if event.is_own]

    @property
    def closed(self) -> str:
        """Why nobody gets in, whatever stands there: 闭馆 国庆节, 停用; empty when one does."""
        if not self.hours.is_open:
            return closed_words(self.hours.reason)
        return "" if self.room.is_in_use else out_of_use_words()

    @property
    def shut(self) -> str:
        """Why the room cannot be used all day: what is `closed`, or 停用 电梯检修; empty when it can."""
        closing = (event.words for event in self.events if event.closes(self.hours))
        return next(closing, self.closed) if self.hours.is_open else self.closed

    @property
    def happening(self) -> Sequence[Event]:
        """The events, without those that `shut` speaks of."""
        return [event for event in self.events if not event.closes(self.hours)]

    def bookable_after(self, now: datetime) -> Sequence[Span]:
        """What may still be booked, its release still to come or not."""
        return [span for span in self.free if span.ends_at > now] if self.room.is_bookable else []

    def on_the_web(self, now: datetime) -> Sequence[Span]:
        """What of that the web may take at this moment."""
        return gaps(self.bookable_after(now), [overlay.span for overlay in self.overlays])

    def said(self, now: datetime) -> list[str]:
        """The words laid over what may still be booked: when its booking opens, what is kept for phone and desk."""
        free = self.bookable_after(now)
        laid = [overlay for overlay in self.overlays if any(overlay.span.overlaps(span) for span in free)]
        return list(dict.fromkeys(overlay.words for overlay in laid))


@dataclass(frozen=True, slots=True)
class Row:
    room: Room
    cells: Sequence[Cell]

    @property
    def is_shown(self) -> bool:
        """The room is in use, or something of its own still stands there; a place outdoors only then."""
        return (self.room.is_in_use and not self.room.is_outdoors) or any(cell.own for cell in self.cells)


@dataclass(frozen=True, slots=True)
class SiteWeek:
    """One site in one week: its hours by day, and a row for each room, a hall before its parts.

    A room out of use has its row for as long as something of its own stands there, so that nobody is left behind.
    """

    centre: Centre
    week: Week
    hours: Sequence[DayHours]
    rows: Sequence[Row]

    @property
    def count(self) -> int:
        """Happenings of the week; one of a whole hall counts once."""
        shown = (event.occupancy for row in self.rows for cell in row.cells for event in cell.events)
        return len({occupancy.pk for occupancy in shown if not occupancy.is_part})


def sites(of: QuerySet[Centre], first: Week, last: Week, *, now: datetime) -> QuerySet[Centre]:
    """Those that have something to show in these weeks: open to the public, or out of use while something stands."""
    standing = Occupancy.objects.standing(now).overlapping(_span(first, last))
    return of.filter(Q(is_active=True) | Exists(standing.filter(room__centre=OuterRef("pk"))))


def load(centre: Centre, week: Week, *, now: datetime, with_badges: bool = False) -> SiteWeek:
    """With `with_badges` each event says how many places are left, in the same queries."""
    return _load([centre], [week], now=now, with_badges=with_badges)[0]


def load_many(centres: Sequence[Centre], week: Week, *, now: datetime) -> list[SiteWeek]:
    """The weeks of many sites with the same queries as for one."""
    return _load(centres, [week], now=now)


def load_run(centre: Centre, weeks: Sequence[Week], *, now: datetime) -> list[SiteWeek]:
    """Some weeks of a site, one after the other, with the same queries as for one."""
    return _load([centre], weeks, now=now)


def _load(
    centres: Sequence[Centre], weeks: Sequence[Week], *, now: datetime, with_badges: bool = False
) -> list[SiteWeek]:
    first, last = weeks[0], weeks[-1]
    rooms = list(Room.objects.filter(centre__in=centres).in_order())
    book = HoursBook.load(centres, first.first, last.last)
    by_pk = {centre.pk: centre for centre in centres}
    for room in rooms:
        room.centre = by_pk[room.centre_id]
    events = _events(rooms, _span(first, last), now=now, with_badges=with_badges)
    laid = _overlays(rooms, book, now=now)
    found = []
    for week in weeks:
        for centre in centres:
            hours = _hours(centre, book, week)
            of_site = [room for room in rooms if room.centre_id == centre.pk]
            rows = [Row(room, [_cell(room, day, events[room.pk], laid[room.pk]) for day in hours]) for room in of_site]
            found.append(SiteWeek(centre, week, hours, [row for row in rows if row.is_shown]))
    return found


def _hours(centre: Centre, book: HoursBook, week: Week) -> list[DayHours]:
    """A site out of use has none, whatever its opening periods say."""
    days = [book.on(centre, on) for on in week.days]
    return days if centre.is_active else [replace(hours, spans=()) for hours in days]


def said_of_all(cells: Sequence[Cell], now: datetime) -> list[str]:
    """Of the cells of one day, the words laid over every room that is booked: a page says them once, at the day."""
    booked = [cell for cell in cells if cell.room.is_bookable]
    said = dict.fromkeys(words for cell in booked for words in cell.said(now))
    return [words for words in said if all(words in (each.words for each in cell.overlays) for cell in booked)]


def _cell(room: Room, hours: DayHours, events: Sequence[Event], laid: Sequence[Overlay]) -> Cell:
    day = Span(local_midnight(hours.on), local_midnight(hours.on + DAY))
    of_day = [event for event in events if event.span.overlaps(day)]
    busy = [event.occupancy.span_with_clearing for event in events]
    free = gaps(hours.spans, busy) if room.is_in_use else []
    return Cell(room, hours, of_day, free, [overlay for overlay in laid if overlay.span.overlaps(day)])


def _events(rooms: Sequence[Room], during: Span, *, now: datetime, with_badges: bool) -> Mapping[int, list[Event]]:
    """By room. A hall shows what stands in its parts too, and a part what takes the whole hall."""
    names = {room.pk: room.name for room in rooms}
    halls = {room.pk: room.whole_id for room in rooms if room.whole_id is not None}
    events: dict[int, list[Event]] = defaultdict(list)
    found = Occupancy.objects.standing(now).filter(room__in=rooms).overlapping(during).order_by("starts_at")
    for occupancy in claimants.with_facts(found, now=now) if with_badges else found:
        hall = halls.get(occupancy.room_id)
        if occupancy.is_part:
            events[occupancy.room_id].append(_event(occupancy, hall=_("Whole hall")))
            continue
        facts = getattr(occupancy, "facts", None)
        badge = claimants.badge(occupancy.kind, facts, occupancy.span, now=now) if facts else NO_BADGE
        events[occupancy.room_id].append(_event(occupancy, badge=badge))
        if hall is not None:
            events[hall].append(_event(occupancy, part=names[occupancy.room_id]))
    return events


def _event(occupancy: Occupancy, *, hall: str = "", part: str = "", badge: Badge = NO_BADGE) -> Event:
    """`part` is said in the row of its hall, `hall` in the row of a part; out of use is out of use without it."""
    claimant = claimants.of_kind(occupancy.kind)
    words = claimants.words(occupancy)
    if claimant.look is Look.CLOSED:
        words, hall = state_words(str(claimant.words), occupancy.title), ""
    where = part or hall
    return Event(
        occupancy,
        time=span_words(occupancy.span),
        words=_("%(where)s: %(words)s") % {"where": where, "words": words} if where else words,
        look=claimant.look,
        is_waiting=occupancy.standing != Occupancy.Standing.FIRM,
        is_elsewhere=bool(part),
        badge=badge,
    )


def _span(first: Week, last: Week) -> Span:
    return Span(local_midnight(first.first), local_midnight(last.last + DAY))


def _overlays(rooms: Sequence[Room], book: HoursBook, *, now: datetime) -> Mapping[int, list[Overlay]]:
    laid: dict[int, list[Overlay]] = defaultdict(list)
    for overlay in overlays.over(rooms, book, now):
        laid[overlay.room_id].append(overlay)
    return laid


def tone(hours: DayHours) -> Tone:
    """The colour of a day on the wall calendar: a day off is a Sunday, a make-up workday a plain one."""
    if hours.mark == DAY_OFF:
        return "sun"
    if hours.mark == MAKE_UP_WORKDAY:
        return ""
    return WEEKEND.get(hours.on.isoweekday(), "")
