"""Many neighbours send the form for one slot at the same moment: one has it, everybody else gets a kind page."""

import uuid
from functools import partial

import pytest

from bookings.models import Booking
from centres.models import Occupancy
from tests.bookings.pages import a_neighbour, signed_in, words
from tests.bookings.views.test_book import alternatives, an_open_room, send
from tests.factories import a_hall, default_rules, open_daily
from tests.races import race_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("saturday_noon")]


def race_for(rooms, clients):
    """Each client confirms for the room in its place; their pages."""
    pages = race_of(*[partial(send, client, room) for client, room in zip(clients, rooms, strict=True)])
    assert [page for page in pages if isinstance(page, Exception)] == []
    return pages


def neighbours(count):
    return [signed_in(a_neighbour()) for _each in range(count)]


def one_has_it(pages):
    """One is led to the slip; all others read that somebody was faster, and where else."""
    assert sorted(page.status_code for page in pages) == [302] + [409] * (len(pages) - 1)
    for page in pages:
        if page.status_code == 409:
            assert "刚刚被别人约走了" in words(page)
            assert len(alternatives(page)) == 3


@pytest.mark.parametrize(
    ("clients", "rounds"), [pytest.param(10, 3, id="small"), pytest.param(50, 20, id="full", marks=pytest.mark.long)]
)
def test_one_of_many_gets_the_slot(clients, rounds):
    default_rules(upcoming_limit=100)
    racers = neighbours(clients)
    an_open_room()

    for _round in range(rounds):
        room = an_open_room()
        an_open_room(room.centre)
        pages = race_for([room] * clients, racers)

        one_has_it(pages)
        assert Occupancy.objects.filter(room=room).count() == 1
        assert Booking.objects.filter(occupancy__room=room).count() == 1


def test_whole_hall_against_its_halves():
    hall = a_hall()
    open_daily(hall.centre, "08:30-17:00")
    rooms, clients = [hall, *hall.parts.all()], neighbours(9)

    pages = race_for(rooms * 3, clients)

    assert {page.status_code for page in pages} == {302, 409}
    taken = set(Booking.objects.values_list("occupancy__room", flat=True))
    assert taken in ({hall.pk}, {part.pk for part in rooms[1:]}, *({part.pk} for part in rooms[1:]))


def test_one_neighbour_with_many_windows_keeps_to_the_limit():
    resident = a_neighbour()
    rooms, clients = [an_open_room() for _each in range(6)], [signed_in(resident) for _each in range(6)]

    pages = race_for(rooms, clients)

    assert sorted(page.status_code for page in pages) == [200] * 4 + [302] * 2
    assert all("约满了" in words(page) for page in pages if page.status_code == 200)


def test_impatient_finger_makes_one_booking():
    resident, room, token = a_neighbour(), an_open_room(), uuid.uuid4()
    clients = [signed_in(resident) for _each in range(5)]

    pages = race_of(*[partial(send, client, room, token=token) for client in clients])

    assert {page["Location"] for page in pages} == {f"/bookings/{Booking.objects.get().ref}/"}
