"""Teams: founded, shown to the office, registered or not; joined, left, run by deputies, and passed on."""

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.cache import cache
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from bookings import actions
from bookings.models import Booking, BookingWait
from centres.claimants import CannotChange
from centres.models import Room
from notices.models import Notice
from residents import team_rows, teams
from residents.erasing import erase, unfinished
from residents.merging import merge
from residents.models import Membership, Resident, Team, TeamPaper, User
from residents.teams import TeamRefused
from tests.bookings.pages import links, signed_in, words
from tests.centres.test_photos import a_picture
from tests.factories import (
    a_booking,
    a_centre,
    a_member,
    a_resident,
    a_room,
    a_span,
    a_street_officer,
    a_system_admin,
    a_team,
    a_user,
    at,
    open_daily,
    staff_of,
)
from tests.races import meanwhile, race, race_of

pytestmark = pytest.mark.django_db

NOW = at("2026-11-28 12:00")
SLOT = "date=2026-11-30&start=09:00&end=10:30"


@pytest.fixture(autouse=True)
def saturday_noon():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def leader() -> Resident:
    return a_resident(user=a_user(phone="13800000003"), name="王示例")


@pytest.fixture
def deputy() -> Resident:
    return a_resident(user=a_user(phone="13800000004"), name="李示例")


@pytest.fixture
def team(leader: Resident, deputy: Resident) -> Team:
    team = a_team(leader=leader, name="敦化合唱团", centre=a_centre(slug="c2"))
    a_member(team, deputy, role="deputy")
    return team


@pytest.fixture
def room() -> Room:
    room = a_room()
    open_daily(room.centre, "08:30-17:00")
    return room


def account(resident: Resident) -> User:
    assert resident.user
    return resident.user


def book(team: Team, who: Resident, room: Room, span: str = "2026-11-30 09:00-10:30") -> Booking:
    return actions.book(
        room=room,
        span=a_span(span),
        party=12,
        booked_for=who,
        team=team,
        by=account(who),
        channel="web",
        purpose="排练",
        token=uuid.uuid4(),
        now=NOW,
    )


def texts() -> list[tuple[str, str]]:
    """To whom, and what, in order."""
    return list(Notice.objects.order_by("pk").values_list("to", "body"))


# What must never be false


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("team_pending_has_asked", {"state": "pending", "applied_at": None}),
        ("team_declined_is_told_why", {"state": "declined", "decision": ""}),
        ("team_is_decided_by_somebody_at_some_time", {"decided_at": NOW}),
        ("team_has_a_name", {"name": ""}),
    ],
)
def test_the_database_refuses_a_team_that_contradicts_itself(name: str, fields: dict[str, object]):
    with pytest.raises(IntegrityError, match=name):
        Team.objects.create(**{"name": "友谊编织组", "leader": a_resident(), **fields})


def test_the_database_refuses_to_pass_a_team_on_to_its_leader(team: Team):
    with pytest.raises(IntegrityError, match="team_passes_to_somebody_else"):
        Team.objects.filter(pk=team.pk).update(successor=team.leader)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("membership_of_somebody_is_one", {}),
        ("membership_is_decided_unless_asked", {"decided_at": None, "resident": None}),
        ("membership_ended_has_its_moment", {"state": "ended", "resident": None}),
        ("membership_of_a_deputy_is_active", {"state": "asked", "role": "deputy", "resident": None}),
    ],
)
def test_the_database_refuses_a_membership_that_contradicts_itself(
    team: Team, deputy: Resident, name: str, fields: dict[str, object]
):
    usual = {"team": team, "resident": deputy, "state": "active", "asked_at": NOW, "decided_at": NOW}
    wanted = {**usual, **fields}
    wanted["resident"] = wanted["resident"] or a_resident()
    with pytest.raises(IntegrityError, match=name):
        Membership.objects.create(**wanted)


@pytest.mark.parametrize(
    ("old", "new"), [("unregistered", "declined"), ("approved", "pending"), ("approved", "declined")]
)
def test_a_team_goes_only_from_state_to_state(old: str, new: str):
    team = a_team(state=old)
    with pytest.raises(InternalError, match="nvalid transition"):
        Team.objects.filter(pk=team.pk).update(state=new, applied_at=NOW, decision="补名单")


