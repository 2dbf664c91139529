"""The pages of the sites: all of them, and one with its hours, rooms and next days."""

import pytest
import time_machine
from django.urls import reverse

from centres.hours import HoursBook
from centres.models import CalendarDay, Equipment, SpecialHours
from office.sites import access_words, today_words
from tests.factories import (
    MONDAY,
    a_centre,
    a_room,
    a_service,
    a_service_day,
    a_session,
    a_sub_point,
    an_activity,
    an_announcement,
    at,
    open_daily,
)

pytestmark = pytest.mark.django_db

NOW = at("2026-11-30 10:00")
LIST = reverse("office:centre-list")


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


def page_of(centre):
    return reverse("office:centre-detail", args=[centre.slug])


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ("08:00", "今天08:30开门"),
        ("08:30", "今天开到11:30"),
        ("12:00", "今天13:00开门"),
        ("16:29", "今天开到16:30"),
        ("16:30", "今天已经关门"),
    ],
)
def test_the_hours_of_today_are_said_as_seen_now(time, words):
    centre = a_centre()
    open_daily(centre, "08:30-11:30", "13:00-16:30")
    hours = HoursBook.load([centre], MONDAY, MONDAY).on(centre, MONDAY)

    assert today_words(hours, now=at(f"2026-11-30 {time}")) == words


def test_a_closed_day_says_why_where_there_is_a_reason():
    repaired, closed = a_centre(), a_centre()
    SpecialHours.objects.create(centre=repaired, on=MONDAY, reason="示例检修")
    book = HoursBook.load([repaired, closed], MONDAY, MONDAY)

    assert today_words(book.on(repaired, MONDAY), now=NOW) == "今天闭馆：示例检修"
    assert today_words(book.on(closed, MONDAY), now=NOW) == "今天闭馆"


def test_access_is_told_by_room():
    centre = a_centre()
    upstairs = a_room(centre=centre, floor=2, name="楼上", has_armchairs=True)
    ground = a_room(centre=centre, name="楼下", has_hearing_loop=True, has_accessible_toilet=True)

    assert access_words([upstairs, ground]) == [
        "有无障碍厕所",
        "一路没有台阶：楼下",
        "有扶手椅：楼上",
        "有助听回路：楼下",
    ]


def test_all_sites_are_listed_with_their_hours_today(reader):
    centre = a_centre(slug="c1", number=9001)
    open_daily(centre, "08:30-17:00")
    a_sub_point(extends=centre, slug="p01", number=9001)
    a_centre(slug="c2", is_active=False)

    sites = reader.get(LIST).context["sites"]

    assert [(site.centre.slug, site.today) for site in sites] == [("c1", "今天开到17:00"), ("p01", "今天闭馆")]


def test_a_site_shows_its_rooms_programme_and_blackboard(reader):
    centre = a_centre(name="示例睦邻中心", phone="021-0000 1009")
    room = a_room(centre=centre, name="示例客厅", capacity=12)
    room.equipment.add(Equipment.objects.create(name="示例茶具"))
    a_room(centre=centre, name="示例停用", is_active=False)
    a_session(room=room, activity=an_activity(name="示例编织"))
    a_service_day(room=room, service=a_service(name="示例义诊"), span="2026-12-06 09:00-10:00")
    a_session(activity=an_activity(name="示例别处"))
    an_announcement(title="示例本点", centre=centre)
    an_announcement(title="示例全街道")
    an_announcement(title="示例别点", centre=a_centre())

    page = reader.get(page_of(centre))
    words, shown = page.content.decode(), page.context["page"]

    assert [str(room) for room in shown.rooms] == ["示例客厅"]
    assert [line.name for day in shown.days for line in day.lines] == ["示例编织", "示例义诊"]
    assert [str(line) for line in shown.announcements] == ["示例本点", "示例全街道"]
    for said in ("示例茶具", "12人", "tel:02100001009", reverse("timetables:week", args=[centre.slug])):
        assert said in words


def test_a_site_explains_its_hours_where_they_are_not_the_usual_ones(reader):
    centre = a_centre()
    open_daily(centre, "08:30-17:00")
    SpecialHours.objects.create(centre=centre, on=MONDAY.replace(month=12, day=2), reason="示例检修")
    CalendarDay.objects.create(on=MONDAY.replace(month=12, day=4), kind="off", name="示例节")

    hours = reader.get(page_of(centre)).context["page"].hours

    usual, weekdays = "08:30–17:00", "周一 30日·周二 1日·周三 2日·周四 3日·周五 4日·周六 5日·周日 6日"
    assert "·".join(line.day for line in hours) == weekdays
    assert [line.words for line in hours] == [usual, usual, "闭馆", usual, "闭馆", usual, usual]
    assert [bool(line.why) for line in hours] == [False, False, True, False, True, False, False]
    assert "示例检修" in hours[2].why


def test_centres_and_their_sub_points_name_each_other(reader):
    centre = a_centre()
    point = a_sub_point(extends=centre)

    assert page_of(point) in reader.get(page_of(centre)).content.decode()
    assert page_of(centre) in reader.get(page_of(point)).content.decode()


def test_a_site_that_is_closed_for_good_or_unknown_has_no_page(reader):
    assert reader.get(page_of(a_centre(is_active=False))).status_code == 404
    assert reader.get("/centres/c99/").status_code == 404


@pytest.mark.parametrize("times", [1, 10])
def test_the_pages_take_few_queries_however_much_there_is(client, django_assert_num_queries, times):
    centre = a_centre()
    open_daily(centre, "08:30-20:00")
    for number in range(times):
        room = a_room(centre=centre)
        room.equipment.add(Equipment.objects.create(name=f"示例{number}"))
        a_session(room=room)
        an_announcement(centre=centre)
        a_sub_point(extends=centre)

    with django_assert_num_queries(3):
        client.get(LIST)
    with django_assert_num_queries(8):
        client.get(page_of(centre))
