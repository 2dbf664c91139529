"""A lunch that is not cooked, and other dishes: whoever ordered hears of it, and nobody else changes anything."""

import uuid

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from centres.claimants import CannotChange
from notices.models import Notice
from services import actions
from services.actions import NoMeal
from services.models import MealOrder, Menu
from tests.bookings.pages import a_neighbour, links, signed_in, words
from tests.factories import a_centre, a_meal_order, a_menu, a_relative, a_resident, a_user, at, staff_of
from tests.races import race_of

pytestmark = pytest.mark.django_db

NOW = at("2026-11-30 10:00")


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def menu():
    return a_menu(centre=a_centre(slug="c1", short_name="三中心"), subsidy="80岁以上补贴3元", delivers=False)


@pytest.fixture
def clerk(menu):
    return staff_of(menu.centre)


def cancel(menu, clerk, reason="炉子坏了", now=NOW):
    return actions.cancel_menu(menu=menu, reason=reason, by=clerk, now=now)


def order(menu, resident, now=NOW):
    asked = {"portions": 1, "how": "here", "address": "", "channel": "web", "token": uuid.uuid4()}
    return actions.order_meal(menu=menu, resident=resident, by=resident.user, now=now, **asked)


def at_work(user):
    client = Client()
    client.force_login(user)
    return client


def page_of(menu):
    return f"/desk/c1/kitchen/{menu.pk}/change/"


def test_a_cancelled_menu_takes_its_orders_with_it_and_everybody_is_told_why(menu, clerk):
    elder, helper = a_resident(), a_user()
    a_relative(elder=elder, user=helper)
    a_meal_order(menu=menu, resident=elder, ordered_by=helper, channel="relative")
    mine = a_meal_order(menu=menu)

    told = cancel(menu, clerk)

    assert not MealOrder.objects.standing().exists()
    assert {notice.to for notice in Notice.objects.all()} == {elder.phone, helper.phone, mine.resident.phone}
    assert all("炉子坏了" in notice.body and "不用退" in notice.body for notice in Notice.objects.all())
    assert len(told.done) == 1


def test_twice_is_once(menu, clerk):
    a_meal_order(menu=menu)

    cancel(menu, clerk)
    cancel(menu, clerk, reason="再来一次")

    menu.refresh_from_db()
    assert (menu.cancel_reason, Notice.objects.count()) == ("炉子坏了", 1)


def test_also_on_the_day_itself_but_not_afterwards_and_not_without_a_reason(menu, clerk):
    with pytest.raises(CannotChange):
        cancel(menu, clerk, reason="  ")
    with pytest.raises(CannotChange):
        cancel(menu, clerk, now=at("2026-12-02 08:00"))

    cancel(menu, clerk, now=at("2026-12-01 08:00"))
    menu.refresh_from_db()
    assert menu.is_cancelled


def test_nothing_is_ordered_of_it_and_a_new_menu_takes_it_back(menu, clerk):
    neighbour = a_neighbour()
    order(menu, neighbour)
    cancel(menu, clerk)

    with pytest.raises(NoMeal) as why:
        order(menu, neighbour)
    assert why.value.code == "off"
    again = a_menu(centre=menu.centre, on=menu.on)
    assert order(again, neighbour).menu == again


def test_two_menus_of_one_day_that_stand_are_none(menu):
    with pytest.raises(IntegrityError), transaction.atomic():
        a_menu(centre=menu.centre, on=menu.on)