def test_who_has_left_a_team_asks_anew(team: Team, deputy: Resident):
    teams.leave(membership=Membership.objects.get(), by=account(deputy), now=NOW)

    asked = teams.ask_to_join(team=team, resident=deputy, words="又有空了", now=NOW)

    assert [row.state for row in Membership.objects.order_by("pk")] == ["ended", "asked"]
    assert asked.state == "asked"


# From an idea to the first booking, as a new leader walks it


def test_a_team_from_registration_to_its_first_booking(room: Room, client: Client):
    founder = a_resident(user=a_user(phone="13800000005"), name="赵示例")
    mine, site = signed_in(founder), a_centre(slug="c2", name="延吉社区第二睦邻中心")

    page = mine.post("/teams/new/", {"name": "敦 化 读书会", "about": "读书", "centre": site.pk}, follow=True)
    team = Team.objects.get()
    assert (team.name, team.state, team.leader) == ("敦化读书会", "unregistered", founder)
    assert "申请备案" in words(page)
    assert links(page, f"/teams/{team.pk}/papers/")

    page = mine.post(f"/teams/{team.pk}/papers/", {"title": "成员名单", "photo": a_picture((3000, 4000))}, follow=True)
    assert "成员名单" in words(page)
    paper = TeamPaper.objects.get()
    picture = Image.open(BytesIO(mine.get(f"/teams/{team.pk}/papers/{paper.pk}.jpg").content))
    assert (picture.format, max(picture.size)) == ("JPEG", 2200)

    page = mine.post(f"/teams/{team.pk}/register/", {"do": "apply"}, follow=True)
    assert "街道几天内用短信答复" in words(page)

    office = Client()
    office.force_login(a_street_officer())
    listed = office.get("/admin/residents/team/?state__exact=pending")
    assert "敦化读书会" in words(listed)
    change = reverse("admin:residents_team_change", args=[team.pk])
    page = office.get(change)
    assert links(page, f"/teams/{team.pk}/papers/") == [f"/teams/{team.pk}/papers/{paper.pk}.jpg"]
    assert office.get(f"/teams/{team.pk}/papers/{paper.pk}.jpg")["Content-Type"] == "image/jpeg"
    page = office.post(f"/admin/residents/team/{team.pk}/answer/", {"do": "decline", "words": ""}, follow=True)
    assert "请写明原因" in words(page)
    office.post(f"/admin/residents/team/{team.pk}/answer/", {"do": "decline", "words": "名单上没有电话。"})
    assert texts()[-1] == (
        "13800000005",
        f"【延吉睦邻】敦化读书会这次备案没有通过，原因：名单上没有电话。可以在团队页上改好再申请，也可以打{site.phone}，我们帮您。",
    )
    page = mine.get(f"/teams/{team.pk}/")
    assert "街道答复：名单上没有电话。" in words(page)

    mine.post(f"/teams/{team.pk}/register/", {"do": "apply"})
    office.post(f"/admin/residents/team/{team.pk}/answer/", {"do": "register", "words": ""})
    team.refresh_from_db()
    assert (team.state, team.decided_by is not None) == ("approved", True)
    assert "备案通过了" in texts()[-1][1]

    form = mine.get(f"/rooms/{room.pk}/book/?{SLOT}")
    assert "敦化读书会" in words(form)
    booking = book(team, founder, room)
    assert (booking.team, booking.occupancy.title) == (team, "敦化读书会")
    assert "敦化读书会" in words(mine.get("/bookings/"))


def test_a_name_in_use_is_refused_and_nothing_typed_is_lost(leader: Resident):
    a_team(name="友谊编织组")
    site = a_centre()

    page = signed_in(leader).post("/teams/new/", {"name": "友谊编织组", "about": "毛线", "centre": site.pk})

    assert "已经有同名的团队了" in words(page)
    assert "毛线" in page.content.decode()
    assert not leader.led_teams.exists()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "请给团队起个名字。"),
        ("😀😀", "请只用普通的字"),
        ("队" * 41, "最多40个字"),
        ("\0队", "空"),
    ],
)
def test_a_name_that_is_none_gets_a_sentence(leader: Resident, name: str, sentence: str):
    page = signed_in(leader).post("/teams/new/", {"name": name, "about": "读" * 201})

    assert page.status_code == 200
    assert "请写短一点，最多200个字。" in words(page)
    assert not Team.objects.exists()


