"""The kitchen's list, on screen and as a table, and lunch ordered on the telephone."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from centres.models import Centre
from residents.models import Resident
from services.models import MealOrder, Menu
from tests.bookings.pages import links, words
from tests.factories import MONDAY, a_centre, a_meal_order, a_menu, a_resident, a_user, at, staff_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday_morning")]

KITCHEN = "/desk/c1/kitchen/"


@pytest.fixture
def menu(centre: Centre) -> Menu:
    return a_menu(centre=centre)


@pytest.fixture
def caller() -> Resident:
    return a_resident(name="欧阳示例", phone="13800000009")


def meals_of(caller: Resident, menu: Menu | None = None) -> str:
    return f"/desk/c1/people/{caller.pk}/meals/{f'?menu={menu.pk}' if menu else ''}"


def test_only_staff_of_the_site_read_it(client: Client, menu: Menu, caller: Resident) -> None:
    a_meal_order(menu=menu, resident=caller)
    pages = [KITCHEN, f"{KITCHEN}{menu.pk}/csv/", meals_of(caller, menu)]
    people = {
        "not signed in": (None, 302),
        "a resident": (a_user(), 403),
        "staff of another site": (staff_of(a_centre()), 404),
        "staff of this site": (staff_of(menu.centre), 200),
    }
    for name, (user, status) in people.items():
        client.logout()
        if user:
            client.force_login(user)
        for page in pages:
            assert (name, page, client.get(page).status_code) == (name, page, status)


def test_the_list_counts_portions_and_says_where_to_bring_them(staff: Client, menu: Menu, caller: Resident) -> None:
    a_meal_order(menu=menu, portions=2)
    a_meal_order(menu=menu, resident=caller, portions=3, how="delivery", address="示例路1号")
    a_meal_order(menu=menu, portions=9, cancelled_at=at("2026-11-29 09:00"))

    page = staff.get(KITCHEN)

    assert page.context["count"].portions == 5
    said = words(page)
    for each in ("一共几份", "示例路1号", "欧阳示例", "还没截止"):
        assert each in said
    assert KITCHEN in links(staff.get("/desk/c1/"))


def test_what_was_brought_is_ticked_off_and_back_on_the_day(staff: Client, menu: Menu) -> None:
    order = a_meal_order(menu=menu, how="delivery", address="示例路1号")
    here = a_meal_order(menu=menu)
    page = f"{KITCHEN}{menu.pk}/brought/"

    assert "当天" in words(staff.post(page, {"brought": order.pk}, follow=True))
    with time_machine.travel(at("2026-12-01 11:30"), tick=False):
        staff.force_login(staff_of(menu.centre))
        for _time in range(2):
            assert "撤回，还没送到" in words(staff.post(page, {"brought": order.pk}, follow=True))
        order.refresh_from_db()
        assert order.brought_at == at("2026-12-01 11:30")
        for other in (here.pk, 0, "9" * 30, "x"):
            staff.post(page, {"brought": other})
        staff.post(page, {"back": order.pk})

    assert not MealOrder.objects.exclude(brought_at=None).exists()


def test_the_table_opens_in_a_spreadsheet_and_holds_no_formula(staff: Client, menu: Menu, caller: Resident) -> None:
    a_meal_order(menu=menu, resident=caller, portions=3, how="delivery", address="=1+1")

    lines = staff.get(f"{KITCHEN}{menu.pk}/csv/").content.decode("utf-8-sig").splitlines()

    assert lines[1] == "欧阳示例,3,送餐,'=1+1,13800000009"
    assert lines[-2:] == ["合计,3", f"费用,{menu.price_words}"]


def test_no_menu_is_said(staff: Client) -> None:
    assert "菜单还没写好" in words(staff.get(KITCHEN))


def test_lunch_is_ordered_changed_and_cancelled_on_the_telephone(staff: Client, menu: Menu, caller: Resident) -> None:
    assert meals_of(caller) in links(staff.get(f"/desk/c1/people/{caller.pk}/"))
    assert meals_of(caller, menu) in links(staff.get(meals_of(caller)))

    said = staff.post(meals_of(caller, menu), {"portions": "1", "how": "here", "step": "order"}, follow=True)
    assert "请念给对方听：12月1日（周二）的午餐，1份，堂食" in words(said)
    staff.post(meals_of(caller, menu), {"portions": "2", "how": "delivery", "address": "示例路1号", "step": "order"})
    order = MealOrder.objects.get()
    assert (order.resident, order.portions, order.channel) == (caller, 2, "phone")

    staff.post(meals_of(caller, menu), {"step": "cancel"})
    order.refresh_from_db()
    assert order.is_cancelled


def test_what_is_wrong_is_said_on_the_form(staff: Client, menu: Menu, caller: Resident) -> None:
    late = a_menu(centre=menu.centre, on=MONDAY, cut_off="08:00")

    answer = staff.post(meals_of(caller, menu), {"portions": "0", "how": "here", "step": "order"})
    assert list(answer.context["form"].errors) == ["portions"]
    answer = staff.post(meals_of(caller, late), {"portions": "1", "how": "here", "step": "order"})
    assert "厨房已经点好数了" in words(answer)
    assert meals_of(caller, late) not in links(staff.get(meals_of(caller)))


def test_once_counted_it_is_taken_off_the_list_and_nothing_else(staff: Client, caller: Resident, menu: Menu) -> None:
    order = a_meal_order(menu=menu, resident=caller, portions=2)
    desk = staff_of(menu.centre)
    with time_machine.travel(at("2026-12-01 10:00"), tick=False):
        staff.force_login(desk)
        for leads in (f"/desk/c1/people/{caller.pk}/", meals_of(caller), KITCHEN):
            assert meals_of(caller, menu) in links(staff.get(leads)), leads
        page = staff.get(meals_of(caller, menu))
        assert "厨房已经点好数了" in words(page)
        assert "改订餐" not in words(page)
        stale = staff.post(meals_of(caller, menu), {"portions": "3", "how": "here", "step": "order"})
        assert "不能再订、再改" in words(stale)
        assert MealOrder.objects.get().portions == 2
        done = staff.post(meals_of(caller, menu), {"step": "cancel"}, follow=True)

    assert "从单子上划掉了" in words(done)
    order.refresh_from_db()
    assert order.is_cancelled


def test_what_is_not_theirs_to_take_off_leads_nowhere(staff: Client, caller: Resident, menu: Menu) -> None:
    elsewhere = a_menu(on=date(2026, 12, 2))
    a_meal_order(menu=elsewhere, resident=caller)
    brought = a_menu(centre=menu.centre, on=MONDAY)
    order = a_meal_order(
        menu=brought, resident=caller, how="delivery", address="示例路1号", brought_at=at("2026-11-30 11:30")
    )
    with time_machine.travel(at("2026-11-30 12:00"), tick=False):
        staff.force_login(staff_of(menu.centre))
        page = staff.get(f"/desk/c1/people/{caller.pk}/")
        assert elsewhere.centre.short_name in words(page)
        assert not [link for link in links(page) if f"menu={elsewhere.pk}" in link]
        page = staff.get(meals_of(caller, brought))
        assert "已经送到了" in words(page)
        assert "从厨房的单子上划掉" not in words(page)
        refused = staff.post(meals_of(caller, brought), {"step": "cancel"})

    assert "厨房已经点好数了" in words(refused)
    order.refresh_from_db()
    assert not order.is_cancelled
