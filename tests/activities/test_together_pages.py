"""Two at once on the pages: what is asked, what is said, and what the list at the desk shows."""

from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from activities import actions
from activities.models import DrawTicket, Enrolment, EnrolmentWait
from activities.papers import sign_in_sheet
from tests.activities.invariants import contradictions
from tests.bookings.pages import hidden, words
from tests.factories import (
    a_draw,
    a_relative,
    a_resident,
    a_session,
    a_ticket,
    a_user,
    an_activity,
    an_enrolment,
    at,
)

pytestmark = pytest.mark.django_db

NOW = at("2026-11-28 12:00")
CHILD = {"child_name": "小明", "child_born": "2018", "agrees": "on"}
WITH_CHILD = {"persons": 2, "child_name": "小明", "child_born": 2018, "agreed_at": NOW, "agreed_version": "2026-11"}


@pytest.fixture(autouse=True)
def saturday():
    with time_machine.travel(NOW, tick=False):
        yield
    assert contradictions() == []


@pytest.fixture
def pairs(room):
    return a_session(activity=an_activity(name="示例电影", party="companion"), room=room, capacity=4, kept=0)


@pytest.fixture
def family(room):
    activity = an_activity(name="示例亲子", party="child", age_from=6, age_until=10)
    return a_session(activity=activity, room=room, span="2026-12-01 09:00-10:30", capacity=4, kept=0)


@pytest.fixture
def resident(client):
    resident = a_resident(user=a_user(), name="王示例")
    client.force_login(resident.user)
    return resident


def page_of(session):
    return reverse("activities:enrol", args=[session.pk])


def send(client, page, **typed):
    token = hidden(client.get(page)).get("token", str(uuid4()))
    return client.post(page, {"whom": "me", "token": token, "step": "enrol", **typed}, follow=True)


def questions(client, session):
    return [field.name for field in client.get(page_of(session)).context["form"].questions]


# What is asked


def test_only_what_matters_is_asked(client, resident, pairs, family, room):
    alone = a_session(activity=an_activity(), room=room, span="2026-12-02 09:00-10:00", capacity=4)
    without_ages = a_session(
        activity=an_activity(party="child"), room=room, span="2026-12-03 09:00-10:00", capacity=4, kept=0
    )

    assert questions(client, alone) == []
    assert questions(client, pairs) == ["persons"]
    assert questions(client, family) == ["child_name", "child_born", "agrees"]
    assert questions(client, without_ages) == ["child_name", "agrees"]


def test_whoever_acts_for_a_child_is_asked_whether_the_guardian_agrees(client, resident, room):
    session = a_session(room=room, capacity=4, kept=0)
    child = a_resident(name="孙示例", birth_year=2015)
    a_relative(elder=child, user=resident.user)

    assert questions(client, session) == ["agrees"]
    refused = send(client, page_of(session), whom=f"for-{child.pk}")
    assert "不满14岁的孩子，要监护人同意才能来。" in words(refused)
    done = send(client, page_of(session), whom=f"for-{child.pk}", agrees="on")

    assert Enrolment.objects.get().agreed_version == "2026-11"
    assert "监护人已同意" in words(done)


def test_of_a_grown_up_no_consent_is_kept(client, resident, room):
    session = a_session(room=room, capacity=4, kept=0)
    a_relative(elder=a_resident(birth_year=2015), user=resident.user)

    send(client, page_of(session), agrees="on")

    assert Enrolment.objects.get().agreed_at is None


# Signing up


def test_two_come_with_one_press(client, resident, pairs):
    done = send(client, page_of(pairs), persons="2")

    assert Enrolment.objects.get().persons == 2
    assert "带一位同伴" in words(done)
    assert "带一位同伴" in words(client.get(reverse("bookings:booking-list")))
    client.logout()
    assert "还剩2个名额" in words(client.get(pairs.activity.get_absolute_url()))


