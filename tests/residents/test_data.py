"""What we know of somebody: shown, given as a copy, erased; never somebody else's."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.test import Client

from bookings import actions
from bookings.actions.common import lock_people
from bookings.models import Booking, BookingMark, BookingWait
from centres.models import Occupancy
from residents import erasing
from residents.models import Relative, Resident, User
from tests.bookings.pages import signed_in, words
from tests.factories import (
    a_booking,
    a_relative,
    a_resident,
    a_street_officer,
    a_team,
    a_user,
    at,
    default_rules,
    staff_of,
)
from tests.races import meanwhile

pytestmark = pytest.mark.django_db

NOW = at("2026-11-28 12:00")
PASSWORD = "Yanji-2026"
DATA, ERASE = "/account/data/", "/account/data/erase/"


@pytest.fixture(autouse=True)
def saturday_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def person() -> Resident:
    user = a_user(phone="13800000001")
    user.set_password(PASSWORD)
    user.save()
    return a_resident(user=user, name="欧阳示例", phone="13800000001")


def known(person: Resident) -> Client:
    """Signed in, and shown a moment ago to be them."""
    client = Client()
    client.force_login(person.user)
    client.post(f"/account/reauthenticate/?next={ERASE}", {"password": PASSWORD})
    return client


def test_page_and_copy_say_what_we_know(person: Resident) -> None:
    booking = a_booking(span="2026-11-20 09:00-10:00", booked_for=person, state="completed")
    a_relative(elder=person, user=a_user())
    stranger = a_booking(span="2026-11-20 09:00-10:00", booked_for=a_resident(), state="completed")

    client = signed_in(person)
    page = client.get(DATA)
    copy = client.get(f"{DATA}copy.json")

    for fact in ("欧阳示例", "13800000001", "近一年的预约 1"):
        assert fact in words(page)
    assert copy["Content-Disposition"] == 'attachment; filename="yanji.json"'
    assert "no-store" in copy["Cache-Control"]
    found = json.loads(copy.content)
    assert found["person"]["name"] == "欧阳示例"
    assert [one["reference"] for one in found["bookings"]] == [booking.ref]
    assert stranger.ref not in copy.content.decode()


def test_pages_are_for_residents_who_are_signed_in() -> None:
    for path in (DATA, f"{DATA}copy.json", ERASE):
        assert Client().get(path)["Location"].startswith("/account/login/")
        clerk = Client()
        clerk.force_login(a_street_officer())
        assert clerk.get(path)["Location"] == "/account/"
    assert Client().post(ERASE).status_code == 302


def test_whoever_sits_down_at_an_open_page_is_asked_who_they_are(person: Resident) -> None:
    page = signed_in(person).post(ERASE)  # signed in, but not just now by hand

    assert "/account/reauthenticate/" in page["Location"]
    assert Resident.objects.exists()


def test_erased_is_who_they_were_and_what_was_used_stays(person: Resident) -> None:
    default_rules(no_show_limit=10)
    past = a_booking(span="2026-11-20 09:00-10:00", booked_for=person, purpose="喝茶", party=7)
    actions.note_absence(booking=past, by=None, now=at("2026-11-20 09:15"))
    elder = a_resident()
    for_elder = a_booking(
        span="2026-11-21 09:00-10:00", booked_for=elder, booked_by=person.user, channel="relative", state="completed"
    )
    client = known(person)

    assert "注销账号" in words(client.get(ERASE))
    page = client.post(ERASE, follow=True)

    assert "删好了" in words(page)
    assert SESSION_KEY not in client.session
    assert not Resident.objects.filter(pk=person.pk).exists()
    assert not User.objects.filter(pk=person.user_id).exists()
    past.refresh_from_db()
    assert (past.booked_for, past.purpose, past.party, past.forgotten_at) == (None, "", 7, NOW)
    assert Occupancy.objects.filter(pk=past.occupancy_id).exists()
    for_elder.refresh_from_db()
    assert (for_elder.booked_for, for_elder.booked_by) == (elder, None)
    assert not BookingMark.objects.exists()
    assert not Relative.objects.exists()
    assert client.get("/bookings/").status_code == 302


def test_a_team_is_named_whatever_signs_its_name_holds(person: Resident) -> None:
    a_team(leader=person, name="100%健康队")

    [sentence] = erasing.unfinished(person, NOW)

    assert sentence.count("100%健康队") == 1


def test_what_is_to_come_has_to_end_first(person: Resident) -> None:
    booking = a_booking(span="2026-11-30 09:00-10:00", booked_for=person)
    a_team(leader=person, name="友谊编织组")
    BookingWait.objects.create(
        room=booking.room,
        starts_at=at("2026-12-01 09:00"),
        ends_at=at("2026-12-01 10:00"),
        resident=person,
        joined_at=NOW,
        channel="web",
        party=2,
        purpose="下棋",
    )
    client = known(person)

    page = client.get(ERASE)
    for sentence in ("还有1个预约没到时间", "还在排候补", "友谊编织组的领队"):
        assert sentence in words(page)
    page = client.post(ERASE, follow=True)

    assert "还有1个预约没到时间" in words(page)
    assert Booking.objects.get().booked_for == person


@pytest.mark.django_db(transaction=True)
def test_who_books_while_being_erased_is_refused_or_keeps_the_account(person: Resident) -> None:
    with transaction.atomic():
        lock_people(person.pk, None)
        late = meanwhile(lambda: erasing.erase(resident=person, now=NOW))
        a_booking(span="2026-11-30 09:00-10:00", booked_for=person)

    assert isinstance(late.result(), erasing.CannotErase)
    assert Resident.objects.filter(pk=person.pk).exists()


def test_everybody_who_did_something_for_them_stays(person: Resident) -> None:
    booking = a_booking(span="2026-11-20 09:00-10:00", booked_for=person)
    clerk = staff_of(booking.room.centre)
    Booking.objects.filter(pk=booking.pk).update(booked_by=clerk, channel="desk", state="completed")

    erasing.erase(resident=person, now=NOW + timedelta(days=1))

    booking.refresh_from_db()
    assert booking.booked_by == clerk
