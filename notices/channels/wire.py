"""One HTTP request to a gateway, and how sure we are of what became of it."""

import http.client
import json
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from notices.channels.base import Lost, NotTaken

SECONDS = 10


def post(url: str, *, headers: Mapping[str, str], body: bytes, seconds: float = SECONDS) -> dict[str, Any]:
    """The JSON object that comes back.

    Raises NotTaken when nothing could be sent, Lost when it was sent and the answer cannot be read.
    """
    talk = _connected(url, seconds)
    try:
        parts = urlsplit(url)
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        talk.request("POST", target, body, dict(headers))
        answer = talk.getresponse()
        words = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise Lost(f"no answer: {error!r}") from error
    finally:
        talk.close()
    try:
        found = json.loads(words)
    except ValueError as error:
        raise Lost(f"HTTP {answer.status}, unreadable: {words[:200]!r}") from error
    if not isinstance(found, dict):
        raise Lost(f"HTTP {answer.status}, not an object: {words[:200]!r}")
    return found


def host_of(url: str) -> str:
    """As the Host header says it."""
    return urlsplit(url).netloc


def _connected(url: str, seconds: float) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    assert parts.hostname
    talk = (
        http.client.HTTPSConnection(parts.hostname, parts.port, timeout=seconds, context=ssl.create_default_context())
        if parts.scheme == "https"
        else http.client.HTTPConnection(parts.hostname, parts.port, timeout=seconds)
    )
    try:
        talk.connect()
    except OSError as error:
        raise NotTaken(f"cannot reach {parts.hostname}: {error!r}") from error
    return talk
