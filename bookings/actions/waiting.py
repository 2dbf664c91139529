"""In line for a time that is taken: join, be offered it, accept or let it go on to the next.

Whoever frees a time calls `pass_on` in the same transaction, so that no passer-by comes between.
"""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings import messages
from bookings.actions.common import held_until, insert, lock_people, may_book_as
from bookings.models import Booking, BookingWait
from bookings.wishes import is_taken, wish_for
from centres.claimants import CannotChange, Told
from centres.models import HoldExpired, Occupancy, Room, RoomTaken, Want
from centres.retries import retry_on_deadlock
from centres.spans import Span
from centres.words import moment_words
from fairness.models import RuleBook
from fairness.models.numbers import MINUTE
from fairness.rules import Refused, broken
from fairness.waiting import last_offer_at, offer_ends_at
from residents.acting import may_act
from residents.models import Resident, Team, User

BATCH = 200


class NotTaken(Exception):
    """The time is free: nobody need wait for it."""


@retry_on_deadlock
@transaction.atomic
def join(
    *,
    room: Room,
    span: Span,
    party: int,
    resident: Resident,
    by: User,
    channel: str,
    purpose: str,
    now: datetime,
    team: Team | None = None,
    note: str = "",
) -> BookingWait:
    """Stand in line; asked twice one stands there once. The same rules are asked as for booking.

    Raises Refused, NotTaken, or CannotChange when the line is full or it is too late for it.
    """
    locked = lock_people(resident.pk, team.pk if team else None)
    Occupancy.objects.lock_rooms([room])  # the line grows one by one, and nobody frees the time meanwhile
    may_act(by=by, resident=resident, channel=channel)
    may_book_as(by=by, team=locked)
    own = BookingWait.objects.alive().filter(resident=resident, room=room, starts_at=span.starts_at)
    if stands := own.filter(ends_at=span.ends_at).first():
        return stands
    is_online = channel in Booking.ONLINE
    wish = wish_for(room=room, span=span, party=party, resident=resident, team=team, now=now, is_online=is_online)
    if refusals := broken(wish):
        raise Refused(refusals)
    if not is_taken(wish):
        raise NotTaken
    if now > last_offer_at(span.starts_at, wish.numbers):
        raise CannotChange(too_late(room))
    ahead = BookingWait.objects.alive().touching(room, span).filter(room=room).count()
    if ahead >= wish.numbers.waiting_limit:
        raise CannotChange(full(ahead, room))
    try:
        with transaction.atomic():
            return BookingWait.objects.create(
                room=room,
                starts_at=span.starts_at,
                ends_at=span.ends_at,
                resident=resident,
                team=team,
                joined_at=now,
                joined_by=by,
                channel=channel,
                party=party,
                purpose=purpose,
                note=note,
            )
    except IntegrityError:
        raise CannotChange(_("You are in line for a time that overlaps this one already.")) from None


def too_late(room: Room) -> str:
    return _("It is too late to wait in line for this time. Please call %(phone)s, we look together.") % {
        "phone": room.centre.phone
    }


def full(ahead: int, room: Room) -> str:
    if ahead == 0:
        return _("For this room there is no waiting list. Please choose another time.")
    return ngettext(
        "%(count)d neighbour is in line already; the line is full. Please choose another time or call %(phone)s.",
        "%(count)d neighbours are in line already; the line is full. Please choose another time or call %(phone)s.",
        ahead,
    ) % {"count": ahead, "phone": room.centre.phone}


@retry_on_deadlock
@transaction.atomic
def leave(*, entry: BookingWait, now: datetime) -> None:
    """Leave the line, or let an offer go on to the next. Raises CannotChange when it has ended already."""
    left = BookingWait.objects.waiting().filter(pk=entry.pk).update(state=BookingWait.State.LEFT, ended_at=now)
    entry.refresh_from_db()  # it may have been offered in this very moment
    if not left and not _end_offer(entry, BookingWait.State.REFUSED, now=now):
        raise CannotChange(_("This place in line has ended already."))


