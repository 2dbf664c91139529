"""With the keyboard alone: sign up, search, book and cancel, the focus always in sight, and no page holds it fast."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Locator, Page, expect

from bookings.models import Booking
from residents.seed import ensure_privacy_notice
from tests.journeys.reading import MEASURE, Reader
from tests.journeys.steps import a_room_to_book, tomorrow
from tests.journeys.visitors import faced
from tests.residents.codes_by_sms import code_for

pytestmark = pytest.mark.browser

AT_MOST = 900  # stops on a page, far more than any has
PHONE = "13800000001"
IS_FOCUSED = "element => element === document.activeElement"


def tab(page: Page) -> str | None:
    """One stop further: what has the focus now, None past the last. It is marked, in sight and not covered."""
    page.keyboard.press("Tab")
    here = page.evaluate("measure.focus()")
    assert here is None or not here["faults"], f"{page.url}: {here}"
    return here and here["name"]


def go_to(page: Page, target: Locator) -> None:
    """By the tab key from where the focus is, which may be there already."""
    for _n in range(AT_MOST):
        if target.evaluate(IS_FOCUSED):
            return
        assert tab(page), f"{page.url}: the tab key does not lead to {target}"


def press(page: Page, target: Locator) -> None:
    go_to(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, target: Locator, words: str) -> None:
    go_to(page, target)
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


@pytest.mark.django_db(transaction=True)
def test_from_sign_up_to_cancelling(page_at: Callable[..., Page]) -> None:
    cache.clear()
    ensure_privacy_notice()
    a_room_to_book()
    page = page_at(1280)
    page.add_init_script(MEASURE)

    skip_to_the_text(page)
    search(page)
    sign_up(page)
    book(page)
    cancel(page)

    assert Booking.objects.get().is_cancelled


def skip_to_the_text(page: Page) -> None:
    page.goto("/")
    assert tab(page) == "a.skip “跳到正文”"
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def search(page: Page) -> None:
    page.goto("/")
    press(page, page.get_by_role("navigation", name="主菜单").get_by_role("link", name="活动室", exact=True))
    press(page, page.get_by_role("link", name=f"{tomorrow():%-m}月{tomorrow():%-d}日"))
    write(page, page.get_by_label("几个人"), "8")
    tab(page)  # whoever leaves the field has the answer already; it takes the place of this form
    page.wait_for_url("**people=8**")
    press(page, page.get_by_role("button", name="查一查").first)
    press(page, page.get_by_role("link", name="08:30–10:00 舞蹈房"))


def sign_up(page: Page) -> None:
    by_code = page.get_by_role("region", name="用短信登录")
    write(page, by_code.get_by_label("手机号"), PHONE)
    press(page, by_code.get_by_role("button", name="发验证码"))
    write(page, page.get_by_label("验证码"), code_for(PHONE))
    press(page, page.get_by_role("button", name="填好了"))
    press(page, page.get_by_role("button", name="填好了"))  # without a name
    expect(page.get_by_role("alert")).to_be_focused()
    go_to(page, page.get_by_role("alert").get_by_role("link").first)
    page.keyboard.press("Enter")
    expect(page.get_by_label("您的姓名")).to_be_focused()
    page.keyboard.type("欧阳示例")
    go_to(page, page.get_by_label("我看过隐私政策，同意"))
    page.keyboard.press("Space")
    press(page, page.get_by_role("button", name="填好了"))


def book(page: Page) -> None:
    expect(page.get_by_label("几个人来")).to_have_value("8")
    go_to(page, page.get_by_role("group", name="来做什么").get_by_role("radio").first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    press(page, page.get_by_role("button", name="下一步"))
    press(page, page.get_by_role("button", name="确认预约"))
    expect(page.get_by_role("status")).to_contain_text("约好了")


def cancel(page: Page) -> None:
    press(page, page.get_by_role("link", name="取消预约"))
    press(page, page.get_by_role("button", name="取消"))
    go_to(page, page.get_by_role("button", name="撤回"))


# All pages


def stops(page: Page) -> Iterator[str]:
    """Once round the page, from its beginning to its end."""
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0) }")
    first = tab(page)
    here = first
    for _n in range(AT_MOST):
        if here is None:
            return
        yield here
        here = tab(page)
    raise AssertionError(f"{page.url} does not let go of the focus")


@pytest.mark.parametrize(
    ("kind", "mode", "height"),
    [
        ("office:home", "", 900),
        ("bookings:book", "", 900),
        ("bookings:book", "elder", 700),
        ("bookings:book", "elder", 256),
    ],
)
def test_the_tab_key_goes_round_a_page_with_the_focus_in_sight(
    reader: Callable[..., Reader], kind: str, mode: str, height: int
) -> None:
    visitor = reader("a resident", 375, height=height, mode=mode)
    page = visitor.open(visitor.guest.sheet_of(kind))

    there = list(stops(page))

    assert there[0].startswith("a.skip")
    assert len(there) >= 5


@pytest.mark.long
@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize(("name", "mode"), faced(("",), ("elder",)))
def test_no_page_holds_or_hides_the_focus(reader: Callable[..., Reader], name: str, mode: str, width: int) -> None:
    for _sheet, page in reader(name, width, mode=mode).all():
        assert len(list(stops(page))) >= 3


def test_a_hidden_mark_or_a_trap_is_found(reader: Callable[..., Reader]) -> None:
    visitor = reader("a passer-by", 375)
    page = visitor.open(visitor.guest.sheet_of("residents:privacy"))
    page.evaluate("document.querySelector('.brand').style.setProperty('outline', 'none', 'important')")
    with pytest.raises(AssertionError, match="has no mark of the focus"):
        list(stops(page))

    page = visitor.open(visitor.guest.sheet_of("residents:privacy"))
    page.locator(".brand").evaluate("brand => { brand.onkeydown = event => event.preventDefault() }")
    with pytest.raises(AssertionError, match="does not let go"):
        list(stops(page))
