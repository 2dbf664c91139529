"""Every kind of page that links lead to, for all who may read it: there, whole, in Chinese, no wider than a phone."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from django.utils import timezone
from playwright.sync_api import ConsoleMessage, Page

from office.example_data.accounts import RESIDENT, STAFF_OF_C1, SYSTEM_ADMIN
from office.example_data.load import load
from residents.models import User
from tests.journeys.steps import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AT_MOST = 80  # pages for one visitor, far more than there are kinds of them
NOT_PAGES = re.compile(r"\.(pdf|ics|json|csv|svg)$|^/media/|^/static/")
FOLDED_AWAY = {"history"}  # Django's own, linked from every page of the admin
OURS_IN_LATIN = re.compile(
    r"(?<![A-Za-z])(?:English|PDF|A[34]|Cookie|JSON|holiday-cn|isOffDay|year|days|name|date|c\d|p\d\d"
    r"|[BCDFGHJKMNPQRSTVWXZ2-9]{6})(?![A-Za-z])"
)
LOOK = """() => {
  const said = [document.body.innerText];
  for (const name of ["aria-label", "alt", "title", "placeholder"])
    for (const one of document.querySelectorAll(`[${name}]`)) said.push(one.getAttribute(name));
  for (const button of document.querySelectorAll("input[type=submit], input[type=button]")) said.push(button.value);
  return {
    title: document.title,
    headings: document.querySelectorAll("h1").length,
    said: said.join("\\n"),
    mute: Array.from(document.querySelectorAll("[data-say]"), (button) => button.dataset.say)
      .filter((part) => !document.getElementById(part)),
    links: Array.from(document.querySelectorAll("a[href]"), (link) => link.href.baseVal || link.href)
      .map((link) => new URL(link, location).href),
  };
}"""


@dataclass(frozen=True)
class Visitor:
    """Who walks through the portal, from where, and which part of it is theirs to look at."""

    starts: tuple[str, ...]
    phone: str = ""
    walks: str = r"^/(?!admin/)"
    width: int = 320


VISITORS = {
    "a passer-by": Visitor(starts=("/", "/account/login/")),
    "a resident": Visitor(starts=("/bookings/", "/account/"), phone=RESIDENT),
    "staff of a site": Visitor(starts=("/admin/",), phone=STAFF_OF_C1, walks=r"^/(admin|timetables)/", width=375),
    "a system administrator": Visitor(starts=("/admin/",), phone=SYSTEM_ADMIN, walks="^/admin/(?!board/)", width=375),
}


@pytest.mark.parametrize("name", VISITORS)
def test_every_page_is_whole(page_at: Callable[..., Page], name: str) -> None:
    load(now=timezone.now())
    visitor = VISITORS[name]
    page = page_at(visitor.width)
    if visitor.phone:
        sign_in(page, User.objects.get(phone=visitor.phone))
    faults: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(f"{page.url}: the console says {message.text}")

    page.on("console", note)
    walked = 0
    for address, found in walk(page, visitor):
        faults += [f"{address}: {fault}" for fault in found]
        walked += 1
    assert not faults, "\n".join(faults)
    assert 10 <= walked < AT_MOST


def walk(page: Page, visitor: Visitor) -> Iterator[tuple[str, list[str]]]:
    """One page of each kind, with what is wrong with it."""
    waiting = list(visitor.starts)
    seen: set[str] = set()
    for _n in range(AT_MOST):
        address = next((address for address in waiting if is_new(address, visitor, seen)), None)
        if address is None:
            return
        seen.add(kind_of(address))
        response = page.goto(address)
        looked = page.evaluate(LOOK)
        waiting += [_address(link) for link in looked["links"] if urlsplit(link).netloc == urlsplit(page.url).netloc]
        yield address, list(faults_of(page, response.status if response else 0, looked, visitor))


def is_new(address: str, visitor: Visitor, seen: set[str]) -> bool:
    path = urlsplit(address).path
    return bool(re.search(visitor.walks, path)) and not NOT_PAGES.search(path) and kind_of(address) not in seen


def kind_of(address: str) -> str:
    """The name of the view that answers; what no view answers is a kind of its own, and found missing."""
    path = urlsplit(address).path
    try:
        view = resolve(path).view_name
    except Resolver404:
        return path
    return next((folded for folded in FOLDED_AWAY if view.endswith(folded)), view)


def faults_of(page: Page, status: int, looked: dict[str, str], visitor: Visitor) -> Iterator[str]:
    if status != 200:
        yield f"answers {status}"
        return
    if not looked["title"].strip():
        yield "has no title"
    if looked["headings"] != 1:
        yield f"has {looked['headings']} first headings"
    if english := set(re.findall(r"[A-Za-z]{2,}", OURS_IN_LATIN.sub("", f"{looked['title']}\n{looked['said']}"))):
        yield f"says in English {sorted(english)}"
    if looked["mute"]:
        yield f"reads aloud what is not there: {looked['mute']}"
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > visitor.width:
        yield f"is {width} px wide on a screen of {visitor.width}"


def _address(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
