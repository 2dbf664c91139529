"""Applications at the desk: the list by state, one of them with its next step, and applying for whoever calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from centres.claimants import CannotChange
from centres.form_fields import tidy
from centres.models import Centre
from centres.words import local_day
from centres.workdays import Workdays
from office.desk.again import Choice
from residents import looks
from residents.guards import staff_member
from residents.models import Resident, User
from services import actions, applications
from services.forms import ApplicationForm, ApplicationStepForm
from services.models import Application, Service

CLOSED_SHOWN, CHOICES_AT_MOST = 20, 9


@dataclass(frozen=True, slots=True)
class Line:
    """One application as the desk's list reads it; what was written stands on its own page only."""

    who: str
    service: str
    url: str
    badge: tuple[str, str]
    age: str
    due: str
    is_overdue: bool
    handled: str

    @classmethod
    def of(cls, application: Application, slug: str, workdays: Workdays, today: date) -> Self:
        handler = application.handled_by
        return cls(
            who=application.resident.name,
            service=application.service.name,
            url=reverse("desk:application", args=[slug, application.pk]),
            badge=applications.badge(application),
            age=applications.age_words(application, today),
            due=applications.due_words(application, workdays) if application.is_received else "",
            is_overdue=application.is_overdue(workdays, today),
            handled=_("handled by %(who)s") % {"who": handler} if handler else "",
        )


@require_safe
@login_required
def application_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Those that want something first, the oldest on top."""
    user, centre = _at(request, slug)
    here = Application.objects.at([centre]).with_people()
    found, closed = list(here.open()), list(here.closed().order_by("-closed_at")[:CLOSED_SHOWN])
    looks.note(user, "resident", *(each.resident_id for each in (*found, *closed)))
    today = timezone.localdate()
    workdays = Workdays.load(min([today, *(local_day(each.applied_at) for each in found)]), today)
    groups = [
        (state.label, [Line.of(each, slug, workdays, today) for each in found if each.state == state])
        for state in map(Application.State, Application.OPEN)
    ]
    context = {
        "centre": centre,
        "groups": [(label, lines) for label, lines in groups if lines],
        "closed": [Line.of(each, slug, workdays, today) for each in closed],
    }
    return render(request, "office/desk/applications.html", context)


@login_required
def application(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What was written, and the next step."""
    user, centre = _at(request, slug)
    found = get_object_or_404(Application.objects.at([centre]).with_people(), pk=pk)
    looks.note(user, "resident", found.resident_id)
    form = ApplicationStepForm(request.POST or None, initial={"place": found.visit_place})
    if form.is_valid():
        try:
            _step(found, form, by=user, now=timezone.now())
        except CannotChange as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, _("Noted. They hear of it."))
            return redirect("desk:applications", slug)
    today = timezone.localdate()
    workdays = Workdays.load(min(today, local_day(found.applied_at)), today)
    context = {
        "centre": centre,
        "application": found,
        "line": Line.of(found, slug, workdays, today),
        "rows": applications.rows_of(found),
        "form": form,
    }
    return render(request, "office/desk/application.html", context)


def _step(found: Application, form: ApplicationStepForm, *, by: User, now: datetime) -> None:
    wish = form.cleaned_data
    if wish["step"] == "contact":
        actions.note_contact(application=found, reason=wish["reason"], by=by, now=now)
    elif wish["step"] == "arrange":
        actions.arrange_assessment(
            application=found,
            visit_at=wish["visit_at"],
            visit_place=wish["place"],
            reason=wish["reason"],
            by=by,
            now=now,
        )
    elif wish["step"] == "settle":
        actions.settle_application(application=found, reason=wish["reason"], by=by, now=now)
    elif wish["step"] == "decline":
        actions.decline_application(application=found, reason=wish["reason"], by=by, now=now)
    else:
        actions.withdraw_application(application=found, by=by, now=now)


@login_required
def person_apply(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """`service` chooses one; then what they say, in their words, and that they agree."""
    user, centre = _at(request, slug)
    resident = get_object_or_404(Resident.objects.select_related("user"), pk=pk)
    looks.note(user, "resident", resident.pk)
    services = list(_services(centre))
    service = _chosen(request, services)
    initial = {"call_number": resident.phone, "centre": centre}
    form = ApplicationForm(request.POST or None, service=service, initial=initial) if service else None
    if service and form and form.is_valid():
        try:
            made = actions.apply(
                service=service,
                resident=resident,
                by=user,
                channel=Application.Channel.PHONE,
                now=timezone.now(),
                **form.wish(),
            )
        except CannotChange as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, _("Please say: it is written down; somebody calls within three working days."))
            there = made.centre if user.may_run(made.centre) else centre
            return redirect("desk:person", there.slug, resident.pk)
    page = reverse("desk:person-apply", args=[slug, pk])
    context = {
        "centre": centre,
        "resident": resident,
        "service": service,
        "form": form,
        "open": Application.objects.open().at([centre]).filter(resident=resident).with_people(),
        "choices": [Choice(each.name, each.for_whom, f"{page}?service={each.pk}") for each in services],
    }
    return render(request, "office/desk/person_apply.html", context)


def _services(centre: Centre) -> "Sequence[Service]":
    on_application = Service.objects.published().filter(is_application=True).select_related("centre")
    return [each for each in on_application if each.centre_id in (None, centre.pk)][:CHOICES_AT_MOST]


def _chosen(request: HttpRequest, services: Sequence[Service]) -> Service | None:
    """The one of the address; where there is one only, that."""
    asked = tidy(request.GET.get("service", ""))
    only = services[0] if len(services) == 1 else None
    return next((each for each in services if str(each.pk) == asked), only)


def _at(request: HttpRequest, slug: str) -> tuple[User, Centre]:
    user = staff_member(request)
    return user, get_object_or_404(user.sites(), slug=slug)
