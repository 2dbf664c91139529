"""Whatever a test of services did: afterwards numbers, offers and lunches are as they must be."""

from collections.abc import Iterator

import pytest

from tests.services.invariants import faults, faults_of_lunch, faults_of_offers


@pytest.fixture(autouse=True)
def _nothing_is_given_twice(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if request.node.get_closest_marker("django_db"):
        assert [*faults(), *faults_of_offers(), *faults_of_lunch()] == []
