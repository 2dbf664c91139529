"""Free times as links: which lengths, which of many starts, and under which part of the day."""

from datetime import date, timedelta

import pytest
from django.urls import resolve

from bookings.forms import PartOfDay
from bookings.free_times import (
    Leaf,
    TimeLink,
    book_url,
    by_part,
    nearest_length,
    one_after_another,
    room_url,
    usual_lengths,
    with_query,
)
from centres.models import Room
from tests.factories import a_span
from tests.fairness.test_rules import the_numbers

ROOM = Room(pk=7, name="阳光客厅")


def minutes(lengths):
    return [length // timedelta(minutes=1) for length in lengths]


def spans(*hours):
    return [a_span(f"2026-11-30 {each}") for each in hours]


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ({}, [90, 60, 30]),
        ({"min_minutes": 120}, [120]),
        ({"max_minutes": 60}, [60, 30]),
        ({"grid_minutes": 60, "min_minutes": 60}, [60]),
    ],
)
def test_usual_length_first_then_shorter_ones(bounds, expected):
    assert minutes(usual_lengths(the_numbers(**bounds))) == expected


@pytest.mark.parametrize(("wanted", "nearest"), [(90, 90), (100, 90), (105, 90), (5, 30), (600, 180)])
def test_nearest_length_allowed(wanted, nearest):
    assert minutes([nearest_length(the_numbers(), timedelta(minutes=wanted))]) == [nearest]


def test_one_after_another_leaves_time_to_clear():
    offers = spans("08:30-10:00", "09:00-10:30", "10:00-11:30", "10:15-11:45", "11:30-13:00", "12:00-13:30")

    assert one_after_another(offers, clearing=timedelta(minutes=15)) == spans(
        "08:30-10:00", "10:15-11:45", "12:00-13:30"
    )
    assert one_after_another([], clearing=timedelta(0)) == []


def test_times_stand_under_the_part_of_the_day_in_order():
    timed = [(span, TimeLink(str(number))) for number, span in enumerate(spans("18:30-20:00", "09:00-10:00"))]

    assert by_part(timed) == [(PartOfDay.MORNING, [TimeLink("1")]), (PartOfDay.EVENING, [TimeLink("0")])]


def test_addresses_say_what_was_chosen():
    [span] = spans("09:00-10:30")

    assert book_url(ROOM, span, people=8) == "/rooms/7/book/?date=2026-11-30&start=09%3A00&end=10%3A30&people=8"
    assert room_url(ROOM, date(2026, 11, 30), length=timedelta(minutes=90)) == "/rooms/7/?date=2026-11-30&length=90"
    assert with_query("/rooms/", {"people": None, "equipment": ["投影", "音响"]}) == (
        "/rooms/?equipment=%E6%8A%95%E5%BD%B1&equipment=%E9%9F%B3%E5%93%8D"
    )
    assert resolve("/rooms/7/").view_name == "bookings:room-detail"


def test_leaf_names_today_and_the_lunar_day_or_what_is_special_about_it():
    def leaf(day):
        return Leaf.of(day, today=date(2026, 12, 6), say="", url="", is_chosen=False, is_off=False)

    assert (leaf(date(2026, 12, 6)).word, leaf(date(2026, 12, 6)).lunar) == ("今天", "廿八")
    assert (leaf(date(2026, 12, 7)).word, leaf(date(2026, 12, 7)).lunar) == ("周一", "大雪")
