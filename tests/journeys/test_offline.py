"""The portal on a phone without a network: one's bookings as last seen, and never those of anybody else."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from bookings.models import Booking
from centres.models import Room
from residents.models import User
from tests.factories import a_booking, a_resident, a_user, staff_of
from tests.journeys.steps import a_room_to_book, fits, sign_in, tomorrow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OFFLINE = "现在没有网络"
KEPT = """async () => {
  const kept = await (await caches.open("yanji")).keys();
  return kept.map((request) => new URL(request.url).pathname).filter((path) => !path.startsWith("/static/")).sort();
}"""


def a_neighbour(room: Room, hours: str) -> tuple[User, Booking]:
    """Somebody who has booked for tomorrow."""
    resident = a_resident(user=a_user())
    return resident.user, a_booking(room=room, booked_for=resident, span=f"{tomorrow()} {hours}")


def a_phone(page_at: Callable[..., Page], width: int = 375) -> Page:
    """That has been here before: the worker is there."""
    page = page_at(width)
    page.goto("/")
    wait_until(page, "navigator.serviceWorker.controller !== null", is_now=True)
    return page


def wait_until(page: Page, asked: str, *, is_now: object) -> None:
    """Ask until the answer is this. (Playwright's own wait_for_function evaluates words, which our policy refuses.)"""
    for _n in range(100):
        answer = page.evaluate(asked)
        if answer == is_now:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{answer} instead of {is_now}")


def wait_until_kept(page: Page, *paths: str) -> None:
    """The worker has put aside exactly this."""
    wait_until(page, KEPT, is_now=sorted(paths))


def without_network(page: Page, path: str = "/bookings/") -> None:
    page.context.set_offline(True)
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_text(OFFLINE)


def sign_out(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("link", name="登录")).to_be_visible()


def test_it_can_be_installed(page_at: Callable[..., Page]) -> None:
    page = a_phone(page_at)
    browser = page.context.new_cdp_session(page)

    manifest = browser.send("Page.getAppManifest")
    assert (manifest["errors"], manifest["url"].endswith("/manifest-zh-hans.webmanifest")) == ([], True)
    hindrances = browser.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [each["errorId"] for each in hindrances] in ([], ["in-incognito"])  # so it is with every test's browser
    assert (
        page.evaluate("navigator.serviceWorker.ready.then((registration) => registration.active.state)") == "activated"
    )


@pytest.mark.parametrize(
    ("width", "cookies"),
    [
        pytest.param(320, {"text": "xl"}, id="the largest text"),
        pytest.param(375, {}, id="a phone", marks=pytest.mark.long),
        pytest.param(375, {"mode": "elder"}, id="simple pages", marks=pytest.mark.long),
        pytest.param(1280, {"theme": "contrast"}, id="high contrast", marks=pytest.mark.long),
    ],
)
def test_without_network_my_bookings_stand_as_last_seen(
    page_at: Callable[..., Page], live_server, width: int, cookies: dict[str, str]
) -> None:
    user, booking = a_neighbour(a_room_to_book(), "09:00-10:30")
    page = a_phone(page_at, width)
    page.context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
    )
    sign_in(page, user)
    page.goto("/bookings/")
    wait_until_kept(page, "/offline/", "/offline/mine/")
    looks = page.evaluate("document.documentElement.dataset")

    without_network(page, "/rooms/")

    expect(page.get_by_text("上次看到")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text=booking.ref)).to_contain_text("09:00–10:30")
    expect(page.get_by_role("link", name=booking.room.centre.phone)).to_be_visible()
    assert page.evaluate("document.documentElement.dataset") == looks
    assert page.evaluate("document.styleSheets.length") == 5
    assert fits(page)

    page.context.set_offline(False)
    page.get_by_role("button", name="再试一次").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(OFFLINE)


def test_a_booking_just_cancelled_is_gone_without_network_too(page_at: Callable[..., Page]) -> None:
    user, booking = a_neighbour(a_room_to_book(), "09:00-10:30")
    page = a_phone(page_at)
    sign_in(page, user)
    page.goto(f"/bookings/{booking.ref}/")
    page.get_by_role("link", name="取消预约").click()
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_role("button", name="撤回")).to_be_visible()
    kept = "async () => (await (await caches.match('/offline/mine/')).text()).includes('那时您没有预约')"
    wait_until(page, kept, is_now=True)

    without_network(page)

    expect(page.locator("body")).not_to_contain_text(booking.ref)


