"""Sessions as a claimant of rooms."""

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from activities import actions
from activities.arrivals import COMING
from activities.left import LEFT
from activities.models import Session
from activities.reporting import report
from centres.claimants import Told
from centres.models import Room
from centres.spans import Span
from fairness.programme.claimant import claimant_of
from residents.models import User


def move(*, happening: Session, room: Room, span: Span, by: User, reason: str, now: datetime) -> Told:
    return actions.move(happening=happening, room=room, span=span, by=by, reason=reason, now=now)


def cancel(*, happening: Session, by: User, reason: str, now: datetime) -> Told:
    return actions.cancel(happening=happening, by=by, reason=reason, now=now)


CLAIMANT = replace(
    claimant_of(
        Session,
        words=_("activity"),
        move=move,
        cancel=cancel,
        coming=COMING,
        is_for_residents=True,
        facts=lambda session: session.facts,
    ),
    left=LEFT,
    report=report,
)
