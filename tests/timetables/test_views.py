"""The week for everybody, and the print room for staff."""

import io
import re
import unicodedata
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pypdf
import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page, expect
from pytest_django import DjangoAssertNumQueries, Settings

from centres.models import Centre, Room
from centres.sites import load_sites
from tests.factories import (
    MONDAY,
    a_booking,
    a_centre,
    a_resident,
    a_room,
    a_session,
    a_street_officer,
    a_user,
    an_activity,
    an_enrolment,
    an_occupancy,
    at,
    open_daily,
    staff_of,
)
from timetables import papers, site_week
from timetables.typesetting import qr
from timetables.weeks import Week

NOW = at("2026-11-27 15:00")  # a Friday; the week of MONDAY is the next one
NEXT = "2026-W49"
A3_LANDSCAPE = (1191, 842)  # points

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday_afternoon")]


@pytest.fixture
def friday_afternoon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def centre() -> Centre:
    centre = a_centre(slug="c3", name="延吉社区第三睦邻中心")
    open_daily(centre, "08:30-17:00")
    return centre


@pytest.fixture
def room(centre: Centre) -> Room:
    return a_room(centre=centre, name="舞蹈房")


@pytest.fixture(params=["nobody known", "a resident", "staff"])
def reader(request: pytest.FixtureRequest, client: Client, centre: Centre) -> Client:
    """The browser of each of three people."""
    if request.param == "a resident":
        client.force_login(a_resident(user=a_user()).user)
    if request.param == "staff":
        client.force_login(staff_of(centre))
    return client


def pages_of(response: HttpResponse) -> list[str]:
    """The text of each page, without spaces."""
    assert response["Content-Type"] == "application/pdf"
    reader = pypdf.PdfReader(io.BytesIO(response.content))
    return [re.sub(r"[\s\u200b\u2060]", "", page.extract_text()) for page in reader.pages]


def busy_week(room: Room, *, week: Week) -> None:
    for day in week.days:
        for hours in ("09:00-10:30", "13:00-14:30", "15:00-16:30"):
            an_occupancy(room=room, span=f"{day} {hours}")


# The week on screen


def test_the_week_is_open_to_everybody(reader: Client, room: Room) -> None:
    an_occupancy(room=room, span="2026-11-27 09:00-10:30", kind="session", title="健身操")

    response = reader.get("/centres/c3/week/")

    assert response.status_code == 200
    page = response.text
    assert page.count("<h1>") == 1
    assert '<span class="phrase">延吉社区第三睦邻中心</span> <span class="phrase">一周活动安排表</span></h1>' in page
    assert "2026年11月23日—11月29日　农历十月十五至廿一" in page
    assert '<span class="ev">09:00–10:30<b>健身操</b></span>' in page
    assert "<dt>09:00–10:30</dt><dd>健身操" in page


def test_nobody_is_named_on_screen_or_paper(reader: Client, room: Room) -> None:
    shy = a_resident(user=a_user(), name="欧阳隐士")
    a_booking(room=room, span="2026-11-30 09:00-10:30", booked_for=shy, purpose="私下商量遗嘱")

    page = reader.get(f"/centres/c3/week/?week={NEXT}").text
    (paper,) = pages_of(reader.get(f"/centres/c3/week.pdf?week={NEXT}"))

    assert "09:00–10:30<b>已预约</b>" in page
    assert "09:00–10:30已预约" in paper
    assert [secret for secret in ("欧阳", "隐士", "欧*", shy.phone, "遗嘱") if secret in page + paper] == []


def test_weeks_lead_to_their_neighbours_and_back(client: Client, centre: Centre) -> None:
    page = client.get(f"/centres/c3/week/?week={NEXT}").text
    assert 'rel="prev" href="?week=2026-W48"' in page
    assert 'rel="next" href="?week=2026-W50"' in page
    assert '<a class="btn" href="/centres/c3/week/">本周</a>' in page
    assert ">本周</a>" not in client.get("/centres/c3/week/").text


@pytest.mark.parametrize(("week", "missing"), [("2000-W01", "prev"), ("2099-W53", "next")])
def test_at_the_edge_of_what_we_show_one_way_is_closed(
    client: Client, centre: Centre, week: str, missing: str
) -> None:
    page = client.get(f"/centres/c3/week/?week={week}").text
    assert {way for way in ("prev", "next") if f'rel="{way}"' in page} == {"prev", "next"} - {missing}


