"""The search page: what is free, in words, for anybody."""

from urllib.parse import unquote

import pytest
from django.test import Client

from centres.models import Room
from tests.bookings.pages import a_neighbour, links, signed_in, words
from tests.factories import a_booking, a_centre, a_kept_window, a_room, a_rule_set, an_occupancy, open_daily, staff_of
from tests.queries import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday_noon")]


def a_site(*, rooms=1, hours="08:30-17:00", **fields):
    centre = a_centre()
    open_daily(centre, hours)
    return [a_room(centre=centre, **fields) for _each in range(rooms)]


def look(client=None, **asked):
    return (client or Client()).get("/rooms/", asked)


# Who


def test_anybody_may_look_and_sees_the_same():
    [room] = a_site()
    pages = [Client(), signed_in(a_neighbour()), Client()]
    pages[2].force_login(staff_of(room.centre))

    for client in pages:
        page = look(client, date="2026-11-30")
        assert page.status_code == 200
        assert "2026年11月30日 周一，有 1 间可约" in words(page)


def test_nobody_reads_who_has_booked():
    [room] = a_site()
    a_booking(room=room, booked_for=a_neighbour(name="欧阳示例"), purpose="排练小品")

    page = words(look(date="2026-11-30"))

    assert "欧阳" not in page
    assert "排练小品" not in page


# What


def test_free_times_are_plain_links_that_keep_the_number_of_people():
    [room] = a_site(capacity=20)

    page = look(date="2026-11-30", people="8")

    assert [unquote(link) for link in links(page, f"/rooms/{room.pk}/book/")] == [
        f"/rooms/{room.pk}/book/?date=2026-11-30&start={start}&end={end}&people=8"
        for start, end in [("08:30", "10:00"), ("10:30", "12:00"), ("12:30", "14:00"), ("14:30", "16:00")]
    ]
    assert f"/rooms/{room.pk}/?date=2026-11-30&length=90&people=8" in links(page)


def test_at_most_six_times_a_room_and_more_behind_a_link():
    [room] = a_site(hours="06:00-23:00")
    a_rule_set(room=room, max_minutes=60)

    page = look(date="2026-11-30")

    assert len(links(page, f"/rooms/{room.pk}/book/")) == 6
    assert "更多时间" in words(page)


def test_twelve_rooms_a_page():
    a_site(rooms=13)
    last = list(Room.objects.in_order())[-1]

    first, second = look(date="2026-11-30"), look(date="2026-11-30", page="2")

    assert "第1页，共2页" in words(first)
    assert links(first, f"/rooms/{last.pk}/book/") == []
    assert links(second, f"/rooms/{last.pk}/book/") != []
    assert "?date=2026-11-30&page=2" in links(first)


@pytest.mark.parametrize("page", ["0", "99", "-1", "x", "9" * 5000])
def test_page_that_is_not_there_is_one_that_is(page):
    a_site()

    assert look(date="2026-11-30", page=page).status_code == 200


def test_full_rooms_come_last_with_their_next_free_time():
    full, free = a_site(rooms=2)
    an_occupancy(room=full, span="2026-11-30 08:30-17:00")

    page = words(look(date="2026-11-30"))

    assert page.index(free.name) < page.index(full.name)
    assert "当天已满 坐20人" in page
    assert "最近的空：12月1日（周二）08:30。" in page


def test_few_times_left_is_said():
    [room] = a_site()
    an_occupancy(room=room, span="2026-11-30 08:30-15:15")

    assert "只剩1段" in words(look(date="2026-11-30"))


def test_very_time_asked_for_is_the_one_link_and_others_are_shown_where_it_is_gone():
    free, taken = a_site(rooms=2)
    an_occupancy(room=taken, span="2026-11-30 15:00-16:00")

    page = look(date="2026-11-30", start="14:00", end="16:00")

    assert "14:00–16:00，有 1 间可约" in words(page)
    assert len(links(page, f"/rooms/{free.pk}/book/")) == 1
    assert "这天别的时间有空：" in words(page)
    assert len(links(page, f"/rooms/{taken.pk}/book/")) == 3


