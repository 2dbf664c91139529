"""A clerk whose wish is refused gets near times as buttons, which send all that was typed once more."""

import re

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import localtime

from bookings.models import Booking
from centres.models import Room
from tests.bookings.pages import words
from tests.factories import (
    a_booking,
    a_centre,
    a_kept_window,
    a_resident,
    a_room,
    a_session,
    a_span,
    a_street_officer,
    at,
    open_daily,
)
from tests.office.board_pages import errors, url, wanted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday_morning")]


def buttons(response) -> list[tuple[str, str]]:
    """Near times offered: what each sends, and to which board."""
    return re.findall(r'name="instead" value="([^"]*)"(?: formaction="([^"]*)")?', response.content.decode())


def test_refused_time_is_answered_with_near_ones_and_a_button_takes_one(room: Room, staff: Client) -> None:
    a_booking(room=room, span="2026-11-30 09:00-10:30")
    other = a_room(centre=room.centre, capacity=30)
    elsewhere = a_room(capacity=30)
    open_daily(elsewhere.centre, "08:30-17:00")

    response = staff.post(url("book"), form := wanted(room))

    assert buttons(response) == [
        (f"{room.pk} 2026-11-30 10:45 12:15", "/admin/board/c1/book/"),
        (f"{other.pk} 2026-11-30 09:00 10:30", "/admin/board/c1/book/"),
    ]
    assert elsewhere.centre.phone in words(response)  # not the clerk's: to be called
    assert staff.post(url("book"), {**form, "instead": buttons(response)[1][0]}).status_code == 302
    assert Booking.objects.get(occupancy__room=other).occupancy.span == a_span("2026-11-30 09:00-10:30")


def test_whoever_runs_both_sites_is_led_to_the_other_board(room: Room, client: Client) -> None:
    a_booking(room=room, span="2026-11-30 08:30-17:00")
    elsewhere = a_room(centre=a_centre(slug="c9"), capacity=30)
    open_daily(elsewhere.centre, "08:30-17:00")
    client.force_login(a_street_officer())

    response = client.post(url("book"), form := wanted(room))
    [there] = [button for button in buttons(response) if button[1] == "/admin/board/c9/book/"]

    assert client.post(there[1], {**form, "instead": there[0]}).status_code == 302
    assert Booking.objects.filter(occupancy__room=elsewhere).exists()


def test_clerk_is_offered_what_is_kept_for_the_telephone(room: Room, staff: Client) -> None:
    a_kept_window(centre=room.centre, weekday=1, hours="10:30-12:30")
    a_booking(room=room, span="2026-11-30 09:00-10:15")

    with time_machine.travel(at("2026-11-29 10:00"), tick=False):
        response = staff.post(url("book"), wanted(room))

    assert buttons(response)[0][0] == f"{room.pk} 2026-11-30 10:30 12:00"


@pytest.mark.parametrize("value", ["", "x", "1 2 3 4", "999 2026-11-30 09:00 10:30", "😀 " * 4])
def test_button_that_says_nothing_of_use_is_answered_kindly(room: Room, staff: Client, value: str) -> None:
    a_booking(room=room, span="2026-11-30 09:00-10:30")

    assert staff.post(url("book"), {**wanted(room), "instead": value}).status_code == 200
    assert Booking.objects.count() == 1


def test_limit_is_no_matter_of_the_time(room: Room, staff: Client) -> None:
    resident = a_resident(name="张示例", phone="13800000001")
    for day in ("2026-12-01", "2026-12-02"):
        a_booking(span=f"{day} 09:00-10:00", booked_for=resident)

    response = staff.post(url("book"), wanted(room))

    assert "约满" in errors(response)
    assert buttons(response) == []


def test_move_that_is_refused_names_near_times_too(room: Room, staff: Client) -> None:
    booking, session = a_booking(room=room), a_session(room=room, span="2026-12-01 09:00-10:30")
    a_booking(room=room, span="2026-11-30 13:00-14:00")
    to = {"room": room.pk, "on": "2026-11-30", "starts": "13:00", "ends": "14:30", "reason": "", "waiver": ""}

    response = staff.post(url("move", booking.occupancy_id), to)
    assert buttons(staff.post(url("move", session.occupancy_id), to)) == []
    value, action = buttons(response)[0]
    assert (value.split()[0], action) == (str(room.pk), "")

    assert staff.post(url("move", booking.occupancy_id), {**to, "instead": value}).status_code == 302
    booking.refresh_from_db()
    assert f"{localtime(booking.occupancy.starts_at):%Y-%m-%d %H:%M}" in value
