import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client, RequestFactory
from django.utils import translation
from playwright.sync_api import Page
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories import a_centre, a_user, staff_of
from yanji.errors import server_error
from yanji.face import Face, face, safe_page

BASE = Path(__file__).parents[2]
TEMPLATES = [path for folder in ("templates", "yanji") for path in (BASE / folder).rglob("*.html")]

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.yanji.sample_pages")]


def as_visitor(client: Client) -> None:
    pass


def as_resident(client: Client) -> None:
    client.force_login(a_user())


def as_staff(client: Client) -> None:
    client.force_login(staff_of(a_centre()))


# Choosing


@pytest.mark.parametrize("enter", [as_visitor, as_resident, as_staff])
def test_anybody_chooses_a_text_size_and_stays_on_the_page(client: Client, enter: Callable[[Client], None]) -> None:
    enter(client)

    response = client.post("/account/face/", {"text": "xl", "next": "/rooms/?people=8"})

    assert (response.status_code, response["Location"]) == (302, "/rooms/?people=8")
    page = client.get("/rooms/").text
    assert re.search(r'<html lang="zh-hans" data-text="xl">', page)
    assert '<button name="text" value="xl" aria-pressed="true">' in page
    assert '<button name="text" value="s" aria-pressed="false">' in page


def test_a_choice_is_kept_a_year_out_of_reach_of_scripts(client: Client) -> None:
    cookie = client.post("/account/face/", {"theme": "contrast"}).cookies["theme"]

    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (31_536_000, True, "Lax")


def test_the_contrast_button_takes_its_own_choice_back(client: Client) -> None:
    client.post("/account/face/", {"theme": "contrast"})
    assert '<button name="theme" value="" aria-pressed="true">' in client.get("/").text

    client.post("/account/face/", {"theme": ""})
    assert "data-theme" not in client.get("/").text


def test_the_foot_of_the_page_chooses_light_dark_or_what_the_device_says(client: Client) -> None:
    chosen = {}
    for theme in ("light", "dark", ""):
        client.post("/account/face/", {"theme": theme})
        page = client.get("/").text
        pressed = re.findall(r'<button name="theme" value="(\w*)" aria-pressed="true">', page.split("<footer")[1])
        chosen[theme] = (f'data-theme="{theme}"' in page, "data-theme" in page, pressed)

    assert chosen == {"light": (True, True, ["light"]), "dark": (True, True, ["dark"]), "": (False, False, [""])}


def test_elder_mode_is_large_unless_a_size_was_chosen(client: Client) -> None:
    client.post("/account/face/", {"mode": "elder"})
    page = client.get("/rooms/").text
    assert '<html lang="zh-hans" data-text="l" data-mode="elder">' in page
    assert "elder-bar" in page
    assert '<footer class="foot">' not in page

    client.post("/account/face/", {"text": "s"})
    assert '<html lang="zh-hans" data-mode="elder">' in client.get("/rooms/").text


def test_what_is_not_on_offer_is_not_kept(client: Client) -> None:
    response = client.post("/account/face/", {"text": "huge", "theme": "pink", "mode": "<script>"})

    assert dict(response.cookies) == {}


def test_a_cookie_made_by_hand_counts_as_not_chosen() -> None:
    request = RequestFactory().get("/")
    request.COOKIES.update(text='"><script>', theme="dark", mode="elder ")

    assert Face.of(request) == Face(text="s", theme="dark", mode="")


def test_looking_changes_nothing(client: Client) -> None:
    assert client.get("/account/face/", {"text": "xl"}).status_code == 405


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("/rooms/?people=8", "/rooms/?people=8"),
        ("http://testserver/rooms/", "http://testserver/rooms/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_the_way_back_never_leaves_the_portal(asked: str | None, answer: str) -> None:
    assert safe_page(RequestFactory().post("/account/face/"), asked) == answer


# Every page


def test_each_page_marks_its_word_in_the_menu(client: Client) -> None:
    marked = {
        path: re.findall(r'<a href="([^"]+)" aria-current="(?:page|true)">', client.get(path).text)
        for path in ("/", "/rooms/", "/services/", "/activities/", "/centres/c3/week/", "/account/", "/account/login/")
    }

    assert marked == {
        "/": ["/"],
        "/rooms/": ["/rooms/"],
        "/services/": ["/services/"],
        "/activities/": ["/activities/"],
        "/centres/c3/week/": ["/centres/c1/week/"],
        "/account/": ["/bookings/"],
        "/account/login/": ["/bookings/"],
    }


def test_signing_out_and_the_staff_door_are_offered_to_whom_they_serve(client: Client) -> None:
    offered = {}
    for enter in (as_visitor, as_resident, as_staff):
        enter(client)
        page = client.get("/").text
        offered[enter.__name__] = ["/account/login/" in page, "/account/logout/" in page, 'href="/admin/"' in page]

    assert offered == {
        "as_visitor": [True, False, False],
        "as_resident": [False, True, False],
        "as_staff": [False, True, True],
    }


def test_a_message_stays_in_a_note_and_is_escaped(client: Client) -> None:
    page = client.get("/", {"say": "约好了 <b>1</b>"}).text

    assert 'note note-ok gap-s" role="status"><p>约好了 &lt;b&gt;1&lt;/b&gt;</p>' in page


def test_the_other_language_is_one_button_away(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "en", "next": "/rooms/"})

    page = client.get("/rooms/").text
    assert '<html lang="en">' in page
    assert "Yanji Neighbours" in page
    assert '<button name="language" value="zh-hans" lang="zh-Hans">中文</button>' in page


