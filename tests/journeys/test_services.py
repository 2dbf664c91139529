"""A neighbour takes a number for a haircut without JavaScript; the barber's morning by keyboard alone."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from centres.models import Room
from residents.models import Resident
from services.models import Appointment, ServiceDay
from tests.factories import a_resident, a_service, a_service_day, a_user, an_appointment, staff_of
from tests.journeys.steps import a_room_to_book, fits, sign_in, tomorrow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def a_barbers_day(room: Room, span: str) -> ServiceDay:
    service = a_service(name="理发", need="home", minutes=20, is_walk_in=False, price=10)
    return a_service_day(service=service, room=room, span=span, minutes=20, provider="志愿理发师")


@pytest.mark.parametrize("width", [375, pytest.param(1280, marks=pytest.mark.long)])
def test_a_haircut_is_five_taps_away_without_javascript(page_at: Callable[..., Page], width: int) -> None:
    a_barbers_day(a_room_to_book(), f"{tomorrow() + timedelta(days=2)} 09:00-11:00")
    neighbour = a_resident(user=a_user(), name="欧阳示例")
    page = page_at(width, java_script_enabled=False)
    sign_in(page, neighbour.user)

    page.get_by_role("link", name="服务", exact=True).first.click()
    page.get_by_role("link", name="理发").first.click()
    page.get_by_role("region", name="选一天").get_by_role("link").first.click()
    page.get_by_role("link", name="2号，大约 9:20").click()
    page.get_by_role("button", name="好，给我留这个号").click()

    expect(page.get_by_role("status")).to_contain_text("2号，大约 9:20。到时见")
    appointment = Appointment.objects.get()
    assert (appointment.number, appointment.resident) == (2, neighbour)
    page.get_by_role("link", name="我来不了").click()
    page.get_by_role("button", name="不要了，让给别人").click()
    expect(page.get_by_role("status")).to_contain_text("谢谢您")


def test_the_barbers_morning_with_ten_people_of_whom_two_are_late(page_at: Callable[..., Page]) -> None:
    """By digits: 1 calls, 2 is done and calls, 5 skips, 7 gives a ticket, 9 takes back."""
    day = a_barbers_day(a_room_to_book(), _around_now())
    people: list[Resident] = [a_resident(name=f"{surname}示例") for surname in "张李王刘陈杨赵黄周吴"]
    for number, resident in enumerate(people, start=1):
        an_appointment(day=day, number=number, resident=resident)
    page = page_at(1280)
    sign_in(page, staff_of(day.occupancy.room.centre))
    page.goto(f"/desk/c1/services/{day.pk}/")

    def press(digit: str, says: str) -> None:
        page.keyboard.press(digit)
        expect(page.get_by_role("status").first).to_contain_text(says)

    press("1", "请1号！")
    press("9", "已撤回：1号")
    press("1", "请1号！")
    press("2", "请2号！")
    page.keyboard.press("5")  # late
    expect(page.get_by_text("过号一次")).to_be_visible()
    press("1", "请3号！")
    for number in (2, 4, 5, 6, 7, 8, 9):
        press("2", f"请{number}号！")
    page.keyboard.press("5")  # late, too
    expect(page.get_by_text("过号一次")).to_be_visible()
    press("1", "请10号！")
    press("2", "请9号！")
    page.keyboard.press("3")
    expect(page.get_by_text("现在没有叫号。")).to_be_visible()

    assert set(day.appointments.values_list("state", flat=True)) == {"done"}
    assert fits(page)


def _around_now() -> str:
    """Four hours of today, in the middle of which it is now; near midnight less."""
    now = timezone.localtime()
    starts = max(now - timedelta(hours=2), now.replace(hour=0, minute=0))
    ends = min(starts + timedelta(hours=5), datetime.combine(now.date(), datetime.max.time(), now.tzinfo))
    return f"{now.date()} {starts:%H:%M}-{ends:%H:%M}"
