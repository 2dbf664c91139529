"""The day before, everybody is reminded once of what they have: at which hours, and who has been reminded already."""

from datetime import datetime, timedelta

from django.utils.timezone import localtime

from centres.availability import DAY, local_midnight
from centres.words import local_day
from notices.models import Notice

FROM, UNTIL = 10, 20  # o'clock: in the quiet hours nobody is reminded, and in the morning the desk has time to call
BATCH = 100
EVERY = timedelta(minutes=10)


def is_time(now: datetime) -> bool:
    return FROM <= localtime(now).hour < UNTIL


def today(now: datetime) -> datetime:
    """Its first moment: who took it today knows it still."""
    return local_midnight(local_day(now))


def tomorrow(now: datetime) -> tuple[datetime, datetime]:
    """From its first moment to the first of the day after."""
    return today(now) + DAY, today(now) + 2 * DAY


def reminded(prefix: str, now: datetime) -> set[tuple[str, str]]:
    """What was reminded of today: keys of the place and of its occupancy, for one time and place.

    Request numbers are the prefix, these two keys and the person's, each after a dash.
    """
    written = Notice.objects.filter(created_at__gte=today(now), request_id__startswith=prefix)
    parts = (number.removeprefix(prefix).split("-") for number in written.values_list("request_id", flat=True))
    return {(place, occupancy) for place, occupancy, *_person in parts}
