"""No page has a barrier that axe finds: WCAG 2.2 A and AA, and the contrast of AAA on all pages but the admin's."""

from collections.abc import Callable, Iterable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.reading import SAMPLE, Reader
from tests.journeys.tour import Sheet
from tests.journeys.visitors import faced

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
THEMES = ("light", "contrast", "dark")
TALL = {"height": 9000, "options": {"reduced_motion": "reduce"}}  # nothing under the bar at the bottom, or on its way


def barriers(pages: Iterable[tuple[Sheet, Page]], *themes: str) -> list[str]:
    """A theme is a word on `<html>`: a page need not be asked for again. The admin knows no high contrast."""
    return [
        barrier
        for sheet, page in pages
        for theme in themes
        if not (sheet.is_admin and theme == "contrast")
        for barrier in _barriers(page, sheet, theme)
    ]


def _barriers(page: Page, sheet: Sheet, theme: str) -> Iterator[str]:
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    rules = {"target-size": {"enabled": True}, "color-contrast-enhanced": {"enabled": not sheet.is_admin}}
    options = {
        "runOnly": {"type": "tag", "values": TAGS},
        "rules": rules,
        "resultTypes": ["violations"],
        "preload": False,  # it would write style elements, which the content policy refuses
    }
    for rule in Axe("").run(page, options=options).response["violations"]:
        for node in rule["nodes"]:
            [why, *_more] = node["any"] or node["all"] or node["none"]
            yield f"{sheet}, {theme}: {rule['id']}: {node['html'][:100]} {why['message'][:200]}"


def with_axe(reader: Reader) -> Reader:
    reader.context.add_init_script(Axe().axe_script)
    return reader


@pytest.mark.parametrize(
    ("mode", "width", "theme"), [("", 375, "light"), ("elder", 375, "contrast"), ("", 1280, "dark")]
)
def test_a_page_of_each_make_has_no_barrier(reader: Callable[..., Reader], mode: str, width: int, theme: str) -> None:
    visitors = [with_axe(reader(name, width, **TALL, mode=mode)) for name in SAMPLE]

    assert [barrier for visitor in visitors for barrier in barriers(visitor.sample(), theme)] == []


@pytest.mark.long
@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize(("name", "mode"), faced(("",), ("elder",)))
def test_no_page_in_any_face_has_a_barrier(reader: Callable[..., Reader], name: str, mode: str, width: int) -> None:
    assert barriers(with_axe(reader(name, width, **TALL, mode=mode)).all(), *THEMES) == []


TINY_LINKS = """main.insertAdjacentHTML("afterbegin", "<div><a href=/>x</a><a href=/>y</a></div>");
  for (const link of main.querySelector("div").children)
    link.style.cssText = "display: block; width: 10px; height: 10px; line-height: 10px; overflow: hidden";"""


SPOILED = {
    "color-contrast": "main.querySelector('h1').style.color = '#aaa'",
    "color-contrast-enhanced": "main.querySelector('.lede').style.color = '#6b6b6b'",
    "label": "main.querySelector('label').remove()",
    "target-size": TINY_LINKS,
}


def test_axe_finds_what_is_wrong(reader: Callable[..., Reader]) -> None:
    visitor = with_axe(reader("a resident", 1280, **TALL))
    sheet = visitor.guest.sheet_of("bookings:book")
    page = visitor.open(sheet)

    for spoil in SPOILED.values():
        page.locator("main").evaluate(f"main => {{ {spoil} }}")

    found = barriers([(sheet, page)], "light")
    assert {rule for rule in SPOILED if f" {rule}: " in "".join(found)} == set(SPOILED)
