"""A tour of the portal: every kind of page once for each visitor, by following links and by sending forms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from http import HTTPStatus
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.core.files import File
from django.test import Client
from django.utils import timezone

from office.example_data.accounts import PASSWORD
from tests.journeys.visitors import VISITORS, Visitor, is_page, kind_of
from tests.queries import queries_of

AT_MOST = 120  # pages that one visitor finds by links, far more than there are kinds of them
HERE = "http://testserver"
SOON = timedelta(hours=1)  # longer than the pages of a tour are read
LINK = re.compile(r'<a [^>]*?href="([^"#]*)')


@dataclass(frozen=True)
class Sheet:
    """One page as it was given to a visitor. The answer to a form, or a page of somebody who came by only once, cannot
    be asked for again: then this is what there is to look at, and it is there in both modes if they differ."""

    visitor: str
    path: str
    status: int
    html: str
    policy: str = ""
    queries: int = 0
    is_kept: bool = False
    in_elder_mode: str = ""

    @property
    def kind(self) -> str:
        return kind_of(self.path)

    @property
    def make(self) -> str:
        """Its kind, and whether it was kept: the answer to a form is made otherwise than the form."""
        return f"{self.kind} kept" if self.is_kept else self.kind

    @property
    def is_staff(self) -> bool:
        """Staff's own page, with staff's measures."""
        return self.path.startswith(("/admin/", "/timetables/", "/desk/"))

    @property
    def is_admin(self) -> bool:
        return self.path.startswith("/admin/") and not self.path.startswith("/admin/board/")

    def __str__(self) -> str:
        return f"{self.path} ({self.visitor}{', kept' if self.is_kept else ''})"


@dataclass
class Guest:
    """A visitor with a browser of their own, and the pages they were given. `comes_once`: is somebody else, whose
    pages are kept among those of the visitor."""

    name: str
    client: Client = field(default_factory=Client)
    sheets: list[Sheet] = field(default_factory=list)
    comes_once: bool = False
    broken: list[Sheet] = field(default_factory=list)  # where links led to trouble

    @property
    def visitor(self) -> Visitor:
        return VISITORS[self.name]

    @classmethod
    def arriving(cls, name: str) -> "Guest":
        guest = cls(name)
        if guest.visitor.phone:
            guest.client.post("/account/login/", {"login": guest.visitor.phone, "password": PASSWORD})
        return guest

    def look(self, path: str) -> Sheet:
        """Ask for a page, and keep it."""
        return self._note(path, None, is_kept=self.comes_once)

    def send(self, path: str, **fields: str | File) -> Sheet:
        """Send a form, and keep what comes after it."""
        return self._note(path, fields, is_kept=True)

    def sheet_of(self, kind: str) -> Sheet:
        """The first of that kind that was asked for."""
        return next(sheet for sheet in self.sheets if sheet.kind == kind)

    def _note(self, path: str, fields: dict[str, str | File] | None, *, is_kept: bool) -> Sheet:
        answers = []
        sent = queries_of(lambda: answers.append(self._ask(path, fields)))
        [response] = answers
        asked = response.request
        is_itself = not response.redirect_chain
        in_elder_mode = self._in_elder_mode(path, fields) if is_kept and is_itself else ""
        sheet = Sheet(
            visitor=self.name,
            path=f"{asked['PATH_INFO']}?{asked['QUERY_STRING']}".rstrip("?"),
            status=response.status_code,
            html=response.content.decode(),
            policy=response.headers.get("Content-Security-Policy", ""),
            queries=len(sent) if is_itself else 0,
            is_kept=is_kept,
            in_elder_mode=in_elder_mode,
        )
        self.sheets.append(sheet)
        return sheet

    def _ask(self, path: str, fields: dict[str, str | File] | None):
        return self.client.get(path, follow=True) if fields is None else self.client.post(path, fields, follow=True)

    def _in_elder_mode(self, path: str, fields: dict[str, str | File] | None) -> str:
        self.client.cookies["mode"] = "elder"
        answer = self._ask(path, fields)
        del self.client.cookies["mode"]
        return answer.content.decode()


def walk(guest: Guest) -> Iterator[Sheet]:
    """Where the visitor starts, then one page of each kind that links lead to."""
    seen: set[str] = set()
    waiting: list[str] = []
    for path in guest.visitor.starts:
        waiting += _links(guest.look(path))
        seen.add(guest.sheets[-1].kind)
        yield guest.sheets[-1]
    for _n in range(AT_MOST):
        path = next((link for link in waiting if _is_new(link, guest.visitor, seen)), None)
        if path is None:
            return
        seen.add(kind_of(path))
        sheet = guest.look(path)
        guest.broken += [sheet] if sheet.status != HTTPStatus.OK else []
        seen.add(sheet.kind)
        waiting += _links(sheet)
        yield sheet
    raise AssertionError(f"{guest.name} found more than {AT_MOST} kinds of page")


def _links(sheet: Sheet) -> list[str]:
    if sheet.status != HTTPStatus.OK:
        return []
    there = [urlsplit(urljoin(f"{HERE}{sheet.path}", unescape(link))) for link in LINK.findall(sheet.html)]
    ours = [f"{at.path}?{at.query}".rstrip("?") for at in there if f"{at.scheme}://{at.netloc}" == HERE]
    return sorted(ours, key=begins_soon)  # those only where there is nothing later


def begins_soon(address: str) -> bool:
    """A time that may have passed before its page is read."""
    asked = dict(parse_qsl(urlsplit(address).query))
    if not {"date", "start"} <= asked.keys():
        return False
    return f"{asked['date']} {asked['start']}" < f"{timezone.localtime() + SOON:%Y-%m-%d %H:%M}"


def _is_new(address: str, visitor: Visitor, seen: set[str]) -> bool:
    path = urlsplit(address).path
    return bool(re.search(visitor.walks, path)) and is_page(address) and kind_of(address) not in seen
