"""Rule sets, wishes and the reasons for a no."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FairnessConfig(AppConfig):
    name = "fairness"
    verbose_name = _("Fairness")

    def ready(self) -> None:
        from centres import overlays
        from fairness.offers import not_on_the_web

        overlays.register("rules", not_on_the_web)
