"""A number at a service for whoever calls: which day, which time, read back. What they have already stands on top."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from centres.claimants import CannotChange
from centres.form_fields import TokenField, read_key, tidy
from centres.models import Centre
from centres.words import date_words, local_day, when_words
from office.desk.again import Choice
from residents import looks
from residents.guards import staff_member
from residents.models import Resident, User
from residents.telling import Person
from services import actions, alternatives, lines
from services.alternatives import Free
from services.forms import ConfirmForm
from services.models import Appointment, ServiceDay
from services.queue import expected_of, number_and_time
from services.rules import NoNumber

AHEAD = timedelta(days=34)
AT_MOST = 9  # days: one for each digit


class AskedForm(ConfirmForm):
    """What staff say besides the number: that somebody has signed up, or why a rule is set aside."""

    waiver = forms.CharField(
        label=gettext_lazy("Reason for an exception"),
        help_text=gettext_lazy("Only if a rule shall be set aside, such as the age. It is kept on record."),
        max_length=200,
        required=False,
    )


@login_required
def person_numbers(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """`day` chooses one; a press on a time takes the number."""
    user, now = staff_member(request), timezone.now()
    centre = get_object_or_404(user.sites(), slug=slug)
    resident = get_object_or_404(Resident.objects.select_related("user"), pk=pk)
    looks.note(user, "resident", resident.pk)
    day = _day(request, centre)
    form, why = (AskedForm(request.POST or None, service=day.service) if day else None), None
    if day and form and form.is_valid():
        step = _stand_in_line if request.POST.get("step") == "wait" else _take
        answer = step(request, day, resident, centre, user, form)
        if isinstance(answer, HttpResponse):
            return answer
        why = answer
    free = alternatives.free_of(day, _given(day), now=now, is_online=False) if day else []
    waiting = actions.open_lines([day], now=now) if day and not free else {}
    context = {
        "centre": centre,
        "resident": resident,
        "day": day,
        "choices": [] if day else _days(centre, resident),
        "free": free,
        "line": lines.line_words(waiting.get(day.pk, 0)) if day else "",
        "may_wait": day is not None and day.pk in waiting,
        "has": Appointment.objects.filter(resident=resident).upcoming(now).with_place(),
        "token": uuid4(),
        "form": form,
        "why": why,
    }
    return render(request, "office/desk/person_numbers.html", context)


def _take(
    request: HttpRequest, day: ServiceDay, resident: Resident, centre: Centre, by: User, form: AskedForm
) -> HttpResponse | NoNumber:
    """To the person's page with what to say; where it is lost, back to the times of the day.

    What may be waived is answered on the page that lies open.
    """
    now, typed = timezone.now(), tidy(request.POST.get("number", ""))
    shown = request.POST.get("place", "")
    is_today = local_day(now) == local_day(day.occupancy.starts_at)
    again = f"{reverse('desk:person-numbers', args=[centre.slug, resident.pk])}?day={day.pk}"
    try:
        appointment = actions.take(
            day=day,
            resident=resident,
            number=read_key(typed),
            place=read_key(shown) or None,
            confirms=form.is_confirmed,
            waiver=form.cleaned_data["waiver"],
            by=by,
            channel=Appointment.Channel.DESK if is_today else Appointment.Channel.PHONE,
            token=TokenField().to_python(request.POST.get("token", "")),
            now=now,
        )
    except (NoNumber, CannotChange) as why:
        if isinstance(why, NoNumber) and why.may_be_waived:
            return why
        messages.warning(request, why.sentence)
        return redirect(again)
    expected = expected_of(appointment, now=now)
    words = _("Please say: %(service)s, %(date)s, %(what)s, %(room)s. %(told)s")
    facts = {
        "service": day.service.name,
        "date": date_words(day.occupancy.starts_at),
        "what": number_and_time(appointment, expected),
        "room": day.occupancy.room.name,
        "told": _("A text message goes out.") if _is_reached(resident) else _("No message reaches them."),
    }
    messages.success(request, words % facts)
    return redirect("desk:person", centre.slug, resident.pk)


def _stand_in_line(
    request: HttpRequest, day: ServiceDay, resident: Resident, centre: Centre, by: User, form: AskedForm
) -> HttpResponse | NoNumber:
    """To the person's page; where a number has become free, to the times of the day."""
    again = f"{reverse('desk:person-numbers', args=[centre.slug, resident.pk])}?day={day.pk}"
    try:
        phone = Appointment.Channel.PHONE
        actions.join(
            day=day,
            resident=resident,
            by=by,
            channel=phone,
            confirms=form.is_confirmed,
            waiver=form.cleaned_data["waiver"],
            now=timezone.now(),
        )
    except actions.NumberLeft:
        messages.info(request, _("A number has just become free: please choose it."))
        return redirect(again)
    except (NoNumber, CannotChange) as why:
        if isinstance(why, NoNumber) and why.may_be_waived:
            return why
        messages.warning(request, why.sentence)
        return redirect(again)
    words = _("%(name)s is in line for %(activity)s, %(when)s.")
    facts = {"name": resident.name, "activity": day.service.name, "when": when_words(day.occupancy)}
    messages.success(request, words % facts)
    return redirect("desk:person", centre.slug, resident.pk)


def _is_reached(resident: Resident) -> bool:
    return Person.of_resident(resident).has_message


def _given(day: ServiceDay) -> Sequence[int]:
    return list(day.appointments.standing().values_list("number", flat=True))


def _day(request: HttpRequest, centre: Centre) -> ServiceDay | None:
    asked = tidy(request.GET.get("day", ""))
    days = ServiceDay.objects.by_number().at([centre]).with_place()
    return days.filter(pk=read_key(asked)).first()


def _days(centre: Centre, resident: Resident) -> list[Choice]:
    now = timezone.now()
    days = ServiceDay.objects.by_number().at([centre]).upcoming(now).with_place().with_given()
    near = days.filter(occupancy__starts_at__lt=now + AHEAD)[: AT_MOST * 2]
    offered = alternatives.days_ahead(list(near), now=now, is_online=False)
    page = reverse("desk:person-numbers", args=[centre.slug, resident.pk])
    waiting = actions.open_lines([day for day, free in offered if not free], now=now)
    choices = [
        _choice(day, free, page) if free else _full_choice(day, waiting[day.pk], page)
        for day, free in offered
        if free or day.pk in waiting
    ]
    return choices[:AT_MOST]


def _full_choice(day: ServiceDay, waiting: int, page: str) -> Choice:
    words = f"{day.service.name} {date_words(day.occupancy.starts_at)}"
    return Choice(words, " ".join(filter(None, [_("Full"), lines.line_words(waiting)])), f"{page}?day={day.pk}")


def _choice(day: ServiceDay, free: Sequence[Free], page: str) -> Choice:
    count = ngettext("%(count)d number left", "%(count)d numbers left", len(free)) % {"count": len(free)}
    words = f"{day.service.name} {date_words(day.occupancy.starts_at)}"
    note = _("%(count)s, first %(first)s") % {"count": count, "first": free[0].words}
    return Choice(words, note, f"{page}?day={day.pk}")
