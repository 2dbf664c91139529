"""A site that is open, a room in it, and who works there."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from PIL import Image

from centres.models import Centre, Room
from residents.models import User
from tests.activities.invariants import contradictions
from tests.factories import a_centre, a_room, open_daily, staff_of


@pytest.fixture(autouse=True)
def counters_are_rows(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every test that has the database. One whose rows say something else on purpose is marked `contradicts`."""
    asks = request.node.get_closest_marker("django_db")
    if asks:
        request.getfixturevalue("transactional_db" if asks.kwargs.get("transaction") else "db")
    yield
    if asks and not request.node.get_closest_marker("contradicts") and not connection.needs_rollback:
        assert contradictions() == []


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
