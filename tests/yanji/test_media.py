"""Photos of rooms reach the browser, and nothing else in their folder does."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from centres.photos import photo_path
from tests.factories import a_centre, a_room, open_daily

pytestmark = pytest.mark.django_db


@pytest.fixture
def jpeg() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    return out.getvalue()


def test_photo_on_the_page_can_be_fetched_by_anybody(client: Client, jpeg: bytes) -> None:
    centre = a_centre()
    open_daily(centre, "08:30-17:00")
    room = a_room(centre=centre)
    room.photo.save(photo_path(room, "我的照片.jpg"), ContentFile(jpeg))

    assert f'src="{room.photo.url}"' in client.get(f"/rooms/{room.pk}/").text
    response = client.get(room.photo.url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(response.streaming_content) == jpeg
    assert "immutable" in response["Cache-Control"]


@pytest.mark.parametrize("name", ["rooms/../secret-key", "secret-key", "rooms/x.jpg", f"rooms/{'a' * 32}.jpg"])
def test_nothing_else_is_served(client: Client, settings, name: str) -> None:
    Path(settings.MEDIA_ROOT, "secret-key").write_text("secret")
    assert default_storage.exists("secret-key")
    assert client.get(f"/media/{name}").status_code == 404
