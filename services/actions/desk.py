"""The desk of a service day: call who is next, skip, serve, give tickets to whoever walks in, take a step back.

Every step locks the day first, so that two desks never call the same number; each is written down as it was before,
and the last one can be taken back.
"""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.claimants import CannotChange
from centres.retries import retry_on_deadlock
from centres.words import local_day
from fairness.models import of_room
from residents.models import User
from services.actions.offering import locked, may_be_offered, offer
from services.models import SPACE, Appointment, DeskStep, ServiceDay
from services.queue import Queue
from services.rules import NoNumber

SKIPS_AT_MOST = 1  # who is skipped once more is not there
TIDIED_AFTER = timedelta(hours=1)

State, What = Appointment.State, DeskStep.What


@retry_on_deadlock
@transaction.atomic
def call_next(*, day: ServiceDay, by: User, now: datetime, shown: int | None = None) -> Appointment:
    """Whose turn it is; `shown` is the number that the button named.

    Raises CannotChange when nobody waits, when somebody else is next by now, or when every chair has somebody.
    """
    day = _open(day, now=now)
    queue = Queue.load(day, now=now)
    following = queue.next
    if following is None:
        raise CannotChange(_("Nobody waits any more."))
    if shown not in (None, following.number):
        words = _("A colleague was faster, and nobody else was called: %(number)s is next now.")
        raise CannotChange(words % {"number": following.number_words})
    if len(queue.at_the_chair) >= day.chairs:
        words = _("%(numbers)s: still called or being served. Please note first what became of them.")
        numbers = _(", ").join(one.number_words for one in queue.at_the_chair)
        raise CannotChange(words % {"numbers": numbers})
    return _step(following, What.CALL, by=by, now=now, state=State.CALLED, called_at=now)


@retry_on_deadlock
@transaction.atomic
def finish_and_call(*, appointment: Appointment, by: User, now: datetime) -> Appointment | None:
    """Done, the next one please; None when nobody waits. Raises CannotChange."""
    finish(appointment=appointment, by=by, now=now)
    day = _open(appointment.day, now=now)
    following = Queue.load(day, now=now).next
    return _step(following, What.CALL, by=by, now=now, state=State.CALLED, called_at=now) if following else None


@retry_on_deadlock
@transaction.atomic
def skip(*, appointment: Appointment, by: User, now: datetime) -> Appointment:
    """Called, and not there: behind the next one; the second time nobody came. Raises CannotChange."""
    _open(appointment.day, now=now)
    appointment = _in_state(appointment, State.CALLED)
    if appointment.skips >= SKIPS_AT_MOST:
        return _step(appointment, What.MISS, by=by, now=now, state=State.NO_SHOW, ended_at=now)
    turn, skips = _behind_the_next(appointment, now=now), appointment.skips + 1
    return _step(appointment, What.SKIP, by=by, now=now, state=State.WAITING, turn=turn, skips=skips, called_at=None)


@retry_on_deadlock
@transaction.atomic
def begin(*, appointment: Appointment, by: User, now: datetime) -> Appointment:
    """They sit down. Raises CannotChange."""
    _open(appointment.day, now=now)
    return _step(
        _in_state(appointment, State.CALLED), What.BEGIN, by=by, now=now, state=State.IN_SERVICE, begun_at=now
    )


@retry_on_deadlock
@transaction.atomic
def finish(*, appointment: Appointment, by: User, now: datetime) -> Appointment:
    """They have been served. Raises CannotChange."""
    _open(appointment.day, now=now)
    found = _in_state(appointment, State.CALLED, State.IN_SERVICE)
    return _step(found, What.DONE, by=by, now=now, state=State.DONE, ended_at=now)


@retry_on_deadlock
@transaction.atomic
def miss(*, appointment: Appointment, by: User, now: datetime) -> Appointment:
    """Called, and nobody came; they may come after all until the day is over. Raises CannotChange."""
    _open(appointment.day, now=now)
    found = _in_state(appointment, State.CALLED)
    return _step(found, What.MISS, by=by, now=now, state=State.NO_SHOW, ended_at=now)


@retry_on_deadlock
@transaction.atomic
def welcome_late(*, appointment: Appointment, by: User, now: datetime) -> Appointment:
    """They came after all: behind the next one. Raises CannotChange."""
    _open(appointment.day, now=now)
    found = _in_state(appointment, State.NO_SHOW)
    turn = _behind_the_next(found, now=now)
    return _step(found, What.BACK, by=by, now=now, state=State.WAITING, turn=turn, called_at=None, ended_at=None)


@retry_on_deadlock
@transaction.atomic
def ticket(*, day: ServiceDay, by: User, token: uuid.UUID, now: datetime, reason: str = "") -> Appointment:
    """For somebody who walked in, without a name: the first number whose place is not over; when all are given, one
    more as long as the day has time for it. The same form sent twice gives one.

    Whoever waits in line is offered what is free before; while somebody is left whom a number could still be offered,
    there is no ticket without a `reason`. Raises NoNumber or CannotChange.
    """
    day = _open(day, now=now)
    key = uuid.uuid5(token, f"{day.pk} {by.pk}")
    if sent_before := Appointment.objects.with_place().filter(form_token=key).first():
        return sent_before
    offer(day, now=now)
    ahead = may_be_offered(day, now=now)
    if ahead and not reason.strip():
        raise NoNumber("line", _in_line(ahead))
    number = _number_for_a_walk_in(day, now=now)
    appointment = Appointment.objects.create(
        day=day,
        number=number,
        turn=number * SPACE,
        booked_by=by,
        channel=Appointment.Channel.DESK,
        booked_at=now,
        form_token=key,
        waiver=reason.strip() if ahead else "",
    )
    return _step(appointment, What.TICKET, by=by, now=now)


