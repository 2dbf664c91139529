"""Public pages are opened by three people; the week board of c1 by a clerk, on a Sunday morning."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from centres.models import Centre, Room
from tests.factories import a_centre, a_resident, a_room, a_user, open_daily, staff_of
from tests.office.board_pages import NOW


@pytest.fixture(params=["nobody known", "a resident", "staff"])
def reader(request: pytest.FixtureRequest, client: Client) -> Client:
    """The browser of each of three people."""
    if request.param == "a resident":
        client.force_login(a_resident(user=a_user()).user)
    if request.param == "staff":
        client.force_login(staff_of(a_centre(is_active=False)))
    return client


@pytest.fixture
def sunday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def centre() -> Centre:
    centre = a_centre(slug="c1")
    open_daily(centre, "08:30-17:00", "18:30-20:00")
    return centre


@pytest.fixture
def room(centre: Centre) -> Room:
    return a_room(centre=centre, name="舞蹈房", capacity=30)


@pytest.fixture
def staff(centre: Centre, client: Client) -> Client:
    client.force_login(staff_of(centre))
    return client
