"""Public pages are opened by three people."""

import pytest
from django.test import Client

from tests.factories import a_centre, a_resident, a_user, staff_of


@pytest.fixture(params=["nobody known", "a resident", "staff"])
def reader(request: pytest.FixtureRequest, client: Client) -> Client:
    """The browser of each of three people."""
    if request.param == "a resident":
        client.force_login(a_resident(user=a_user()).user)
    if request.param == "staff":
        client.force_login(staff_of(a_centre(is_active=False)))
    return client
