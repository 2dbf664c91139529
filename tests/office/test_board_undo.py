"""Taking a cancellation back on the week board, in the minutes after it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from bookings import actions
from bookings.models import Booking
from centres.models import Centre, Occupancy, Room
from tests.factories import a_booking, a_centre, a_resident, a_session, a_street_officer, a_user, staff_of
from tests.office.board_pages import NOW, WEEK, flash, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday_morning")]


def cancelled(room: Room, staff: Client) -> Booking:
    booking = a_booking(room=room, booked_for=a_resident(name="欧阳示例", phone="13800000001"))
    staff.post(url("cancel", booking.occupancy_id), {"reason": "点错了"})
    return booking


def test_the_board_offers_to_take_a_cancellation_back_and_does(room: Room, staff: Client) -> None:
    booking = a_booking(room=room, booked_for=a_resident(phone="13800000001"))
    gone = booking.occupancy_id

    board = staff.post(url("cancel", gone), {"reason": "点错了"}, follow=True)
    assert board.context["undo"].until == "10:05"
    assert f'action="{url("undo", gone)}"' in board.content.decode()

    back = staff.post(url("undo", gone), follow=True)
    assert back.redirect_chain == [(f"{url('week')}?week={WEEK}", 302)]
    assert flash(back) == ["恢复了：舞蹈房，11月30日（周一）09:00–10:30。给138****0001的取消短信还没发出，已经撤下。"]
    booking.refresh_from_db()
    assert (booking.is_confirmed, booking.cancel_reason) == (True, "")


def test_undo_pressed_twice_says_that_it_stands_again(room: Room, staff: Client) -> None:
    gone = cancelled(room, staff).occupancy_id
    staff.post(url("undo", gone))
    again = staff.post(url("undo", gone), follow=True)
    assert "改动过" in flash(again)[-1]
    assert Occupancy.objects.standing(NOW).count() == 1


def test_after_the_minutes_nothing_is_offered_or_done(room: Room, staff: Client) -> None:
    gone = cancelled(room, staff).occupancy_id
    with time_machine.travel(NOW + timedelta(minutes=6), tick=False):
        assert staff.get(url("week"), {"week": WEEK, "cancelled": gone}).context["undo"] is None
        assert "撤回的时间已过" in flash(staff.post(url("undo", gone), follow=True))[-1]
    assert Booking.objects.get().is_cancelled


def test_undo_finds_the_room_gone(room: Room, staff: Client) -> None:
    gone = cancelled(room, staff).occupancy_id
    a_booking(room=room, span="2026-11-30 10:00-11:00")
    assert "别人约走" in flash(staff.post(url("undo", gone), follow=True))[-1]


@pytest.mark.parametrize("typed", ["", "x", "-1", "９９", "999999999999999999999999", "0"])
def test_an_address_with_nonsense_offers_nothing(room: Room, staff: Client, typed: str) -> None:
    response = staff.get(url("week"), {"week": WEEK, "cancelled": typed})
    assert (response.status_code, response.context["undo"]) == (200, None)


def test_what_stands_or_cannot_be_undone_is_not_offered(room: Room, staff: Client) -> None:
    standing = a_booking(room=room).occupancy_id
    session = a_session(room=room, span="2026-11-30 13:00-14:00")
    staff.post(url("cancel", session.occupancy_id), {"reason": "王老师生病"})

    for held in (standing, session.occupancy_id):
        assert staff.get(url("week"), {"week": WEEK, "cancelled": held}).context["undo"] is None
    assert staff.post(url("undo", session.occupancy_id)).status_code == 404


def test_the_board_of_one_site_does_not_offer_what_was_cancelled_in_another(centre: Centre, client: Client) -> None:
    officer, booking = a_street_officer(), a_booking()
    actions.cancel(booking=booking, by=officer, reason="点错了", now=NOW)
    client.force_login(officer)

    here = client.get(url("week"), {"week": WEEK, "cancelled": booking.occupancy_id})
    assert here.context["undo"] is None
    assert client.post(url("undo", booking.occupancy_id)).status_code == 404


def test_undo_is_for_the_staff_of_the_site_and_by_button_only(room: Room, client: Client) -> None:
    booking = a_booking(room=room, booked_for=a_resident(user=a_user()))
    gone = booking.occupancy_id
    actions.cancel(booking=booking, by=staff_of(room.centre), reason="点错了", now=NOW)
    people = {
        None: 302,
        booking.booked_for.user: 403,
        staff_of(a_centre()): 404,
    }
    for user, status in people.items():
        client.logout()
        if user:
            client.force_login(user)
        assert client.post(url("undo", gone)).status_code == status
    client.force_login(staff_of(room.centre))
    assert client.get(url("undo", gone)).status_code == 405
    booking.refresh_from_db()
    assert booking.is_cancelled
    client.force_login(a_street_officer())
    client.post(url("undo", gone))
    booking.refresh_from_db()
    assert booking.is_confirmed
