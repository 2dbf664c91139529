"""The week on screen, on paper and as feeds."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TimetablesConfig(AppConfig):
    name = "timetables"
    verbose_name = _("Timetables")
