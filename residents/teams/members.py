"""Somebody asks to join a team, is taken in or not, becomes a deputy, and goes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from residents.models import Membership, Resident, Team, User
from residents.teams.common import TeamRefused, lock, lock_as_deputy, lock_as_leader, tell


@transaction.atomic
def ask_to_join(*, team: Team, resident: Resident, words: str, now: datetime) -> Membership:
    """Asked twice it is asked once; the leader is told. Raises TeamRefused where nobody is taken in."""
    locked = lock(team)
    _refuse_leader(locked, resident)
    if known := _current(locked, resident):
        return known
    if not (locked.is_approved and locked.is_open):
        raise TeamRefused(_("%(team)s takes in nobody just now.") % {"team": locked.name})
    _refuse_crowd(locked)
    asked = Membership.objects.create(team=locked, resident=resident, words=words, asked_at=now)
    tell(locked.leader, locked, "asked", about=asked.pk, by=resident.user, now=now, who=resident.name)
    return asked


@transaction.atomic
def take_in(*, membership: Membership, by: User, now: datetime) -> None:
    """The leader or a deputy says yes. Nothing happens where the question is answered, or was taken back."""
    if row := _to_answer(membership, by=by):
        row.state, row.decided_at = Membership.State.ACTIVE, now
        row.save(update_fields=["state", "decided_at"])
        tell(row.resident, row.team, "taken-in", about=row.pk, by=by, now=now)


@transaction.atomic
def turn_down(*, membership: Membership, by: User, now: datetime) -> None:
    """The leader or a deputy says no."""
    if row := _to_answer(membership, by=by):
        row.state, row.decided_at = Membership.State.DECLINED, now
        row.save(update_fields=["state", "decided_at"])
        tell(row.resident, row.team, "turned-down", about=row.pk, by=by, now=now)


def _to_answer(membership: Membership, *, by: User) -> Membership | None:
    lock_as_deputy(membership.team, by=by)
    return Membership.objects.asked().with_people().filter(pk=membership.pk).first()


@transaction.atomic
def add_member(*, team: Team, resident: Resident, now: datetime) -> Membership:
    """At the desk, where the leader stands or has called: whoever it is joins. Who had asked is taken in."""
    locked = lock(team)
    _refuse_leader(locked, resident)
    row = _current(locked, resident)
    if row is None:
        _refuse_crowd(locked)
        return Membership.objects.create(
            team=locked, resident=resident, state=Membership.State.ACTIVE, asked_at=now, decided_at=now
        )
    if not row.is_active:
        row.state, row.decided_at = Membership.State.ACTIVE, now
        row.save(update_fields=["state", "decided_at"])
    return row


@transaction.atomic
def leave(*, membership: Membership, by: User, now: datetime) -> None:
    """They go, or take their question back, or who runs the team ends it. The other side is told."""
    lock(membership.team)
    row = Membership.objects.current().with_people().filter(pk=membership.pk).first()
    if row is None:
        return
    is_own, was_active = row.resident.user_id == by.pk, row.is_active
    if not is_own and not by.is_staff:
        lock_as_deputy(row.team, by=by)
    row.state, row.role = Membership.State.ENDED, Membership.Role.MEMBER
    row.ended_at, row.decided_at = now, row.decided_at or now
    row.save(update_fields=["state", "role", "ended_at", "decided_at"])
    if not is_own:
        tell(row.resident, row.team, "ended", about=row.pk, by=by, now=now)
    elif was_active:
        tell(row.team.leader, row.team, "left", about=row.pk, by=by, now=now, who=row.resident.name)


@transaction.atomic
def make_deputy(*, membership: Membership, by: User, now: datetime) -> None:
    """From now on they book for the team, too. Raises TeamRefused beyond three."""
    row = _member_of_led(membership, by=by)
    if row.is_deputy:
        return
    if Membership.objects.deputies().filter(team=row.team).count() >= Membership.MOST_DEPUTIES:
        raise TeamRefused(_("A team has %(count)d deputies at most.") % {"count": Membership.MOST_DEPUTIES})
    row.role = Membership.Role.DEPUTY
    row.save(update_fields=["role"])
    tell(row.resident, row.team, "deputy", about=row.pk, by=by, now=now)


@transaction.atomic
def make_member(*, membership: Membership, by: User, now: datetime) -> None:
    """They are a member as others are, and book nothing for the team any more."""
    row = _member_of_led(membership, by=by)
    if row.is_deputy:
        row.role = Membership.Role.MEMBER
        row.save(update_fields=["role"])
        tell(row.resident, row.team, "no-deputy", about=row.pk, by=by, now=now)


def _member_of_led(membership: Membership, *, by: User) -> Membership:
    lock_as_leader(membership.team, by=by)
    row = Membership.objects.active().with_people().filter(pk=membership.pk).first()
    if row is None:
        raise TeamRefused(no_member())
    return row


def no_member() -> str:
    return _("They are no member of the team any more. Please look again.")


def _current(team: Team, resident: Resident) -> Membership | None:
    return Membership.objects.current().filter(team=team, resident=resident).first()


def _refuse_leader(team: Team, resident: Resident) -> None:
    if team.leader_id == resident.pk:
        raise TeamRefused(_("%(name)s leads %(team)s.") % {"name": resident.name, "team": team.name})


def _refuse_crowd(team: Team) -> None:
    if team.memberships.current().count() >= Membership.MOST:
        words = _("%(team)s is full: a team has %(count)d members at most.")
        raise TeamRefused(words % {"team": team.name, "count": Membership.MOST})
