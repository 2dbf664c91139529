"""Take a number of a service day: choose a time, say for whom, have it. Nothing is held until the last step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from centres.claimants import CannotChange
from centres.words import date_words, moment_words
from residents.acting import people_of
from residents.guards import ask_consent, owes_consent
from residents.models import Resident, User
from services import actions, alternatives, lines, showing
from services.forms import NumberForm
from services.models import Appointment, ServiceDay
from services.queue import expected_of, number_and_time
from services.rules import NoNumber, free, kept_until


@dataclass(frozen=True, slots=True)
class Chosen:
    """A day and a number, and who asks for them at which moment."""

    day: ServiceDay
    number: int
    resident: Resident
    by: User
    now: datetime
    elders: Sequence[Resident] = ()  # whom they act for as well


@require_safe
def day_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The free numbers of a day as links; where there is none, what is near."""
    day, now = _day(pk), timezone.now()
    given = list(day.appointments.standing().values_list("number", flat=True))
    free = alternatives.free_of(day, given, now=now, is_online=True)
    near = alternatives.near(day, None, now=now, is_online=True) if not free else []
    context = {
        "day": day,
        "rows": showing.rows_of(day),
        "times": [showing.TimeLink.of(each) for each in free],
        "near": [showing.TimeLink.of(each) for each in near],
        "is_over": day.is_over(now),
        "kept_until": _kept_words(day, given, now=now),
        **({} if free else _line(day, now=now)),
    }
    return render(request, "services/day.html", context | _call(day))


def _line(day: ServiceDay, *, now: datetime) -> dict[str, object]:
    """How many stand in the line of a full day, and whether somebody more may."""
    waiting = actions.open_lines([day], now=now)
    return {"waiting": lines.line_words(waiting.get(day.pk, 0)), "may_wait": day.pk in waiting}


def day_book(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = _choose(request, pk)
    if isinstance(chosen, HttpResponse):
        return chosen
    form = NumberForm(request.POST or None, service=chosen.day.service, elders=chosen.elders, initial=_shown(chosen))
    if form.is_valid():
        return _take(request, chosen, form)
    return _page(request, chosen, form)


def _shown(chosen: Chosen) -> dict[str, int]:
    return {"number": chosen.number, "place": chosen.day.occupancy_id}


def _choose(request: HttpRequest, pk: int) -> Chosen | HttpResponse:
    """The day and number of the address, and who asks; or the page that has to come first."""
    day, number = _day(pk), request.GET.get("number", "")
    if not number.isdecimal() or len(number) > 3:
        messages.info(request, _("Please choose a time here."))
        return redirect("services:day-detail", pk)
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path())
    known = people_of(request.user)
    resident = next((each for each in known if each.user_id == request.user.pk), None)
    if resident is None and request.user.is_staff:
        messages.info(request, _("This account is for work. Please give numbers to residents at the desk."))
        return redirect("services:day-detail", pk)
    if resident is None:
        return redirect_to_login(request.get_full_path(), reverse("residents:profile"))
    if owes_consent(request.user):
        return ask_consent(request)
    elders = [each for each in known if each != resident]
    return Chosen(day, int(number), resident, request.user, timezone.now(), elders)


def _take(request: HttpRequest, chosen: Chosen, form: NumberForm) -> HttpResponse:
    try:
        appointment = actions.take(
            day=chosen.day,
            number=form.cleaned_data["number"],
            place=form.cleaned_data["place"],
            confirms=form.is_confirmed,
            resident=form.elder or chosen.resident,
            by=chosen.by,
            channel=Appointment.Channel.RELATIVE if form.elder else Appointment.Channel.WEB,
            token=form.cleaned_data["token"],
            now=chosen.now,
        )
    except NoNumber as why:
        if why.code == "unregistered":
            form.add_error("confirms", why.sentence)
            return _page(request, chosen, form)
        return _elsewhere(request, chosen, why)
    except CannotChange as error:
        form.add_error(None, error.sentence)
        return _page(request, chosen, form)
    expected = expected_of(appointment, now=chosen.now)
    words = _("It is yours: %(what)s. See you then!")
    what = f"{date_words(expected)} {number_and_time(appointment, expected)}"
    messages.success(request, words % {"what": what})
    return redirect(appointment)


def _page(request: HttpRequest, chosen: Chosen, form: NumberForm) -> HttpResponse:
    """For whom? With all that was chosen; a number that cannot be had is said at once."""
    plan = chosen.day.plan
    if plan is None or chosen.number not in plan.numbers:
        return redirect("services:day-detail", chosen.day.pk)
    free = alternatives.Free(chosen.day, chosen.number, plan.starts(chosen.number))
    context = {"day": chosen.day, "form": form, "chosen": free.words, "rows": showing.rows_of(chosen.day)}
    return render(request, "services/book.html", context | _call(chosen.day))


def _elsewhere(request: HttpRequest, chosen: Chosen, why: NoNumber) -> HttpResponse:
    """Why not, and what is near. Whoever has a number of this day already is led to it."""
    if why.has is not None:
        messages.info(request, why.sentence)
        return redirect(why.has)
    if why.code in ("again", "moved"):
        messages.info(request, why.sentence)
        return redirect("services:day-detail", chosen.day.pk)
    near = alternatives.near(chosen.day, chosen.number, now=chosen.now, is_online=True)
    is_full = why.code in ("taken", "full", "kept") and all(each.day.pk != chosen.day.pk for each in near)
    context = {
        "day": chosen.day,
        "sentence": why.sentence,
        "is_taken": why.code == "taken",
        "may_wait": is_full and _line(chosen.day, now=chosen.now)["may_wait"],
        "near": [] if why.code in ("young", "stranger") else [showing.TimeLink.of(each) for each in near],
    }
    status = 409 if why.code in ("taken", "full") else 200
    return render(request, "services/elsewhere.html", context | _call(chosen.day), status=status)


def _day(pk: int) -> ServiceDay:
    return get_object_or_404(ServiceDay.objects.published().by_number().with_place(), pk=pk)


def _kept_words(day: ServiceDay, given: Sequence[int], *, now: datetime) -> str:
    """How many are left of those kept; empty for none, and where all go that way."""
    plan = day.plan
    if plan is None or plan.is_walk_in or now >= kept_until(day):
        return ""
    left = [number for number in free(day, given, now=now, is_online=False) if plan.is_kept(number)]
    words = _("%(count)d places are kept for phone and desk until %(moment)s.")
    return words % {"count": len(left), "moment": moment_words(kept_until(day))} if left else ""


def _call(day: ServiceDay) -> dict[str, str]:
    centre = day.occupancy.room.centre
    return {"phone": centre.phone, "phone_of": centre.name}