@retry_on_deadlock
@transaction.atomic
def accept(*, entry: BookingWait, by: User, now: datetime, waive: bool = False) -> Booking:
    """Take what is offered. Accepted twice it is one booking.

    Raises CannotChange when the offer has ended, Refused when the limits were used up meanwhile.
    """
    locked = lock_people(entry.resident_id, entry.team_id)
    entry.refresh_from_db()
    if entry.booking is not None:
        return entry.booking
    if not entry.is_offered or entry.occupancy is None or entry.offer_ends_at is None or entry.offer_ends_at <= now:
        raise CannotChange(offer_over(entry))
    may_book_as(by=by, team=locked)
    is_online = not by.may_run(entry.room.centre)
    wish = wish_for(
        room=entry.room,
        span=entry.span,
        party=entry.party,
        resident=entry.resident,
        team=entry.team,
        now=now,
        is_online=is_online,
    )
    if refusals := broken(wish, waive=waive, only_limits=True):
        raise Refused(refusals)
    decide_by = wish.numbers.decide_by(entry.starts_at, now) if wish.numbers.needs_approval and is_online else None
    try:
        Occupancy.objects.confirm(
            entry.occupancy.claim, now=now, kind=Booking.KIND, title=entry.team.name if entry.team else ""
        )
    except HoldExpired:
        raise CannotChange(offer_over(entry)) from None
    if decide_by:
        Occupancy.objects.hold(
            entry.occupancy.claim, standing=Occupancy.Standing.TENTATIVE, held_until=held_until(decide_by), now=now
        )
    booking = insert(
        Booking(
            occupancy=entry.occupancy,
            state=Booking.State.PENDING if decide_by else Booking.State.CONFIRMED,
            decide_by=decide_by,
            booked_for=entry.resident,
            team=entry.team,
            booked_by=by,
            channel=entry.channel,
            booked_at=now,
            form_token=uuid.uuid4(),
            party=entry.party,
            purpose=entry.purpose,
            note=entry.note,
        )
    )
    accepted = BookingWait.objects.offered().filter(pk=entry.pk)
    if not accepted.update(state=BookingWait.State.ACCEPTED, ended_at=now, booking=booking, occupancy=None):
        raise CannotChange(offer_over(entry))
    entry.refresh_from_db()
    messages.tell_entered(booking, by=by, now=now)
    return booking


def offer_over(entry: BookingWait) -> str:
    if entry.is_offered and entry.offer_ends_at:
        return _("The offer ended on %(moment)s and went to the next in line.") % {
            "moment": moment_words(entry.offer_ends_at)
        }
    return _("This place in line has ended already.")


# Passing a time on


def somebody_waits(occupancy: Occupancy, *, now: datetime) -> bool:
    """Whether anybody in line could be offered what this occupancy keeps, were it free. Inside a transaction.

    Nobody joins between the answer and the end of the transaction.
    """
    Occupancy.objects.lock_rooms([occupancy.room])
    waiting = list(BookingWait.objects.waiting().touching(occupancy.room, occupancy.span_with_clearing).with_place())
    rules = RuleBook.load([entry.room for entry in waiting]) if waiting else None
    return any(
        rules is not None and offer_ends_at(entry.starts_at, rules.of(entry.room), now) is not None
        for entry in waiting
    )


def pass_on(occupancy: Occupancy, *, now: datetime) -> list[BookingWait]:
    """Let the time go, and offer it to those in line whom it suits, the first one first. Inside a transaction."""
    Occupancy.objects.lock_rooms([occupancy.room])  # whoever finds it taken and joins does so before or after us
    Occupancy.objects.release([occupancy], now=now)
    return offer(occupancy.room, occupancy.span_with_clearing, now=now)


