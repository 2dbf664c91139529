"""What the actions share: the numbers in force, locks in one order, and the rules held against a change."""

from datetime import datetime
from typing import TypedDict

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bookings.models import Booking
from bookings.wishes import wish_for
from centres.claimants import CannotChange
from centres.models import Occupancy, Room
from centres.spans import Span
from fairness.models import GRACE, Numbers, RuleBook
from fairness.rules import Refused, Wish, broken
from residents.acting import lock_resident
from residents.models import Team, User
from residents.teams import runs


def numbers_of(booking: Booking) -> Numbers:
    return RuleBook.load([booking.room]).of(booking.room)


class Standing(TypedDict, total=False):
    """As Occupancy.claim takes it; empty: firm."""

    standing: str
    held_until: datetime


def standing(decide_by: datetime | None) -> Standing:
    """Tentative until the office has decided, or firm."""
    return {"standing": Occupancy.Standing.TENTATIVE, "held_until": held_until(decide_by)} if decide_by else {}


def held_until(deadline: datetime) -> datetime:
    """Until when a time stands for a deadline: the minutes of grace are the worker's."""
    return deadline + GRACE


def lock_people_of(booking: Booking) -> None:
    lock_people(booking.booked_for_id, booking.team_id)


def lock_people(resident: int | None, team: int | None) -> Team | None:
    """Whoever books for a team, or else for a resident, waits here for whoever does so already: their limit counts.

    The team as it stands behind its lock.

    Raises CannotChange for somebody whose entry was merged with another one, or removed, meanwhile.
    """
    if team is not None:
        return Team.objects.select_for_update(of=("self",)).select_related("leader").get(pk=team)
    if resident is not None:
        lock_resident(resident)
    return None


def may_book_as(*, by: User, team: Team | None) -> None:
    """A team as it was locked books while it is registered, through its leader, its deputies, or staff.

    Raises CannotChange once one of these has ended.
    """
    if team is None:
        return
    if not team.is_approved:
        raise CannotChange(_("%(team)s is not registered any more. Please call us.") % {"team": team.name})
    if not by.is_staff and team.leader.user_id != by.pk and not runs(by, team):
        raise CannotChange(
            _("You cannot book for %(name)s any more. Please ask them, or call us.") % {"name": team.name}
        )


def judge(
    booking: Booking,
    *,
    room: Room,
    span: Span,
    now: datetime,
    waive: bool,
    is_online: bool = True,
    only_limits: bool = False,
) -> Wish:
    """Hold the rules against a new time or place for a booking. Raises Refused."""
    wish = wish_for(
        room=room,
        span=span,
        party=booking.party,
        resident=booking.booked_for,
        team=booking.team,
        now=now,
        besides=booking,
        is_online=is_online,
    )
    if refusals := broken(wish, waive=waive, only_limits=only_limits):
        raise Refused(refusals)
    return wish


def insert(booking: Booking, *, attempts: int = 5) -> Booking:
    """Save the new booking; if its random reference is in use, try another one."""
    for attempt in range(attempts):
        try:
            with transaction.atomic():
                booking.save(force_insert=True)
            break
        except IntegrityError as error:
            taken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
            if "ref" not in taken or attempt == attempts - 1:
                raise
            booking.ref = Booking._meta.get_field("ref").get_default()
    return booking