def test_after_signing_out_nothing_is_left(page_at: Callable[..., Page]) -> None:
    user, booking = a_neighbour(a_room_to_book(), "09:00-10:30")
    page = a_phone(page_at)
    sign_in(page, user)
    page.goto("/bookings/")
    wait_until_kept(page, "/offline/", "/offline/mine/")

    sign_out(page)
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", name="登录", exact=True)).to_be_visible()
    wait_until_kept(page, "/offline/")
    without_network(page)

    expect(page.locator("body")).not_to_contain_text(booking.ref)
    expect(page.get_by_text("上次看到")).to_be_hidden()


def test_network_lost_in_the_moment_of_signing_out(page_at: Callable[..., Page]) -> None:
    """Nobody knows whether the server has heard it: then nothing may be left."""
    user, booking = a_neighbour(a_room_to_book(), "09:00-10:30")
    page = a_phone(page_at)
    sign_in(page, user)
    page.goto("/bookings/")
    wait_until_kept(page, "/offline/", "/offline/mine/")
    page.context.set_offline(True)
    page.evaluate("addEventListener('submit', (event) => event.stopImmediatePropagation(), true)")  # past the warning

    page.get_by_role("button", name="退出").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(OFFLINE)
    expect(page.locator("body")).not_to_contain_text(booking.ref)


def test_whoever_signs_in_next_has_only_their_own(page_at: Callable[..., Page]) -> None:
    room = a_room_to_book()
    one, booking_of_one = a_neighbour(room, "09:00-10:30")
    other, booking_of_other = a_neighbour(room, "14:00-15:30")
    page = a_phone(page_at)
    sign_in(page, one)
    page.goto("/bookings/")
    wait_until_kept(page, "/offline/", "/offline/mine/")
    sign_out(page)
    sign_in(page, other)
    page.goto("/bookings/")
    wait_until_kept(page, "/offline/", "/offline/mine/")

    without_network(page)

    expect(page.get_by_role("main")).to_contain_text(booking_of_other.ref)
    expect(page.locator("body")).not_to_contain_text(booking_of_one.ref)


def test_an_ended_session_leaves_nothing(page_at: Callable[..., Page]) -> None:
    user, booking = a_neighbour(a_room_to_book(), "09:00-10:30")
    page = a_phone(page_at)
    sign_in(page, user)
    page.goto("/bookings/")
    wait_until_kept(page, "/offline/", "/offline/mine/")
    Session.objects.all().delete()

    page.goto("/")
    wait_until_kept(page, "/offline/")
    without_network(page)

    expect(page.locator("body")).not_to_contain_text(booking.ref)


def test_of_staff_nothing_is_kept(page_at: Callable[..., Page]) -> None:
    room = a_room_to_book()
    user, booking = a_neighbour(room, "09:00-10:30")
    page = a_phone(page_at, 1280)
    sign_in(page, user)
    page.goto("/bookings/")
    wait_until_kept(page, "/offline/", "/offline/mine/")
    page.context.clear_cookies()  # the session is gone, and nobody has signed out
    page.evaluate("caches.open('yanji').then((kept) => kept.delete('/offline/'))")
    sign_in(page, staff_of(room.centre))
    for path in ("/admin/", f"/admin/board/{room.centre.slug}/", "/"):
        page.goto(path)
    wait_until_kept(page, "/offline/")

    without_network(page, "/admin/")

    expect(page.locator("body")).not_to_contain_text(booking.ref)


def test_a_form_sent_without_network_stays_as_it_is(page_at: Callable[..., Page]) -> None:
    user, _booking = a_neighbour(a_room_to_book(), "09:00-10:30")
    page = a_phone(page_at)
    sign_in(page, user)
    page.goto("/account/")
    page.get_by_label("您的姓名").fill("欧阳示例")
    page.context.set_offline(True)

    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("alert")).to_have_text("现在没有网络。您填的都还在，等有网了再按一次。")
    expect(page.get_by_label("您的姓名")).to_have_value("欧阳示例")
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_be_hidden()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status")).to_contain_text("存好了")
    user.resident.refresh_from_db()
    assert user.resident.name == "欧阳示例"
