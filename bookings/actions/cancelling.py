"""Let a booking go, and take that back."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bookings import messages
from bookings.actions import waiting
from bookings.actions.common import held_until, judge, lock_people_of, numbers_of, standing
from bookings.models import Booking
from centres.claimants import CannotChange, Told
from centres.models import HoldExpired, Occupancy, Want
from centres.retries import retry_on_deadlock
from centres.words import moment_words
from fairness.models import Numbers
from residents.models import User

CANCELLING = ("cancelled_at", "cancelled_by", "cancelled_how", "cancel_reason")


@retry_on_deadlock
@transaction.atomic
def cancel(*, booking: Booking, by: User | None, now: datetime, reason: str = "", how: str = "") -> Told:
    """Cancel, and free the room at once. Those concerned who did not do it themselves get a message.

    `by` is None where `how` says that somebody held the slip: a resident's cancelling, whoever it was. Raises
    CannotChange when it is too late or already done. Too late is never for who has just booked: a slip of the finger
    an hour before can be taken back.
    """
    if (by is None) != bool(how):
        raise ValueError("Somebody's account cancels, or somebody with the slip.")
    lock_people_of(booking)
    booking.refresh_from_db(fields=["state"])
    if booking.is_cancelled:
        raise CannotChange(cancelled_before())
    if not (booking.is_pending or booking.is_confirmed):
        raise CannotChange(_("This booking cannot be cancelled any more. Please speak to the desk."))
    if by and by.may_run(booking.room.centre):
        if booking.is_over(now):
            raise CannotChange(_("This booking is over; it stays in the record as it is."))
    elif not may_take_back(booking, numbers_of(booking), by=by, now=now):
        refuse_late_change(booking, now=now)
    kept = Booking.objects.filter(pk=booking.pk, state=booking.state, occupancy=booking.occupancy)
    cancelled = kept.update(
        state=Booking.State.CANCELLED,
        cancelled_at=now,
        cancelled_by=by,
        cancelled_how=how,
        cancel_reason=reason,
        form_token=uuid.uuid4(),  # who sends the form again after cancelling wants the room again
    )
    if not cancelled:
        raise CannotChange(_("This booking was changed meanwhile. Please look again."))
    _let_go(booking, now=now)
    booking.refresh_from_db(fields=["form_token", "state", *CANCELLING])
    return messages.tell_cancelled(booking, by=by, now=now)


@retry_on_deadlock
@transaction.atomic
def undo_cancel(*, booking: Booking, by: User | None, now: datetime) -> Told:
    """Revive a booking just cancelled, with the reference that stands on the slip. `by` None: whoever holds that slip.

    Raises CannotChange when the minutes for it have passed or somebody else cancelled it, RoomTaken
    when the room went meanwhile, Refused when the resident has used up the limit since.
    """
    lock_people_of(booking)
    booking.refresh_from_db(fields=["state", *CANCELLING, "decide_by", "decided_at"])
    if booking.is_kept:
        raise CannotChange(_("This booking stands again already."))
    decide_by = None if booking.decided_at else booking.decide_by
    if not may_undo(booking, numbers_of(booking), by=by, now=now) or (decide_by and decide_by <= now):
        raise CannotChange(_("This cannot be undone any more. Please book again."))
    old = booking.occupancy
    judge(booking, room=old.room, span=old.span, now=now, waive=bool(booking.waiver), only_limits=True)
    occupancy = _take_again(booking, decide_by, now=now)
    revived = Booking.objects.filter(pk=booking.pk, state=Booking.State.CANCELLED, occupancy=old).update(
        state=Booking.State.PENDING if decide_by else Booking.State.CONFIRMED,
        cancelled_at=None,
        cancelled_by=None,
        cancelled_how="",
        cancel_reason="",
        occupancy=occupancy,
    )
    if not revived:
        raise CannotChange(_("This booking was changed meanwhile. Please look again."))
    booking.refresh_from_db()
    return messages.tell_restored(booking, old=old, new=occupancy, by=by, now=now)


def _let_go(booking: Booking, *, now: datetime) -> None:
    """Free the time at once; where somebody waits for it, only once it cannot be brought back any more."""
    if not waiting.somebody_waits(booking.occupancy, now=now):
        Occupancy.objects.release([booking.occupancy], now=now)
        return
    undo_until = now + timedelta(minutes=numbers_of(booking).undo_minutes)
    try:
        Occupancy.objects.hold(
            booking.occupancy.claim, standing=Occupancy.Standing.HELD, held_until=held_until(undo_until), now=now
        )
    except HoldExpired:
        waiting.pass_on(booking.occupancy, now=now)


def _take_again(booking: Booking, decide_by: datetime | None, *, now: datetime) -> Occupancy:
    """The time of a booking brought back: kept still where somebody waited, else claimed anew."""
    old = Occupancy.objects.get(pk=booking.occupancy_id)
    if not old.stands(now):
        want = Want(booking.room, old.span, old.clear_until - old.ends_at)
        [occupancy] = Occupancy.objects.claim(
            [want], kind=Booking.KIND, title=old.title, now=now, **standing(decide_by)
        )
        return occupancy
    try:
        Occupancy.objects.confirm(old.claim, now=now)
    except HoldExpired:
        raise CannotChange(_("This booking was changed meanwhile. Please look again.")) from None
    if decide_by:
        Occupancy.objects.hold(
            old.claim, standing=Occupancy.Standing.TENTATIVE, held_until=held_until(decide_by), now=now
        )
    return old


def cancel_deadline(booking: Booking, numbers: Numbers) -> datetime:
    return numbers.cancel_until(booking.occupancy.starts_at)


def move_deadline(booking: Booking, numbers: Numbers) -> datetime:
    return numbers.reschedule_until(booking.occupancy.starts_at)


def may_take_back(booking: Booking, numbers: Numbers, *, by: User | None, now: datetime) -> bool:
    """Within the minutes for undoing after it was booked and before its start, by who booked it."""
    if by is None or booking.booked_by_id != by.pk:
        return False
    if not (booking.is_confirmed or booking.is_pending) or booking.has_begun(now):
        return False
    return now <= take_back_until(booking, numbers)


def take_back_until(booking: Booking, numbers: Numbers) -> datetime:
    return booking.booked_at + timedelta(minutes=numbers.undo_minutes)


def may_undo(booking: Booking, numbers: Numbers, *, by: User | None, now: datetime) -> bool:
    """Within the minutes for undoing and before its start, by who cancelled it or by staff of the site.

    What somebody with the slip cancelled is brought back with the slip, or by those whose booking it is.
    """
    return undo_deadline(booking, numbers, by=by, now=now) is not None


def undo_deadline(booking: Booking, numbers: Numbers, *, by: User | None, now: datetime) -> datetime | None:
    """The last moment at which `by` may undo it; None when they may not, or not any more."""
    if booking.cancelled_at is None or booking.has_begun(now):
        return None
    if not _may_bring_back(booking, by):
        return None
    deadline = booking.cancelled_at + timedelta(minutes=numbers.undo_minutes)
    return min(deadline, booking.occupancy.starts_at) if now <= deadline else None


def _may_bring_back(booking: Booking, by: User | None) -> bool:
    if by is None:
        return booking.is_cancelled_without_account
    is_theirs = booking.is_own_of(by) if booking.is_cancelled_without_account else booking.cancelled_by_id == by.pk
    return is_theirs or by.may_run(booking.room.centre)


def cancelled_before() -> str:
    """For whoever cancels twice: a second tap, or back to the question after it was answered."""
    return _("This booking is cancelled already; the room is free for neighbours.")


def refuse_late_change(booking: Booking, *, now: datetime, is_move: bool = False) -> None:
    """Raise CannotChange once residents can no longer cancel, or move, the booking themselves."""
    if not (booking.is_pending or booking.is_confirmed):
        raise CannotChange(_("This booking was changed meanwhile. Please look again."))
    if booking.has_begun(now):
        raise CannotChange(_("This booking has begun already. Please speak to the desk."))
    deadline = (move_deadline if is_move else cancel_deadline)(booking, numbers_of(booking))
    if now > deadline:
        raise CannotChange(
            _("It could be changed here until %(moment)s. Please call %(phone)s, so that the desk knows.")
            % {"moment": moment_words(deadline), "phone": booking.room.centre.phone}
        )
