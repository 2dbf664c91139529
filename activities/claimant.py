"""Sessions as a claimant of rooms."""

from django.utils.translation import gettext_lazy as _

from activities.models import Session
from fairness.programme.claimant import claimant_of

CLAIMANT = claimant_of(Session, words=_("activity"))
