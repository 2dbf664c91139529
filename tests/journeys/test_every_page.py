"""Every kind of page, for all who may read it: there, whole, in Chinese, no wider than a phone."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLResolver
from playwright.sync_api import Page

from tests.journeys.reading import Reader
from tests.journeys.tour import Guest
from tests.journeys.visitors import VISITORS

pytestmark = pytest.mark.browser

OURS_IN_LATIN = re.compile(
    r"(?<![A-Za-z])(?:[BCDFGHJKMNPQRSTVWXZ2-9]{6}|[A-Z2-7]{32}|https://[\w./:-]+|[\w.*]+@[\w.]+|English|PDF|xlsx|csv|MB|A[34]|Cookie|JSON|holiday-cn|isOffDay|year|days|name|date|c\d|p\d\d|abc|id|TOTP|SHA-256|[0-9a-f]{64}|[0-9a-f]{32}"
    r")(?![A-Za-z])"
)
# Addresses that answer with no page of their own: steps that lead on, files, Django's doors that ours stand before
NO_PAGES = re.compile(
    r"^(admin:(jsi18n|autocomplete|login|logout|password_change|password_change_done|view_on_site|app_list)|\w+:\w+-"
    r"(ics|pdf|csv|xlsx|json|undo|slip|slip-renew)|desk:(sites|met|call-answer|service-step|kitchen-brought|service-ticket|relative-end|relative-add|team-end|team-add|told)"
    r"|activities:(draw-list|draw-script|ticket-paper)|board:(draw-call-off|attendance|sign-in-sheet)"
    r"|residents:(relative-end|data-json|email-remove)|admin:residents_team_answer"
    r"|teams:(team-register|team-give-up|team-lead|membership-change|paper|paper-remove)"
    r"|board:(undelivered-answer|answer-hide|undo|approve|came|not-yet|missed|not-missed|doors|waiting-answer|series-confirm)"
    r"|manifest|office:remember-site|residents:stay|face|set_language|healthz|readyz|room-photo|activity-picture"
    r"|account_reset_password|mfa_download_recovery_codes"
    r"|admin:residents_resident_import_(left_out|template)|account_verify_phone|account_set_password|admin:\w+_(history|delete)|admin:office_portal_(add|changelist)"
    r"|admin:(bookings_booking|notices_notice)_add|admin:None)$"
)
LOOK = """() => {
  for (const name of document.querySelectorAll("code")) name.hidden = true;  // of an icon, as code calls it
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
  };
}"""


@pytest.mark.parametrize("name", VISITORS)
def test_every_page_is_whole(reader: Callable[..., Reader], name: str) -> None:
    visitor = reader(name, 375 if VISITORS[name].is_staff else 320)

    found = [f"{sheet}: {fault}" for sheet, page in visitor.read(visitor.guest.sheets) for fault in faults_of(page)]

    assert not found, "\n".join(found)


def faults_of(page: Page) -> Iterator[str]:
    looked = page.evaluate(LOOK)
    if not looked["title"].strip():
        yield "has no title"
    if looked["headings"] != 1:
        yield f"has {looked['headings']} first headings"
    if english := set(re.findall(r"[A-Za-z]{2,}", OURS_IN_LATIN.sub("", f"{looked['title']}\n{looked['said']}"))):
        yield f"says in English {sorted(english)}"
    if looked["mute"]:
        yield f"reads aloud what is not there: {looked['mute']}"
    yield from page.evaluate("measure.sideways", {"regions": True, "lenient": True})


@pytest.mark.parametrize("name", VISITORS)
def test_no_link_leads_to_trouble(tour: dict[str, Guest], name: str) -> None:
    assert tour[name].broken == []


def test_no_kind_of_page_is_left_out(tour: dict[str, Guest]) -> None:
    seen = {sheet.kind for guest in tour.values() for sheet in guest.sheets}

    assert {name for name in names_of(get_resolver()) if not NO_PAGES.match(name)} - seen == set()


def names_of(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names_of(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        else:
            yield f"{prefix}{pattern.name}"
