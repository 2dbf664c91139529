"""Rule sets, wishes and the reasons for a no."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FairnessConfig(AppConfig):
    name = "fairness"
    verbose_name = _("Fairness")

    def ready(self) -> None:
        from centres import overlays
        from fairness import missed
        from fairness.offers import not_on_the_web
        from notices import ticks

        overlays.register("rules", not_on_the_web)
        ticks.register("forget missed bookings", timedelta(days=1), missed.forget)