def test_week_53_runs_into_the_new_year(client: Client, room: Room) -> None:
    an_occupancy(room=room, span="2027-01-02 09:00-10:00", title="新年茶话")
    page = client.get("/centres/c3/week/?week=2026-W53").text
    assert "2026年12月28日—2027年1月3日" in page
    assert 'rel="next" href="?week=2027-W01"' in page
    assert "新年茶话" in page


@pytest.mark.parametrize("page", ["week/", "week.pdf"])
@pytest.mark.parametrize(
    "week", ["2026-W60", "2027-W53", "2026-W00", "2026W49", "1999-W01", "２０２６-W49", "<script>", "2026-W49\0"]
)
def test_an_unknown_week_leads_to_this_one_with_a_word(client: Client, centre: Centre, page: str, week: str) -> None:
    response = client.get(f"/centres/c3/{page}?week={quote(week)}", follow=True)
    assert response.redirect_chain == [("/centres/c3/week/", 302)]
    assert "没有这一周，给您看的是本周。" in response.text
    assert "2026年11月23日—11月29日" in response.text


@pytest.mark.parametrize("page", ["week/", "week.pdf"])
def test_a_site_out_of_use_or_unknown_is_not_found(reader: Client, page: str) -> None:
    a_centre(slug="p09", is_active=False)
    assert reader.get(f"/centres/p09/{page}").status_code == 404
    assert reader.get(f"/centres/p99/{page}").status_code == 404


def test_a_site_out_of_use_is_shown_while_something_stands_there(reader: Client) -> None:
    left = a_centre(slug="p09", name="睦邻点旧址", is_active=False)
    an_occupancy(room=a_room(centre=left, name="棋牌室"), span="2026-11-30 09:00-10:30", title="友谊编织组")

    page = reader.get(f"/centres/p09/week/?week={NEXT}").text
    (paper,) = pages_of(reader.get(f"/centres/p09/week.pdf?week={NEXT}"))

    for words in ("友谊编织组", "20人·停用", "本周闭馆"):
        assert (words, words in page, words in paper) == (words, True, True)
    assert 'href="/centres/p09/"' not in page
    assert reader.get("/centres/p09/week/?week=2026-W50").status_code == 404


@pytest.mark.parametrize("page", ["/centres/c3/week/", "/centres/c3/week.pdf", "/timetables/"])
def test_pages_only_read(client: Client, centre: Centre, page: str) -> None:
    assert client.post(page).status_code == 405


