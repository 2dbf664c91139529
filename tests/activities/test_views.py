"""Everybody reads the programme: a neighbour without account, a resident, the staff."""

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from activities import actions
from activities.actions import drawing
from activities.models import Activity
from tests.bookings.pages import words
from tests.factories import (
    a_centre,
    a_draw,
    a_resident,
    a_room,
    a_session,
    a_ticket,
    a_user,
    an_activity,
    an_enrolment,
    at,
    staff_of,
)

pytestmark = pytest.mark.django_db

NOW = at("2026-11-30 08:00")


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


def three_people(client):
    """Nobody known, a resident, a member of staff, one after the other."""
    yield AnonymousUser()
    resident = a_resident(user=a_user()).user
    client.force_login(resident)
    yield resident
    staff = staff_of(a_centre())
    client.force_login(staff)
    yield staff


def test_the_list_shows_the_coming_week_to_everybody(client):
    a_session(activity=an_activity(name="示例今天"), span="2026-11-30 09:00-10:00")
    a_session(activity=an_activity(name="示例周日"), span="2026-12-06 09:00-10:00")
    hidden = an_activity(name="示例未发布", is_published=False)
    a_session(activity=hidden, span="2026-12-01 09:00-10:00")

    for _person in three_people(client):
        page = client.get(reverse("activities:activity-list"))

        assert [line.name for day in page.context["days"] for line in day.lines] == ["示例今天", "示例周日"]
        assert hidden.name not in page.content.decode()


def test_the_list_says_how_many_places_are_left_at_the_same_cost(client, django_assert_max_num_queries):
    half = a_session(span="2026-12-01 09:00-10:30", capacity=10, activity=an_activity(name="书法"))
    an_enrolment(session=half, resident=a_resident())
    full = a_session(span="2026-12-02 09:00-10:30", capacity=1, activity=an_activity(name="电影"))
    an_enrolment(session=full, resident=a_resident())
    a_session(span="2026-12-03 09:00-10:30", activity=an_activity(name="散步"))
    for hour in range(8, 18):
        a_session(span=f"2026-12-04 {hour:02d}:00-{hour:02d}:30", capacity=5)

    with django_assert_max_num_queries(8):
        said = words(client.get(reverse("activities:activity-list")))

    assert "书法 还剩9个名额" in said
    assert "电影 已满，可候补" in said
    assert "散步 还剩" not in said


def test_the_list_leaves_out_other_weeks(client):
    a_session(span="2026-11-29 09:00-10:00")
    a_session(span="2026-12-07 09:00-10:00")

    page = client.get(reverse("activities:activity-list"))

    assert page.context["days"] == []


def test_the_list_says_when_each_activity_takes_place_next_by_kind(client):
    craft = an_activity(name="示例手工", kind=Activity.Kind.CRAFT)
    exercise = an_activity(name="示例操", kind=Activity.Kind.EXERCISE)
    a_session(activity=exercise, span="2026-11-23 09:00-10:00")
    a_session(activity=exercise, span="2026-12-14 09:00-10:00")

    listed = client.get(reverse("activities:activity-list")).context["activities"]

    assert [(activity, activity.next_at) for activity in listed] == [
        (exercise, at("2026-12-14 09:00")),
        (craft, None),
    ]


