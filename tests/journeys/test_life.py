"""The life of a booking in a browser: refused, found elsewhere, moved, waited for, come to, missed, excused."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from bookings import actions
from bookings.models import Booking, BookingMark, BookingWait
from centres.models import Room
from centres.spans import Span
from fairness.checkin import Door
from residents.models import Resident, User
from tests.factories import a_booking, a_resident, a_room, a_team, a_user, staff_of
from tests.journeys.steps import a_room_to_book, arrive, fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = pytest.mark.parametrize("width", [375, pytest.param(1280, marks=pytest.mark.long)])


def in_days(days: int, hours: str) -> Span:
    """So many days from now, "09:00-10:30"."""
    on = timezone.localdate() + timedelta(days=days)
    starts, ends = (timezone.make_aware(datetime.fromisoformat(f"{on}T{clock}")) for clock in hours.split("-"))
    return Span(starts, ends)


def a_neighbour(name: str = "欧阳示例") -> tuple[User, Resident]:
    user = a_user()
    return user, a_resident(user=user, name=name)


def book_page(room: Room, span: Span) -> str:
    start, end = timezone.localtime(span.starts_at), timezone.localtime(span.ends_at)
    return f"/rooms/{room.pk}/book/?date={start:%Y-%m-%d}&start={start:%H:%M}&end={end:%H:%M}"


@WIDTHS
def test_refused_wish_ends_in_an_accepted_alternative(page_at: Callable[..., Page], width: int) -> None:
    room, span = a_room_to_book(), in_days(2, "09:00-10:30")
    a_booking(room=room, span=span, booked_for=a_resident())
    user, _resident = a_neighbour()
    page = page_at(width)

    arrive(page, user)
    page.goto(book_page(room, span))
    expect(page.get_by_role("heading", level=1)).to_have_text("刚刚被别人约走了")
    assert fits(page)
    page.get_by_role("link", name="约这个").first.click()
    page.get_by_label("几个人来").fill("4")
    page.get_by_role("radio", name="喝茶聊天").check()
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="确认预约").click()

    expect(page.get_by_role("status").first).to_contain_text("约好了")
    assert Booking.objects.filter(booked_by=user).count() == 1


@WIDTHS
def test_waiting_from_joining_to_confirmation(page_at: Callable[..., Page], width: int) -> None:
    room, span = a_room_to_book(), in_days(3, "09:00-10:30")
    first = a_booking(room=room, span=span, booked_for=a_resident(user=a_user()))
    user, resident = a_neighbour()
    page = page_at(width, java_script_enabled=width != 375)  # the phone walks without scripts

    arrive(page, user)
    page.goto(book_page(room, span))
    page.get_by_role("link", name="排候补").click()
    page.get_by_label("几个人来").fill("4")
    page.get_by_role("radio", name="喝茶聊天").check()
    assert fits(page)
    page.get_by_role("button", name="排候补").click()
    expect(page.get_by_text("您排第1位。")).to_be_visible()
    assert fits(page)

    now = timezone.now()
    actions.cancel(booking=first, by=first.booked_by, now=now)
    actions.pass_on_lapsed(now + timedelta(minutes=6))
    assert BookingWait.objects.get().is_offered
    page.goto("/bookings/")
    expect(page.get_by_text("轮到您了。")).to_be_visible()
    assert fits(page)
    page.get_by_role("link", name="去答复").click()
    page.get_by_role("button", name="好，我要").click()

    expect(page.get_by_role("status").first).to_contain_text("约好了")
    assert Booking.objects.confirmed().get().booked_for == resident


@WIDTHS
def test_moving_keeps_the_old_time_until_the_new_one_is_taken(page_at: Callable[..., Page], width: int) -> None:
    room, span = a_room_to_book(), in_days(2, "09:00-10:30")
    user, resident = a_neighbour()
    booking = a_booking(room=room, span=span, booked_for=resident)
    page = page_at(width, java_script_enabled=width != 375)

    arrive(page, user)
    page.goto(booking.get_absolute_url())
    page.get_by_role("link", name="换个时间").click()
    assert fits(page)
    page.get_by_role("link", name="13:00–14:30").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("这样改，对吗？")
    assert fits(page)
    booking.refresh_from_db()
    assert booking.occupancy.span == span
    page.get_by_role("button", name="对，改过去").click()

    expect(page.get_by_role("status").first).to_contain_text("已改到")
    booking.refresh_from_db()
    assert booking.occupancy.span == in_days(2, "13:00-14:30")


@WIDTHS
def test_come_by_the_code_on_the_door(page_at: Callable[..., Page], width: int) -> None:
    room, now = a_room_to_book(), timezone.now()
    booking = a_booking(room=room, span=Span(now, now + timedelta(hours=1)), booked_for=a_resident())
    page = page_at(width, java_script_enabled=width != 375)

    page.goto(f"/in/{Door.of(room, timezone.localdate(now)).token}/")
    assert fits(page)
    page.get_by_label("预约号").fill(booking.ref.lower())
    page.get_by_role("button", name="我到了").click()

    expect(page.get_by_role("status").first).to_contain_text("签到好了")
    booking.refresh_from_db()
    assert booking.is_checked_in


@WIDTHS
def test_missed_told_and_excused(page_at: Callable[..., Page], width: int) -> None:
    room, (user, resident) = a_room_to_book(), a_neighbour()
    booking = a_booking(room=room, span=in_days(-3, "09:00-10:30"), booked_for=resident)
    clerk = staff_of(room.centre)
    actions.note_absence(booking=booking, by=clerk, now=timezone.now())
    page, desk = page_at(width), page_at(width)

    arrive(page, user)
    page.goto("/bookings/")
    page.get_by_role("link", name="看看是哪几次，说说怎么回事").click()
    assert fits(page)
    page.get_by_label("当时怎么回事？").fill("那天摔了一跤")
    page.get_by_role("button", name="发给我们").click()
    expect(page.get_by_text("还没有答复。")).to_be_visible()

    arrive(desk, clerk)
    desk.goto("/admin/board/missed/")
    expect(desk.get_by_text("那天摔了一跤")).to_be_visible()
    assert fits(desk)
    desk.get_by_label("原因").fill("邻居来说过")
    desk.get_by_role("button", name="不算了").click()
    expect(desk.get_by_role("status").first).to_contain_text("这次不算了")

    page.reload()
    expect(page.get_by_text("这次不算。")).to_be_visible()
    assert BookingMark.objects.get().is_excused


@WIDTHS
def test_quarter_of_tuesdays_with_what_stands_in_the_way(page_at: Callable[..., Page], width: int) -> None:
    room = a_room_to_book()
    a_room(centre=room.centre, name="书画室", capacity=30)
    team = a_team(leader=a_resident(user=a_user()), name="友谊编织组")
    first = in_days(7, "09:00-10:30")
    a_booking(room=room, span=Span(first.starts_at + timedelta(weeks=1), first.ends_at + timedelta(weeks=1)))
    page = page_at(width)

    arrive(page, staff_of(room.centre))
    page.goto(f"/admin/board/{room.centre.slug}/series/new/")
    page.get_by_label("团队").select_option(label=team.name)
    page.get_by_label("活动室").select_option(value=str(room.pk))
    page.get_by_label("第一天").fill(f"{timezone.localdate(first.starts_at)}")
    page.get_by_label("开始").fill("09:00")
    page.get_by_label("结束").fill("10:30")
    page.get_by_label("或一共几次？").fill("13")
    page.get_by_label("几个人来").fill("12")
    page.get_by_label("来做什么").fill("编织")
    page.get_by_role("button", name="看每一天").click()
    expect(page.get_by_role("heading", name="13天里有12天空着")).to_be_visible()
    assert fits(page)
    page.get_by_label("改用").first.check()
    page.get_by_role("button", name="就排这些日子").click()

    expect(page.get_by_role("status").first).to_contain_text("排好了13次")
    assert fits(page)
    assert Booking.objects.filter(team=team).count() == 13
