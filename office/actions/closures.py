"""Take rooms out of use, move such a hold, and give the time back."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from centres.claimants import CannotChange
from centres.models import Occupancy, Room, Want
from centres.retries import retry_on_deadlock
from centres.spans import Span
from office.models import Closure, ClosureHold
from office.models.closures import closing_key
from residents.models import User


@retry_on_deadlock
@transaction.atomic
def close_rooms(
    *,
    wants: Sequence[tuple[Room, Span]],
    title: str,
    by: User,
    now: datetime,
    note: str = "",
    token: uuid.UUID | None = None,
) -> Closure:
    """Take rooms out of use, each for a span within one day. The same form (`token`) sent twice closes once.

    Raises RoomTaken when anything stands there, CannotChange for what lies in the past: what has been stays in the
    record.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # the second tap waits for the first one's closure
    key = closing_key(token, by=by, wants=wants, title=title, note=note) if token else None
    if key and (sent_before := Closure.objects.of_form(key).first()):
        return sent_before
    if any(span.ends_at <= now for _room, span in wants):
        raise CannotChange(_("This time has passed already. Please choose a later one."))
    closure = Closure.objects.create(title=title, note=note, made_by=by, made_at=now, form_token=key)
    occupancies = Occupancy.objects.claim(
        [Want(room, span) for room, span in wants], kind=ClosureHold.KIND, title=title, now=now
    )
    ClosureHold.objects.bulk_create(ClosureHold(closure=closure, occupancy=occupancy) for occupancy in occupancies)
    return closure


@retry_on_deadlock
@transaction.atomic
def move_hold(*, hold: ClosureHold, room: Room, span: Span, now: datetime) -> None:
    """Take the hold elsewhere, or leave it where it is. Raises RoomTaken, HoldExpired or CannotChange."""
    _refuse_over(hold, now=now)
    if span.ends_at <= now:
        raise CannotChange(_("This time has passed already. Please choose a later one."))
    [hold.occupancy] = Occupancy.objects.move([(hold.occupancy, Want(room, span))], now=now)
    hold.save(update_fields=["occupancy"])


@transaction.atomic
def lift(*, hold: ClosureHold, by: User, now: datetime, reason: str = "") -> None:
    """Give the time back to everyone. Raises CannotChange when it is over or was lifted already."""
    _refuse_over(hold, now=now)
    if not Occupancy.objects.release([hold.occupancy], now=now):
        raise CannotChange(_("The room was given back already."))
    hold.lifted_by, hold.lift_reason = by, reason
    hold.save(update_fields=["lifted_by", "lift_reason"])
    hold.closure.form_token = None  # who sends the form again after that wants the room closed again
    hold.closure.save(update_fields=["form_token"])


def _refuse_over(hold: ClosureHold, *, now: datetime) -> None:
    if hold.occupancy.ends_at <= now:
        raise CannotChange(_("This date has begun or is over; it stays in the record as it is."))
