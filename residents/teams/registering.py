"""A team is founded, described, shows its papers, and asks the street office to register it (备案)."""

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from centres.models import Centre
from residents.models import Resident, Team, TeamPaper, User
from residents.teams.common import TeamRefused, lock_as_deputy, lock_as_leader, lock_as_office, tell

MOST_LED = 3  # teams by one person


@transaction.atomic
def found(*, name: str, about: str, centre: Centre, leader: Resident) -> Team:
    """A new team, not registered yet; the form sent twice founds it once.

    Raises TeamRefused for a name in use, and for who leads three already.
    """
    Resident.objects.select_for_update().get(pk=leader.pk)
    if founded := leader.led_teams.filter(name=name).first():
        return founded
    if leader.led_teams.count() >= MOST_LED:
        raise TeamRefused(_("One person leads %(count)d teams at most.") % {"count": MOST_LED})
    team = Team(name=name, about=about, centre=centre, leader=leader)
    _unless_name_is_taken(team.save)
    return team


@transaction.atomic
def describe(*, team: Team, name: str, about: str, centre: Centre, is_open: bool, by: User) -> None:
    """Change what the public reads. Raises TeamRefused for a name in use.

    The name of a team that is registered, or asks to be, the office has read; it is the office that changes it.
    """
    locked = lock_as_deputy(team, by=by)
    if name != locked.name and not (locked.may_apply or by.sees_all_sites):
        raise TeamRefused(_("The office has read this name. To change it, please call us."))
    locked.name, locked.about, locked.centre, locked.is_open = name, about, centre, is_open
    _unless_name_is_taken(lambda: locked.save(update_fields=["name", "about", "centre", "is_open"]))


def _unless_name_is_taken(write: Callable[[], None]) -> None:
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        raise TeamRefused(_("There is a team of this name. Please choose another one, or join that one.")) from None


@transaction.atomic
def give_up(*, team: Team, by: User) -> None:
    """Of a team that was never more than an idea: it goes. Raises TeamRefused once anything stands on it."""
    locked = lock_as_leader(team, by=by)
    if not locked.may_apply:
        raise TeamRefused(_("The office has this team on its list. To dissolve it, please call us."))
    try:
        locked.delete()
    except ProtectedError:
        raise TeamRefused(_("The team has bookings on record. To dissolve it, please call us.")) from None


# Papers


@transaction.atomic
def add_paper(*, team: Team, title: str, jpeg: bytes, by: User, now: datetime) -> TeamPaper:
    """A photo, re-encoded by the form. The same one twice is one. Raises TeamRefused beyond six."""
    locked = lock_as_deputy(team, by=by)
    if same := locked.papers.filter(title=title, jpeg=jpeg).first():
        return same
    if locked.papers.count() >= TeamPaper.MOST:
        raise TeamRefused(_("%(count)d papers are enough. Please remove one first.") % {"count": TeamPaper.MOST})
    return TeamPaper.objects.create(team=locked, title=title, jpeg=jpeg, added_at=now, added_by=by)


@transaction.atomic
def remove_paper(*, paper: TeamPaper, by: User) -> None:
    lock_as_deputy(paper.team, by=by)
    paper.delete()


# Asking


@transaction.atomic
def apply(*, team: Team, by: User, now: datetime) -> None:
    """Ask the office to register it; asked twice it is asked once. Raises TeamRefused where it is registered."""
    locked = lock_as_leader(team, by=by)
    if locked.is_pending:
        return
    _refuse_registered(locked)
    locked.state, locked.applied_at = Team.State.PENDING, now
    locked.save(update_fields=["state", "applied_at"])


@transaction.atomic
def withdraw(*, team: Team, by: User) -> None:
    """Take the question back before it is answered."""
    locked = lock_as_leader(team, by=by)
    if not locked.is_pending:
        raise TeamRefused(_("The office has decided already. Please look again."))
    locked.state = Team.State.UNREGISTERED
    locked.save(update_fields=["state"])


# Deciding


@transaction.atomic
def register(*, team: Team, by: User, now: datetime, words: str = "") -> None:
    """The office says yes; with a paper at the desk also to a team that has not asked on the web."""
    locked = lock_as_office(team, by=by)
    _refuse_registered(locked)
    _decide(locked, Team.State.APPROVED, by=by, words=words, now=now)
    tell(locked.leader, locked, "registered", by=by, now=now)


@transaction.atomic
def decline(*, team: Team, by: User, words: str, now: datetime) -> None:
    """The office says no, and why; they may mend it and ask again."""
    locked = lock_as_office(team, by=by)
    reason = _needed(words)
    if not locked.is_pending:
        raise _decided_meanwhile()
    _decide(locked, Team.State.DECLINED, by=by, words=words, now=now)
    tell(locked.leader, locked, "declined", by=by, now=now, reason=reason)


@transaction.atomic
def strike_off(*, team: Team, by: User, words: str, now: datetime) -> None:
    """End a registration, and say why. What is booked stays; nothing more is booked as a team."""
    locked = lock_as_office(team, by=by)
    reason = _needed(words)
    if not locked.is_approved:
        raise _decided_meanwhile()
    _decide(locked, Team.State.UNREGISTERED, by=by, words=words, now=now)
    tell(locked.leader, locked, "struck-off", by=by, now=now, reason=reason)


def _decide(team: Team, state: Team.State, *, by: User, words: str, now: datetime) -> None:
    team.state, team.decided_at, team.decided_by, team.decision = state, now, by, words.strip()
    team.save(update_fields=["state", "decided_at", "decided_by", "decision"])


def _needed(words: str) -> str:
    """The reason, as it stands inside a sentence."""
    if not words.strip():
        raise TeamRefused(_("Please say why: the team reads it."))
    return words.strip().rstrip("。.！!；;")


def _refuse_registered(team: Team) -> None:
    if team.is_approved:
        raise TeamRefused(_("%(team)s is registered already.") % {"team": team.name})


def _decided_meanwhile() -> TeamRefused:
    return TeamRefused(_("Somebody has decided about this team meanwhile. Please look again."))
