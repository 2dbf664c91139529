"""Whom a change on the week board concerns: who gets a message, and what the clerk reads about it."""

import pytest
from django.test import Client

from bookings.models import Booking
from centres.models import Room
from notices.models import Notice
from tests.factories import a_booking, a_resident, a_session
from tests.office.board_pages import flash, url, wanted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday_morning")]


def test_entering_tells_the_clerk_to_whom_a_message_goes(room: Room, staff: Client) -> None:
    form = wanted(room)
    first, second = (staff.post(url("book"), form, follow=True) for _n in range(2))

    [said] = flash(first)
    assert f"预约号 {Booking.objects.get().ref}。已发短信告诉 138****0001。" in said
    assert flash(second) == [said]
    assert [notice.to for notice in Notice.objects.all()] == ["13800000001"]


def test_moving_tells_the_clerk_and_the_resident_with_the_reason(room: Room, staff: Client) -> None:
    booking = a_booking(room=room, booked_for=a_resident(phone="13800000001"))
    form = {
        "room": room.pk,
        "on": "2026-12-01",
        "starts": "13:00",
        "ends": "14:00",
        "reason": "水管坏了",
        "waiver": "",
    }

    response = staff.post(url("move", booking.occupancy_id), form, follow=True)

    assert flash(response) == ["已改到舞蹈房，12月1日（周二）13:00–14:00。已发短信告诉 138****0001。"]
    assert "原因：水管坏了。" in Notice.objects.get().body
    booking.refresh_from_db()
    assert booking.waiver == ""


def test_cancelling_tells_the_clerk_whom_to_call(room: Room, staff: Client) -> None:
    booking = a_booking(room=room, booked_for=a_resident(name="欧阳示例", phone="02112345678"))

    response = staff.post(url("cancel", booking.occupancy_id), {"reason": "水管坏了"}, follow=True)

    page = response.content.decode()
    assert "欧阳*收不到短信，请打电话告诉：021****5678" in page
    assert f'<a href="/admin/bookings/booking/{booking.pk}/change/">看完整号码</a>' in page
    assert "02112345678" not in page
    assert [call.to for call in Notice.objects.all()] == ["02112345678"]


def test_a_refused_form_sends_no_message(room: Room, staff: Client) -> None:
    a_booking(room=room, span="2026-11-30 10:00-11:00")
    staff.post(url("book"), wanted(room))
    assert not Notice.objects.exists()


def test_a_session_is_cancelled_without_messages(room: Room, staff: Client) -> None:
    session = a_session(room=room)
    response = staff.post(url("cancel", session.occupancy_id), {"reason": "王老师生病"}, follow=True)
    assert flash(response) == ["已取消，舞蹈房空出来了。"]
    assert not Notice.objects.exists()
