"""Who lives in the example data: seven accounts, and neighbours without account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from centres.models import Centre, Committee
from office.example_data import accounts
from office.example_data.teams import load_teams
from residents.models import Consent, Post, PrivacyNotice, Relative, Resident, Team, User

SURNAMES = "张李王刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
WITHOUT_PHONE, WITH_LANDLINE = 3, 8  # of the neighbours without account


@dataclass(frozen=True, slots=True)
class People:
    """`neighbours` have no account; `teams` by name."""

    accounts: dict[str, User]
    resident: Resident
    neighbours: Sequence[Resident]
    teams: dict[str, Team]

    @property
    def officer(self) -> User:
        return self.accounts[accounts.STREET_OFFICE]

    @property
    def clerk(self) -> User:
        return self.accounts[accounts.STAFF_OF_C1]


def load_people(*, now: datetime) -> People:
    users = {phone: _account(phone, now=now) for phone in accounts.ACCOUNTS}
    _give_posts(users)
    named = {accounts.RESIDENT: "张示例", accounts.RELATIVE: "李示例", accounts.TEAM_LEADER: "王示例"}
    residents = {phone: _resident_of(users[phone], name, now=now) for phone, name in named.items()}
    neighbours = _neighbours()
    _acts_for(neighbours[0], users[accounts.RELATIVE], now=now)
    return People(
        accounts=users,
        resident=residents[accounts.RESIDENT],
        neighbours=neighbours,
        teams=load_teams(residents, neighbours, now=now),
    )


def _account(phone: str, *, now: datetime) -> User:
    known = User.objects.filter(phone=phone).first()
    return known or User.objects.create_user(phone, accounts.PASSWORD, phone_verified_at=now)


def _give_posts(users: dict[str, User]) -> None:
    posts = [
        (accounts.STAFF_OF_C1, Post.Role.CENTRE_STAFF, Centre.objects.get(slug="c1")),
        (accounts.STAFF_OF_P01, Post.Role.CENTRE_STAFF, Centre.objects.get(slug="p01")),
        (accounts.STREET_OFFICE, Post.Role.STREET_OFFICE, None),
        (accounts.SYSTEM_ADMIN, Post.Role.SYSTEM_ADMIN, None),
    ]
    for phone, role, centre in posts:
        Post.objects.get_or_create(user=users[phone], role=role, centre=centre)
        users[phone].refresh_from_db()  # a trigger has set is_staff


def _resident_of(user: User, name: str, *, now: datetime) -> Resident:
    resident, _created = Resident.objects.get_or_create(user=user, defaults={"name": name, "phone": user.phone})
    if notice := PrivacyNotice.objects.current(localdate(now)):
        Consent.objects.get_or_create(user=user, notice=notice, defaults={"accepted_at": now})
    return resident


def _acts_for(elder: Resident, user: User, *, now: datetime) -> None:
    if not Relative.objects.active().filter(elder=elder, user=user).exists():
        Relative.objects.create(elder=elder, user=user, kinship="女儿", how=Relative.How.CODE, since=now)


def _neighbours() -> list[Resident]:
    """One of each surname; a few share a landline, and a few have no phone at all."""
    committees = list(Committee.objects.all())
    neighbours = []
    for number, surname in enumerate(SURNAMES):
        phone = f"{13800000101 + number}"
        if number >= len(SURNAMES) - WITHOUT_PHONE:
            phone = ""
        elif number >= len(SURNAMES) - WITHOUT_PHONE - WITH_LANDLINE:
            phone = f"{2100002001 + number // 2:012d}"[-11:]
        resident, _created = Resident.objects.get_or_create(
            name=f"{surname}示例",
            user=None,
            defaults={
                "phone": phone,
                "committee": committees[number % len(committees)],
                "birth_year": 1940 + number,
            },
        )
        neighbours.append(resident)
    return neighbours
