"""Book for somebody at the desk or on the telephone, who may be new to us."""

import uuid
from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from bookings import actions
from bookings.models import Booking, wish_key
from centres.claimants import CannotChange
from centres.models import Room
from centres.retries import retry_on_deadlock
from centres.spans import Span
from fairness.checkin import How
from residents.actions import find_or_register
from residents.models import Resident, User


@retry_on_deadlock
@transaction.atomic
def book_on_behalf(
    *,
    resident: Resident | None,
    name: str,
    phone: str,
    room: Room,
    span: Span,
    party: int,
    purpose: str,
    channel: str,
    waiver: str,
    token: uuid.UUID,
    by: User,
    now: datetime,
) -> Booking:
    """Book for `resident`, or register `name` first; neither happens when the wish is refused.

    Raises what bookings.actions.book raises.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # the second tap waits for the first one's person
    if resident is not None:
        name, phone = resident.name, resident.phone
    key = wish_key(token, by=by, room=room, span=span, name=name, phone=phone)
    if sent_before := Booking.objects.with_place().of_wish(key).first():
        return sent_before
    return actions.book(
        room=room,
        span=span,
        party=party,
        booked_for=resident or find_or_register(name=name, phone=phone),
        by=by,
        channel=channel,
        purpose=purpose,
        token=token,
        waiver=waiver,
        now=now,
    )


STEP = timedelta(minutes=5)


def next_step(now: datetime) -> datetime:
    """The next full five minutes: when somebody who has just walked in begins."""
    return now + (datetime.min.replace(tzinfo=now.tzinfo) - now) % STEP


class Wanted(TypedDict):
    """What `book_on_behalf` asks for besides the time."""

    resident: Resident | None
    name: str
    phone: str
    room: Room
    party: int
    purpose: str
    channel: str
    waiver: str
    token: uuid.UUID


@retry_on_deadlock
@transaction.atomic
def walk_in(*, span: Span, by: User, now: datetime, **wanted: Unpack[Wanted]) -> Booking:
    """Book for somebody who stands at the desk, who begins at once however long the form took, and is here.

    Raises CannotChange when the end has come meanwhile, and what `book_on_behalf` raises.
    """
    begins = max(span.starts_at, next_step(now))
    if span.ends_at <= begins:
        raise CannotChange(_("This time is over by now. Please choose a later end."))
    booking = book_on_behalf(span=Span(begins, span.ends_at), by=by, now=now, **wanted)
    if booking.is_confirmed and begins == next_step(now):
        opens_at = actions.window_of(booking, actions.numbers_of(booking)).opens_at
        actions.check_in(booking=booking, how=How.DESK, by=by, now=max(now, opens_at))
    return booking
