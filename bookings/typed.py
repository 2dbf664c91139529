"""What somebody had filled in when something else had to be asked first: kept for an hour, by their own browser.

Not in the session: whoever has none would get a row in the database for every form they send.
"""

from collections.abc import Mapping

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from bookings.forms import BookingForm

COOKIE = "typed"
PATH = "/rooms/"
KEPT = 60 * 60  # seconds
LONGEST = 200  # characters of one answer, as many as the form takes: a cookie holds 4,000 bytes


def keep(page: HttpResponse, typed: Mapping[str, str]) -> None:
    """Send it along with this page."""
    bounded = {name: value[:LONGEST] for name, value in typed.items()}
    page.set_cookie(
        COOKIE,
        signing.dumps(bounded, salt=COOKIE, compress=True),
        max_age=KEPT,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def kept(request: HttpRequest) -> dict[str, str]:
    """What comes back; nothing when it is too old, or not of our making."""
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=KEPT)
    except signing.BadSignature:
        return {}
    return BookingForm.typed(found)


def forget(page: HttpResponse) -> None:
    page.delete_cookie(COOKIE, path=PATH, samesite="Lax")
