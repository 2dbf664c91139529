"""The line of a full day: stand in it, see where one stands, and answer an offer."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from centres.claimants import CannotChange
from residents import looks
from residents.guards import signed_in
from services import actions, lines, showing
from services.forms import LineForm
from services.models import Appointment, AppointmentWait, ServiceDay
from services.queue import number_and_time
from services.rules import NoNumber
from services.views.asking import who_asks


def day_wait(request: HttpRequest, pk: int) -> HttpResponse:
    """For whom? Then one press; whoever has a number or stands there already is led to it."""
    day, now = get_object_or_404(ServiceDay.objects.published().by_number().with_place(), pk=pk), timezone.now()
    at_work = _("This account is for work. Please put residents in line at the desk.")
    people = who_asks(request, at_work=at_work, back=showing.day_url(day))
    if isinstance(people, HttpResponse):
        return people
    form = LineForm(request.POST or None, service=day.service, elders=people[1:])
    if request.method == "POST" and form.is_valid():
        channel = Appointment.Channel.RELATIVE if form.elder else Appointment.Channel.WEB
        try:
            entry = actions.join(
                day=day,
                resident=form.elder or people[0],
                by=signed_in(request),
                channel=channel,
                confirms=form.is_confirmed,
                now=now,
            )
        except actions.NumberLeft:
            messages.info(request, _("A number has just become free: please choose it."))
            return redirect(showing.day_url(day))
        except NoNumber as why:
            if why.has is not None:
                messages.info(request, why.sentence)
                return redirect(why.has)
            form.add_error(None, why.sentence)
        except CannotChange as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, _("You are in line. When it is your turn we tell you."))
            return redirect(entry)
    context = {
        "day": day,
        "form": form,
        "rows": showing.rows_of(day),
        "ahead": day.waits.alive().count(),
        "phone": day.occupancy.room.centre.phone,
        "phone_of": day.occupancy.room.centre.name,
    }
    return render(request, "services/wait_join.html", context)


@login_required
def wait_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """`step` accept takes what is offered, leave lets it go. Staff of the site answer for whoever calls."""
    user, now = signed_in(request), timezone.now()
    entry = get_object_or_404(AppointmentWait.objects.readable_by(user).with_place().with_ahead(), pk=pk)
    if request.method == "POST":
        return _answer(request, entry, now=now)
    if user.is_staff:
        looks.note(user, "resident", entry.resident_id)
    kind, words, says = lines.badge(entry, now=now)
    centre = entry.day.occupancy.room.centre
    context = {
        "entry": entry,
        "kind": kind,
        "words": words,
        "says": says,
        "rows": lines.rows_of(entry),
        "phone": centre.phone,
        "phone_of": centre.name,
    }
    return render(request, "services/wait.html", context)


def _answer(request: HttpRequest, entry: AppointmentWait, *, now: datetime) -> HttpResponse:
    user = signed_in(request)
    try:
        if request.POST.get("step") == "accept":
            appointment = actions.accept(entry=entry, by=user, now=now)
            plan = entry.day.plan
            expected = plan.starts(appointment.number) if plan else entry.day.occupancy.starts_at
            words = _("It is yours: %(what)s. See you then!")
            messages.success(request, words % {"what": number_and_time(appointment, expected)})
            return redirect(entry if user.is_staff else appointment)
        actions.leave(entry=entry, now=now)
    except CannotChange as error:
        messages.warning(request, error.sentence)
    else:
        messages.success(request, _("Done. The next in line is glad."))
    return redirect(entry)
