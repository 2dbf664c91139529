"""Activities and their sessions in the admin."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities import actions
from activities.forms import ArrangeSessionForm
from activities.models import Activity, Session
from centres.claimants import CannotChange
from centres.photos import PhotoField, take_down
from fairness.programme.actions import Arranged
from fairness.programme.admin import HappeningAdmin, OfferingAdmin
from fairness.programme.rota import stops
from residents.models import User

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")  # one field, one label


@admin.register(Activity)
class ActivityAdmin(OfferingAdmin[Activity]):
    list_display = ["name", "kind", "leader", "centre", "price", "is_published"]
    list_filter = ["kind", "is_published", "centre"]
    formfield_overrides = {
        models.DateTimeField: {"form_class": forms.DateTimeField, "widget": MOMENT},
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
        models.ImageField: {"form_class": PhotoField, "widget": AdminFileWidget},
    }

    def get_readonly_fields(self, request: HttpRequest, obj: Activity | None = None) -> list[str]:
        """Whether one signs up for all dates together, and how many come, is settled once somebody has signed up."""
        return ["is_course", "party"] if obj and obj.has_sign_ups(timezone.now()) else []

    def save_model(self, request: HttpRequest, obj: Activity, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "picture" in form.changed_data:
            take_down(form.initial["picture"])


@admin.register(Session)
class SessionAdmin(HappeningAdmin[Session]):
    offering_model = Activity
    arrange_form = ArrangeSessionForm
    list_display = ["what", "when", "room", "site", "taken_words", "state"]

    @admin.display(description=_("places taken"))
    def taken_words(self, session: Session) -> str:
        return f"{session.taken} / {session.capacity}" if session.has_places else "-"

    def arrange(self, wanted: dict[str, Any], *, by: User) -> Arranged[Session]:
        """What the dates looked at say; months without one are named with those left out."""
        now = timezone.now()
        found = stops(wanted["rota"], now=now)
        try:
            arranged = actions.schedule_each(
                activity=wanted["offering"],
                room=wanted["room"],
                spans=[stop.span for stop in found if stop.span],
                capacity=wanted["capacity"],
                by=by,
                now=now,
            )
        except CannotChange as error:
            return Arranged([], [error.sentence])
        without_date = [stop.problem for stop in found if not stop.span]
        return replace(arranged, left_out=[*arranged.left_out, *without_date])
