"""What the journeys share: one portal with the example data for all that only read it, toured once."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker

from tests.journeys.portal import open_portal
from tests.journeys.reading import Reader
from tests.journeys.tour import Guest, walk
from tests.journeys.visitors import VISITORS
from tests.journeys.ways import WAYS


@pytest.fixture(scope="session")
def portal(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> str:
    """The address of a portal with the example data. It stays as it is: tests that ask for it come first."""
    with django_db_blocker.unblock():
        return open_portal()


@pytest.fixture(scope="session")
def tour(portal: str, django_db_blocker: DjangoDbBlocker) -> dict[str, Guest]:
    """Each visitor with the pages they were given."""
    with django_db_blocker.unblock():
        guests = {name: Guest.arriving(name) for name in VISITORS}
        for name, guest in guests.items():
            for _sheet in walk(guest):
                pass
            WAYS[name](guest)
    return guests


@pytest.fixture
def reader(browser: Browser, portal: str, tour: dict[str, Guest]) -> Iterator[Callable[..., Reader]]:
    """Open a visitor's browser of that width, in a face: reader("a resident", 375, mode="elder", text="xl"). A script
    that breaks, or anything that the content policy refuses, fails the test."""
    opened: list[Reader] = []

    def open_reader(
        name: str, width: int, *, height: int = 900, options: dict[str, Any] | None = None, **face: str
    ) -> Reader:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            service_workers="block",  # a kept page is put in the place of the network's answer
            **(options or {}),
        )
        opened.append(Reader(tour[name], context, portal, face))
        return opened[-1]

    yield open_reader
    for one in opened:
        one.context.close()
    assert [complaint for one in opened for complaint in one.complaints] == []
