"""What the board's templates show, composed in one go so that their loops stay bare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import Booking
from centres import almanac, claimants
from centres.claimants import Details, Look, Told
from centres.form_fields import read_key
from centres.hours import DayHours
from centres.models import Centre, Occupancy, Room
from centres.spans import Span
from centres.words import day_and_month, local_day, span_words, weekday_words, when_words
from office.board.forms import BookingForm
from residents.models import Resident, User
from residents.phones import masked, tidy
from timetables.site_week import Cell, Event, SiteWeek, said_of_all, tone
from timetables.weeks import Week
from timetables.words import range_words, room_words

FOUND_AT_MOST = 8
LOOKS = {Look.EVENT: "cell-act", Look.BOOKED: "", Look.CLOSED: "cell-stop"}
TONES = {"": "", "sat": "is-sat", "sun": "is-sun"}
UNKNOWN = Details(who="", how="")  # its claimant's row is gone


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head; `notes` are laid over all rooms: when booking opens, what is kept for phone and desk."""

    weekday: str
    day: str
    lunar: str
    badge: str
    notes: Sequence[str]
    css: str
    is_today: bool


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
    closed: str  # why nobody gets in, or empty
    notes: list[str]  # what is laid over this room alone
    css: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    name: str
    note: str
    cells: list[BoardCell]


@dataclass(frozen=True, slots=True)
class Board:
    title: str
    count: int
    heads: list[Head]
    rows: list[BoardRow]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of all occupancies in the week; a part of a hall leads to the row of the whole."""

    details: Mapping[int, Details]
    main_of_part: Mapping[tuple[UUID, datetime], int]

    @classmethod
    def of(cls, week: SiteWeek) -> Self:
        """One query for each kind of claimant."""
        shown = {event.occupancy for row in week.rows for cell in row.cells for event in cell.events}
        mains = [held for held in shown if not held.is_part]
        return cls(claimants.describe(mains), {(held.claim, held.starts_at): held.pk for held in mains})

    def main(self, held: Occupancy) -> int:
        return self.main_of_part.get((held.claim, held.starts_at), held.pk) if held.is_part else held.pk


def board(week: SiteWeek, *, now: datetime) -> Board:
    """The whole board of a site in a week."""
    known = _Known.of(week)
    columns = [[row.cells[n] for row in week.rows] for n, _hours in enumerate(week.hours)]
    heads = [_head(hours, cells, now) for hours, cells in zip(week.hours, columns, strict=True)]
    return Board(
        title=range_words(week.week),
        count=week.count,
        heads=heads,
        rows=[
            BoardRow(
                row.room.name,
                room_words(row.room),
                [_cell(cell, head, known, now) for cell, head in zip(row.cells, heads, strict=True)],
            )
            for row in week.rows
        ],
    )


def _head(hours: DayHours, cells: Sequence[Cell], now: datetime) -> Head:
    day = almanac.of(hours.on)
    today = localdate(now)
    return Head(
        weekday=weekday_words(hours.on),
        day=day_and_month(hours.on),
        lunar=day.occasion or day.leaf,
        badge=hours.mark,
        notes=said_of_all(cells, now),
        css="is-today" if hours.on == today else f"{TONES[tone(hours)]}{' is-past' if hours.on < today else ''}",
        is_today=hours.on == today,
    )


def _cell(cell: Cell, head: Head, known: _Known, now: datetime) -> BoardCell:
    items = [_event(cell, event, known) for event in cell.events]
    items += [_free(cell, Span(max(span.starts_at, now), span.ends_at)) for span in cell.free if span.ends_at > now]
    items.sort(key=lambda item: item.time)
    past = "is-past" if cell.on < localdate(now) else ""
    notes = [words for words in cell.said(now) if words not in head.notes]
    return BoardCell(items, cell.closed, notes, "off" if cell.closed else past)


def _event(cell: Cell, event: Event, known: _Known) -> Item:
    held, pk = event.occupancy, known.main(event.occupancy)
    details = known.details.get(pk, UNKNOWN)
    is_own = held.pk == pk and held.room_id == cell.room.pk
    is_team = event.look is Look.BOOKED and held.title
    return Item(
        time=event.time,
        words=(details.short or claimants.words(held)) if is_own else event.words,
        how=details.how if is_own or event.look is not Look.CLOSED else "",
        css="cell-pend" if event.is_waiting else "cell-team" if is_team else LOOKS[event.look],
        url=reverse("board:occupancy", args=[cell.room.centre.slug, pk]),
    )


def _free(cell: Cell, span: Span) -> Item:
    """A free stretch as a link that enters a booking there, or a closure in a room that nobody books."""
    page = "board:book" if cell.room.is_bookable else "board:close"
    query = urlencode([("room", cell.room.pk), ("on", f"{cell.on}"), ("starts", f"{localtime(span.starts_at):%H:%M}")])
    return Item(
        time=span_words(span),
        words="",
        how=_("free"),
        css="cell-add",
        url=f"{reverse(page, args=[cell.room.centre.slug])}?{query}",
    )


def place_and_time(held: Occupancy) -> dict[str, object]:
    """Initial values of a form that moves this occupancy."""
    starts, ends = localtime(held.starts_at), localtime(held.ends_at)
    return {"room": held.room_id, "on": f"{starts:%Y-%m-%d}", "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}


@dataclass(frozen=True, slots=True)
class Held:
    """One occupancy on its own page; `title` is what stands on the door, or who is behind a mere 已预约."""

    occupancy: Occupancy
    title: str
    words: str
    when: str
    week: Week
    details: Details | None
    series: "SeriesChoice | None"
    ref: str  # of a booking, whose slip can be printed


@dataclass(frozen=True, slots=True)
class SeriesChoice:
    """For one date of a team's standing hours: where this and all that follow, or all, are changed."""

    team: str
    following_url: str
    all_url: str

    @classmethod
    def of(cls, booking: Booking | None, occupancy: Occupancy) -> Self | None:
        if booking is None or booking.series is None:
            return None
        url = reverse("board:series", args=[occupancy.room.centre.slug, booking.series.pk])
        return cls(booking.series.team.name, f"{url}?since={local_day(occupancy.starts_at)}", url)


