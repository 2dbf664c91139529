"""The day before: a word to everybody who has a place tomorrow, by text message or by a call from the desk."""

from datetime import datetime

from activities.messages import place_facts
from activities.models import Enrolment, Session
from fairness import reminding
from notices import wordings
from residents.telling import concerned, say

PREFIX = "place-reminder-"  # of request numbers


def remind(now: datetime) -> None:
    """For the worker. Each is reminded once of each time and place; whoever signed up today knows it still."""
    if not reminding.is_time(now):
        return
    for place in _not_reminded(now)[: reminding.BATCH]:
        _remind(place, now=now)


def _not_reminded(now: datetime) -> list[Enrolment]:
    tomorrow = Session.objects.confirmed().filter(Session.between(*reminding.tomorrow(now)))
    due = Enrolment.objects.enrolled().filter(session__in=tomorrow, enrolled_at__lt=reminding.today(now))
    known = reminding.reminded(PREFIX, now)
    ordered = due.with_place().order_by("session__occupancy__starts_at", "pk")
    return [each for each in ordered if (str(each.pk), str(each.session.occupancy_id)) not in known]


def _remind(place: Enrolment, *, now: datetime) -> None:
    session = place.session
    words = wordings.words("activity-reminder", {**place_facts(session), "ref": place.ref})
    for person in concerned(place.resident, place.enrolled_by, place.channel, by=None):
        say(
            person,
            words,
            centre=session.occupancy.room.centre,
            request_id=f"{PREFIX}{place.pk}-{session.occupancy_id}-{person.key}",
            now=now,
            may_wait=True,
            is_essential=False,
        )
