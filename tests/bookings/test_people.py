from datetime import timedelta

import pghistory
import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from pghistory.models import Context

from bookings import actions, people
from bookings.models import Booking
from centres import claimants
from centres.claimants import CannotChange
from tests.factories import a_booking, a_centre, a_resident, a_room, a_session, a_street_officer, a_team, a_user, at

pytestmark = pytest.mark.django_db
NOW = at("2027-11-30 10:30")  # a year after what `a_booking` makes


def test_bookings_go_along_when_two_entries_of_a_person_are_merged():
    gone, kept = a_resident(), a_resident()
    booking = a_booking(booked_for=gone)

    people.repoint(gone, kept)

    booking.refresh_from_db()
    assert booking.booked_for == kept


def test_a_person_reads_what_we_know_about_their_bookings_and_nobody_elses():
    resident, room = a_resident(), a_room(name="棋牌室")
    booking = a_booking(booked_for=resident, room=room, span="2026-11-30 09:00-10:30", purpose="下棋", note="带茶")
    a_booking()

    [known] = people.export(resident)["bookings"]

    assert known == {
        "reference": booking.ref,
        "state": "confirmed",
        "place": f"{room.centre.name} 棋牌室",
        "starts_at": "2026-11-30T01:00:00+00:00",
        "ends_at": "2026-11-30T02:30:00+00:00",
        "people": 6,
        "purpose": "下棋",
        "note": "带茶",
    }


def test_what_was_written_about_a_person_goes_and_the_count_stays():
    resident = a_resident()
    booking = a_booking(booked_for=resident, note="张示例的轮椅")
    other = a_booking(note="带茶")

    people.forget(resident)

    booking.refresh_from_db()
    other.refresh_from_db()
    assert (booking.purpose, booking.note, booking.party) == ("", "", 6)
    assert other.note == "带茶"


# After a year


def history():
    return apps.get_model("bookings", "BookingEvent").objects.all()


def forgotten(**fields: object) -> Booking:
    booking = a_booking(**fields)
    people.forget_who_came(NOW)
    booking.refresh_from_db()
    return booking


def test_a_year_after_a_booking_room_time_and_count_stay_and_who_came_is_forgotten():
    user, room = a_user(), a_room()
    booking = a_booking(
        room=room,
        booked_for=a_resident(user=user),
        note="坐轮椅",
        waiver="老师傅",
        state="cancelled",
        cancelled_at=NOW - timedelta(days=370),
        cancelled_by=user,
        cancel_reason="张示例病了",
    )

    people.forget_who_came(NOW)

    booking.refresh_from_db()
    assert (booking.booked_for, booking.booked_by, booking.cancelled_by) == (None, None, None)
    assert (booking.purpose, booking.note, booking.waiver, booking.cancel_reason) == ("", "", "", "")
    assert booking.forgotten_at == NOW
    assert (booking.room, booking.party, booking.state) == (room, 6, "cancelled")
    assert booking.occupancy.span.starts_at == at("2026-11-30 09:00")


def test_until_a_year_is_over_nothing_is_forgotten():
    booking = a_booking(note="坐轮椅")

    people.forget_who_came(NOW - timedelta(seconds=1))

    booking.refresh_from_db()
    assert (booking.forgotten_at, booking.note) == (None, "坐轮椅")
    assert booking.booked_for is not None


def test_which_team_came_and_who_of_the_staff_entered_it_stays():
    officer, team = a_street_officer(), a_team()

    booking = forgotten(team=team, booked_by=officer, channel="phone")

    assert (booking.booked_for, booking.booked_by, booking.team) == (None, officer, team)


def test_it_is_done_in_batches_until_none_is_left(monkeypatch):
    monkeypatch.setattr(people, "BATCH", 2)
    for _ in range(5):
        a_booking()

    people.forget_who_came(NOW)
    people.forget_who_came(NOW + timedelta(days=1))

    assert [booking.forgotten_at for booking in Booking.objects.all()] == [NOW] * 5


def test_the_history_of_a_booking_goes_with_the_name_and_no_other():
    with pghistory.context(user=1, url="/rooms/1/book/"):
        old = a_booking()
    with pghistory.context(user=2, url="/rooms/2/book/"):
        new = a_booking(span="2026-12-01 09:00-10:00")

    people.forget_who_came(NOW)

    assert not history().filter(pgh_obj=old).exists()
    assert history().filter(pgh_obj=new).count() == 1
    assert [context.metadata["user"] for context in Context.objects.all()] == [2]


def test_what_else_was_done_with_the_same_request_keeps_its_record():
    with pghistory.context(user=1, url="/admin/"):
        a_booking()
        a_session()

    people.forget_who_came(NOW)

    assert [context.metadata["user"] for context in Context.objects.all()] == [1]


def test_a_forgotten_booking_is_shown_without_a_name_wherever_staff_find_it(client: Client):
    booking = forgotten(room=a_room(centre=a_centre(slug="c1")))
    client.force_login(a_street_officer())

    for page in (
        reverse("admin:bookings_booking_changelist"),
        reverse("admin:bookings_booking_change", args=[booking.pk]),
        reverse("board:occupancy", args=["c1", booking.occupancy_id]),
        f"{reverse('board:week', args=['c1'])}?week=2026-W49",
    ):
        response = client.get(page)
        assert response.status_code == 200
        assert ("姓名满一年已去掉" in response.content.decode()) == ("week" not in page)


def test_a_forgotten_booking_is_nobodys(client: Client):
    user = a_user()
    booking = forgotten(booked_for=a_resident(user=user))

    assert not Booking.objects.of_user(user).exists()
    client.force_login(user)
    assert client.get(booking.get_absolute_url()).status_code == 404


def test_a_forgotten_booking_is_changed_no_more():
    booking, officer = forgotten(), a_street_officer()
    step = {"booking": booking, "by": officer, "now": NOW}

    for change in (
        lambda: actions.cancel(**step),
        lambda: actions.undo_cancel(**step),
        lambda: actions.move(room=booking.room, span=booking.occupancy.span, **step),
    ):
        with pytest.raises(CannotChange):
            change()

    [details] = claimants.describe([booking.occupancy]).values()
    assert details.phone == ""
