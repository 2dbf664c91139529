"""A daughter books for her mother: by consent first, then in six taps on a phone."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from playwright.sync_api import Locator, Page, expect

from bookings.models import Booking
from notices.models import Notice
from residents.models import Relative, Resident
from residents.seed import ensure_privacy_notice
from tests.factories import a_booking, a_relative, a_resident, a_user
from tests.journeys.steps import a_room_to_book, arrive, fits, tomorrow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def daughter() -> Resident:
    cache.clear()
    ensure_privacy_notice()
    return a_resident(user=a_user(phone="13800000002"), name="李示例", phone="13800000002")


class Taps:
    def __init__(self) -> None:
        self.count = 0

    def on(self, target: Locator) -> None:
        target.click()
        self.count += 1


def test_six_taps_on_a_phone(page_at: Callable[..., Page], daughter: Resident) -> None:
    room = a_room_to_book()
    mother = a_resident(name="张示例", phone="13900000001")
    a_relative(elder=mother, user=daughter.user)
    last = f"{tomorrow() - timedelta(days=9)} 09:00-10:30"
    a_booking(room=room, span=last, booked_for=mother, booked_by=daughter.user, channel="relative", party=3)
    page, taps = page_at(375, has_touch=True), Taps()
    arrive(page, daughter.user)
    page.goto("/")

    taps.on(page.get_by_role("link", name=re.compile("约活动室")).first)
    taps.on(page.get_by_role("link", name=f"{tomorrow():%-m}月{tomorrow():%-d}日"))
    taps.on(page.get_by_role("link", name=re.compile("^08:30–10:00")).first)
    assert fits(page)
    taps.on(page.get_by_role("radio", name="张示例"))
    taps.on(page.get_by_role("button", name="下一步"))
    expect(page.get_by_role("main")).to_contain_text("张示例")
    assert fits(page)
    taps.on(page.get_by_role("button", name="确认预约"))

    expect(page.get_by_role("status")).to_contain_text("约好了")
    expect(page.get_by_role("main")).to_contain_text("李示例（女儿）")
    assert fits(page)
    booking = Booking.objects.latest("booked_at")
    assert (booking.booked_for, booking.channel, booking.party) == (mother, "relative", 3)
    assert Notice.objects.get(recipient_key=f"resident-{mother.pk}").to == "13900000001"
    assert taps.count <= 6


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_consent_by_a_code_that_the_mother_reads_out(
    page_at: Callable[..., Page], daughter: Resident, scripts: bool
) -> None:
    page = page_at(375, java_script_enabled=scripts)
    arrive(page, daughter.user)
    page.goto("/account/")
    page.get_by_role("link", name="看看是谁，改一改").click()
    assert fits(page)
    page.get_by_label("对方的姓名").fill("张示例")
    page.get_by_label("对方的手机号").fill("１３９ ００００ ０００１")
    page.get_by_label("您是对方的什么人").fill("女儿")
    page.get_by_role("button", name="给对方发验证码").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("张示例同意吗？")
    assert fits(page)
    code = re.search(r"验证码(\d{6})", Notice.objects.get().body)
    assert code

    page.get_by_label("对方收到的验证码").fill(code[1])
    page.get_by_role("button", name="对方同意").click()
    expect(page.get_by_role("status")).to_contain_text("您可以替张示例约了")
    assert fits(page)
    page.get_by_role("button", name="停掉 张示例").click()
    expect(page.get_by_role("status")).to_contain_text("不再替张示例约")

    assert Relative.objects.get().ended_at