def test_what_was_typed_is_text(client: Client, room: Room) -> None:
    an_occupancy(room=room, span="2026-11-27 09:00-10:30", title="<script>alert('1')</script>")
    page = client.get("/centres/c3/week/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(" in page


def test_the_page_shows_the_phone_of_the_site(client: Client, centre: Centre) -> None:
    Centre.objects.update(phone="021-0000 1003")
    assert 'href="tel:02100001003"' in client.get("/centres/c3/week/").text


def test_the_print_room_is_shown_to_staff_alone(reader: Client, centre: Centre) -> None:
    response = reader.get("/centres/c3/week/")
    is_staff = response.wsgi_request.user.is_authenticated and response.wsgi_request.user.is_staff
    assert ("/timetables/" in response.text) == is_staff


# The week on paper


def test_pdf_is_one_a3_page_in_chinese(reader: Client, room: Room) -> None:
    an_occupancy(room=room, span="2026-11-30 09:00-10:30", kind="session", title="健身操")

    response = reader.get(f"/centres/c3/week.pdf?week={NEXT}")

    (text,) = pages_of(response)
    for words in ("延吉社区第三睦邻中心一周活动安排表", "2026年11月30日—12月6日", "09:00–10:30健身操", "可约"):
        assert words in text
    (page,) = pypdf.PdfReader(io.BytesIO(response.content)).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == A3_LANDSCAPE
    name = quote("延吉社区第三睦邻中心一周活动安排表 2026年11月30日—12月6日.pdf")
    assert response["Content-Disposition"] == f"inline; filename*=utf-8''{name}"


def test_without_a_week_the_paper_is_of_this_one(client: Client, centre: Centre) -> None:
    assert "2026年11月23日—11月29日" in pages_of(client.get("/centres/c3/week.pdf"))[0]


def test_paper_carries_the_public_address_by_whatever_host_it_was_opened(
    client: Client, room: Room, settings: Settings
) -> None:
    client.force_login(staff_of(room.centre))
    at_the_desk = {"host": "desk.internal:8000"}
    path = f"/centres/c3/week/?week={NEXT}"

    def printed() -> list[bytes | str]:
        """The site's sheet, the same from the print room, and the code on the page when that is printed."""
        sheets = [f"/centres/c3/week.pdf?week={NEXT}", f"/timetables/?week={NEXT}&centre=c3"]
        page = client.get(path, headers=at_the_desk).context["page"]
        return [*(client.get(sheet, headers=at_the_desk).content for sheet in sheets), page.qr]

    def leading_to(url: str) -> list[bytes | str]:
        week = site_week.load(room.centre, Week.parse(NEXT), now=NOW)
        sheet = papers.typeset(papers.paper([week], urls={room.centre_id: url}, now=NOW), now=NOW)
        return [sheet, sheet, qr(url, css="qr")]

    settings.ADDRESS = "https://yanji.example"
    assert printed() == leading_to(f"https://yanji.example{path}")

    settings.ADDRESS = ""
    assert printed() == leading_to(f"http://desk.internal:8000{path}")


# The print room


def test_print_room_is_for_staff(client: Client, centre: Centre) -> None:
    assert client.get("/timetables/")["Location"] == "/account/login/?next=/timetables/"

    client.force_login(a_resident(user=a_user()).user)
    assert client.get("/timetables/").status_code == 403
    assert client.get(f"/timetables/?week={NEXT}&centre=c3").status_code == 403

    client.force_login(staff_of(centre))
    assert client.get("/timetables/").status_code == 200


def test_street_office_prints_all_sites_of_next_week_without_choosing(client: Client) -> None:
    load_sites()
    a_centre(slug="p99", is_active=False)
    client.force_login(a_street_officer())

    form = client.get("/timetables/").context["form"]
    chosen = {"week": form["week"].value(), "centre": form["centre"].value()}
    texts = pages_of(client.get("/timetables/", chosen))

    assert chosen["week"] == NEXT
    names = list(Centre.objects.active().order_by("slug").values_list("name", flat=True))
    assert len(names) == len(texts) == 17
    assert all(f"{name}一周活动安排表" in text for name, text in zip(names, texts, strict=True))


def test_a_site_out_of_use_can_be_printed_while_something_stands_there(client: Client, centre: Centre) -> None:
    left = a_centre(slug="p09", name="睦邻点旧址", is_active=False)
    an_occupancy(room=a_room(centre=left), span="2026-11-30 09:00-10:30", title="友谊编织组")
    client.force_login(a_street_officer())

    page = client.get("/timetables/")

    assert "睦邻点旧址（停用）" in page.text
    assert page.context["form"]["centre"].value() == ["c3"]
    assert "友谊编织组" in pages_of(client.get("/timetables/", {"week": NEXT, "centre": ["p09"]}))[0]


def test_staff_of_a_site_print_their_own(client: Client, centre: Centre) -> None:
    other = a_centre(slug="c4")
    client.force_login(staff_of(centre))

    page = client.get("/timetables/").text
    assert (centre.name in page, other.name in page) == (True, False)

    response = client.get("/timetables/", {"week": NEXT, "centre": ["c3"]})
    assert len(pages_of(response)) == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"week": NEXT}, "请至少选一个站点。"),
        ({"week": NEXT, "centre": ["c3", "c4"]}, "“c4”不在您管的站点里，请重新选。"),
        ({"week": NEXT, "centre": ["nowhere"]}, "“nowhere”不在您管的站点里，请重新选。"),
        ({"week": NEXT, "centre": ["c3\0"]}, "里面有个看不见的怪字符，请删掉重新打。"),
        ({"week": NEXT, "centre": ["c" * 5000]}, "不在您管的站点里，请重新选。"),
        ({"centre": ["c3"]}, "请选一周。"),
        ({"week": "2026-W60", "centre": ["c3"]}, "请从这几周里选一周。"),
        ({"week": "2025-W01", "centre": ["c3"]}, "请从这几周里选一周。"),
        ({"week": "<b>", "centre": ["c3"]}, "请从这几周里选一周。"),
    ],
)
def test_a_wrong_choice_is_told_on_the_form(
    client: Client, centre: Centre, sent: dict[str, object], sentence: str
) -> None:
    a_centre(slug="c4", name="别人的中心")
    client.force_login(staff_of(centre))

    response = client.get("/timetables/", sent)

    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert sentence in response.text
    assert "别人的中心" not in response.text
    if "c3" in sent.get("centre", []):
        assert re.search(r'value="c3"[^>]* checked', response.text)  # nothing chosen is lost


