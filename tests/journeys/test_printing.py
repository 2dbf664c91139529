"""The street office downloads the timetables of all 17 sites as one PDF."""

from collections.abc import Callable
from io import BytesIO

import pypdf
import pytest
from playwright.sync_api import Page

from centres.models import Centre
from centres.sites import load_sites
from tests.factories import a_street_officer
from tests.journeys.steps import fits, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [375, 1280])
def test_all_sites_in_one_file(page_at: Callable[..., Page], width: int) -> None:
    load_sites()
    page = page_at(width)
    sign_in(page, a_street_officer())
    page.get_by_role("link", name="打印一周安排表").first.click()
    assert fits(page)
    with page.expect_request(lambda request: "week=" in request.url) as asked:
        page.get_by_role("button", name="生成PDF").click(no_wait_after=True)

    pdf = page.context.request.get(asked.value.url)  # the browser shows it in a viewer of its own; this is the file
    assert pdf.headers["content-type"] == "application/pdf"
    sheets = pypdf.PdfReader(BytesIO(pdf.body())).pages
    text = "".join(sheet.extract_text() for sheet in sheets)
    assert len(sheets) >= Centre.objects.active().count() == 17
    for name in Centre.objects.values_list("name", flat=True):
        assert name in text
    assert "一周活动安排表" in text
