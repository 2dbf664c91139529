"""One room's page: its free times, what is taken, how to get there and what the rules ask, for anybody."""

from urllib.parse import unquote

import pytest
import time_machine
from django.test import Client

from centres.models import Equipment
from tests.bookings.pages import a_neighbour, links, signed_in, words
from tests.factories import (
    a_booking,
    a_centre,
    a_hall,
    a_kept_window,
    a_room,
    a_rule_set,
    a_team,
    an_occupancy,
    at,
    open_daily,
    staff_of,
)
from tests.queries import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday_noon")]


def an_open_room(hours="08:30-17:00", **fields):
    room = a_room(**fields)
    open_daily(room.centre, hours)
    return room


def look(room, client=None, **asked):
    return (client or Client()).get(f"/rooms/{room.pk}/", asked)


def starts(page, room):
    return [unquote(link).split("start=")[1][:5] for link in links(page, f"/rooms/{room.pk}/book/")]


# Who


def test_anybody_may_look_and_sees_the_same():
    room = an_open_room()
    clients = [Client(), signed_in(a_neighbour()), Client()]
    clients[2].force_login(staff_of(room.centre))

    pages = [look(room, client, date="2026-11-30") for client in clients]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert starts(pages[0], room) == starts(pages[1], room) == starts(pages[2], room) != []


def test_what_is_taken_is_told_in_words_that_name_no_resident():
    room = an_open_room()
    a_booking(room=room, span="2026-11-30 09:00-10:00", booked_for=a_neighbour(name="欧阳示例"), purpose="排练小品")
    a_booking(room=room, span="2026-11-30 10:15-11:15", team=a_team(name="友谊编织组"))

    page = words(look(room, date="2026-11-30"))

    assert "09:00–10:00 已预约" in page
    assert "10:15–11:15 友谊编织组" in page
    assert "欧阳" not in page
    assert "排练" not in page


# What


def test_every_start_the_rules_accept_is_a_link_and_no_other():
    room = an_open_room()
    an_occupancy(room=room, span="2026-11-30 09:00-10:30", clearing=15)
    an_occupancy(room=room, span="2026-11-30 13:30-15:00", clearing=15)

    page = look(room, date="2026-11-30")

    assert starts(page, room) == ["10:45", "11:00", "11:30", "15:15", "15:30"]
    assert starts(look(room, date="2026-11-30", length="30"), room)[:2] == ["10:45", "11:00"]


def test_lengths_are_links_and_one_that_is_not_allowed_becomes_the_nearest():
    room = an_open_room()

    page = look(room, date="2026-11-30", length="1000", people="8")

    assert f"/rooms/{room.pk}/?date=2026-11-30&length=60&people=8" in links(page)
    assert {unquote(link).split("&end=")[1] for link in links(page, f"/rooms/{room.pk}/book/")} >= {"11:30&people=8"}


def test_times_stand_under_the_parts_of_the_day():
    room = an_open_room("08:30-20:00")

    page = words(look(room, date="2026-11-30"))

    assert page.index("上午") < page.index("10:30–12:00") < page.index("下午") < page.index("晚上 18:00–19:30")


def test_facts_way_and_rules():
    room = an_open_room(capacity=20, floor=2, has_lift=True, has_armchairs=True, note="请穿软底鞋。")
    room.centre.way_there = "大门进，左手第一栋"
    room.centre.save()
    room.equipment.add(Equipment.objects.create(name="把杆"))
    a_rule_set(room=room, notice_minutes=60)

    page = words(look(room))

    for fact in ("最多20人", "40平方米", "把杆", "没台阶，轮椅能进、有电梯、带扶手的椅子", "请穿软底鞋。"):
        assert fact in page
    assert "大门进，左手第一栋" in page
    assert "至少提前1小时预约。" in page
    assert "每位居民手上最多2次预约" in page


def test_leads_to_the_week_of_its_site():
    room = an_open_room()

    assert f"/centres/{room.centre.slug}/week/" in links(look(room))


def test_without_a_day_the_first_with_free_times():
    room = an_open_room()
    an_occupancy(room=room, span="2026-11-28 08:30-17:00")

    assert "11月29日（周日）能约的时间" in words(look(room))


def test_only_shorter_ones_left_says_which():
    room = an_open_room()
    an_occupancy(room=room, span="2026-11-30 08:30-16:00")

    assert "这天没有连着1个半小时的空了，上面改成1小时还有。" in words(look(room, date="2026-11-30"))


def test_what_is_kept_for_phone_and_desk_is_told_and_not_offered():
    room = an_open_room()
    a_kept_window(room=room)

    page = look(room, date="2026-12-01")

    assert starts(page, room) == [
        *("08:30", "09:00", "09:30", "10:00", "10:30", "11:00", "11:30"),
        *("15:00", "15:30"),
    ]
    assert "13:30–15:00 留给电话和现场 15:00–16:30" in words(page)
    assert "13:30–15:00 留给电话和现场（周一17:00起 网上可约）；在那之前请打电话 021-0000 1000 或到现场约。" in words(
        page
    )
    assert "周二 13:30–15:00 留给电话和现场；没约完的，前一天17:00起网上也能约。" in words(page)
    assert "留给电话和现场" not in words(look(room, date="2026-12-02")).split("预约须知")[0]