def test_the_form_sent_twice_founds_one_team(leader: Resident):
    site = a_centre()
    for _again in range(2):
        signed_in(leader).post("/teams/new/", {"name": "友谊编织组", "centre": site.pk})

    assert Team.objects.count() == 1


def test_one_person_leads_three_teams_at_most(leader: Resident):
    for _each in range(3):
        a_team(leader=leader)

    page = signed_in(leader).post("/teams/new/", {"name": "第四队", "centre": a_centre().pk})

    assert "一个人最多当3个团队的领队" in words(page)


def test_an_account_for_work_founds_no_team(client: Client):
    client.force_login(a_street_officer())

    assert "这是工作账号" in words(client.get("/teams/new/", follow=True))


def test_the_name_the_office_has_read_stays_and_the_rest_changes(team: Team, leader: Resident):
    mine, site = signed_in(leader), team.centre
    assert site
    wish = {"name": "另一个名字", "about": "唱老歌", "centre": site.pk}

    assert "这个名称街道已经看过" in words(mine.post(f"/teams/{team.pk}/edit/", wish))
    mine.post(f"/teams/{team.pk}/edit/", {**wish, "name": team.name})

    team.refresh_from_db()
    assert (team.name, team.about, team.is_open) == ("敦化合唱团", "唱老歌", False)


def test_an_idea_is_given_up_and_what_the_office_knows_is_not(leader: Resident, team: Team):
    idea = a_team(leader=leader, state="unregistered")
    mine = signed_in(leader)

    mine.post(f"/teams/{idea.pk}/give-up/")
    page = mine.post(f"/teams/{team.pk}/give-up/", follow=True)

    assert list(Team.objects.all()) == [team]
    assert "要解散请打电话给我们" in words(page)


def test_a_team_with_bookings_on_record_is_not_given_up(leader: Resident, room: Room):
    team = a_team(leader=leader, state="unregistered")
    a_booking(room=room, team=team, booked_for=leader)

    with pytest.raises(TeamRefused, match="有过预约"):
        teams.give_up(team=team, by=account(leader))


# Papers


def test_a_paper_that_is_no_picture_is_refused_with_a_sentence(team: Team, leader: Resident):
    file = BytesIO(b"%PDF-1.7 nonsense")
    file.name = "名单.pdf"

    page = signed_in(leader).post(f"/teams/{team.pk}/papers/", {"title": "名单", "photo": file})

    assert "这个文件不是" in words(page)
    assert not TeamPaper.objects.exists()


def test_the_same_paper_twice_is_one_and_a_seventh_is_too_many(team: Team, leader: Resident):
    mine = signed_in(leader)
    for _again in range(2):
        mine.post(f"/teams/{team.pk}/papers/", {"title": "名单", "photo": a_picture()})
    assert TeamPaper.objects.count() == 1
    for number in range(6):
        mine.post(f"/teams/{team.pk}/papers/", {"title": f"第{number}份", "photo": a_picture()})

    assert TeamPaper.objects.count() == 6


def test_papers_are_for_the_office_and_those_who_run_the_team(team: Team, leader: Resident, deputy: Resident):
    paper = TeamPaper.objects.create(team=team, title="名单", jpeg=b"\xff\xd8", added_at=NOW, added_by=leader.user)
    member = a_resident(user=a_user())
    a_member(team, member)
    path = f"/teams/{team.pk}/papers/{paper.pk}.jpg"

    def status(user: User) -> int:
        client = Client()
        client.force_login(user)
        return client.get(path).status_code

    who = [leader.user, deputy.user, a_street_officer(), a_system_admin(), member.user, a_user(), staff_of(a_centre())]
    assert [status(user) for user in who if user] == [200, 200, 200, 200, 404, 404, 404]
    other = a_team(leader=a_resident(user=a_user()))
    assert signed_in(other.leader).get(f"/teams/{other.pk}/papers/{paper.pk}.jpg").status_code == 404
    assert Client().get(path).status_code == 302


