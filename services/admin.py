"""Services, who gives them, and their days in the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from centres.staff import SiteScopedAdmin, StreetOfficeAdmin
from fairness.programme.actions import Arranged
from fairness.programme.admin import HappeningAdmin, OfferingAdmin
from fairness.programme.rota import Stop, stops
from residents.models import User
from services import actions
from services.elsewhere import with_warnings
from services.forms import ServiceDayForm
from services.models import Menu, Provider, Service, ServiceDay


@admin.register(Provider)
class ProviderAdmin(StreetOfficeAdmin[Provider]):
    list_display = ["name", "kind"]
    search_fields = ["name"]


@admin.register(Menu)
class MenuAdmin(SiteScopedAdmin[Menu]):
    """Written by the site that cooks; day and site stay as they are once somebody may have ordered.

    Once somebody has, the dishes change at the desk, where those who ordered can be told.
    """

    list_display = ["on", "centre", "price", "portions", "cancel_reason"]
    list_filter = ["centre"]
    list_select_related = ["centre"]
    date_hierarchy = "on"

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Menu | None:
        """Locked while a change is checked and written, so that nobody orders in between."""
        if request.method == "POST" and object_id.isdecimal():
            Menu.objects.select_for_update(no_key=True).filter(pk=object_id).first()
        return super().get_object(request, object_id, from_field)

    def get_readonly_fields(self, request: HttpRequest, obj: Menu | None = None) -> list[str]:
        if obj is None:
            return []
        is_ordered = obj.is_cancelled or obj.orders.standing().exists()
        return ["centre", "on", "cut_off", *(["dishes"] if is_ordered else []), "cancel_reason"]


@admin.register(Service)
class ServiceAdmin(OfferingAdmin[Service]):
    list_display = ["name", "need", "is_walk_in", "is_application", "minutes", "centre", "price", "is_published"]
    list_filter = ["need", "is_published", "centre"]
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}


@admin.register(ServiceDay)
class ServiceDayAdmin(HappeningAdmin[ServiceDay]):
    arrange_form = ServiceDayForm
    offering_model = Service
    fields = [
        *HappeningAdmin.fields,
        "provider",
        *("minutes", "chairs", "places_at_most", "kept_percent", "late_minutes", "is_walk_in"),
    ]

    def look(self, wanted: dict[str, Any]) -> list[Stop]:
        day = actions.new_day(wanted["offering"], wanted["provider"])
        return with_warnings(super().look(wanted), day.provider)

    def arrange(self, wanted: dict[str, Any], *, by: User) -> Arranged[ServiceDay]:
        """What the dates looked at say; months without one are named with those left out."""
        now = timezone.now()
        found = stops(wanted["rota"], now=now)
        arranged = actions.schedule_each(
            service=wanted["offering"],
            stops=[(stop.room, stop.span) for stop in found if stop.span],
            provider=wanted["provider"],
            by=by,
            now=now,
        )
        without_date = [stop.problem for stop in found if not stop.span]
        return Arranged(arranged.made, [*arranged.left_out, *without_date])
