"""Lunch: the menu of a day, an order until the kitchen counts, changed or cancelled, one for a person and day."""

import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from centres.claimants import CannotChange
from notices.models import Notice
from services import actions, people
from services.actions import NoMeal
from services.models import MealOrder
from tests.bookings.pages import a_neighbour, hidden, links, signed_in, words
from tests.factories import (
    a_centre,
    a_meal_order,
    a_menu,
    a_relative,
    a_resident,
    a_user,
    at,
    staff_of,
)
from tests.races import race

pytestmark = pytest.mark.django_db

NOW = at("2026-11-30 10:00")
CUT_OFF = at("2026-11-30 15:00")
MENUS = "/services/meals/"


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def menu():
    return a_menu(centre=a_centre(short_name="三中心"), subsidy="80岁以上补贴3元")


@pytest.fixture
def neighbour():
    return a_neighbour(name="欧阳示例")


def order(menu, resident, **changes):
    asked = {"portions": 1, "how": "here", "address": "", "by": resident.user, "channel": "web", "now": NOW}
    return actions.order_meal(menu=menu, resident=resident, **{**asked, "token": uuid.uuid4(), **changes})


def refused(code, *args, **changes):
    with pytest.raises(NoMeal) as caught:
        order(*args, **changes)
    assert caught.value.code == code
    return caught.value.sentence


# Ordering


def test_lunch_is_ordered_and_ordering_again_changes_it(menu, neighbour):
    order(menu, neighbour)
    changed = order(menu, neighbour, portions=2, how="delivery", address="示例路1号")

    assert MealOrder.objects.get() == changed
    assert changed.words == "2份，送到示例路1号"


def test_one_form_sent_twice_orders_once(menu, neighbour):
    token = uuid.uuid4()

    assert order(menu, neighbour, token=token) == order(menu, neighbour, token=token)


def test_a_form_sent_again_after_cancelling_orders_nothing_and_says_so(menu, neighbour):
    token = uuid.uuid4()
    actions.cancel_meal(order=order(menu, neighbour, token=token), by=neighbour.user, now=NOW)

    assert "取消" in refused("again", menu, neighbour, token=token)
    answer = signed_in(neighbour).post(
        page_of(menu), {"portions": "1", "how": "here", "token": str(token)}, follow=True
    )

    assert "取消" in words(answer)
    assert not MealOrder.objects.standing().exists()


def test_at_the_cut_off_the_kitchen_counts(menu, neighbour):
    ordered = order(menu, neighbour, now=CUT_OFF - timedelta(minutes=1))

    assert "11月30日（周一）15:00" in refused("late", menu, a_neighbour(), now=CUT_OFF)
    refused("late", menu, neighbour, portions=2, now=CUT_OFF)
    with pytest.raises(NoMeal):
        actions.cancel_meal(order=ordered, by=neighbour.user, now=CUT_OFF)
    ordered.refresh_from_db()
    assert (ordered.portions, ordered.is_cancelled) == (1, False)


def test_nobody_orders_at_two_sites_for_one_day(menu, neighbour):
    order(menu, neighbour)

    assert "三中心" in refused("twice", a_menu(), neighbour)


def test_there_are_only_so_many_portions(menu, neighbour):
    menu.portions = 3
    menu.save()
    order(menu, neighbour, portions=2)

    assert "1份" in refused("full", menu, a_neighbour(), portions=2)
    order(menu, neighbour, portions=3)
    refused("full", menu, a_neighbour())


def test_what_is_not_brought_cannot_be_had_at_home(menu, neighbour):
    menu.delivers = False
    menu.save()

    refused("here", menu, neighbour, how="delivery", address="示例路1号")


def test_who_is_cancelled_may_order_anew(menu, neighbour):
    first = order(menu, neighbour)

    for _time in range(2):
        actions.cancel_meal(order=first, by=neighbour.user, now=NOW)

    assert order(menu, neighbour) != first


def test_who_has_no_business_cancels_nothing(menu, neighbour):
    ordered = order(menu, neighbour)

    for stranger in (a_user(), staff_of(a_centre())):
        with pytest.raises(CannotChange):
            actions.cancel_meal(order=ordered, by=stranger, now=NOW)


