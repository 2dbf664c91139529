"""The portal on a phone's home screen: its name, colours and icons (the worker itself is static/root/sw.js)."""

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

THEME = "#123A2C"  # --dado-2 and --wall of static/css/tokens.css
BACKGROUND = "#F6F1E6"
A_DAY = 24 * 60 * 60  # seconds


@require_safe
@cache_control(public=True, max_age=A_DAY)
def manifest(request: HttpRequest, language: str) -> JsonResponse:
    """The web app manifest. Browsers ask for it without cookies, so its address names the language."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        told = {
            "id": "/",
            "name": _("Yanji Neighbours"),
            "short_name": _("Yanji Neighbours"),
            "description": _("Rooms and activities near you"),
            "lang": translation.to_locale(language).replace("_", "-"),
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "theme_color": THEME,
            "background_color": BACKGROUND,
            "icons": [
                icon("icon-192.png", 192, "any"),
                icon("icon-512.png", 512, "any"),
                icon("icon-maskable-512.png", 512, "maskable"),
            ],
            "shortcuts": [
                {"name": _("Find a room"), "url": reverse("bookings:room-search")},
                {"name": _("My bookings"), "url": reverse("bookings:booking-list")},
            ],
        }
    return JsonResponse(told, content_type="application/manifest+json")


def icon(name: str, size: int, purpose: str) -> dict[str, str]:
    return {"src": static(f"img/{name}"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