@retry_on_deadlock
@transaction.atomic
def undo(*, day: ServiceDay, by: User, now: datetime) -> Appointment:
    """Take the last step of the day back, whoever made it, in the minutes after it. Raises CannotChange."""
    day = _open(day, now=now)
    last = last_step(day, now=now)
    if last is None:
        raise CannotChange(_("There is no step to take back."))
    if last.appointment.is_cancelled:
        raise CannotChange(_("This number was given back meanwhile."))
    DeskStep.objects.filter(pk=last.pk).update(undone_at=now)
    fields: dict[str, object] = {
        name: getattr(last, name) for name in ("state", "turn", "skips", "called_at", "begun_at", "ended_at")
    }
    if last.what == What.TICKET:
        fields |= {"state": State.CANCELLED, "cancelled_at": now, "cancelled_by": by}
    Appointment.objects.filter(pk=last.appointment.pk).update(**fields)
    return Appointment.objects.with_place().get(pk=last.appointment.pk)


def last_step(day: ServiceDay, *, now: datetime) -> DeskStep | None:
    """The one that can be taken back: for as many minutes as a booking that was cancelled."""
    room = {"room": "day__occupancy__room", "centre": "day__occupancy__room__centre"}
    steps = day.steps.filter(undone_at=None).select_related("appointment")
    last = steps.annotate(minutes=of_room("undo_minutes", **room)).first()
    return last if last and now <= last.at + timedelta(minutes=last.minutes) else None


def complete(now: datetime) -> None:
    """For the worker: an hour after the end, whoever was not noted as missing has been there; unsaid harms nobody."""
    over = Appointment.objects.filter(state__in=Appointment.LIVE, day__occupancy__ends_at__lte=now - TIDIED_AFTER)
    Appointment.objects.filter(pk__in=over.values("pk"), state__in=Appointment.LIVE).update(
        state=State.DONE, ended_at=now
    )


def _open(day: ServiceDay, *, now: datetime) -> ServiceDay:
    """The day, locked, while it is served: its date, to the end of it. Raises CannotChange."""
    day = locked(day)
    if day.is_cancelled:
        raise CannotChange(_("This day was cancelled: %(reason)s") % {"reason": day.cancel_reason})
    if local_day(now) != local_day(day.occupancy.starts_at):
        raise CannotChange(_("Numbers are called on the day itself."))
    return day


def _in_state(appointment: Appointment, *states: str) -> Appointment:
    """As it stands behind the day's lock."""
    found = Appointment.objects.select_related("resident").get(pk=appointment.pk)
    if found.state not in states:
        raise CannotChange(
            _("%(number)s: a colleague was faster. Please look again.") % {"number": found.number_words}
        )
    return found


def _behind_the_next(appointment: Appointment, *, now: datetime) -> int:
    """Never before their own turn: who comes back goes before nobody whose number is smaller."""
    following = Queue.load(appointment.day, now=now).next
    return max(appointment.turn, following.turn + 1) if following else appointment.turn


def _in_line(ahead: int) -> str:
    return ngettext(
        "%(count)d neighbour waits in line for this date. Please call them first, or write why not.",
        "%(count)d neighbours wait in line for this date. Please call them first, or write why not.",
        ahead,
    ) % {"count": ahead}


def _number_for_a_walk_in(day: ServiceDay, *, now: datetime) -> int:
    plan = day.plan
    if plan is None:
        raise NoNumber("none", _("No numbers are given here: just come along."))
    if day.is_over(now):
        raise NoNumber("over", _("This day is over. Please choose another one."))
    queue = Queue.load(day, now=now)
    given = {*(one.number for one in queue.standing), *queue.offered}
    ahead = (number for number in plan.numbers if number not in given and plan.starts(number) + plan.length > now)
    if (number := next(ahead, None)) is not None:
        return number
    if queue.expected_of_next() + plan.length > day.occupancy.ends_at:
        raise NoNumber("full", _("Today's time is given away. Please offer another day."))
    return max([plan.places, *given]) + 1


def _step(appointment: Appointment, what: str, *, by: User, now: datetime, **change: object) -> Appointment:
    """Write down how it stood, then change it."""
    DeskStep.objects.create(
        day_id=appointment.day_id,
        appointment=appointment,
        what=what,
        at=now,
        by=by,
        state=appointment.state,
        turn=appointment.turn,
        skips=appointment.skips,
        called_at=appointment.called_at,
        begun_at=appointment.begun_at,
        ended_at=appointment.ended_at,
    )
    if change:
        Appointment.objects.filter(pk=appointment.pk).update(**change)
    return Appointment.objects.with_place().get(pk=appointment.pk)
