"""Addresses that outlive the page they stand on: printed as codes, written into calendars and files."""

from django.conf import settings
from django.http import HttpRequest


def public(request: HttpRequest, path: str) -> str:
    """The full address of one of our pages under the portal's public name, whatever name it was opened by.

    A trial has no public name; there it is the one by which the reader came.
    """
    return f"{settings.ADDRESS}{path}" if settings.ADDRESS else request.build_absolute_uri(path)
