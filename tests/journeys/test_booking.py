"""A neighbour signs up, books a room, is seen without a name by all and masked by staff, and cancels."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from bookings.models import Booking
from residents.models import Resident
from residents.seed import ensure_privacy_notice
from tests.factories import a_resident, a_system_admin, a_user, staff_of
from tests.journeys.steps import a_room_to_book, arrive, fits, tomorrow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = "13800000001"


def code_in_the_outbox() -> str:
    """As a system administrator reads it out."""
    admin = Client()
    admin.force_login(a_system_admin())
    row = re.search(
        r"138\*{4}0001.*?(?<!\d)(\d{6})(?!\d)", admin.get(reverse("admin:notices_notice_changelist")).text, re.DOTALL
    )
    assert row
    return row[1]


def choose_a_time(page: Page) -> None:
    """From the first page to a free time of tomorrow."""
    page.goto("/")
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="活动室", exact=True).click()
    page.get_by_role("link", name=f"{tomorrow():%-m}月{tomorrow():%-d}日").click()
    page.get_by_label("几个人").fill("８")
    page.get_by_role("button", name="查一查").first.click()
    assert fits(page)
    page.get_by_role("link", name="08:30–10:00 舞蹈房").click()


def fill_in_and_confirm(page: Page) -> None:
    expect(page.get_by_label("几个人来")).to_have_value("8")
    page.get_by_role("radio", name="喝茶聊天").check()
    assert fits(page)
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("核对一下")
    assert fits(page)
    page.get_by_role("button", name="确认预约").click()
    expect(page.get_by_role("status")).to_contain_text("约好了")


@pytest.mark.parametrize("width", [375, pytest.param(1280, marks=pytest.mark.long)])
def test_from_sign_up_to_cancelling(page_at: Callable[..., Page], width: int) -> None:
    cache.clear()
    ensure_privacy_notice()
    room = a_room_to_book()
    page = page_at(width)

    choose_a_time(page)
    by_code = page.get_by_role("region", name="用短信登录")
    by_code.get_by_label("手机号").fill(PHONE)
    by_code.get_by_role("button", name="发验证码").click()
    page.get_by_label("验证码").fill(code_in_the_outbox())
    page.get_by_role("button", name="填好了").click()
    page.get_by_label("您的姓名").fill("欧阳示例")
    page.get_by_label("我看过隐私政策，同意").check()
    assert fits(page)
    page.get_by_role("button", name="填好了").click()
    fill_in_and_confirm(page)

    booking = Booking.objects.get()
    expect(page.get_by_text(booking.ref).first).to_be_visible()
    assert (booking.booked_for.name, booking.party, booking.channel) == ("欧阳示例", 8, "web")
    assert fits(page)

    neighbour = page_at(width)
    week = f"/centres/{room.centre.slug}/week/?week={tomorrow():%G-W%V}"
    neighbour.goto(week)
    expect(neighbour.get_by_text("已预约").locator("visible=true").first).to_be_visible()
    expect(neighbour.locator("body")).not_to_contain_text("欧阳")
    assert fits(neighbour)

    clerk = page_at(width)
    arrive(clerk, staff_of(room.centre))
    clerk.goto(f"/admin/board/{room.centre.slug}/?week={tomorrow():%G-W%V}")
    entry = clerk.get_by_role("link", name="08:30–10:00 欧阳*")
    expect(entry).to_contain_text("网上")
    expect(clerk.locator("body")).not_to_contain_text("欧阳示例")
    assert fits(clerk)
    entry.click()
    expect(clerk.get_by_role("link", name=PHONE)).to_be_visible()

    page.get_by_role("link", name="取消预约").click()
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_role("button", name="撤回")).to_be_visible()
    assert fits(page)
    neighbour.reload()
    expect(neighbour.get_by_role("main")).not_to_contain_text("08:30–10:00")

    page.get_by_role("button", name="撤回").click()
    expect(page.get_by_role("heading", name="不小心取消了")).to_be_hidden()
    booking.refresh_from_db()
    assert booking.is_confirmed


def test_without_scripts(page_at: Callable[..., Page]) -> None:
    a_room_to_book()
    user = a_user()
    a_resident(user=user, name="欧阳示例")
    page = page_at(375, java_script_enabled=False)

    arrive(page, user)
    choose_a_time(page)
    fill_in_and_confirm(page)
    page.get_by_role("link", name="取消预约").click()
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_role("button", name="撤回")).to_be_visible()
    assert Booking.objects.get().is_cancelled
    assert Resident.objects.count() == 1
