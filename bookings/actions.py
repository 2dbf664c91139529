"""What one does with a booking: book, cancel, undo, move. Every page and the admin come through here."""

import uuid
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bookings import messages
from bookings.models import Booking, wish_key
from bookings.wishes import wish_for
from centres.claimants import CannotChange, Told
from centres.models import Occupancy, Room, Want
from centres.retries import retry_on_deadlock
from centres.spans import Span
from centres.words import moment_words
from fairness.models import Numbers, RuleBook
from fairness.rules import Refused, Wish, broken
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
    """Book a room. The same form sent twice makes one booking, and both get it.

    `waiver` is the reason why staff set aside the rules that may be waived. Whoever is booked for by somebody else
    gets a message, unless `tell` is False. Raises Refused with all broken rules, RoomTaken when somebody was faster.
    """
    _lock_people(booked_for.pk, team.pk if team else None)
    key = wish_key(token, by=by, room=room, span=span, name=booked_for.name, phone=booked_for.phone, team=team)
    if sent_before := Booking.objects.with_place().of_wish(key).first():
        return sent_before
    is_online = channel in Booking.ONLINE
    wish = wish_for(room=room, span=span, party=party, resident=booked_for, team=team, now=now, is_online=is_online)
    if refusals := broken(wish, waive=bool(waiver)):
        raise Refused(refusals)
    [occupancy] = Occupancy.objects.claim(
        [Want(room, span, wish.numbers.clearing)], kind=Booking.KIND, title=team.name if team else "", now=now
    )
    booking = _insert(
        Booking(
            occupancy=occupancy,
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
def cancel(*, booking: Booking, by: User, now: datetime, reason: str = "") -> Told:
    """Cancel, and free the room at once. Those concerned who did not do it themselves get a message.

    Raises CannotChange when it is too late or already done. Too late is never for who has just booked: a slip of
    the finger an hour before can be taken back.
    """
    _lock_people_of(booking)
    booking.refresh_from_db(fields=["state"])
    if booking.is_cancelled:
        raise CannotChange(cancelled_before())
    if by.may_run(booking.room.centre):
        if booking.is_over(now):
            raise CannotChange(_("This booking is over; it stays in the record as it is."))
    elif not may_take_back(booking, numbers_of(booking), by=by, now=now):
        refuse_late_change(booking, now=now)
    standing = Booking.objects.confirmed().filter(pk=booking.pk, occupancy=booking.occupancy)
    cancelled = standing.update(
        state=Booking.State.CANCELLED,
        cancelled_at=now,
        cancelled_by=by,
        cancel_reason=reason,
        form_token=uuid.uuid4(),  # who sends the form again after cancelling wants the room again
    )
    if not cancelled:
        raise CannotChange(_("This booking was changed meanwhile. Please look again."))
    Occupancy.objects.release([booking.occupancy], now=now)
    booking.refresh_from_db(fields=["form_token", "state", "cancelled_at", "cancelled_by", "cancel_reason"])
    return messages.tell_cancelled(booking, by=by, now=now)


@retry_on_deadlock
@transaction.atomic
def undo_cancel(*, booking: Booking, by: User, now: datetime) -> Told:
    """Revive a booking just cancelled, with the reference that stands on the slip.

    Raises CannotChange when the minutes for it have passed or somebody else cancelled it, RoomTaken
    when the room went meanwhile, Refused when the resident has used up the limit since.
    """
    _lock_people_of(booking)
    booking.refresh_from_db(fields=["state", "cancelled_at", "cancelled_by"])
    if booking.is_confirmed:
        raise CannotChange(_("This booking stands again already."))
    if not may_undo(booking, numbers_of(booking), by=by, now=now):
        raise CannotChange(_("This cannot be undone any more. Please book again."))
    old = booking.occupancy
    _judge(booking, room=old.room, span=old.span, now=now, waive=bool(booking.waiver), only_limits=True)
    [occupancy] = Occupancy.objects.claim(
        [Want(old.room, old.span, old.clear_until - old.ends_at)], kind=Booking.KIND, title=old.title, now=now
    )
    revived = Booking.objects.filter(pk=booking.pk, state=Booking.State.CANCELLED, occupancy=old).update(
        state=Booking.State.CONFIRMED, cancelled_at=None, cancelled_by=None, cancel_reason="", occupancy=occupancy
    )
    if not revived:
        raise CannotChange(_("This booking was changed meanwhile. Please look again."))
    booking.refresh_from_db()
    return messages.tell_restored(booking, old=old, new=occupancy, by=by, now=now)


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
    _lock_people_of(booking)
    is_online = not by.may_run(booking.room.centre)
    if is_online:
        refuse_late_change(booking, now=now)
    elif booking.is_over(now):
        raise CannotChange(_("This booking is over; it stays in the record as it is."))
    wish = _judge(booking, room=room, span=span, now=now, waive=bool(waiver), is_online=is_online)
    old = booking.occupancy
    [occupancy] = Occupancy.objects.move([(old, Want(room, span, wish.numbers.clearing))], now=now)
    moved = Booking.objects.confirmed().filter(pk=booking.pk, occupancy=booking.occupancy)
    if not moved.update(occupancy=occupancy, waiver=waiver or booking.waiver):
        raise CannotChange(_("This booking was changed meanwhile. Please look again."))
    booking.refresh_from_db()
    return messages.tell_moved(booking, old=old, new=occupancy, reason=reason, by=by, now=now)


def numbers_of(booking: Booking) -> Numbers:
    return RuleBook.load([booking.room]).of(booking.room)


def cancel_deadline(booking: Booking, numbers: Numbers) -> datetime:
    return booking.occupancy.starts_at - timedelta(minutes=numbers.cancel_minutes)


def may_take_back(booking: Booking, numbers: Numbers, *, by: User, now: datetime) -> bool:
    """Within the minutes for undoing after it was booked and before its start, by who booked it."""
    if booking.booked_by_id != by.pk or not booking.is_confirmed or booking.has_begun(now):
        return False
    return now <= take_back_until(booking, numbers)


def take_back_until(booking: Booking, numbers: Numbers) -> datetime:
    return booking.booked_at + timedelta(minutes=numbers.undo_minutes)


def may_undo(booking: Booking, numbers: Numbers, *, by: User, now: datetime) -> bool:
    """Within the minutes for undoing and before its start, by who cancelled it or by staff of the site."""
    return undo_deadline(booking, numbers, by=by, now=now) is not None


def undo_deadline(booking: Booking, numbers: Numbers, *, by: User, now: datetime) -> datetime | None:
    """The last moment at which `by` may undo it; None when they may not, or not any more."""
    if booking.cancelled_at is None or booking.has_begun(now):
        return None
    if booking.cancelled_by_id != by.pk and not by.may_run(booking.room.centre):
        return None
    deadline = booking.cancelled_at + timedelta(minutes=numbers.undo_minutes)
    return min(deadline, booking.occupancy.starts_at) if now <= deadline else None


def cancelled_before() -> str:
    """For whoever cancels twice: a second tap, or back to the question after it was answered."""
    return _("This booking is cancelled already; the room is free for neighbours.")


def refuse_late_change(booking: Booking, *, now: datetime) -> None:
    """Raise CannotChange once residents can no longer change the booking themselves."""
    if booking.has_begun(now):
        raise CannotChange(_("This booking has begun already. Please speak to the desk."))
    deadline = cancel_deadline(booking, numbers_of(booking))
    if now > deadline:
        raise CannotChange(
            _("It could be changed here until %(moment)s. Please call %(phone)s, so that the desk knows.")
            % {"moment": moment_words(deadline), "phone": booking.room.centre.phone}
        )


def _lock_people_of(booking: Booking) -> None:
    _lock_people(booking.booked_for_id, booking.team_id)


def _lock_people(resident: int | None, team: int | None) -> None:
    """Whoever books for a team, or else for a resident, waits here for whoever does so already: their limit counts."""
    if team is not None:
        Team.objects.select_for_update().get(pk=team)
    elif resident is not None:
        Resident.objects.select_for_update().get(pk=resident)


def _judge(
    booking: Booking,
    *,
    room: Room,
    span: Span,
    now: datetime,
    waive: bool,
    is_online: bool = True,
    only_limits: bool = False,
) -> Wish:
    """Hold the rules against a new time or place for a booking. Raises Refused."""
    wish = wish_for(
        room=room,
        span=span,
        party=booking.party,
        resident=booking.booked_for,
        team=booking.team,
        now=now,
        besides=booking,
        is_online=is_online,
    )
    if refusals := broken(wish, waive=waive, only_limits=only_limits):
        raise Refused(refusals)
    return wish


def _insert(booking: Booking, *, attempts: int = 5) -> Booking:
    """Save the new booking; if its random reference is in use, try another one."""
    for attempt in range(attempts):
        try:
            with transaction.atomic():
                booking.save(force_insert=True)
            break
        except IntegrityError as error:
            taken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
            if "ref" not in taken or attempt == attempts - 1:
                raise
            booking.ref = Booking._meta.get_field("ref").get_default()
    return booking
