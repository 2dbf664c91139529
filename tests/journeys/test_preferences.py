"""What a reader told the own device counts: no motion, a dark screen, colours of one's own."""

from collections.abc import Callable, Iterable

import pytest
from playwright.sync_api import Page

from tests.journeys.reading import Reader
from tests.journeys.tour import Sheet

pytestmark = pytest.mark.browser

OF_THE_PORTAL = ("a passer-by", "a resident", "staff of a site")
LIMEWASH, BLACKBOARD, WHITE = "rgb(246, 241, 230)", "rgb(22, 29, 26)", "rgb(255, 255, 255)"
MOVING = """() => [...document.querySelectorAll("*")].filter((one) =>
  [null, "::before", "::after"].some((part) => {
    const { transitionDuration, animationName } = getComputedStyle(one, part);
    return parseFloat(transitionDuration) > 0 || animationName !== "none";
  })).map(measure.name)"""


def wall_of(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_nothing_moves_for_whoever_wants_no_motion(reader: Callable[..., Reader]) -> None:
    visitor = reader("a passer-by", 1280)
    page = visitor.open(visitor.guest.sheet_of("office:home"))
    assert page.evaluate(MOVING) != []  # the doors open

    page.emulate_media(reduced_motion="reduce")

    for sheet, page in visitor.sample():
        assert page.evaluate(MOVING) == [], sheet


@pytest.mark.parametrize(
    ("chosen", "wall"), [("", BLACKBOARD), ("light", LIMEWASH), ("dark", BLACKBOARD), ("contrast", WHITE)]
)
def test_a_dark_screen_counts_until_another_was_chosen(reader: Callable[..., Reader], chosen: str, wall: str) -> None:
    visitor = reader("a passer-by", 375, options={"color_scheme": "dark"}, theme=chosen)

    page = visitor.open(visitor.guest.sheet_of("office:home"))

    assert wall_of(page) == wall


@pytest.mark.parametrize(("chosen", "wall"), [("", LIMEWASH), ("dark", BLACKBOARD)])
def test_a_light_screen_counts_until_another_was_chosen(reader: Callable[..., Reader], chosen: str, wall: str) -> None:
    visitor = reader("a passer-by", 375, options={"color_scheme": "light"}, theme=chosen)

    page = visitor.open(visitor.guest.sheet_of("office:home"))

    assert wall_of(page) == wall


def without_marks(pages: Iterable[tuple[Sheet, Page]]) -> list[str]:
    return [f"{sheet}: {fault}" for sheet, page in pages for fault in page.evaluate("measure.forced()")]


@pytest.mark.parametrize("width", [375, 1280])
def test_frames_and_states_show_in_colours_of_ones_own(reader: Callable[..., Reader], width: int) -> None:
    visitors = [reader(name, width, options={"forced_colors": "active"}) for name in OF_THE_PORTAL]

    assert [fault for visitor in visitors for fault in without_marks(visitor.sample())] == []


@pytest.mark.long
@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("name", OF_THE_PORTAL)
def test_frames_and_states_show_on_every_page(reader: Callable[..., Reader], name: str, width: int) -> None:
    visitor = reader(name, width, options={"forced_colors": "active"})

    assert without_marks(visitor.read(sheet for sheet in visitor.guest.sheets if not sheet.is_admin)) == []
