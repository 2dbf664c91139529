"""An activity that does not go on: its dates to come are cancelled together; each person is told once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from activities import messages
from activities.actions.scheduling import drop
from activities.messages import Dropped
from activities.models import Activity, Session, SessionQuerySet
from centres.claimants import CannotChange, Told
from centres.retries import retry_on_deadlock
from residents.models import User


@dataclass(frozen=True, slots=True)
class Ended:
    """The dates cancelled, those that could not be and why, and who was told."""

    cancelled: Sequence[Session]
    left: Sequence[str]
    told: Told


def to_end(activity: Activity, *, by: User, now: datetime) -> SessionQuerySet:
    """Its dates to come at the sites that this member of staff runs, the next one first."""
    to_come = Session.objects.confirmed().filter(activity=activity, occupancy__starts_at__gt=now)
    return to_come.at(by.sites()).with_place().order_by("occupancy__starts_at", "pk")


@retry_on_deadlock
@transaction.atomic
def cancel_to_come(*, activity: Activity, by: User, reason: str, now: datetime) -> Ended:
    """None of these dates takes place; all who are concerned are told why. Done twice, nothing is left to cancel.

    A course is cancelled from its first date on: its line and its draw go along to the last, and end there. Whoever
    applied in several draws is told once of each, since each has its own number.
    """
    dropped: list[Dropped] = []
    left: list[str] = []
    for session in to_end(activity, by=by, now=now):
        first = dropped[0].session if dropped else None
        try:
            dropped.append(drop(happening=session, by=by, reason=reason, now=now, from_date=first))
        except CannotChange as error:
            left.append(error.sentence)
    told = [messages.tell_cancelled(dropped, by=by, now=now), *(each.told for each in dropped)]
    done = tuple(words for each in told for words in each.done)
    to_do = tuple(dict.fromkeys(words for each in told for words in each.to_do))
    return Ended([each.session for each in dropped], left, Told(done, to_do))
