"""The blackboard and the portal's settings in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from centres.staff import SharedAdmin, StreetOfficeAdmin
from office.models import Announcement, Portal
from office.models.portal import THE_ONE


@admin.register(Announcement)
class AnnouncementAdmin(SharedAdmin[Announcement]):
    list_display = ["title", "on", "centre", "shown_from", "shown_until", "is_pinned"]
    list_filter = ["centre", "is_pinned"]
    list_select_related = ["centre"]
    search_fields = ["title", "text"]


@admin.register(Portal)
class PortalAdmin(StreetOfficeAdmin[Portal]):
    """One page instead of a list of one row."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Portal.objects.exists()

    def has_change_permission(self, request: HttpRequest, obj: Portal | None = None) -> bool:
        return super().has_add_permission(request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if Portal.objects.exists():
            return redirect("admin:office_portal_change", THE_ONE)
        return super().changelist_view(request, extra_context)
