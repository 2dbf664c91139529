import pytest

from bookings import people
from tests.factories import a_booking, a_resident, a_room

pytestmark = pytest.mark.django_db


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
