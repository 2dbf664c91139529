"""The site where the reader goes as a rule, as their own browser keeps it."""

import re

from django.http import HttpRequest

COOKIE = "site"


def site_of(request: HttpRequest) -> str:
    """The slug kept in the cookie; nothing that could not be one."""
    slug = request.COOKIES.get(COOKIE, "")
    return slug if re.fullmatch(r"[a-z0-9-]{1,8}", slug) else ""
