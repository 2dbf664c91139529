"""The desk of a service day: numbers in their turn, call, skip, serve, tickets for whoever walks in."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from centres.availability import DAY
from centres.claimants import CannotChange
from centres.form_fields import TokenField, read_key
from centres.models import Centre
from centres.words import date_words, local_day, moment_words, when_words
from residents import looks
from residents.guards import staff_member
from residents.models import User
from services import actions, showing
from services.models import Appointment, AppointmentWait, ServiceDay
from services.papers import ticket_pdf
from services.queue import Queue, about_words
from services.rules import NoNumber

AHEAD = timedelta(days=7)

STEPS: dict[str, Callable[..., Appointment | None]] = {
    "begin": actions.begin,
    "done": actions.finish,
    "done-next": actions.finish_and_call,
    "skip": actions.skip,
    "miss": actions.miss,
    "late": actions.welcome_late,
}


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day of the site that gives numbers, as a link to its desk."""

    words: str
    note: str
    url: str


def days_of(centre: Centre, *, now: datetime) -> list[DayLine]:
    """Today and the week to come, in one query."""
    today = local_day(now)
    days = ServiceDay.objects.confirmed().by_number().at([centre]).between(today, today + AHEAD)
    found = days.with_place().with_given().order_by("occupancy__starts_at", "pk")
    return [_day_line(day, centre, getattr(day, "given", ())) for day in found]


def _day_line(day: ServiceDay, centre: Centre, given: Sequence[int]) -> DayLine:
    places = day.plan.places if day.plan else 0
    note = _("%(given)d of %(places)d numbers given") % {"given": len(given), "places": places}
    url = reverse("desk:service-day", args=[centre.slug, day.pk])
    return DayLine(f"{day.service.name} {when_words(day.occupancy)}", note, url)


@dataclass(frozen=True, slots=True)
class Line:
    """One number, as the desk reads it."""

    pk: int
    number: str
    count: int
    who: str
    phone: str
    expected: str
    badge: tuple[str, str]
    state: str
    note: str  # skipped once; called ten minutes ago, and nobody here

    @classmethod
    def of(cls, appointment: Appointment, queue: Queue) -> Self:
        resident = appointment.resident
        kind = "wait" if appointment.is_waiting else showing.badge_of(appointment)[0]
        return cls(
            pk=appointment.pk,
            number=appointment.number_words,
            count=appointment.number,
            who=resident.name if resident else _("walked in"),
            phone=resident.phone if resident else "",
            expected=about_words(queue.expected(appointment)),
            badge=(kind, appointment.get_state_display()),
            state=appointment.state,
            note=_note(appointment, queue),
        )


