"""Answers that a browser keeps and asks about again: 304 as long as what they show is the same.

The tag is made of what is shown, composed but not yet rendered or typeset. So whatever changes that (a booking, the
hours, a name, midnight, the release of a day) changes the tag, and nothing has to be counted up when somebody writes.
"""

from collections.abc import Callable

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from timetables.kept import digest

NOT_SHOWN = {"request", "user", "perms", "messages", "csrf_token", "DEFAULT_MESSAGE_LEVELS"}


def file(request: HttpRequest, *, shown: object, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The same for every reader of a language: `make` makes it of what is `shown`."""
    return _answer(request, digest(shown), make, is_shared=not request.user.is_authenticated)


def page(request: HttpRequest, template: str, context: dict[str, object], *, shown: object) -> HttpResponse:
    """Rendered for this reader alone: in their text size and theme, and with a token that dies with their session.

    `shown` is what the context shows; what stands around it on every page is added here. While a message waits to be
    read, the page is made afresh, and no browser asks for it again by a tag.
    """
    frame = _frame(request)
    whole = {**frame, **context}
    if len(get_messages(request)):
        return _headers(render(request, template, whole), is_shared=False)
    get_token(request)  # there is a secret now, if there was none
    reader = (request.user.pk, request.user.is_authenticated and request.user.is_staff)
    around = {name: str(value) for name, value in frame.items() if name not in NOT_SHOWN}
    tag = digest(shown, request.get_full_path(), around, reader, request.META["CSRF_COOKIE"])
    return _answer(request, tag, lambda: render(request, template, whole), is_shared=False)


def _answer(request: HttpRequest, tag: str, make: Callable[[], HttpResponse], *, is_shared: bool) -> HttpResponse:
    etag = f'W/"{tag}"'
    response = get_conditional_response(request, etag=etag)
    assert response is None or isinstance(response, HttpResponse)
    response = response or make()
    response["ETag"] = etag
    return _headers(response, is_shared=is_shared)


def _headers(response: HttpResponse, *, is_shared: bool) -> HttpResponse:
    """Whoever keeps it asks each time. Nobody between keeps what is one reader's."""
    patch_cache_control(response, no_cache=True, **{"public" if is_shared else "private": True})
    patch_vary_headers(response, ("Cookie", "Accept-Language"))
    return response


def _frame(request: HttpRequest) -> dict[str, object]:
    """What the context processors put on every page: text size, theme, 示例数据, the number for help."""
    engine = engines["django"]
    assert isinstance(engine, DjangoTemplates)
    frame: dict[str, object] = {}
    for processor in engine.engine.template_context_processors:
        frame |= processor(request)
    return frame
