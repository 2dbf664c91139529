"""Who walks through the portal, where they begin, and which kinds of page are theirs to look at."""

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from office.example_data import accounts

NOT_PAGES = re.compile(
    r"\.(pdf|ics|json|csv|xlsx|svg|txt|py|css|js|png|webmanifest)$|^/media/|^/static/|/download/$|/jsi18n/$"
)
FOLDED_AWAY = {"history"}  # Django's own, linked from every page of the admin


@dataclass(frozen=True)
class Visitor:
    """`starts` are pages that links do not lead to as well; `walks` says whose links are followed."""

    starts: tuple[str, ...]
    phone: str = ""
    walks: str = r"^/(?!admin/)"
    is_staff: bool = False
    has_faces: bool = True  # the admin knows neither modes nor sizes of text


VISITORS = {
    "a passer-by": Visitor(
        starts=(
            "/",
            "/account/login/",
            "/rooms/",
            "/?show=week",
            "/rooms/?people=9999",
            "/rooms/?people=abc&start=9&end=8",
            "/rooms/?date=2000-01-01",
            "/centres/p05/",
            "/centres/p05/week/",
            "/display/c1/services/",
            "/account/inactive/",
            "/offline/",
            "/nowhere/",
        )
    ),
    "a resident": Visitor(
        starts=(
            "/bookings/",
            "/account/",
            "/account/phone/change/",
            "/account/password/change/",
            "/account/logout/",
            "/offline/mine/",
        ),
        phone=accounts.RESIDENT,
    ),
    "staff of a site": Visitor(
        starts=("/admin/", "/desk/", "/account/", "/styleguide/"),
        phone=accounts.STAFF_OF_C1,
        walks=r"^/(admin|timetables|desk)/",
        is_staff=True,
    ),
    "a system administrator": Visitor(
        starts=("/admin/",),
        phone=accounts.SYSTEM_ADMIN,
        walks="^/admin/(?!board/)",
        is_staff=True,
        has_faces=False,
    ),
    "staff with a second step": Visitor(
        starts=("/account/second-step/",),
        phone=accounts.STAFF_OF_P01,
        walks="^/account/second-step/",
        is_staff=True,
    ),
}


def faced(*faces: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Every visitor in every one of these faces, of which those have but the first who have none."""
    return [
        (name, *face) for name, visitor in VISITORS.items() for face in faces if visitor.has_faces or face == faces[0]
    ]


def is_page(address: str) -> bool:
    return not NOT_PAGES.search(urlsplit(address).path)


def kind_of(address: str) -> str:
    """The name of the view that answers; what no view answers is a kind of its own, and found missing."""
    return _kind_of(urlsplit(address).path)


@cache  # a tour asks it of every link again and again
def _kind_of(path: str) -> str:
    try:
        view = resolve(path).view_name
    except Resolver404:
        return path
    return next((folded for folded in FOLDED_AWAY if view.endswith(folded)), view)
