"""The home page: today near you, the same for everybody, with one's own next booking on top."""

import pytest
import time_machine
from django.urls import reverse

from activities import actions
from office.home import Choice, Home
from tests.bookings.pages import words
from tests.factories import (
    MONDAY,
    a_booking,
    a_centre,
    a_resident,
    a_room,
    a_service,
    a_service_day,
    a_session,
    a_sub_point,
    a_user,
    an_activity,
    an_announcement,
    an_occupancy,
    at,
    open_daily,
    staff_of,
)

pytestmark = pytest.mark.django_db

NOW = at("2026-11-30 08:00")
HOME = reverse("office:home")


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


def names(days):
    return [line.name for day in days for line in day.lines]


def test_everybody_finds_the_leaf_of_today_and_four_doors(reader):
    page = reader.get(HOME).content.decode()

    assert "农历十月廿二" in page
    assert [f"{number}号门" in page for number in (1, 2, 3, 4)] == [True] * 4


def test_today_tomorrow_and_the_week_show_their_programme(reader):
    a_session(activity=an_activity(name="示例今天"), span="2026-11-30 09:00-10:00")
    a_service_day(service=a_service(name="示例明天"), span="2026-12-01 09:00-10:00")
    a_session(activity=an_activity(name="示例周日"), span="2026-12-06 09:00-10:00")
    a_session(activity=an_activity(name="示例下周"), span="2026-12-07 09:00-10:00")

    def shown(choice):
        return names(reader.get(HOME, {"show": choice}).context["home"].days)

    assert shown("today") == shown("") == shown("<script>") == ["示例今天"]
    assert shown("tomorrow") == ["示例明天"]
    assert shown("week") == ["示例今天", "示例明天", "示例周日"]


def test_on_sunday_tomorrow_is_in_the_next_week():
    a_session(activity=an_activity(name="示例周一"), span="2026-12-07 09:00-10:00")

    home = Home.load(chosen=Choice.TOMORROW, user=None, now=at("2026-12-06 10:00"))

    assert names(home.days) == ["示例周一"]
    assert home.sessions_left == 0


def test_what_is_over_has_gone_and_what_was_cancelled_says_so(client):
    a_session(activity=an_activity(name="示例早操"), span="2026-11-30 06:00-07:00")
    cancelled = a_session(activity=an_activity(name="示例取消"), span="2026-11-30 09:00-10:00")
    actions.cancel(happening=cancelled, by=staff_of(a_centre()), reason="示例老师生病", now=NOW)

    page = client.get(HOME)

    assert names(page.context["home"].days) == ["示例取消"]
    assert "示例老师生病" in page.content.decode()
    assert page.context["home"].good_for == []
    assert page.context["home"].sessions_left == 0


def test_the_leaf_recommends_each_of_todays_things_once():
    service = a_service(name="示例量血压")
    for _site in range(3):
        a_service_day(service=service)
    a_session(activity=an_activity(name="示例操"), span="2026-11-30 10:00-11:00")

    home = Home.load(chosen=Choice.TODAY, user=None, now=NOW)

    assert [line.name for line in home.good_for] == ["示例量血压", "示例操"]
    assert home.service_words == "示例量血压"
    assert home.sessions_left == 1


def test_the_board_repeats_today_only_where_the_page_shows_tomorrow():
    a_session(span="2026-11-30 09:00-10:00")

    boards = [len(Home.load(chosen=choice, user=None, now=NOW).board_lines) for choice in Choice]

    assert dict(zip(Choice, boards, strict=True)) == {Choice.TODAY: 0, Choice.TOMORROW: 1, Choice.WEEK: 0}


def test_the_board_shows_five_announcements_the_pinned_ones_first(reader):
    for day in range(1, 7):
        an_announcement(title=f"示例{day}", on=MONDAY.replace(month=12, day=day), shown_from=MONDAY)
    an_announcement(title="示例置顶", on=MONDAY, is_pinned=True)
    an_announcement(title="示例过去", on=MONDAY.replace(day=29))

    board = reader.get(HOME).context["home"].announcements

    assert [str(line) for line in board] == ["示例置顶", "示例1", "示例2", "示例3", "示例4"]


def test_only_the_reader_sees_the_next_booking(client):
    user = a_user()
    room = a_room(name="示例客厅")
    a_booking(booked_for=a_resident(user=user), room=room, span="2026-12-01 14:00-15:00")
    words = "明天（周二）"

    assert words not in client.get(HOME).content.decode()
    client.force_login(a_resident(user=a_user()).user)
    assert words not in client.get(HOME).content.decode()
    client.force_login(user)
    page = client.get(HOME).content.decode()
    assert words in page
    assert "示例客厅" in page


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ("2026-11-30 14:00-15:00", "今天（周一）"),
        ("2026-12-01 14:00-15:00", "明天（周二）"),
        ("2026-12-02 14:00-15:00", "12月2日（周三）"),
    ],
)
def test_the_day_of_the_next_booking_is_said_as_one_says_it(span, words):
    user = a_user()
    a_booking(booked_for=a_resident(user=user), span=span)

    assert Home.load(chosen=Choice.TODAY, user=user, now=NOW).next_day == words


def test_the_free_rooms_are_those_that_one_may_still_book_today():
    centre = a_centre()
    open_daily(centre, "09:00-10:00")
    _free, full = a_room(centre=centre), a_room(centre=centre)
    a_room(centre=centre, is_bookable=False)
    a_room()  # in a site that is never open
    an_occupancy(room=full, span="2026-11-30 09:00-10:00")

    def counted(now):
        return Home.load(chosen=Choice.TODAY, user=None, now=now).free_rooms

    assert counted(NOW) == 1
    assert counted(at("2026-11-30 09:45")) == 0


def test_all_sites_hang_as_plates_the_centres_first(reader):
    centre = a_centre(slug="c1", number=9001)
    a_room(centre=a_sub_point(extends=centre, slug="p01", number=9001))
    a_room(centre=centre)
    a_room(centre=a_centre(slug="c2", is_active=False))

    page = reader.get(HOME)

    assert [site.slug for site in page.context["home"].centres] == ["c1", "p01"]
    assert "点9001" in page.content.decode()


def test_elders_find_the_doors_and_nothing_else(client):
    client.cookies["mode"] = "elder"
    an_announcement(title="示例通知")

    page = client.get(HOME).content.decode()

    assert "1号门" in page
    assert "示例通知" not in page


def test_the_programme_says_how_many_places_are_left(client):
    a_session(activity=an_activity(name="书法"), span="2026-11-30 09:00-10:00", capacity=2)
    a_session(activity=an_activity(name="散步"), span="2026-11-30 10:00-11:00")

    said = words(client.get(HOME))

    assert "书法 还剩2个名额" in said
    assert said.count("还剩") == 1


@pytest.mark.parametrize("times", [1, 10])
def test_the_page_takes_few_queries_however_much_there_is(client, django_assert_num_queries, times):
    user = a_user()
    resident = a_resident(user=user)
    for number in range(times):
        room = a_room(centre=a_centre())
        open_daily(room.centre, "08:30-17:00")
        span = f"2026-11-30 {9 + number:02d}:00-{9 + number:02d}:30"
        a_session(span=span)
        a_service_day(span=span)
        a_booking(booked_for=resident, room=room, span=span)
        an_announcement()

    with django_assert_num_queries(7):
        client.get(HOME, {"show": "week"})
    client.force_login(user)
    with django_assert_num_queries(10):  # the session, the account, the bookings
        client.get(HOME)
