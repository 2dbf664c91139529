"""Until when staff stay signed in: said on each of their pages, and to nobody else."""

import re
from datetime import timedelta

import pytest
from django.test import Client, RequestFactory

from residents.models import User
from residents.time_left import time_left
from tests.factories import a_centre, a_resident, a_user, at, staff_of

pytestmark = pytest.mark.django_db
NOW = at("2026-11-30 09:00")
SENTENCE = "30分钟没有动静，会替您退出，这一页最晚到{}。填了一半的不会丢。"


@pytest.fixture
def later(time_machine):
    time_machine.move_to(NOW, tick=False)
    return lambda **rest: time_machine.move_to(NOW + timedelta(**rest), tick=False)


@pytest.fixture
def staff(client: Client) -> User:
    user = staff_of(a_centre(slug="c1"))
    client.force_login(user)
    return user


def seconds(page: str) -> int:
    found = re.search(r'id="time-left" data-seconds="(\d+)"', page)
    assert found
    return int(found[1])


@pytest.mark.parametrize("path", ["/admin/", "/admin/bookings/booking/", "/admin/board/c1/", "/", "/nowhere/"])
def test_staff_read_it_on_every_page(client: Client, staff: User, later, path: str) -> None:
    page = client.get(path).text

    assert SENTENCE.format("09:30") in page
    assert seconds(page) == 30 * 60
    assert page.count("/static/js/page.js") == 1


def test_it_is_counted_from_what_the_session_notes(client: Client, staff: User, later) -> None:
    client.get("/admin/")

    later(seconds=59)  # too soon to be noted
    assert seconds(client.get("/admin/").text) == 30 * 60 - 59
    later(seconds=60)
    page = client.get("/admin/").text
    assert (seconds(page), SENTENCE.format("09:31") in page) == (30 * 60, True)


def test_nobody_else_reads_it(client: Client) -> None:
    assert "time-left" not in client.get("/").text
    client.force_login(a_resident(user=a_user()).user)
    assert "time-left" not in client.get("/").text
    assert time_left(RequestFactory().get("/")) == {}
