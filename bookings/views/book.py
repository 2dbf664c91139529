"""Book a room, step by step: fill in, check, confirm. Nothing is held until the last step.

Whoever is not signed in, or has not agreed to a new privacy notice, is asked to at the first step; what they chose
and typed comes back after it.
Losing the time to somebody faster, or breaking a rule, leads to near alternatives with everything kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import F, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings import actions, alternatives, rows, typed
from bookings.cards import near_times
from bookings.explaining import Answer, Wanted, explain, offers_line, taken, why_not
from bookings.forms import BookingForm, SpanForm
from bookings.free_times import wait_url
from bookings.models import Booking, wish_key
from bookings.words import call
from centres.claimants import CannotChange
from centres.lookups import AnyOf
from centres.models import Room, RoomTaken
from centres.spans import Span
from centres.words import date_words, moment_words
from fairness.rules import Refused
from residents.guards import ask_consent, owes_consent
from residents.models import Relative, Resident, Team, User

STEPS = [gettext_lazy("Choose a time"), gettext_lazy("Fill in"), gettext_lazy("Check"), gettext_lazy("Booked")]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A room and a time, and who asks for them at which moment."""

    room: Room
    span: Span
    resident: Resident
    by: User
    now: datetime
    elders: Sequence[Resident] = ()  # whom they act for as well


