"""A team's standing hours: enter them, move or end them, ask from time to time whether they are still wanted."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from bookings.actions.common import insert, lock_people
from bookings.actions.waiting import offer, pass_on
from bookings.models import Booking, LeftOut, Series
from bookings.series import span_on, taken_words
from bookings.standing_messages import tell_series
from centres.claimants import CannotChange
from centres.models import HoldExpired, Occupancy, Room, RoomTaken, Want
from centres.retries import retry_on_deadlock
from centres.spans import Span
from fairness.models import RuleBook
from residents.models import Team, User

ASK_BEFORE = timedelta(days=14)  # of the day on which hours that nobody confirmed go back


@dataclass(frozen=True, slots=True)
class Date:
    """One date as chosen in the preview: where and when, or left out and why."""

    on: date
    room: Room | None = None
    span: Span | None = None
    reason: str = ""


@retry_on_deadlock
@transaction.atomic
def create(
    *,
    team: Team,
    room: Room,
    every: str,
    starts: time,
    ends: time,
    dates: Sequence[Date],
    party: int,
    purpose: str,
    by: User,
    token: uuid.UUID,
    now: datetime,
    tell: bool = True,
) -> Series:
    """Take all chosen dates that can be had; what went meanwhile is left out with its reason. One message for all.

    The same form sent twice makes one series. Raises CannotChange when not one date is left.
    """
    lock_people(None, team.pk)
    if made := Series.objects.filter(form_token=token).first():
        return made
    Occupancy.objects.lock_rooms([room, *(each.room for each in dates if each.room)])
    rules = RuleBook.load([room, *(each.room for each in dates if each.room)])
    confirm_by = localdate(now) + timedelta(weeks=rules.of(room).reconfirm_weeks)
    series = Series.objects.create(
        team=team,
        room=room,
        every=every,
        starts=starts,
        ends=ends,
        first_on=dates[0].on,
        last_on=dates[-1].on,
        party=party,
        purpose=purpose,
        made_by=by,
        made_at=now,
        form_token=token,
        ask_on=confirm_by - ASK_BEFORE,
        confirm_by=confirm_by,
    )
    taken = 0
    for each in dates:
        taken += _take(series, each, rules, by=by, now=now)
    if not taken:
        raise CannotChange(_("Not one of these dates can be had. Please choose another time or room."))
    if tell:
        tell_series(series, "made", by=by, now=now)
    return series


def _take(series: Series, each: Date, rules: RuleBook, *, by: User, now: datetime) -> bool:
    """One booking, or the reason why there is none."""
    if each.room is None or each.span is None:
        LeftOut.objects.create(series=series, on=each.on, reason=each.reason)
        return False
    want = Want(each.room, each.span, rules.of(each.room).clearing)
    try:
        [occupancy] = Occupancy.objects.claim([want], kind=Booking.KIND, title=series.team.name, now=now)
    except RoomTaken:
        LeftOut.objects.create(series=series, on=each.on, reason=taken_words(each.span))
        return False
    insert(
        Booking(
            occupancy=occupancy,
            series=series,
            booked_for=series.team.leader,
            team=series.team,
            booked_by=by,
            channel=Booking.Channel.DESK,
            booked_at=now,
            form_token=uuid.uuid4(),
            party=series.party,
            purpose=series.purpose,
        )
    )
    return True


# Ending and moving


@retry_on_deadlock
@transaction.atomic
def end(
    *, series: Series, since: datetime, by: User | None, now: datetime, reason: str = "", tell: bool = True
) -> int:
    """Let go all of its bookings that start from `since` on; how many. The series ends with the last of them.

    One message for all. Raises CannotChange when there is none.
    """
    lock_people(None, series.team_id)
    coming = _coming(series, since=max(since, now))
    if not coming:
        raise CannotChange(_("There is nothing to come in this series any more."))
    Occupancy.objects.lock_rooms(booking.room for booking in coming)
    for booking in coming:
        kept = Booking.objects.kept().filter(pk=booking.pk, occupancy=booking.occupancy)
        if kept.update(
            state=Booking.State.CANCELLED,
            cancelled_at=now,
            cancelled_by=by,
            cancel_reason=reason,
            form_token=uuid.uuid4(),
        ):
            pass_on(booking.occupancy, now=now)
    if not Booking.objects.kept().filter(series=series, occupancy__ends_at__gt=now).exists():
        Series.objects.filter(pk=series.pk, ended_at=None).update(ended_at=now)
    series.refresh_from_db()
    if tell:
        tell_series(series, "ended", by=by, now=now, since=coming[0].occupancy.starts_at, reason=reason)
    return len(coming)


@retry_on_deadlock
@transaction.atomic
def shift(*, series: Series, room: Room, starts: time, ends: time, since: datetime, by: User, now: datetime) -> int:
    """Take all bookings that start from `since` on to another time of their day, or room; how many.

    All or none: raises RoomTaken with the wishes that found it so, CannotChange when nothing is to come.
    """
    lock_people(None, series.team_id)
    coming = _coming(series, since=max(since, now))
    if not coming:
        raise CannotChange(_("There is nothing to come in this series any more."))
    clearing = RuleBook.load([room]).of(room).clearing
    moves = [
        (booking.occupancy, Want(room, span_on(localdate(booking.occupancy.starts_at), starts, ends), clearing))
        for booking in coming
    ]
    try:
        new = Occupancy.objects.move(moves, now=now)
    except HoldExpired:
        raise CannotChange(_("One of the bookings was changed meanwhile. Please look again.")) from None
    for booking, occupancy in zip(coming, new, strict=True):
        old = booking.occupancy
        Booking.objects.filter(pk=booking.pk).update(occupancy=occupancy)
        offer(old.room, old.span_with_clearing, now=now)
    Series.objects.filter(pk=series.pk).update(room=room, starts=starts, ends=ends)
    series.refresh_from_db()
    tell_series(series, "moved", by=by, now=now, since=new[0].starts_at)
    return len(coming)


def _coming(series: Series, *, since: datetime) -> list[Booking]:
    bookings = Booking.objects.kept().filter(series=series, occupancy__starts_at__gte=since)
    return list(bookings.with_place().order_by("occupancy__starts_at"))


# Still wanted?


@transaction.atomic
def confirm(*, series: Series, by: User | None, now: datetime) -> None:
    """The hours are wanted for as many weeks again. Raises CannotChange when the series has ended."""
    weeks = RuleBook.load([series.room]).of(series.room).reconfirm_weeks
    by_day = localdate(now) + timedelta(weeks=weeks)
    standing = Series.objects.standing().filter(pk=series.pk)
    if not standing.update(confirm_by=by_day, ask_on=by_day - ASK_BEFORE, asked_at=None):
        raise CannotChange(_("These standing hours have ended. Please speak to the desk."))
    series.refresh_from_db()


def ask_leaders(now: datetime) -> None:
    """For the worker: ask in time whether the hours are still wanted, with how much they were used."""
    for series in Series.objects.to_be_asked(localdate(now)).with_place()[:100]:
        with transaction.atomic():
            if Series.objects.standing().filter(pk=series.pk, asked_at=None).update(asked_at=now):
                tell_series(series, "asked", by=None, now=now)


def give_back_unconfirmed(now: datetime) -> None:
    """For the worker: hours that nobody confirmed go back to everyone."""
    for series in Series.objects.unconfirmed(localdate(now)).with_place()[:100]:
        try:
            _give_back(series, now=now)
        except CannotChange:
            Series.objects.standing().filter(pk=series.pk).update(ended_at=now)


@retry_on_deadlock
@transaction.atomic
def _give_back(series: Series, *, now: datetime) -> None:
    """Whoever confirms in this very moment waits for us, or we find it confirmed."""
    if Series.objects.unconfirmed(localdate(now)).select_for_update().filter(pk=series.pk).exists():
        end(series=series, since=now, by=None, now=now, tell=False)
        tell_series(series, "given_back", by=None, now=now)