def test_whoever_gets_it_through_somebody_else_hears_of_it(menu, neighbour):
    staff = staff_of(menu.centre)
    ordered = order(menu, neighbour, by=staff, channel="phone")
    actions.cancel_meal(order=ordered, by=staff, now=NOW)

    said = [notice.body for notice in Notice.objects.order_by("pk")]
    assert "1份，堂食" in said[0]
    assert "取消" in said[1]


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"portions": 0}, "meal_order_is_for_a_household"),
        ({"portions": 10}, "meal_order_is_for_a_household"),
        ({"how": "delivery"}, "meal_delivery_knows_where"),
    ],
)
def test_the_database_wants_an_order_whole(menu, fields, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        a_meal_order(menu=menu, **fields)


def test_the_database_knows_one_order_per_person_and_day(menu, neighbour):
    a_meal_order(menu=menu, resident=neighbour)

    with pytest.raises(IntegrityError, match="meal_one_order_per_person_and_day"), transaction.atomic():
        a_meal_order(menu=a_menu(), resident=neighbour)


@pytest.mark.django_db(transaction=True)
def test_the_last_portions_go_to_as_many_as_there_are():
    menu = a_menu(portions=3)
    hungry = [a_neighbour() for _each in range(8)]

    results = race(8, lambda number: order(menu, hungry[number]))

    assert sum(isinstance(each, MealOrder) for each in results) == 3
    assert {type(each) for each in results} == {MealOrder, NoMeal}


# Pages


def page_of(menu):
    return f"{MENUS}{menu.pk}/"


def test_everybody_reads_the_menus_of_the_coming_days(client, menu):
    a_menu(on=date(2026, 11, 29), dishes="昨天的菜")

    page = client.get(MENUS)

    for said in ("红烧肉", "15元", "80岁以上补贴3元", "11月30日（周一）15:00"):
        assert said in words(page)
    assert page_of(menu) in links(page)
    assert "昨天的菜" not in words(page)


def test_a_menu_that_is_closed_or_full_is_not_offered(client, menu, neighbour):
    menu.portions = 1
    menu.save()
    order(menu, neighbour)

    assert page_of(menu) not in links(client.get(MENUS))
    assert "订满了" in words(client.get(MENUS))


@pytest.mark.parametrize("count", [1, 6])
def test_the_menus_take_few_queries(client, count, django_assert_num_queries):
    for number in range(count):
        a_meal_order(menu=a_menu(on=date(2026, 12, 1 + number)))

    with django_assert_num_queries(2):
        client.get(MENUS)


def test_who_is_not_signed_in_signs_in_first_and_staff_go_to_the_desk(client, menu):
    assert client.get(page_of(menu))["Location"].startswith("/account/login/")
    client.force_login(staff_of(menu.centre))
    assert client.get(page_of(menu))["Location"] == MENUS


def test_a_resident_orders_reads_it_under_mine_and_changes_it(menu, neighbour):
    client = signed_in(neighbour)
    form = {**hidden(client.get(page_of(menu))), "portions": "２", "how": "delivery", "address": "示例路1号"}

    answer = client.post(page_of(menu), form, follow=True)

    assert "订好了：2份，送到示例路1号" in words(answer)
    assert f"{page_of(menu)}?order={MealOrder.objects.get().pk}" in links(answer)
    assert 'value="示例路1号"' in client.get(page_of(menu)).content.decode()


def test_a_daughter_orders_for_her_mother(menu, neighbour):
    mother = a_resident(name="赵示例")
    a_relative(elder=mother, user=neighbour.user)
    client = signed_in(neighbour)

    client.post(page_of(menu), {"whom": f"for-{mother.pk}", "portions": "1", "how": "here"})

    assert MealOrder.objects.get().resident == mother


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"portions": "0"}, "portions"),
        ({"portions": "10"}, "portions"),
        ({"portions": "viel"}, "portions"),
        ({"how": "delivery"}, "address"),
        ({"how": "x"}, "how"),
    ],
)
def test_bad_input_is_said_at_its_field(menu, neighbour, changes, field):
    answer = signed_in(neighbour).post(page_of(menu), {"portions": "1", "how": "here", **changes})

    assert list(answer.context["form"].errors) == [field]
    assert not MealOrder.objects.exists()


def test_lunch_is_cancelled_after_a_second_look_by_whose_it_is(menu, neighbour):
    ordered = a_meal_order(menu=menu, resident=neighbour)
    address = f"{MENUS}orders/{ordered.pk}/cancel/"

    assert Client().get(address).status_code == 302
    assert signed_in(a_neighbour()).post(address).status_code == 404
    client = signed_in(neighbour)
    assert "不要了" in words(client.get(address))
    assert "取消了，厨房知道了" in words(client.post(address, follow=True))
    ordered.refresh_from_db()
    assert ordered.is_cancelled


