"""Places, hours, the calendar and occupancy."""

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class CentresConfig(AppConfig):
    name = "centres"
    verbose_name = _("Centres")

    def ready(self) -> None:
        from centres.checks import every_kind_is_registered

        checks.register(every_kind_is_registered)