def test_papers_go_a_month_after_the_answer(team: Team, leader: Resident):
    TeamPaper.objects.create(team=team, title="名单", jpeg=b"\xff\xd8", added_at=NOW - timedelta(days=60))
    pending = a_team(leader=leader, state="pending", decided_at=NOW - timedelta(days=90), decided_by=a_user())
    TeamPaper.objects.create(team=pending, title="证书", jpeg=b"\xff\xd8", added_at=NOW - timedelta(days=60))
    Team.objects.filter(pk=team.pk).update(decided_at=NOW - timedelta(days=29), decided_by=a_user())

    team_rows.forget_papers(NOW)
    assert TeamPaper.objects.count() == 2
    team_rows.forget_papers(NOW + timedelta(days=1))

    assert [paper.title for paper in TeamPaper.objects.all()] == ["证书"]


def test_former_members_are_forgotten_after_a_year(team: Team, deputy: Resident):
    long_ago, lately = NOW - timedelta(days=365), NOW - timedelta(days=364)
    for moment in (long_ago, lately):
        a_member(team, state="ended", ended_at=moment)
        a_member(team, state="declined", decided_at=moment)
    a_member(team, state="asked", asked_at=long_ago)

    team_rows.forget_former_members(NOW)

    left = Membership.objects.order_by("state").values_list("state", flat=True)
    assert list(left) == ["active", "asked", "declined", "ended"]


# Deciding


def test_only_the_office_decides(team: Team, leader: Resident):
    for user in (account(leader), staff_of(a_centre())):
        with pytest.raises(TeamRefused, match="由街道办事处决定"):
            teams.strike_off(team=team, by=user, words="停办", now=NOW)
        client = Client()
        client.force_login(user)
        assert client.post(f"/admin/residents/team/{team.pk}/answer/", {"do": "strike-off"}).status_code in (302, 403)

    team.refresh_from_db()
    assert team.is_approved


def test_a_registration_that_ends_leaves_what_is_booked(team: Team, leader: Resident, room: Room):
    booking = book(team, leader, room)

    teams.strike_off(team=team, by=a_street_officer(), words="已不活动", now=NOW)

    booking.refresh_from_db()
    assert booking.is_confirmed
    with pytest.raises(CannotChange, match="敦化合唱团现在没有备案"):
        book(team, leader, room, "2026-12-01 09:00-10:30")
    assert "已不活动" in texts()[-1][1]


@pytest.mark.django_db(transaction=True)
def test_two_of_the_office_decide_at_once_and_one_does():
    team = a_team(state="pending", centre=a_centre())
    officers = [a_street_officer(), a_street_officer()]

    outcome = race_of(
        lambda: teams.decline(team=team, by=officers[0], words="补名单", now=NOW),
        lambda: teams.decline(team=team, by=officers[1], words="补证书", now=NOW),
    )

    assert sorted(type(each).__name__ for each in outcome) == ["NoneType", "TeamRefused"]
    assert Notice.objects.count() == 1


