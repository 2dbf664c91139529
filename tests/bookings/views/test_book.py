"""From a free time to a booking: fill in, check, confirm; and what happens when it does not work out."""

import re
import uuid
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from bookings.models import Booking
from centres.models import Occupancy
from tests.bookings.conftest import NOW
from tests.bookings.pages import a_neighbour, hidden, links, signed_in, words
from tests.factories import (
    a_booking,
    a_centre,
    a_kept_window,
    a_privacy_notice,
    a_room,
    a_series,
    a_team,
    a_user,
    an_occupancy,
    at,
    default_rules,
    open_daily,
    staff_of,
)
from tests.queries import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday_noon")]

TYPED = {"whom": "me", "party": "6", "purpose": "tea", "words": "", "note": ""}
MONDAY_AT_NINE = {"date": "2026-11-30", "start": "09:00", "end": "10:30"}


def an_open_room(centre=None, **fields):
    room = a_room(centre=centre, **fields)
    if centre is None:
        open_daily(room.centre, "08:30-17:00")
    return room


def address(room, **when):
    query = "&".join(f"{name}={value}" for name, value in {**MONDAY_AT_NINE, **when}.items())
    return f"/rooms/{room.pk}/book/?{query}"


def fill(client, room, **when):
    return client.get(address(room, **when))


def send(client, room, step="confirm", *, token="", when=(), **typed):
    return client.post(address(room, **dict(when)), {**TYPED, "token": token or uuid.uuid4(), "step": step, **typed})


def alternatives(page):
    """Where the buttons lead that send what was typed to another time; one more stands in line for the same."""
    buttons = [unescape(url) for url in re.findall(r'formaction="([^"]*)"', page.content.decode())]
    return [url for url in buttons if "/wait/" not in url]


# Who


def test_passer_by_signs_in_first_and_keeps_the_choice():
    room = an_open_room()

    page = fill(Client(), room)

    assert page.status_code == 302
    assert page["Location"] == (
        f"/account/login/?next=/rooms/{room.pk}/book/%3Fdate%3D2026-11-30%26start%3D09%3A00%26end%3D10%3A30"
    )


def test_resident_walks_from_the_form_to_the_slip():
    room, resident = an_open_room(), a_neighbour(name="张示例")
    client = signed_in(resident)

    filled = fill(client, room, people="8")
    checked = send(client, room, "check", token=hidden(filled)["token"], party="８人", note="有一位坐轮椅")
    booked = client.post(address(room), {**hidden(checked), "step": "confirm"}, follow=True)

    assert "第2步，共4步：填信息" in words(filled)
    assert 'value="8"' in filled.content.decode()
    assert "第3步，共4步：核对" in words(checked)
    for fact in ("2026年11月30日（周一）", "农历十月廿二", "09:00–10:30", "张示例", "8人", "喝茶聊天", "有一位坐轮椅"):
        assert fact in words(checked)
    booking = Booking.objects.with_place().get()
    assert booked.redirect_chain == [(f"/bookings/{booking.ref}/", 302)]
    assert "约好了，11月30日（周一）见！" in words(booked)
    assert booking.ref in words(booked)
    assert (booking.room, booking.party, booking.purpose, booking.note) == (room, 8, "喝茶聊天", "有一位坐轮椅")
    assert (booking.booked_for, booking.booked_by, booking.channel) == (resident, resident.user, "web")


def test_checking_holds_nothing():
    room = an_open_room()
    send(signed_in(a_neighbour()), room, "check")

    assert Occupancy.objects.count() == 0
    assert send(signed_in(a_neighbour()), room).status_code == 302


def test_account_for_work_is_sent_to_the_week_board():
    room = an_open_room()
    client = Client()
    client.force_login(staff_of(room.centre))

    page = client.get(address(room), follow=True)

    assert page.redirect_chain[-1][0] == f"/rooms/{room.pk}/"
    assert "这是工作账号。" in words(page)


def test_newcomer_tells_a_name_first_and_comes_back():
    room, client = an_open_room(), Client()
    client.force_login(a_user())

    assert fill(client, room)["Location"].startswith(f"/account/?next=/rooms/{room.pk}/book/%3Fdate")


def test_leader_books_for_the_team_whose_name_goes_on_the_door():
    leader = a_neighbour()
    team = a_team(leader=leader, name="友谊编织组")
    a_team(leader=leader, name="还没备案队", state="pending")
    room, client = an_open_room(), signed_in(leader)

    filled = fill(client, room)
    send(client, room, whom=f"team-{team.pk}")

    assert "我们的团队 友谊编织组" in words(filled)
    assert "还没备案队" not in words(filled)
    assert (Booking.objects.get().team, Occupancy.objects.get().title) == (team, "友谊编织组")


