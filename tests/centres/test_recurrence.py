"""Dates that come again, over month ends, week 53, leap days and the fifth Tuesday."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centres.recurrence import LONGEST, MOST, Every, NoDates, Pattern, TooMany, same_weekday

DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))


def test_every_week_until_a_date_and_so_many_times() -> None:
    until = Pattern(Every.WEEK, date(2026, 12, 1), until=date(2026, 12, 22))
    count = Pattern(Every.WEEK, date(2026, 12, 1), count=4)

    assert until.dates() == count.dates() == [date(2026, 12, day) for day in (1, 8, 15, 22)]


def test_week_fifty_three_is_a_week_as_any_other() -> None:
    assert Pattern(Every.WEEK, date(2026, 12, 21), count=3).dates() == [
        date(2026, 12, 21),
        date(2026, 12, 28),
        date(2027, 1, 4),
    ]


def test_every_two_weeks() -> None:
    assert Pattern(Every.TWO_WEEKS, date(2026, 12, 1), until=date(2027, 1, 1)).dates() == [
        date(2026, 12, 1),
        date(2026, 12, 15),
        date(2026, 12, 29),
    ]


@pytest.mark.parametrize(
    ("first", "months"),
    [
        (date(2026, 12, 8), [date(2026, 12, 8), date(2027, 1, 12), date(2027, 2, 9)]),  # the second Tuesday
        (date(2026, 12, 29), [date(2026, 12, 29), date(2027, 1, 26), date(2027, 2, 23)]),  # the fifth: the last
    ],
)
def test_same_weekday_of_the_month(first: date, months: list[date]) -> None:
    assert Pattern(Every.MONTH, first, count=3).dates() == months


def test_chosen_dates_come_in_order_each_once() -> None:
    days = (date(2026, 12, 9), date(2026, 12, 1), date(2026, 12, 9))

    assert Pattern(Every.CHOSEN, days[0], chosen=days).dates() == [date(2026, 12, 1), date(2026, 12, 9)]


@pytest.mark.parametrize(
    "pattern",
    [
        Pattern(Every.WEEK, date(2026, 12, 1), count=10_000),
        Pattern(Every.WEEK, date(2026, 12, 1), until=date(2036, 12, 1)),
        Pattern(Every.MONTH, date(2026, 12, 1), count=14),
        Pattern(Every.CHOSEN, date(2026, 12, 1), chosen=(date(2026, 12, 1), date(2028, 1, 1))),
    ],
)
def test_too_many_or_too_long_is_refused(pattern: Pattern) -> None:
    with pytest.raises(TooMany):
        pattern.dates()


@pytest.mark.parametrize(
    "pattern",
    [
        Pattern(Every.WEEK, date(2026, 12, 1)),
        Pattern(Every.WEEK, date(2026, 12, 1), until=date(2026, 11, 30)),
        Pattern(Every.WEEK, date(2026, 12, 1), count=0),
        Pattern(Every.CHOSEN, date(2026, 12, 1)),
    ],
)
def test_none_at_all_is_refused(pattern: Pattern) -> None:
    with pytest.raises(NoDates):
        pattern.dates()


@given(first=DAYS, every=st.sampled_from([Every.WEEK, Every.TWO_WEEKS, Every.MONTH]), count=st.integers(1, MOST))
def test_dates_share_their_weekday_grow_and_begin_with_the_first(first, every, count) -> None:
    try:
        dates = Pattern(every, first, count=count).dates()
    except TooMany:
        return

    assert (dates[0], len(dates)) == (first, count)
    assert {day.weekday() for day in dates} == {first.weekday()}
    assert dates == sorted(set(dates))
    assert dates[-1] - dates[0] <= LONGEST
    assert Pattern(every, first, until=dates[-1]).dates() == dates


@given(first=DAYS, months=st.integers(0, 40))
def test_one_date_in_every_month(first, months) -> None:
    on = same_weekday(first, months)

    assert (on.year * 12 + on.month) - (first.year * 12 + first.month) == months
    assert on.weekday() == first.weekday()
    if (first.day - 1) // 7 < 4:
        assert (on.day - 1) // 7 == (first.day - 1) // 7
    else:
        assert (on + timedelta(days=7)).month != on.month
