"""What spans all claimants: home and site pages, the week board, announcements."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "office"
    verbose_name = _("Office")

    def ready(self) -> None:
        from centres import claimants
        from office.claimant import CLAIMANT
        from office.models import Portal
        from timetables import papers

        claimants.register(CLAIMANT)
        papers.register_stamp(Portal.stamp)