def test_a_parent_comes_with_a_child(client, resident, family):
    done = send(client, page_of(family), **CHILD | {"child_born": "２０１８"})

    place = Enrolment.objects.get()
    assert (place.persons, place.child_name, place.child_born) == (2, "小明", 2018)
    assert "带孩子小明（2018年生）" in words(done)
    assert "监护人已同意" in words(done)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"child_name": ""}, "请写孩子的名字。"),
        ({"child_born": ""}, "请填孩子的出生年份。"),
        ({"child_born": "十八"}, "年份请写四位数，比如2018。"),
        ({"child_born": "2031"}, "这一年还没到，请再看一眼。"),
        ({"child_born": "2000"}, "这个活动给10岁以下"),
        ({"agrees": ""}, "监护人同意了，孩子才能来。"),
        ({"child_name": "明" * 200}, "40"),
    ],
    ids=["no name", "no year", "no number", "to come", "too old", "no consent", "long name"],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(client, resident, family, typed, says):
    page = send(client, page_of(family), **CHILD | typed)

    assert says in words(page)
    kept = {**CHILD, **typed}
    assert page.context["form"]["child_name"].value() == kept["child_name"]
    assert page.context["form"]["child_born"].value() == kept["child_born"]
    assert not Enrolment.objects.exists()


def test_more_than_two_are_refused(client, resident, pairs):
    page = send(client, page_of(pairs), persons="3")

    assert page.status_code == 200
    assert not Enrolment.objects.exists()


def test_with_one_place_left_two_may_wait_or_one_comes(client, resident, pairs):
    an_enrolment(session=pairs, persons=2)
    an_enrolment(session=pairs)

    page = send(client, page_of(pairs), persons="2")

    assert "没有两个名额了。您可以两个人一起排候补，或一个人来。" in words(page)
    assert "两个人一起排候补" in words(page)
    waits = send(client, page_of(pairs), persons="2", step="wait")
    assert EnrolmentWait.objects.get().persons == 2
    assert "您排第1位，要两个名额。" in words(waits)


def test_a_family_of_two_is_full_when_one_place_is_left(client, resident, family):
    an_enrolment(session=family, **WITH_CHILD)
    an_enrolment(session=family)

    [date] = client.get(family.activity.get_absolute_url()).context["dates"]

    assert (date.sign.kind, date.sign.may_enrol, date.sign.may_wait) == ("full", False, True)


def test_the_companion_alone_is_given_back(client, resident, pairs):
    place = an_enrolment(session=pairs, resident=resident, persons=2, enrolled_by=resident.user)
    page = reverse("activities:enrolment-withdraw", args=[place.pk])
    assert "只退同伴的名额" in words(client.get(page))

    client.post(page, {"step": "companion"})

    place.refresh_from_db()
    assert (place.state, place.persons) == ("enrolled", 1)


def test_a_child_is_given_back_with_the_parent(client, resident, family):
    place = an_enrolment(session=family, resident=resident, enrolled_by=resident.user, **WITH_CHILD)
    page = reverse("activities:enrolment-withdraw", args=[place.pk])
    asked = words(client.get(page))
    assert "孩子的名额一起退" in asked
    assert "只退同伴的名额" not in asked

    client.post(page, {"step": "companion"})
    place.refresh_from_db()
    assert place.persons == 2
    client.post(page)

    place.refresh_from_db()
    assert place.state == "withdrawn"


# The desk


def desk(client, resident, **typed):
    page = reverse("desk:activities", args=["c1", resident.pk])
    return client.post(page, {"channel": "phone", "token": str(uuid4()), **typed}, follow=True)


def test_the_desk_asks_what_the_dates_of_the_site_ask(client, clerk, pairs, family):
    client.force_login(clerk)
    elder = a_resident(birth_year=1950)

    page = words(client.get(reverse("desk:activities", args=["c1", elder.pk])))

    assert "您几位来？" in page
    assert "孩子的名字" in page
    assert "已读给监护人听" in page


def test_the_desk_signs_two_up(client, clerk, pairs):
    client.force_login(clerk)

    desk(client, a_resident(), do=f"enrol-{pairs.pk}", persons="2")

    assert Enrolment.objects.get().persons == 2
    pairs.refresh_from_db()
    assert (pairs.taken, pairs.taken_at_desk) == (2, 2)


def test_the_desk_is_told_what_a_child_needs_and_loses_nothing(client, clerk, family):
    client.force_login(clerk)
    parent = a_resident(birth_year=1990)

    page = desk(client, parent, do=f"enrol-{family.pk}", child_name="小明")

    assert "请写孩子的出生年份" in words(page)
    assert "请在同意的方框里打勾" in words(page)
    assert page.context["form"]["child_name"].value() == "小明"
    desk(client, parent, do=f"enrol-{family.pk}", **CHILD)
    assert Enrolment.objects.get().child_born == 2018


