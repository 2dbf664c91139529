"""What the actions share: the lock, who may, and who is told."""

from datetime import datetime

from django.utils.translation import gettext as _

from centres.models import Centre
from notices import wordings
from residents.models import Resident, Team, User
from residents.telling import Person, say


class TeamRefused(Exception):
    """One sentence: why it is not done, and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def runs(user: User, team: Team) -> bool:
    """Whether they may book for it at this moment; ask behind a lock of the team's row."""
    return Team.objects.run_by_user(user).filter(pk=team.pk).exists()


def lock(team: Team) -> Team:
    """As it stands, until the end of the transaction. Raises TeamRefused where it is gone."""
    locked = Team.objects.select_for_update(of=("self",)).with_people().filter(pk=team.pk).first()
    if locked is None:
        raise TeamRefused(_("This team is gone. Please look again."))
    return locked


def lock_as_leader(team: Team, *, by: User) -> Team:
    """For its leader; the office may, too."""
    locked = lock(team)
    if locked.leader.user_id != by.pk and not by.sees_all_sites:
        raise TeamRefused(_("Only who leads %(team)s may do this.") % {"team": locked.name})
    return locked


def lock_as_deputy(team: Team, *, by: User) -> Team:
    """For its leader and its deputies; the office may, too."""
    locked = lock(team)
    if not by.sees_all_sites and not runs(by, locked):
        raise TeamRefused(_("Only who leads %(team)s, or a deputy, may do this.") % {"team": locked.name})
    return locked


def lock_as_office(team: Team, *, by: User) -> Team:
    locked = lock(team)
    if not by.sees_all_sites:
        raise TeamRefused(_("The street office decides about teams."))
    return locked


def tell(
    resident: Resident, team: Team, kind: str, *, by: User | None, now: datetime, about: int = 0, **facts: str
) -> None:
    """A message of this kind (residents.teams.wordings), or a call from the desk of the site where the team meets.

    `about` is the key of whom or what it concerns: it tells one from another of the same moment.
    """
    if by is not None and resident.user_id == by.pk:
        return
    desk = team.centre or Centre.objects.order_by("kind", "number").first()
    if desk is None:
        return
    person = Person.of_resident(resident)
    words = wordings.words(f"team-{kind}", {"team": team.name, "phone": desk.phone, **facts})
    request_id = f"team-{team.pk}-{kind}-{about}-{int(now.timestamp())}-{person.key}"
    say(person, words, centre=desk, request_id=request_id, now=now)
