"""A clerk books for an elder without account through the week board, moves it, and cancels with a reason."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bookings.models import Booking
from tests.factories import a_room, an_occupancy, staff_of
from tests.journeys.steps import a_room_to_book, arrive, fits, sign_in, tomorrow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [pytest.param(375, marks=pytest.mark.long), 1280])
def test_booking_for_an_elder_without_account(page_at: Callable[..., Page], width: int) -> None:
    room = a_room_to_book()
    a_room(centre=room.centre, name="议事室", capacity=16)
    page = page_at(width)
    sign_in(page, staff_of(room.centre))
    page.get_by_role("link", name="排期表").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("示例睦邻中心排期表")
    assert fits(page)

    page.goto(f"{page.url}?week={tomorrow():%G-W%V}")
    free = f"room={room.pk}&on={tomorrow()}&starts=13%3A00"
    page.locator(f'a[href*="{free}"]').click()
    expect(page.get_by_label("开始")).to_have_value("13:00")
    expect(page.get_by_label("结束")).to_have_value("14:30")

    page.get_by_label("姓名或号码的开头").fill("欧阳")
    page.get_by_role("button", name="查一查").click()
    expect(page.get_by_label("姓名", exact=True)).to_have_value("欧阳")
    page.get_by_label("姓名", exact=True).fill("欧阳示例")
    page.get_by_label("电话", exact=False).first.fill("021-00002018")
    page.get_by_label("几个人来").fill("12")
    page.get_by_label("来做什么").fill("唱沪剧")
    assert fits(page)
    page.get_by_role("button", name="约这个时间").click()
    booking = Booking.objects.get()
    expect(page.get_by_role("status").first).to_contain_text(booking.ref)
    expect(page.get_by_role("status").last).to_contain_text("欧阳*收不到短信，请把时间和预约号再念一遍。")
    assert (booking.booked_for.name, booking.booked_for.user, booking.channel) == ("欧阳示例", None, "phone")

    page.get_by_role("link", name="13:00–14:30 欧阳*").click()
    expect(page.get_by_role("link", name="02100002018")).to_be_visible()
    assert fits(page)
    page.get_by_role("link", name="改期").click()
    page.get_by_label("活动室").select_option("议事室")
    page.get_by_label("开始").fill("15:00")
    page.get_by_label("结束").fill("16:00")
    assert fits(page)
    page.get_by_role("button", name="改过去").click()
    expect(page.get_by_role("status").first).to_contain_text("议事室")
    expect(page.get_by_role("link", name="看完整号码")).to_be_visible()

    page.get_by_role("link", name="15:00–16:00 欧阳*").click()
    page.get_by_role("link", name="取消", exact=True).click()
    page.get_by_role("button", name="取消，空出房间").click()
    expect(page.get_by_role("alert")).to_be_visible()  # no reason given
    page.get_by_label("原因").fill("水管坏了，已打电话说明")
    page.get_by_role("button", name="取消，空出房间").click()
    expect(page.get_by_role("status").first).to_contain_text("议事室")
    expect(page.get_by_role("link", name="欧阳*")).to_have_count(0)
    assert fits(page)

    page.get_by_role("button", name="撤回取消").click()
    expect(page.get_by_role("status").first).to_contain_text("恢复了：议事室")
    page.get_by_role("link", name="15:00–16:00 欧阳*").click()
    page.get_by_role("link", name="取消", exact=True).click()
    page.get_by_label("原因").fill("水管坏了，已打电话说明")
    page.get_by_role("button", name="取消，空出房间").click()
    expect(page.get_by_role("link", name="欧阳*")).to_have_count(0)
    booking.refresh_from_db()
    assert (booking.is_cancelled, booking.cancel_reason) == (True, "水管坏了，已打电话说明")


@pytest.mark.parametrize("width", [pytest.param(375, marks=pytest.mark.long), 1280])
def test_refused_wish_on_the_telephone_ends_in_a_near_one(page_at: Callable[..., Page], width: int) -> None:
    room = a_room_to_book()
    an_occupancy(room=room, span=f"{tomorrow()} 09:00-10:00")
    page = page_at(width)
    arrive(page, staff_of(room.centre))
    page.goto(f"/admin/board/c1/book/?room={room.pk}&on={tomorrow()}&starts=09:00&ends=10:00")
    page.get_by_label("开始").fill("09:00")
    page.get_by_label("结束").fill("10:00")
    page.get_by_label("姓名", exact=True).fill("欧阳示例")
    page.get_by_label("几个人来").fill("6")
    page.get_by_label("来做什么").fill("唱沪剧")
    page.get_by_label("来做什么").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("别人约走")
    assert fits(page)

    page.get_by_label("来做什么").press("Enter")  # the enter key asks for what is typed, and for nothing else
    expect(page.get_by_role("alert")).to_contain_text("别人约走")
    assert not Booking.objects.exists()
    page.get_by_role("button", name="约这个 ").first.click()

    expect(page.get_by_role("status").first).to_contain_text(Booking.objects.get().ref)
    assert Booking.objects.get().purpose == "唱沪剧"
