"""Pages as a reader sees them, for tests: words, links and buttons."""

import re
from html import unescape

from django.test import Client

from residents.models import Resident
from tests.factories import a_resident, a_user


def words(response) -> str:
    """The words of a page, without tags, in one line."""
    html = re.sub(r"<(script|style|head)\b.*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def links(response, starting: str = "") -> list[str]:
    """Where the page leads, in order."""
    return [
        unescape(href)
        for href in re.findall(r'href="([^"]*)"', response.content.decode())
        if href.startswith(starting)
    ]


def hidden(response) -> dict[str, str]:
    """What the page's forms carry along unseen."""
    found = {}
    for tag in re.findall(r'<input type="hidden"[^>]*>', response.content.decode()):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found[unescape(name[1])] = unescape(value[1]) if value else ""
    return found


def a_neighbour(**fields) -> Resident:
    """A resident with an account."""
    return a_resident(user=a_user(), **fields)


def signed_in(resident: Resident) -> Client:
    client = Client()
    client.force_login(resident.user)
    return client
