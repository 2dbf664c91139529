"""Today at a site: who is expected, who has come, who has not; and the rooms that can be used right now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django_stubs_ext import StrOrPromise

from bookings.models import Booking
from centres import claimants
from centres.availability import Availability, RoomDay
from centres.claimants import Arrival, Told, coming_of
from centres.form_fields import tidy
from centres.models import Centre, Room
from centres.words import date_words, local_day
from fairness.models import Numbers, RuleBook
from office.actions.behalf import next_step
from office.board.gatherings import gathered, singly
from office.board.pages import in_one
from office.board.refusals import told_above
from residents import looks
from residents.guards import staff_member
from residents.models import User

SHORTEST = timedelta(minutes=15)  # less is no use to anybody


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
    typed = tidy(request.GET.get("who", ""))
    arrivals = [one for one in of_today(centre, now=now) if not typed or one.answers_to(typed)]
    expected = [one for one in arrivals if not one.is_asked_about]
    asked, lines = [one for one in arrivals if one.is_asked_about], expected if typed else gathered(expected)
    looks.note(user, "occupancy", *(one.occupancy.pk for one in [*asked, *singly(lines)]))
    context = {
        "centre": centre,
        "day": date_words(now),
        "who": typed,
        "asked": asked,
        "arrivals": lines,
        "free_now": [] if typed else free_now(centre, now=now),
    }
    return render(request, "office/board/today.html", context)


def free_now(centre: Centre, *, now: datetime) -> list[FreeNow]:
    """The site's rooms that are free from the next five minutes on, those free for longest first."""
    rooms = list(Room.objects.bookable().at([centre]).select_related("centre").in_order())
    on, starts = local_day(now), next_step(now)
    availability, rules = Availability.load(rooms, on, on, now=now), RuleBook.load(rooms)
    free = [_free_until(availability.of(room, on), rules.of(room), starts, now=now) for room in rooms]
    found = [(until, room) for room, until in zip(rooms, free, strict=True) if until and until - starts >= SHORTEST]
    found.sort(key=lambda each: (-each[0].timestamp(), each[1].number))
    return [FreeNow(room, f"{localtime(until):%H:%M}", _walk_in(room, on, starts, until)) for until, room in found]


def _free_until(day: RoomDay, numbers: Numbers, starts: datetime, *, now: datetime) -> datetime | None:
    """Until when somebody may stay who begins then: what comes next wants the room cleared."""
    if starts < numbers.earliest(now):
        return None
    stretch = next((span for span in day.free() if span.contains(starts)), None)
    after = [taken.starts_at - numbers.clearing for taken in day.busy if taken.starts_at > starts]
    return min([stretch.ends_at, *after]) if stretch else None


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

Act: TypeAlias = Callable[[Arrival, User, datetime], Told]


def _ticked(act: Act, done: StrOrPromise) -> Callable[[HttpRequest, str, str], HttpResponse]:
    """A button of the list: one step, then back to it with a word."""

    @require_POST
    @login_required
    def view(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
        user, now = staff_member(request), timezone.now()
        centre = get_object_or_404(user.sites(), slug=slug)
        arrival = next((one for one in of_today(centre, now=now) if one.ref == ref), None)
        if arrival is None:
            raise Http404
        with told_above(request):
            told = act(arrival, user, now)
            messages.success(request, in_one(str(done) % {"who": arrival.masked, "time": arrival.time}, told))
            for sentence in told.to_do:
                messages.warning(request, sentence)
        back = "desk:counter" if request.POST.get("back") == "desk" else "board:today"
        return redirect(f"{reverse(back, args=[slug])}#{ref}")

    return view


came = _ticked(
    lambda one, by, now: coming_of(one).come(ref=one.ref, by_code=False, by=by, now=now),
    gettext_lazy("%(who)s is here, %(time)s."),
)
not_yet = _ticked(
    lambda one, by, now: coming_of(one).not_yet(ref=one.ref, by=by, now=now),
    gettext_lazy("Taken back: %(who)s, %(time)s, has not come yet."),
)
missed = _ticked(
    lambda one, by, now: coming_of(one).missed(ref=one.ref, by=by, now=now),
    gettext_lazy("Noted: nobody came for %(who)s, %(time)s."),
)
not_missed = _ticked(
    lambda one, by, now: coming_of(one).not_missed(ref=one.ref, by=by, now=now),
    gettext_lazy("Taken back: %(who)s, %(time)s, was there."),
)


def of_today(centre: Centre, *, now: datetime) -> list[Arrival]:
    rooms = Room.objects.at([centre]).select_related("centre")
    return claimants.arrivals(list(rooms), local_day(now), now=now)
