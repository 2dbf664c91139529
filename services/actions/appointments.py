"""Take a number of a service day, and give it back."""

import uuid
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from centres.claimants import CannotChange, Told
from centres.retries import retry_on_deadlock
from centres.words import when_words
from residents.acting import lock_resident, may_act
from residents.models import Resident, User
from residents.relatives import acts_for
from services import messages
from services.actions import waiting
from services.actions.asking import asked_by
from services.actions.offering import locked, offer, promised
from services.models import SPACE, Appointment, AppointmentWait, ServiceDay
from services.rules import NoNumber, check
from services.showing import place_words


@retry_on_deadlock
@transaction.atomic
def take(
    *,
    day: ServiceDay,
    resident: Resident,
    by: User,
    channel: str,
    token: uuid.UUID,
    now: datetime,
    number: int | None = None,
    place: int | None = None,
    confirms: bool = False,
    waiver: str = "",
) -> Appointment:
    """This number, or the next free one. The same form sent twice takes one number, and both get it.

    `place` is the key of the occupancy that the form showed: whoever read another time or room looks again.
    `confirms` that they have signed up for what the service asks; `waiver` is why staff set rules aside.

    Whoever has an offer takes that; nobody overtakes those in line. Whoever got it through somebody else gets a
    message. Raises NoNumber, or CannotChange for a relative whom they have let go.
    """
    lock_resident(resident.pk)
    day = locked(day)
    key = uuid.uuid5(token, f"{day.pk} {resident.pk} {by.pk}")
    if sent_before := Appointment.objects.with_place().filter(form_token=key).first():
        return _still_standing(sent_before)
    _refuse_moved(day, place)
    may_act(by=by, resident=resident, channel=channel)
    own = day.waits.alive().filter(resident=resident).with_place().first()
    if own and own.is_offered and own.offer_ends_at and own.offer_ends_at > now:
        return waiting.accept(entry=own, by=by, now=now)
    if own and own.is_offered:  # the worker has not passed it on yet
        waiting.end(own, now=now, state=AppointmentWait.State.LAPSED)
        own = None
    given = dict(day.appointments.standing().values_list("number", "resident"))
    waiver = waiver.strip()
    asked = asked_by(resident, day, given, channel=channel, now=now, confirms=confirms, waiver=waiver)
    gone = {*given, *promised(day, given, own=own, is_online=asked.is_online, now=now)}
    found = check(replace(asked, given=gone, number=number))
    appointment = Appointment.objects.create(
        day=day,
        number=found,
        turn=found * SPACE,
        resident=resident,
        booked_by=by,
        channel=channel,
        booked_at=now,
        form_token=key,
        waiver=waiver if asked.waives else "",
    )
    if own:  # they stood in line for what they have now
        waiting.end(own, now=now)
    messages.tell_taken(appointment, by=by, now=now)
    return appointment


def _still_standing(appointment: Appointment) -> Appointment:
    if appointment.is_cancelled:
        words = _("%(number)s was yours, and was given back or cancelled meanwhile. Please choose a time again.")
        raise NoNumber("again", words % {"number": appointment.number_words})
    return appointment


def _refuse_moved(day: ServiceDay, place: int | None) -> None:
    if place in (None, day.occupancy_id):
        return
    words = _("This day was moved meanwhile: it is on %(when)s now, %(where)s. Please choose a time again.")
    raise NoNumber("moved", words % {"when": when_words(day.occupancy), "where": place_words(day)})


@retry_on_deadlock
@transaction.atomic
def give_back(*, appointment: Appointment, by: User, now: datetime) -> Told:
    """Somebody else can have the number, the first in line before others. Done twice it is done once.

    Raises CannotChange once they were served.

    Those concerned who did not do it themselves get a message.
    """
    day = locked(appointment.day)
    appointment = Appointment.objects.with_place().get(pk=appointment.pk)
    if appointment.is_cancelled:
        return Told()
    is_theirs = appointment.resident is not None and appointment.resident.user_id == by.pk
    runs_it = by.may_run(day.occupancy.room.centre)
    if not is_theirs and not runs_it and not (appointment.resident and acts_for(by, appointment.resident)):
        raise CannotChange(_("You do not act for them any more. Please ask them, or call us."))
    if not appointment.is_waiting or day.is_over(now):
        raise CannotChange(_("Their turn has come already; it stays in the record as it is."))
    Appointment.objects.filter(pk=appointment.pk).update(
        state=Appointment.State.CANCELLED, cancelled_at=now, cancelled_by=by
    )
    offer(day, now=now)
    return messages.tell_given_back(appointment, by=by, now=now)


__all__ = ["NoNumber", "give_back", "take"]
