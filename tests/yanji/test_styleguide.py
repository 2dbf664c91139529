"""The page with every component in every state: for staff, whole, and short of nothing that docs/face.md names."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page

from tests.factories import a_centre, a_resident, a_user, staff_of
from tests.journeys.steps import fits, sign_in
from tests.queries import queries_of

TEMPLATES = Path(__file__).parents[2] / "templates"
GUIDE = "/styleguide/"

pytestmark = pytest.mark.django_db


def test_it_is_for_staff() -> None:
    passer_by, resident, staff = Client(), Client(), Client()
    resident.force_login(a_resident(user=a_user()).user)
    staff.force_login(staff_of(a_centre()))

    assert passer_by.get(GUIDE)["Location"] == f"/account/login/?next={GUIDE}"
    assert resident.get(GUIDE).status_code == 403
    assert staff.get(GUIDE).status_code == 200
    assert staff.post(GUIDE).status_code == 405


def test_every_component_is_on_it() -> None:
    guide = (TEMPLATES / "styleguide.html").read_text()
    components = {path.name for path in (TEMPLATES / "components").glob("*.html")}

    assert components - set(re.findall(r'"components/(\w+\.html)"', guide)) == set()
    assert len(components) <= 12


def test_it_asks_little_and_weighs_little(client: Client) -> None:
    client.force_login(staff_of(a_centre()))

    def look() -> None:
        client.get(GUIDE)

    look()  # the session notes once when staff came
    few = queries_of(look)
    for _more in range(3):
        a_centre()
    assert len(queries_of(look)) == len(few) <= 8
    assert len(client.get(GUIDE).content) <= 60_000


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("width", "cookies"),
    [(1280, {}), (375, {"theme": "contrast"}), (375, {"theme": "dark", "text": "xl"}), (320, {"mode": "elder"})],
)
def test_it_has_no_barriers_in_any_clothes(
    page_at: Callable[[int], Page], width: int, cookies: dict[str, str]
) -> None:
    page = page_at(width)
    sign_in(page, staff_of(a_centre()))
    page.context.add_cookies([{"name": name, "value": value, "url": page.url} for name, value in cookies.items()])

    page.goto(GUIDE)

    assert fits(page)
    found = Axe().run(page)
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found.response["violations"]] == []
