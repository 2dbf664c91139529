"""Readers in elder mode (长辈版, a cookie that yanji.face keeps) get pages of their own here: one question a page."""

from django.http import HttpRequest


def template(request: HttpRequest, page: str) -> str:
    """The template of a page; its simple sister extends it."""
    return f"{page}_elder.html" if request.COOKIES.get("mode") == "elder" else f"{page}.html"
