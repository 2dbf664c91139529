"""A team from registration to its first booking, on a phone without scripts: the leader asks, the office answers,
the deputy books."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from bookings.models import Booking
from residents.models import Membership, Team
from residents.seed import ensure_privacy_notice
from tests.centres.test_photos import a_picture
from tests.factories import a_resident, a_street_officer, a_user
from tests.journeys.steps import a_room_to_book, arrive, fits, tomorrow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_team_from_registration_to_its_first_booking(page_at: Callable[..., Page]) -> None:
    cache.clear()
    ensure_privacy_notice()
    room = a_room_to_book()
    leader = a_resident(user=a_user(phone="13800000003"), name="王示例", phone="13800000003")
    neighbour = a_resident(user=a_user(phone="13800000004"), name="李示例", phone="13800000004")

    _ask_for_registration(page_at(375, java_script_enabled=False), leader.user, room.centre.name)
    team = Team.objects.get()
    _answer(page_at(1280, java_script_enabled=False), a_street_officer(), team)
    _join(page_at(375, java_script_enabled=False), neighbour.user)
    _make_a_deputy(page_at(375, java_script_enabled=False), leader.user)
    assert Membership.objects.get().is_deputy
    _book(page_at(375, java_script_enabled=False), neighbour.user, room.pk)

    booking = Booking.objects.get()
    assert (booking.team, booking.occupancy.title, booking.booked_for) == (team, "敦化读书会", neighbour)


def _ask_for_registration(page: Page, user, site: str) -> None:
    arrive(page, user)
    page.goto("/account/")
    page.get_by_role("main").get_by_role("link", name="看看团队").click()
    page.get_by_role("link", name="办一个团队").click()
    assert fits(page)
    page.get_by_label("团队名称").fill("敦化读书会")
    page.get_by_label("平时多在哪里活动").select_option(label=site)
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("status")).to_contain_text("建好了")
    assert fits(page)
    page.get_by_role("link", name="交材料给街道看看").click()
    page.get_by_label("是什么材料").fill("成员名单")
    upload = a_picture((800, 1200))
    picture = {"name": "list.jpg", "mimeType": "image/jpeg", "buffer": upload.read()}
    page.get_by_label("材料的照片").set_input_files(files=[picture])  # type: ignore[arg-type]
    page.get_by_role("button", name="加上").click()
    expect(page.get_by_role("status")).to_contain_text("加好了")
    assert fits(page)
    page.get_by_role("link", name="回到团队").click()
    page.get_by_role("button", name="申请备案").click()
    expect(page.get_by_role("status")).to_contain_text("已经申请")
    assert fits(page)


def _answer(page: Page, officer, team: Team) -> None:
    arrive(page, officer)
    page.goto("/admin/")
    page.get_by_role("link", name=re.compile("等着备案的团队")).click()
    page.get_by_role("link", name="敦化读书会").click()
    expect(page.get_by_role("link", name="成员名单")).to_be_visible()
    page.get_by_label("原因，或给团队的话").fill("欢迎")
    page.get_by_role("button", name="通过备案").click()
    expect(page.get_by_text("记下了，会告诉领队。")).to_be_visible()
    team.refresh_from_db()
    assert team.is_approved


def _join(page: Page, user) -> None:
    arrive(page, user)
    page.goto("/teams/")
    page.get_by_role("link", name="敦化读书会").click()
    page.get_by_role("link", name="申请加入").click()
    page.get_by_label("给领队写句话").fill("我爱读书")
    page.get_by_role("button", name="申请加入").click()
    expect(page.get_by_role("status")).to_contain_text("已经问了领队")
    assert fits(page)


def _make_a_deputy(page: Page, user) -> None:
    arrive(page, user)
    page.goto("/teams/")
    page.get_by_role("link", name="敦化读书会").first.click()
    expect(page.get_by_role("main")).to_contain_text("我爱读书")
    page.get_by_role("button", name="同意加入").click()
    page.get_by_text("调整身份").click()
    page.get_by_role("button", name="设为副领队").click()
    expect(page.get_by_role("status")).to_contain_text("李示例现在是副领队")
    assert fits(page)


def _book(page: Page, user, room: int) -> None:
    arrive(page, user)
    page.goto(f"/rooms/{room}/book/?date={tomorrow()}&start=09:00&end=10:30")
    page.get_by_role("radio", name=re.compile("敦化读书会")).check()
    page.get_by_label("几个人来").fill("8")
    page.get_by_role("radio", name="读书看报").check()
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("main")).to_contain_text("敦化读书会")
    page.get_by_role("button", name="确认预约").click()
    expect(page.get_by_role("status")).to_contain_text("约好了")
