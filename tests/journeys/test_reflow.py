"""No page scrolls sideways or clips its words: at 320 px in all sizes, at 400 % zoom, with wider spacing of text."""

from collections.abc import Callable, Iterable

import pytest
from playwright.sync_api import Page

from tests.journeys.reading import SAMPLE, Reader
from tests.journeys.tour import Sheet
from tests.journeys.visitors import faced

pytestmark = pytest.mark.browser

# WCAG 1.4.12; a style sheet of the reader's own, which the content policy does not govern
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
ZOOMED = {"height": 256, "options": {"device_scale_factor": 4}}  # 1280 × 1024 px at 400 %


def faults_of(pages: Iterable[tuple[Sheet, Page]], *, is_spaced: bool = False) -> list[str]:
    faults = []
    for sheet, page in pages:
        if is_spaced:
            page.evaluate(SPACED)
        found = page.evaluate("measure.sideways", {"regions": sheet.is_staff, "lenient": sheet.is_admin})
        faults += [f"{sheet}: {fault}" for fault in [*found, *page.evaluate("measure.clipped()")]]
    return faults


# A page of each make


@pytest.mark.parametrize(("mode", "text"), [("", "s"), ("elder", "xl")])
def test_a_page_of_each_make_fits_320_px_at_four_times_zoom(
    reader: Callable[..., Reader], mode: str, text: str
) -> None:
    visitors = [reader(name, 320, **ZOOMED, mode=mode, text=text) for name in SAMPLE]

    assert [fault for visitor in visitors for fault in faults_of(visitor.sample())] == []


def test_a_page_of_each_make_bears_wider_spacing(reader: Callable[..., Reader]) -> None:
    visitors = [reader(name, 320) for name in SAMPLE]

    assert [fault for visitor in visitors for fault in faults_of(visitor.sample(), is_spaced=True)] == []


# All pages


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "mode", "text"), faced(("", "s"), ("", "l"), ("", "xl"), ("elder", ""), ("elder", "xl"))
)
def test_every_page_fits_320_px(reader: Callable[..., Reader], name: str, mode: str, text: str) -> None:
    assert faults_of(reader(name, 320, mode=mode, text=text).all()) == []


@pytest.mark.long
@pytest.mark.parametrize(("name", "mode"), faced(("",), ("elder",)))
def test_every_page_bears_four_times_zoom(reader: Callable[..., Reader], name: str, mode: str) -> None:
    assert faults_of(reader(name, 320, **ZOOMED, mode=mode).all()) == []


@pytest.mark.long
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(("name", "mode"), faced(("",), ("elder",)))
def test_every_page_bears_wider_spacing(reader: Callable[..., Reader], name: str, mode: str, width: int) -> None:
    assert faults_of(reader(name, width, mode=mode).all(), is_spaced=True) == []


# What stands in for the grid of the week


@pytest.mark.parametrize(("width", "grid", "list_"), [(375, False, True), (1280, True, False)])
def test_the_week_is_a_list_where_its_grid_would_not_fit(
    reader: Callable[..., Reader], width: int, grid: bool, list_: bool
) -> None:
    visitor = reader("a passer-by", width)

    page = visitor.open(visitor.guest.sheet_of("timetables:week"))

    assert (page.locator("table.week").is_visible(), page.locator("ol.agenda").is_visible()) == (grid, list_)


@pytest.mark.parametrize(
    ("spoil", "is_spaced"),
    [
        ("main.style.width = '400px'", False),
        ("main.querySelector('.leaf').style.cssText = 'overflow: hidden; width: 20px; white-space: nowrap'", False),
        ("main.querySelector('.btn').style.cssText = 'white-space: nowrap; width: 30px; padding: 0'", False),
        ("main.querySelector('h1').style.cssText = 'overflow: hidden; height: 1.3em; line-height: 1.3'", True),
    ],
)
def test_the_measure_finds_what_does_not_fit(reader: Callable[..., Reader], spoil: str, is_spaced: bool) -> None:
    visitor = reader("a passer-by", 320)
    sheet = visitor.guest.sheet_of("bookings:room-detail")
    page = visitor.open(sheet)
    assert faults_of([(sheet, page)]) == []

    page.locator("main").evaluate(f"main => {{ {spoil} }}")

    assert faults_of([(sheet, page)], is_spaced=is_spaced) != []
