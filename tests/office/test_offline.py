"""The page for when there is no network: what is kept on a phone, and that it is nobody else's."""

import pytest
import time_machine
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client, RequestFactory
from pytest_django import Settings

from bookings import actions
from office.models import Portal
from tests.bookings.pages import a_neighbour, links, signed_in, words
from tests.factories import a_booking, a_centre, a_room, at, staff_of
from tests.queries import queries_of
from yanji.kept import READER

pytestmark = pytest.mark.django_db
NOW = at("2026-11-25 10:00")
PLAIN, MINE = "/offline/", "/offline/mine/"


@pytest.fixture(autouse=True)
def wednesday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


def a_signed_in_neighbour_with_a_booking(**fields):
    resident = a_neighbour()
    return signed_in(resident), a_booking(booked_for=resident, **fields)


def test_plain_page_says_what_to_do(client: Client, settings: Settings) -> None:
    page = client.get(PLAIN)

    assert "现在没有网络" in words(page)
    assert "再试一次" in words(page)
    assert "tel:02100001001" in links(page)
    assert settings.PHONE in words(page)


def test_plain_page_names_the_phone_that_the_office_has_set(client: Client) -> None:
    Portal.objects.update_or_create(defaults={"phone": "021-0000 1234"})

    assert "tel:02100001234" in links(client.get(PLAIN))


def test_mine_shows_my_bookings_to_come_as_last_seen() -> None:
    room = a_room(centre=a_centre(name="第一睦邻中心", address="示例路1号", phone="021-0000 1001"), name="阳光客厅")
    client, booking = a_signed_in_neighbour_with_a_booking(room=room, span="2026-11-30 09:00-10:30")

    page = client.get(MINE)

    said = words(page)
    assert "上次看到：11月25日（周三）10:00" in said
    assert f"11月30日（周一）09:00–10:30 阳光客厅·第一睦邻中心 示例路1号 预约号 {booking.ref} 021-0000 1001" in said
    assert "tel:02100001001" in links(page)


def test_mine_leaves_out_what_is_over_or_cancelled() -> None:
    client, over = a_signed_in_neighbour_with_a_booking(span="2026-11-24 09:00-10:00")
    gone = a_booking(booked_for=over.booked_for, span="2026-11-30 09:00-10:30")
    actions.cancel(booking=gone, by=over.booked_for.user, now=NOW)

    said = words(client.get(MINE))

    assert (over.ref in said, gone.ref in said) == (False, False)
    assert "那时您没有预约。" in said


def test_mine_shows_nothing_of_others() -> None:
    client, mine = a_signed_in_neighbour_with_a_booking(span="2026-11-30 09:00-10:30")
    _other, theirs = a_signed_in_neighbour_with_a_booking(span="2026-11-30 09:00-10:30")

    said = words(client.get(MINE))

    assert (mine.ref in said, theirs.ref in said) == (True, False)


def test_mine_is_nothing_for_a_passer_by_and_for_staff(client: Client) -> None:
    room = a_room()
    clerk = staff_of(room.centre)
    a_booking(room=room, booked_by=clerk, channel="web")  # even what would be theirs
    assert (client.get(MINE).status_code, client.get(MINE).content) == (204, b"")

    client.force_login(clerk)

    assert (client.get(MINE).status_code, client.get(MINE).content) == (204, b"")


@pytest.mark.parametrize("path", [PLAIN, MINE])
def test_what_is_kept_holds_no_form_and_no_account(path: str) -> None:
    client, _booking = a_signed_in_neighbour_with_a_booking()

    page = client.get(path)

    assert "<form" not in page.text
    assert "csrfmiddlewaretoken" not in page.text
    assert "/account/logout/" not in page.text
    assert "csrftoken" not in page.cookies
    assert "no-store" in page["Cache-Control"]


def test_what_staff_fetch_is_like_everybody_elses(client: Client) -> None:
    page = client.get(PLAIN).text
    client.force_login(staff_of(a_centre()))

    assert client.get(PLAIN).text == page


@pytest.mark.parametrize("path", [PLAIN, MINE])
def test_fetching_it_takes_no_message_from_the_next_page(path: str) -> None:
    client, _booking = a_signed_in_neighbour_with_a_booking()
    stored = CookieStorage(RequestFactory().get("/"))._encode([Message(25, "留给下一页的话")])
    client.cookies["messages"] = stored

    assert "留给下一页的话" not in client.get(path).text
    assert "留给下一页的话" in client.get("/rooms/").text


def test_both_are_in_the_face_of_the_reader_and_bear_its_mark() -> None:
    client, _booking = a_signed_in_neighbour_with_a_booking()
    client.post("/account/face/", {"text": "xl"})
    client.post("/account/face/", {"theme": "contrast"})

    pages = [client.get(path) for path in (PLAIN, MINE)]

    assert all('<html lang="zh-hans" data-text="xl" data-theme="contrast">' in page.text for page in pages)
    assert {page[READER] for page in pages} == {client.get("/rooms/")[READER]}


def test_mine_asks_as_much_however_much_there_is() -> None:
    client, booking = a_signed_in_neighbour_with_a_booking(span="2026-11-30 09:00-10:30")
    few = queries_of(lambda: client.get(MINE))
    for day in range(1, 11):
        a_booking(booked_for=booking.booked_for, span=f"2026-12-{day:02d} 09:00-10:00")

    assert len(queries_of(lambda: client.get(MINE))) == len(few) <= 6


def test_they_are_only_read(client: Client) -> None:
    assert [client.post(path).status_code for path in (PLAIN, MINE)] == [405, 405]
