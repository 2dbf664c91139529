"""How the portal looks to this reader: text size, theme and elder mode, kept in cookies, rendered by the server."""

from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

CHOICES = {
    "text": ("s", "l", "xl"),
    "theme": ("", "light", "dark", "contrast"),
    "mode": ("", "elder"),
}
A_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class Face:
    """What this reader chose; a cookie with any other value counts as not chosen."""

    text: str
    theme: str
    mode: str

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        chosen = {name: request.COOKIES.get(name, "") for name in CHOICES}
        known = {name: value if value in CHOICES[name] else "" for name, value in chosen.items()}
        known["text"] = known["text"] or ("l" if known["mode"] == "elder" else "s")
        return cls(**known)


def face(request: HttpRequest) -> dict[str, object]:
    """Context for every page; needs neither the database nor the session."""
    return {"face": Face.of(request), "phone": settings.PHONE}


def safe_page(request: HttpRequest, url: str | None) -> str:
    """Return `url` when it is a page of this portal, else the home page."""
    is_ours = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if url and is_ours else "/"


@require_POST
def change_face(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(safe_page(request, request.POST.get("next")))
    for name, allowed in CHOICES.items():
        value = request.POST.get(name)
        if value and value in allowed:
            response.set_cookie(
                name, value, max_age=A_YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
            )
        elif value == "":
            response.delete_cookie(name, samesite="Lax")
    return response
