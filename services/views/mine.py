"""One's own numbers: what is to come, the slip of each while the day runs, and giving one back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from centres.claimants import CannotChange
from fairness.programme import thanks_page
from fairness.programme.thanks_page import Question
from residents import looks
from residents.guards import signed_in
from services import actions, showing
from services.models import Appointment, AppointmentQuerySet, DayAnswer, MealOrder
from services.queue import Queue

PAST_A_PAGE = 10


def own(request: HttpRequest) -> AppointmentQuerySet:
    """The reader's own numbers, and those of whom they act for."""
    return Appointment.objects.of_user(signed_in(request)).taken().with_place()


def readable(request: HttpRequest, pk: int) -> Appointment:
    """One that this reader may see; that staff looked is on record."""
    user = signed_in(request)
    appointment = get_object_or_404(Appointment.objects.readable_by(user).taken().with_place(), pk=pk)
    if user.is_staff and appointment.resident_id:
        looks.note(user, "resident", appointment.resident_id)
    return appointment


@require_safe
@login_required
def appointment_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    past = Paginator(own(request).past(now), PAST_A_PAGE).get_page(request.GET.get("page"))
    upcoming = own(request).upcoming(now).prefetch_related("day__service__committees")
    context = {
        "upcoming": [(each, showing.Slip.of(each, now=now)) for each in upcoming],
        "meals": [
            (order, order.menu.is_open(now))
            for order in MealOrder.objects.of_user(signed_in(request)).upcoming(timezone.localdate()).with_menu()
        ],
        "past": past,
        "past_lines": [(each, *showing.badge_of(each)) for each in past],
        "is_leafing": "page" in request.GET,
    }
    return render(request, "services/mine.html", context)


@require_safe
@login_required
def appointment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """While the day runs it says how it stands now."""
    appointment, now = readable(request, pk), timezone.now()
    day = appointment.day
    live = showing.live_words(appointment, Queue.load(day, now=now)) if _is_running(appointment) else ""
    context = {
        "appointment": appointment,
        "slip": showing.Slip.of(appointment, live=live, now=now),
        "may_answer": own(request).to_be_asked(now).filter(pk=pk).exists(),
        "may_give_back": appointment.is_waiting and not day.is_over(now),
        "phone": day.occupancy.room.centre.phone,
        "phone_of": day.occupancy.room.centre.name,
    }
    return render(request, "services/appointment.html", context)


def _is_running(appointment: Appointment) -> bool:
    span, now = appointment.day.occupancy.span, timezone.now()
    return appointment.is_live and span.contains(now)


@login_required
def appointment_thanks(request: HttpRequest, pk: int) -> HttpResponse:
    """One question on the day after; answered without a name."""
    appointment = get_object_or_404(own(request), pk=pk)
    may_answer = own(request).to_be_asked(timezone.now()).filter(pk=pk).exists()
    asked = Question(appointment, appointment.day, DayAnswer, may_answer, appointment.get_absolute_url())
    centre = appointment.day.occupancy.room.centre
    return thanks_page.answer(request, asked, {"phone": centre.phone, "phone_of": centre.name})


@login_required
def appointment_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """The question first. Staff do it for whoever calls, and come back to the number."""
    appointment, user = readable(request, pk), signed_in(request)
    if not appointment.is_waiting:
        return redirect(appointment)
    if request.method != "POST":
        context = {"appointment": appointment, "slip": showing.Slip.of(appointment, now=timezone.now())}
        return render(request, "services/appointment_cancel.html", context)
    try:
        told = actions.give_back(appointment=appointment, by=user, now=timezone.now())
    except CannotChange as error:
        messages.info(request, error.sentence)
        return redirect(appointment)
    messages.success(request, _("Thank you. Somebody else can come then."))
    if not user.is_staff:
        return redirect("services:appointment-list")
    for words in (*told.done, *told.to_do):
        messages.info(request, words)
    return redirect(appointment)
