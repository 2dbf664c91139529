"""The days one can choose, and what is said about the others."""

from datetime import date

import pytest

from bookings.days import MOST_LEAVES, OpenDays, why_full
from centres.hours import DayHours
from tests.factories import MONDAY, a_span, at
from tests.fairness.test_rules import the_numbers


def open_days(now="2026-11-28 12:00", *numbers):
    return OpenDays(numbers or [the_numbers()], at(now))


def test_leaves_go_from_today_to_the_last_day_released():
    assert open_days().leaves[0] == date(2026, 11, 28)
    assert open_days().leaves[-1] == date(2026, 12, 5)
    assert open_days("2026-11-28 08:59").leaves[-1] == date(2026, 12, 4)


def test_most_generous_room_speaks_for_all_and_a_year_is_not_leafed_through():
    days = open_days("2026-11-28 12:00", the_numbers(), the_numbers(days_ahead=365))

    assert days.last == date(2027, 11, 28)
    assert len(days.leaves) == MOST_LEAVES


def test_today_is_there_even_before_it_has_opened():
    days = open_days("2026-11-28 08:00", the_numbers(days_ahead=0))

    assert days.leaves == [date(2026, 11, 28)]
    assert days.why_not(date(2026, 11, 28)) == (
        "11月28日（周六）的时间，11月28日（周六）09:00放出来，网上、电话、现场一样早。"
    )


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (None, ""),
        (date(2026, 11, 28), ""),
        (date(2026, 12, 5), ""),
        (date(2026, 11, 27), "2026年11月27日（周五）已经过去了，请选今天或以后的日子。"),
        (date(2026, 12, 6), "12月6日（周日）的时间，11月29日（周日）09:00放出来，网上、电话、现场一样早。"),
        (date(2999, 12, 31), "2999年12月31日（周二）的时间，12月24日（周二）09:00放出来，网上、电话、现场一样早。"),
    ],
)
def test_why_a_day_cannot_be_chosen(day, sentence):
    assert open_days().why_not(day) == sentence


def test_without_rooms_nothing_is_said():
    days = OpenDays([], at("2026-11-28 12:00"))

    assert (days.why_not(MONDAY), days.next_words, days.leaves) == ("", "", [date(2026, 11, 28)])


@pytest.mark.parametrize(
    ("hours", "is_kept", "word"),
    [
        ([], False, "闭馆"),
        (["08:30-11:00"], False, "已过"),
        (["08:30-11:00", "13:00-16:00"], False, "已满"),
        (["08:30-11:00", "13:00-16:00"], True, "电话约"),
    ],
)
def test_word_on_a_leaf_with_nothing_free(hours, is_kept, word):
    day = DayHours(MONDAY, tuple(a_span(f"2026-11-30 {each}") for each in hours))

    assert why_full([day], is_kept=is_kept, now=at("2026-11-30 12:00")) == word
