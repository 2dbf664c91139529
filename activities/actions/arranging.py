"""Several dates of an activity at once, on whatever days they come again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from activities.actions import extending
from activities.actions.scheduling import refuse_too_few
from activities.models import Activity, Session
from centres.models import Room
from centres.retries import retry_on_deadlock
from centres.spans import Span
from fairness.models import RuleBook
from fairness.programme import actions as programme
from fairness.programme.actions import Arranged
from residents.models import User


@retry_on_deadlock
@transaction.atomic
def schedule_each(
    *,
    activity: Activity,
    room: Room,
    spans: Sequence[Span],
    by: User,
    now: datetime,
    capacity: int | None = None,
    meeting_point: str = "",
) -> Arranged[Session]:
    """A session at each of these times; those that are closed or taken are left out and named.

    In a course that runs, whoever has a place there gets one in each. Raises CannotChange where more people have one.
    """
    known = set(activity.sessions.values_list("pk", flat=True))
    places_each = capacity or extending.capacity_of(activity, now)
    refuse_too_few(activity, places_each)
    kept = RuleBook.load([room]).of(room).kept_of(places_each) if places_each else 0
    arranged = programme.arrange_each(
        new=lambda: Session(activity=activity, capacity=places_each, kept=kept, meeting_point=meeting_point),
        stops=[(room, span) for span in spans],
        by=by,
        now=now,
    )
    added = [each for each in arranged.made if each.pk not in known]
    told = extending.take_along(activity, added, by=by, now=now)
    return replace(arranged, told=[*told.done, *told.to_do])