def test_what_was_kept_is_offered_from_five_on_the_day_before():
    room = an_open_room()
    a_kept_window(room=room)

    with time_machine.travel(at("2026-11-30 17:00"), tick=False):
        page = look(room, date="2026-12-01")

    assert "13:30" in starts(page, room)
    assert "网上可约）；" not in words(page)


def test_day_with_nothing_left_but_what_is_kept_leads_to_the_phone():
    room = an_open_room()
    a_kept_window(room=room)
    an_occupancy(room=room, span="2026-12-01 08:30-13:30")
    an_occupancy(room=room, span="2026-12-01 15:00-17:00")

    page = words(look(room, date="2026-12-01"))

    assert "这天网上没有空了，请打电话约，或在上面换一天。" in page
    assert "周二 1 廿三 电话约" in page


def test_full_day_and_closed_day_say_so():
    centre = a_centre()
    open_daily(centre, "08:30-17:00", days=(1,))
    room = a_room(centre=centre)
    an_occupancy(room=room, span="2026-11-30 08:30-17:00")

    assert "这天约满了，请在上面换一天。" in words(look(room, date="2026-11-30"))
    assert "2026-12-01 周二，闭馆" in words(look(room, date="2026-12-01"))


def test_hall_names_its_parts_and_a_part_what_takes_the_hall():
    hall = a_hall()
    open_daily(hall.centre, "08:30-17:00")
    east = hall.parts.first()
    an_occupancy(room=east, span="2026-11-30 09:00-10:00", title="合唱")
    an_occupancy(room=hall, span="2026-11-30 14:00-15:00", title="议事会")

    assert f"09:00–10:00 {east.name} 合唱" in words(look(hall, date="2026-11-30"))
    assert words(look(hall, date="2026-11-30")).count("14:00–15:00 议事会") == 1
    assert "14:00–15:00 议事会" in words(look(east, date="2026-11-30"))


def test_room_that_is_not_booked_here_says_so_with_the_phone():
    room = an_open_room(is_bookable=False)

    page = look(room, date="2026-11-30")

    assert "这间不在网上约。想用的话，请打电话 021-0000 1000。" in words(page)
    assert links(page, f"/rooms/{room.pk}/book/") == []


# What people type


@pytest.mark.parametrize("pk", ["999999", "0", "9" * 30])
def test_room_that_is_not_there_has_a_friendly_page(pk):
    page = Client().get(f"/rooms/{pk}/")

    assert page.status_code == 404
    assert "这里没有页面" in words(page)


def test_room_out_of_use_is_not_there():
    assert look(an_open_room(is_active=False)).status_code == 404


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"date": "2026-11-27"}, "2026年11月27日（周五）已经过去了"),
        ({"date": "2027-02-29"}, "日历上没有 2027-02-29 这一天"),
        ({"length": "0"}, "请在下面选用多久。"),
        ({"length": "很久"}, "请在下面选用多久。"),
        ({"people": "0"}, "来几个人？至少1位。"),
    ],
)
def test_what_cannot_be_is_answered_with_a_sentence_and_the_page(asked, sentence):
    room = an_open_room()

    page = look(room, **asked)

    assert page.status_code == 200
    assert sentence in words(page)
    assert starts(page, room) != []


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "'; DROP TABLE centres_room; --", "\0", "9" * 5000])
def test_any_text_anywhere_is_text(typed):
    room = an_open_room()

    page = look(room, date=typed, length=typed, people=typed)

    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


# How much it asks of the database


def test_at_most_eight_queries_however_much_there_is():
    room = an_open_room()

    def page():
        return look(room, date="2026-11-30")

    few = queries_of(page)
    for hour in range(9, 16):
        an_occupancy(room=room, span=f"2026-11-30 {hour:02d}:00-{hour:02d}:30")
    for year in range(2016, 2026):
        an_occupancy(room=room, span=f"{year}-11-30 09:00-10:00")

    assert len(queries_of(page)) == len(few) <= 8
    neighbour = signed_in(a_neighbour())
    assert len(queries_of(lambda: look(room, neighbour))) <= 10
    assert len(page().content) < 60_000


# While it lies open


def test_who_asks_again_hears_nothing_until_something_changed():
    room = an_open_room()
    page = look(room, date="2026-11-30")
    mark = page.context["page"].mark

    def again():
        return Client().get(f"/rooms/{room.pk}/", {"date": "2026-11-30"}, headers={"X-Seen": mark}).status_code

    assert mark in page.text
    assert again() == 204
    an_occupancy(room=room, span="2026-11-30 09:00-10:00")
    assert again() == 200


def test_a_page_of_staff_does_not_keep_their_session_alive():
    room = an_open_room()
    staff = Client()
    staff.force_login(staff_of(room.centre))

    assert "data-hx-trigger" in look(room).text
    assert "data-hx-trigger" not in look(room, staff).text
