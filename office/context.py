"""What every page knows about the portal itself."""

from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, object]:
    return {}
