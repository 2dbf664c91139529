"""Sign up for a session, or for all dates of a course together; and give the place back.

The order of locks: the person's row, then the sessions' rows by their keys.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities import messages
from activities.actions import waiting
from activities.actions.judging import as_it_counts, refuse
from activities.actions.offering import (
    could_use,
    dates_among,
    first_of,
    let_go,
    lock_claim,
    lock_dates,
    numbers_of,
    pass_on,
    take_all,
)
from activities.models import Enrolment, EnrolmentWait, Session
from activities.models.enrolments import wish_key
from activities.together import ALONE, Together
from centres.claimants import CannotChange, Told
from centres.retries import retry_on_deadlock
from centres.words import moment_words
from fairness.models import Numbers
from fairness.programme import places
from residents.acting import lock_resident, may_act
from residents.channels import ONLINE
from residents.models import Resident, User


class NoPlaceLeft(Exception):
    """Every place is taken, or goes to those in line first. `full` are the dates concerned."""

    def __init__(self, full: Sequence[Session]) -> None:
        super().__init__(", ".join(str(each) for each in full))
        self.full = list(full)


@retry_on_deadlock
@transaction.atomic
def enrol(
    *,
    session: Session,
    resident: Resident,
    by: User,
    channel: str,
    token: uuid.UUID,
    now: datetime,
    together: Together = ALONE,
    waiver: str = "",
    tell: bool = True,
) -> Enrolment:
    """A place for `resident`; of a course one in each date to come, or none at all. Returns the first.

    With a companion or a child (`together`) it counts for two, both or none. The same form sent twice makes one.
    Whoever has an offer takes that. `waiver` is why staff set aside the rules that may be waived.
    Raises Refused with all broken rules, NoPlaceLeft, or CannotChange for a relative let go.
    """
    lock_resident(resident.pk)
    key = wish_key(token, by=by, session=session, resident=resident)
    if sent_before := Enrolment.objects.with_place().of_wish(key).first():
        return sent_before
    may_act(by=by, resident=resident, channel=channel)
    locked = lock_dates(session, now)
    session = next(each for each in locked if each.pk == session.pk)
    dates = dates_among(session, locked, now)
    session = first_of(session, dates)
    entry = EnrolmentWait.objects.alive().in_line_for(session).filter(resident=resident).with_place().first()
    if entry and entry.is_offered and entry.offer_ends_at and entry.offer_ends_at > now:
        _refuse_another_count(entry, as_it_counts(together, session, resident))
        return waiting.accept(entry=entry, by=by, now=now)
    if entry and entry.is_offered:  # the worker has not passed it on yet
        waiting.end(entry, now=now, state=EnrolmentWait.State.LAPSED)
        entry, dates = None, dates_among(session, lock_dates(session, now), now)
    together = as_it_counts(together, session, resident)
    refuse(session, dates, resident, together=together, by=by, channel=channel, now=now, waive=bool(waiver))
    numbers, is_online, persons = numbers_of(session), channel in ONLINE, together.persons
    if not _is_their_turn(session, dates, entry, persons=persons, is_online=is_online, numbers=numbers, now=now):
        raise NoPlaceLeft(dates)
    if full := take_all(dates, persons=persons, is_online=is_online, numbers=numbers, now=now):
        raise NoPlaceLeft(full)
    claim = uuid.uuid4()
    made = [
        Enrolment.objects.create(
            session=each,
            resident=resident,
            enrolled_by=by,
            enrolled_at=now,
            channel=channel,
            claim=claim,
            form_token=wish_key(token, by=by, session=each, resident=resident),
            waiver=waiver,
            **together.fields(now=now),
        )
        for each in dates
    ]
    if entry:  # they stood in line for what they have now
        waiting.end(entry, now=now)
    first = next(each for each in made if each.session_id == session.pk)
    if tell:
        messages.tell_enrolled(first, len(made), by=by, now=now)
    return first


def _refuse_another_count(entry: EnrolmentWait, together: Together) -> None:
    """Raises CannotChange where they ask for two and are offered one, or the other way round."""
    if entry.persons == together.persons:
        return
    words = ngettext(
        "They stood in line, and %(count)d place is offered to them. Please take it, or let it go and sign up anew.",
        "They stood in line, and %(count)d places are offered to them. Please take them, or let them go and sign up "
        "anew.",
        entry.persons,
    )
    raise CannotChange(words % {"count": entry.persons})


def _is_their_turn(
    session: Session,
    dates: Sequence[Session],
    own: EnrolmentWait | None,
    *,
    persons: int,
    is_online: bool,
    numbers: Numbers,
    now: datetime,
) -> bool:
    """Nobody overtakes the line while a place would still be offered to it and somebody there could use it.

    What is kept for phone and desk is taken there before those who wait on the web.
    """
    if not places.may_be_offered(session, numbers, now):
        return True
    ahead = EnrolmentWait.objects.waiting().in_line_for(session)
    if own:
        ahead = ahead.exclude(pk=own.pk).filter(joined_at__lte=own.joined_at)
    is_kept_for_them = not is_online and all(
        each.places.kept_left >= persons and not places.web_takes_kept(each, numbers, now) for each in dates
    )
    if is_kept_for_them:
        ahead = ahead.exclude(channel__in=ONLINE)
    return not any(could_use(entry, dates, numbers=numbers, now=now) for entry in ahead)


def withdraw_deadline(enrolment: Enrolment, numbers: Numbers) -> datetime:
    """Until when residents give a place back themselves: as long before the start as a room is cancelled."""
    return numbers.cancel_until(enrolment.session.occupancy.starts_at)


@retry_on_deadlock
@transaction.atomic
def withdraw(*, enrolment: Enrolment, by: User, now: datetime) -> Told:
    """Give the place back, both where two come, of a course in all dates to come; the line is offered it.

    Done twice it is done once. Raises CannotChange when it is too late, or nothing is left to give back.
    """
    locked, to_come = _locked_to_come(enrolment, by=by, now=now)
    if not enrolment.is_enrolled and enrolment.state == Enrolment.State.WITHDRAWN:
        return Told()
    _refuse_late(to_come, by=by, now=now)
    ended = let_go(to_come, Enrolment.State.WITHDRAWN, by=by.pk, now=now)
    enrolment.refresh_from_db()
    pass_on(locked, ended, now=now)
    return messages.tell_withdrawn(to_come[0], by=by, now=now)


@retry_on_deadlock
@transaction.atomic
def come_alone(*, enrolment: Enrolment, by: User, now: datetime) -> Told:
    """The companion stays away, of a course in all dates to come: that place goes to the line, the other one stays.

    Done twice it is done once. Raises CannotChange when it is too late, or whoever comes along is a child.
    """
    locked, to_come = _locked_to_come(enrolment, by=by, now=now)
    if to_come and all(row.persons == 1 for row in to_come):
        return Told()
    _refuse_late(to_come, by=by, now=now)
    if to_come[0].child_name:
        raise CannotChange(_("A parent and a child have both places or none; please give both back."))
    freed = [row for row in to_come if Enrolment.objects.enrolled().filter(pk=row.pk, persons=2).update(persons=1)]
    for row in freed:
        places.give_back(row.session, is_online=row.is_made_online)
    enrolment.refresh_from_db()
    pass_on(locked, freed, now=now)
    return messages.tell_comes_alone(to_come[0], by=by, now=now)


def _locked_to_come(enrolment: Enrolment, *, by: User, now: datetime) -> tuple[list[Session], list[Enrolment]]:
    """The sessions of its claim, locked, and what they still have of it, the next one first.

    Raises CannotChange for whoever it does not concern, and once nobody is known to have it.
    """
    if enrolment.resident_id is None:
        raise CannotChange(over())
    lock_resident(enrolment.resident_id)
    if not _is_theirs(enrolment, by):
        raise CannotChange(_("You do not act for them any more. Please ask them, or call us."))
    locked = lock_claim(enrolment.claim, enrolment.session, now)
    claimed = Enrolment.objects.filter(claim=enrolment.claim, resident=enrolment.resident_id)
    rows = list(claimed.enrolled().with_place().order_by("session__occupancy__starts_at"))
    enrolment.refresh_from_db()
    return locked, [row for row in rows if not row.session.has_begun(now)]


def _is_theirs(enrolment: Enrolment, by: User) -> bool:
    """One's own, of somebody one acts for, signed up by oneself on the web, or at a site one runs."""
    return by.may_run(enrolment.session.occupancy.room.centre) or (
        Enrolment.objects.of_user(by).filter(pk=enrolment.pk).exists()
    )


def _refuse_late(to_come: Sequence[Enrolment], *, by: User, now: datetime) -> None:
    if not to_come:
        raise CannotChange(over())
    first = to_come[0]
    centre = first.session.occupancy.room.centre
    if not by.may_run(centre) and now > (until := withdraw_deadline(first, numbers_of(first.session))):
        words = _("Until %(moment)s you could give the place back here. Please call %(phone)s, so that we know.")
        raise CannotChange(words % {"moment": moment_words(until), "phone": centre.phone})


def over() -> str:
    return _("This place has been given back, or its dates are over.")
