"""Today at a site: who is expected, who has come, who has not; and the rooms that can be used right now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Self

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings import actions
from bookings.models import Booking, BookingQuerySet
from bookings.rows import state_badge
from bookings.words import people_words
from centres.availability import Availability
from centres.claimants import Told
from centres.models import Centre, Room
from centres.words import date_words, local_day, span_words
from fairness.checkin import How
from fairness.models import RuleBook
from office.board.pages import in_one
from office.board.refusals import told_above
from residents import looks
from residents.guards import staff_member
from residents.models import User

STEP = timedelta(minutes=5)  # a walk-in begins at the next of these
SHORTEST = timedelta(minutes=15)  # less is no use to anybody


@dataclass(frozen=True, slots=True)
class Arrival:
    """One booking of the day, as a line one ticks."""

    booking: Booking
    time: str
    who: str
    facts: str
    badge_kind: str
    badge_words: str
    may_come: bool
    may_be_missed: bool
    asks: bool  # nobody has come yet, and by now somebody should have
    has_come: bool
    was_missed: bool

    @classmethod
    def of(cls, booking: Booking, rules: RuleBook, *, now: datetime) -> Self:
        window = actions.window_of(booking, rules.of(booking.room))
        is_missed = window.is_missed(now)
        is_open = booking.is_confirmed and not booking.is_over(now)
        unsaid = booking.checked_in_at is None and not booking.is_no_show
        return cls(
            booking,
            time=span_words(booking.occupancy),
            who=booking.team.name if booking.team else booking.name,
            facts="\u2060·".join([booking.room.name, people_words(booking.party), booking.ref]),
            badge_kind=state_badge(booking, now=now)[0],
            badge_words=state_badge(booking, now=now)[1],
            may_come=is_open and window.opens_at <= now,
            may_be_missed=is_missed and unsaid and not booking.is_pending,
            asks=is_open and is_missed,
            has_come=booking.is_checked_in and not booking.is_over(now),
            was_missed=booking.is_no_show,
        )


@dataclass(frozen=True, slots=True)
class FreeNow:
    """A room that somebody who just walked in can have, and until when."""

    room: Room
    until: str
    url: str


@require_safe
@login_required
def today(request: HttpRequest, slug: str) -> HttpResponse:
    user, now = staff_member(request), timezone.now()
    centre = get_object_or_404(user.sites(), slug=slug)
    typed = request.GET.get("who", "").replace("\0", "").strip()
    found = _of_today(centre, now=now)
    bookings = list(found.known_as(typed) if typed else found)
    rules = RuleBook.load({booking.room for booking in bookings})
    arrivals = [Arrival.of(booking, rules, now=now) for booking in bookings]
    looks.note(user, "booking", *(booking.pk for booking in bookings))
    context = {
        "centre": centre,
        "day": date_words(now),
        "who": typed,
        "asked": [each for each in arrivals if each.asks],
        "arrivals": [each for each in arrivals if not each.asks],
        "free_now": [] if typed else free_now(centre, now=now),
    }
    return render(request, "office/board/today.html", context)


def free_now(centre: Centre, *, now: datetime) -> list[FreeNow]:
    """The site's rooms that are free from the next five minutes on, those free for longest first."""
    on = local_day(now)
    rooms = list(Room.objects.bookable().at([centre]).select_related("centre").in_order())
    availability, rules = Availability.load(rooms, on, on, now=now), RuleBook.load(rooms)
    starts = now + (STEP - (now - datetime.min.replace(tzinfo=now.tzinfo)) % STEP) % STEP
    found = []
    for room in rooms:
        for span in availability.of(room, on).free():
            ends = min(span.ends_at, starts + timedelta(minutes=rules.of(room).max_minutes))
            if span.starts_at <= starts and ends - starts >= SHORTEST:
                found.append((span.ends_at, room, starts, ends))
    found.sort(key=lambda each: (-each[0].timestamp(), each[1].number))
    return [FreeNow(room, f"{localtime(until):%H:%M}", _walk_in(room, on, a, b)) for until, room, a, b in found]


def _walk_in(room: Room, on: date, starts: datetime, ends: datetime) -> str:
    """The form of a booking for now, filled in as far as it can be."""
    ends = min(ends, starts + timedelta(hours=1))
    query: dict[str, str | int] = {
        "now": 1,
        "room": room.pk,
        "on": on.isoformat(),
        "starts": f"{localtime(starts):%H:%M}",
        "ends": f"{localtime(ends):%H:%M}",
        "channel": Booking.Channel.DESK.value,
        "waiver": _("Walked in"),
    }
    return f"{reverse('board:book', args=[room.centre.slug])}?{urlencode(query)}"


# Ticks


def _ticked(
    act: Callable[[Booking, User, datetime], Told | None], done: Callable[[Booking], str]
) -> Callable[[HttpRequest, str, str], HttpResponse]:
    """A button of the list: one action, then back to it with a word."""

    @require_POST
    @login_required
    @wraps(act)
    def view(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
        user, now = staff_member(request), timezone.now()
        centre = get_object_or_404(user.sites(), slug=slug)
        booking = get_object_or_404(Booking.objects.at([centre]).with_place(), ref=ref)
        with told_above(request):
            told = act(booking, user, now) or Told()
            messages.success(request, in_one(done(booking), told))
            for sentence in told.to_do:
                messages.warning(request, sentence)
        return redirect(f"{reverse('board:today', args=[slug])}#{ref}")

    return view


def _who(booking: Booking) -> dict[str, str]:
    return {"who": booking.team.name if booking.team else booking.masked_name, "time": span_words(booking.occupancy)}


came = _ticked(
    lambda booking, by, now: actions.check_in(booking=booking, how=How.DESK, by=by, now=now),
    lambda booking: _("%(who)s is here, %(time)s.") % _who(booking),
)
not_yet = _ticked(
    lambda booking, _by, now: actions.undo_check_in(booking=booking, now=now),
    lambda booking: _("Taken back: %(who)s, %(time)s, has not come yet.") % _who(booking),
)
missed = _ticked(
    lambda booking, by, now: actions.note_absence(booking=booking, by=by, now=now),
    lambda booking: _("Noted: nobody came for %(who)s, %(time)s.") % _who(booking),
)
not_missed = _ticked(
    lambda booking, by, now: actions.take_back_absence(booking=booking, by=by, now=now),
    lambda booking: _("Taken back: %(who)s, %(time)s, was there.") % _who(booking),
)


def _of_today(centre: Centre, *, now: datetime) -> BookingQuerySet:
    """In order of time; what was cancelled or declined is not expected."""
    standing = Booking.objects.standing().at([centre]).on(local_day(now)).filter(occupancy__kind=Booking.KIND)
    return standing.with_place().order_by("occupancy__starts_at", "occupancy__room__number", "pk")