def test_what_is_kept_for_phone_and_desk_is_told_and_not_offered():
    kept, other = a_site(rooms=2)
    a_kept_window(room=kept)

    page = look(date="2026-12-01")

    assert words(page).count("13:30–15:00 留给电话和现场（周一17:00起 网上可约）") == 1
    assert [unquote(link).split("start=")[1][:5] for link in links(page, f"/rooms/{kept.pk}/book/")] == [
        *("08:30", "10:30", "15:00"),
    ]
    assert len(links(page, f"/rooms/{other.pk}/book/")) == 4
    assert "留给电话和现场" not in words(look(date="2026-12-02"))
    assert "留给电话和现场" not in words(look(date="2026-12-01", part="morning"))


def test_very_time_that_is_kept_is_to_be_had_by_phone():
    [room] = a_site()
    a_kept_window(room=room)

    page = words(look(date="2026-12-01", start="14:00", end="15:00"))

    assert "电话可约" in page
    assert "这天别的时间有空：" in page
    assert "13:30–15:00 留给电话和现场" in page
    assert "2026年12月1日 周二 14:00–15:00，网上没有空房了" in page


def test_time_asked_for_that_is_full_is_not_kept_because_another_one_is():
    [room] = a_site()
    a_kept_window(room=room)
    an_occupancy(room=room, span="2026-12-01 08:30-12:00")

    page = words(look(date="2026-12-01", part="morning"))

    assert "2026年12月1日 周二 上午，没有空房了" in page
    assert "周二 1 廿三 已满" in page
    assert "当天已满" in page
    assert "电话可约" not in page


def test_day_with_nothing_left_but_what_is_kept_leads_to_the_phone():
    [room] = a_site()
    a_kept_window(room=room)
    an_occupancy(room=room, span="2026-12-01 08:30-13:30")
    an_occupancy(room=room, span="2026-12-01 15:00-17:00")

    page = words(look(date="2026-12-01"))

    assert "周二 1 廿三 电话约" in page
    assert "网上没有空了 还有时间留给电话和现场，请打电话或到现场约。" in page


def test_leaves_count_the_rooms_of_each_day_and_keep_the_question():
    one, _other = a_site(rooms=2)
    an_occupancy(room=one, span="2026-11-30 08:30-17:00")

    page = look(date="2026-12-01", people="8", part="morning", page="1")

    assert "周一 30 廿二 1间" in words(page)
    assert "周二 1 廿三 2间" in words(page)
    assert "/rooms/?date=2026-11-30&people=8&part=morning" in links(page)


def test_day_after_the_last_says_when_it_opens():
    a_site()

    assert "12月6日（周日）的时间，11月29日（周日）09:00放出来，网上、电话、现场一样早。" in words(look())


# Nothing free


def test_full_day_leads_to_the_next_days_with_something():
    [room] = a_site()
    an_occupancy(room=room, span="2026-11-30 08:30-17:00")

    page = look(date="2026-11-30")

    assert "没有空房了" in words(page)
    assert "12月1日（周二）有1间" in words(page)
    assert links(page, f"/rooms/{room.pk}/") == []


def test_closed_day_says_why():
    centre = a_centre()
    a_room(centre=centre)
    open_daily(centre, "08:30-17:00", days=(1, 2, 3, 4, 5))

    page = words(look(date="2026-11-29"))

    assert "2026-11-29 周日，闭馆" in page
    assert "周日 29 廿一 闭馆" in page


def test_no_room_that_suits_leads_to_all_rooms():
    a_site(capacity=20)

    page = look(date="2026-11-30", people="500")

    assert "没有这样的房间" in words(page)
    assert "/rooms/?date=2026-11-30" in links(page)


def test_portal_without_rooms_has_a_page():
    assert look().status_code == 200


