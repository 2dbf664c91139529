"""The call list of a desk: whom no message reaches, what to say, told or not reached."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from bookings import actions
from bookings.models import Booking
from centres.models import Room
from notices.models import Notice
from tests.bookings.pages import words
from tests.factories import a_booking, a_centre, a_resident, a_street_officer, a_user, staff_of
from tests.office.board_pages import NOW, url
from tests.queries import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday_morning")]

CALLS = "/desk/c1/calls/"


def unreached(room: Room, phone: str = "02155550001", name: str = "赵示例") -> Booking:
    resident = a_resident(name=name, phone=phone)
    return a_booking(room=room, booked_for=resident, booked_by=staff_of(room.centre), channel="phone")


def cancel(booking: Booking, staff: Client) -> None:
    staff.post(url("cancel", booking.occupancy_id), {"reason": "水管坏了"})


def test_only_the_desk_of_the_site_sees_and_answers(room: Room, staff: Client) -> None:
    cancel(unreached(room), staff)
    call = Notice.objects.get()
    people = {
        "not signed in": (None, 302),
        "a resident": (a_user(), 403),
        "staff of another site": (staff_of(a_centre()), 404),
        "the street office": (a_street_officer(), 200),
    }
    for name, (user, status) in people.items():
        client = Client()
        if user:
            client.force_login(user)
        page = client.get(CALLS)
        assert (name, page.status_code) == (name, status)
        assert ("02155550001" in page.content.decode()) == (status == 200)
        answered = client.post(f"{CALLS}{call.pk}/", {"step": "told"})
        assert (name, answered.status_code) == (name, 302 if status == 200 else status)
        call.refresh_from_db()
        assert (call.state == "sent") == (status == 200)
    other = a_centre(slug="c2")
    assert Client().get("/desk/c2/calls/").status_code == 302
    clerk = Client()
    clerk.force_login(staff_of(other))
    assert clerk.post(f"/desk/c2/calls/{call.pk}/", {"step": "told"}).status_code == 404


def test_what_is_cancelled_is_to_be_called_and_told_once(room: Room, staff: Client, looks) -> None:
    booking = unreached(room)
    cancel(booking, staff)

    assert "要打的电话：1" in words(staff.get("/desk/c1/"))
    page = staff.get(CALLS)
    for fact in ("赵示例", "02155550001", "取消了", "水管坏了"):
        assert fact in words(page)
    assert any("resident" in line for line in looks())
    call = Notice.objects.get()
    told = staff.post(f"{CALLS}{call.pk}/", {"step": "told"}, follow=True)
    again = staff.post(f"{CALLS}{call.pk}/", {"step": "told"}, follow=True)

    assert "对方知道了" in words(told)
    assert "没有要打的电话" in words(told)
    assert "同事已经告诉过了" in words(again)


def test_who_is_not_reached_comes_back_in_two_hours(room: Room, staff: Client) -> None:
    cancel(unreached(room), staff)
    call = Notice.objects.get()

    page = staff.post(f"{CALLS}{call.pk}/", {"step": "later"}, follow=True)
    assert "赵示例" not in words(page)
    assert "还有1个过会儿再打" in words(page)
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        clerk = Client()
        clerk.force_login(staff_of(room.centre))
        assert "打过1次" in words(clerk.get(CALLS))


def test_worker_never_sends_a_call(room: Room, staff: Client) -> None:
    cancel(unreached(room, phone=""), staff)
    from notices.actions import send_waiting

    send_waiting(NOW)

    assert Notice.objects.get().state == "queued"
    assert "没有电话" in words(staff.get(CALLS))


def test_who_stands_at_the_desk_is_not_called(room: Room, staff: Client) -> None:
    form = {"room": room.pk, "on": "2026-11-30", "starts": "09:00", "ends": "10:30", "name": "赵示例", "phone": ""}
    staff.post(url("book"), {**form, "party": "3", "purpose": "下棋", "channel": "desk"})

    assert Booking.objects.count() == 1
    assert not Notice.objects.exists()


def test_what_is_taken_back_is_not_called_about(room: Room, staff: Client) -> None:
    booking = unreached(room)
    cancel(booking, staff)
    staff.post(url("undo", booking.occupancy_id))

    assert not Notice.objects.calls().waiting().filter(body__contains="取消了").exists()


def test_list_costs_as_much_for_many_as_for_one(room: Room, staff: Client) -> None:
    staff.get(CALLS)
    cancel(unreached(room), staff)
    few = len(queries_of(lambda: staff.get(CALLS)))
    for number in range(5):
        booking = a_booking(
            room=room,
            span=f"2026-12-0{number + 1} 09:00-10:00",
            booked_for=a_resident(name="赵示例", phone="02155550001"),
        )
        actions.cancel(booking=booking, by=staff_of(room.centre), reason="停电", now=NOW)

    assert len(queries_of(lambda: staff.get(CALLS))) == few