def test_nobody_books_in_the_name_of_another_team():
    team = a_team(leader=a_neighbour())

    page = send(signed_in(a_neighbour()), an_open_room(), whom=f"team-{team.pk}")

    assert page.status_code == 200
    assert Booking.objects.count() == 0


# What people type


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"party": ""}, "这里还没填"),
        ({"party": "0"}, "来几个人？至少1位。"),
        ({"party": "-2"}, "来几个人？至少1位。"),
        ({"party": "六"}, "请只填数字"),
        ({"purpose": ""}, "这里还没填"),
        ({"purpose": "party"}, "“party”现在选不了了，请另选一个。"),
        ({"purpose": "other"}, "写几个字就行：来做什么？"),
        ({"note": "好" * 5000}, "最多写200个字，您写了5000个"),
        ({"words": "\0"}, "里面有个看不见的怪字符"),
    ],
)
@pytest.mark.parametrize("step", ["check", "confirm"])
def test_what_cannot_be_is_answered_with_a_sentence_and_the_form(step, typed, sentence):
    page = send(signed_in(a_neighbour()), an_open_room(), step, **typed)

    assert page.status_code == 200
    assert sentence in words(page)
    assert "您填过的都还在。" in words(page)
    assert Booking.objects.count() == 0


def test_all_that_is_wrong_is_said_at_once_and_all_that_was_typed_stays():
    page = send(signed_in(a_neighbour()), an_open_room(), "check", party="六", purpose="", note="坐轮椅😀")

    assert "<title>请改2处：" in page.content.decode()
    assert 'value="六"' in page.content.decode()
    assert 'value="坐轮椅😀"' in page.content.decode()


def test_html_and_sql_are_text():
    room, client = an_open_room(), signed_in(a_neighbour())
    typed = "<b>'; DROP TABLE bookings_booking; --"

    page = send(client, room, purpose="other", words=typed, note=typed)

    booking = Booking.objects.get()
    assert (booking.purpose, booking.note) == (typed, typed)
    assert "<b>'" not in client.get(page["Location"]).content.decode()


def test_going_back_from_the_check_keeps_what_was_typed():
    page = send(signed_in(a_neighbour()), an_open_room(), "fill", party="八个", note="坐轮椅")

    assert page.status_code == 200
    assert 'value="八个"' in page.content.decode()
    assert 'value="坐轮椅"' in page.content.decode()
    assert "还差" not in words(page)


@pytest.mark.parametrize(
    "when",
    [
        {"date": "2026-02-30"},
        {"date": ""},
        {"date": "0001-01-01"},
        {"start": "25:00"},
        {"start": "11:00"},
        {"end": "09:00"},
        {"end": "<script>"},
    ],
)
def test_address_without_a_time_leads_to_the_room(when):
    room = an_open_room()

    for client in (Client(), signed_in(a_neighbour())):
        page = client.get(address(room, **when), follow=True)

        assert page.redirect_chain == [(f"/rooms/{room.pk}/", 302)]
        assert "没看懂这个时间，请在这里重新选一个。" in words(page)


@pytest.mark.parametrize("pk", [999999, 0])
def test_room_that_is_not_there(pk):
    client = signed_in(a_neighbour())

    for page in (client.get(f"/rooms/{pk}/book/"), client.post(f"/rooms/{pk}/book/", TYPED)):
        assert page.status_code == 404


# What the rules say


def test_too_many_for_the_room_is_said_at_the_number_with_larger_rooms():
    room = an_open_room(capacity=20)
    large = an_open_room(room.centre, capacity=50)

    page = send(signed_in(a_neighbour()), room, "check", party="28")

    assert f"{room.name}最多坐20人，您填了28人。" in words(page)
    assert 'value="28"' in page.content.decode()
    assert [url.split("/book/")[0] for url in alternatives(page)] == [f"/rooms/{large.pk}"] * 3


