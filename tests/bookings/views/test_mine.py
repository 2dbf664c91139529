"""One's own bookings: the list, the slip, cancelling and taking it back; and that nobody else's can be seen."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from bookings import actions
from bookings.models import Booking
from centres.models import Occupancy
from tests.bookings.conftest import NOW
from tests.bookings.pages import a_neighbour, links, signed_in, words
from tests.factories import (
    a_booking,
    a_resident,
    a_room,
    a_rule_set,
    a_team,
    a_user,
    at,
    open_daily,
    staff_of,
)
from tests.queries import queries_of
from timetables.typesetting import qr

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday_noon")]


def cancelled(booking, *, by=None):
    actions.cancel(booking=booking, by=by or booking.booked_by, now=NOW)
    return booking


# The list


def test_list_shows_the_next_as_a_slip_then_the_others_then_the_past():
    resident = a_neighbour()
    a_booking(span="2026-11-20 09:00-10:00", booked_for=resident)
    later = a_booking(span="2026-12-02 14:00-15:30", booked_for=resident)
    sooner = a_booking(span="2026-11-30 09:00-10:30", booked_for=resident)

    page = words(signed_in(resident).get("/bookings/"))

    assert (
        page.index("下一次") < page.index(sooner.ref) < page.index("再往后") < page.index("12月2日（周三）14:00–15:30")
    )
    assert page.index("再往后") < page.index("以前的（1次）") < page.index("11月20日（周五）09:00–10:00")
    assert later.ref not in page


def test_list_of_somebody_without_bookings_leads_to_the_rooms():
    a_booking()

    page = signed_in(a_neighbour()).get("/bookings/")

    assert "您现在没有预约" in words(page)
    assert "/rooms/" in links(page)


def test_list_needs_an_account():
    assert Client().get("/bookings/")["Location"] == "/account/login/?next=/bookings/"


def test_list_of_an_account_for_work_has_none_of_what_it_entered_for_others():
    room = a_room()
    staff = staff_of(room.centre)
    booking = a_booking(room=room, booked_by=staff, channel="desk")
    client = Client()
    client.force_login(staff)

    assert booking.ref not in words(client.get("/bookings/"))


def test_past_ones_come_ten_a_page():
    resident = a_neighbour()
    for day in range(1, 13):
        a_booking(span=f"2026-10-{day:02d} 09:00-10:00", booked_for=resident)
    client = signed_in(resident)

    assert "以前的（12次）" in words(client.get("/bookings/"))
    assert "10月2日（周五）09:00–10:00" in words(client.get("/bookings/?page=2"))
    assert "10月3日（周六）09:00–10:00" not in words(client.get("/bookings/?page=2"))


def test_list_asks_as_much_however_much_there_is():
    resident, client = a_neighbour(), None
    client = signed_in(resident)
    a_booking(booked_for=resident)
    a_booking(booked_for=resident, span="2026-11-20 09:00-10:00")
    few = queries_of(lambda: client.get("/bookings/"))
    for day in range(1, 11):
        a_booking(booked_for=resident, span=f"2026-12-{day:02d} 09:00-10:00")
        a_booking(booked_for=resident, span=f"2025-12-{day:02d} 09:00-10:00")

    assert len(queries_of(lambda: client.get("/bookings/"))) == len(few) <= 15 + 2


# The slip


def test_slip_says_all_one_needs():
    room = a_room(name="阳光客厅", number="101", note="请穿软底鞋。")
    room.centre.way_there = "大门进，左手第一栋"
    room.centre.save()
    resident = a_neighbour(name="张示例")
    booking = a_booking(room=room, booked_for=resident, party=6, note="有一位坐轮椅")

    page = words(signed_in(resident).get(f"/bookings/{booking.ref}/"))

    for fact in (
        "11月30日（周一） 09:00–10:30",
        "十月廿二",
        "阳光客厅·1楼",
        "您约了6人。",
        "大门进，左手第一栋",
        "张*",
        "有一位坐轮椅",
        "请提前10分钟到。",
        "请穿软底鞋。",
        "11月30日（周一）07:00前都可以在这里取消，不算爽约",
        f"预约号 {booking.ref}",
    ):
        assert fact in page
    assert "张示例" not in page


def test_reference_in_small_letters_is_the_same():
    resident = a_neighbour()
    booking = a_booking(booked_for=resident)

    assert signed_in(resident).get(f"/bookings/{booking.ref.lower()}/").status_code == 200


@pytest.mark.parametrize("page", ["", "cancel/", "undo/"])
def test_somebody_elses_booking_is_not_there(page):
    booking = a_booking(booked_for=a_neighbour())
    stranger, staff = signed_in(a_neighbour()), Client()
    staff.force_login(staff_of(booking.room.centre))

    for client in (stranger, staff):
        ask = client.post if page == "undo/" else client.get
        assert ask(f"/bookings/{booking.ref}/{page}").status_code == 404
    assert stranger.get(f"/bookings/{booking.ref}.ics").status_code == 404
    assert stranger.post(f"/bookings/{booking.ref}/cancel/").status_code == 404
    assert Booking.objects.get().is_confirmed


def test_slip_needs_an_account_and_comes_back():
    booking = a_booking()

    assert Client().get(f"/bookings/{booking.ref}/")["Location"] == f"/account/login/?next=/bookings/{booking.ref}/"


def test_reference_that_is_none_is_not_there():
    assert signed_in(a_neighbour()).get("/bookings/AEIOU1/").status_code == 404


def test_who_booked_for_an_elder_sees_the_slip():
    relative = a_neighbour()
    booking = a_booking(booked_for=a_resident(name="李示例"), booked_by=relative.user, channel="relative")

    assert "李*" in words(signed_in(relative).get(f"/bookings/{booking.ref}/"))


def test_slip_of_a_team_names_the_team():
    leader = a_neighbour()
    booking = a_booking(team=a_team(leader=leader, name="友谊编织组"))

    assert "友谊编织组" in words(signed_in(leader).get(f"/bookings/{booking.ref}/"))


def test_slip_that_is_over_or_too_late_to_cancel_offers_no_cancelling():
    resident = a_neighbour()
    booking = a_booking(booked_for=resident, span="2026-11-28 13:00-14:00")
    over = a_booking(booked_for=resident, span="2026-11-28 09:00-10:00")
    client = signed_in(resident)

    late = client.get(f"/bookings/{booking.ref}/")

    assert "请打电话 021-0000 1000 说一声" in words(late)
    assert f"/bookings/{booking.ref}/cancel/" not in links(late)
    assert "已结束" in words(client.get(f"/bookings/{over.ref}/"))


def test_slip_has_a_code_that_opens_it_until_it_is_over_or_cancelled():
    resident = a_neighbour()
    client = signed_in(resident)
    booking, over = a_booking(booked_for=resident), a_booking(booked_for=resident, span="2026-11-28 09:00-10:00")
    code = qr(f"http://testserver/bookings/{booking.ref}/", css="qr")

    assert code in client.get(f"/bookings/{booking.ref}/").text
    assert code in client.get("/bookings/").text
    assert 'class="qr"' not in client.get(f"/bookings/{over.ref}/").text
    cancelled(booking)
    assert 'class="qr"' not in client.get(f"/bookings/{booking.ref}/").text


def test_what_needs_a_script_stays_hidden_until_one_shows_it():
    resident = a_neighbour()
    booking = a_booking(booked_for=resident)

    page = signed_in(resident).get(f"/bookings/{booking.ref}/").text

    assert re.findall(r"<button[^>]*type=\"button\"[^>]*>", page) == [
        '<button class="btn" type="button" data-print hidden>',
        '<button class="btn" type="button" data-say="slip" hidden>',
    ]


# Just booked


def test_slip_just_made_can_be_taken_back_in_one_press():
    resident = a_neighbour()
    booking = a_booking(booked_for=resident, span="2026-11-28 13:00-14:00", booked_at=NOW - timedelta(minutes=3))
    client = signed_in(resident)
    assert "12:02前可以撤回" in words(client.get(f"/bookings/{booking.ref}/"))

    client.post(f"/bookings/{booking.ref}/cancel/")

    booking.refresh_from_db()
    assert booking.is_cancelled
    page = words(client.get(f"/bookings/{booking.ref}/"))
    assert "点错了" not in page
    assert "不小心取消了？" in page


@pytest.mark.parametrize(("minutes", "offered"), [(5, True), (6, False)])
def test_slip_offers_that_for_the_minutes_of_the_rules(minutes, offered):
    resident = a_neighbour()
    booking = a_booking(booked_for=resident, booked_at=NOW - timedelta(minutes=minutes))

    assert ("点错了？" in words(signed_in(resident).get(f"/bookings/{booking.ref}/"))) is offered


def test_slip_offers_that_to_who_booked_alone():
    elder, relative = a_neighbour(), a_neighbour()
    booking = a_booking(booked_for=elder, booked_by=relative.user, channel="relative", booked_at=NOW)

    assert "点错了？" in words(signed_in(relative).get(f"/bookings/{booking.ref}/"))
    assert "点错了？" not in words(signed_in(elder).get(f"/bookings/{booking.ref}/"))


# Into the calendar


def test_calendar_entry_says_when_and_where():
    resident = a_neighbour()
    booking = a_booking(room=a_room(name="阳光客厅"), booked_for=resident)

    answer = signed_in(resident).get(f"/bookings/{booking.ref}.ics")

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (
        at("2026-11-30 09:00"),
        at("2026-11-30 10:30"),
    )
    assert event["summary"].startswith("阳光客厅")
    assert booking.room.centre.address in event["location"]
    assert booking.ref in event["description"]
    assert event["status"] == "CONFIRMED"
    assert len(event.walk("VALARM")) == 1


def test_calendar_entry_leads_to_the_public_address(settings):
    settings.ADDRESS = "https://yanji.example"
    resident = a_neighbour()
    booking = a_booking(booked_for=resident)

    answer = signed_in(resident).get(f"/bookings/{booking.ref}.ics", headers={"host": "desk.internal"})

    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["url"] == f"https://yanji.example/bookings/{booking.ref}/"


def test_calendar_entry_of_a_cancelled_booking_says_so():
    resident = a_neighbour()
    booking = cancelled(a_booking(booked_for=resident))

    [event] = Calendar.from_ical(signed_in(resident).get(f"/bookings/{booking.ref}.ics").content).walk("VEVENT")

    assert event["status"] == "CANCELLED"


# Cancelling


def test_cancelling_asks_first_and_a_look_changes_nothing():
    resident = a_neighbour()
    booking = a_booking(booked_for=resident)

    page = signed_in(resident).get(f"/bookings/{booking.ref}/cancel/")

    assert "要取消这次预约吗？" in words(page)
    assert "5分钟内还能撤回" in words(page)
    assert Booking.objects.get().is_confirmed


def test_cancelling_frees_the_room_and_can_be_taken_back():
    resident = a_neighbour()
    booking = a_booking(booked_for=resident)
    client = signed_in(resident)

    gone = client.post(f"/bookings/{booking.ref}/cancel/", follow=True)

    assert "取消好了，房间留给别的邻居，谢谢您说一声。" in words(gone)
    assert "已取消" in words(gone)
    assert Occupancy.objects.standing(NOW).count() == 0

    back = client.post(f"/bookings/{booking.ref}/undo/", follow=True)

    assert "撤回了，预约照旧，预约号没变。" in words(back)
    assert "已确认" in words(back)
    assert Occupancy.objects.standing(NOW).count() == 1


def test_cancelling_twice_is_told():
    resident = a_neighbour()
    booking = a_booking(booked_for=resident)
    client = signed_in(resident)
    client.post(f"/bookings/{booking.ref}/cancel/")

    again = client.post(f"/bookings/{booking.ref}/cancel/", follow=True)

    assert "这次预约已经取消了，房间留给别的邻居了。" in words(again)
    assert Booking.objects.get().cancelled_at == NOW


def test_going_back_to_the_question_after_cancelling_says_that_it_is_done():
    resident = a_neighbour()
    booking = cancelled(a_booking(booked_for=resident))

    page = signed_in(resident).get(f"/bookings/{booking.ref}/cancel/", follow=True)

    assert page.redirect_chain == [(f"/bookings/{booking.ref}/", 302)]
    assert "这次预约已经取消了，房间留给别的邻居了。" in words(page)


def test_cancelling_twice_says_so_even_when_its_time_has_come():
    resident = a_neighbour()
    booking = cancelled(a_booking(booked_for=resident))

    with time_machine.travel(at("2026-11-30 09:30"), tick=False):
        page = signed_in(resident).post(f"/bookings/{booking.ref}/cancel/", follow=True)

    assert "这次预约已经取消了" in words(page)
    assert "已经开始" not in words(page)


def test_cancelling_too_late_says_whom_to_phone():
    resident = a_neighbour()
    booking = a_booking(booked_for=resident, span="2026-11-28 13:00-14:00")

    page = signed_in(resident).post(f"/bookings/{booking.ref}/cancel/", follow=True)

    assert "021-0000 1000" in words(page)
    assert Booking.objects.get().is_confirmed


def test_passer_by_cancels_nothing():
    booking = a_booking()

    for path in ("cancel/", "undo/"):
        assert Client().post(f"/bookings/{booking.ref}/{path}")["Location"].startswith("/account/login/")
    assert Booking.objects.get().is_confirmed


# Taking it back


def test_taking_back_is_offered_for_five_minutes():
    resident = a_neighbour()
    booking = cancelled(a_booking(booked_for=resident))
    client = signed_in(resident)

    assert "不小心取消了？" in words(client.get(f"/bookings/{booking.ref}/"))
    with time_machine.travel(at("2026-11-28 12:06"), tick=False):
        assert "不小心取消了？" not in words(client.get(f"/bookings/{booking.ref}/"))
        late = client.post(f"/bookings/{booking.ref}/undo/", follow=True)
    assert late.status_code == 200
    assert Booking.objects.get().is_cancelled


def test_taking_back_twice_says_that_it_stands_again_then_and_later():
    resident = a_neighbour()
    booking = cancelled(a_booking(booked_for=resident))
    client = signed_in(resident)
    client.post(f"/bookings/{booking.ref}/undo/", follow=True)

    for now in ("2026-11-28 12:01", "2026-11-28 12:30"):
        with time_machine.travel(at(now), tick=False):
            again = client.post(f"/bookings/{booking.ref}/undo/", follow=True)
        assert "这次预约已经恢复了。" in words(again)
        assert "撤回的时间已过" not in words(again)
    assert Booking.objects.get().is_confirmed


def test_taking_back_what_somebody_else_has_booked_meanwhile():
    resident, room = a_neighbour(), a_room()
    booking = cancelled(a_booking(room=room, booked_for=resident))
    a_booking(room=room)

    page = signed_in(resident).post(f"/bookings/{booking.ref}/undo/", follow=True)

    assert "刚才这一会儿，时间被别人约走了。" in words(page)
    assert Booking.objects.get(pk=booking.pk).is_cancelled


def test_taking_back_beyond_the_limit_says_so():
    resident = a_neighbour()
    booking = cancelled(a_booking(booked_for=resident))
    for day in ("12-01", "12-02"):
        a_booking(booked_for=resident, span=f"2026-{day} 09:00-10:00")

    page = signed_in(resident).post(f"/bookings/{booking.ref}/undo/", follow=True)

    assert "您手上已有2次预约，约满了。" in words(page)


def test_what_staff_cancelled_cannot_be_taken_back_here():
    resident, room = a_neighbour(), a_room()
    booking = cancelled(a_booking(room=room, booked_for=resident), by=staff_of(room.centre))

    page = signed_in(resident).get(f"/bookings/{booking.ref}/")

    assert "已取消" in words(page)
    assert "不小心取消了？" not in words(page)


def test_undo_minutes_are_those_of_the_rules():
    resident, room = a_neighbour(), a_room()
    open_daily(room.centre, "08:30-17:00")
    a_rule_set(room=room, undo_minutes=10)
    booking = a_booking(room=room, booked_for=resident)

    assert "10分钟内还能撤回" in words(signed_in(resident).get(f"/bookings/{booking.ref}/cancel/"))


def test_looking_never_takes_back():
    resident = a_neighbour()
    booking = cancelled(a_booking(booked_for=resident))

    assert signed_in(resident).get(f"/bookings/{booking.ref}/undo/").status_code == 405
    assert Booking.objects.get().is_cancelled


def test_account_without_a_name_has_an_empty_list():
    client = Client()
    client.force_login(a_user())

    assert "您现在没有预约" in words(client.get("/bookings/"))
