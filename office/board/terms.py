"""The terms of a service day that is arranged: first what they would mean for whom, then the change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from centres.claimants import CannotChange
from centres.form_fields import TidyIntegerField
from centres.words import when_words
from office.board.places import NUMBER
from residents import looks
from residents.guards import staff_member
from services import actions
from services.models import ServiceDay
from services.terms import Change, Shift, Terms


class TermsForm(forms.Form):
    """How long a place is, how many at once, how many at most, and the share of phone and desk."""

    minutes = TidyIntegerField(
        label=gettext_lazy("Minutes for each person"),
        min_value=1,
        max_value=240,
        widget=forms.TextInput(attrs=NUMBER),
    )
    chairs = TidyIntegerField(
        label=gettext_lazy("How many are served at the same time?"),
        min_value=1,
        max_value=20,
        widget=forms.TextInput(attrs=NUMBER),
    )
    places_at_most = TidyIntegerField(
        label=gettext_lazy("Numbers at most"),
        min_value=1,
        max_value=999,
        required=False,
        widget=forms.TextInput(attrs=NUMBER),
        help_text=gettext_lazy("Empty: as many as fit into the day."),
    )
    kept_percent = TidyIntegerField(
        label=gettext_lazy("Percent kept for desk and phone"),
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs=NUMBER),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Whoever has a number reads it: “the barber needs longer”."),
    )

    def terms(self) -> Terms:
        cleaned = self.cleaned_data
        return Terms(cleaned["minutes"], cleaned["chairs"], cleaned["places_at_most"], cleaned["kept_percent"])


@dataclass(frozen=True, slots=True)
class Row:
    """A number somebody has, with its time before and after."""

    number: str
    who: str
    old: str
    new: str
    is_told: bool

    @classmethod
    def of(cls, shift: Shift) -> Self:
        resident = shift.appointment.resident
        return cls(
            number=shift.appointment.number_words,
            who=resident.name if resident else _("walked in"),
            old=f"{localtime(shift.old):%H:%M}",
            new=f"{localtime(shift.new):%H:%M}",
            is_told=shift.is_told,
        )


@login_required
def service_terms(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """`step` look shows what it means; save writes it, looked at anew behind the lock of the day."""
    user, now = staff_member(request), timezone.now()
    centre = get_object_or_404(user.sites(), slug=slug)
    day = get_object_or_404(ServiceDay.objects.by_number().at([centre]).with_place(), pk=pk)
    form = TermsForm(request.POST or None, initial=_initial(day))
    change: Change | None = None
    if form.is_valid():
        try:
            if request.POST.get("step") == "save":
                return _save(request, day, form, now=now)
            change = actions.look_at_terms(day=day, terms=form.terms(), now=now)
        except CannotChange as error:
            form.add_error(None, error.sentence)
    rows = [Row.of(each) for each in change.shifts] if change else []
    if change:
        looks.note(user, "resident", *_people(change.shifts))
    context = {
        "centre": centre,
        "day": day,
        "when": when_words(day.occupancy),
        "form": form,
        "change": change,
        "summary": _summary(change) if change else "",
        "rows": rows,
    }
    return render(request, "office/board/service_terms.html", context)


def _people(shifts: Sequence[Shift]) -> list[int]:
    return [each.appointment.resident_id for each in shifts if each.appointment.resident_id]


def _initial(day: ServiceDay) -> dict[str, int | None]:
    terms = Terms.of(day)
    return {
        "minutes": terms.minutes,
        "chairs": terms.chairs,
        "places_at_most": terms.places_at_most,
        "kept_percent": terms.kept_percent,
    }


def _summary(change: Change) -> str:
    counts = _("Numbers: %(old)d before, %(new)d then; kept for phone and desk: %(old_kept)d before, %(kept)d then.")
    facts = {
        "old": change.old.places,
        "new": change.new.places,
        "old_kept": change.old.kept,
        "kept": change.new.kept,
    }
    told = len(change.told)
    words = ngettext("%(count)d neighbour is told a new time.", "%(count)d neighbours are told a new time.", told) % {
        "count": told
    }
    nobody = _("Nobody has to be told.")
    return f"{counts % facts} {words if told else nobody}"


def _save(request: HttpRequest, day: ServiceDay, form: TermsForm, *, now: datetime) -> HttpResponse:
    user, reason = staff_member(request), form.cleaned_data["reason"]
    told = actions.change_terms(day=day, terms=form.terms(), reason=reason, by=user, now=now)
    messages.success(request, _("Changed."))
    for words in (*told.done, *told.to_do):
        messages.info(request, words)
    return redirect("desk:service-day", day.occupancy.room.centre.slug, day.pk)
