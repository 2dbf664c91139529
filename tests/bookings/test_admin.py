"""Bookings in the admin: whom staff find, what a look leaves on record, and that nothing is changed here."""

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Booking
from centres.models import Centre
from tests.factories import a_booking, a_centre, a_resident, a_room, a_street_officer, a_team, a_user, staff_of
from tests.queries import queries_of

pytestmark = pytest.mark.django_db

LIST = reverse("admin:bookings_booking_changelist")


def page_of(booking: Booking) -> str:
    return reverse("admin:bookings_booking_change", args=[booking.pk])


def words(response) -> str:
    return response.content.decode()


@pytest.fixture
def centre() -> Centre:
    return a_centre()


@pytest.fixture
def booking(centre: Centre) -> Booking:
    """Of 张示例, 13812345678."""
    return a_booking(room=a_room(centre=centre), booked_for=a_resident(name="张示例", phone="13812345678"))


def test_staff_find_the_bookings_of_their_site_and_no_other(client: Client, centre: Centre, booking: Booking):
    elsewhere = a_booking()
    client.force_login(staff_of(centre))

    listed = words(client.get(LIST))

    assert booking.ref in listed
    assert elsewhere.ref not in listed
    assert client.get(page_of(elsewhere)).status_code == 302
    client.force_login(a_street_officer())
    assert elsewhere.ref in words(client.get(LIST))


def test_neighbours_and_passers_by_find_nothing(client: Client, booking: Booking, looks):
    for page in (LIST, page_of(booking)):
        assert client.get(page, follow=True).redirect_chain[-1][0].startswith("/account/login/")

    client.force_login(a_user())

    assert [client.get(page, follow=True).status_code for page in (LIST, page_of(booking))] == [403, 403]
    assert looks() == []


@pytest.mark.parametrize("typed", ["张示", "1381234", "友谊"])
def test_a_booking_is_found_by_name_number_or_team(client: Client, centre: Centre, typed):
    leader = a_resident(name="张示例", phone="13812345678")
    booking = a_booking(room=a_room(centre=centre), team=a_team(leader=leader, name="友谊编织组"))
    other = a_booking(room=a_room(centre=centre), booked_for=a_resident(name="李示例"))
    client.force_login(staff_of(centre))

    listed = words(client.get(LIST, {"q": typed}))

    assert booking.ref in listed
    assert other.ref not in listed


def test_the_list_shows_no_number_and_says_whose_name_was_read(
    client: Client, centre: Centre, booking: Booking, looks
):
    client.force_login(staff := staff_of(centre))

    listed = words(client.get(LIST))

    assert "张示例" in listed
    assert "13812345678" not in listed
    assert looks() == [f"Account {staff.pk} looked at booking {booking.pk}"]


def test_a_look_at_a_number_in_full_is_on_record(client: Client, centre: Centre, booking: Booking, looks):
    client.force_login(staff := staff_of(centre))

    assert "13812345678" in words(client.get(page_of(booking)))

    assert looks() == [f"Account {staff.pk} looked at booking {booking.pk}"]


def test_the_list_takes_as_many_queries_for_one_booking_as_for_ten(client: Client, centre: Centre, booking: Booking):
    client.force_login(staff_of(centre))
    client.get(LIST)  # which notes in the session when staff were seen
    for_one = queries_of(lambda: client.get(LIST))
    for _ in range(9):
        a_booking(room=a_room(centre=centre))

    for_ten = queries_of(lambda: client.get(LIST))

    assert len(for_ten) == len(for_one)


def test_nothing_is_added_changed_or_deleted_here(client: Client, centre: Centre, booking: Booking):
    client.force_login(staff_of(centre))

    assert client.get(reverse("admin:bookings_booking_add")).status_code == 403
    assert client.post(page_of(booking), {"party": 7}).status_code == 403
    assert client.post(reverse("admin:bookings_booking_delete", args=[booking.pk]), {"post": "yes"}).status_code == 403

    booking.refresh_from_db()
    assert booking.party == 6
