"""A list of names signed up for one date on the board."""

from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from activities.models import Activity, Enrolment, EnrolmentWait
from notices.models import Notice
from residents.models import Resident
from tests.activities.invariants import contradictions
from tests.bookings.pages import hidden, links, words
from tests.factories import (
    a_centre,
    a_resident,
    a_room,
    a_session,
    an_activity,
    an_enrolment,
    at,
    default_rules,
    open_daily,
    staff_of,
)
from tests.queries import queries_of

pytestmark = pytest.mark.django_db

NOW = at("2026-11-28 12:00")
THREE = "王示例 13800000101\n2. 李示例，138 0000 0102\n\n３\t张示例\t１３８０００００１０３"


@pytest.fixture(autouse=True)
def saturday():
    with time_machine.travel(NOW, tick=False):
        yield
    assert contradictions() == []


@pytest.fixture
def room():
    default_rules()
    centre = a_centre(slug="c1")
    open_daily(centre, "08:30-17:00")
    return a_room(centre=centre)


@pytest.fixture
def session(room, client):
    client.force_login(staff_of(room.centre))
    return a_session(activity=an_activity(name="示例郊游"), room=room, capacity=4, kept=1)


def page_of(session):
    return reverse("board:session-list", args=["c1", session.pk])


def send(client, session, people, **typed):
    token = hidden(client.get(page_of(session)))["token"]
    return client.post(page_of(session), {"people": people, "channel": "proxy", "token": token, **typed})


def test_the_page_of_the_date_leads_there(client, session):
    assert page_of(session) in links(client.get(reverse("board:session", args=["c1", session.pk])))


def test_everybody_on_it_has_a_place_known_or_new(client, session):
    known = a_resident(name="王示例", phone="13800000101")

    page = words(send(client, session, THREE))

    assert "3位里有3位报上了。" in page
    assert set(Enrolment.objects.values_list("resident__name", "channel")) == {
        ("王示例", "proxy"),
        ("李示例", "proxy"),
        ("张示例", "proxy"),
    }
    assert Resident.objects.filter(name="王示例").get() == known
    assert Resident.objects.get(name="张示例").phone == "13800000103"


def test_sent_twice_nobody_is_signed_up_or_told_twice(client, session):
    typed = {"people": THREE, "channel": "proxy", "token": str(uuid4())}

    client.post(page_of(session), typed)
    told = Notice.objects.count()
    again = words(client.post(page_of(session), typed))

    assert "3位里有3位报上了。" in again
    assert (Enrolment.objects.count(), Resident.objects.count(), Notice.objects.count()) == (3, 3, told)


@pytest.mark.parametrize(("may_wait", "says"), [("on", "排候补"), ("", "名额满了。")], ids=["in line", "left out"])
def test_where_it_is_full_the_rest_stand_in_line_in_their_order(client, session, may_wait, says):
    for _each in range(2):
        an_enrolment(session=session)

    page = words(send(client, session, THREE, may_wait=may_wait))

    assert "3位里有2位报上了。" in page
    assert says in page
    assert [each.resident.name for each in EnrolmentWait.objects.all()] == (["张示例"] if may_wait else [])


def test_one_who_may_not_holds_up_nobody(client, room, session):
    old = a_session(activity=an_activity(age_from=60), room=room, span="2026-12-02 09:00-10:00", capacity=4, kept=1)
    a_resident(name="王示例", phone="13800000101", birth_year=1999)

    page = words(send(client, old, THREE))

    assert "3位里有2位报上了。" in page
    assert "60岁以上" in page


def test_whom_no_message_reaches_is_named(client, session):
    assert "赵示例收不到短信" in words(send(client, session, "赵示例 02155550002"))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "请至少写一位。"),
        ("王示例", "第1行“王示例”：请写上电话"),
        ("王示例 13800000101\n13800000102", "第2行“13800000102”：请把姓名也写上。"),
        ("王示例 1380000010", "第1行“王示例 1380000010”"),
        ("王😀 13800000101", "第1行"),
        ("王" * 200 + " 13800000101", "第1行"),
        ("\n".join(f"王示例 138{number:08}" for number in range(101)), "一共101位。一次最多报100位"),
    ],
    ids=["empty", "no number", "no name", "short number", "emoji", "long", "too many"],
)
def test_what_is_not_understood_is_said_by_line_and_nothing_is_done(client, session, typed, says):
    page = send(client, session, typed)

    assert says in words(page)
    assert page.context["form"]["people"].value() == typed
    assert not Enrolment.objects.exists()
    assert not Resident.objects.filter(name__startswith="王").exists()


def test_a_name_twice_on_the_list_counts_once(client, session):
    assert "1位里有1位报上了。" in words(send(client, session, "王示例 13800000101\n王示例 13800000101"))


def test_staff_of_another_site_find_nothing(client, session):
    client.force_login(staff_of(a_centre(slug="c2")))
    assert client.get(page_of(session)).status_code == 404


def test_parents_with_children_are_not_listed(client, room, session):
    family = a_session(
        activity=an_activity(party="child"), room=room, span="2026-12-03 09:00-10:00", capacity=4, kept=1
    )

    assert page_of(family) not in links(client.get(reverse("board:session", args=["c1", family.pk])))
    assert "请写孩子的名字" in words(send(client, family, "王示例 13800000101"))


def test_the_page_itself_takes_as_much_however_many_there_are(client, session):
    client.get(page_of(session))
    few = len(queries_of(lambda: client.get(page_of(session))))
    for _each in range(3):
        an_enrolment(session=session)
    assert len(queries_of(lambda: client.get(page_of(session)))) == few


@pytest.mark.parametrize(
    "line",
    [
        "（4）李四四 13800000101",
        "⑤李四四 13800000101",
        "1,李四四，13800000101",
        "一、李四四 13800000101",
        "第3位 李四四 13800000101",
        "李四四 女 13800000101",
        "李四四 （女） 13800000101",
        "李四四 13800000101 男",
        "李 四四 13800000101",
        "12 李四四\t138 0000 0101",
    ],
)
def test_what_lists_have_beside_a_name_is_no_part_of_it(client, session, line):
    send(client, session, line)

    assert Enrolment.objects.get().resident.name == "李四四"


@pytest.mark.parametrize("line", ["张三三,李四四 13800000101", "李四四2 13800000101", "李四四@三村 13800000101"])
def test_what_is_no_name_enters_nobody_and_stays_typed(client, session, line):
    page = send(client, session, f"王示例 13800000102\n{line}")

    assert line in page.text
    assert "第2行" in words(page)
    assert not Resident.objects.exists()


def test_nobody_is_signed_up_for_a_draft(client, session):
    Activity.objects.update(is_published=False)

    assert client.get(page_of(session)).status_code == 404
    assert page_of(session) not in links(client.get(reverse("board:session", args=["c1", session.pk])))


def test_what_became_of_them_is_said_in_a_word(client, session):
    page = words(send(client, session, "李四四 13800000101"))

    assert "报上了" in page
    assert "报名时间" not in page
