"""In line for a number: join, leave, take what is offered or let it go on to the next."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F
from django.db.models.functions import Least
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.claimants import CannotChange
from centres.retries import retry_on_deadlock
from centres.words import moment_words
from fairness.models import RuleBook
from fairness.waiting import last_offer_at, offer_ends_at
from residents.acting import lock_resident, may_act
from residents.channels import ONLINE
from residents.models import Resident, User
from services import line_messages, messages
from services.actions.asking import asked_by, elsewhere
from services.actions.offering import locked, numbers_of, offer, promised
from services.models import Appointment, AppointmentWait, ServiceDay
from services.rules import free, refuse

BATCH = 200


class NumberLeft(Exception):
    """There is a number: nobody need wait for it."""


@retry_on_deadlock
@transaction.atomic
def join(
    *,
    day: ServiceDay,
    resident: Resident,
    by: User,
    channel: str,
    now: datetime,
    confirms: bool = False,
    waiver: str = "",
) -> AppointmentWait:
    """Stand in line; asked twice one stands there once. The same rules are asked as for a number.

    `waiver` is why staff set aside those that may be waived; it goes along with the number they are offered.

    Raises NoNumber, NumberLeft, or CannotChange when the line is full or it is too late for it.
    """
    lock_resident(resident.pk)
    may_act(by=by, resident=resident, channel=channel)
    day = locked(day)
    if stands := day.waits.alive().filter(resident=resident).with_place().first():
        return stands
    given = dict(day.appointments.standing().values_list("number", "resident"))
    is_online = channel in ONLINE
    asked = asked_by(resident, day, given, channel=channel, now=now, confirms=confirms, waiver=waiver.strip())
    refuse(replace(asked, is_online=True))
    ahead, numbers, phone = day.waits.alive(), numbers_of(day), day.occupancy.room.centre.phone
    is_free = bool(free(day, given, now=now, is_online=is_online))
    if is_free and not promised(day, given, own=None, is_online=is_online, now=now):
        raise NumberLeft
    starts_at = day.occupancy.starts_at
    if now > last_offer_at(starts_at, numbers) or offer_ends_at(starts_at, numbers, now) is None:
        words = _("It is too late to wait in line for this date. Please call %(phone)s, we look together.")
        raise CannotChange(words % {"phone": phone})
    if (count := ahead.count()) >= numbers.waiting_limit:
        raise CannotChange(full(count, phone))
    return AppointmentWait.objects.create(
        day=day,
        resident=resident,
        joined_at=now,
        joined_by=by,
        channel=channel,
        waiver=waiver.strip() if asked.waives else "",
    )


def full(ahead: int, phone: str) -> str:
    if ahead == 0:
        return _("There is no waiting list here. Please choose another date, or call %(phone)s.") % {"phone": phone}
    return ngettext(
        "%(count)d neighbour is in line already; the line is full. Please choose another date or call %(phone)s.",
        "%(count)d neighbours are in line already; the line is full. Please choose another date or call %(phone)s.",
        ahead,
    ) % {"count": ahead, "phone": phone}


def open_lines(days: Sequence[ServiceDay], *, now: datetime) -> dict[int, int]:
    """Of which days one could still join the line, and how many stand in it; `join` asks again."""
    numbered = [day for day in days if day.plan and not (day.is_walk_in or day.is_cancelled)]
    if not numbered:
        return {}
    alive = AppointmentWait.objects.alive().filter(day__in=numbered).order_by().values_list("day")
    waiting = dict(alive.annotate(count=Count("pk")))
    book = RuleBook.load([day.occupancy.room for day in numbered])
    return {
        day.pk: waiting.get(day.pk, 0)
        for day in numbered
        if waiting.get(day.pk, 0) < (numbers := book.of(day.occupancy.room)).waiting_limit
        and offer_ends_at(day.occupancy.starts_at, numbers, now) is not None
    }


@retry_on_deadlock
@transaction.atomic
def accept(*, entry: AppointmentWait, by: User, now: datetime) -> Appointment:
    """Take what is offered. Accepted twice it is one number. Raises CannotChange when the offer has ended."""
    lock_resident(entry.resident_id)
    locked(entry.day)
    entry = AppointmentWait.objects.with_place().get(pk=entry.pk)
    mine = entry.kept.standing().with_place().first()
    if entry.state == AppointmentWait.State.ACCEPTED and mine:
        return mine
    if mine is None or not entry.is_offered or entry.offer_ends_at is None or entry.offer_ends_at <= now:
        raise CannotChange(offer_over(entry))
    if entry.is_made_online and (other := elsewhere(entry.resident, entry.day)):
        words = _("On this day you have %(number)s at %(site)s. Please give it back first, then take this one.")
        site = other.day.occupancy.room.centre.short_name
        raise CannotChange(words % {"number": other.number_words, "site": site})
    entry.kept.offered().update(state=Appointment.State.WAITING, booked_at=now, booked_by=by)
    AppointmentWait.objects.offered().filter(pk=entry.pk).update(state=AppointmentWait.State.ACCEPTED, ended_at=now)
    mine.refresh_from_db(fields=["state", "booked_at", "booked_by"])
    messages.tell_taken(mine, by=by, now=now)
    return mine


def offer_over(entry: AppointmentWait) -> str:
    if entry.is_offered and entry.offer_ends_at:
        return _("The offer ended on %(moment)s and went to the next in line.") % {
            "moment": moment_words(entry.offer_ends_at)
        }
    return _("This place in line has ended already.")


@retry_on_deadlock
@transaction.atomic
def leave(*, entry: AppointmentWait, now: datetime) -> None:
    """Leave the line, or let an offer go on to the next. Raises CannotChange when it has ended already."""
    if not end(entry, now=now):
        raise CannotChange(_("This place in line has ended already."))


def end(entry: AppointmentWait, *, now: datetime, state: str = AppointmentWait.State.REFUSED) -> bool:
    """Out of the line, or from an offer to its end and the number to the next. Inside a transaction."""
    day = locked(entry.day)
    entry.refresh_from_db(fields=["state", "claim", "number", "offer_ends_at"])
    if day.waits.waiting().filter(pk=entry.pk).update(state=AppointmentWait.State.LEFT, ended_at=now):
        return True
    offered = day.waits.offered().filter(pk=entry.pk)
    if state == AppointmentWait.State.LAPSED:
        offered = offered.filter(offer_ends_at__lte=now)
    if not offered.update(state=state, ended_at=now):
        return False
    entry.kept.offered().delete()
    offer(day, now=now)
    entry.refresh_from_db(fields=["state", "ended_at"])
    return True


# When staff change the day


def close_line(day: ServiceDay, *, now: datetime) -> list[AppointmentWait]:
    """The day does not take place: nobody waits any more, and nothing is kept. Those who did. The day is locked."""
    closed = list(day.waits.alive().with_place().in_line())
    day.appointments.offered().delete()
    day.waits.alive().update(state=AppointmentWait.State.CLOSED, ended_at=now)
    return closed


def clip_offers(day: ServiceDay) -> None:
    """The day is earlier than it was: offers end while the number could still be given back. The day is locked."""
    until = numbers_of(day).cancel_until(day.occupancy.starts_at)
    day.waits.offered().update(offer_ends_at=Least(F("offer_ends_at"), until))


# For the worker


def pass_on_lapsed(now: datetime) -> None:
    """What nobody took in time goes on to the next."""
    for entry in AppointmentWait.objects.lapsed(now).with_place().in_line()[:BATCH]:
        _lapse(entry, now=now)


def offer_what_is_free(now: datetime) -> None:
    """What became free without anybody passing it on: what was kept for phone and desk opens on the eve."""
    days = ServiceDay.objects.upcoming(now).filter(pk__in=AppointmentWait.objects.waiting().values("day"))
    for day in days[:BATCH]:
        _offer_free(day, now=now)


def close_lines(now: datetime) -> None:
    """Whoever was not offered anything while there was time hears so."""
    for entry in AppointmentWait.objects.waiting().with_place().order_by("day__occupancy__starts_at")[:BATCH]:
        if now > last_offer_at(entry.day.occupancy.starts_at, numbers_of(entry.day)):
            _close(entry, now=now)


@retry_on_deadlock
@transaction.atomic
def _offer_free(day: ServiceDay, *, now: datetime) -> None:
    offer(locked(day), now=now)


@retry_on_deadlock
@transaction.atomic
def _lapse(entry: AppointmentWait, *, now: datetime) -> None:
    if end(entry, now=now, state=AppointmentWait.State.LAPSED):
        line_messages.tell_lapsed(entry, now=now)


@retry_on_deadlock
@transaction.atomic
def _close(entry: AppointmentWait, *, now: datetime) -> None:
    if AppointmentWait.objects.waiting().filter(pk=entry.pk).update(state=AppointmentWait.State.CLOSED, ended_at=now):
        entry.refresh_from_db(fields=["state", "ended_at"])
        line_messages.tell_line_closed(entry, now=now)