# When something went wrong


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nowhere/", 404, "这里没有页面"),
        ("/closed/", 403, "这一页，您的账号看不了"),
        ("/odd/", 400, "这个网址没看懂"),
        ("/often/", 429, "点得太快了，歇一歇"),
        ("/broken/", 500, "刚才没弄成"),
    ],
)
def test_a_page_of_trouble_is_kind_and_leads_on(
    client: Client, settings: Settings, path: str, status: int, words: str
) -> None:
    client.raise_request_exception = False

    response = client.get(path)

    assert response.status_code == status
    assert f"<h1>{words}</h1>" in response.text
    assert f'href="tel:{settings.PHONE.replace("-", "").replace(" ", "")}"' in response.text
    assert 'href="/rooms/"' in response.text
    assert "the shelf" not in response.text


def test_the_page_of_our_own_mistakes_needs_nothing_that_may_have_failed(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    request: WSGIRequest = RequestFactory().get("/")  # no session, no user, no messages
    request.COOKIES["text"] = "xl"

    with django_assert_num_queries(0):
        page = server_error(request).text

    assert 'data-text="xl"' in page
    assert "csrfmiddlewaretoken" not in page


def test_trouble_speaks_english_too() -> None:
    with translation.override("en"):
        assert "The mistake is ours, not yours." in server_error(RequestFactory().get("/")).text


@pytest.mark.parametrize(
    ("came_from", "back"),
    [("http://testserver/rooms/4/book/", "http://testserver/rooms/4/book/"), ("https://elsewhere.example/", "/")],
)
def test_a_stale_page_leads_back_to_itself(came_from: str, back: str) -> None:
    client = Client(enforce_csrf_checks=True, headers={"referer": came_from})

    response = client.post("/account/face/", {"text": "xl"})

    assert response.status_code == 403
    assert "<h1>这一页放得太久了</h1>" in response.text
    assert f'<a class="btn btn-brick" href="{back}">' in response.text


# Bytes, icons, policy


def size_packed(*names: str) -> int:
    return sum(len(gzip.compress(Path(str(finders.find(name))).read_bytes())) for name in names)


def test_all_stylesheets_together_stay_small() -> None:
    sheets = [f"css/{path.name}" for path in (BASE / "static/css").glob("*.css")]

    assert size_packed(*sheets) <= 20_000


def test_all_scripts_together_stay_small() -> None:
    scripts = [str(path.relative_to(BASE / "static")) for path in (BASE / "static").rglob("*.js")]

    assert size_packed("django_htmx/htmx-2.min.js", *scripts) <= 20_000


def test_every_icon_that_a_template_asks_for_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="(\w+)"', (BASE / "static/img/icons.svg").read_text()))
    asked = {name for path in TEMPLATES for name in re.findall(r'{% icon "(\w+)"', path.read_text())}

    assert asked - drawn == set()


def test_no_template_holds_a_style_or_a_script_of_its_own() -> None:
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)

    assert [str(path) for path in TEMPLATES if inline.search(path.read_text())] == []


def test_every_page_learns_its_face_and_phone() -> None:
    assert set(face(RequestFactory().get("/"))) == {"face", "phone"}


@pytest.mark.browser
def test_a_small_phone_in_the_largest_text_never_scrolls_sideways(page_at: Callable[[int], Page]) -> None:
    page = page_at(320)
    page.goto("/rooms/?people=28")
    too_wide = {}
    for choice in ("标准", "大字", "特大", "高对比", "长辈版"):
        with page.expect_navigation():  # or it is the page before that is measured
            page.get_by_role("button", name=choice).click()
        too_wide[choice] = page.evaluate("document.documentElement.scrollWidth - innerWidth")

    assert {choice: width for choice, width in too_wide.items() if width} == {}
    assert page.evaluate("document.documentElement.dataset") == {"text": "xl", "theme": "contrast", "mode": "elder"}


@pytest.mark.browser
@pytest.mark.parametrize("chosen", ["", "dark", "contrast"])
def test_a_dark_screen_prints_black_on_white(page_at: Callable[[int], Page], chosen: str) -> None:
    page = page_at(1280)
    page.emulate_media(media="print", color_scheme="dark")
    page.goto("/rooms/")
    page.evaluate("theme => theme && (document.documentElement.dataset.theme = theme)", chosen)

    colours = page.evaluate("[getComputedStyle(document.body)].map(s => [s.color, s.backgroundColor])[0]")
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


@pytest.mark.browser
def test_a_page_with_everything_on_it_has_no_barriers(page_at: Callable[[int], Page]) -> None:
    page = page_at(375)
    page.goto("/rooms/?people=28")

    found = Axe().run(page)

    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found.response["violations"]] == []


def test_a_next_that_names_no_page_is_no_error(client):
    response = client.post("/account/face/", {"text": "l", "next": "foo"})
    assert (response.status_code, response["Location"]) == (302, "foo")
