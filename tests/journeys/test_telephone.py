"""The desk with a ringing telephone: by keyboard alone, every key press counted; and without scripts."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from bookings.models import Booking
from residents.models import Resident
from tests.factories import a_booking, a_resident, staff_of
from tests.journeys.steps import a_room_to_book, arrive, fits, is_ready_for_keys, tomorrow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AT_MOST = 12  # key presses for somebody who wants the same as last time


class Keys:
    """The clerk's keyboard, which counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str, until: str = "") -> None:
        is_ready_for_keys(self.page)
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1
        if until:
            self.page.wait_for_url(until)


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_same_as_last_time_in_a_dozen_key_presses(page_at: Callable[..., Page], width: int, scripts: bool) -> None:
    room = a_room_to_book(name="棋牌室")
    caller = a_resident(name="欧阳示例", phone="13800000009")
    last = tomorrow() - timedelta(days=6)
    a_booking(room=room, span=f"{last} 09:00-10:30", booked_for=caller, purpose="下棋", party=4)
    page = page_at(width, java_script_enabled=scripts)
    arrive(page, staff_of(room.centre))
    page.goto("/desk/")
    expect(page.get_by_label("电话后四位")).to_be_focused()
    assert fits(page)
    keys = Keys(page)

    keys.press("0", "0", "0", "9", "Enter", until="**/people/*/")
    assert fits(page)
    keys.press("Enter", until="**/times/**")
    assert fits(page)
    keys.press("Enter", until="**/book/**")
    expect(page.locator(".read-back")).to_contain_text("上午9点到10点半")
    assert fits(page)
    keys.press("Enter", until="**/done/**")

    booking = Booking.objects.latest("booked_at")
    expect(page.locator(".letters")).to_have_text(" ".join(booking.ref))
    expect(page.get_by_role("link", name="下一位")).to_be_focused()
    assert fits(page)
    assert (booking.booked_for, booking.channel, booking.purpose, booking.party) == (caller, "phone", "下棋", 4)
    assert keys.pressed <= AT_MOST
    keys.press("Enter", until="**/desk/c1/")
    expect(page.get_by_label("电话后四位")).to_be_focused()


def test_somebody_new_is_booked_by_keys_alone(page_at: Callable[..., Page]) -> None:
    room = a_room_to_book(name="棋牌室")
    page = page_at(1280)
    arrive(page, staff_of(room.centre))
    page.goto("/desk/")

    is_ready_for_keys(page)
    page.evaluate("document.activeElement.blur()")  # a click beside the field
    page.keyboard.type("0")
    expect(page.get_by_label("电话后四位")).to_have_value("0")
    page.get_by_label("电话后四位").fill("")
    page.keyboard.type("赵示例 02155550007")
    page.keyboard.press("Enter")
    expect(page.get_by_label("新来的")).to_have_value("赵示例 02155550007")
    page.get_by_label("新来的").press("Enter")
    page.wait_for_url("**/people/*/")
    expect(page.get_by_text("收不到短信，请多念一遍")).to_be_visible()
    is_ready_for_keys(page)
    page.keyboard.press("0")
    page.wait_for_url("**/times/")
    page.get_by_role("link", name=re.compile("棋牌室")).first.press("Enter")
    page.wait_for_url("**/book/**")
    page.get_by_label("几个人来").fill("４")
    page.get_by_label("来做什么").fill("下棋")
    page.get_by_label("来做什么").press("Enter")
    page.wait_for_url("**/done/**")

    booking = Booking.objects.get()
    assert (booking.name, booking.phone, booking.party) == ("赵示例", "02155550007", 4)
    assert Resident.objects.count() == 1
    is_ready_for_keys(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/c1/")
    page.get_by_role("link", name="排期表").first.focus()
    page.keyboard.press("F2")
    expect(page.get_by_label("电话后四位")).to_be_focused()
    page.keyboard.type(booking.ref.lower())
    page.keyboard.press("Enter")
    page.wait_for_url("**/occupancy/**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("赵示例")
