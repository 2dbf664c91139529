"""Services and their days in the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils import timezone

from fairness.programme.actions import Arranged
from fairness.programme.admin import HappeningAdmin, OfferingAdmin
from fairness.programme.forms import ArrangeForm
from residents.models import User
from services import actions
from services.models import Service, ServiceDay


class ServiceDayForm(ArrangeForm):
    """Who serves may change from day to day."""

    provider = forms.CharField(
        label=ServiceDay._meta.get_field("provider").verbose_name,
        help_text=ServiceDay._meta.get_field("provider").help_text,
        max_length=60,
        required=False,
    )


@admin.register(Service)
class ServiceAdmin(OfferingAdmin[Service]):
    list_display = ["name", "need", "is_walk_in", "centre", "price", "is_published"]
    list_filter = ["need", "is_published", "centre"]


@admin.register(ServiceDay)
class ServiceDayAdmin(HappeningAdmin[ServiceDay]):
    arrange_form = ServiceDayForm
    offering_model = Service
    fields = [*HappeningAdmin.fields, "provider"]

    def arrange(self, wanted: dict[str, Any], *, by: User) -> Arranged[ServiceDay]:
        return actions.schedule_weekly(
            service=wanted["offering"],
            room=wanted["room"],
            span=wanted["span"],
            times=wanted["times"],
            provider=wanted["provider"],
            by=by,
            now=timezone.now(),
        )
