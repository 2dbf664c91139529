"""A list of neighbours signed up at once, as a committee brings it for an outing: each on their own, in order."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from activities.actions.enrolling import NoPlaceLeft, enrol, over
from activities.actions.waiting import PlaceLeft, join
from activities.models import Enrolment, EnrolmentWait, Session
from centres.claimants import CannotChange
from fairness.rules import Refused
from residents.actions import find_or_register
from residents.models import Resident, User


@dataclass(frozen=True, slots=True)
class Listed:
    """What became of one of them: a place, a place in line, or the sentences why neither."""

    resident: Resident
    place: Enrolment | None = None
    wait: EnrolmentWait | None = None
    why: tuple[str, ...] = ()


def enrol_listed(
    *,
    session: Session,
    people: Iterable[tuple[str, str]],
    by: User,
    channel: str,
    token: uuid.UUID,
    may_wait: bool,
    now: datetime,
) -> list[Listed]:
    """Of each name and number what became of it; whoever is not known yet is entered.

    Nobody holds up those after them, and the same list sent twice signs everybody up once. Where it is full they
    stand in line, if they `may_wait`.
    """
    return [_one(session, _resident(*each), by, channel, token, may_wait=may_wait, now=now) for each in people]


@transaction.atomic
def _resident(name: str, phone: str) -> Resident:
    return find_or_register(name=name, phone=phone)


def _one(
    session: Session, resident: Resident, by: User, channel: str, token: uuid.UUID, *, may_wait: bool, now: datetime
) -> Listed:
    try:
        place = enrol(session=session, resident=resident, by=by, channel=channel, token=token, now=now)
    except NoPlaceLeft:
        return _in_line(session, resident, by, channel, now=now) if may_wait else Listed(resident)
    except (Refused, CannotChange) as error:
        return Listed(resident, why=_sentences(error))
    return Listed(resident, place=place) if place.is_enrolled else Listed(resident, why=(over(),))


def _in_line(session: Session, resident: Resident, by: User, channel: str, *, now: datetime) -> Listed:
    try:
        return Listed(resident, wait=join(session=session, resident=resident, by=by, channel=channel, now=now))
    except PlaceLeft:  # given back this very moment: whoever sends the list again has it
        return Listed(resident)
    except (Refused, CannotChange) as error:
        return Listed(resident, why=_sentences(error))


def _sentences(error: Refused | CannotChange) -> tuple[str, ...]:
    if isinstance(error, CannotChange):
        return (error.sentence,)
    return tuple(refusal.sentence for refusal in error.refusals)
