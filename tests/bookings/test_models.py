"""Bookings in the database: what can never be written, and questions in the office's words."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from bookings.models import Booking
from centres.models import Centre
from centres.references import ALPHABET
from tests.factories import MONDAY, a_booking, a_resident, a_room, a_user, at, staff_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("booking_brings_someone", {"party": 0}),
        ("booking_cancelled_has_its_moment", {"state": "cancelled"}),
        ("booking_cancelled_has_its_moment", {"cancelled_at": timezone.now()}),
        ("booking_is_for_somebody_until_forgotten", {"booked_for": None}),
        ("booking_is_for_somebody_until_forgotten", {"forgotten_at": timezone.now(), "purpose": ""}),
        ("booking_forgotten_keeps_no_words", {"booked_for": None, "forgotten_at": timezone.now()}),
    ],
)
def test_database_refuses(constraint: str, changes: dict[str, object]) -> None:
    booking = a_booking()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Booking.objects.filter(pk=booking.pk).update(**changes)


@pytest.mark.parametrize("field", ["ref", "form_token", "occupancy_id"])
def test_database_refuses_a_second_booking_with_the_same(field: str) -> None:
    one, other = a_booking(), a_booking()

    with pytest.raises(IntegrityError, match=field), transaction.atomic():
        Booking.objects.filter(pk=other.pk).update(**{field: getattr(one, field)})


def test_new_booking_has_a_reference_and_a_token_of_its_own() -> None:
    booking = a_booking()

    assert len(booking.ref) == 6
    assert set(booking.ref) <= set(ALPHABET)
    assert isinstance(booking.form_token, uuid.UUID)


def test_upcoming_are_those_not_over_the_next_first_and_past_the_latest_first() -> None:
    over = a_booking(span="2026-11-28 09:00-10:00")
    running = a_booking(span="2026-11-29 11:30-12:30")
    later = a_booking(span="2026-12-01 09:00-10:00")
    sooner = a_booking(span="2026-11-30 09:00-10:00")
    cancelled = a_booking(span="2026-11-30 14:00-15:00", state="cancelled", cancelled_at=at("2026-11-28 12:00"))
    now = at("2026-11-29 12:00")

    assert list(Booking.objects.upcoming(now)) == [running, sooner, later]
    assert list(Booking.objects.past(now)) == [cancelled, over]


def test_on_a_local_day() -> None:
    a_booking(span="2026-11-29 09:00-10:00")
    early = a_booking(span="2026-11-30 00:00-01:00")  # still the 29th in UTC
    late = a_booking(span="2026-11-30 22:00-23:00")
    a_booking(span="2026-12-01 00:00-01:00")

    assert set(Booking.objects.on(MONDAY)) == {early, late}


def test_of_user_is_in_their_name_or_made_by_them_on_the_web() -> None:
    user = a_user()
    own = a_booking(booked_for=a_resident(user=user), channel="desk", booked_by=a_user())
    for_an_elder = a_booking(booked_for=a_resident(), channel="relative", booked_by=user)
    a_booking()

    assert set(Booking.objects.of_user(user)) == {own, for_an_elder}


def test_what_staff_enter_at_the_desk_is_not_theirs() -> None:
    room = a_room()
    staff = staff_of(room.centre)
    a_booking(room=room, channel="desk", booked_by=staff)

    assert not Booking.objects.of_user(staff).exists()


def test_at_sites() -> None:
    booking = a_booking()
    a_booking()

    assert list(Booking.objects.at([booking.room.centre])) == [booking]
    assert not Booking.objects.at(Centre.objects.none()).exists()


def test_questions_about_its_time() -> None:
    booking = a_booking(span="2026-11-30 09:00-10:30")

    assert [booking.has_begun(at(f"2026-11-30 {now}")) for now in ("08:59", "09:00", "10:30")] == [False, True, True]
    assert [booking.is_over(at(f"2026-11-30 {now}")) for now in ("09:00", "10:29", "10:30")] == [False, False, True]


def test_every_change_is_on_record_without_words_about_the_person() -> None:
    booking = a_booking(purpose="看病回来歇一歇", note="坐轮椅")
    Booking.objects.filter(pk=booking.pk).update(state="cancelled", cancelled_at=at("2026-11-29 12:00"))

    events = list(booking.events.order_by("pgh_id").values())

    assert [event["state"] for event in events] == ["confirmed", "cancelled"]
    assert not {"purpose", "note", "waiver", "cancel_reason"} & events[0].keys()