def book(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = choose(request, pk)
    if isinstance(chosen, HttpResponse):
        return chosen
    step = {"check": check, "confirm": confirm}.get(request.POST.get("step", ""), fill)
    return step(request, chosen)


def choose(request: HttpRequest, pk: int) -> Chosen | HttpResponse:
    """The room and time of the address, and who asks; or the page that has to come first."""
    room = get_object_or_404(Room.objects.active().select_related("centre"), pk=pk)
    time = SpanForm(request.GET)
    if not time.is_valid():
        messages.warning(request, _("We could not read that time. Please choose it here."))
        return redirect("bookings:room-detail", pk)
    if not isinstance(request.user, User):
        return _sign_in_first(request)
    known = people_of(request.user)
    resident = next((each for each in known if each.user_id == request.user.pk), None)
    if resident is None:
        return _name_first(request, room)
    if owes_consent(request.user):
        return _come_back(request, ask_consent(request))
    elders = [each for each in known if each != resident]
    return Chosen(room, time.cleaned_data["span"], resident, request.user, timezone.now(), elders)


def people_of(user: User) -> list[Resident]:
    """Who signs in with it, with what they wrote last time (`last_party`, `last_purpose`), and whom they act for."""
    acted_for = AnyOf(F("pk"), Relative.objects.all().elders_of(user))
    before = Booking.objects.filter(booked_by=user, channel__in=Booking.ONLINE).order_by("-booked_at")
    last = {name: Subquery(before.values(name)[:1]) for name in ("party", "purpose")}
    found = Resident.objects.filter(Q(user=user) | Q(acted_for)).order_by("pk")
    return list(found.annotate(last_party=last["party"], last_purpose=last["purpose"]))


def fill(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    """Step 2: the form, with what was typed before if anything was."""
    people = {"party": request.GET["people"]} if "people" in request.GET else {}
    given = BookingForm.typed(request.POST) or typed.kept(request)
    form = form_of(chosen, initial=_as_last_time(chosen) | people | given)
    # a leader may still choose a team, a relative somebody else, who have limits of their own
    anybody = None if form.teams or form.elders else chosen.resident
    answer = explain(chosen.room, chosen.span, party=1, now=chosen.now, resident=anybody, is_for_team=bool(form.teams))
    page = _fill_page(request, chosen, form) if answer.is_yes else _elsewhere(request, chosen, form, answer)
    typed.forget(page)  # it stands in the form now
    return page


def check(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    """Step 3: everything on one page, to be confirmed."""
    form = form_of(chosen, request.POST)
    if not form.is_valid():
        return _fill_page(request, chosen, form)
    if sent_before := Booking.objects.of_wish(_key(chosen, form)).first():
        return redirect(sent_before)  # who goes back after booking shall not read that somebody was faster
    party = form.cleaned_data["party"]
    whose = form.elder or chosen.resident
    answer = explain(chosen.room, chosen.span, party=party, now=chosen.now, resident=whose, team=form.team)
    if not answer.is_yes:
        return _refused(request, chosen, form, answer)
    checked = rows.to_check(chosen.span, chosen.room, whose, form)
    context = {
        "chosen": chosen,
        "form": form,
        "rows": checked,
        "steps": STEPS,
        "needs_approval": answer.needs_approval,
    }
    return render(request, "bookings/book_check.html", context | call(chosen.room.centre))


def confirm(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    """Step 4: take the room."""
    form = form_of(chosen, request.POST)
    if not form.is_valid():
        return _fill_page(request, chosen, form)
    try:
        booking = _book(chosen, form)
    except Refused as error:
        return _refused(request, chosen, form, why_not(error.refusals, _wanted(chosen, form)))
    except RoomTaken:
        return _refused(request, chosen, form, why_not([taken()], _wanted(chosen, form)))
    except CannotChange as error:
        form.add_error(None, error.sentence)
        return _fill_page(request, chosen, form)
    if booking.is_pending and booking.decide_by:
        asked = _("Asked for. The office decides by %(moment)s at the latest; until then the time is kept for you.")
        messages.success(request, asked % {"moment": moment_words(booking.decide_by)})
    else:
        messages.success(request, _("It is yours. See you on %(day)s!") % {"day": date_words(chosen.span.starts_at)})
    return redirect("bookings:booking-detail", booking.ref)


# The steps' own steps


def form_of(chosen: Chosen, data: Mapping[str, str] | None = None, *, initial: Mapping[str, str] = {}) -> BookingForm:
    teams = list(Team.objects.approved().run_by(chosen.resident).select_related("leader"))
    return BookingForm(data, teams=teams, elders=chosen.elders, initial=initial)


def _as_last_time(chosen: Chosen) -> dict[str, str]:
    """How many came and what for, so that nobody writes it twice."""
    party, purpose = chosen.resident.last_party, chosen.resident.last_purpose  # type: ignore[attr-defined]
    return BookingForm.as_last_time(party, purpose) if party and purpose else {}


def _key(chosen: Chosen, form: BookingForm) -> UUID:
    resident, token = form.elder or chosen.resident, form.cleaned_data["token"]
    return wish_key(
        token,
        by=chosen.by,
        room=chosen.room,
        span=chosen.span,
        name=resident.name,
        phone=resident.phone,
        team=form.team,
    )


def _book(chosen: Chosen, form: BookingForm) -> Booking:
    return actions.book(
        room=chosen.room,
        span=chosen.span,
        party=form.cleaned_data["party"],
        booked_for=form.elder or chosen.resident,
        team=form.team,
        by=chosen.by,
        channel=Booking.Channel.RELATIVE if form.elder else Booking.Channel.WEB,
        purpose=form.purpose_words,
        note=form.cleaned_data["note"],
        token=form.cleaned_data["token"],
        now=chosen.now,
    )


def _wanted(chosen: Chosen, form: BookingForm) -> Wanted:
    """What somebody lost to somebody faster a moment ago: the line for it may be open."""
    may_wait = bool(offers_line(chosen.room, chosen.span, chosen.now))
    return Wanted(chosen.room, chosen.span, form.cleaned_data["party"], chosen.now, form.team is not None, may_wait)


def _refused(request: HttpRequest, chosen: Chosen, form: BookingForm, answer: Answer) -> HttpResponse:
    """Too many people is mended in the form; anything else needs another time or place."""
    if answer.codes != {"capacity"}:
        return _elsewhere(request, chosen, form, answer)
    form.add_error("party", answer.refusals[0].sentence)
    return _fill_page(request, chosen, form, answer.near)


def _fill_page(
    request: HttpRequest, chosen: Chosen, form: BookingForm, near: Sequence[alternatives.Alternative] = ()
) -> HttpResponse:
    context = {
        "chosen": chosen,
        "form": form,
        "steps": STEPS,
        "rows": rows.of_time(chosen.span, chosen.room),
        "near": near_times(near),
        "change_time": rows.change_time_url(chosen.span, chosen.room),
    }
    return render(request, "bookings/book_fill.html", context | call(chosen.room.centre))


def _elsewhere(request: HttpRequest, chosen: Chosen, form: BookingForm, answer: Answer) -> HttpResponse:
    """Why this time cannot be had, when it could, and where else; everything typed is carried along."""
    context = {
        "chosen": chosen,
        "form": form,
        "refusals": answer.refusals,
        "is_taken": answer.is_taken,
        "near": near_times(answer.near),
        "rows": rows.of_time(chosen.span, chosen.room),
        "change_time": rows.change_time_url(chosen.span, chosen.room),
        "wait_url": wait_url(chosen.room, chosen.span) if answer.may_wait else "",
        "is_not_open_yet": "release" in answer.codes,
    }
    status = 409 if answer.is_taken else 200
    return render(request, "bookings/book_elsewhere.html", context | call(chosen.room.centre), status=status)


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    if BookingForm.typed(request.POST):
        messages.info(request, _("Please sign in again. All that you filled in is still there."))
    return _come_back(request, redirect_to_login(request.get_full_path()))


def _come_back(request: HttpRequest, question: HttpResponse) -> HttpResponse:
    """To the question and back here, with what was typed."""
    if filled_in := BookingForm.typed(request.POST):
        typed.keep(question, filled_in)
    return question


def _name_first(request: HttpRequest, room: Room) -> HttpResponse:
    """Somebody new tells a name and comes back; an account for work books for others, on the week board."""
    if request.user.is_staff:
        messages.info(request, _("This account is for work. Please book for residents on the week board."))
        return redirect("bookings:room-detail", room.pk)
    return redirect_to_login(request.get_full_path(), reverse("residents:profile"))