# What it costs


def grown_tenfold(centre: Centre) -> None:
    """Ten times the rooms, the bookings of each week, and the years of bookings."""
    for _n in range(10):
        room = a_room(centre=centre)
        for years in range(10):
            busy_week(room, week=Week.of(MONDAY - timedelta(weeks=52 * years)))


@pytest.mark.parametrize("page", ["week/", "week.pdf"])
def test_a_week_costs_six_queries_however_much_there_is(
    client: Client, room: Room, page: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    busy_week(room, week=Week.of(MONDAY))
    client.get(f"/centres/c3/{page}?week={NEXT}")
    with django_assert_num_queries(6):  # site, rooms, hours, occupancies, rules, the portal's settings
        client.get(f"/centres/c3/{page}?week={NEXT}")

    grown_tenfold(room.centre)
    with django_assert_num_queries(6):
        client.get(f"/centres/c3/{page}?week={NEXT}")


def test_whoever_has_signed_in_costs_two_more(
    client: Client, room: Room, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(a_resident(user=a_user()).user)
    with django_assert_num_queries(8):
        client.get("/centres/c3/week/")


def test_all_sites_cost_what_one_does(client: Client) -> None:
    load_sites()
    client.force_login(a_street_officer())
    client.get("/timetables/")

    def cost(slugs: list[str]) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/timetables/", {"week": NEXT, "centre": slugs})
        return len(queries)

    assert cost(["c1"]) == cost(list(Centre.objects.active().values_list("slug", flat=True)))


def test_a_full_week_of_the_largest_site_is_a_light_page(client: Client) -> None:
    load_sites()
    for room in Room.objects.filter(centre__slug="c1"):
        busy_week(room, week=Week.of(MONDAY))
    response = client.get(f"/centres/c1/week/?week={NEXT}")
    assert response.text.count("<b>已预约</b>") == 8 * 7 * 3
    assert len(response.content) <= 60_000


# In a browser


@pytest.mark.browser
@pytest.mark.parametrize("text", ["l", "xl"])
def test_nothing_is_wider_than_the_smallest_phone(page_at: Callable[[int], Page], room: Room, text: str) -> None:
    an_occupancy(room=room, span="2026-11-27 09:00-10:30", title="延吉四村乒乓队和延七广场舞队联欢")
    page = page_at(320)
    page.goto("/centres/c3/week/")
    page.locator(f'button[name="text"][value="{text}"]').click()
    expect(page.locator("html")).to_have_attribute("data-text", text)
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.browser
@pytest.mark.parametrize("width", [375, 1280])
def test_the_page_prints_as_one_a3_sheet(page_at: Callable[[int], Page], width: int) -> None:
    load_sites()
    for room in Room.objects.filter(centre__slug="c1"):
        an_occupancy(room=room, span="2026-11-26 09:00-10:30", title="延吉四村乒乓队")
    for hours in ("09:00-10:30", "11:00-12:30", "13:00-14:30"):
        an_occupancy(room=room, span=f"2026-11-27 {hours}")
    page = page_at(width)
    page.goto("/centres/c1/week/")

    (sheet,) = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == A3_LANDSCAPE
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", sheet.extract_text()))
    for words in ("延吉社区第一睦邻中心一周活动安排表", "2026年11月23日", "021-00001001", "议事室", "09:00"):
        assert words in text


def test_a_week_says_how_many_places_are_left_on_screen_alone_and_asks_nothing_more(
    client: Client, room: Room, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for hour in range(9, 14):
        activity = an_activity(name=f"书法{hour}")
        a_session(activity=activity, room=room, span=f"2026-11-30 {hour:02d}:00-{hour:02d}:30", capacity=hour)

    with django_assert_num_queries(6):
        page = client.get(f"/centres/c3/week/?week={NEXT}").text

    assert '<b>书法9</b><small class="no-print">还剩9个名额</small>' in page
    assert page.count("还剩12个名额") == 2  # in the grid, and in the list by day


def test_the_page_of_a_week_is_another_once_a_place_is_taken(client: Client, room: Room) -> None:
    session = a_session(room=room, span="2026-11-30 09:00-10:00", capacity=2)
    page = f"/centres/c3/week/?week={NEXT}"
    before = client.get(page)

    an_enrolment(session=session)
    after = client.get(page, headers={"If-None-Match": before["ETag"]})

    assert after.status_code == 200
    assert "还剩1个名额" in after.text
