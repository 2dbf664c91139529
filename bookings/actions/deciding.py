"""The office's word about a booking that needs it; and what becomes of those that nobody decided about."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bookings import messages
from bookings.actions.common import lock_people_of
from bookings.actions.waiting import pass_on
from bookings.models import Booking
from centres.claimants import CannotChange, Told
from centres.models import HoldExpired, Occupancy
from centres.retries import retry_on_deadlock
from residents.models import User

BATCH = 200


@retry_on_deadlock
@transaction.atomic
def approve(*, booking: Booking, by: User, now: datetime) -> Told:
    """Say yes: the time is theirs. Raises CannotChange when somebody decided before, or the time went meanwhile."""
    _decide(booking, Booking.State.CONFIRMED, by=by, now=now)
    try:
        Occupancy.objects.confirm(booking.occupancy.claim, now=now)
    except HoldExpired:
        raise CannotChange(_("Nobody decided in time, and the room is free again. Please book anew.")) from None
    return messages.tell_approved(booking, by=by, now=now)


@retry_on_deadlock
@transaction.atomic
def decline(*, booking: Booking, by: User, now: datetime, reason: str) -> Told:
    """Say no, with the reason that they are told; the room is free. Raises CannotChange as `approve` does."""
    _decide(booking, Booking.State.DECLINED, by=by, now=now, reason=reason)
    pass_on(booking.occupancy, now=now)
    return messages.tell_declined(booking, by=by, now=now)


def expire_undecided(now: datetime) -> None:
    """For the worker: what nobody decided about in time is let go, and whoever asked is told."""
    for booking in Booking.objects.undecided(now).with_place().order_by("decide_by")[:BATCH]:
        _expire(booking, now=now)


def complete(now: datetime) -> None:
    """For the worker: what has ended is completed, whether or not somebody noted that they came."""
    over = Booking.objects.over(now)
    while batch := list(over.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        over.filter(pk__in=batch).update(state=Booking.State.COMPLETED)


def _decide(booking: Booking, state: Booking.State, *, by: User, now: datetime, reason: str = "") -> None:
    """From waiting to its new state, unless somebody was faster."""
    lock_people_of(booking)
    waiting = Booking.objects.pending().filter(pk=booking.pk, occupancy=booking.occupancy)
    if not waiting.update(state=state, decided_at=now, decided_by=by, decision=reason):
        booking.refresh_from_db()
        raise CannotChange(decided_before(booking))
    booking.refresh_from_db(fields=["state", "decided_at", "decided_by", "decision"])


def decided_before(booking: Booking) -> str:
    """What became of it meanwhile."""
    return _("Somebody has decided about this booking, or it was changed meanwhile: %(state)s.") % {
        "state": booking.get_state_display()
    }


@retry_on_deadlock
@transaction.atomic
def _expire(booking: Booking, *, now: datetime) -> None:
    lock_people_of(booking)
    undecided = Booking.objects.undecided(now).filter(pk=booking.pk, occupancy=booking.occupancy)
    if undecided.update(state=Booking.State.EXPIRED):
        pass_on(booking.occupancy, now=now)
        booking.refresh_from_db(fields=["state"])
        messages.tell_expired(booking, now=now)
