"""The programme: classes, films, choirs and their sessions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    name = "activities"
    verbose_name = _("Activities")

    def ready(self) -> None:
        from activities.claimant import CLAIMANT
        from centres import claimants

        claimants.register(CLAIMANT)