@pytest.mark.parametrize("wrong", [{"cancelled_at": NOW}, {"cancel_reason": "示例"}])
def test_the_database_wants_when_and_why(menu, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Menu.objects.update(**wrong)


@pytest.mark.django_db(transaction=True)
def test_whoever_orders_while_it_is_cancelled_has_no_lunch_and_knows_it(menu, clerk):
    people = [a_resident(user=a_user()) for _each in range(5)]

    race_of(lambda: cancel(menu, clerk), *[lambda each=each: order(menu, each) for each in people])

    assert not MealOrder.objects.standing().exists()
    assert Notice.objects.count() == MealOrder.objects.count()


def test_other_dishes_are_told_if_asked_to_only(menu, clerk):
    a_meal_order(menu=menu)

    actions.change_dishes(menu=menu, dishes="清蒸鱼", reason="", tells=False, by=clerk, now=NOW)
    assert not Notice.objects.exists()
    actions.change_dishes(menu=menu, dishes="鸡腿\n豆腐😊", reason="鱼没到", tells=True, by=clerk, now=NOW)

    menu.refresh_from_db()
    assert menu.dish_list == ["鸡腿", "豆腐😊"]
    assert all(part in Notice.objects.get().body for part in ("鸡腿、豆腐😊", "鱼没到"))


def test_the_same_dishes_are_no_news(menu, clerk):
    a_meal_order(menu=menu)

    actions.change_dishes(menu=menu, dishes=menu.dishes, reason="", tells=True, by=clerk, now=NOW)

    assert not Notice.objects.exists()


# Pages


def test_everybody_reads_that_it_is_cancelled_the_subsidy_and_whether_it_is_brought(client, menu, clerk):
    page = client.get("/services/meals/")
    assert all(part in words(page) for part in ("80岁以上补贴3元", "只能堂食"))

    cancel(menu, clerk)

    page = client.get("/services/meals/")
    assert "炉子坏了" in words(page)
    assert f"/services/meals/{menu.pk}/" not in links(page)
    assert "炉子坏了" in words(signed_in(a_neighbour()).get(f"/services/meals/{menu.pk}/"))


def test_the_kitchen_leads_to_the_change_and_forgets_what_is_cancelled(menu, clerk):
    client = at_work(clerk)
    assert page_of(menu) in links(client.get("/desk/c1/kitchen/"))

    client.post(page_of(menu), {"step": "cancel", "reason": "炉子坏了"})

    menu.refresh_from_db()
    assert menu.is_cancelled
    assert page_of(menu) not in links(client.get("/desk/c1/kitchen/"))
    assert reverse("admin:services_menu_add") in links(client.get(page_of(menu)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"step": "cancel", "reason": ""},
        {"step": "cancel", "reason": "长" * 200},
        {"step": "dishes", "dishes": " "},
        {"step": "dishes", "dishes": "菜" * 301},
        {"step": "boil", "dishes": "菜"},
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(menu, clerk, wrong):
    page = at_work(clerk).post(page_of(menu), wrong)

    assert page.status_code == 200
    assert page.context["form"].errors
    menu.refresh_from_db()
    assert (menu.is_cancelled, menu.dishes) == (False, "红烧肉\n炒青菜")


@pytest.mark.parametrize("who", ["staff elsewhere", "a resident", "nobody known"])
def test_others_change_nothing(menu, who):
    client = Client()
    if who != "nobody known":
        client.force_login(staff_of(a_centre()) if who == "staff elsewhere" else a_resident(user=a_user()).user)

    assert client.post(page_of(menu), {"step": "cancel", "reason": "x"}).status_code in (302, 403, 404)
    menu.refresh_from_db()
    assert not menu.is_cancelled


def test_what_is_brought_home_stays_so_while_somebody_counts_on_it(menu, clerk):
    Menu.objects.update(delivers=True)
    a_meal_order(menu=menu, how="delivery", address="示例路1号")
    client, page = at_work(clerk), reverse("admin:services_menu_change", args=[menu.pk])
    written = {"price": "15", "subsidy": "", "portions": ""}

    assert client.post(page, written).status_code == 200
    assert Menu.objects.get().delivers
    MealOrder.objects.update(cancelled_at=NOW)
    client.post(page, {**written, "dishes": "面"})

    assert not Menu.objects.get().delivers


@pytest.mark.django_db(transaction=True)
def test_whoever_orders_while_portions_become_fewer_is_asked_after_that(menu, clerk):
    a_meal_order(menu=menu, portions=2)
    client, page = at_work(clerk), reverse("admin:services_menu_change", args=[menu.pk])
    neighbour = a_resident(user=a_user())
    written = {"price": "15", "subsidy": "", "portions": "2", "delivers": "on"}

    _page, late = race_of(lambda: client.post(page, written), lambda: order(menu, neighbour))

    menu.refresh_from_db()
    ordered = sum(MealOrder.objects.standing().values_list("portions", flat=True))
    assert menu.portions is None or ordered <= menu.portions
    assert isinstance(late, NoMeal) == (menu.portions is not None)


def test_the_admin_wants_no_second_menu_and_no_fewer_portions_than_are_ordered(menu, clerk):
    a_meal_order(menu=menu, portions=3)
    client = at_work(clerk)
    written = {"price": "15", "subsidy": "", "portions": "２", "delivers": "on"}

    page = client.post(reverse("admin:services_menu_change", args=[menu.pk]), written)
    assert page.status_code == 200
    new = {"centre": menu.centre_id, "on": "2026-12-01", "dishes": "面", "cut_off": "15:00", **written}
    page = client.post(reverse("admin:services_menu_add"), new)
    assert page.status_code == 200

    assert Menu.objects.get().portions is None
