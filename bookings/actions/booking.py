"""Take a room, and take a booking to another time or room."""

import uuid
from datetime import datetime
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from bookings import messages
from bookings.actions.cancelling import refuse_late_change
from bookings.actions.common import held_until, insert, judge, lock_people, lock_people_of, may_book_as, standing
from bookings.actions.waiting import offer
from bookings.models import Booking, wish_key
from bookings.wishes import wish_for
from centres.claimants import CannotChange, Told
from centres.models import Occupancy, Room, Want
from centres.retries import retry_on_deadlock
from centres.spans import Span
from fairness.models import Numbers
from fairness.rules import Refused, broken
from residents.acting import may_act
from residents.models import Resident, Team, User


@retry_on_deadlock
@transaction.atomic
def book(
    *,
    room: Room,
    span: Span,
    party: int,
    booked_for: Resident,
    by: User,
    channel: str,
    purpose: str,
    token: uuid.UUID,
    now: datetime,
    team: Team | None = None,
    note: str = "",
    waiver: str = "",
    tell: bool = True,
) -> Booking:
    """Book a room, or ask for it where the office decides.

    The same form sent twice makes one booking, and both get it.

    `waiver` is the reason why staff set aside the rules that may be waived. Whoever is booked for by somebody else
    gets a message, unless `tell` is False. Raises Refused with all broken rules, RoomTaken when somebody was faster,
    CannotChange for a relative whom they have let go, and for a team that may not, or not by them.
    """
    locked = lock_people(booked_for.pk, team.pk if team else None)
    key = wish_key(token, by=by, room=room, span=span, name=booked_for.name, phone=booked_for.phone, team=team)
    if sent_before := Booking.objects.with_place().of_wish(key).first():
        return sent_before
    may_act(by=by, resident=booked_for, channel=channel)
    may_book_as(by=by, team=locked)
    is_online = channel in Booking.ONLINE
    wish = wish_for(room=room, span=span, party=party, resident=booked_for, team=team, now=now, is_online=is_online)
    if refusals := broken(wish, waive=bool(waiver)):
        raise Refused(refusals)
    decide_by = wish.numbers.decide_by(span.starts_at, now) if wish.numbers.needs_approval and is_online else None
    [occupancy] = Occupancy.objects.claim(
        [Want(room, span, wish.numbers.clearing)],
        kind=Booking.KIND,
        title=team.name if team else "",
        now=now,
        **standing(decide_by),
    )
    booking = insert(
        Booking(
            occupancy=occupancy,
            state=Booking.State.PENDING if decide_by else Booking.State.CONFIRMED,
            decide_by=decide_by,
            booked_for=booked_for,
            team=team,
            booked_by=by,
            channel=channel,
            booked_at=now,
            form_token=key,
            party=party,
            purpose=purpose,
            note=note,
            waiver=waiver,
        )
    )
    if tell:
        messages.tell_entered(booking, by=by, now=now)
    return booking


@retry_on_deadlock
@transaction.atomic
def move(
    *, booking: Booking, room: Room, span: Span, by: User, now: datetime, waiver: str = "", reason: str = ""
) -> Told:
    """Take the booking to another time or room, or leave it where it is.

    Those concerned who did not do it themselves get a message with the `reason`. Raises Refused or RoomTaken
    (the old time is kept in both cases), CannotChange when it is too late,
    HoldExpired when the booking was cancelled or moved meanwhile.
    """
    lock_people_of(booking)
    booking.refresh_from_db(fields=["state", "decide_by", "decided_at"])
    is_online = not by.may_run(booking.room.centre)
    if is_online:
        refuse_late_change(booking, now=now, is_move=True)
    elif booking.is_over(now):
        raise CannotChange(_("This booking is over; it stays in the record as it is."))
    wish = judge(booking, room=room, span=span, now=now, waive=bool(waiver), is_online=is_online)
    old, read = booking.occupancy, booking.state
    [occupancy] = Occupancy.objects.move([(old, Want(room, span, wish.numbers.clearing))], now=now)
    decision = _decision_after_move(booking, occupancy, wish.numbers, is_online=is_online, now=now)
    if booking.is_checked_in and now < wish.numbers.checkin_opens_at(span.starts_at):
        decision |= _NOT_HERE_YET
    moved = Booking.objects.kept().filter(pk=booking.pk, state=read, occupancy=old)
    if not moved.update(occupancy=occupancy, waiver=waiver or booking.waiver, **decision):
        raise CannotChange(_("This booking was changed meanwhile. Please look again."))
    booking.refresh_from_db()
    offer(old.room, old.span_with_clearing, now=now)
    return messages.tell_moved(booking, old=old, new=occupancy, reason=reason, by=by, now=now)


class _Decision(TypedDict, total=False):
    state: str
    decide_by: datetime | None
    decided_at: datetime | None
    checked_in_at: None
    checked_in_how: str
    checked_in_by: None


_NOT_HERE_YET: _Decision = {
    "state": Booking.State.CONFIRMED,
    "checked_in_at": None,
    "checked_in_how": "",
    "checked_in_by": None,
}


def _decision_after_move(
    booking: Booking, occupancy: Occupancy, numbers: Numbers, *, is_online: bool, now: datetime
) -> _Decision:
    """Whether the office has to decide about it (again), and until when; the new time stands accordingly.

    What residents take to a room where the office decides waits for its word; elsewhere it needs none. What staff move
    stands as it stood.
    """
    waits = numbers.needs_approval if is_online else booking.is_pending
    if not waits:
        if booking.is_pending:
            Occupancy.objects.confirm(occupancy.claim, now=now)
            return {"state": Booking.State.CONFIRMED, "decide_by": None}
        return {}
    decide_by = numbers.decide_by(occupancy.starts_at, now)
    Occupancy.objects.hold(
        occupancy.claim, standing=Occupancy.Standing.TENTATIVE, held_until=held_until(decide_by), now=now
    )
    return {"state": Booking.State.PENDING, "decide_by": decide_by, "decided_at": None}
