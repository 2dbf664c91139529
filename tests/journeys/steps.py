"""What several journeys do: a site to walk to, signing in, a page that fits."""

from datetime import date, timedelta

from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Error, Page, expect

from centres.models import Room
from residents.models import User
from tests.factories import a_centre, a_room, open_daily

PASSWORD = "Yanji-2026"
SECONDS_TO_APPEAR = 20  # for what a journey expects of a page, on a machine that has other things to do


def tomorrow() -> date:
    """The first whole day that can be booked, whatever the hour."""
    return timezone.localdate() + timedelta(days=1)


def a_room_to_book(*, name: str = "舞蹈房") -> Room:
    """In a site that is open every day, on holidays too."""
    centre = a_centre(slug="c1", name="示例睦邻中心")
    open_daily(centre, "08:30-12:00", "13:00-20:00", days=(1, 2, 3, 4, 5, 6, 7, 8))
    return a_room(centre=centre, name=name, capacity=30)


def arrive(page: Page, user: User) -> None:
    """Whoever signed in some days ago opens the portal, and is known."""
    before = Client()
    before.force_login(user)
    session = before.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": session.key, "value": session.value, "domain": "localhost", "path": "/"}])
    page.goto("/")


def sign_in(page: Page, user: User) -> None:
    """Through the front door, with a password."""
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    page.goto("/account/login/")
    by_password = page.get_by_role("region", name="用密码登录")
    by_password.get_by_label("手机号").fill(user.phone)
    by_password.get_by_label("密码").fill(PASSWORD)
    by_password.get_by_role("button", name="用密码登录").click()
    expect(page.get_by_role("heading", name="登录", exact=True)).to_be_hidden()


def is_ready_for_keys(page: Page) -> None:
    """Its scripts listen, and what comes next has the focus: keys pressed before would go nowhere."""
    page.wait_for_load_state()
    page.wait_for_function("() => document.activeElement !== document.body")


def fits(page: Page) -> bool:
    """Nothing makes the page itself scroll sideways; asked of the next page when this one is just being left.
    (A function, since our policy refuses words that are evaluated again.)"""
    narrow = "() => document.documentElement?.scrollWidth <= document.documentElement?.clientWidth"
    try:
        page.wait_for_function(narrow, timeout=SECONDS_TO_APPEAR * 1000)
    except Error:
        return False
    return True
