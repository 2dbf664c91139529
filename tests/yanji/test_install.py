"""The portal on a home screen: its manifest in both languages, its icons, and the worker at the root."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from scripts.icons import token

BASE = Path(__file__).parents[2]
CHINESE = "/manifest-zh-hans.webmanifest"


@pytest.mark.parametrize(
    ("path", "name", "language"),
    [(CHINESE, "延吉睦邻", "zh-Hans"), ("/manifest-en.webmanifest", "Yanji Neighbours", "en")],
)
def test_manifest_names_the_portal_in_the_language_of_its_address(
    client: Client, path: str, name: str, language: str
) -> None:
    response = client.get(path, headers={"accept-language": "fr"})

    assert response["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    assert [manifest[key] for key in ("name", "short_name", "lang", "id", "start_url", "scope", "display")] == [
        *[name, name, language],
        *["/", "/", "/", "standalone"],
    ]


def test_manifest_asks_the_database_nothing_and_may_be_kept_a_day(client: Client) -> None:
    assert client.get(CHINESE)["Cache-Control"] == "public, max-age=86400"  # no mark django_db: a query would fail


@pytest.mark.django_db
def test_there_is_no_manifest_in_other_languages(client: Client) -> None:
    assert client.get("/manifest-fr.webmanifest").status_code == 404


def test_manifest_shows_icons_that_are_as_it_says(client: Client) -> None:
    icons = client.get(CHINESE).json()["icons"]

    assert [(icon["sizes"], icon["purpose"]) for icon in icons] == [
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    ]
    for icon in icons:
        picture = Image.open(str(finders.find(icon["src"].removeprefix("/static/"))))
        assert (f"{picture.width}x{picture.height}", picture.get_format_mimetype()) == (icon["sizes"], icon["type"])


@pytest.mark.django_db
def test_its_shortcuts_lead_to_pages(client: Client) -> None:
    urls = [shortcut["url"] for shortcut in client.get(CHINESE).json()["shortcuts"]]

    assert [client.get(url).status_code for url in urls] == [200, 302]


def test_its_colours_are_those_of_the_pages(client: Client) -> None:
    manifest = client.get(CHINESE).json()

    assert (manifest["theme_color"], manifest["background_color"]) == (token("dado-2"), token("wall"))
    assert f'<meta name="theme-color" content="{token("dado-2")}">' in (BASE / "templates/base.html").read_text()


@pytest.mark.django_db
def test_every_page_names_the_manifest_of_its_language(client: Client) -> None:
    assert f'<link rel="manifest" href="{CHINESE}">' in client.get("/").text
    client.post("/i18n/setlang/", {"language": "en"})
    assert '<link rel="manifest" href="/manifest-en.webmanifest">' in client.get("/").text


def test_the_worker_stands_at_the_root_for_every_page_and_is_asked_for_again(client: Client) -> None:
    response = client.get("/sw.js")

    assert response["Content-Type"].startswith("text/javascript")
    age = re.search(r"max-age=(\d+)", response["Cache-Control"])
    assert age
    assert int(age[1]) <= 60  # and browsers do not use even that for a worker
    assert b"".join(response) == (BASE / "static/root/sw.js").read_bytes()
