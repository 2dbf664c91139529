"""A number is free: whoever stands first in line and may have it is offered it, before anybody else.

Inside a transaction of whoever frees it, behind the lock of the day, so that no passer-by comes between.
"""

import uuid
from collections.abc import Collection
from datetime import datetime

from fairness.models import Numbers, RuleBook
from fairness.waiting import offer_ends_at
from services import line_messages
from services.models import SPACE, Appointment, AppointmentWait, ServiceDay
from services.rules import free


def locked(day: ServiceDay) -> ServiceDay:
    """The day as it stands, for nobody else to give numbers of, or to call, until the transaction ends.

    The row alone is locked and its place read afterwards: whoever waited for a move would miss the row in the join
    with the old place.
    """
    ServiceDay.objects.select_for_update(no_key=True).get(pk=day.pk)
    return ServiceDay.objects.with_place().get(pk=day.pk)


def numbers_of(day: ServiceDay) -> Numbers:
    """Of the room in which it takes place; `day` comes with its place."""
    room = day.occupancy.room
    return RuleBook.load([room]).of(room)


def promised(
    day: ServiceDay, given: Collection[int], *, own: AppointmentWait | None, is_online: bool, now: datetime
) -> set[int]:
    """The free numbers that go to those who came before in line; nobody overtakes while they could be offered one.

    Whoever waits on the web may not have what is kept for phone and desk: there it is taken before.
    """
    ahead = day.waits.waiting()
    if own:
        ahead = ahead.exclude(pk=own.pk).filter(joined_at__lte=own.joined_at)
    waiting = list(ahead)
    if not waiting or offer_ends_at(day.occupancy.starts_at, numbers_of(day), now) is None:
        return set()
    is_theirs = is_online or all(each.is_made_online for each in waiting)
    return set(free(day, given, now=now, is_online=is_theirs))


def may_be_offered(day: ServiceDay, *, now: datetime) -> int:
    """How many wait whom a number could still be offered; none once no offer comes in time."""
    if offer_ends_at(day.occupancy.starts_at, numbers_of(day), now) is None:
        return 0
    return day.waits.waiting().count()


def offer(day: ServiceDay, *, now: datetime) -> None:
    """Offer what is free to those in line who may have it, the first one first. The day is locked."""
    waiting = [] if day.is_cancelled else list(day.waits.waiting().with_place().in_line())
    if not waiting:
        return
    numbers = numbers_of(day)
    ends_at = offer_ends_at(day.occupancy.starts_at, numbers, now)
    if ends_at is None:
        return
    given = dict(day.appointments.standing().values_list("number", "resident"))
    for entry in waiting:
        if entry.resident_id in given.values():
            day.waits.waiting().filter(pk=entry.pk).update(state=AppointmentWait.State.CLOSED, ended_at=now)
            continue
        found = free(day, given, now=now, is_online=entry.is_made_online)
        if found and _keep(entry, day, found[0], ends_at, numbers=numbers, now=now):
            given[found[0]] = entry.resident_id


def _keep(
    entry: AppointmentWait, day: ServiceDay, number: int, ends_at: datetime, *, numbers: Numbers, now: datetime
) -> bool:
    """False for somebody who has just left."""
    claim = uuid.uuid4()
    offered = {"state": AppointmentWait.State.OFFERED, "offered_at": now, "offer_ends_at": ends_at}
    if not day.waits.waiting().filter(pk=entry.pk).update(**offered, claim=claim, number=number):
        return False
    Appointment.objects.create(
        day=day,
        number=number,
        turn=number * SPACE,
        state=Appointment.State.OFFERED,
        resident=entry.resident,
        booked_by=entry.joined_by,
        channel=entry.channel,
        booked_at=now,
        form_token=claim,
        waiver=entry.waiver,
    )
    entry.refresh_from_db(fields=["state", "offered_at", "offer_ends_at", "claim", "number"])
    line_messages.tell_offered(entry, numbers, now=now)
    return True
