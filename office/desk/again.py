"""Times to offer on the telephone: the same as last time on the days that are open, or whatever a day has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.days import OpenDays
from bookings.free_times import Leaf, nearest_length, one_after_another, usual_lengths, with_query
from bookings.models import Booking
from bookings.words import seats_words
from centres.availability import Availability, local_midnight
from centres.models import Centre, Room
from centres.spans import Span
from centres.words import date_words, local_day, span_words, when_words
from fairness.models import RuleBook
from fairness.offers import Offers
from residents.models import Resident

AT_MOST = 9  # one for each digit
NEAR = 3  # other times of the wanted weekday, where the same one is taken


@dataclass(frozen=True, slots=True)
class Choice:
    """A time that can be had, as a link to its reading back."""

    words: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Whoever is served, and where."""

    centre: Centre
    resident: Resident

    def book_url(self, room: Room, span: Span, *, again: str = "") -> str:
        starts, ends = localtime(span.starts_at), localtime(span.ends_at)
        place: dict[str, str | int] = {"room": room.pk, "on": f"{starts:%Y-%m-%d}"}
        clocks = {"starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}", "again": again}
        return with_query(reverse("desk:book", args=[self.centre.slug, self.resident.pk]), {**place, **clocks})

    def times_url(self, on: date) -> str:
        return with_query(reverse("desk:times", args=[self.centre.slug, self.resident.pk]), {"date": on.isoformat()})


def same_again(desk: Desk, booking: Booking, *, now: datetime) -> list[Choice]:
    """The same room at the same time: on the weekday it was, or what is near it there; then on the other days.

    A day on which they have the room already is none to offer.
    """
    room, span = booking.room, booking.occupancy.span
    offers, open_days = _load([room], now=now)
    length = nearest_length(offers.numbers(room), span.length)
    on_weekday, near, other_days, theirs = [], [], [], _days_in(room, desk.resident, now=now)
    for on in (day for day in open_days.leaves if day not in theirs):
        wanted = _on_day(span, on)
        free = offers.at_desk(room, on, length=length)
        same = [each for each in free if each.starts_at == wanted.starts_at]
        if on.weekday() != local_day(span.starts_at).weekday():
            other_days += same
        elif same:
            on_weekday += same
        else:
            near += sorted(free, key=lambda each: abs(each.starts_at - wanted.starts_at))[:NEAR]
    notes = {**dict.fromkeys(near, _("another time")), **dict.fromkeys([*on_weekday, *other_days], _("as last time"))}
    chosen = [*on_weekday, *near, *other_days][:AT_MOST]
    return [Choice(when_words(each), notes[each], desk.book_url(room, each, again=booking.ref)) for each in chosen]


@dataclass(frozen=True, slots=True)
class RoomTimes:
    """A room, and its free times of a day as links."""

    room: Room
    facts: str
    times: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class DayTimes:
    """What a day has in the rooms of the site."""

    on: date
    title: str
    leaves: Sequence[Leaf]
    rooms: Sequence[RoomTimes]
    why: str  # nothing can be booked that day

    @classmethod
    def of(cls, desk: Desk, asked: date | None, *, now: datetime) -> "DayTimes":
        rooms = list(Room.objects.bookable().at([desk.centre]).select_related("centre").in_order())
        offers, open_days = _load(rooms, now=now)
        found = {day: [_times(desk, room, day, offers) for room in rooms] for day in open_days.leaves}
        with_times = (day for day in open_days.leaves if any(each.times for each in found[day]))
        on = asked if asked in open_days.leaves else next(with_times, open_days.today)
        leaves = [_leaf(desk, day, found[day], chosen=on, today=open_days.today) for day in open_days.leaves]
        why = open_days.why_not(asked) if asked else ""
        return cls(on, date_words(on), leaves, [each for each in found[on] if each.times], why)


def _times(desk: Desk, room: Room, on: date, offers: Offers) -> RoomTimes:
    numbers = offers.numbers(room)
    for length in usual_lengths(numbers):
        if free := offers.at_desk(room, on, length=length):
            spans = one_after_another(free, clearing=numbers.clearing)
            return RoomTimes(room, seats_words(room), [_choice(desk, room, span) for span in spans])
    return RoomTimes(room, seats_words(room), [])


def _choice(desk: Desk, room: Room, span: Span) -> Choice:
    return Choice(span_words(span), "", desk.book_url(room, span))


def _leaf(desk: Desk, day: date, rooms: Sequence[RoomTimes], *, chosen: date, today: date) -> Leaf:
    count = sum(1 for each in rooms if each.times)
    say = ngettext("%(count)d room", "%(count)d rooms", count) % {"count": count} if count else _("full")
    return Leaf.of(day, today=today, say=say, url=desk.times_url(day), is_chosen=day == chosen, is_off=not count)


def _load(rooms: Sequence[Room], *, now: datetime) -> tuple[Offers, OpenDays]:
    """The days that are open, up to two weeks, and what they offer, in five queries."""
    rules = RuleBook.load(rooms)
    open_days = OpenDays.of(rooms, rules, now=now)
    availability = Availability.load(rooms, open_days.today, open_days.leaves[-1], now=now)
    return Offers(availability, rules, now), open_days


def _days_in(room: Room, resident: Resident, *, now: datetime) -> set[date]:
    """The days to come on which they have this room for themselves."""
    own = Booking.objects.upcoming(now).filter(booked_for=resident, team=None, occupancy__room=room)
    return {local_day(starts_at) for starts_at in own.values_list("occupancy__starts_at", flat=True)}


def _on_day(span: Span, on: date) -> Span:
    """The same time of day on another date."""
    starts_at = local_midnight(on) + (span.starts_at - local_midnight(local_day(span.starts_at)))
    return Span(starts_at, starts_at + span.length)
