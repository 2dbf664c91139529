"""Places drawn by lot, from the announcement to the result, without scripts: the office announces, a neighbour applies
on the phone and another at the desk, and anybody checks the numbers."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from activities import actions
from activities.models import Draw, Enrolment
from fairness import draw as lots
from residents.seed import ensure_privacy_notice
from tests.factories import a_resident, a_session, a_user, an_activity, staff_of
from tests.journeys.steps import a_room_to_book, arrive, fits, tomorrow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_draw_from_application_to_result(page_at: Callable[..., Page]) -> None:
    cache.clear()
    ensure_privacy_notice()
    room = a_room_to_book()
    a_session(
        activity=an_activity(name="书法", leader="王老师"),
        room=room,
        span=f"{tomorrow() + timedelta(days=20)} 19:00-20:00",
        capacity=1,
    )
    neighbour = a_resident(user=a_user(phone="13800000004"), name="李示例", phone="13800000004")
    elder = a_resident(name="王示例", phone="02155550001")
    board, phone = page_at(1280, java_script_enabled=False), page_at(375, java_script_enabled=False)

    _announce(board, staff_of(room.centre))
    draw = Draw.objects.get()
    phone.goto(draw.get_absolute_url())
    expect(phone.get_by_role("main")).to_contain_text(draw.commitment)
    _let_it_open(draw)
    _apply(phone, neighbour.user, draw)
    _apply_at_the_desk(board, elder.name)
    actions.draw_when_due(draw.closes_at)
    actions.draw_when_due(draw.draws_at)
    draw.refresh_from_db()

    phone.goto(draw.get_absolute_url())
    expect(phone.get_by_role("heading", name="中签的号码")).to_be_visible()
    assert fits(phone)
    expect(phone.get_by_role("main")).to_contain_text(draw.seed)
    with phone.expect_download() as downloaded:
        phone.get_by_role("link", name="封存的名单").click()
    listed = downloaded.value.path().read_bytes().decode()
    [winner] = lots.draw(listed, draw.seed).winners
    won = draw.tickets.get(number=winner.number)
    assert Enrolment.objects.get().resident == won.resident
    phone.goto("/bookings/")
    expect(phone.get_by_role("main")).to_contain_text("已报名" if won.resident == neighbour else "候补中")


def _announce(page: Page, clerk) -> None:
    arrive(page, clerk)
    page.goto("/admin/board/c1/sessions/")
    page.get_by_role("link", name="书法").click()
    page.get_by_role("link", name="摇号").click()
    assert fits(page)
    page.get_by_role("button", name="公布摇号").click()
    expect(page.get_by_role("status")).to_contain_text("公布了")


def _let_it_open(draw: Draw) -> None:
    """Right after the announcement, for whoever cannot wait until tomorrow."""
    Draw.objects.filter(pk=draw.pk).update(opens_at=draw.announced_at + timedelta(microseconds=1))


def _apply(page: Page, user, draw: Draw) -> None:
    arrive(page, user)
    page.goto(draw.session.activity.get_absolute_url())
    page.get_by_role("link", name="报名摇号").click()
    page.get_by_role("link", name="报名摇号").click()
    page.get_by_role("button", name="好，报名").click()
    expect(page.get_by_role("status")).to_contain_text("您是1号签")
    assert fits(page)


def _apply_at_the_desk(page: Page, name: str) -> None:
    page.goto("/desk/c1/")
    page.locator("#who").fill("0001")
    page.locator("#who").press("Enter")
    page.get_by_role("link", name="报名活动").click()
    page.get_by_role("button", name="报名摇号").click()
    expect(page.get_by_role("status")).to_contain_text(f"{name}是2号签")
