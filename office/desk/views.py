"""Pages of the desk. Each knows only the sites that this member of staff runs; any other is a 404."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bookings import actions
from bookings.explaining import offers_line
from bookings.messages import told_of_entry
from bookings.models import Booking, wish_key
from centres.claimants import Arrival
from centres.form_fields import tidy
from centres.models import Centre, Room, RoomTaken
from centres.references import ALPHABET, LENGTH
from centres.spans import Span
from centres.words import date_words, local_day, spoken_words
from fairness.rules import Refused
from office.board import instead
from office.board.gatherings import gathered, singly
from office.board.refusals import Outcome, told_on
from office.board.today import free_now, of_today
from office.desk.again import DayTimes, Desk, same_again
from office.desk.calling import FOUND_AT_MOST, find
from office.desk.calls import waiting_calls
from office.desk.forms import NewcomerForm, ReadBackForm
from office.desk.serving import days_of
from residents import looks
from residents.guards import staff_member
from residents.models import Resident, User

SERVICES_AT_MOST = 4  # on the counter; the others stand on a page of their own


@require_safe
@login_required
def sites(request: HttpRequest) -> HttpResponse:
    """The desks one serves at; straight there where it is one."""
    own = list(staff_member(request).sites())
    if len(own) == 1:
        return redirect("desk:counter", own[0].slug)
    return render(request, "office/desk/sites.html", {"sites": own})


@require_safe
@login_required
def counter(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is it? And who comes today."""
    user, now = staff_member(request), timezone.now()
    centre = get_object_or_404(user.sites(), slug=slug)
    typed = request.GET.get("who", "").replace("\0", "").strip()
    if booking := _by_reference(typed, user):
        return redirect("board:occupancy", booking.room.centre.slug, booking.occupancy_id)
    found = find(typed, centre)
    if len(found) == 1:
        return redirect(found[0].url)
    arrivals = of_today(centre, now=now)
    meant = [one for one in arrivals if typed and one.answers_to(tidy(typed))][:FOUND_AT_MOST]
    lines = gathered(sorted(arrivals, key=lambda one: not one.is_asked_about))
    others = [line for line in lines if line not in meant]
    looks.note(user, "occupancy", *(one.occupancy.pk for one in [*meant, *singly(others)]))
    context = {
        "centre": centre,
        "day": date_words(now),
        "who": typed,
        "found": found,
        "newcomer": NewcomerForm(initial={"line": "" if meant or (typed.isascii() and typed.isalpha()) else typed}),
        "tally": _tally(arrivals),
        "meant": meant,
        "arrivals": others,
        "free_now": free_now(centre, now=now),
        "calls": waiting_calls(centre, now).count(),
        "services": days_of(centre, now=now)[:SERVICES_AT_MOST],
    }
    return render(request, "office/desk/counter.html", context)


def _tally(arrivals: Sequence[Arrival]) -> list[tuple[int, str]]:
    """How the day stands, in numbers."""
    here = sum(1 for one in arrivals if one.has_come)
    asked = sum(1 for one in arrivals if one.is_asked_about)
    return [(len(arrivals), _("expected today")), (here, _("have come")), (asked, _("still missing"))]


def _by_reference(typed: str, user: User) -> Booking | None:
    """A booking number read out on the telephone."""
    ref = tidy(typed).replace("-", "").upper()
    if len(ref) != LENGTH or set(ref) - set(ALPHABET):
        return None
    return Booking.objects.with_place().filter(ref=ref, occupancy__room__centre__in=user.sites()).first()


# A time for somebody


