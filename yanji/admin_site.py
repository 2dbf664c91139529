"""The admin site: signs in where everyone signs in, and says whose desk this is."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from centres.reminders import remind_of_missing_year
from residents.looks import OfferedOnRecord

# From what changes every day to what is set up once
APPS = ["bookings", "activities", "services", "residents", "centres", "fairness", "office", "notices"]


def yes_or_no(value: bool | None) -> SafeString:
    """是 or 否 beside the icon; Django's own speaks English, and to screen readers only."""
    if value is None:
        return format_html("-")
    icon = static(f"admin/img/icon-{'yes' if value else 'no'}.svg")
    return format_html('<img src="{}" alt=""> {}', icon, _("yes") if value else _("no"))


class YanjiAdminSite(admin.AdminSite):
    site_title = _("Yanji staff")
    site_header = _("Yanji neighbourhood centres · staff")
    index_title = _("Schedules, rooms and hours")

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Send to the portal's own sign-in, which limits attempts and asks staff for a password."""
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        if request.user.is_authenticated:
            raise PermissionDenied  # a resident: signing in once more would lead back here
        target = request.GET.get("next") or reverse("admin:index")
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': target})}")

    def index(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> TemplateResponse:
        remind_of_missing_year(request, localdate())
        return super().index(request, extra_context)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        offered = OfferedOnRecord.as_view(admin_site=self)(request)
        assert isinstance(offered, HttpResponse)
        return offered

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """In the order of use; Django's is that of the alphabet, which Chinese does not have."""
        apps = super().get_app_list(request, app_label)
        return sorted(apps, key=lambda app: APPS.index(app["app_label"]) if app["app_label"] in APPS else len(APPS))
