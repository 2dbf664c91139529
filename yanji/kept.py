"""What a browser may keep of our pages: nothing of a person's, but the copy that the worker renews and removes."""

import hashlib
from collections.abc import Callable
from typing import TypeAlias

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from yanji.face import Face

Answer: TypeAlias = Callable[[HttpRequest], HttpResponse]

READER = "Yanji-Reader"  # the header that static/root/sw.js reads


class KeptCopies:
    """Tell the worker whose page this is, and every cache to leave alone what a person sees who has signed in.

    A view that knows better says so in a Cache-Control of its own.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        if response.get("Content-Type", "").startswith("text/html") or response.status_code == 304:
            response[READER] = reader_mark(request)
        return response


def reader_mark(request: HttpRequest) -> str:
    """`person.face` without a way back to the account; no person for a passer-by; nothing at all for staff.

    The face changes with all that a kept page should change with: text size, theme, language, and the hour.
    """
    user = request.user
    if user.is_authenticated and user.is_staff:
        return ""
    person = salted_hmac("yanji.kept", str(user.pk), algorithm="sha256").hexdigest()[:16] if user.pk else ""
    looks = f"{Face.of(request)} {get_language()} {timezone.localtime():%Y-%m-%d %H}"
    return f"{person}.{hashlib.sha256(looks.encode()).hexdigest()[:8]}"