def booked_words(booking: Booking) -> str:
    """What the clerk reads out."""
    return _("Booked: %(room)s, %(when)s, number %(ref)s.") % {
        "room": booking.room,
        "when": when_words(booking.occupancy),
        "ref": booking.ref,
    }


def with_slip(sentence: str, booking: Booking) -> SafeString:
    """What the clerk reads out, and the slip for whoever stands at the desk."""
    url = reverse("bookings:booking-slip", args=[booking.ref])
    ways = format_html(
        '<a href="{}">{}</a> <a href="{}?paper=roll">{}</a>', url, _("Print the slip"), url, _("On the paper roll")
    )
    return format_html("{} {}", sentence, ways)


def held(occupancy: Occupancy) -> Held:
    words = claimants.words(occupancy)
    details = claimants.describe([occupancy]).get(occupancy.pk)
    booking = Booking.objects.holding([occupancy]).select_related("series__team").first()
    return Held(
        occupancy,
        title=occupancy.title or (details.who if details else words),
        words=words,
        when=when_words(occupancy),
        week=Week.of(local_day(occupancy.starts_at)),
        details=details,
        series=SeriesChoice.of(booking, occupancy),
        ref=booking.ref if booking else "",
    )


# The code that somebody reads off a slip


@dataclass(frozen=True, slots=True)
class Verdict:
    """Kind and words as components/note.html shows them."""

    kind: str
    words: Promise


RIGHT = Verdict("success", gettext_lazy("The code is right: this slip is in their hand."))
WRONG = Verdict("warning", gettext_lazy("The code is not right. Please let them read it once more."))
RESTS = Verdict(
    "warning", gettext_lazy("Five wrong codes were tried; this rests for an hour. Please ask for name and number.")
)


# After a change, and in the way of one


def in_one(sentence: str, told: Told) -> str:
    """What was done and who gets a message, as one note above the page."""
    for further in told.done:
        sentence = _("%(sentence)s %(further)s") % {"sentence": sentence, "further": further}
    return sentence


@dataclass(frozen=True, slots=True)
class UndoOffer:
    """What was cancelled just now and can still be brought back."""

    pk: int
    what: str
    until: str

    @classmethod
    def asked_for(cls, typed: str, centre: Centre, *, by: User, now: datetime) -> Self | None:
        """`typed` is the key of an occupancy, as it stands in the address to which cancelling leads."""
        if not typed.isdecimal():
            return None
        gone = Occupancy.objects.mains().at([centre]).with_place().filter(pk=typed).first()
        undo = claimants.of_kind(gone.kind).undo if gone else None
        if gone is None or undo is None or (until := undo.until(occupancy=gone, by=by, now=now)) is None:
            return None
        return cls(gone.pk, what=f"{gone.room.name} {when_words(gone)}", until=f"{localtime(until):%H:%M}")


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands where a room shall be taken out of use."""

    words: str
    url: str


def obstacles(room: Room, span: Span, *, now: datetime) -> list[Obstacle]:
    """In order of time; residents by surname only."""
    standing = list(Occupancy.objects.standing(now).in_the_way(room, span).with_place().order_by("starts_at"))
    details = claimants.describe(standing)
    found = []
    for taken in standing:
        known = details.get(taken.pk, UNKNOWN)
        who = taken.title or known.short or known.who
        place = "" if taken.room_id == room.pk else f"{taken.room.name}·"
        url = reverse("board:occupancy", args=[room.centre.slug, taken.pk])
        found.append(Obstacle(f"{place}{when_words(taken)} {who}·{known.how}", url))
    return found


# Whom a booking is for


@dataclass(frozen=True, slots=True)
class Person:
    """A resident in a list: the number masked, for it is only there to tell two of one name apart."""

    pk: int
    words: str

    @classmethod
    def of(cls, resident: Resident) -> Self:
        return cls(resident.pk, f"{resident.name}·{masked(resident.phone) if resident.phone else _('no phone')}")


@dataclass(frozen=True, slots=True)
class Finder:
    """Residents whose name or number begins with what was typed."""

    who: str
    found: Sequence[Person] = ()

    @classmethod
    def of(cls, typed: str) -> Self:
        who = typed.replace("\0", "").strip()
        who = tidy(who) if tidy(who).isdecimal() else who
        return cls(who, [Person.of(known) for known in Resident.objects.known_as(who)[:FOUND_AT_MOST]] if who else ())

    @property
    def typed(self) -> dict[str, str]:
        """For the form of somebody new, when nobody was found."""
        if self.found or not self.who:
            return {}
        return {"phone" if self.who.isdecimal() else "name": self.who}


def chosen_person(form: BookingForm) -> Person | None:
    """The resident picked from the list found, while the form is being filled in."""
    pk = str(form["resident"].value() or "")
    resident = Resident.objects.filter(pk=read_key(pk)).first()
    return Person.of(resident) if resident else None
