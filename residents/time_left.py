"""Until when a member of staff stays signed in without doing anything; said on each of their pages."""

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

SEEN_AT = "staff_seen_at"  # in the session: seconds since 1970


def seconds_left(request: HttpRequest) -> int | None:
    """Of the half hour; None for anybody but staff."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.is_staff:
        return None
    now = time.time()
    return int(request.session.get(SEEN_AT, now) + settings.STAFF_IDLE.total_seconds() - now)


def time_left(request: HttpRequest) -> dict[str, datetime | int | None]:
    """Context for every page."""
    seconds = seconds_left(request)
    if seconds is None:
        return {}
    minutes = settings.STAFF_IDLE // timedelta(minutes=1)
    ends_at = timezone.localtime() + timedelta(seconds=seconds)
    return {"staff_minutes": minutes, "staff_seconds": seconds, "staff_until": ends_at}
