"""A clerk books at the desk for an elder without telephone and prints the slip; a neighbour cancels with it."""

import io
import re
from collections.abc import Callable

import pypdf
import pytest
from playwright.sync_api import Page, expect

from bookings.models import Booking
from centres.references import ALPHABET
from tests.factories import a_booking, staff_of
from tests.journeys.steps import a_room_to_book, arrive, fits, tomorrow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CODE = re.compile(f"[{ALPHABET}]{{3}}-[{ALPHABET}]{{3}}")


def read(page: Page, address: str) -> str:
    """What is printed: the browser shows it in a viewer of its own, this is the file."""
    slip = page.context.request.get(address)
    assert slip.headers["content-type"] == "application/pdf"
    [sheet] = pypdf.PdfReader(io.BytesIO(slip.body())).pages
    return sheet.extract_text()


def test_elder_without_telephone_takes_the_slip_and_a_neighbour_cancels_with_it(page_at: Callable[..., Page]) -> None:
    room = a_room_to_book()
    desk = page_at(1280)
    arrive(desk, staff_of(room.centre))
    desk.goto(f"/admin/board/c1/book/?room={room.pk}&on={tomorrow()}&starts=14:00")
    desk.get_by_label("姓名", exact=True).fill("欧阳示例")
    desk.get_by_label("几个人来").fill("2")
    desk.get_by_label("来做什么").fill("下棋")
    desk.get_by_label("现场", exact=True).check()
    desk.get_by_role("button", name="约这个时间").click()
    booking = Booking.objects.get()
    assert (booking.phone, booking.channel) == ("", "desk")
    entered = desk.get_by_role("status").first
    expect(entered).to_contain_text(booking.ref)
    assert fits(desk)

    slip = read(desk, entered.get_by_role("link", name="打印小票").get_attribute("href"))
    roll = read(desk, entered.get_by_role("link", name="打印到纸卷").get_attribute("href"))
    code = CODE.search(slip).group()
    assert "欧阳示例" in slip
    assert booking.ref in slip
    assert code in roll
    assert code not in desk.content()

    home = page_at(375, java_script_enabled=False)
    home.goto("/account/login/")
    home.get_by_role("main").get_by_role("link", name="凭小票取消").click()
    home.get_by_label("预约号").fill(booking.ref.lower())
    home.get_by_label("取消码").fill("BCD-FGH")
    home.get_by_role("button", name="下一步").click()
    expect(home.get_by_role("alert")).to_contain_text("对不上")
    expect(home.get_by_label("预约号")).to_have_value(booking.ref.lower())
    home.get_by_label("取消码").fill(code.lower().replace("-", " "))
    home.get_by_role("button", name="下一步").click()
    expect(home.get_by_role("heading", level=1)).to_have_text("要取消这次预约吗？")
    expect(home.get_by_role("main")).to_contain_text("14:00–15:30")
    expect(home.get_by_role("main")).not_to_contain_text("欧")
    assert fits(home)

    home.get_by_role("button", name="取消预约").click()
    expect(home.get_by_role("heading", level=1)).to_have_text("已取消")
    booking.refresh_from_db()
    assert (booking.state, booking.cancelled_how) == ("cancelled", "slip")

    home.get_by_role("button", name="撤回").click()
    expect(home.get_by_role("heading", level=1)).to_have_text("预约恢复了")
    booking.refresh_from_db()
    assert booking.is_confirmed


def test_caller_reads_the_code_and_the_clerk_cancels(page_at: Callable[..., Page]) -> None:
    room = a_room_to_book()
    booking = a_booking(room=room, span=f"{tomorrow()} 14:00-15:00")
    desk = page_at(375)
    arrive(desk, staff_of(room.centre))
    code = CODE.search(read(desk, f"/bookings/{booking.ref}/slip.pdf")).group()
    desk.goto(f"/admin/board/c1/occupancy/{booking.occupancy_id}/")

    desk.get_by_label("取消码").fill("BCDFGH")
    desk.get_by_role("button", name="对不对？").click()
    expect(desk.get_by_role("status")).to_contain_text("不对")
    desk.get_by_label("取消码").fill(code)
    desk.get_by_role("button", name="对不对？").click()
    expect(desk.get_by_role("status")).to_contain_text("小票在对方手里")
    assert fits(desk)

    desk.get_by_role("link", name="取消", exact=True).click()
    desk.get_by_label("原因").fill("来电取消")
    desk.get_by_role("button", name="取消，空出房间").click()
    booking.refresh_from_db()
    assert booking.is_cancelled
