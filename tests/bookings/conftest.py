"""A quiet Saturday noon, two days before the Monday of the tests."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.factories import at

NOW = at("2026-11-28 12:00")


@pytest.fixture
def saturday_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield
