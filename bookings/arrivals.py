"""Who comes to what was booked, as door, desk and the day's list ask through centres.claimants."""

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser

from bookings import actions
from bookings.models import Booking
from bookings.rows import state_badge
from bookings.words import people_words
from centres.claimants import Arrival, Coming, Told
from centres.models import Room
from fairness.checkin import How
from fairness.models import RuleBook
from residents.models import User


def arrivals(*, rooms: Sequence[Room], on: date, now: datetime) -> list[Arrival]:
    """What was cancelled or declined is not expected."""
    expected = Booking.objects.standing().on(on).filter(occupancy__kind=Booking.KIND, occupancy__room__in=rooms)
    rules = RuleBook.load(rooms)
    return [_arrival(booking, rules, now=now) for booking in expected.with_place()]


def _arrival(booking: Booking, rules: RuleBook, *, now: datetime) -> Arrival:
    window = actions.window_of(booking, rules.of(booking.room))
    is_open, is_missed = booking.is_confirmed and not booking.is_over(now), window.is_missed(now)
    unsaid = booking.checked_in_at is None and not booking.is_no_show and not booking.is_pending
    return Arrival(
        Booking.KIND,
        booking.ref,
        booking.occupancy,
        who=booking.whom,
        masked=booking.team.name if booking.team else booking.masked_name,
        facts="\u2060·".join([booking.room.name, people_words(booking.party), booking.ref]),
        badge=state_badge(booking, now=now),
        known_as=[booking.name, booking.phone, booking.team.name if booking.team else ""],
        accounts=_accounts(booking),
        person=booking.booked_for_id,
        may_come=is_open and window.is_open(now, How.DESK),
        may_come_by_code=is_open and window.is_open(now, How.DOOR),
        may_be_missed=is_missed and unsaid,
        is_asked_about=is_open and is_missed,
        has_come=booking.checked_in_at is not None,
        may_take_back=booking.is_checked_in and not booking.is_over(now),
        was_missed=booking.is_no_show,
    )


def _accounts(booking: Booking) -> frozenset[int]:
    """Of whom it is for, and of who made it on the web."""
    own = booking.booked_for.user_id if booking.booked_for else None
    return frozenset(filter(None, [own, booking.booked_by_id if booking.is_made_online else None]))


# What is noted of one


def come(*, ref: str, by_code: bool, by: AbstractBaseUser | None, now: datetime) -> Told:
    assert by is None or isinstance(by, User)
    actions.check_in(booking=_of(ref), how=How.DOOR if by_code else How.DESK, by=by, now=now)
    return Told()


def not_yet(*, ref: str, by: AbstractBaseUser, now: datetime) -> Told:
    actions.undo_check_in(booking=_of(ref), now=now)
    return Told()


def missed(*, ref: str, by: AbstractBaseUser, now: datetime) -> Told:
    assert isinstance(by, User)
    return actions.note_absence(booking=_of(ref), by=by, now=now)


def not_missed(*, ref: str, by: AbstractBaseUser, now: datetime) -> Told:
    assert isinstance(by, User)
    return actions.take_back_absence(booking=_of(ref), by=by, now=now)


def _of(ref: str) -> Booking:
    return Booking.objects.with_place().get(ref=ref)


COMING = Coming(arrivals=arrivals, come=come, not_yet=not_yet, missed=missed, not_missed=not_missed)
