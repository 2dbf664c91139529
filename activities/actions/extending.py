"""A course that runs gets one more date: whoever has a place in it has one there, too, and the line stays one.

Inside the transaction that arranges the date: occupancies are taken before sessions are locked, as everywhere.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import ngettext

from activities import messages
from activities.actions import drawing
from activities.actions.offering import lock_sessions
from activities.models import Activity, Enrolment, EnrolmentWait, Session, SessionQuerySet
from centres.claimants import CannotChange, Told
from fairness.programme import places
from residents.models import User


def capacity_of(activity: Activity, now: datetime) -> int | None:
    """How many places a new date has: as those to come of its course have, else as the activity says."""
    if not activity.is_course:
        return activity.capacity
    to_come = _to_come(activity, now).order_by("occupancy__starts_at").first()
    return to_come.capacity if to_come else activity.capacity


def take_along(activity: Activity, added: Sequence[Session], *, by: User, now: datetime, tell: bool = True) -> Told:
    """Everybody who has a place in the course, or is offered one, has the same in these dates.

    Raises CannotChange where one of them has not as many places.
    """
    if not activity.is_course or not added:
        return Told()
    own = {each.pk for each in added}
    others = lock_sessions(_to_come(activity, now).exclude(pk__in=own).values_list("pk", flat=True))
    drawing.refuse_smaller(added)
    rows = _one_each(Enrolment.objects.kept().filter(session__in=others).with_place())
    for each in added:
        _take(each, rows)
    _line_begins_with(min([*others, *added], key=lambda each: each.occupancy.starts_at))
    enrolled = [row for row in rows if row.is_enrolled]
    if not tell or not enrolled:
        return Told()
    old = sorted(others, key=lambda each: each.occupancy.starts_at)
    return messages.tell_added(old[0], enrolled, old=old, new=added, by=by, now=now)


def _to_come(activity: Activity, now: datetime) -> SessionQuerySet:
    return Session.objects.confirmed().with_places().filter(activity=activity, occupancy__starts_at__gt=now)


def _one_each(found: Iterable[Enrolment]) -> list[Enrolment]:
    """Of each person one row, that of a place before that of an offer."""
    by_person: dict[int | None, Enrolment] = {}
    for row in sorted(found, key=lambda row: (not row.is_enrolled, row.enrolled_at, row.pk)):
        by_person.setdefault(row.resident_id, row)
    return list(by_person.values())


def _take(session: Session, rows: Sequence[Enrolment]) -> None:
    wanted = sum(row.persons for row in rows)
    if wanted > (session.capacity or 0):
        raise CannotChange(_too_few(session.capacity or 0, wanted))
    for is_online in (True, False):
        count = sum(row.persons for row in rows if row.is_made_online == is_online)
        is_counted = places.take(session, is_online=is_online, web_takes_kept=True, count=count)
        assert is_counted  # nobody else sees this date yet
    Enrolment.objects.bulk_create(
        Enrolment(
            session=session,
            resident_id=row.resident_id,
            enrolled_by_id=row.enrolled_by_id,
            enrolled_at=row.enrolled_at,
            channel=row.channel,
            state=row.state,
            claim=row.claim,
            waiver=row.waiver,
            **row.together,
        )
        for row in rows
    )
    session.refresh_from_db(fields=["taken", "taken_at_desk"])


def _line_begins_with(first: Session) -> None:
    """Whoever waits for a course waits at its first date to come."""
    EnrolmentWait.objects.alive().filter(session__activity=first.activity_id).update(session=first)


def _too_few(capacity: int, wanted: int) -> str:
    return ngettext(
        "%(wanted)d places are taken in this course, and the new date would have %(count)d. Please give it as many, "
        "or choose a larger room.",
        "%(wanted)d places are taken in this course, and the new date would have %(count)d. Please give it as many, "
        "or choose a larger room.",
        capacity,
    ) % {"wanted": wanted, "count": capacity}
