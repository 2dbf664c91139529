"""The slip on the week board: printed for whoever stands there, and its code checked for whoever calls."""

import pytest
from django.test import Client

from bookings import slips
from bookings.models import Booking, SlipTries
from centres.models import Room
from residents.models import Resident
from tests.bookings.pages import links, words
from tests.factories import (
    a_booking,
    a_centre,
    a_resident,
    a_session,
    a_street_officer,
    a_user,
    staff_of,
)
from tests.office.board_pages import url, wanted
from tests.queries import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday_morning")]


@pytest.fixture
def booking(room: Room) -> Booking:
    return a_booking(room=room, booked_for=a_resident(name="欧阳示例"))


def ask(client: Client, booking: Booking, code: str):
    return client.post(url("slip-check", booking.occupancy_id), {"code": code})


def wrong_code(booking: Booking) -> str:
    code = slips.cancel_code(booking)
    return ("C" if code[0] == "B" else "B") + code[1:]


def test_only_staff_of_the_site_ask(booking: Booking) -> None:
    people = {
        "not signed in": (None, 302),
        "a resident": (a_user(), 403),
        "staff of another site": (staff_of(a_centre()), 404),
        "staff of this site": (staff_of(booking.room.centre), 200),
        "the street office": (a_street_officer(), 200),
    }
    for name, (user, status) in people.items():
        client = Client()
        if user:
            client.force_login(user)
        answer = ask(client, booking, wrong_code(booking))
        assert (name, answer.status_code) == (name, status)
    assert SlipTries.objects.get().tries == 2
    client.force_login(staff_of(booking.room.centre))
    assert client.get(url("slip-check", booking.occupancy_id)).status_code == 405


def test_page_of_a_booking_leads_to_both_papers_and_bears_no_code(booking: Booking, staff: Client) -> None:
    page = staff.get(url("occupancy", booking.occupancy_id))

    slip = f"/bookings/{booking.ref}/slip.pdf"
    assert links(page, slip) == [slip, f"{slip}?paper=roll"]
    assert slips.cancel_code(booking) not in page.text


def test_page_of_anything_else_knows_no_slip(room: Room, staff: Client) -> None:
    session = a_session(room=room)

    assert "slip.pdf" not in staff.get(url("occupancy", session.occupancy_id)).text
    assert staff.post(url("slip-check", session.occupancy_id), {"code": "BCDFGH"}).status_code == 404


def test_right_code_is_said_to_be_right_and_is_not_shown(booking: Booking, staff: Client) -> None:
    code = slips.cancel_code(booking)

    page = ask(staff, booking, code.lower())

    assert "对，小票在对方手里" in words(page)
    assert code.lower() not in page.text
    assert Booking.objects.get().is_confirmed


def test_wrong_code_is_said_to_be_wrong_and_stays_to_be_mended(booking: Booking, staff: Client) -> None:
    wrong = wrong_code(booking)

    page = ask(staff, booking, wrong)

    assert "不对，请对方再念一遍" in words(page)
    assert f'value="{wrong}"' in page.text


@pytest.mark.parametrize(("typed", "sentence"), [("", "请填小票上预约号下面的取消码"), ("12", "取消码是六个字母")])
def test_what_is_no_code_is_told_and_is_no_try(booking: Booking, staff: Client, typed: str, sentence: str) -> None:
    assert sentence in words(ask(staff, booking, typed))
    assert not SlipTries.objects.exists()


def test_clerk_who_guesses_rests_too_and_counts_with_all_others(booking: Booking, staff: Client) -> None:
    sent = {"ref": booking.ref, "code": wrong_code(booking)}
    for _n in range(3):
        Client().post("/bookings/cancel/", sent)
    for _n in range(2):
        ask(staff, booking, wrong_code(booking))

    page = ask(staff, booking, slips.cancel_code(booking))

    assert page.status_code == 429
    assert "一小时内不能再试" in words(page)


def test_who_sees_the_page_is_on_record_with_every_answer(booking: Booking, staff: Client, looks) -> None:
    ask(staff, booking, wrong_code(booking))

    [line] = looks()
    assert line.endswith(f"looked at occupancy {booking.occupancy_id}")


def test_after_entering_a_booking_the_slip_is_one_press_away(room: Room, staff: Client) -> None:
    page = staff.post(url("book"), wanted(room, phone=""), follow=True)

    booking = Booking.objects.get()
    assert booking.ref in words(page)
    slip = f"/bookings/{booking.ref}/slip.pdf"
    assert links(page, slip) == [slip, f"{slip}?paper=roll"]
    assert staff.get(slip)["Content-Type"] == "application/pdf"


def test_name_that_looks_like_markup_stays_a_name(room: Room, staff: Client) -> None:
    room.name = "<b>舞蹈房</b>"
    room.save()

    page = staff.post(url("book"), wanted(room), follow=True)

    assert "<b>舞蹈房</b>" not in page.text
    assert Resident.objects.count() == 1


def test_page_asks_as_much_as_before(booking: Booking, staff: Client) -> None:
    page = url("occupancy", booking.occupancy_id)

    assert len(queries_of(lambda: staff.get(page))) <= 10
