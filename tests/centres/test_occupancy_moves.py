"""Moving time taken: to other rooms and times, over itself, and all or nothing."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from centres.models import HoldExpired, Occupancy, RoomTaken, Want
from tests.centres.occupying import (
    NOW,
    QUARTER,
    WEEK,
    a_want,
    claim,
    given_way,
    past_its_deadline,
    released,
    statements,
    what_stands,
)
from tests.factories import a_hall, a_room, a_span, an_occupancy

pytestmark = pytest.mark.django_db


def test_move_takes_a_row_to_another_room_and_time() -> None:
    [old] = claim(a_want(a_room()), title="合唱队", kind="session", standing="held", held_until=NOW + WEEK)
    want = a_want(a_room(), "14:00-15:00", clearing=QUARTER)

    [new] = Occupancy.objects.move([(old, want)], now=NOW)

    old.refresh_from_db()
    assert old.released_at == NOW
    assert (new.room, new.span, new.clear_until) == (want.room, want.span, want.clear_until)
    for name in ("claim", "kind", "title", "standing", "held_until"):
        assert getattr(new, name) == getattr(old, name)
    assert what_stands() == {(want.room.pk, want.span)}
    assert Occupancy.objects.get(pk=new.pk).span == want.span


@pytest.mark.parametrize("hours", ["09:30-11:00", "08:30-10:00", "09:00-10:00", "09:00-10:30", "09:00-12:00"])
def test_a_row_may_move_over_itself(hours: str) -> None:
    [old] = claim(a_want(a_room()))

    [new] = Occupancy.objects.move([(old, a_want(old.room, hours))], now=NOW)

    assert what_stands() == {(old.room_id, new.span)}


def test_move_goes_between_a_hall_and_its_part() -> None:
    hall = a_hall()
    first, second = hall.parts.all()
    [whole] = claim(a_want(hall))

    [part] = Occupancy.objects.move([(whole, a_want(first))], now=NOW)
    assert what_stands() == {(first.pk, part.span)}
    [other] = Occupancy.objects.move([(part, a_want(second))], now=NOW)
    assert what_stands() == {(second.pk, other.span)}
    [whole_again] = Occupancy.objects.move([(other, a_want(hall, "10:00-11:00"))], now=NOW)
    assert what_stands() == {(room.pk, whole_again.span) for room in (hall, first, second)}


def test_rows_change_places_in_one_move() -> None:
    first, second = claim(a_want(a_room()))[0], claim(a_want(a_room()))[0]

    moved = Occupancy.objects.move([(first, a_want(second.room)), (second, a_want(first.room))], now=NOW)

    assert [row.room for row in moved] == [second.room, first.room]
    assert [row.claim for row in moved] == [first.claim, second.claim]
    assert what_stands() == {(first.room_id, first.span), (second.room_id, first.span)}


def test_a_move_into_a_taken_room_changes_nothing() -> None:
    hall = a_hall()
    [old] = claim(a_want(hall))
    [free] = claim(a_want(a_room()))
    taken = an_occupancy()
    before = what_stands()
    wants = [a_want(a_room()), a_want(taken.room, "10:00-11:00")]

    with pytest.raises(RoomTaken) as refusal:
        Occupancy.objects.move([(old, wants[0]), (free, wants[1])], now=NOW)

    assert refusal.value.wants == [wants[1]]
    assert what_stands() == before


def test_two_rows_do_not_move_into_one_room() -> None:
    rows = claim(a_want(a_room()), a_want(a_room()))
    want = a_want(a_room())

    with pytest.raises(RoomTaken):
        Occupancy.objects.move([(row, want) for row in rows], now=NOW)

    assert what_stands() == {(row.room_id, row.span) for row in rows}


@pytest.mark.parametrize("ended", [past_its_deadline, released, given_way])
def test_move_says_when_the_row_no_longer_stands(ended: Callable[[Occupancy], datetime]) -> None:
    row = an_occupancy(standing="held", held_until=NOW + QUARTER)
    now = ended(row)
    before = what_stands()

    for hours in ("09:30-11:00", "14:00-15:00"):
        with pytest.raises(HoldExpired):
            Occupancy.objects.move([(row, a_want(row.room, hours))], now=now)

    assert what_stands() == before


def test_a_row_moves_once() -> None:
    old = an_occupancy()
    Occupancy.objects.move([(old, a_want(a_room()))], now=NOW)

    with pytest.raises(HoldExpired):
        Occupancy.objects.move([(old, a_want(a_room()))], now=NOW)

    assert len(what_stands()) == 1


def test_move_keeps_the_terms_that_stand_now() -> None:
    read_before = an_occupancy(standing="tentative", held_until=NOW + WEEK)
    Occupancy.objects.confirm(read_before.claim, now=NOW)

    [row] = Occupancy.objects.move([(read_before, a_want(a_room()))], now=NOW)

    assert (row.standing, row.held_until) == ("firm", None)


def test_a_move_makes_expired_holds_give_way() -> None:
    row, held = an_occupancy(), an_occupancy(standing="held", held_until=NOW)

    Occupancy.objects.move([(row, a_want(held.room))], now=NOW)

    assert what_stands() == {(held.room_id, row.span)}


def test_move_of_nothing_moves_nothing() -> None:
    assert Occupancy.objects.move([], now=NOW) == []


def test_moving_many_costs_as_much_as_moving_one() -> None:
    hall, other = a_hall(), a_hall()
    series = [Want(hall, a_span(f"2026-12-{day:02} 09:00-10:30")) for day in range(1, 31)]
    first, *others = claim(*series)

    with CaptureQueriesContext(connection) as one:
        Occupancy.objects.move([(first, Want(other, first.span))], now=NOW)
    with CaptureQueriesContext(connection) as many:
        Occupancy.objects.move([(row, Want(other, row.span)) for row in others], now=NOW)

    assert statements(one) == statements(many) == ["SELECT", "SELECT", "SELECT", "WITH", "WITH", "INSERT"]
