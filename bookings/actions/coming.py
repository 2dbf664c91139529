"""Who came and who did not: checking in, noting an absence, and the marks that follow from it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bookings import messages
from bookings.actions.common import lock_people_of, numbers_of
from bookings.actions.waiting import pass_on
from bookings.models import Booking, BookingMark, BookingQuerySet
from centres.claimants import CannotChange, Told
from centres.models import Occupancy, Want
from centres.retries import retry_on_deadlock
from fairness.checkin import How, Window
from fairness.models import IfAbsent, Numbers, RuleBook
from residents.models import User


def window_of(booking: Booking, numbers: Numbers) -> Window:
    return Window.of(booking.occupancy.span, numbers)


@transaction.atomic
def check_in(*, booking: Booking, how: How, by: User | None, now: datetime) -> None:
    """Note that they have come; said twice it is noted once. `by` is None at the door, where nobody need sign in.

    Raises CannotChange when it is too early or too late, or the booking does not stand.
    """
    booking.refresh_from_db(fields=["state"])
    if booking.is_checked_in:
        return
    if booking.is_confirmed:
        window_of(booking, numbers_of(booking)).refuse(now, how, phone=booking.room.centre.phone)
    expected = Booking.objects.filter(pk=booking.pk, occupancy=booking.occupancy)
    if not _note_here(expected, how=how, by=by, now=now):
        booking.refresh_from_db(fields=["state"])
        if not booking.is_checked_in:
            raise CannotChange(why_not_here(booking))
    booking.refresh_from_db(fields=["state", "checked_in_at", "checked_in_how", "checked_in_by"])


@transaction.atomic
def undo_check_in(*, booking: Booking, now: datetime) -> None:
    """Take back what was noted by mistake. Raises CannotChange when it is over or was never noted."""
    here = Booking.objects.filter(pk=booking.pk, state=Booking.State.CHECKED_IN, occupancy__ends_at__gt=now)
    undone = here.update(state=Booking.State.CONFIRMED, checked_in_at=None, checked_in_how="", checked_in_by=None)
    if not undone:
        raise CannotChange(_("This booking was changed meanwhile. Please look again."))
    booking.refresh_from_db(fields=["state", "checked_in_at", "checked_in_how", "checked_in_by"])


@retry_on_deadlock
@transaction.atomic
def note_absence(*, booking: Booking, by: User | None, now: datetime, tell: bool = True) -> Told:
    """Note that nobody came, free the rest of the time, and tell them unless `tell` is False.

    The worker's `by` is None. Raises CannotChange before anybody is missed, or when the booking was changed meanwhile.
    """
    lock_people_of(booking)
    numbers = numbers_of(booking)
    if not window_of(booking, numbers).is_missed(now):
        raise CannotChange(_("They may still come. Please wait a little."))
    stands = (Booking.State.CONFIRMED, Booking.State.COMPLETED)
    missed = Booking.objects.filter(pk=booking.pk, occupancy=booking.occupancy, state__in=stands, checked_in_at=None)
    if not missed.update(state=Booking.State.NO_SHOW):
        booking.refresh_from_db(fields=["state"])
        raise CannotChange(why_not_here(booking))
    booking.refresh_from_db(fields=["state"])
    if not booking.is_over(now):
        pass_on(booking.occupancy, now=now)
    mark = _mark(booking, numbers)
    if not tell:
        return Told()
    return messages.tell_missed(booking, mark, numbers, by=by, now=now)


def _mark(booking: Booking, numbers: Numbers) -> BookingMark | None:
    """Whom it is for bears it; of a team nobody does."""
    if booking.team_id is not None or booking.booked_for is None:
        return None
    happened_at = booking.occupancy.starts_at
    expires_at = happened_at + timedelta(days=numbers.no_show_days)
    return BookingMark.objects.create(
        booking=booking, resident=booking.booked_for, happened_at=happened_at, expires_at=expires_at
    )


@retry_on_deadlock
@transaction.atomic
def take_back_absence(*, booking: Booking, by: User, now: datetime) -> Told:
    """They were there after all: no mark stays. What goes on takes its room again, and they have come.

    Raises CannotChange when it was not noted, RoomTaken when somebody else has the room by now.
    """
    lock_people_of(booking)
    old, marks = booking.occupancy, BookingMark.objects.filter(booking=booking)
    mark = marks.first()
    marks.delete()
    absent = Booking.objects.filter(pk=booking.pk, state=Booking.State.NO_SHOW, occupancy=old)
    if booking.is_over(now):
        changed = absent.update(state=Booking.State.COMPLETED)
    else:
        changed = absent.update(state=Booking.State.CONFIRMED, occupancy=_claim_again(booking, now=now))
    if not changed:
        raise CannotChange(_("This booking was changed meanwhile. Please look again."))
    if not booking.is_over(now):  # or else the worker would miss them again
        _note_here(Booking.objects.filter(pk=booking.pk), how=How.DESK, by=by, now=now)
    booking.refresh_from_db()
    return messages.tell_present(booking, mark, old=old, by=by, now=now)


def _note_here(bookings: BookingQuerySet, *, how: How, by: User | None, now: datetime) -> int:
    """Of those that are confirmed at this moment."""
    return bookings.confirmed().update(
        state=Booking.State.CHECKED_IN, checked_in_at=now, checked_in_how=how, checked_in_by=by
    )


def _claim_again(booking: Booking, *, now: datetime) -> Occupancy:
    """The same hours, which were let go when nobody came."""
    old = booking.occupancy
    want = Want(old.room, old.span, old.clear_until - old.ends_at)
    [occupancy] = Occupancy.objects.claim([want], kind=Booking.KIND, title=old.title, now=now)
    return occupancy


# For the worker


def release_missed(now: datetime) -> None:
    """Where the site lets rooms go to which nobody came: note the absence. Elsewhere the desk is asked."""
    expected = list(Booking.objects.expected(now).where_rooms_are_released().with_place().order_by("pk"))
    rules = RuleBook.load([booking.room for booking in expected])
    for booking in expected:
        numbers = rules.of(booking.room)
        if numbers.if_absent == IfAbsent.RELEASE and window_of(booking, numbers).is_missed(now):
            try:
                note_absence(booking=booking, by=None, now=now)
            except CannotChange:
                continue  # they came, or cancelled, in this very moment


def why_not_here(booking: Booking) -> str:
    """Why one cannot come to a booking in this state."""
    if booking.is_pending:
        return _("The office has not decided about this booking yet. Please speak to the desk.")
    if booking.is_checked_in:
        return _("They have checked in already.")
    if booking.is_confirmed:
        return _("This booking was changed meanwhile. Please look again.")
    return _("This booking does not stand any more: %(state)s. Please speak to the desk.") % {
        "state": booking.get_state_display()
    }
