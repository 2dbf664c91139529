"""A daughter signs her mother up for calligraphy; a clerk signs a caller up with one key; a full date has a line."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from activities.models import Activity, Enrolment, EnrolmentWait, Session
from residents.models import Resident
from residents.seed import ensure_privacy_notice
from tests.factories import a_relative, a_resident, a_session, a_user, an_activity, an_enrolment, staff_of
from tests.journeys.steps import PASSWORD, a_room_to_book, arrive, fits, is_ready_for_keys, tomorrow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def daughter() -> Resident:
    cache.clear()
    ensure_privacy_notice()
    return a_resident(user=a_user(phone="13800000002", password=PASSWORD), name="李示例", phone="13800000002")


@pytest.fixture
def session() -> Session:
    activity = an_activity(name="书法", kind=Activity.Kind.CRAFT, leader="王老师")
    return a_session(
        activity=activity, room=a_room_to_book(), span=f"{tomorrow() + timedelta(days=2)} 19:00-20:00", capacity=3
    )


@pytest.mark.parametrize("java_script", [True, False])
def test_a_daughter_signs_her_mother_up(
    page_at: Callable[..., Page], daughter: Resident, session: Session, java_script: bool
) -> None:
    mother = a_resident(name="张示例", phone="13900000001")
    a_relative(elder=mother, user=daughter.user)
    page = page_at(375, java_script_enabled=java_script)

    page.goto(session.activity.get_absolute_url())
    expect(page.get_by_role("main")).to_contain_text("还剩3个名额")
    page.get_by_role("link", name="报名").click()
    by_password = page.get_by_role("region", name="用密码登录")
    by_password.get_by_label("手机号").fill("13800000002")
    by_password.get_by_label("密码").fill(PASSWORD)
    by_password.get_by_role("button", name="用密码登录").click()
    page.get_by_role("radio", name="张示例").check()
    if java_script:
        assert fits(page)
    page.get_by_role("button", name="确认报名").click()

    expect(page.get_by_role("main")).to_contain_text("李示例（女儿）代报")
    assert Enrolment.objects.get().resident == mother
    page.get_by_role("link", name="退名额").click()
    page.get_by_role("button", name="确认退名额").click()
    expect(page.get_by_role("main")).to_contain_text("已退名额")
    assert Enrolment.objects.get().state == "withdrawn"


def test_who_comes_too_late_waits_in_line(page_at: Callable[..., Page], daughter: Resident, session: Session) -> None:
    for _each in range(3):
        an_enrolment(session=session)
    page = page_at(375)
    arrive(page, daughter.user)

    page.goto(session.activity.get_absolute_url())
    page.get_by_role("link", name="候补").click()
    page.get_by_role("button", name="排候补").click()

    expect(page.get_by_role("main")).to_contain_text("您排第1位")
    assert EnrolmentWait.objects.get().resident == daughter
    assert fits(page)


def test_a_caller_is_signed_up_with_the_keyboard_alone(page_at: Callable[..., Page], session: Session) -> None:
    a_resident(name="张示例", phone="13900001234")
    page = page_at(1280)
    arrive(page, staff_of(session.occupancy.room.centre))

    page.goto("/desk/c1/")
    is_ready_for_keys(page)
    page.keyboard.type("1234")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("张示例")
    is_ready_for_keys(page)
    page.keyboard.press("8")
    expect(page.get_by_role("heading", level=1)).to_have_text("替张示例报名")
    is_ready_for_keys(page)
    page.keyboard.press("1")

    expect(page.get_by_role("heading", level=1)).to_have_text("张示例")
    place = Enrolment.objects.get()
    assert (place.resident.name, place.channel) == ("张示例", "phone")
    expect(page.get_by_role("link", name="书法")).to_be_visible()