def test_at_the_desk_two_wait_while_one_place_is_left(client, clerk, pairs):
    client.force_login(clerk)
    an_enrolment(session=pairs, persons=2)
    an_enrolment(session=pairs)

    page = desk(client, a_resident(), do=f"enrol-{pairs.pk}", persons="2")

    assert "可以两个人一起排候补，或只报一个人。" in words(page)
    assert f"wait-{pairs.pk}" in page.content.decode()
    desk(client, a_resident(), do=f"wait-{pairs.pk}", persons="2")
    assert EnrolmentWait.objects.get().persons == 2


def test_the_list_and_the_sheet_show_who_comes_along(client, clerk, pairs, family):
    client.force_login(clerk)
    place = an_enrolment(session=family, resident=a_resident(name="王示例"), **WITH_CHILD)
    bringing = an_enrolment(session=pairs, resident=a_resident(name="李示例"), persons=2)

    assert "带孩子小明（2018年生）" in words(client.get(reverse("board:session", args=["c1", family.pk])))
    sheet = sign_in_sheet(pairs, [bringing], now=NOW)
    assert [(row.number, row.name) for row in sheet.rows[:3]] == [("1", "李示例"), ("", "带一位同伴"), ("2", "")]
    with time_machine.travel(family.occupancy.starts_at, tick=False):
        client.logout()
        client.force_login(clerk)
        client.post(reverse("board:attendance", args=["c1", family.pk]), {"shown": place.pk, "came": place.pk})
        assert "来了2 / 2" in words(client.get(reverse("board:session", args=["c1", family.pk])))


# Drawn by lot


@pytest.fixture
def draw(room):
    activity = an_activity(name="示例亲子", party="child", age_from=6, age_until=10)
    session = a_session(activity=activity, room=room, span="2026-12-08 09:00-10:30", capacity=5, kept=0)
    return a_draw(session=session)


def test_one_ticket_is_for_parent_and_child(client, resident, draw):
    done = send(client, reverse("activities:draw-apply", args=[draw.pk]), **CHILD)

    ticket = DrawTicket.objects.get()
    assert (ticket.persons, ticket.child_name) == (2, "小明")
    assert "带孩子小明（2018年生）" in words(done)


def test_a_draw_asks_for_the_child_before_it_gives_a_ticket(client, resident, draw):
    page = send(client, reverse("activities:draw-apply", args=[draw.pk]), child_name="小明", agrees="on")

    assert "请填孩子的出生年份。" in words(page)
    assert not DrawTicket.objects.exists()


def test_the_desk_applies_for_parent_and_child(client, clerk, draw):
    client.force_login(clerk)

    desk(client, a_resident(birth_year=1990), do=f"apply-{draw.session_id}", **CHILD)

    assert DrawTicket.objects.get().persons == 2


def test_pairs_are_drawn_as_long_as_both_have_a_place(draw):
    for _each in range(4):
        a_ticket(draw=draw, **WITH_CHILD)

    actions.draw_when_due(at("2026-12-01 17:01"))
    actions.draw_when_due(at("2026-12-02 10:01"))

    draw.refresh_from_db()
    assert [line for line in draw.listed.splitlines() if line[:1].isdecimal()] == [f"{n},1,2" for n in (1, 2, 3, 4)]
    draw.session.refresh_from_db()
    assert (draw.session.taken, DrawTicket.objects.filter(state="won").count()) == (4, 2)
    assert {place.child_name for place in Enrolment.objects.enrolled()} == {"小明"}
    assert [wait.persons for wait in EnrolmentWait.objects.alive()] == [2, 2]


def test_a_pair_is_not_torn_where_staff_gave_a_place_away_meanwhile(draw, clerk):
    for _each in range(2):
        a_ticket(draw=draw, **WITH_CHILD)
    actions.draw_when_due(at("2026-12-01 17:01"))
    an_enrolment(session=draw.session, persons=2)

    actions.draw_when_due(at("2026-12-02 10:01"))

    draw.session.refresh_from_db()
    assert draw.session.taken == 4
    assert DrawTicket.objects.filter(state="won").count() == 1
    assert EnrolmentWait.objects.get().persons == 2
