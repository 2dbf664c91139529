"""Moments that one can reckon with."""

from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def in_our_time(moment: datetime) -> None:
    """A validator. Python knows the years 1 to 9999, and a few days from their ends nothing can be added any more."""
    if not EARLIEST <= moment <= LATEST:
        raise ValidationError(_("Please look at the year again: it lies between 2000 and 2099."))
