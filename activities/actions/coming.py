"""Who came to a session: by the code on the door, at the desk, or from the list that staff keep."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from activities import messages
from activities.actions.offering import numbers_of
from activities.models import AbsenceMark, Enrolment, EnrolmentQuerySet, Session
from activities.models.enrolments import NOT_HERE
from centres.availability import local_midnight
from centres.claimants import CannotChange, Told
from centres.words import local_day, moment_words
from fairness.checkin import How, Window
from fairness.models import Numbers
from residents.models import User

LIST_KEPT = timedelta(days=14)  # so long staff may enter what was ticked on paper
BATCH = 200


def window_of(session: Session, numbers: Numbers) -> Window:
    return Window.of(session.occupancy.span, numbers)


@transaction.atomic
def check_in(*, enrolment: Enrolment, how: How, by: User | None, now: datetime) -> None:
    """They are here; said twice it is noted once. At the desk it takes back that they were missed.

    `by` is None at the door, where nobody need sign in. Raises CannotChange when it is too early or too late, or
    they have no place.
    """
    session = enrolment.session
    window_of(session, numbers_of(session)).refuse(now, how, phone=session.occupancy.room.centre.phone)
    here = _standing(enrolment)
    if how is How.DOOR:
        here = here.filter(missed_at=None)
    here.filter(checked_in_at=None).update(checked_in_at=now, checked_in_how=how, checked_in_by=by, missed_at=None)
    enrolment.refresh_from_db()
    if not enrolment.has_come:
        raise CannotChange(_not_here(enrolment))
    if by:
        _take_marks_back([enrolment.pk], by=by, now=now)


@transaction.atomic
def undo_check_in(*, enrolment: Enrolment) -> None:
    """Take back what was noted by mistake. Raises CannotChange when it was never noted."""
    if not _standing(enrolment).exclude(checked_in_at=None).update(**NOT_HERE):
        raise CannotChange(_("This was changed meanwhile. Please look again."))
    enrolment.refresh_from_db()


@transaction.atomic
def note_absence(*, enrolment: Enrolment, now: datetime) -> None:
    """Note that they did not come. Raises CannotChange while they still may, or when they were here."""
    if not window_of(enrolment.session, numbers_of(enrolment.session)).is_missed(now):
        raise CannotChange(_("They may still come. Please wait a little."))
    if not _standing(enrolment).filter(checked_in_at=None).update(missed_at=now):
        raise CannotChange(_not_here(enrolment))
    enrolment.refresh_from_db()


@transaction.atomic
def take_back_absence(*, enrolment: Enrolment, by: User, now: datetime) -> Told:
    """It was noted by mistake: no mark stays. Raises CannotChange when it was not noted."""
    if not _standing(enrolment).exclude(missed_at=None).update(missed_at=None):
        raise CannotChange(_("This was changed meanwhile. Please look again."))
    enrolment.refresh_from_db()
    return _take_marks_back([enrolment.pk], by=by, now=now)


def _take_marks_back(enrolments: Collection[int], *, by: User, now: datetime) -> Told:
    """Those who were told that they were missed hear that they were not."""
    marks = list(AbsenceMark.objects.filter(enrolment__in=enrolments).with_place())
    AbsenceMark.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    places = {each.pk: each for each in Enrolment.objects.filter(mark=None, pk__in=enrolments).with_place()}
    told = [messages.tell_present(places[mark.enrolment_id], mark, by=by, now=now) for mark in marks]
    return Told([one for each in told for one in each.done], [one for each in told for one in each.to_do])


@transaction.atomic
def keep_list(
    *,
    session: Session,
    shown: Collection[int],
    came: Collection[int],
    was: Collection[int] = (),
    by: User,
    now: datetime,
) -> int:
    """The whole list at once, as it was ticked: of the places `shown` those in `came` were here, the others not.

    `was` are those that were ticked when it was shown: only what was changed on it counts, so that whoever came by
    the code on the door meanwhile stays noted. Who is not shown stays as noted. Nobody is missed while they still may
    come. Returns how many have come in all. Raises CannotChange before the doors open, and when the list has been
    closed.
    """
    window = window_of(session, numbers_of(session))
    if now < window.opens_at:
        raise CannotChange(
            _("The list opens at %(moment)s, when the first may come.") % {"moment": moment_words(window.opens_at)}
        )
    if now > window.ends_at + LIST_KEPT:
        raise CannotChange(_("This list was closed two weeks after the date."))
    on_list = Enrolment.objects.enrolled().filter(session=session)
    listed = on_list.filter(pk__in=shown)
    ticked = listed.filter(pk__in=came).exclude(pk__in=was)
    ticked.filter(checked_in_at=None).update(
        checked_in_at=now, checked_in_how=How.DESK, checked_in_by=by, missed_at=None
    )
    _take_marks_back(list(ticked.values_list("pk", flat=True)), by=by, now=now)
    absent = listed.exclude(pk__in=came)
    absent.filter(pk__in=was).exclude(checked_in_at=None).update(**NOT_HERE)
    if window.is_missed(now):
        absent.filter(missed_at=None, checked_in_at=None).update(missed_at=now)
    count: int = on_list.exclude(checked_in_at=None).aggregate(sum=Sum("persons", default=0))["sum"]
    return count


# For the worker


def mark_absences(now: datetime) -> None:
    """Once a day is over: a mark for whoever was noted as missing on it. Nobody is told of what was weeks ago."""
    today = local_midnight(local_day(now))
    over = Enrolment.objects.enrolled().filter(missed_at__isnull=False, mark=None, resident__isnull=False)
    lately = over.filter(session__occupancy__ends_at__lt=today, session__occupancy__ends_at__gte=today - LIST_KEPT)
    for pk in lately.order_by("pk").values_list("pk", flat=True)[:BATCH]:
        _mark(pk, now=now)


@transaction.atomic
def _mark(pk: int, *, now: datetime) -> None:
    """Locked, so that nobody takes the absence back at this moment."""
    missed = Enrolment.objects.enrolled().filter(pk=pk, missed_at__isnull=False, mark=None)
    enrolment = missed.with_place().select_for_update(no_key=True, of=("self",)).first()
    if enrolment is None or enrolment.resident is None:
        return
    numbers, happened_at = numbers_of(enrolment.session), enrolment.session.occupancy.starts_at
    mark = AbsenceMark.objects.create(
        enrolment=enrolment,
        resident=enrolment.resident,
        happened_at=happened_at,
        expires_at=happened_at + timedelta(days=numbers.no_show_days),
    )
    messages.tell_missed(mark, numbers, now=now)


def _standing(enrolment: Enrolment) -> EnrolmentQuerySet:
    return Enrolment.objects.enrolled().filter(pk=enrolment.pk)


def _not_here(enrolment: Enrolment) -> str:
    if enrolment.has_come:
        return _("They are here already.")
    if enrolment.was_missed:
        return _("It was noted that they did not come. Please tell the desk that you are here.")
    return _("They have no place any more. Please look at the list.")
