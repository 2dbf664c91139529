"""The teams of the example data: six registered ones, one that asks to be, and the people of one of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from centres.models import Centre
from office.example_data import accounts
from residents.models import Membership, Resident, Team

OF_LEADER_ACCOUNT = "延七广场舞队"
TEAMS = {  # name: the site where it mostly meets, and what it does
    OF_LEADER_ACCOUNT: ("c3", "示例：每周五早上一起跳舞，男女都欢迎。"),
    "延吉四村乒乓队": ("c3", "示例：打打乒乓，出出汗。"),
    "敦化合唱团": ("c2", "示例：四声部，唱老歌，也学新歌。"),
    "控江七村沪剧社": ("p07", "示例：唱沪剧、学沪剧，会拉琴的更欢迎。"),
    "友谊编织组": ("p08", "示例：毛线、钩针，边织边聊。"),
    "内江太极队": ("p11", "示例：二十四式，从头教起。"),
}
ASKS = "示例读书会"


def load_teams(
    accounts_of: Mapping[str, Resident], neighbours: Sequence[Resident], *, now: datetime
) -> dict[str, Team]:
    """By name. The first is led by the team leader's account, the others by neighbours."""
    leaders = [accounts_of[accounts.TEAM_LEADER], *neighbours]
    teams = {
        name: _team(name, leader, site, about, now=now)
        for leader, (name, (site, about)) in zip(leaders, TEAMS.items(), strict=False)
    }
    _people_of(teams[OF_LEADER_ACCOUNT], accounts_of, neighbours, now=now)
    _team(ASKS, neighbours[9], "c1", "示例：每月读一本书。", state=Team.State.PENDING, now=now)
    return teams


def _team(
    name: str, leader: Resident, site: str, about: str, *, now: datetime, state: str = Team.State.APPROVED
) -> Team:
    centre = Centre.objects.get(slug=site)
    asked_at = now if state == Team.State.PENDING else None
    fields = {"leader": leader, "state": state, "about": about, "centre": centre, "applied_at": asked_at}
    team, _created = Team.objects.get_or_create(name=name, defaults=fields)
    return team


def _people_of(
    team: Team, accounts_of: Mapping[str, Resident], neighbours: Sequence[Resident], *, now: datetime
) -> None:
    """A deputy, three members, and somebody who asks to join."""
    active = {"state": Membership.State.ACTIVE, "decided_at": now}
    _belongs(team, accounts_of[accounts.RELATIVE], now=now, role=Membership.Role.DEPUTY, **active)
    for neighbour in neighbours[6:9]:
        _belongs(team, neighbour, now=now, **active)
    _belongs(team, accounts_of[accounts.RESIDENT], now=now, words="示例：我在文化宫跳过三年。")


def _belongs(team: Team, resident: Resident, *, now: datetime, **fields: object) -> None:
    if not Membership.objects.filter(team=team, resident=resident).exists():
        Membership.objects.create(team=team, resident=resident, asked_at=now, **fields)
