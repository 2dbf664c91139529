"""Whether whoever serves is expected in two rooms at once: a warning only, for it may be meant so."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from centres.words import local_day, span_words
from fairness.programme.rota import Stop
from services.models import ServiceDay


def with_warnings(stops: Sequence[Stop], provider: str) -> list[Stop]:
    """One query. Two of one firm may well be in two rooms."""
    dates = [local_day(stop.span.starts_at) for stop in stops if stop.span]
    if not provider or not dates:
        return list(stops)
    theirs = ServiceDay.objects.confirmed().filter(provider=provider).between(min(dates), max(dates))
    elsewhere = list(theirs.with_place())
    return [replace(stop, warning=_warning(stop, elsewhere)) for stop in stops]


def _warning(stop: Stop, elsewhere: Sequence[ServiceDay]) -> str:
    span, room = stop.span, stop.room
    if span is None or stop.problem:
        return ""
    at_once = (day.occupancy for day in elsewhere if day.occupancy.span.overlaps(span))
    other = next((occupancy for occupancy in at_once if occupancy.room_id != room.pk), None)
    if other is None:
        return ""
    words = _("The same people are expected at %(site)s %(room)s then, %(time)s. Is that meant so?")
    facts = {"site": other.room.centre.short_name, "room": other.room.name, "time": span_words(other)}
    return words % facts
