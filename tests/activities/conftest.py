"""A site that is open, a room in it, and who works there."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from centres.models import Centre, Room
from residents.models import User
from tests.factories import a_centre, a_room, open_daily, staff_of


@pytest.fixture
def centre() -> Centre:
    centre = a_centre(slug="c1")
    open_daily(centre, "08:30-17:00")
    return centre


@pytest.fixture
def room(centre: Centre) -> Room:
    return a_room(centre=centre)


@pytest.fixture
def clerk(centre: Centre) -> User:
    return staff_of(centre)


@pytest.fixture
def photo() -> "ContentFile[bytes]":
    out = BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    return ContentFile(out.getvalue())