# What people type


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"date": "2026-11-27"}, "2026年11月27日（周五）已经过去了，请选今天或以后的日子。"),
        ({"date": "2026-13-01"}, "日历上没有 2026-13-01 这一天"),
        ({"date": "2027-02-29"}, "日历上没有 2027-02-29 这一天"),
        ({"date": "明天"}, "没看懂这个日期"),
        ({"date": "2026-12-06"}, "12月6日（周日）的时间，11月29日（周日）09:00放出来"),
        ({"date": "0001-01-01"}, "请在下面选一天。"),
        ({"start": "16:00", "end": "14:00"}, "结束比开始还早"),
        ({"start": "25:00"}, "没看懂这个时间"),
        ({"part": "midnight"}, "“midnight”现在选不了了，请另选一个。"),
        ({"people": "0"}, "来几个人？至少1位。"),
        ({"people": "-8"}, "来几个人？至少1位。"),
        ({"people": "八"}, "请只填数字"),
        ({"people": "9" * 5000}, "请只填数字"),
        ({"centre": "c99"}, "“c99”现在选不了了，请另选一个。"),
        ({"equipment": "直升机"}, "“直升机”现在选不了了，请另选一个。"),
        ({"access": "teleport"}, "“teleport”现在选不了了，请另选一个。"),
    ],
)
def test_what_cannot_be_is_answered_with_a_sentence(asked, sentence):
    a_site()

    page = look(**{"date": "2026-11-30", **asked})

    assert page.status_code == 200
    assert sentence in words(page)
    assert words(page).count("您填过的都还在。") == 1


def test_what_was_typed_stays():
    [room] = a_site()

    page = look(
        date="2026-11-30", people="八个", start="25:00", part="morning", centre=room.centre.slug
    ).content.decode()

    assert 'value="八个"' in page
    assert '<option value="25:00" selected>' in page
    assert '<option value="morning" selected>' in page
    assert f'<option value="{room.centre.slug}" selected>' in page
    assert '<input type="hidden" name="date" value="2026-11-30">' in page


def test_full_width_digits_are_digits():
    a_site(capacity=20)

    assert "2026年11月30日 周一 14:00–16:00，8人，有 1 间可约" in words(
        look(date="２０２６－１１－３０", people="８", start="１４：００", end="１６：００")
    )


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", "'; DROP TABLE centres_room; --", "😀", "\x00", "好" * 5000]
)
@pytest.mark.parametrize("name", ["date", "part", "start", "end", "people", "centre", "equipment", "access", "page"])
def test_any_text_in_any_field_is_text(name, typed):
    [room] = a_site()

    page = look(**{name: typed})

    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    assert room.name in words(look())


# How much it asks of the database


def test_at_most_seven_queries_however_much_there_is():
    [room] = a_site()

    def page():
        return look(date="2026-11-30", people="8", part="morning")

    few = queries_of(page)
    for other in a_site(rooms=20):
        an_occupancy(room=other)
    for year in range(2016, 2026):
        an_occupancy(room=room, span=f"{year}-11-30 09:00-10:00")

    assert len(queries_of(page)) == len(few) <= 7
    neighbour = signed_in(a_neighbour())
    assert len(queries_of(lambda: look(neighbour, date="2026-11-30"))) <= 9
    assert len(page().content) < 60_000


# While it lies open


def test_who_asks_again_hears_nothing_until_something_changed():
    [room] = a_site()
    mark = look(date="2026-11-30").context["mark"]

    def again():
        return Client().get("/rooms/", {"date": "2026-11-30"}, headers={"X-Seen": mark}).status_code

    assert again() == 204
    an_occupancy(room=room, span="2026-11-30 09:00-10:00")
    assert again() == 200


# Where one often goes


def test_site_where_one_often_goes_comes_first_until_another_is_asked_for():
    for slug in ("c1", "c2", "c3"):
        centre = a_centre(slug=slug, short_name=f"{slug}示例")
        open_daily(centre, "08:30-17:00")
        a_room(centre=centre, name=f"{slug}房")
    client = Client()
    client.cookies["site"] = "c2"

    page = words(client.get("/rooms/"))
    other = words(client.get("/rooms/?centre=c3"))

    assert page.index("c2房") < page.index("c1房") < page.index("c3房")
    assert "您常去的c2示例排在前面" in page
    assert "排在前面" not in other
    assert "排在前面" not in words(Client().get("/rooms/"))
    client.cookies["site"] = "'; --"
    assert client.get("/rooms/").status_code == 200
