"""Photos of rooms and activities, as staff uploaded them, re-encoded: public, named by chance, never changed."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

A_YEAR = 365 * 24 * 60 * 60


@require_safe
@cache_control(public=True, max_age=A_YEAR, immutable=True)
def room_photo(request: HttpRequest, name: str, folder: str = "rooms") -> FileResponse:
    """The address allows 32 hex digits and no path, so nothing else in the folder can be asked for."""
    try:
        return FileResponse(default_storage.open(f"{folder}/{name}.jpg"), content_type="image/jpeg")
    except FileNotFoundError:
        raise Http404 from None