def test_the_office_notes_another_leader_in_the_admin(team: Team, leader: Resident, deputy: Resident, client: Client):
    client.force_login(a_street_officer())
    page = reverse("admin:residents_team_change", args=[team.pk])
    inline = {f"memberships-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
    wish = {"name": team.name, "leader": deputy.pk, "centre": team.centre_id, "about": "", "is_open": "on", **inline}

    assert client.post(page, wish).status_code == 302

    team.refresh_from_db()
    assert team.leader == deputy
    assert list(Membership.objects.active().values_list("resident", "role")) == [(leader.pk, "member")]
    assert [to for to, _body in texts()] == [leader.phone, deputy.phone]


def test_an_answer_too_long_is_kept_and_mended(client: Client):
    team = a_team(state="pending")
    client.force_login(a_street_officer())

    page = client.post(f"/admin/residents/team/{team.pk}/answer/", {"do": "decline", "words": "补" * 121}, follow=True)

    assert "最多120个字" in words(page)
    assert "补" * 121 in page.content.decode()


# Joining and leaving


def test_a_neighbour_joins_and_leaves(team: Team, leader: Resident):
    neighbour = a_resident(user=a_user(phone="13800000006"), name="周示例")
    theirs, leaders = signed_in(neighbour), signed_in(leader)

    assert "周示例" not in words(theirs.get(f"/teams/{team.pk}/"))
    page = theirs.post(f"/teams/{team.pk}/join/", {"words": "唱过女低音"}, follow=True)
    assert "您已申请加入，等领队答复。" in words(page)
    assert texts()[-1][0] == leader.phone
    page = leaders.get(f"/teams/{team.pk}/")
    assert "周示例" in words(page)
    assert "唱过女低音" in words(page)
    row = Membership.objects.asked().get()
    leaders.post(f"/teams/{team.pk}/members/{row.pk}/", {"do": "take-in"})
    assert texts()[-1] == ("13800000006", f"【延吉睦邻】欢迎加入敦化合唱团！有事请打{team.centre.phone}。")
    page = theirs.get(f"/teams/{team.pk}/")
    assert "退出团队" in words(page)
    assert "李示例" not in words(page)  # members read who leads, and of the others nothing

    theirs.post(f"/teams/{team.pk}/members/{row.pk}/", {"do": "end"})

    row.refresh_from_db()
    assert (row.state, row.ended_at) == ("ended", NOW)
    assert texts()[-1] == (leader.phone, "【延吉睦邻】周示例退出了敦化合唱团。")


def test_who_is_turned_down_is_told_kindly_and_may_ask_again(team: Team, deputy: Resident):
    neighbour = a_resident(user=a_user())
    row = teams.ask_to_join(team=team, resident=neighbour, words="", now=NOW)

    signed_in(deputy).post(f"/teams/{team.pk}/members/{row.pk}/", {"do": "turn-down"})

    assert "还有别的团队欢迎您" in texts()[-1][1]
    assert teams.ask_to_join(team=team, resident=neighbour, words="", now=NOW).pk != row.pk


def test_asked_twice_is_asked_once(team: Team):
    neighbour = a_resident(user=a_user())

    rows = {teams.ask_to_join(team=team, resident=neighbour, words="", now=NOW).pk for _again in range(2)}

    assert len(rows) == 1
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("fields", [{"is_open": False}, {"state": "unregistered"}])
def test_a_team_that_takes_in_nobody_says_so(fields: dict[str, object]):
    team = a_team(**fields)  # type: ignore[arg-type]

    with pytest.raises(TeamRefused, match="现在不招新成员"):
        teams.ask_to_join(team=team, resident=a_resident(), words="", now=NOW)


@pytest.mark.django_db(transaction=True)
def test_ten_times_at_once_one_asks_and_one_is_taken_in():
    team, neighbour = a_team(leader=a_resident(user=a_user()), centre=a_centre()), a_resident(user=a_user())

    rows = race(10, lambda _number: teams.ask_to_join(team=team, resident=neighbour, words="", now=NOW).pk)
    row = Membership.objects.get()
    race(10, lambda _number: teams.take_in(membership=row, by=account(team.leader), now=NOW))

    assert set(rows) == {row.pk}
    assert Notice.objects.filter(request_id__contains="taken-in").count() == 1


def test_the_desk_adds_who_has_no_account(team: Team):
    elder, centre = a_resident(phone="", name="陈示例"), a_centre()
    clerk = Client()
    clerk.force_login(staff_of(centre))
    person = f"/desk/{centre.slug}/people/{elder.pk}/"

    page = clerk.post(f"{person}teams/", {"team": team.pk}, follow=True)

    row = Membership.objects.active().get(resident=elder)
    assert "陈示例加入了敦化合唱团。" in words(page)
    clerk.post(f"{person}teams/{row.pk}/end/")
    row.refresh_from_db()
    assert row.state == "ended"
    assert Notice.objects.get().channel == "call"  # no message reaches them
    assert "请选团队" in words(clerk.post(f"{person}teams/", {"team": ""}, follow=True))


# Deputies


def test_a_deputy_books_sees_and_cancels_for_the_team(team: Team, leader: Resident, deputy: Resident, room: Room):
    booking = book(team, deputy, room)

    assert texts()[-1][0] == leader.phone  # who leads it hears of it
    assert "李示例" in words(signed_in(leader).get(f"/bookings/{booking.ref}/"))
    own = book(team, leader, room, "2026-11-30 13:00-14:00")
    assert signed_in(deputy).get(f"/bookings/{own.ref}/").status_code == 200
    signed_in(deputy).post(f"/bookings/{own.ref}/cancel/")
    own.refresh_from_db()
    assert own.is_cancelled


def test_a_deputy_no_more_sees_nothing_of_the_team(team: Team, leader: Resident, deputy: Resident, room: Room):
    booking, row = book(team, deputy, room), Membership.objects.get()
    wait = BookingWait.objects.create(
        room=room,
        starts_at=at("2026-12-01 09:00"),
        ends_at=at("2026-12-01 10:00"),
        resident=deputy,
        team=team,
        joined_at=NOW,
        channel="web",
        party=2,
        purpose="排练",
    )
    assert signed_in(deputy).get(f"/bookings/waiting/{wait.pk}/").status_code == 200

    signed_in(leader).post(f"/teams/{team.pk}/members/{row.pk}/", {"do": "member"})

    assert signed_in(deputy).get(f"/bookings/{booking.ref}/").status_code == 404
    assert signed_in(deputy).get(f"/bookings/waiting/{wait.pk}/").status_code == 404
    assert signed_in(leader).get(f"/bookings/{booking.ref}/").status_code == 200
    assert "敦化合唱团" not in words(signed_in(deputy).get(f"/rooms/{room.pk}/book/?{SLOT}"))
    Notice.objects.all().delete()
    actions.cancel(booking=booking, by=staff_of(room.centre), now=NOW, reason="停电")
    assert [to for to, _body in texts()] == [leader.phone]


def test_a_member_sees_nothing_of_the_teams_bookings(team: Team, leader: Resident, room: Room):
    member = a_resident(user=a_user())
    a_member(team, member)
    booking = book(team, leader, room)

    assert signed_in(member).get(f"/bookings/{booking.ref}/").status_code == 404
    assert signed_in(member).get(f"/teams/{team.pk}/edit/").status_code == 404
    row = Membership.objects.get(role="deputy")
    assert signed_in(member).post(f"/teams/{team.pk}/members/{row.pk}/", {"do": "end"}).status_code == 404


def test_a_deputy_names_no_deputies(team: Team, deputy: Resident):
    row = a_member(team, a_resident(user=a_user()))

    page = signed_in(deputy).post(f"/teams/{team.pk}/members/{row.pk}/", {"do": "deputy"}, follow=True)

    assert "要由敦化合唱团的领队来办" in words(page)
    row.refresh_from_db()
    assert not row.is_deputy


def test_a_team_has_three_deputies_at_most(team: Team, leader: Resident):
    rows = [a_member(team) for _each in range(3)]
    for row in rows[:2]:
        teams.make_deputy(membership=row, by=account(leader), now=NOW)

    with pytest.raises(TeamRefused, match="最多3位副领队"):
        teams.make_deputy(membership=rows[2], by=account(leader), now=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_deputy_who_books_while_they_become_none(team: Team, leader: Resident, deputy: Resident, room: Room):
    row = Membership.objects.get()
    with transaction.atomic():
        teams.make_member(membership=row, by=account(leader), now=NOW)
        late = meanwhile(lambda: book(team, deputy, room))
    assert isinstance(late.result(), CannotChange)
    assert not Booking.objects.exists()

    teams.make_deputy(membership=row, by=account(leader), now=NOW)
    with transaction.atomic():
        booking = book(team, deputy, room)
        late_end = meanwhile(lambda: teams.make_member(membership=row, by=account(leader), now=NOW))
    assert late_end.result() is None
    assert Booking.objects.get() == booking


# Passing on


def test_the_lead_passes_on_once_the_other_one_says_yes(team: Team, leader: Resident, deputy: Resident, room: Room):
    booking, row = book(team, leader, room), Membership.objects.get()
    old, new = signed_in(leader), signed_in(deputy)

    page = old.post(f"/teams/{team.pk}/members/{row.pk}/", {"do": "lead"}, follow=True)
    assert "对方答应之前，仍由您带队" in words(page)
    page = new.get(f"/teams/{team.pk}/")
    assert "王示例想请您接任领队" in words(page)
    team.refresh_from_db()
    assert team.leader == leader
    new.post(f"/teams/{team.pk}/lead/", {"do": "yes"})

    team.refresh_from_db()
    assert (team.leader, team.successor) == (deputy, None)
    assert list(Membership.objects.active().values_list("resident", "role")) == [(leader.pk, "member")]
    assert new.get(f"/bookings/{booking.ref}/").status_code == 200
    assert old.get(f"/bookings/{booking.ref}/").status_code == 404
    assert "接任了敦化合唱团的领队" in texts()[-1][1]


def test_who_would_rather_not_lead_does_not(team: Team, leader: Resident, deputy: Resident):
    teams.ask_to_lead(team=team, resident=deputy, by=account(leader), now=NOW)

    signed_in(deputy).post(f"/teams/{team.pk}/lead/", {"do": "no"})

    team.refresh_from_db()
    assert (team.leader, team.successor) == (leader, None)
    page = signed_in(deputy).post(f"/teams/{team.pk}/lead/", {"do": "yes"})
    assert page.status_code == 404


def test_a_question_taken_back_is_not_answered(team: Team, leader: Resident, deputy: Resident):
    teams.ask_to_lead(team=team, resident=deputy, by=account(leader), now=NOW)
    signed_in(leader).post(f"/teams/{team.pk}/lead/", {"do": "take-back"})

    with pytest.raises(TeamRefused, match="已经撤回"):
        teams.answer_lead(team=team, is_yes=True, by=account(deputy), now=NOW)


def test_only_a_member_with_an_account_is_asked_to_lead(team: Team, leader: Resident):
    with pytest.raises(TeamRefused, match="已经不是团队成员"):
        teams.ask_to_lead(team=team, resident=a_resident(user=a_user()), by=account(leader), now=NOW)
    elder = a_resident(name="陈示例")
    a_member(team, elder)
    with pytest.raises(TeamRefused, match="陈示例还没有账号"):
        teams.ask_to_lead(team=team, resident=elder, by=account(leader), now=NOW)


def test_who_has_passed_the_team_on_can_be_forgotten(team: Team, leader: Resident, deputy: Resident, room: Room):
    booking = book(team, leader, room)
    assert "您是敦化合唱团的领队" in " ".join(unfinished(leader, NOW))

    teams.appoint_leader(team=team, leader=deputy, by=a_street_officer(), now=NOW)
    erase(resident=leader, now=NOW)

    booking.refresh_from_db()
    assert (booking.booked_for, booking.is_confirmed) == (deputy, True)
    assert not Membership.objects.active().exists()


# When two entries of one person become one


def test_merging_keeps_what_weighs_more(team: Team, deputy: Resident):
    double, officer = a_resident(name="李示例"), a_street_officer()
    a_member(team, double, state="asked")

    merge(gone=double, kept=deputy, by=officer, now=NOW)

    assert list(Membership.objects.values_list("resident", "role")) == [(deputy.pk, "deputy")]


def test_merging_somebody_with_the_leader_leaves_no_leader_among_the_members(team: Team, leader: Resident):
    double = a_resident(name="王示例")
    a_member(team, double)

    merge(gone=double, kept=leader, by=a_street_officer(), now=NOW)

    assert not Membership.objects.filter(resident=leader).exists()


# What everybody reads


def test_everybody_reads_registered_teams_and_nobodys_name(team: Team, client: Client):
    a_team(name="还没备案的", state="unregistered")

    page = client.get("/teams/")
    detail = client.get(f"/teams/{team.pk}/")

    assert "敦化合唱团" in words(page)
    assert "还没备案的" not in words(page)
    assert "王*" in words(detail)
    assert "王示例" not in words(detail)
    assert team.leader.phone not in detail.content.decode()


def test_a_team_that_is_not_registered_is_its_peoples_alone(client: Client, leader: Resident):
    team = a_team(leader=leader, state="pending")

    assert client.get(f"/teams/{team.pk}/").status_code == 404
    assert signed_in(a_resident(user=a_user())).get(f"/teams/{team.pk}/").status_code == 404
    assert signed_in(leader).get(f"/teams/{team.pk}/").status_code == 200


def test_the_pages_of_teams_ask_as_much_for_many_as_for_few(
    team: Team, leader: Resident, django_assert_max_num_queries
):
    for _each in range(30):
        a_member(team)
        a_team()
    client = signed_in(leader)

    with django_assert_max_num_queries(9):
        client.get("/teams/")
    with django_assert_max_num_queries(12):
        client.get(f"/teams/{team.pk}/")