def test_all_broken_rules_are_told_at_once_with_near_alternatives():
    room, resident = an_open_room(capacity=20), a_neighbour()
    large = an_open_room(room.centre, capacity=50)

    page = send(signed_in(resident), room, party="28", when={"start": "16:10", "end": "17:10"})

    assert "这个时间约不了" in words(page)
    assert "这段时间不全在开放时间里。2026-11-30 周一，08:30–17:00 开放。" in words(page)
    assert "开始时间每30分钟一个" in words(page)
    assert f"{room.name}最多坐20人，您填了28人。" in words(page)
    assert f"/rooms/{large.pk}/book/?date=2026-11-30&start=16%3A00&end=17%3A00" in alternatives(page)
    assert hidden(page)["party"] == "28"
    assert Booking.objects.count() == 0


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        ({"date": "2026-11-27"}, "这个时间已经过去了"),
        ({"date": "2026-12-24"}, "12月17日（周四）09:00放出来"),
        ({"start": "17:00", "end": "18:00"}, "这段时间不全在开放时间里"),
        ({"start": "09:00", "end": "13:00"}, "一次能约30分钟到3小时，您选了4小时"),
        ({"start": "09:10", "end": "10:10"}, "开始时间每30分钟一个"),
    ],
)
def test_stale_or_made_up_time_is_refused_before_anything_is_filled_in(when, sentence):
    room = an_open_room()

    page = fill(signed_in(a_neighbour()), room, **when)

    assert page.status_code == 200
    assert sentence in words(page)
    assert links(page, f"/rooms/{room.pk}/book/") != []
    assert alternatives(page) == []  # nothing was typed yet, so these are links


def test_page_left_open_until_the_time_has_passed():
    room, client = an_open_room(), signed_in(a_neighbour())
    token = hidden(fill(client, room))["token"]

    with time_machine.travel(at("2026-11-30 09:05"), tick=False):
        page = send(client, room, token=token)

    assert "这个时间已经过去了，请选晚一点的。" in words(page)
    assert "您填过的都还在。" in words(page)


def test_time_kept_for_phone_and_desk_is_refused_with_the_number_and_near_ones():
    room = an_open_room()
    a_kept_window(room=room)
    client, when = signed_in(a_neighbour()), {"date": "2026-12-01", "start": "13:30", "end": "15:00"}

    for page in (fill(client, room, **when), send(client, room, when=when)):
        assert (
            "12月1日（周二）13:30–15:00 留给电话和现场：请打电话 021-0000 1000 或到现场约；"
            "没约完的，11月30日（周一）17:00起这里也能约。" in words(page)
        )
        assert "tel:02100001000" in links(page)
    assert f"/rooms/{room.pk}/book/?date=2026-12-01&start=15%3A00&end=16%3A30" in alternatives(page)
    assert Booking.objects.count() == 0


def test_limit_reached_is_said_before_the_form_is_filled_in_and_offers_no_other_time():
    resident = a_neighbour()
    for day in ("11-29", "12-01"):
        a_booking(span=f"2026-{day} 09:00-10:00", booked_for=resident)
    client, room = signed_in(resident), an_open_room()

    for page in (fill(client, room), send(client, room)):
        assert "您手上已有2次预约，约满了。" in words(page)
        assert "相近的有" not in words(page)
        assert "/bookings/" in links(page)


def test_leader_at_the_limit_still_books_for_the_team():
    leader = a_neighbour()
    team = a_team(leader=leader)
    for day in ("11-29", "12-01"):
        a_booking(span=f"2026-{day} 09:00-10:00", booked_for=leader)
    client, room = signed_in(leader), an_open_room()

    assert "第2步，共4步：填信息" in words(fill(client, room))
    assert "约满了" in words(send(client, room, "check"))
    assert send(client, room, whom=f"team-{team.pk}").status_code == 302


def test_leader_whose_team_has_had_its_week_reads_so_and_may_book_alone():
    leader = a_neighbour()
    team = a_team(leader=leader)
    for day in ("12-01", "12-02"):
        a_booking(span=f"2026-{day} 09:00-10:00", team=team)
    client, room = signed_in(leader), an_open_room()

    assert "第2步，共4步：填信息" in words(fill(client, room))
    for step in ("check", "confirm"):
        page = send(client, room, step, whom=f"team-{team.pk}", note="坐轮椅")
        assert (
            "11月30日（周一）那一周，团队已经约了2次，约满了。下一周的时间，11月30日（周一）09:00放出来；"
            "急用请打电话 021-0000 1000。" in words(page)
        )
        assert alternatives(page) == []
        assert hidden(page)["note"] == "坐轮椅"
    assert send(client, room).status_code == 302


def test_same_room_again_that_day_leads_to_another_day_or_room():
    resident, room = a_neighbour(), an_open_room()
    a_booking(room=room, span="2026-11-30 14:00-15:00", booked_for=resident)

    page = send(signed_in(resident), room)

    assert "11月30日（周一）您已经约过这间了。" in words(page)
    assert all("date=2026-11-30" not in url for url in alternatives(page))


