"""Pages that stay true while they lie open, and filters that answer at once; the reader keeps their place."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.factories import a_centre, a_room, an_occupancy, open_daily
from tests.journeys.steps import a_room_to_book, tomorrow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def come_back(page: Page) -> int:
    """The window gets the focus again, and the page asks; the status of the answer."""
    with page.expect_response(lambda response: "x-seen" in response.request.headers) as answer:
        page.evaluate("window.dispatchEvent(new Event('focus'))")
    return answer.value.status


@pytest.mark.parametrize("path", ["/rooms/?date={day}", "/rooms/{room}/?date={day}"])
def test_what_somebody_else_booked_leaves_the_page_when_one_comes_back(
    page_at: Callable[..., Page], path: str
) -> None:
    room = a_room_to_book()
    page = page_at(375)
    page.goto(path.format(room=room.pk, day=tomorrow()))
    kept = page.get_by_role("link", name="13:00–14:30")
    kept.focus()
    an_occupancy(room=room, span=f"{tomorrow()} 08:30-10:00")

    assert come_back(page) == 200

    expect(page.get_by_role("link", name="08:30–10:00")).to_have_count(0)
    expect(kept).to_be_focused()
    expect(page.locator("#renewed")).not_to_be_empty()


def test_nothing_moves_while_nothing_changes(page_at: Callable[..., Page]) -> None:
    room = a_room_to_book()
    page = page_at(375)
    page.goto(f"/rooms/{room.pk}/?date={tomorrow()}")

    assert come_back(page) == 204

    expect(page.get_by_role("link", name="08:30–10:00")).to_be_visible()
    expect(page.locator("#renewed")).to_be_empty()


def test_a_filter_answers_at_once_and_stands_in_the_address(page_at: Callable[..., Page]) -> None:
    room = a_room_to_book(name="舞蹈房")
    other = a_centre(slug="c2", name="示例二中心")
    open_daily(other, "08:30-12:00", days=(1, 2, 3, 4, 5, 6, 7, 8))
    a_room(centre=other, name="阅览室")
    page = page_at(375)
    page.goto(f"/rooms/?date={tomorrow()}")
    where = page.get_by_label("在哪里")
    where.focus()

    where.select_option("c2")

    expect(page.get_by_role("heading", name="阅览室")).to_be_visible()
    expect(page.get_by_role("heading", name=room.name)).to_have_count(0)
    expect(page.get_by_label("在哪里")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="有 1 间可约")).to_have_count(1)
    assert f"date={tomorrow()}&part=&centre=c2" in page.url
    page.go_back()
    expect(page.get_by_role("heading", name=room.name)).to_be_visible()


def test_a_filter_that_cannot_be_says_so_in_its_place(page_at: Callable[..., Page]) -> None:
    a_room_to_book()
    page = page_at(375)
    page.goto(f"/rooms/?date={tomorrow()}")

    page.get_by_label("几个人").fill("很多")
    page.get_by_label("几个人").press("Tab")

    expect(page.get_by_role("alert")).to_contain_text("请只填数字")
    expect(page.get_by_label("几个人")).to_have_value("很多")


def test_what_takes_longer_than_a_moment_is_said(page_at: Callable[..., Page]) -> None:
    a_room_to_book()
    page = page_at(375)
    page.goto(f"/rooms/?date={tomorrow()}")
    held: list[Route] = []
    page.route("**/rooms/?*", lambda route: held.append(route))
    looking = page.get_by_role("button", name="正在查…")
    expect(looking).to_have_count(0)

    page.get_by_label("什么时候").select_option("上午")

    expect(looking).to_be_visible()
    held[0].continue_()
    expect(page.get_by_role("button", name="查一查").first).to_be_visible()
    expect(looking).to_have_count(0)
