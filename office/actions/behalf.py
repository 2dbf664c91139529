"""Book for somebody at the desk or on the telephone, who may be new to us."""

import uuid
from datetime import datetime

from django.db import transaction

from bookings import actions
from bookings.models import Booking, wish_key
from centres.models import Room
from centres.retries import retry_on_deadlock
from centres.spans import Span
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
