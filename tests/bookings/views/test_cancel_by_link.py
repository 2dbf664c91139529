"""Cancel by the link of a reminder: no account, no code to type, one booking and nothing else."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from bookings.links import booking_of, cancel_address, cancel_path
from bookings.models import Booking
from bookings.reminding import remind
from centres.models import Room
from notices.models import Notice
from residents.models import Preferences
from tests.bookings.pages import words
from tests.factories import a_booking, a_resident, a_room, at, open_daily

pytestmark = pytest.mark.django_db

NOW = at("2026-11-29 10:00")


@pytest.fixture(autouse=True)
def sunday_morning(settings):
    settings.ADDRESS = "https://yanji.example"
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def room() -> Room:
    room = a_room()
    open_daily(room.centre, "08:30-17:00")
    return room


@pytest.fixture
def booking(room: Room) -> Booking:
    return a_booking(
        room=room,
        span="2026-11-30 14:00-15:00",
        booked_for=a_resident(name="张示例", phone="13800000001"),
        booked_at=NOW - timedelta(days=3),
    )


def test_the_reminder_bears_the_link(booking: Booking):
    remind(NOW)

    said = Notice.objects.get().body
    assert cancel_address(booking) in said
    assert cancel_address(booking).startswith("https://yanji.example/bookings/cancel/")


def test_who_is_called_hears_no_address(booking: Booking):
    Preferences.objects.create(resident=booking.booked_for, by_text=False, by_call=True)

    remind(NOW)

    said = Notice.objects.calls().get().body
    assert "https://" not in said
    assert "在网上“我的”里" in said


def test_a_portal_without_an_address_sends_none(booking: Booking, settings):
    settings.ADDRESS = ""

    remind(NOW)

    assert "在网上“我的”里" in Notice.objects.get().body


def test_looking_changes_nothing_and_shows_nobodys_name(booking: Booking, client: Client):
    page = client.get(cancel_path(booking))

    assert "要取消这次预约吗？" in words(page)
    assert "14:00–15:00" in words(page)
    assert "张" not in words(page)
    booking.refresh_from_db()
    assert booking.is_confirmed


def test_cancelling_and_taking_it_back(booking: Booking, client: Client):
    path = cancel_path(booking)

    for _again in range(2):
        assert "已取消" in words(client.post(path, {"step": "cancel"}))
    booking.refresh_from_db()
    assert (booking.state, booking.cancelled_by, booking.why_cancelled) == ("cancelled", None, "用短信里的链接")
    assert "用短信里的链接" in Notice.objects.get().body  # whose it is hears of it, whoever held the telephone

    client.post(path, {"step": "undo"})
    booking.refresh_from_db()
    assert booking.is_confirmed


def test_too_late_says_so_and_offers_the_telephone(booking: Booking, client: Client):
    with time_machine.travel(at("2026-11-30 13:30"), tick=False):
        page = client.post(cancel_path(booking), {"step": "cancel"})

    booking.refresh_from_db()
    assert booking.is_confirmed
    assert booking.room.centre.phone in words(page)


@pytest.mark.parametrize("token", ["1", "1.x", "x", "%00", "1:abc"])
def test_a_link_that_is_not_ours_leads_nowhere(booking: Booking, client: Client, token: str):
    assert client.get(f"/bookings/cancel/{token}/").status_code == 404
    assert client.post(f"/bookings/cancel/{token}/", {"step": "cancel"}).status_code == 404
    booking.refresh_from_db()
    assert booking.is_confirmed


def test_the_link_of_one_is_no_link_of_another(booking: Booking, room: Room):
    other = a_booking(room=room, span="2026-11-30 09:00-10:00")

    signature = cancel_path(booking).strip("/").split("/")[-1].split(".", 1)[1]

    assert booking_of(f"{other.pk}.{signature}") is None
