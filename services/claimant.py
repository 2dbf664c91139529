"""Service days as a claimant of rooms; whoever has a number of a day hears what becomes of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.claimants import CannotChange, Details, Told
from centres.models import Occupancy, Room
from centres.retries import retry_on_deadlock
from centres.spans import Span
from fairness.programme.claimant import claimant_of
from residents.models import User
from services import actions
from services.left import LEFT
from services.models import ServiceDay
from services.reporting import report


def describe(occupancies: Sequence[Occupancy]) -> dict[int, Details]:
    """Who serves, and how many numbers are given; on to the desk of the day where it gives any, in one query."""
    days = ServiceDay.objects.with_place().with_given().filter(occupancy__in=occupancies)
    return {day.occupancy_id: _details(day, getattr(day, "given", ())) for day in days}


def _details(day: ServiceDay, given: Sequence[int]) -> Details:
    who = day.provider or day.service.name
    if day.plan is None:
        page = reverse("admin:services_serviceday_change", args=[day.pk])
        return Details(who=who, how=_("service"), link=page)
    counts = _("%(given)d of %(places)d numbers given") % {"given": len(given), "places": day.plan.places}
    page = reverse("desk:service-day", args=[day.occupancy.room.centre.slug, day.pk])
    return Details(who=who, how=_("service"), link=page, facts=[(_("Numbers"), counts)])


@retry_on_deadlock
@transaction.atomic
def move(
    *, occupancy: Occupancy, room: Room, span: Span, by: AbstractBaseUser, reason: str, waiver: str, now: datetime
) -> Told:
    assert isinstance(by, User)
    return actions.move_day(day=_of(occupancy), room=room, span=span, by=by, reason=reason, now=now)


@retry_on_deadlock
@transaction.atomic
def cancel(*, occupancy: Occupancy, by: AbstractBaseUser, reason: str, now: datetime) -> Told:
    assert isinstance(by, User)
    return actions.cancel_day(day=_of(occupancy), by=by, reason=reason, now=now)


def _of(occupancy: Occupancy) -> ServiceDay:
    """The day that holds it; one that was moved meanwhile holds another."""
    day = ServiceDay.objects.with_place().filter(occupancy=occupancy).first()
    if day is None:
        raise CannotChange(_("This date was changed meanwhile. Please look again."))
    return day


CLAIMANT = replace(
    claimant_of(ServiceDay, words=gettext_lazy("service")),
    describe=describe,
    move=move,
    cancel=cancel,
    is_for_residents=True,
    left=LEFT,
    report=report,
)
