"""Service days: haircuts, legal advice, blood pressure."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    name = "services"
    verbose_name = _("Services")

    def ready(self) -> None:
        from centres import claimants
        from services.claimant import CLAIMANT

        claimants.register(CLAIMANT)
