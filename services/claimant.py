"""Service days as a claimant of rooms."""

from django.utils.translation import gettext_lazy as _

from fairness.programme.claimant import claimant_of
from services.models import ServiceDay

CLAIMANT = claimant_of(ServiceDay, words=_("service"))
