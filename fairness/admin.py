"""The rules' numbers: all staff see them, the street office changes them."""

from django.contrib import admin
from django.http import HttpRequest

from centres.staff import StreetOfficeAdmin
from fairness.models import RuleSet


@admin.register(RuleSet)
class RuleSetAdmin(StreetOfficeAdmin[RuleSet]):
    list_display = ("__str__", "days_ahead", "release_at", "max_minutes", "clearing_minutes", "upcoming_limit")
    list_select_related = ("centre", "room")

    def get_readonly_fields(self, request: HttpRequest, obj: RuleSet | None = None) -> tuple[str, ...]:
        """Whom a set is for is decided once; the numbers change."""
        return ("centre", "room") if obj else ()
