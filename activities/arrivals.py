"""Who comes to a session, as door, desk and the day's list ask through centres.claimants."""

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _

from activities import actions
from activities.models import Enrolment, Session
from centres.claimants import Arrival, CannotChange, Coming, Told
from centres.models import Room
from centres.words import local_day
from fairness.checkin import How
from fairness.models import RuleBook
from residents.models import User


def arrivals(*, rooms: Sequence[Room], on: date, now: datetime) -> list[Arrival]:
    """Everybody with a place in what takes place there."""
    expected = Enrolment.objects.on(on).filter(session__occupancy__room__in=rooms).with_place()
    found = list(expected.order_by("session__occupancy__starts_at", "enrolled_at", "pk"))
    if not found:
        return []
    rules = RuleBook.load(rooms)
    return [_arrival(each, rules, now=now) for each in found]


def _arrival(place: Enrolment, rules: RuleBook, *, now: datetime) -> Arrival:
    occupancy = place.session.occupancy
    window = actions.window_of(place.session, rules.of(occupancy.room))
    may_come = not place.has_come and occupancy.ends_at > now
    return Arrival(
        Session.KIND,
        place.ref,
        occupancy,
        who=place.name,
        masked=place.resident.masked_name if place.resident else place.name,
        facts="\u2060·".join(filter(None, [place.session.activity.name, occupancy.room.name, place.with_whom])),
        badge=badge(place),
        known_as=[place.name, place.child_name, place.resident.phone if place.resident else ""],
        accounts=_accounts(place),
        person=place.resident_id,
        list_url=place.session.people_url,
        people=place.persons,
        may_come=may_come and window.is_open(now, How.DESK),
        may_come_by_code=may_come and not place.was_missed and window.is_open(now, How.DOOR),
        may_be_missed=window.is_missed(now) and not place.has_come and not place.was_missed,
        has_come=place.has_come,
        may_take_back=place.has_come and occupancy.ends_at > now,
        was_missed=place.was_missed,
    )


def badge(place: Enrolment) -> tuple[str, str]:
    if place.has_come:
        return "done", _("Here")
    if place.was_missed:
        return "gone", _("Did not come")
    return "wait", _("Signed up, expected")


def _accounts(place: Enrolment) -> frozenset[int]:
    """Of whom it is for, and of who signed them up on the web."""
    own = place.resident.user_id if place.resident else None
    return frozenset(filter(None, [own, place.enrolled_by_id if place.is_made_online else None]))


# What is noted of one


def come(*, ref: str, by_code: bool, by: AbstractBaseUser | None, now: datetime) -> Told:
    assert by is None or isinstance(by, User)
    actions.check_in(enrolment=_of(ref, now), how=How.DOOR if by_code else How.DESK, by=by, now=now)
    return Told()


def not_yet(*, ref: str, by: AbstractBaseUser, now: datetime) -> Told:
    actions.undo_check_in(enrolment=_of(ref, now))
    return Told()


def missed(*, ref: str, by: AbstractBaseUser, now: datetime) -> Told:
    actions.note_absence(enrolment=_of(ref, now), now=now)
    return Told()


def not_missed(*, ref: str, by: AbstractBaseUser, now: datetime) -> Told:
    assert isinstance(by, User)
    return actions.take_back_absence(enrolment=_of(ref, now), by=by, now=now)


def _of(ref: str, now: datetime) -> Enrolment:
    """Of today's."""
    found = (each for each in Enrolment.objects.on(local_day(now)).with_place() if each.ref == ref)
    if (place := next(found, None)) is None:
        raise CannotChange(_("This was changed meanwhile. Please look again."))
    return place


COMING = Coming(arrivals=arrivals, come=come, not_yet=not_yet, missed=missed, not_missed=not_missed)
