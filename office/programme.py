"""The programme of the neighbourhood: activities and services together, in one query."""

from collections.abc import Iterable
from datetime import date, datetime

from activities.models import Session
from centres.models import Centre
from fairness.programme.lines import Line, in_order
from services.models import ServiceDay


def programme(first: date, last: date, *, at: Iterable[Centre] | None = None, now: datetime) -> list[Line]:
    """What takes place, or was cancelled, on these local dates: everywhere, or at some sites.

    What is over is left out; each says how many places it has left.
    """
    sessions = Session.objects.published().between(first, last)
    days = ServiceDay.objects.published().between(first, last)
    if at is not None:
        sessions, days = sessions.at(at), days.at(at)
    found = in_order(sessions.lines().union(days.lines(), all=True))
    return [line.with_badge(now) for line in found if line.ends_at > now]
