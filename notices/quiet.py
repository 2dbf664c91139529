"""The quiet hours, in which nothing is sent that may wait until the morning."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.timezone import localtime


def after_quiet(moment: datetime) -> datetime | None:
    """When it may be sent: in the morning, or None for at once."""
    local = localtime(moment)
    if settings.QUIET_UNTIL <= local.time() < settings.QUIET_FROM:
        return None
    day = local.date() + timedelta(days=1) if local.time() >= settings.QUIET_FROM else local.date()
    return datetime.combine(day, settings.QUIET_UNTIL, tzinfo=local.tzinfo)