def test_a_cancelled_session_stays_on_the_page_and_says_why(client):
    session = a_session(span="2026-11-30 09:00-10:00")
    actions.cancel(happening=session, by=staff_of(session.occupancy.room.centre), reason="示例老师生病", now=NOW)

    for address in (reverse("activities:activity-list"), session.activity.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "示例老师生病" in page
        assert "已取消" in page


def test_the_page_of_an_activity_shows_its_dates_to_everybody(client):
    activity = an_activity(name="示例编织", introduction="<b>织</b>", bring="毛线", price=5)
    room = a_room(name="示例客厅")
    a_session(activity=activity, room=room, span="2026-12-03 13:00-14:30")

    for _person in three_people(client):
        page = client.get(activity.get_absolute_url())
        words = page.content.decode()

        assert [date.line.room for date in page.context["dates"]] == ["示例客厅"]
        assert "&lt;b&gt;织" in words
        assert "毛线" in words
        assert "5元" in words


def test_an_activity_not_published_has_no_page_for_anybody(client):
    activity = an_activity(is_published=False)

    for _person in three_people(client):
        assert client.get(activity.get_absolute_url()).status_code == 404


def test_pages_are_only_read(client):
    assert client.post(reverse("activities:activity-list")).status_code == 405


@pytest.mark.parametrize("times", [1, 10])
def test_the_pages_take_few_queries_however_much_there_is(client, django_assert_num_queries, times):
    activity = an_activity()
    for number in range(times):
        a_session(activity=activity, span=f"2026-12-01 {8 + number:02d}:00-{8 + number:02d}:30")
        an_activity()

    with django_assert_num_queries(4):
        client.get(reverse("activities:activity-list"))
    with django_assert_num_queries(5):
        client.get(activity.get_absolute_url())


def test_page_names_the_number_of_the_site_where_it_takes_place(client):
    room = a_room(centre=a_centre(phone="021-0000 1003"))
    activity = an_activity()
    a_session(activity=activity, span="2026-12-01 09:00-10:00", room=room)

    page = client.get(f"/activities/{activity.pk}/")

    assert 'href="tel:02100001003"' in page.content.decode()


def test_the_page_says_what_is_there_and_shows_the_picture(client, photo):
    activity = an_activity(name="书法", provided="笔墨纸", bring="围裙", leader="王老师", audience="60岁以上", price=5)
    activity.picture.save("x.jpg", photo)
    a_session(activity=activity, span="2026-12-03 13:00-14:30")

    page = client.get(activity.get_absolute_url())

    assert [fact for fact in ("笔墨纸", "围裙", "王老师", "60岁以上", "5元") if fact not in page.text] == []
    assert f'<img src="{activity.picture.url}" alt="书法的照片">' in page.text
    assert activity.picture.url.startswith("/media/programme/")
    picture = client.get(activity.picture.url)
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")


def test_when_all_dates_are_full_the_page_says_what_is_near(client, django_assert_max_num_queries):
    full = an_activity(name="编织", kind="craft")
    for day in (2, 9):
        an_enrolment(session=a_session(activity=full, span=f"2026-12-{day:02d} 09:00-10:00", capacity=1))
    like = a_session(activity=an_activity(name="手工", kind="craft"), span="2026-12-04 09:00-10:00", capacity=3)
    address = reverse("activities:enrol", args=[like.pk])

    with django_assert_max_num_queries(10):
        before = client.get(full.get_absolute_url())
    a_session(activity=full, span="2026-12-16 09:00-10:00", capacity=1)
    after = client.get(full.get_absolute_url())

    assert f'href="{address}"' in before.text
    assert "手工" in words(before)
    assert f'href="{address}"' not in after.text


def test_who_had_to_do_with_it_still_reads_what_is_not_on_the_programme_any_more(client):
    activity = an_activity(is_published=False)
    place = an_enrolment(session=a_session(activity=activity, capacity=3), resident=a_resident(user=a_user()))
    pages = [activity.get_absolute_url(), reverse("activities:activity-ics", args=[activity.pk])]

    for reader, answers in ((a_resident(user=a_user()).user, 404), (place.resident.user, 200)):
        client.force_login(reader)
        assert [client.get(page).status_code for page in pages] == [answers] * 2
    page = client.get(pages[0])
    assert (page.context["wants_sign_up"], page.context["given"]) == (False, "")


def given(client, activity):
    return client.get(activity.get_absolute_url()).context["given"]


def test_the_page_says_to_everybody_how_places_are_given(client):
    plain, walk_in, drawn, mixed, done = (an_activity() for _n in range(5))
    early = an_activity(first_for="new", first_days=3, opens_at=at("2026-11-29 09:00"))
    for activity in (plain, drawn, mixed, done, early):
        a_session(activity=activity, span="2026-12-09 09:00-10:00", capacity=3)
    a_session(activity=walk_in, span="2026-12-09 09:00-10:00")
    a_draw(session=drawn.sessions.get())
    a_draw(session=done.sessions.get())
    a_draw(session=a_session(activity=mixed, span="2026-12-10 09:00-10:00", capacity=3))
    a_ticket(draw=done.sessions.get().draws.get())
    drawing.freeze(draw=done.sessions.get().draws.get(), now=at("2026-12-02 10:00"))
    drawing.reveal(draw=done.sessions.get().draws.get(), now=at("2026-12-04 10:00"))

    assert given(client, plain) == "先到先得。"
    assert given(client, walk_in) == ""
    assert given(client, drawn) == "摇号：先报后报都一样。"
    assert given(client, mixed) == "有的日期摇号，其他日期先到先得。"
    assert "已经摇过号" in given(client, done)
    assert given(client, early) == "先给半年内没参加过的邻居，再先到先得。"
    assert "名额怎么给" in words(client.get(early.get_absolute_url()))
