"""A visitor's browser on the shared portal: opens the pages of the tour in any face, and notes what is refused."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.journeys.tour import Guest, Sheet

MEASURE = (Path(__file__).parent / "measure.js").read_text()
SAMPLE = {  # a page of each make: what `make test` measures; `make test-long` measures all
    "a passer-by": ("office:home", "bookings:room-search", "timetables:week", "account_signup kept"),
    "a resident": ("bookings:book kept", "bookings:booking-detail"),
    "staff of a site": ("board:week", "board:book kept"),
    "a system administrator": ("admin:residents_user_changelist", "admin:centres_centre_change"),
}


@dataclass
class Reader:
    """One visitor in one face: cookies such as mode="elder". What the browser complains of lies in `complaints`."""

    guest: Guest
    context: BrowserContext
    address: str
    face: dict[str, str]
    page: Page = field(init=False)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        cookies = {name: morsel.value for name, morsel in self.guest.client.cookies.items()} | self.face
        self.context.add_cookies([{"name": n, "value": v, "url": self.address} for n, v in cookies.items() if v])
        self.context.add_init_script(MEASURE)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._note)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "responded with a status of 4" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def all(self) -> Iterator[tuple[Sheet, Page]]:
        """Each page of the tour as it is opened."""
        return self.read(self.guest.sheets)

    def sample(self) -> Iterator[tuple[Sheet, Page]]:
        """One page of each make."""
        first = {sheet.make: sheet for sheet in reversed(self.guest.sheets)}
        return self.read(first[make] for make in SAMPLE[self.guest.name])

    def read(self, sheets: Iterable[Sheet]) -> Iterator[tuple[Sheet, Page]]:
        """Left out is what this face does not have: pages that were kept in the other mode alone, and those of the
        admin in another mode or size."""
        for sheet in sheets:
            if self._is_there(sheet):
                yield sheet, self.open(sheet)

    def _is_there(self, sheet: Sheet) -> bool:
        mode, text = self.face.get("mode"), self.face.get("text") or "s"
        if sheet.is_admin:
            return not mode and text == "s"
        return not (mode and sheet.is_kept) or bool(sheet.in_elder_mode)

    def open(self, sheet: Sheet) -> Page:
        """From the portal itself, or as it was kept."""
        url = f"{self.address}{sheet.path}"
        if sheet.is_kept:
            self._show(url, sheet)
        else:
            response = self.page.goto(url)
            assert response is not None
            assert response.status == sheet.status, f"{sheet} answers {response.status}"
        return self.page

    def _show(self, url: str, sheet: Sheet) -> None:
        html = sheet.in_elder_mode if self.face.get("mode") else sheet.html
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": sheet.policy}
        exactly = re.compile(f"^{re.escape(url)}$")
        self.page.route(exactly, lambda route: route.fulfill(status=200, headers=headers, body=html))
        self.page.goto(url)
        self.page.unroute(exactly)
        self.page.evaluate("face => Object.assign(document.documentElement.dataset, face)", self._chosen())

    def _chosen(self) -> dict[str, str]:
        """What the server would have said of a kept page's size and theme: `<html data-text data-theme>`."""
        return {name: value for name in ("text", "theme") if (value := self.face.get(name)) and value != "s"}
