"""Letters, lines and targets as they come out on the page: 18, 22, 30 px, short lines apart, room for a finger."""

from collections.abc import Callable, Iterable, Iterator

import pytest
from playwright.sync_api import Page

from tests.journeys.reading import SAMPLE, Reader
from tests.journeys.tour import Sheet
from tests.journeys.visitors import faced

pytestmark = pytest.mark.browser

LETTERS = {"s": 18, "l": 22, "xl": 30}  # px of running text
FRAME = 18  # px at least in bar, head and menu, which keep to one line
STAFF_LETTERS = 16  # px
LEADING = 1.3  # lines, 1.7 in running text
PARAGRAPH = 1.3  # lines from the last of one to the first of the next
LINE = 40  # Chinese characters
TOUCH, BUTTON = 44, 48  # px
ELDER_TOUCH = 60  # px
RUNNING_TEXT = """() => {
  const { lineHeight, fontSize } = getComputedStyle(document.querySelector("main p:not(.muted)"));
  return parseFloat(lineHeight) / parseFloat(fontSize);
}"""


def faults_of(pages: Iterable[tuple[Sheet, Page]], *, text: str = "", mode: str = "") -> list[str]:
    return [f"{sheet}: {fault}" for sheet, page in pages for fault in _faults(page, sheet, text=text, mode=mode)]


def _faults(page: Page, sheet: Sheet, *, text: str, mode: str) -> Iterator[str]:
    letters = STAFF_LETTERS if sheet.is_staff else LETTERS[text or ("l" if mode else "s")]
    yield from page.evaluate(
        "measure.type",
        {
            "text": letters,
            "frame": min(letters, FRAME),
            "leading": LEADING,
            "paragraph": PARAGRAPH,
            "longest": None if sheet.is_admin else LINE,
        },
    )
    touch = ELDER_TOUCH if mode and not sheet.is_staff else TOUCH
    yield from page.evaluate(
        "measure.targets", {"smallest": touch, "button": TOUCH if sheet.is_staff else max(touch, BUTTON)}
    )


@pytest.mark.parametrize(("mode", "text", "width"), [("", "s", 1280), ("elder", "", 375)])
def test_a_page_of_each_make_keeps_its_measures(
    reader: Callable[..., Reader], mode: str, text: str, width: int
) -> None:
    visitors = [reader(name, width, mode=mode, text=text) for name in SAMPLE]

    assert [fault for visitor in visitors for fault in faults_of(visitor.sample(), text=text, mode=mode)] == []


@pytest.mark.long
@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize(
    ("name", "mode", "text"), faced(("", "s"), ("", "l"), ("", "xl"), ("elder", ""), ("elder", "xl"))
)
def test_every_page_in_every_size_keeps_its_measures(
    reader: Callable[..., Reader], name: str, mode: str, text: str, width: int
) -> None:
    assert faults_of(reader(name, width, mode=mode, text=text).all(), text=text, mode=mode) == []


@pytest.mark.parametrize("text", LETTERS)
def test_running_text_stands_in_lines_far_apart(reader: Callable[..., Reader], text: str) -> None:
    visitor = reader("a passer-by", 375, text=text)

    page = visitor.open(visitor.guest.sheet_of("residents:privacy"))

    assert page.evaluate(RUNNING_TEXT) == pytest.approx(1.7)


@pytest.mark.parametrize("fault", ["letters", "lines", "justified", "target", "long line"])
def test_the_measure_finds_what_is_wrong(reader: Callable[..., Reader], fault: str) -> None:
    visitor = reader("a passer-by", 1280)
    page = visitor.open(visitor.guest.sheet_of("residents:privacy"))
    spoil = {
        "letters": "p => { p.style.fontSize = '17px' }",
        "lines": "p => { p.style.lineHeight = '1.2' }",
        "justified": "p => { p.style.textAlign = 'justify' }",
        "target": "p => { p.innerHTML = '<a href=/>看一看</a>' }",
        "long line": "p => { p.style.maxWidth = 'none'; p.textContent += p.textContent }",
    }

    page.locator("main p:not(.muted)").last.evaluate(spoil[fault])

    assert len(faults_of([(visitor.guest.sheet_of("residents:privacy"), page)])) == 1