def _note(appointment: Appointment, queue: Queue) -> str:
    if appointment.state == Appointment.State.CALLED and appointment.called_at:
        waited = queue.now - appointment.called_at
        if waited >= timedelta(minutes=queue.day.late_minutes):
            words = _("Called %(minutes)d minutes ago. Nobody here? Skip, or note that nobody came.")
            return words % {"minutes": waited // timedelta(minutes=1)}
    return _("skipped once") if appointment.is_waiting and appointment.skips else ""


@dataclass(frozen=True, slots=True)
class InLine:
    """One who stands in line, as the desk reads it; the page of it answers for whoever calls."""

    place: int
    who: str
    phone: str
    since: str
    badge: tuple[str, str]
    says: str
    url: str

    @classmethod
    def of(cls, entry: AppointmentWait, place: int) -> Self:
        until = _("%(number)s, kept until %(moment)s")
        ends_at = entry.offer_ends_at if entry.is_offered else None
        return cls(
            place=place,
            who=entry.resident.name,
            phone=entry.resident.phone,
            since=f"{moment_words(entry.joined_at)}\u2060·{entry.get_channel_display()}",
            badge=("free" if ends_at else "wait", entry.get_state_display()),
            says=until % {"number": entry.number_words, "moment": moment_words(ends_at)} if ends_at else "",
            url=entry.get_absolute_url(),
        )


class TicketForm(forms.Form):
    """Why somebody who walks in goes before those who wait in line."""

    reason = forms.CharField(
        label=gettext_lazy("Why somebody goes before the line"),
        help_text=gettext_lazy("Such as: all were called, nobody can come. It is kept on record."),
        max_length=200,
    )


@require_safe
@login_required
def service_list(request: HttpRequest, slug: str) -> HttpResponse:
    _user, centre = _at(request, slug)
    context = {"centre": centre, "choices": days_of(centre, now=timezone.now())}
    return render(request, "office/desk/services.html", context)


@require_safe
@login_required
def service_day(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    user, centre = _at(request, slug)
    day, now = _day(centre, pk), timezone.now()
    queue = Queue.load(day, now=now)
    in_line = list(day.waits.alive().with_place().in_line())
    read = [one.resident_id for one in queue.standing if one.resident_id]
    looks.note(user, "resident", *read, *(each.resident_id for each in in_line))
    context = {
        "centre": centre,
        "day": day,
        "when": when_words(day.occupancy),
        "is_today": local_day(now) == local_day(day.occupancy.starts_at) and not day.is_cancelled,
        "chairs": [Line.of(one, queue) for one in queue.at_the_chair],
        "waiting": [Line.of(one, queue) for one in queue.waiting],
        "past": [Line.of(one, queue) for one in queue.past],
        "line": [InLine.of(entry, place) for place, entry in enumerate(in_line, start=1)],
        "token": uuid.uuid4(),
        "ticket": _just_given(request, queue),
        "why": TicketForm() if in_line and "why" in request.GET else None,
        "last": actions.last_step(day, now=now),
    }
    return render(request, "office/desk/service_day.html", context)


def _just_given(request: HttpRequest, queue: Queue) -> int | None:
    """The number of the ticket that was given a moment ago, to be printed."""
    asked = request.GET.get("ticket", "")
    return next((one.number for one in queue.standing if str(one.number) == asked), None)


@require_POST
@login_required
def service_step(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One button of the desk; `number` is the key of whom it is about, where it is about somebody."""
    user, centre = _at(request, slug)
    day, now, step = _day(centre, pk), timezone.now(), request.POST.get("step", "")
    try:
        if step == "ticket":
            return _ticket(request, day, centre, user, now=now)
        _take_step(request, day, step, user, now=now)
    except (CannotChange, NoNumber) as why:
        messages.warning(request, why.sentence)
        if isinstance(why, NoNumber) and why.code == "line":
            return redirect(f"{reverse('desk:service-day', args=[slug, pk])}?why#why")
    return redirect("desk:service-day", slug, pk)


def _take_step(request: HttpRequest, day: ServiceDay, step: str, by: User, *, now: datetime) -> None:
    if step == "call":
        shown = request.POST.get("next", "")
        _say_called(request, actions.call_next(day=day, by=by, now=now, shown=read_key(shown) or None))
    elif step == "undo":
        undone = actions.undo(day=day, by=by, now=now)
        messages.success(request, _("Taken back: %(number)s.") % {"number": undone.number_words})
    elif step in STEPS:
        key = read_key(request.POST.get("number", ""))
        appointment = get_object_or_404(day.appointments.all(), pk=key)
        after = STEPS[step](appointment=appointment, by=by, now=now)
        if step == "done-next" and after:
            _say_called(request, after)


def _say_called(request: HttpRequest, appointment: Appointment) -> None:
    who = appointment.resident.name if appointment.resident else ""
    words = _("%(number)s, please! %(name)s")
    messages.success(request, (words % {"number": appointment.number_words, "name": who}).strip())


def _ticket(request: HttpRequest, day: ServiceDay, centre: Centre, by: User, *, now: datetime) -> HttpResponse:
    """To the page of the day, which leads to the paper. A reason that is none is asked for anew."""
    token, form = TokenField().to_python(request.POST.get("token", "")), TicketForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    appointment = actions.ticket(day=day, by=by, token=token, reason=reason, now=now)
    about = about_words(Queue.load(day, now=now).expected(appointment))
    words = _("Ticket %(number)s, %(about)s. Print it below, or say it.")
    messages.success(request, words % {"number": appointment.number_words, "about": about})
    return redirect(f"{reverse('desk:service-day', args=[centre.slug, day.pk])}?ticket={appointment.number}")


@require_safe
@login_required
def service_ticket(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """The ticket for the roll; it bears no name."""
    _user, centre = _at(request, slug)
    day = _day(centre, pk)
    appointment = get_object_or_404(day.appointments.standing().taken().with_place(), number=number)
    pdf = ticket_pdf(appointment, now=timezone.now())
    name = _("ticket %(number)d") % {"number": number}
    named = content_disposition_header(as_attachment=False, filename=f"{name}.pdf") or ""
    headers = {"Content-Disposition": named, "Cache-Control": "private, no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _at(request: HttpRequest, slug: str) -> tuple[User, Centre]:
    user = staff_member(request)
    return user, get_object_or_404(user.sites(), slug=slug)


def _day(centre: Centre, pk: int) -> ServiceDay:
    return get_object_or_404(ServiceDay.objects.by_number().at([centre]).with_place(), pk=pk)


# On the screen, for everybody


@dataclass(frozen=True, slots=True)
class Screen:
    """One service of today as its waiting room reads it: who is served, who is next. No names."""

    service: str
    room: str
    now: str
    next: str
    about: str

    @classmethod
    def of(cls, queue: Queue) -> Self:
        following = queue.next
        numbers = sorted(one.number for one in queue.at_the_chair)
        return cls(
            service=queue.day.service.name,
            room=queue.day.occupancy.room.name,
            now=_(", ").join(_("No. %(number)d") % {"number": number} for number in numbers),
            next=following.number_words if following else "",
            about=about_words(queue.expected(following)) if following else "",
        )


REFRESH = 20  # seconds


@require_safe
def display(request: HttpRequest, slug: str) -> HttpResponse:
    """The next numbers at a site today; the browser asks again by itself."""
    now = timezone.now()
    centre = get_object_or_404(Centre.objects.active(), slug=slug)
    today = local_day(now)
    days = ServiceDay.objects.confirmed().by_number().at([centre]).between(today, today)
    found = list(days.published().with_place().order_by("occupancy__starts_at", "pk"))
    standing = Appointment.objects.standing().taken().filter(day__in=found).in_turn()
    given: dict[int, list[Appointment]] = {day.pk: [] for day in found}
    for appointment in standing:
        given[appointment.day_id].append(appointment)
    queues = [Queue(day, given[day.pk], now) for day in found if day.occupancy.ends_at + DAY / 24 > now]
    context = {"centre": centre, "today": date_words(now), "screens": [Screen.of(queue) for queue in queues]}
    response = render(request, "office/display_services.html", context)
    response.headers["Refresh"] = str(REFRESH)
    return response