def test_room_not_for_booking_is_refused_with_the_phone():
    room = an_open_room(is_bookable=False)

    assert "不在网上约，请打电话 021-0000 1000 问问。" in words(fill(signed_in(a_neighbour()), room))


# Somebody was faster


def test_losing_the_time_leads_to_three_near_ones_with_everything_typed_kept():
    room = an_open_room()
    next_door, elsewhere = an_open_room(room.centre), an_open_room()
    client = signed_in(a_neighbour())
    checked = send(client, room, "check", party="7", purpose="crafts", words="织围巾", note="有一位坐轮椅")
    a_booking(room=room, span="2026-11-30 10:00-11:00")

    page = client.post(address(room), {**hidden(checked), "step": "confirm"})

    assert page.status_code == 409
    assert "刚刚被别人约走了" in words(page)
    assert alternatives(page) == [
        f"/rooms/{room.pk}/book/?date=2026-11-30&start=11%3A15&end=12%3A45",
        f"/rooms/{next_door.pk}/book/?date=2026-11-30&start=09%3A00&end=10%3A30",
        f"/rooms/{elsewhere.pk}/book/?date=2026-11-30&start=09%3A00&end=10%3A30",
    ]
    kept = hidden(page)
    taken_instead = client.post(alternatives(page)[1], {**kept, "step": "check"})
    for typed in ("7人", "手工编织：织围巾", "有一位坐轮椅", next_door.name):
        assert typed in words(taken_instead)
    client.post(alternatives(page)[1], {**hidden(taken_instead), "step": "confirm"})
    booking = Booking.objects.with_place().get(party=7)
    assert (booking.room, booking.note) == (next_door, "有一位坐轮椅")


def test_time_taken_since_the_search_is_said_at_once():
    room = an_open_room()
    an_occupancy(room=room, span="2026-11-30 10:00-11:00")

    page = fill(signed_in(a_neighbour()), room)

    assert "刚刚被别人约走了" in words(page)
    assert len(links(page, "/rooms/")) > 1


def test_nothing_near_leads_to_the_phone_and_other_days():
    room = an_open_room()
    for day in ("11-29", "11-30", "12-01"):
        an_occupancy(room=room, span=f"2026-{day} 08:30-17:00")

    page = send(signed_in(a_neighbour()), room)

    assert page.status_code == 409
    assert "相近的有" not in words(page)
    assert f"/rooms/{room.pk}/?date=2026-11-30&length=90" in links(page)
    assert "tel:02100001000" in links(page)


# Twice, late, signed out


def test_form_sent_twice_is_one_booking():
    room, client, token = an_open_room(), signed_in(a_neighbour()), uuid.uuid4()

    first, again = send(client, room, token=token), send(client, room, token=token)

    assert first["Location"] == again["Location"] == f"/bookings/{Booking.objects.get().ref}/"


def test_going_back_after_booking_leads_to_the_slip_and_not_to_a_loss():
    leader = a_neighbour()
    client, room, token = signed_in(leader), an_open_room(), uuid.uuid4()
    form = {"token": token, "whom": f"team-{a_team(leader=leader).pk}"}
    booked = send(client, room, **form)

    assert send(client, room, "check", **form)["Location"] == booked["Location"]


def test_session_that_ended_asks_to_sign_in_and_keeps_what_was_typed():
    room, resident, client = an_open_room(), a_neighbour(), Client()

    sent = send(client, room, "check", party="7", note="坐轮椅")
    asked = client.get(sent["Location"])
    client.force_login(resident.user)
    filled = fill(client, room)

    assert sent["Location"].startswith(f"/account/login/?next=/rooms/{room.pk}/book/%3Fdate")
    assert "请再登录一次，您填过的都还在。" in words(asked)
    assert 'value="7"' in filled.content.decode()
    assert 'value="坐轮椅"' in filled.content.decode()


def test_what_was_typed_comes_back_once():
    room, resident, client = an_open_room(), a_neighbour(), Client()
    send(client, room, "check", note="坐轮椅")
    client.force_login(resident.user)

    assert 'value="坐轮椅"' in fill(client, room).content.decode()
    assert 'value="坐轮椅"' not in fill(client, room).content.decode()


def test_what_was_typed_comes_back_where_the_time_went_meanwhile():
    room, resident, client = an_open_room(), a_neighbour(), Client()
    send(client, room, "check", party="7", note="坐轮椅")
    an_occupancy(room=room, span="2026-11-30 09:00-10:30")
    client.force_login(resident.user)

    assert hidden(fill(client, room))["note"] == "坐轮椅"


