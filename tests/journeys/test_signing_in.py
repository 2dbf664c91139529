"""A neighbour signs up on a phone and at a desk, as large as the letters may be, and reads what we know."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from residents.models import Resident
from residents.seed import ensure_privacy_notice
from tests.journeys.steps import fits
from tests.residents.codes_by_sms import code_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "text"), [(375, "s"), (375, "xl"), (1280, "s"), (320, "xl")])
def test_sign_up_with_a_code(page_at: Callable[[int], Page], live_server, width: int, text: str):
    cache.clear()
    ensure_privacy_notice()
    page = page_at(width)
    page.context.add_cookies([{"name": "text", "value": text, "url": live_server.url}])

    page.goto("/account/login/?next=/account/privacy/")
    assert fits(page)
    page.get_by_role("link", name="注册").click()
    page.get_by_label("手机号").fill("１３８ 0000 0001")
    page.get_by_role("button", name="发验证码").click()
    expect(page.get_by_role("alert")).to_contain_text("请填您的姓名")
    assert fits(page)

    page.get_by_label("您的姓名").fill("张示例")
    page.get_by_label("我看过隐私政策，同意").check()
    page.get_by_role("button", name="发验证码").click()
    expect(page.get_by_text("138****0001")).to_be_visible()
    assert fits(page)
    page.get_by_label("验证码").fill(code_for("13800000001"))
    page.get_by_role("button", name="填好了").click()
    expect(page).to_have_url(f"{live_server.url}/account/privacy/")
    assert fits(page)

    page.goto("/account/")
    expect(page.get_by_label("您的姓名")).to_have_value("张示例")
    assert fits(page)
    assert Resident.objects.get().name == "张示例"
