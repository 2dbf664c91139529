"""How many places a session has left, for pages that show many things: read along with the session, said in a word."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, JSONField, OuterRef, Q
from django.db.models.expressions import Case, Combinable, F, When
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Draw, EnrolmentWait, Session
from activities.signs import left_words
from centres.claimants import NO_BADGE, Badge, Left
from centres.spans import Span
from centres.words import local_day
from fairness.models import of_room
from fairness.programme.places import Places

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
ROOM = {"room": "occupancy__room", "centre": "occupancy__room__centre"}
COUNTS = {  # of one date
    "starts_at": F("occupancy__starts_at"),
    "capacity": F("capacity"),
    "kept": F("kept"),
    "taken": F("taken"),
    "at_desk": F("taken_at_desk"),
    "kept_until": of_room("kept_until", **ROOM),
}


def facts() -> Combinable:
    of_course = Q(session__activity__is_course=True, session__activity=OuterRef("activity"))
    of_it = of_course | Q(session=OuterRef("pk"))
    line, draw = EnrolmentWait.objects.alive().filter(of_it), Draw.objects.undecided().filter(of_it)
    dates = Session.objects.confirmed().with_places().filter(activity__is_course=True, activity=OuterRef("activity"))
    said = JSONObject(
        **COUNTS,
        others=ArraySubquery(dates.exclude(pk=OuterRef("pk")).order_by().values_list(JSONObject(**COUNTS))),
        opens_at=F("activity__opens_at"),
        closes_minutes=F("activity__closes_minutes"),
        is_waited_for=Exists(line),
        is_drawn=Exists(draw),
        offer_stops_minutes=of_room("offer_stops_minutes", **ROOM),
    )
    return Case(When(capacity__isnull=False, then=said), output_field=JSONField())


def badge(*, facts: Mapping[str, Any], span: Span, now: datetime) -> Badge:
    """As the list of activities says it (`signs.Sign`), in fewer words; nothing while nobody can sign up."""
    if facts["is_drawn"]:
        return "wait", _("Drawn by lot")
    if facts["opens_at"] and datetime.fromisoformat(facts["opens_at"]) > now:
        return NO_BADGE
    if span.starts_at <= now:
        return NO_BADGE
    to_come = [date for date in [facts, *facts["others"]] if _begins(date) > now]
    first = min(_begins(date) for date in to_come)  # one signs up for all of them by then
    if first - facts["closes_minutes"] * MINUTE <= now:
        return NO_BADGE
    free = min(_free(date, now=now) for date in to_come)
    goes_to_line = facts["is_waited_for"] and now <= first - facts["offer_stops_minutes"] * MINUTE
    if free > 0 and not goes_to_line:
        return "free", left_words(free)
    return "full", _("Full")


def _begins(date: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(date["starts_at"])


def _free(date: Mapping[str, Any], *, now: datetime) -> int:
    """On the web."""
    places = Places(date["capacity"], date["kept"], date["taken"], date["at_desk"])
    kept_until = datetime.combine(local_day(_begins(date)) - DAY, time.fromisoformat(date["kept_until"]))
    return places.free_for(is_online=True, web_takes_kept=now >= timezone.make_aware(kept_until))


LEFT = Left(rows=lambda: Session.objects.confirmed(), facts=facts, badge=badge)
