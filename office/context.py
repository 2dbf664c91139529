"""What every page knows about the portal itself: whether it shows example data, and whom to phone."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from centres.remembered import site_of
from office.models import Portal


def portal(request: HttpRequest) -> dict[str, object]:
    """One query for a page that asks, none for one that does not. Its number takes the place of settings.PHONE."""
    current = SimpleLazyObject(Portal.current)
    return {  # lazy, but never a function: blocktranslate would print it as one
        "sample_data": SimpleLazyObject(lambda: current.is_example_data),
        "phone": SimpleLazyObject(lambda: current.phone or settings.PHONE),
        "phone_of": SimpleLazyObject(lambda: current.phone_of),
        "usual_centre": site_of(request),
    }
