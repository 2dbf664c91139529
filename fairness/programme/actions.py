"""What one does with a happening: arrange it, once or on several dates, move it, cancel it.

An activity or a service only says what takes place; who takes the room, for how long it is cleared afterwards
and when it may be taken is the same for both.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic

from django.db import transaction
from django.utils.translation import gettext as _

from centres.claimants import CannotChange
from centres.hours import HoursBook
from centres.models import Occupancy, Room, RoomTaken, Want
from centres.retries import retry_on_deadlock
from centres.spans import Span
from centres.words import date_words, local_day
from fairness.models import RuleBook
from fairness.programme.models import Happening, HappeningQuerySet, HappeningT
from residents.models import User


@dataclass(frozen=True, slots=True)
class Arranged(Generic[HappeningT]):
    """What became of several dates: those that stand now, a sentence for each left out, and who was told."""

    made: Sequence[HappeningT]
    left_out: Sequence[str]
    told: Sequence[str] = ()


@retry_on_deadlock
@transaction.atomic
def arrange(*, happening: HappeningT, room: Room, span: Span, by: User, now: datetime) -> HappeningT:
    """Take the room and save the new happening. Raises CannotChange (closed, past) or RoomTaken."""
    _refuse_closed_or_past(room, span, now=now)
    [happening.occupancy] = Occupancy.objects.claim(
        [_want(room, span)], kind=happening.KIND, title=happening.offering.door_title, now=now
    )
    happening.arranged_by, happening.arranged_at = by, now
    happening.save(force_insert=True)
    return happening


@retry_on_deadlock
@transaction.atomic
def arrange_each(
    *, new: Callable[[], HappeningT], stops: Sequence[tuple[Room, Span]], by: User, now: datetime
) -> Arranged[HappeningT]:
    """At each of these places and times; those that are closed or taken are left out.

    A date that stands just so already counts as made: the form sent twice arranges once, and leads to the same page.
    """
    made: list[HappeningT] = []
    left_out: list[str] = []
    for room, wanted in stops:
        happening = new()
        try:
            made.append(arrange(happening=happening, room=room, span=wanted, by=by, now=now))
        except CannotChange as error:
            left_out.append(error.sentence)
        except RoomTaken:
            if standing := _standing_already(happening, room, wanted):
                made.append(standing)
            else:
                left_out.append(taken_words(room, local_day(wanted.starts_at)))
    return Arranged(made, left_out)


@retry_on_deadlock
@transaction.atomic
def move(*, happening: Happening, room: Room, span: Span, now: datetime) -> None:
    """Take it to another time or room, or leave it where it is. Raises CannotChange, RoomTaken or HoldExpired."""
    _refuse_begun(happening, now=now)
    _refuse_closed_or_past(room, span, now=now)
    [occupancy] = Occupancy.objects.move([(happening.occupancy, _want(room, span))], now=now)
    if not _as_read(happening).update(occupancy=occupancy):
        raise CannotChange(_("This date was changed meanwhile. Please look again."))
    happening.refresh_from_db()


@retry_on_deadlock
@transaction.atomic
def cancel(*, happening: Happening, by: User, reason: str, now: datetime, while_it_runs: bool = False) -> None:
    """Let the room go and say why; the date stays on the programme as cancelled. Raises CannotChange.

    `while_it_runs`: it may be broken off, until it is over.
    """
    if not while_it_runs or happening.is_cancelled or happening.is_over(now):
        _refuse_begun(happening, now=now)
    if not reason.strip():
        raise CannotChange(_("Please say why: those who would have come read it."))
    cancelled = _as_read(happening).update(
        state=Happening.State.CANCELLED, cancelled_at=now, cancelled_by=by, cancel_reason=reason.strip()
    )
    if not cancelled:
        raise CannotChange(_("This date was changed meanwhile. Please look again."))
    Occupancy.objects.release([happening.occupancy], now=now)
    happening.refresh_from_db()


@transaction.atomic
def retitle(*, happenings: HappeningQuerySet[HappeningT], title: str, now: datetime) -> None:
    """Doors and timetables to come say what the offering is called now, parts of a hall too."""
    claims = happenings.upcoming(now).order_by().values("occupancy__claim")
    Occupancy.objects.filter(claim__in=claims).update(title=title)


def _want(room: Room, span: Span) -> Want:
    """With the clearing time that bookings of this room have too."""
    return Want(room, span, RuleBook.load([room]).of(room).clearing)


def taken_words(room: Room, on: date) -> str:
    return _("%(date)s: somebody else has %(room)s at this time.") % {"date": date_words(on), "room": room.name}


def _standing_already(happening: HappeningT, room: Room, span: Span) -> HappeningT | None:
    """The same offering, led or served by the same people, in this very place and time."""
    there: HappeningQuerySet[HappeningT] = (
        HappeningQuerySet(type(happening)).confirmed().of(happening.offering).just_at(room, span).with_place()
    )
    return next((each for each in there if each.by == happening.by), None)


def _as_read(happening: Happening) -> HappeningQuerySet[Happening]:
    """The row, if it still stands as it was read."""
    return HappeningQuerySet(type(happening)).confirmed().filter(pk=happening.pk, occupancy=happening.occupancy)


def _refuse_begun(happening: Happening, *, now: datetime) -> None:
    if happening.is_cancelled:
        raise CannotChange(_("This date was cancelled before."))
    if happening.has_begun(now):
        raise CannotChange(_("This date has begun or is over; it stays in the record as it is."))


def _refuse_closed_or_past(room: Room, span: Span, *, now: datetime) -> None:
    on = local_day(span.starts_at)
    if span.starts_at < now:
        raise CannotChange(_("%(date)s: this time has passed already.") % {"date": date_words(on)})
    hours = HoursBook.load([room.centre], on, on).on(room.centre, on)
    if not any(opened.covers(span) for opened in hours.spans):
        raise CannotChange(hours.explain_outside())
