"""An activity that does not go on: its dates to come are cancelled together, each as if alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from activities.actions.scheduling import cancel
from activities.models import Activity, Session, SessionQuerySet
from centres.claimants import CannotChange, Told
from centres.retries import retry_on_deadlock
from centres.words import date_words
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

    A course is cancelled from its first date on: its line and its draw go along to the last, and end there.
    """
    cancelled: list[Session] = []
    left: list[str] = []
    done: list[str] = []
    to_do: dict[str, None] = {}
    for session in to_end(activity, by=by, now=now):
        try:
            told = cancel(happening=session, by=by, reason=reason, now=now)
        except CannotChange as error:
            left.append(error.sentence)
            continue
        cancelled.append(session)
        done += [_of_date(session, words) for words in told.done]
        to_do |= dict.fromkeys(told.to_do)
    return Ended(cancelled, left, Told(tuple(done), tuple(to_do)))


def _of_date(session: Session, words: str) -> str:
    return _("%(date)s: %(words)s") % {"date": date_words(session.occupancy.starts_at), "words": words}
