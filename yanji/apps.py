"""The project's own app: the admin site in the portal's clothes."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class YanjiConfig(AppConfig):
    name = "yanji"


class YanjiAdminConfig(AdminConfig):
    default_site = "yanji.admin_site.YanjiAdminSite"

    def ready(self) -> None:
        """Take away pages that others bring: e-mail, which nobody has here, keys of second steps, and groups."""
        super().ready()
        from allauth.account.models import EmailAddress
        from allauth.mfa.models import Authenticator
        from django.contrib import admin
        from django.contrib.admin.templatetags import admin_list
        from django.contrib.auth.models import Group

        from yanji.admin_site import yes_or_no

        admin.site.unregister([EmailAddress, Authenticator, Group])
        admin_list._boolean_icon = yes_or_no  # type: ignore[attr-defined]  # a function of its own, no setting
