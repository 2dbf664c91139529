"""The project's own app: the admin site in the portal's clothes."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class YanjiConfig(AppConfig):
    name = "yanji"


class YanjiAdminConfig(AdminConfig):
    default_site = "yanji.admin_site.YanjiAdminSite"
