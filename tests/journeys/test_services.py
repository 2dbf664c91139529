"""A neighbour takes a number for a haircut without JavaScript, an elder by telephone; the barber's morning by keyboard
alone; the kitchen's list."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from centres.models import Room
from residents.models import Resident
from services.models import Appointment, MealOrder, Menu, ServiceDay
from tests.factories import (
    a_meal_order,
    a_menu,
    a_resident,
    a_service,
    a_service_day,
    a_user,
    an_appointment,
    staff_of,
)
from tests.journeys.steps import a_room_to_book, arrive, fits, is_ready_for_keys, tomorrow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def a_barbers_day(room: Room, span: str) -> ServiceDay:
    service = a_service(name="理发", need="home", minutes=20, is_walk_in=False, price=10)
    return a_service_day(service=service, room=room, span=span, minutes=20, provider="志愿理发师")


@pytest.mark.parametrize("width", [375, pytest.param(1280, marks=pytest.mark.long)])
def test_a_haircut_is_five_taps_away_without_javascript(page_at: Callable[..., Page], width: int) -> None:
    a_barbers_day(a_room_to_book(), f"{tomorrow() + timedelta(days=2)} 09:00-11:00")
    neighbour = a_resident(user=a_user(), name="欧阳示例")
    page = page_at(width, java_script_enabled=False)
    arrive(page, neighbour.user)

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
    arrive(page, staff_of(day.occupancy.room.centre))
    page.goto(f"/desk/c1/services/{day.pk}/")

    def press(digit: str, says: str) -> None:
        is_ready_for_keys(page)
        page.keyboard.press(digit)
        expect(page.get_by_role("main")).to_contain_text(says)

    press("1", "请1号！")
    press("9", "已撤回：1号")
    press("1", "请1号！")
    press("2", "请2号！")
    press("5", "过号一次")  # late
    press("1", "请3号！")
    for number in (2, 4, 5, 6, 7, 8, 9):
        press("2", f"请{number}号！")
    press("5", "过号一次")  # late, too
    press("1", "请10号！")
    press("2", "请9号！")
    press("3", "现在没有叫号。")

    assert set(day.appointments.values_list("state", flat=True)) == {"done"}
    assert fits(page)


def test_an_elder_has_a_haircut_by_telephone_and_its_paper(page_at: Callable[..., Page]) -> None:
    """The clerk types four digits and presses keys; the slip bears number and time, and no name."""
    day = a_barbers_day(a_room_to_book(), f"{tomorrow()} 09:00-11:00")
    elder = a_resident(name="欧阳示例", phone="02155550009")
    page = page_at(1280)
    arrive(page, staff_of(day.occupancy.room.centre))
    page.goto("/desk/c1/")

    is_ready_for_keys(page)
    page.keyboard.type("0009")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/*/")
    is_ready_for_keys(page)
    page.keyboard.press("7")
    page.wait_for_url("**/numbers/")
    is_ready_for_keys(page)
    page.keyboard.press("1")
    page.wait_for_url("**/numbers/?day=*")
    expect(page.get_by_role("button", name="1号，大约 9:00")).to_be_focused()
    assert fits(page)
    page.keyboard.press("3")
    page.wait_for_url("**/people/*/")

    expect(page.get_by_role("status").first).to_contain_text("3号，大约 9:40")
    expect(page.get_by_role("status").first).to_contain_text("这位邻居收不到短信")
    appointment = Appointment.objects.get()
    assert (appointment.number, appointment.resident, appointment.channel) == (3, elder, "phone")
    page.goto(f"/desk/c1/services/{day.pk}/")
    slip = read(page, page.get_by_role("link", name="3号").last.get_attribute("href"))
    assert "9:40" in slip
    assert "欧阳" not in slip


def test_the_kitchens_list_from_order_to_door(page_at: Callable[..., Page]) -> None:
    """Ordered on the web days before, counted, brought and ticked off, without JavaScript."""
    menu = a_menu(centre=a_room_to_book().centre, on=tomorrow() + timedelta(days=1))
    neighbour = a_resident(user=a_user(), name="欧阳示例")
    a_meal_order(menu=menu, portions=2)
    at_home = page_at(375, java_script_enabled=False)
    arrive(at_home, neighbour.user)
    at_home.goto(f"/services/meals/{menu.pk}/")
    at_home.get_by_label("要几份？").fill("３")
    at_home.get_by_label("送餐").check()
    at_home.get_by_label("送到哪里？").fill("示例路1号")
    at_home.get_by_role("button", name="订餐").click()
    expect(at_home.get_by_role("status")).to_contain_text("3份")
    assert fits(at_home)

    Menu.objects.update(on=timezone.localdate())  # the night is over
    MealOrder.objects.update(on=timezone.localdate())
    kitchen = page_at(1280, java_script_enabled=False)
    arrive(kitchen, staff_of(menu.centre))
    kitchen.goto("/desk/c1/")
    kitchen.get_by_role("link", name="给厨房").click()
    expect(kitchen.locator(".tally")).to_contain_text("5一共几份")
    kitchen.get_by_role("button", name="已送到").click()
    expect(kitchen.get_by_role("region", name="送餐")).to_contain_text("已送到")
    assert MealOrder.objects.get(how="delivery").brought_at
    kitchen.get_by_role("button", name="撤回").click()
    expect(kitchen.get_by_role("button", name="已送到")).to_be_visible()
    assert fits(kitchen)
    assert not MealOrder.objects.exclude(brought_at=None).exists()


def read(page: Page, address: str | None) -> str:
    """What is printed: the browser shows it in a viewer of its own, this is the file."""
    paper = page.context.request.get(str(address))
    assert paper.headers["content-type"] == "application/pdf"
    return "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(paper.body())).pages)


def _around_now() -> str:
    """Four hours of today, in the middle of which it is now; near midnight less."""
    now = timezone.localtime()
    starts = max(now - timedelta(hours=2), now.replace(hour=0, minute=0))
    ends = min(starts + timedelta(hours=5), datetime.combine(now.date(), datetime.max.time(), now.tzinfo))
    return f"{now.date()} {starts:%H:%M}-{ends:%H:%M}"
