"""Taking time, confirming it, moving it, letting it go; and what one asks about it."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from centres.models import HoldExpired, Occupancy, RoomTaken, Want
from centres.spans import Span
from tests.centres.occupying import (
    NOW,
    QUARTER,
    WEEK,
    a_want,
    claim,
    confirmed,
    given_way,
    past_its_deadline,
    released,
    statements,
    what_stands,
)
from tests.factories import a_hall, a_room, a_span, an_occupancy, at

pytestmark = pytest.mark.django_db


# Claiming


def test_claim_writes_what_was_wanted() -> None:
    room = a_room()

    [row] = claim(a_want(room, clearing=QUARTER), title="合唱队", kind="session")

    read = Occupancy.objects.get()
    assert read == row
    for name in ("room_id", "span", "span_with_clearing", "kind", "title", "claim", "is_part", "standing"):
        assert getattr(row, name) == getattr(read, name)
    assert (row.held_until, row.is_released) == (None, False)
    assert (row.span, row.clear_until) == (a_span("2026-11-30 09:00-10:30"), at("2026-11-30 10:45"))
    assert (row.during.lower, row.during.upper) == (row.starts_at, row.clear_until)
    assert (row.standing, row.title, row.kind, row.is_part) == ("firm", "合唱队", "session", False)


def test_a_claimed_row_can_be_saved_like_one_that_was_read() -> None:
    [row] = claim(a_want(a_room()))

    row.title = "书法班"
    row.save(update_fields=["title"])

    assert Occupancy.objects.get().title == "书法班"


def test_claim_returns_the_rows_in_the_order_of_the_wants() -> None:
    first, second = a_room(), a_room()
    wants = [a_want(second), a_want(first, "14:00-15:00"), a_want(first)]

    rows = claim(*wants)

    assert [(row.room, row.span) for row in rows] == [(want.room, want.span) for want in wants]
    assert len({row.claim for row in rows}) == 1


def test_claim_of_nothing_takes_nothing() -> None:
    assert claim() == []


def test_one_may_begin_when_the_other_is_cleared() -> None:
    room = a_room()

    claim(a_want(room, "09:00-10:00", clearing=QUARTER))
    claim(a_want(room, "10:15-11:00"))
    claim(a_want(room, "08:00-09:00"))

    assert len(what_stands()) == 3


def test_room_taken_names_exactly_the_wants_that_lost() -> None:
    free, taken, cleared = a_room(), a_room(), a_room()
    claim(a_want(taken), a_want(cleared, "08:00-08:50", clearing=QUARTER))
    before = what_stands()
    wants = [a_want(free), a_want(cleared), a_want(taken, "14:00-15:00"), a_want(taken, "10:00-11:00")]

    with pytest.raises(RoomTaken) as refusal:
        claim(*wants)

    assert refusal.value.wants == [wants[1], wants[3]]
    assert what_stands() == before


def test_of_two_that_begin_together_the_one_with_clearing_lost() -> None:
    room = a_room()
    claim(a_want(room, "09:30-10:00"))
    short, cleared = a_want(room, "09:00-09:30"), a_want(room, "09:00-09:30", clearing=QUARTER)

    with pytest.raises(RoomTaken) as refusal:
        claim(cleared, short)

    assert refusal.value.wants == [cleared]


def test_a_want_given_twice_is_in_its_own_way() -> None:
    room = a_room()
    twice = a_want(room)

    for other in (twice, a_want(room, "09:00-09:30"), a_want(room, "10:00-11:00")):
        with pytest.raises(RoomTaken) as refusal:
            claim(twice, other)
        assert refusal.value.wants in ([twice], [other])
    assert what_stands() == set()


def test_claim_refuses_more_than_a_day() -> None:
    day = Span(at("2026-11-30 09:00"), at("2026-12-01 09:00"))

    with pytest.raises(IntegrityError, match="occupancy_lasts_a_day_at_most"):
        claim(Want(a_room(), day, QUARTER))


# A hall


def test_a_hall_takes_its_parts_along() -> None:
    hall = a_hall()
    first, second = hall.parts.all()

    [row] = claim(a_want(hall, clearing=QUARTER), title="联欢会", standing="held", held_until=NOW + WEEK)

    assert what_stands() == {(hall.pk, row.span), (first.pk, row.span), (second.pk, row.span)}
    assert (row.room, row.is_part) == (hall, False)
    parts = Occupancy.objects.filter(is_part=True).order_by("room")
    assert [part.room for part in parts] == [first, second]
    for part in parts:
        assert (part.claim, part.clear_until, part.title) == (row.claim, row.clear_until, "联欢会")
        assert (part.standing, part.held_until) == ("held", NOW + WEEK)


def test_a_part_takes_itself_only() -> None:
    hall = a_hall()
    first, second = hall.parts.all()

    claim(a_want(first))
    claim(a_want(second))

    assert {room for room, _span in what_stands()} == {first.pk, second.pk}


def test_a_hall_is_taken_when_a_part_is() -> None:
    hall = a_hall()
    claim(a_want(hall.parts.all()[1], "10:00-12:00"))
    whole = a_want(hall)

    with pytest.raises(RoomTaken) as refusal:
        claim(whole)

    assert refusal.value.wants == [whole]
    assert len(what_stands()) == 1


def test_a_part_is_taken_when_its_hall_is() -> None:
    hall = a_hall()
    claim(a_want(hall, "10:00-12:00"))

    for part in hall.parts.all():
        with pytest.raises(RoomTaken):
            claim(a_want(part))


def test_a_claim_may_hold_a_hall_at_one_time_and_its_part_at_another() -> None:
    hall = a_hall()
    part = hall.parts.all()[0]

    rows = claim(a_want(part, "14:00-15:00"), a_want(hall, "09:00-10:00"))

    assert [row.room for row in rows] == [part, hall]
    assert len(what_stands()) == 4


def test_two_halls_in_one_claim_at_one_time_are_told_apart() -> None:
    first, second = a_hall(), a_hall()
    rows = claim(a_want(first), a_want(second))

    Occupancy.objects.release([rows[0]], now=NOW)

    assert {room for room, _span in what_stands()} == {second.pk, *second.parts.values_list("pk", flat=True)}


# Holds


def test_a_hold_past_its_deadline_gives_way() -> None:
    room = a_room()
    held = an_occupancy(room=room, standing="held", held_until=NOW)

    [row] = claim(a_want(room, "10:00-11:00"), now=NOW)

    held.refresh_from_db()
    assert held.released_at == NOW
    assert what_stands() == {(room.pk, row.span)}


def test_a_hold_within_its_deadline_does_not() -> None:
    held = an_occupancy(standing="tentative", held_until=NOW)

    with pytest.raises(RoomTaken):
        claim(a_want(held.room, "10:00-11:00"), now=NOW - timedelta(microseconds=1))

    assert what_stands() == {(held.room_id, held.span)}


def test_a_hold_gives_way_with_all_its_rows() -> None:
    hall, other = a_hall(), a_room()
    claim(a_want(hall), a_want(other), standing="held", held_until=NOW)

    [row] = claim(a_want(hall.parts.all()[0]))

    assert what_stands() == {(row.room_id, row.span)}


def test_a_hold_gives_way_to_the_whole_hall_though_it_held_a_part() -> None:
    hall = a_hall()
    claim(a_want(hall.parts.all()[1]), standing="held", held_until=NOW)

    claim(a_want(hall))

    assert {room for room, _span in what_stands()} == {hall.pk, *hall.parts.values_list("pk", flat=True)}


def test_holds_elsewhere_and_at_other_times_are_left_alone() -> None:
    room = a_room()
    before = an_occupancy(room=room, span="2026-11-30 07:00-09:00", standing="held", held_until=NOW, now=NOW - WEEK)
    elsewhere = an_occupancy(standing="held", held_until=NOW, now=NOW - WEEK)

    [row] = claim(a_want(room))

    assert what_stands() == {(each.room_id, each.span) for each in (before, elsewhere, row)}


def test_a_claim_that_fails_leaves_expired_holds_as_they_were() -> None:
    held = an_occupancy(standing="held", held_until=NOW)
    firm = an_occupancy()

    with pytest.raises(RoomTaken):
        claim(a_want(held.room), a_want(firm.room))

    assert what_stands() == {(held.room_id, held.span), (firm.room_id, firm.span)}


def test_confirm_makes_all_rows_of_the_claim_firm() -> None:
    hall = a_hall()
    row, _later = claim(
        a_want(hall), Want(hall, a_span("2026-12-07 09:00-10:30")), standing="tentative", held_until=NOW + WEEK
    )

    Occupancy.objects.confirm(row.claim, now=NOW)

    connection.check_constraints()
    assert set(Occupancy.objects.values_list("standing", "held_until")) == {("firm", None)}
    assert Occupancy.objects.count() == 6


def test_confirm_leaves_released_rows_released() -> None:
    stays, goes = claim(a_want(a_room()), a_want(a_room()), standing="tentative", held_until=NOW + WEEK)
    Occupancy.objects.release([goes], now=NOW)

    Occupancy.objects.confirm(stays.claim, now=NOW)

    goes.refresh_from_db()
    assert (goes.standing, goes.released_at) == ("tentative", NOW)


@pytest.mark.parametrize("ended", [past_its_deadline, released, given_way, confirmed])
def test_confirm_says_when_nothing_is_held(ended: Callable[[Occupancy], datetime]) -> None:
    row = an_occupancy(standing="held", held_until=NOW + QUARTER)
    now = ended(row)
    before = what_stands()

    with pytest.raises(HoldExpired):
        Occupancy.objects.confirm(row.claim, now=now)
    with pytest.raises(HoldExpired):
        Occupancy.objects.confirm(uuid.uuid4(), now=NOW)

    assert what_stands() == before


def test_hold_keeps_all_rows_of_the_claim_until_a_moment() -> None:
    row, gone = claim(a_want(a_hall()), Want(a_room(), a_span("2026-12-07 09:00-10:30")))
    Occupancy.objects.release([gone], now=NOW)

    Occupancy.objects.hold(row.claim, standing="held", held_until=NOW + QUARTER, now=NOW)

    connection.check_constraints()
    standing = Occupancy.objects.filter(released_at=None)
    assert set(standing.values_list("standing", "held_until")) == {("held", NOW + QUARTER)}
    assert standing.count() == 3
    gone.refresh_from_db()
    assert (gone.standing, gone.held_until) == ("firm", None)


@pytest.mark.parametrize("ended", [past_its_deadline, released, given_way])
def test_hold_says_when_nothing_stands(ended: Callable[[Occupancy], datetime]) -> None:
    row = an_occupancy(standing="held", held_until=NOW + QUARTER)
    now = ended(row)

    with pytest.raises(HoldExpired):
        Occupancy.objects.hold(row.claim, standing="held", held_until=now + QUARTER, now=now)


# Letting go


def test_release_lets_the_row_and_its_parts_go() -> None:
    hall = a_hall()
    rows = claim(a_want(hall), a_want(hall, "14:00-15:00"))

    count = Occupancy.objects.release([rows[0]], now=NOW)

    assert count == 1
    assert {span for _room, span in what_stands()} == {rows[1].span}
    assert set(Occupancy.objects.filter(starts_at=rows[0].starts_at).values_list("released_at")) == {(NOW,)}


def test_release_counts_those_that_stood() -> None:
    first, second, third = claim(a_want(a_hall()), a_want(a_room()), a_want(a_room()))
    Occupancy.objects.release([second], now=NOW)

    assert Occupancy.objects.release([first, second], now=NOW + QUARTER) == 1

    second.refresh_from_db()
    assert second.released_at == NOW
    assert what_stands() == {(third.room_id, third.span)}


def test_release_of_nothing_lets_nothing_go() -> None:
    row = an_occupancy()

    assert Occupancy.objects.release([], now=NOW) == 0
    assert what_stands() == {(row.room_id, row.span)}


def test_a_released_room_can_be_taken_again() -> None:
    row = an_occupancy()
    Occupancy.objects.release([row], now=NOW)

    [again] = claim(a_want(row.room))

    assert again.claim != row.claim
    assert what_stands() == {(row.room_id, row.span)}


# What it costs


def test_a_single_claim_is_three_statements_and_no_lock() -> None:
    want = a_want(a_room())

    with CaptureQueriesContext(connection) as queries:
        claim(want)

    assert statements(queries) == ["SELECT", "WITH", "INSERT"]
    assert not any("NO KEY" in query["sql"] for query in queries.captured_queries)


def test_a_claim_of_many_costs_as_much_as_a_claim_of_a_hall() -> None:
    hall, week = a_hall(), a_span("2026-11-30 09:00-10:30")
    series = [Want(hall, Span(week.starts_at + n * WEEK, week.ends_at + n * WEEK)) for n in range(1, 53)]

    with CaptureQueriesContext(connection) as one:
        claim(a_want(hall))
    with CaptureQueriesContext(connection) as many:
        claim(*series)

    assert statements(one) == statements(many) == ["SELECT", "SELECT", "SELECT", "WITH", "INSERT"]


def test_release_is_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rows = claim(a_want(a_hall()), a_want(a_room()), a_want(a_room()))

    with django_assert_num_queries(1):
        Occupancy.objects.release(rows, now=NOW)


# Questions


def test_standing_leaves_out_what_was_released_or_has_expired() -> None:
    firm = an_occupancy()
    an_occupancy(standing="held", held_until=NOW)
    in_time = an_occupancy(standing="tentative", held_until=NOW + QUARTER)
    gone = an_occupancy()
    Occupancy.objects.release([gone], now=NOW)

    assert set(Occupancy.objects.standing(NOW)) == {firm, in_time}


@pytest.mark.parametrize(
    ("hours", "found"),
    [
        ("07:00-08:00", False),
        ("07:00-08:01", True),
        ("09:30-09:31", True),
        ("10:40-11:00", True),
        ("10:45-11:00", False),
        ("06:00-22:00", True),
    ],
)
def test_overlapping_counts_the_clearing(hours: str, *, found: bool) -> None:
    an_occupancy(span="2026-11-30 08:00-10:30", clearing=15)

    assert Occupancy.objects.overlapping(a_span(f"2026-11-30 {hours}")).exists() == found


def test_overlapping_looks_back_as_far_as_the_longest() -> None:
    day = Span(at("2026-11-30 09:00"), at("2026-12-01 09:00"))
    claim(Want(a_room(), day))

    assert Occupancy.objects.overlapping(a_span("2026-12-01 08:59-09:30")).exists()
    assert not Occupancy.objects.overlapping(a_span("2026-12-01 09:00-09:30")).exists()


def test_in_rooms_finds_the_parts_of_a_hall_but_not_the_hall_of_a_part() -> None:
    hall = a_hall()
    first, second = hall.parts.all()
    morning, afternoon = an_occupancy(room=hall), an_occupancy(room=first, span="2026-11-30 14:00-15:00")
    an_occupancy()

    assert set(Occupancy.objects.in_rooms([hall])) == {*Occupancy.objects.filter(claim=morning.claim), afternoon}
    assert set(Occupancy.objects.in_rooms([first])) == {
        Occupancy.objects.get(claim=morning.claim, room=first),
        afternoon,
    }
    assert set(Occupancy.objects.in_rooms([second])) == {Occupancy.objects.get(claim=morning.claim, room=second)}


def test_an_occupancy_reads_in_local_time() -> None:
    row = an_occupancy(title="合唱队")
    row.refresh_from_db()

    assert str(row) == f"{row.room_id}: 2026-11-30 09:00–10:30 合唱队"
