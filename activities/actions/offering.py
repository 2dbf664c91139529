"""A place is free: whoever stands first in line and may have it is offered it, before anybody else.

Inside a transaction of whoever frees it; the sessions' rows are locked, so that no passer-by comes between.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from activities import messages
from activities.models import Enrolment, EnrolmentWait, Session
from activities.models.enrolments import NOT_HERE
from fairness.models import Numbers, RuleBook
from fairness.programme import places
from fairness.waiting import offer_ends_at


def numbers_of(session: Session) -> Numbers:
    """Of the room in which it takes place; `session` comes with its place."""
    room = session.occupancy.room
    return RuleBook.load([room]).of(room)


def lock_dates(session: Session, now: datetime) -> list[Session]:
    """The dates one signs up for together, as they stand now; whoever else changes their places waits."""
    if not session.activity.is_course:
        return lock_sessions([session.pk])
    return lock_all(lambda: _keys(session, now))


def _keys(session: Session, now: datetime) -> set[int]:
    return {*Session.objects.signed_up_with(session, now).values_list("pk", flat=True), session.pk}


def lock_all(keys: Callable[[], set[int]]) -> list[Session]:
    """Asked again once they are locked: a course may have got one more date while we waited.

    Its key is the highest, so that the order of locks stays.
    """
    wanted, locked = keys(), list[Session]()
    while wanted - {each.pk for each in locked}:
        locked = lock_sessions(wanted)
        wanted |= keys()
    return locked


def lock_sessions(pks: Iterable[int]) -> list[Session]:
    """In the order of their keys, with their places."""
    return places.lock(Session.objects.with_place(), set(pks))


def lock_claim(claim: uuid.UUID, session: Session, now: datetime) -> list[Session]:
    """Those of a claim, and all that go to the next in line with them."""
    claimed = Enrolment.objects.filter(claim=claim).values_list("session", flat=True)
    return lock_all(lambda: {*claimed.all(), *_keys(session, now)})


def dates_among(session: Session, locked: Sequence[Session], now: datetime) -> list[Session]:
    """Of the dates locked, those one signs up for with this one: none of them is over or cancelled."""
    if not session.activity.is_course:
        return [each for each in locked if each.pk == session.pk]
    return [each for each in locked if each.is_confirmed and each.has_places and not each.has_begun(now)]


def first_of(session: Session, dates: Sequence[Session]) -> Session:
    """Of a course its first date to come, whichever was asked for; one that is over or cancelled stays itself."""
    return min(dates, key=lambda each: each.occupancy.starts_at) if session in dates else session


def take_all(
    dates: Sequence[Session], *, persons: int, is_online: bool, numbers: Numbers, now: datetime
) -> list[Session]:
    """Count so many more in each. Returns those that have not as many; then the caller rolls back."""
    return [
        each
        for each in dates
        if not places.take(
            each, is_online=is_online, web_takes_kept=places.web_takes_kept(each, numbers, now), count=persons
        )
    ]


def has_room(dates: Sequence[Session], *, persons: int, is_online: bool, numbers: Numbers, now: datetime) -> bool:
    """Whether each date, as it was locked, has so many places for somebody who asks that way."""
    return bool(dates) and all(
        each.places.free_for(is_online=is_online, web_takes_kept=places.web_takes_kept(each, numbers, now)) >= persons
        for each in dates
    )


def could_use(entry: EnrolmentWait, dates: Sequence[Session], *, numbers: Numbers, now: datetime) -> bool:
    """Whether what is free would do for somebody in line: two do not come to one place."""
    return has_room(dates, persons=entry.persons, is_online=entry.is_made_online, numbers=numbers, now=now)


def offer(session: Session, *, now: datetime) -> list[EnrolmentWait]:
    """Offer what is free to those in line who may have it, the first one first."""
    in_line = EnrolmentWait.objects.waiting().in_line_for(session).with_place().in_line()
    waiting = list(in_line) if session.is_confirmed else []
    if not waiting:
        return []
    numbers, offered = numbers_of(session), []
    for entry in waiting:
        dates = dates_among(entry.session, lock_dates(entry.session, now), now)
        ends_at = offer_ends_at(entry.session.occupancy.starts_at, numbers, now)
        if ends_at is None or not any(each.places.free for each in dates):
            break
        if not could_use(entry, dates, numbers=numbers, now=now):
            continue  # what is left is kept for phone and desk, and they ask on the web; or one, and they are two
        if _keep(entry, dates, ends_at, numbers=numbers, now=now):
            offered.append(entry)
    return offered


def _keep(
    entry: EnrolmentWait, dates: Sequence[Session], ends_at: datetime, *, numbers: Numbers, now: datetime
) -> bool:
    """Take the places for them; False for somebody who has one meanwhile, or has just left."""
    has_one = Enrolment.objects.kept().filter(session__in=dates, resident=entry.resident_id).exists()
    first = EnrolmentWait.objects.waiting().filter(pk=entry.pk)
    if has_one:
        first.update(state=EnrolmentWait.State.CLOSED, ended_at=now)
        return False
    claim = uuid.uuid4()
    if not first.update(state=EnrolmentWait.State.OFFERED, offered_at=now, offer_ends_at=ends_at, claim=claim):
        return False
    for each in dates:
        is_counted = places.take(
            each,
            is_online=entry.is_made_online,
            web_takes_kept=places.web_takes_kept(each, numbers, now),
            count=entry.persons,
        )
        assert is_counted  # seen free behind the lock
        Enrolment.objects.create(
            session=each,
            resident=entry.resident,
            enrolled_by=entry.joined_by,
            enrolled_at=now,
            channel=entry.channel,
            state=Enrolment.State.OFFERED,
            claim=claim,
            waiver=entry.waiver,
            **entry.together,
        )
    entry.refresh_from_db()
    messages.tell_offered(entry, numbers, now=now)
    return True


def let_go(rows: Iterable[Enrolment], state: Enrolment.State, *, by: int | None, now: datetime) -> list[Enrolment]:
    """End these places from the state they were read in, and count them down. Their sessions are locked."""
    ended = []
    for row in rows:
        as_read = Enrolment.objects.filter(pk=row.pk, state=row.state)
        if as_read.update(state=state, ended_at=now, ended_by=by, **NOT_HERE):
            places.give_back(row.session, is_online=row.is_made_online, count=row.persons)
            ended.append(row)
    return ended


def pass_on(locked: Sequence[Session], freed: Sequence[Enrolment], *, now: datetime) -> None:
    """What was given back goes to the line; of a course once, for all its dates."""
    sessions = {each.pk: each for each in locked}
    courses: set[int] = set()
    for row in freed:
        session = sessions[row.session_id]
        if session.activity.is_course and session.activity_id in courses:
            continue
        courses.add(session.activity_id)
        offer(session, now=now)