def test_what_was_typed_is_kept_for_an_hour():
    room, resident, client = an_open_room(), a_neighbour(), Client()
    send(client, room, "check", note="坐轮椅")
    client.force_login(resident.user)

    with time_machine.travel(NOW + timedelta(hours=1, seconds=1), tick=False):
        assert 'value="坐轮椅"' not in fill(client, room).content.decode()


def test_what_a_passer_by_types_is_kept_by_the_browser_and_fills_no_table():
    room, client = an_open_room(), Client()
    characters = "".join(map(chr, range(0x4E00, 0x4E00 + 5000)))
    most = {"words": characters, "note": characters[::-1], "party": "9" * 5000, "whom": "x" * 5000}

    client.get(address(room))
    send(client, room, "check", other="z" * 5000, **most)

    assert not Session.objects.exists()
    cookie = client.cookies["typed"]
    assert len(cookie.OutputString()) < 4000
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/rooms/", True, "Lax")


@pytest.mark.parametrize("forged", ["", "x", "e30:1x:y", "0" * 5000])
def test_what_we_did_not_give_the_browser_to_keep_is_not_read(forged):
    room, client = an_open_room(), signed_in(a_neighbour())
    client.cookies["typed"] = forged

    assert fill(client, room).status_code == 200


def test_a_new_privacy_notice_is_agreed_to_first_and_nothing_typed_is_lost():
    room, client = an_open_room(), signed_in(a_neighbour())
    a_privacy_notice(published_on="2026-11-28")

    asked = send(client, room, note="坐轮椅")
    assert asked["Location"].startswith(f"/account/agree/?next=/rooms/{room.pk}/book/%3Fdate")
    assert not Booking.objects.exists()
    way_on = parse_qs(urlsplit(asked["Location"]).query)["next"][0]
    agreed = client.post("/account/agree/", {"accept": "on", "next": way_on})

    assert agreed["Location"] == address(room)
    assert 'value="坐轮椅"' in client.get(agreed["Location"]).content.decode()
    assert send(client, room)["Location"].startswith("/bookings/")


def test_page_open_too_long_is_explained():
    room, client = an_open_room(), Client(enforce_csrf_checks=True)
    client.force_login(a_neighbour().user)

    page = send(client, room)

    assert page.status_code == 403
    assert "这一页放得太久了" in words(page)


# How much it asks of the database


def test_booking_takes_at_most_fourteen_queries_and_two_for_who_asks():
    room, resident = an_open_room(), a_neighbour()
    default_rules(upcoming_limit=100, room_day_limit=10)

    def book(start):
        client, when = signed_in(resident), {"date": "2026-12-01", "start": start, "end": f"{start[:3]}30"}
        return queries_of(lambda: send(client, room, when=when))

    few = book("09:00")
    for year in range(2016, 2026):
        a_booking(room=room, span=f"{year}-11-30 09:00-10:00", booked_for=resident)
    for _each in range(20):
        an_occupancy(room=an_open_room())

    assert Booking.objects.filter(booked_at=NOW).count() == 1
    many = book("11:00")
    assert Booking.objects.filter(booked_at=NOW).count() == 2
    assert len(many) == len(few) <= 14 + 2


def test_booking_for_a_team_keeps_within_the_same_queries():
    room, leader = an_open_room(), a_neighbour()
    team, client = a_team(leader=leader), signed_in(leader)

    def book(day):
        return queries_of(lambda: send(client, room, when={"date": day}, whom=f"team-{team.pk}"))

    few = book("2026-11-30")
    standing = a_series(team=team)
    for day in range(1, 8):
        a_booking(span=f"2026-12-0{day} 09:00-10:00", team=team, series=standing)
    many = book("2026-12-03")

    assert Booking.objects.filter(booked_at=NOW).count() == 2
    assert len(many) == len(few) <= 14 + 2


def test_form_check_and_loss_ask_as_much_however_much_there_is():
    room, client = an_open_room(), signed_in(a_neighbour())
    an_occupancy(room=room, span="2026-11-30 14:00-15:00")
    lost = {"start": "14:00", "end": "15:00"}

    def pages():
        return [
            len(queries_of(lambda: fill(client, room))),
            len(queries_of(lambda: send(client, room, "check"))),
            len(queries_of(lambda: send(client, room, when=lost))),
        ]

    few = pages()
    centre = a_centre()
    open_daily(centre, "08:30-17:00")
    for _each in range(20):
        an_occupancy(room=an_open_room(centre))

    assert pages() == few
    assert few[0] <= 10 + 2
