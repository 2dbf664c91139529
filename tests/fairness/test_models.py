"""Rule sets: what the database refuses, how one set overrides another, and what the numbers mean."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from centres.models import Room
from fairness.models import KeptWindow, RuleBook, RuleSet
from tests.factories import a_centre, a_hall, a_kept_window, a_room, a_rule_set, at, default_rules
from tests.fairness.test_rules import NUMBERS, the_numbers

pytestmark = pytest.mark.django_db


def refused_by() -> "pytest.RaisesExc[IntegrityError]":
    return pytest.raises(IntegrityError)


# What is never false


def test_rule_set_is_for_all_or_a_site_or_a_room() -> None:
    room = a_room()

    with refused_by() as error, transaction.atomic():
        a_rule_set(centre=room.centre, room=room)

    assert "rule_set_is_for_all_or_a_site_or_a_room" in str(error.value)


def test_one_default_rule_set() -> None:
    default = RuleSet.objects.get(centre=None, room=None)
    default.pk = None

    with refused_by() as error, transaction.atomic():
        default.save(force_insert=True)

    assert "one_default_rule_set" in str(error.value)


def test_one_rule_set_for_a_site_and_for_a_room() -> None:
    room = a_room()
    a_rule_set(centre=room.centre)
    a_rule_set(room=room)

    for again in ({"centre": room.centre}, {"room": room}):
        with refused_by(), transaction.atomic():
            a_rule_set(**again)


def test_default_rule_set_leaves_nothing_open() -> None:
    with refused_by() as error, transaction.atomic():
        default_rules(days_ahead=None)

    assert "default_rule_set_leaves_nothing_open" in str(error.value)


def test_rule_set_shortest_before_longest() -> None:
    with refused_by() as error, transaction.atomic():
        a_rule_set(centre=a_centre(), min_minutes=120, max_minutes=60)

    assert "rule_set_shortest_before_longest" in str(error.value)


def test_kept_window_is_of_a_site_or_of_a_room() -> None:
    room = a_room()

    for where in ({}, {"centre": room.centre, "room": room}):
        with refused_by() as error, transaction.atomic():
            a_kept_window(**where)
        assert "kept_window_is_of_a_site_or_of_a_room" in str(error.value)


@pytest.mark.parametrize("hours", ["15:00-13:30", "13:30-13:30"])
def test_kept_window_begins_before_it_ends(hours: str) -> None:
    with refused_by() as error, transaction.atomic():
        a_kept_window(room=a_room(), hours=hours)

    assert "kept_window_begins_before_it_ends" in str(error.value)


@pytest.mark.parametrize("weekday", [0, 8])
def test_kept_window_weekday_is_known(weekday: int) -> None:
    with refused_by() as error, transaction.atomic():
        a_kept_window(room=a_room(), weekday=weekday)

    assert "kept_window_weekday_is_known" in str(error.value)


def test_kept_window_validity_in_order() -> None:
    a_kept_window(room=a_room(), valid_from=date(2026, 12, 1), valid_until=date(2026, 12, 1))

    with refused_by() as error, transaction.atomic():
        a_kept_window(room=a_room(), valid_from=date(2026, 12, 1), valid_until=date(2026, 11, 30))

    assert "kept_window_validity_in_order" in str(error.value)


# One overrides the other


def test_default_numbers_come_with_the_migrations() -> None:
    room = a_room()

    assert RuleBook.load([room]).of(room) == NUMBERS


def test_room_overrides_site_and_site_overrides_all_field_by_field() -> None:
    room = a_room()
    neighbour = a_room(centre=room.centre)
    elsewhere = a_room()
    a_rule_set(centre=room.centre, days_ahead=14, clearing_minutes=0)
    a_rule_set(room=room, days_ahead=21)

    book = RuleBook.load([room, neighbour, elsewhere])

    assert book.of(room) == the_numbers(days_ahead=21, clearing_minutes=0)
    assert book.of(neighbour) == the_numbers(days_ahead=14, clearing_minutes=0)
    assert book.of(elsewhere) == NUMBERS


def test_zero_is_a_number_and_not_left_open() -> None:
    room = a_room()
    default_rules(notice_minutes=60)
    a_rule_set(room=room, notice_minutes=0)

    assert RuleBook.load([room]).of(room).notice_minutes == 0


def test_clock_of_what_is_kept_is_overridden_like_any_number() -> None:
    room, elsewhere = a_room(), a_room()
    a_rule_set(centre=room.centre, kept_until=time(12))

    book = RuleBook.load([room, elsewhere])

    assert (book.of(room).kept_until, book.of(elsewhere).kept_until) == (time(12), time(17))


# What is kept for phone and desk


def kept_of(*rooms: Room) -> list[tuple[KeptWindow, ...]]:
    """By room, however many are asked at once."""
    book = RuleBook.load(rooms)
    together = [book.of(room).kept for room in rooms]
    assert together == [RuleBook.load([room]).of(room).kept for room in rooms]
    return together


def test_window_of_a_site_keeps_all_its_rooms_and_that_of_a_room_comes_on_top() -> None:
    room, elsewhere = a_room(), a_room()
    neighbour = a_room(centre=room.centre)
    of_site = a_kept_window(centre=room.centre)
    of_room = a_kept_window(room=room, weekday=1, hours="09:00-10:00")

    assert kept_of(room, neighbour, elsewhere) == [(of_room, of_site), (of_site,), ()]


def test_window_of_a_hall_keeps_its_parts_and_that_of_a_part_the_hall() -> None:
    hall, other = a_hall(), a_hall()
    east, west = hall.parts.order_by("pk")
    of_hall = a_kept_window(room=hall)
    of_east = a_kept_window(room=east, weekday=3)

    assert kept_of(hall, east, west, other) == [(of_hall, of_east), (of_hall, of_east), (of_hall,), ()]


def test_window_is_read_as_it_was_written() -> None:
    room = a_room()
    written = a_kept_window(room=room, valid_from=date(2026, 11, 1), valid_until=date(2026, 12, 31))

    [[read]] = kept_of(room)

    assert read.room is not None
    for name in ("pk", "centre_id", "room_id", "weekday", "opens", "closes", "valid_from", "valid_until"):
        assert getattr(read, name) == getattr(written, name), name


def test_rule_book_is_one_query_for_many_rooms() -> None:
    rooms = [a_room() for _each in range(5)]
    for room in rooms:
        a_rule_set(room=room, days_ahead=5)
        a_kept_window(room=room)
        a_kept_window(centre=room.centre)

    with CaptureQueriesContext(connection) as queries:
        book = RuleBook.load(rooms)
        for room in rooms:
            assert len(book.of(room).kept) == 2

    assert len(queries) == 1


# What the numbers mean


@pytest.mark.parametrize(
    ("now", "last"),
    [("2026-11-23 08:59", date(2026, 11, 29)), ("2026-11-23 09:00", date(2026, 11, 30))],
)
def test_last_day_moves_on_at_the_release_moment(now: str, last: date) -> None:
    assert NUMBERS.last_day(at(now)) == last


def test_release_and_last_day_agree() -> None:
    numbers = the_numbers(release_at=time(7, 30))

    for hour in range(24):
        now = at(f"2026-11-23 {hour:02d}:30")
        last = numbers.last_day(now)
        assert numbers.released_at(last) <= now < numbers.released_at(last + timedelta(days=1))


def test_lengths_go_by_the_grid_from_the_shortest_to_the_longest() -> None:
    assert [length // timedelta(minutes=1) for length in NUMBERS.lengths()] == [30, 60, 90, 120, 150, 180]
    assert all(NUMBERS.allows_length(length) for length in NUMBERS.lengths())