def test_after_the_cut_off_the_pages_say_whom_to_call(menu, neighbour, monday_morning):
    ordered = a_meal_order(menu=menu, resident=neighbour)
    monday_morning.move_to(CUT_OFF)
    client = signed_in(neighbour)

    for page in (page_of(menu), f"{MENUS}orders/{ordered.pk}/cancel/"):
        assert menu.centre.phone in words(client.get(page))
    answer = client.post(f"{MENUS}orders/{ordered.pk}/cancel/", follow=True)
    assert "厨房已经点好数了" in words(answer)


# People


def test_orders_follow_merged_exported_and_forgotten_people(menu):
    gone, kept = a_resident(), a_resident()
    theirs = a_meal_order(menu=menu, resident=gone)
    own = a_meal_order(menu=a_menu(), resident=kept, how="delivery", address="示例路1号")

    people.repoint(gone, kept)
    theirs.refresh_from_db()
    assert (theirs.resident, theirs.is_cancelled) == (kept, True)
    assert people.export(kept)["meals"][1]["address"] == "示例路1号"
    assert "午餐" in people.unfinished(kept, NOW)[0]

    people.forget(kept)
    own.refresh_from_db()
    assert (own.resident, own.address, own.portions) == (None, "", 1)
    assert people.unfinished(kept, NOW) == []


def test_merged_people_leave_what_the_kitchen_has_cooked(menu):
    gone, kept = a_resident(), a_resident()
    brought = {"how": "delivery", "address": "示例路1号", "brought_at": menu.closes_at + timedelta(hours=20)}
    theirs = a_meal_order(menu=menu, resident=gone, **brought)
    own = a_meal_order(menu=menu, resident=kept)

    with time_machine.travel(menu.closes_at + timedelta(days=2), tick=False):
        people.repoint(gone, kept)

    for order in (theirs, own):
        order.refresh_from_db()
    assert (theirs.resident, theirs.is_cancelled, theirs.brought_at) == (None, False, brought["brought_at"])
    assert (own.resident, own.is_cancelled) == (kept, False)


def test_after_a_year_nobody_can_tell_who_ate(menu):
    ordered = a_meal_order(menu=menu)

    people.forget_who_came(at("2027-12-03 03:00"))

    ordered.refresh_from_db()
    assert ordered.resident is None


# For somebody else, and late


def test_a_daughter_changes_her_mothers_lunch_and_has_none_herself(client, menu):
    daughter, mother = a_user(), a_resident(name="欧阳示例")
    a_resident(user=daughter)
    a_relative(user=daughter, elder=mother)
    order = a_meal_order(menu=menu, resident=mother, portions=2, how="delivery", address="示例路1号")
    client.force_login(daughter)
    with time_machine.travel(menu.closes_at - timedelta(hours=3), tick=False):
        client.force_login(daughter)
        [link] = [each for each in links(client.get("/services/mine/")) if "?order=" in each]
        form = client.get(link).context["form"]
        sent = {name: form[name].value() for name in ("whom", "how", "address", "token")}
        client.post(link, {**sent, "portions": "3"})

    order.refresh_from_db()
    assert (sent["how"], sent["address"], order.portions, order.resident) == ("delivery", "示例路1号", 3, mother)
    assert MealOrder.objects.count() == 1


def test_an_order_of_somebody_else_fills_no_form(client, menu):
    other = a_meal_order(menu=menu, portions=4)
    neighbour = a_resident(user=a_user())
    with time_machine.travel(menu.closes_at - timedelta(hours=3), tick=False):
        client.force_login(neighbour.user)
        page = client.get(f"{MENUS}{menu.pk}/?order={other.pk}", follow=True)
    assert page.context["form"]["portions"].value() == 1


def test_once_the_kitchen_has_counted_ones_own_page_says_whom_to_call(client, menu):
    order = a_meal_order(menu=menu, resident=a_resident(user=a_user()))
    with time_machine.travel(menu.closes_at + timedelta(minutes=1), tick=False):
        client.force_login(order.resident.user)
        page = client.get("/services/mine/")
    assert menu.centre.phone in words(page)
    assert not [each for each in links(page) if "cancel" in each]


def test_staff_take_an_order_off_the_list_after_the_kitchen_has_counted(menu):
    clerk, late = staff_of(menu.centre), menu.closes_at + timedelta(hours=1)
    order = a_meal_order(menu=menu)
    brought = a_meal_order(menu=menu, how="delivery", address="示例路1号", brought_at=late)

    actions.cancel_meal(order=order, by=clerk, now=late)
    with pytest.raises(actions.NoMeal):
        actions.cancel_meal(order=brought, by=clerk, now=late)
    with pytest.raises(actions.NoMeal):
        actions.cancel_meal(order=a_meal_order(menu=menu), by=clerk, now=late + timedelta(days=2))

    order.refresh_from_db()
    assert (order.is_cancelled, order.cancelled_by) == (True, clerk)