@require_safe
@login_required
def times(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The same as last time (`again`, a booking's number), or what a day has."""
    desk, _user, now = _desk(request, slug, pk)
    context: dict[str, object] = {"centre": desk.centre, "resident": desk.resident}
    if last := _last(request, desk):
        context |= {"last": last, "choices": same_again(desk, last, now=now)}
        return render(request, "office/desk/again.html", context)
    context["day"] = DayTimes.of(desk, _date(request.GET.get("date", "")), now=now)
    return render(request, "office/desk/times.html", context)


@login_required
def book(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Read it back, then enter it."""
    desk, user, now = _desk(request, slug, pk)
    place = _place(request, desk.centre)
    if place is None:
        messages.warning(request, _("Please choose a time first."))
        return redirect(desk.times_url(local_day(now)))
    room, span = place
    form, outcome = (
        ReadBackForm(request.POST or None, resident=desk.resident, initial=_usual(request, desk)),
        Outcome(),
    )
    if form.is_valid():
        with told_on(form, outcome):
            if request.POST.get("step") == "wait":
                return _in_line(request, desk, room, span, form, by=user, now=now)
            return redirect("desk:done", slug, _entered(desk, room, span, form, by=user, now=now).ref)
    context = {
        "centre": desk.centre,
        "resident": desk.resident,
        "room": room,
        "said": spoken_words(span),
        "form": form,
        "near": _near(desk, outcome, form, room, span, user, now=now),
        "may_wait": isinstance(outcome.refused, RoomTaken) and offers_line(room, span, now),
        "is_ready": not form.errors and bool(form["party"].value() and form["purpose"].value()),
        "may_be_waived": _may_be_waived(outcome) or bool(form["waiver"].value()),
    }
    return render(request, "office/desk/book.html", context)


def _entered(desk: Desk, room: Room, span: Span, form: ReadBackForm, *, by: User, now: datetime) -> Booking:
    resident, wish = desk.resident, form.cleaned_data
    team = wish.get("team")
    key = wish_key(wish["token"], by=by, room=room, span=span, name=resident.name, phone=resident.phone, team=team)
    if sent_before := Booking.objects.with_place().of_wish(key).first():
        return sent_before
    return actions.book(
        room=room,
        span=span,
        party=wish["party"],
        booked_for=resident,
        team=team,
        by=by,
        channel=wish["channel"],
        purpose=wish["purpose"],
        token=wish["token"],
        waiver=wish["waiver"],
        now=now,
    )


def _in_line(
    request: HttpRequest, desk: Desk, room: Room, span: Span, form: ReadBackForm, *, by: User, now: datetime
) -> HttpResponse:
    wish = form.cleaned_data
    try:
        actions.join_line(
            room=room,
            span=span,
            party=wish["party"],
            resident=desk.resident,
            team=wish.get("team"),
            by=by,
            channel=wish["channel"],
            purpose=wish["purpose"],
            now=now,
        )
    except actions.NotTaken:
        messages.info(request, _("The time is free: please book it."))
        return redirect(desk.book_url(room, span))
    words = _("%(name)s is in line for %(room)s, %(when)s. When it becomes free, it stands on the waiting list.")
    messages.success(request, words % {"name": desk.resident.name, "room": room.name, "when": spoken_words(span)})
    return redirect("desk:person", desk.centre.slug, desk.resident.pk)


@dataclass(frozen=True, slots=True)
class Near:
    """An alternative as a link to its own reading back; without `url`, whom to call."""

    when: str
    where: str
    url: str
    phone: str


def _near(
    desk: Desk, outcome: Outcome, form: ReadBackForm, room: Room, span: Span, user: User, *, now: datetime
) -> list[Near]:
    if outcome.refused is None:
        return []
    own, party = list(user.sites()), form.cleaned_data["party"]
    found = instead.near(outcome.refused, {"room": room, "span": span}, party=party, own=own, now=now)
    return [Near(each.when, each.where, _near_url(desk, each), each.phone) for each in found]


def _near_url(desk: Desk, each: instead.Instead) -> str:
    if not each.value:
        return ""
    room, on, starts, ends = each.value.split()
    url = reverse("desk:book", args=[each.slug, desk.resident.pk])
    return f"{url}?room={room}&on={on}&starts={starts}&ends={ends}"


def _may_be_waived(outcome: Outcome) -> bool:
    refused = outcome.refused
    return isinstance(refused, Refused) and all(refusal.may_be_waived for refusal in refused.refusals)


def _usual(request: HttpRequest, desk: Desk) -> dict[str, object]:
    """What it was last time; somebody new says how many and what for."""
    last = _last(request, desk) or Booking.objects.filter(booked_for=desk.resident).order_by("-booked_at").first()
    channel = request.GET.get("channel", Booking.Channel.PHONE.value)
    if last is None:
        return {"channel": channel}
    return {"party": last.party, "purpose": last.purpose, "team": last.team_id, "channel": channel}


# Done


@require_safe
@login_required
def done(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """What to say last: the number; and whether a message goes out."""
    user = staff_member(request)
    centre = get_object_or_404(user.sites(), slug=slug)
    booking = get_object_or_404(Booking.objects.with_place().at(user.sites()), ref=ref)
    looks.note(user, "occupancy", booking.occupancy_id)
    told = told_of_entry(booking, by=user)
    context = {
        "centre": centre,
        "booking": booking,
        "said": spoken_words(booking.occupancy),
        "letters": " ".join(booking.ref),
        "told": [*told.done, *told.to_do],
    }
    return render(request, "office/desk/done.html", context)


# What several pages need


def _desk(request: HttpRequest, slug: str, pk: int) -> tuple[Desk, User, datetime]:
    """Whoever is served, on record as looked at."""
    user = staff_member(request)
    centre = get_object_or_404(user.sites(), slug=slug)
    resident = get_object_or_404(Resident.objects.select_related("committee", "user"), pk=pk)
    looks.note(user, "resident", resident.pk)
    return Desk(centre, resident), user, timezone.now()


def _last(request: HttpRequest, desk: Desk) -> Booking | None:
    ref = request.GET.get("again", "")
    return Booking.objects.with_place().filter(booked_for=desk.resident, ref=ref).first() if ref else None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _place(request: HttpRequest, centre: Centre) -> tuple[Room, Span] | None:
    """The room of this site and the span that the address names."""
    asked = request.GET
    try:
        on = date.fromisoformat(asked.get("on", ""))
        starts, ends = (time.fromisoformat(asked.get(name, "")) for name in ("starts", "ends"))
        span = Span(*(timezone.make_aware(datetime.combine(on, clock)) for clock in (starts, ends)))
        room = Room.objects.active().at([centre]).select_related("centre").get(pk=int(asked.get("room", "")))
    except (ValueError, OverflowError, Room.DoesNotExist):
        return None
    return room, span
