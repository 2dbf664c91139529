"""The pages for when something went wrong: friendly, in the reader's text size, with a phone and ways on.

403, 404 and 429 are Django's and allauth's own views over our templates. The pages below must not
ask the context processors, the session or the database: one of them may be what failed.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from yanji.face import face, safe_page


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(render_to_string("400.html", face(request)), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("500.html", face(request)), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page left open too long: back to where the reader was, which loads it afresh."""
    back = safe_page(request, request.headers.get("Referer"))
    return render(request, "403_csrf.html", {"back": back}, status=403)
