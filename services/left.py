"""How many numbers a day has left, for pages that show many things: read along with the day, said in a word."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import JSONField, OuterRef
from django.db.models.expressions import Case, Combinable, F, When
from django.db.models.functions import JSONObject

from centres.claimants import Badge, Left
from centres.models import Occupancy
from centres.spans import Span
from fairness.models import of_room
from services import rules, showing
from services.models import Appointment, ServiceDay

ROOM = {"room": "occupancy__room", "centre": "occupancy__room__centre"}


def facts() -> Combinable:
    given = Appointment.objects.standing().filter(day=OuterRef("pk")).order_by().values("number")
    said = JSONObject(
        minutes=F("minutes"),
        chairs=F("chairs"),
        places_at_most=F("places_at_most"),
        kept_percent=F("kept_percent"),
        kept_until=of_room("kept_until", **ROOM),
        given=ArraySubquery(given),
    )
    return Case(When(minutes__isnull=False, is_walk_in=False, then=said), output_field=JSONField())


def badge(*, facts: Mapping[str, Any], span: Span, now: datetime) -> Badge:
    """As the list of services says it."""
    terms = {name: facts[name] for name in ("minutes", "chairs", "places_at_most", "kept_percent")}
    day = ServiceDay(occupancy=Occupancy(starts_at=span.starts_at, ends_at=span.ends_at), **terms)
    day.kept_time = time.fromisoformat(facts["kept_until"])
    count = len(rules.free(day, facts["given"], now=now, is_online=True))
    return ("free" if count else "full"), showing.left_words(count)


LEFT = Left(rows=lambda: ServiceDay.objects.confirmed(), facts=facts, badge=badge)
