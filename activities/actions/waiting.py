"""In line for a place: join, leave, take what is offered or let it go on to the next."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities import messages
from activities.actions.judging import as_it_counts, refuse
from activities.actions.offering import (
    could_use,
    dates_among,
    first_of,
    has_room,
    let_go,
    lock_claim,
    lock_dates,
    numbers_of,
    offer,
    pass_on,
)
from activities.models import Enrolment, EnrolmentWait, Session
from activities.together import ALONE, Together
from centres.claimants import CannotChange
from centres.retries import retry_on_deadlock
from centres.words import moment_words
from fairness.programme import places
from fairness.waiting import last_offer_at
from residents.acting import lock_resident, may_act
from residents.channels import ONLINE
from residents.models import Resident, User

BATCH = 200


class PlaceLeft(Exception):
    """There is a place: nobody need wait for it."""


@retry_on_deadlock
@transaction.atomic
def join(
    *,
    session: Session,
    resident: Resident,
    by: User,
    channel: str,
    now: datetime,
    together: Together = ALONE,
    waiver: str = "",
) -> EnrolmentWait:
    """Stand in line, for one place or two; asked twice one stands there once. The rules are those of signing up.

    `waiver` is why staff set aside those that may be waived; it goes along with the place they are offered.
    Raises Refused, PlaceLeft, or CannotChange when the line is full or it is too late for it.
    """
    lock_resident(resident.pk)
    may_act(by=by, resident=resident, channel=channel)
    locked = lock_dates(session, now)
    session = next(each for each in locked if each.pk == session.pk)
    dates = dates_among(session, locked, now)
    session = first_of(session, dates)
    if stands := EnrolmentWait.objects.alive().in_line_for(session).filter(resident=resident).with_place().first():
        return stands
    together = as_it_counts(together, session, resident)
    refuse(session, dates, resident, together=together, by=by, channel=channel, now=now, waive=bool(waiver))
    numbers, centre = numbers_of(session), session.occupancy.room.centre
    ahead = EnrolmentWait.objects.alive().in_line_for(session)
    is_free = has_room(dates, persons=together.persons, is_online=channel in ONLINE, numbers=numbers, now=now)
    if is_free and not any(could_use(entry, dates, numbers=numbers, now=now) for entry in ahead.waiting()):
        raise PlaceLeft
    if now > last_offer_at(session.occupancy.starts_at, numbers) or not places.may_be_offered(session, numbers, now):
        if is_free:
            raise PlaceLeft
        raise CannotChange(
            _("It is too late to wait in line for this date. Please call %(phone)s, we look together.")
            % {"phone": centre.phone}
        )
    if (count := ahead.count()) >= numbers.waiting_limit:
        raise CannotChange(full(count, centre.phone))
    return EnrolmentWait.objects.create(
        session=session,
        resident=resident,
        joined_at=now,
        joined_by=by,
        channel=channel,
        waiver=waiver,
        **together.fields(now=now),
    )


def full(ahead: int, phone: str) -> str:
    if ahead == 0:
        return _("There is no waiting list here. Please choose another date, or call %(phone)s.") % {"phone": phone}
    return ngettext(
        "%(count)d neighbour is in line already; the line is full. Please choose another date or call %(phone)s.",
        "%(count)d neighbours are in line already; the line is full. Please choose another date or call %(phone)s.",
        ahead,
    ) % {"count": ahead, "phone": phone}


@retry_on_deadlock
@transaction.atomic
def accept(*, entry: EnrolmentWait, by: User, now: datetime) -> Enrolment:
    """Take what is offered. Accepted twice it is one place. Raises CannotChange when the offer has ended."""
    lock_resident(entry.resident_id)
    lock_claim(entry.claim, entry.session, now)
    entry = EnrolmentWait.objects.with_place().get(pk=entry.pk)
    mine = Enrolment.objects.with_place().filter(claim=entry.claim).order_by("session__occupancy__starts_at")
    if entry.state == EnrolmentWait.State.ACCEPTED and (taken := mine.first()):
        return taken
    if not entry.is_offered or entry.offer_ends_at is None or entry.offer_ends_at <= now:
        raise CannotChange(offer_over(entry))
    mine.offered().order_by().update(state=Enrolment.State.ENROLLED, enrolled_at=now, enrolled_by=by)
    EnrolmentWait.objects.offered().filter(pk=entry.pk).update(state=EnrolmentWait.State.ACCEPTED, ended_at=now)
    taken = mine.enrolled()[0]
    messages.tell_enrolled(taken, mine.enrolled().count(), by=by, now=now)
    return taken


def offer_over(entry: EnrolmentWait) -> str:
    if entry.is_offered and entry.offer_ends_at:
        return _("The offer ended on %(moment)s and went to the next in line.") % {
            "moment": moment_words(entry.offer_ends_at)
        }
    return _("This place in line has ended already.")


@retry_on_deadlock
@transaction.atomic
def leave(*, entry: EnrolmentWait, now: datetime) -> None:
    """Leave the line, or let an offer go on to the next. Raises CannotChange when it has ended already."""
    if not end(entry, now=now):
        raise CannotChange(_("This place in line has ended already."))


def end(entry: EnrolmentWait, *, now: datetime, state: str = EnrolmentWait.State.REFUSED) -> bool:
    """Out of the line, or from an offer to its end and the place to the next. Inside a transaction."""
    lock_claim(entry.claim, entry.session, now)
    if EnrolmentWait.objects.waiting().filter(pk=entry.pk).update(state=EnrolmentWait.State.LEFT, ended_at=now):
        return True
    entry.refresh_from_db()  # it may have been offered in this very moment, with a claim of its own
    locked = lock_claim(entry.claim, entry.session, now)
    offered = EnrolmentWait.objects.offered().filter(pk=entry.pk)
    if state == EnrolmentWait.State.LAPSED:
        offered = offered.filter(offer_ends_at__lte=now)
    if not offered.update(state=state, ended_at=now):
        return False
    kept = Enrolment.objects.offered().filter(claim=entry.claim).with_place()
    ended = let_go(kept, Enrolment.State.PASSED_ON, by=None, now=now)
    pass_on(locked, ended, now=now)
    entry.refresh_from_db()
    return True


# For the worker


def pass_on_lapsed(now: datetime) -> None:
    """What nobody took in time goes on to the next."""
    for entry in EnrolmentWait.objects.lapsed(now).with_place().in_line()[:BATCH]:
        _lapse(entry, now=now)


def offer_what_is_free(now: datetime) -> None:
    """What became free without anybody passing it on: what was kept for phone and desk opens on the eve."""
    waited_for = EnrolmentWait.objects.where_a_place_is_free().order_by().values("session")
    sessions = Session.objects.filter(pk__in=waited_for, occupancy__starts_at__gt=now).with_place()
    for session in sessions.order_by("occupancy__starts_at", "pk")[:BATCH]:  # not by who waits: some wait for long
        _offer_free(session, now=now)


def close_lines(now: datetime) -> None:
    """Whoever was not offered anything while there was time hears so."""
    for entry in EnrolmentWait.objects.waiting().with_place().order_by("session__occupancy__starts_at")[:BATCH]:
        if now > last_offer_at(entry.session.occupancy.starts_at, numbers_of(entry.session)):
            _close(entry, now=now)


@retry_on_deadlock
@transaction.atomic
def _offer_free(session: Session, *, now: datetime) -> None:
    lock_dates(session, now)
    offer(session, now=now)


@retry_on_deadlock
@transaction.atomic
def _lapse(entry: EnrolmentWait, *, now: datetime) -> None:
    if end(entry, now=now, state=EnrolmentWait.State.LAPSED):
        messages.tell_lapsed(entry, now=now)


@transaction.atomic
def _close(entry: EnrolmentWait, *, now: datetime) -> None:
    if EnrolmentWait.objects.waiting().filter(pk=entry.pk).update(state=EnrolmentWait.State.CLOSED, ended_at=now):
        entry.refresh_from_db()
        messages.tell_line_closed(entry, now=now)
