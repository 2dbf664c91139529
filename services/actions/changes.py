"""Move or cancel a day, and tell everybody who has a number of it."""

from datetime import datetime

from django.db import transaction

from centres.claimants import Told
from centres.models import Room
from centres.retries import retry_on_deadlock
from centres.spans import Span
from fairness.programme.actions import cancel, move
from residents.models import User
from services import line_messages, messages
from services.actions.offering import locked, offer
from services.actions.terms import refuse_lost
from services.actions.waiting import clip_offers, close_line
from services.models import Appointment, ServiceDay
from services.terms import lost_between


@retry_on_deadlock
@transaction.atomic
def move_day(*, day: ServiceDay, room: Room, span: Span, by: User, reason: str, now: datetime) -> Told:
    """Numbers stay, their times move along, and whoever was called early waits again.

    Raises CannotChange, where somebody would lose their number too, RoomTaken or HoldExpired.
    """
    standing = locked(day).appointments.standing().order_by("number")
    old = day.occupancy
    before, after = day.plan, day.plan_at(span)
    refuse_lost(lost_between(before, after, list(standing)) if before and after else [])
    move(happening=day, room=room, span=span, now=now)
    day = ServiceDay.objects.with_place().get(pk=day.pk)
    if old.span != day.occupancy.span:
        _call_nobody(day, now=now)
    clip_offers(day)
    line_messages.tell_line_moved(
        list(day.waits.alive().with_place()), old=old, new=day.occupancy, reason=reason, by=by, now=now
    )
    offer(day, now=now)
    return messages.tell_day_moved(_live(day), old=old, new=day.occupancy, reason=reason, by=by, now=now)


@retry_on_deadlock
@transaction.atomic
def cancel_day(*, day: ServiceDay, by: User, reason: str, now: datetime) -> Told:
    """Its numbers go with it; of a day that runs, those of who still waits. Raises CannotChange once it is over."""
    locked(day)
    holders = [each for each in _live(day) if each.is_waiting or not day.has_begun(now)]
    cancel(happening=day, by=by, reason=reason, now=now, while_it_runs=True)
    Appointment.objects.filter(pk__in=[each.pk for each in holders]).update(
        state=Appointment.State.CANCELLED, cancelled_at=now, cancelled_by=by
    )
    line_messages.tell_line_cancelled(close_line(day, now=now), reason=reason, by=by, now=now)
    return messages.tell_day_cancelled(holders, reason=reason, by=by, now=now)


def _call_nobody(day: ServiceDay, *, now: datetime) -> None:
    """Whoever was called, begun with or missed waits for the new time; nothing is left to take back."""
    not_yet = day.appointments.filter(state__in=[*Appointment.AT_THE_CHAIR, Appointment.State.NO_SHOW])
    not_yet.update(state=Appointment.State.WAITING, called_at=None, begun_at=None, ended_at=None)
    day.steps.filter(undone_at=None).update(undone_at=now)


def _live(day: ServiceDay) -> list[Appointment]:
    live = day.appointments.filter(state__in=Appointment.LIVE)
    return list(live.with_place().select_related("booked_by", "resident__user").order_by("number"))