def offer(room: Room, freed: Span, *, now: datetime) -> list[BookingWait]:
    """Offer what has become free in a room to those in line whom it suits, the first one first.

    Whoever freed it has locked the room before.
    """
    in_line = list(BookingWait.objects.waiting().touching(room, freed).with_place().in_line())
    rules = RuleBook.load([entry.room for entry in in_line]) if in_line else None
    offered = []
    for entry in in_line:
        assert rules
        numbers = rules.of(entry.room)
        ends_at = offer_ends_at(entry.starts_at, numbers, now)
        if ends_at is None:
            continue
        want = Want(entry.room, entry.span, numbers.clearing)
        try:
            [occupancy] = Occupancy.objects.claim(
                [want],
                kind=BookingWait.KIND,
                now=now,
                standing=Occupancy.Standing.HELD,
                held_until=held_until(ends_at),
            )
        except RoomTaken:
            continue  # a part of it is taken still, or somebody before in line has it
        first = BookingWait.objects.waiting().filter(pk=entry.pk)
        if not first.update(
            state=BookingWait.State.OFFERED, offered_at=now, offer_ends_at=ends_at, occupancy=occupancy
        ):
            Occupancy.objects.release([occupancy], now=now)  # they left in this very moment
            continue
        entry.refresh_from_db()
        messages.tell_offered(entry, numbers, now=now)
        offered.append(entry)
    return offered


def _end_offer(entry: BookingWait, state: BookingWait.State, *, now: datetime) -> bool:
    """From offered to its end, and the time to the next; False where it was not offered any more."""
    offered = BookingWait.objects.offered().filter(pk=entry.pk)
    if state == BookingWait.State.LAPSED:
        offered = offered.filter(offer_ends_at__lte=now)
    occupancy = entry.occupancy
    if occupancy is None or not offered.update(state=state, ended_at=now, occupancy=None):
        return False
    entry.refresh_from_db()
    pass_on(occupancy, now=now)
    return True


# For the worker


def pass_on_lapsed(now: datetime) -> None:
    """What nobody took in time goes on to the next; and what was kept through the minutes of undoing."""
    for entry in BookingWait.objects.lapsed(now).with_place().in_line()[:BATCH]:
        _lapse(entry, now=now)
    for booking in Booking.objects.let_go_but_kept().with_place()[:BATCH]:
        _pass_on_kept(booking, now=now)


def offer_what_is_free(now: datetime) -> None:
    """What became free without anybody passing it on: a closure that was lifted, a hold that ran out."""
    for entry in BookingWait.objects.whose_time_is_free(now).with_place().in_line()[:BATCH]:
        _offer_free(entry, now=now)


def close_lines(now: datetime) -> None:
    """Whoever was not offered anything while there was time hears so."""
    waiting = list(BookingWait.objects.waiting().with_place().order_by("starts_at")[:BATCH])
    rules = RuleBook.load([entry.room for entry in waiting]) if waiting else None
    for entry in waiting:
        if rules and now > last_offer_at(entry.starts_at, rules.of(entry.room)):
            _close(entry, now=now)


@retry_on_deadlock
@transaction.atomic
def _offer_free(entry: BookingWait, *, now: datetime) -> None:
    Occupancy.objects.lock_rooms([entry.room])
    offer(entry.room, entry.span, now=now)


@retry_on_deadlock
@transaction.atomic
def _lapse(entry: BookingWait, *, now: datetime) -> Told | None:
    if not _end_offer(entry, BookingWait.State.LAPSED, now=now):
        return None
    return messages.tell_lapsed(entry, now=now)


@retry_on_deadlock
@transaction.atomic
def _pass_on_kept(booking: Booking, *, now: datetime) -> None:
    """A cancelled booking keeps its time through the minutes in which it can be brought back, where somebody waits."""
    numbers = RuleBook.load([booking.room]).of(booking.room)
    if booking.cancelled_at and now <= booking.cancelled_at + numbers.undo_minutes * MINUTE:
        return
    held = Booking.objects.let_go_but_kept().select_for_update(of=("self",)).filter(pk=booking.pk)
    if held.exists():
        pass_on(booking.occupancy, now=now)


@transaction.atomic
def _close(entry: BookingWait, *, now: datetime) -> None:
    if BookingWait.objects.waiting().filter(pk=entry.pk).update(state=BookingWait.State.CLOSED, ended_at=now):
        entry.refresh_from_db()
        messages.tell_line_closed(entry, now=now)
