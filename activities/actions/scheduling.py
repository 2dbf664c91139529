"""What staff do with sessions: schedule them, move them, cancel them, give them places.

Whoever has a place, or stands in line for one, is told in the same transaction; it costs nobody a mark.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities import messages
from activities.actions import drawing, extending
from activities.actions.offering import offer
from activities.messages import Dropped
from activities.models import AbsenceMark, Activity, Enrolment, EnrolmentWait, Session
from activities.models.enrolments import NOT_HERE
from centres.claimants import CannotChange, Told
from centres.models import Room
from centres.retries import retry_on_deadlock
from centres.spans import Span
from centres.words import when_words
from fairness.models import RuleBook
from fairness.programme import actions as programme
from fairness.programme import places
from residents.models import User


@retry_on_deadlock
@transaction.atomic
def schedule(
    *,
    activity: Activity,
    room: Room,
    span: Span,
    by: User,
    now: datetime,
    capacity: int | None = None,
    tell: bool = True,
) -> Session:
    """One session; in a course that runs, whoever has a place there gets one.

    Raises RoomTaken, or CannotChange when the site is closed, the time has passed, or the course has more people.
    """
    happening = _new(activity, room, capacity or extending.capacity_of(activity, now))
    made = programme.arrange(happening=happening, room=room, span=span, by=by, now=now)
    extending.take_along(activity, [made], by=by, now=now, tell=tell)
    return made


def _new(activity: Activity, room: Room, capacity: int | None) -> Session:
    """With so many places, and of them the share that phone and desk have here. Raises CannotChange."""
    refuse_too_few(activity, capacity)
    kept = RuleBook.load([room]).of(room).kept_of(capacity) if capacity else 0
    return Session(activity=activity, capacity=capacity, kept=kept)


@retry_on_deadlock
@transaction.atomic
def move(*, happening: Session, room: Room, span: Span, by: User, now: datetime, reason: str = "") -> Told:
    """Take it to another time or room, with all who have a place; they read the old beside the new.

    Raises CannotChange, RoomTaken or HoldExpired.
    """
    old = happening.occupancy
    drawing.refuse_moving(happening, span.starts_at)
    programme.move(happening=happening, room=room, span=span, now=now)
    session = Session.objects.with_place().get(pk=happening.pk)
    if session.occupancy.span != old.span:
        AbsenceMark.objects.filter(enrolment__session=session).delete()
        Enrolment.objects.filter(session=session).exclude(checked_in_at=None, missed_at=None).update(**NOT_HERE)
    ends = RuleBook.load([session.occupancy.room]).of(session.occupancy.room).cancel_until(span.starts_at)
    offered = EnrolmentWait.objects.offered().filter(session=session)
    offered.update(offer_ends_at=Least(F("offer_ends_at"), ends))
    return messages.tell_moved(session, old=old, reason=reason, by=by, now=now)


@retry_on_deadlock
@transaction.atomic
def cancel(*, happening: Session, by: User, reason: str, now: datetime) -> Told:
    """It does not take place; who had a place is told why, and the line is closed. Raises CannotChange."""
    dropped = drop(happening=happening, by=by, reason=reason, now=now)
    told = messages.tell_cancelled([dropped], by=by, now=now)
    return Told((*told.done, *dropped.told.done), (*told.to_do, *dropped.told.to_do))


def drop(*, happening: Session, by: User, reason: str, now: datetime, from_date: Session | None = None) -> Dropped:
    """Inside a transaction; whom it concerns is yet to be told, but for those whose draw ends with it.

    `from_date` is the first of the dates that are cancelled together; those who applied for a course read it.
    Raises CannotChange.
    """
    programme.cancel(happening=happening, by=by, reason=reason, now=now)
    session = Session.objects.with_place().get(pk=happening.pk)
    concerned = list(Enrolment.objects.enrolled().filter(session=session).with_place())
    Enrolment.objects.kept().filter(session=session).update(
        state=Enrolment.State.CANCELLED, ended_at=now, ended_by=by, **NOT_HERE
    )
    places.empty(session)
    waiting = _close_line(session, now=now)
    drawn = drawing.follow_session(session=session, by=by, now=now, from_date=from_date)
    return Dropped(session, concerned, waiting, drawn)


def _close_line(session: Session, *, now: datetime) -> list[EnrolmentWait]:
    """Who waits for a course goes on waiting for its other dates."""
    alive = EnrolmentWait.objects.alive().filter(session=session)
    others = Session.objects.signed_up_with(session, now).exclude(pk=session.pk)
    if session.activity.is_course and (following := others.order_by("occupancy__starts_at").first()):
        alive.update(session=following)
        return []
    closed = list(alive.with_place())
    alive.update(state=EnrolmentWait.State.CLOSED, ended_at=now)
    return closed


@retry_on_deadlock
@transaction.atomic
def set_places(*, session: Session, capacity: int | None, kept: int | None, now: datetime) -> None:
    """So many places, of them `kept` (None: the usual share). New ones are offered to the line first.

    Raises CannotChange for fewer than are taken, or for no number at all while some wait or draw for them.
    """
    [locked] = places.lock(Session.objects.all(), [session.pk])
    if locked.taken > (capacity or 0):
        raise CannotChange(_taken_words(locked.taken))
    current = Session.objects.with_place().get(pk=session.pk)
    refuse_too_few(current.activity, capacity)
    drawing.refuse_other_places(current, capacity)
    if capacity is None and current.activity.is_course:
        raise CannotChange(_("A course needs a number of places."))
    if capacity is None and EnrolmentWait.objects.alive().in_line_for(current).exists():
        raise CannotChange(_("Somebody stands in line. Please give them places first; then people may just come."))
    usual = RuleBook.load([current.occupancy.room]).of(current.occupancy.room).kept_of(capacity or 0)
    kept = 0 if capacity is None else min(usual if kept is None else kept, capacity)
    Session.objects.filter(pk=session.pk).update(capacity=capacity, kept=kept)
    offer(current, now=now)
    session.refresh_from_db()


@retry_on_deadlock
@transaction.atomic
def set_places_to_come(*, session: Session, capacity: int | None, kept: int | None, by: User, now: datetime) -> None:
    """The same for all its activity's dates to come, at the sites that `by` runs, or for none. Raises CannotChange."""
    to_come = Session.objects.confirmed().at(by.sites()).filter(activity=session.activity_id)
    to_come = to_come.filter(occupancy__starts_at__gt=now)
    for each in places.lock(Session.objects.with_place(), list(to_come.values_list("pk", flat=True))):
        try:
            set_places(session=each, capacity=capacity, kept=kept, now=now)
        except CannotChange as error:
            facts = {"date": when_words(each.occupancy), "words": error.sentence}
            raise CannotChange(_("%(date)s: %(words)s") % facts) from error


def refuse_too_few(activity: Activity, capacity: int | None) -> None:
    """Raises CannotChange where nobody could come."""
    if capacity is not None and capacity < min(activity.sizes):
        raise CannotChange(_("A parent and a child come here together: two places at least."))


def _taken_words(taken: int) -> str:
    return ngettext(
        "%(count)d place is taken already. Fewer than that cannot be given; please cancel the date, or speak with "
        "whoever could come another time.",
        "%(count)d places are taken already. Fewer than that cannot be given; please cancel the date, or speak with "
        "those who could come another time.",
        taken,
    ) % {"count": taken}
