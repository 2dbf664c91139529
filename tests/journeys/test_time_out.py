"""Staff at the end of their half hour: warned in time, and nothing typed is lost when it is over."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from bookings.models import Booking
from centres.models import Room
from residents.models import User
from tests.factories import staff_of
from tests.journeys.steps import PASSWORD, a_room_to_book, fits, sign_in, tomorrow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEARLY_OVER = "过几分钟就要替您退出了。您还在吗？"
OVER = "时间到了，已经替您退出。"


def open_form(page: Page, room: Room, clerk: User) -> None:
    """With a clock that the test turns; a booking is half typed."""
    page.clock.install()
    sign_in(page, clerk)
    page.goto(f"/admin/board/{room.centre.slug}/book/?room={room.pk}&on={tomorrow()}&starts=09:00&ends=10:00")
    page.get_by_label("姓名", exact=True).fill("欧阳示例")
    page.get_by_label("几个人来").fill("6")
    page.get_by_label("来做什么").fill("喝茶")
    page.get_by_label("几个人来").focus()


@pytest.mark.parametrize("width", [375, 1280])
def test_a_word_in_time_and_the_work_goes_on(page_at: Callable[..., Page], width: int) -> None:
    room = a_room_to_book()
    page = page_at(width)
    open_form(page, room, staff_of(room.centre))
    expect(page.get_by_role("alert")).to_have_count(0)

    page.clock.fast_forward("24:50")
    expect(page.get_by_role("alert")).to_have_count(0)
    page.clock.fast_forward("00:15")
    expect(page.get_by_role("alert")).to_contain_text(NEARLY_OVER)
    assert fits(page)
    page.get_by_role("button", name="继续工作").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_label("几个人来")).to_be_focused()

    page.clock.fast_forward("24:50")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_label("姓名", exact=True)).to_have_value("欧阳示例")


def test_another_page_that_is_used_keeps_this_one_quiet(page_at: Callable[..., Page]) -> None:
    room = a_room_to_book()
    page = page_at(1280)
    open_form(page, room, staff_of(room.centre))
    other = page.context.new_page()
    other.goto("/")
    page.clock.fast_forward("24:00")
    other.evaluate(
        "minutes => (localStorage.staysUntil = Date.now() + minutes * 6e4)", 24 + 30
    )  # its clock is not ours

    page.clock.fast_forward("02:00")

    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_is_sent_too_late_waits(page_at: Callable[..., Page]) -> None:
    room = a_room_to_book()
    clerk = staff_of(room.centre)
    page = page_at(375)
    open_form(page, room, clerk)
    page.clock.fast_forward("30:30")
    expect(page.get_by_role("alert")).to_contain_text(OVER)
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        page.get_by_role("button", name="约这个时间").click()
        expect(page.get_by_text("您填的都替您留着")).to_be_visible()
    by_password = page.get_by_role("region", name="用密码登录")
    by_password.get_by_label("手机号").fill(clerk.phone)
    by_password.get_by_label("密码").fill(PASSWORD)
    by_password.get_by_role("button", name="用密码登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("您填的都还在")
    assert fits(page)

    page.get_by_role("button", name="送出去").click()

    expect(page.get_by_role("status").filter(has_text="约好了")).to_be_visible()
    booking = Booking.objects.get()
    assert (booking.booked_for.name, booking.party) == ("欧阳示例", 6)
