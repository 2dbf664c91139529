"""The lead of a team passes on: a member is asked and says yes, or staff note who leads it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from residents.models import Membership, Resident, Team, User
from residents.teams.common import TeamRefused, lock, lock_as_leader, lock_as_office, tell
from residents.teams.members import no_member


@transaction.atomic
def ask_to_lead(*, team: Team, resident: Resident, by: User, now: datetime) -> None:
    """Ask a member to lead the team next; until they say yes, everything stays. Raises TeamRefused for others."""
    locked = lock_as_leader(team, by=by)
    if not Membership.objects.active().filter(team=locked, resident=resident).exists():
        raise TeamRefused(no_member())
    if resident.user_id is None:
        words = _("%(name)s has no account. Please come to a desk together, or call; we note it there.")
        raise TeamRefused(words % {"name": resident.name})
    if locked.successor_id == resident.pk:
        return
    locked.successor = resident
    locked.save(update_fields=["successor"])
    tell(resident, locked, "ask-to-lead", about=resident.pk, by=by, now=now, who=locked.leader.name)


@transaction.atomic
def take_question_back(*, team: Team, by: User) -> None:
    """Nobody is asked to lead it next."""
    locked = lock_as_leader(team, by=by)
    locked.successor = None
    locked.save(update_fields=["successor"])


@transaction.atomic
def answer_lead(*, team: Team, is_yes: bool, by: User, now: datetime) -> None:
    """Whoever was asked says yes or no. Raises TeamRefused when the question was taken back."""
    locked = lock(team)
    if locked.successor is None or locked.successor.user_id != by.pk:
        raise TeamRefused(_("This question was taken back, or answered before."))
    old, successor = locked.leader, locked.successor
    if is_yes:
        _pass_on(locked, successor, now=now)
    else:
        locked.successor = None
        locked.save(update_fields=["successor"])
    answer = "lead-taken" if is_yes else "lead-refused"
    tell(old, locked, answer, about=successor.pk, by=by, now=now, who=successor.name)


@transaction.atomic
def appoint_leader(*, team: Team, leader: Resident, by: User, now: datetime) -> None:
    """The office notes who leads it: the old leader is gone, or both have said so. Both are told."""
    locked = lock_as_office(team, by=by)
    if locked.leader_id == leader.pk:
        return
    old = locked.leader
    _pass_on(locked, leader, now=now)
    for person in (old, leader):
        tell(person, locked, "leader-noted", about=leader.pk, by=by, now=now, who=leader.name)


def _pass_on(team: Team, leader: Resident, *, now: datetime) -> None:
    """Who led it stays as a member; who leads it stands in no list of members."""
    Membership.objects.current().filter(team=team, resident=leader).update(
        state=Membership.State.ENDED, role=Membership.Role.MEMBER, ended_at=now, decided_at=now
    )
    Membership.objects.create(
        team=team, resident=team.leader, state=Membership.State.ACTIVE, asked_at=now, decided_at=now
    )
    team.leader, team.successor = leader, None
    team.save(update_fields=["leader", "successor"])
