"""Pages that renew themselves while they lie open: they ask with the mark of what they show; often it is the same."""

from zlib import crc32

from django.http import HttpRequest, HttpResponse

NOTHING_NEW = 204  # htmx leaves the page as it is, the reader's place in it too


def mark(*shown: object) -> str:
    """Eight digits that change when what is shown does."""
    return f"{crc32(repr(shown).encode()):08x}"


def is_seen(request: HttpRequest, mark: str) -> bool:
    """Whether the page that asks shows this already; see `keep_fresh` in yanji_ui."""
    return request.headers.get("X-Seen") == mark


def nothing_new() -> HttpResponse:
    return HttpResponse(status=NOTHING_NEW, headers={"Cache-Control": "no-store"})
