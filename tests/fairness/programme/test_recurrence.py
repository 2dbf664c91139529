"""On which dates an offering comes again, over month ends, leap days and months without a 31st."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairness.programme.recurrence import Due, Every, day_of, nth_weekday, turns

DAYS = st.dates(date(2026, 1, 1), date(2035, 12, 31))
TIMES = st.integers(1, 26)


def on(due: list[Due]) -> list[date | None]:
    return [each.on for each in due]


def test_the_second_saturday_of_each_month():
    found = turns(Every.NTH_WEEKDAY, date(2026, 12, 12), 3)

    assert on(found) == [date(2026, 12, 12), date(2027, 1, 9), date(2027, 2, 13)]


def test_the_fifteenth_of_each_month():
    assert on(turns(Every.DAY_OF_MONTH, date(2026, 12, 15), 3)) == [
        date(2026, 12, 15),
        date(2027, 1, 15),
        date(2027, 2, 15),
    ]


def test_a_month_without_a_31st_has_no_date_and_keeps_its_turn():
    assert turns(Every.DAY_OF_MONTH, date(2026, 8, 31), 3) == [
        Due(date(2026, 8, 1), date(2026, 8, 31)),
        Due(date(2026, 9, 1), None),
        Due(date(2026, 10, 1), date(2026, 10, 31)),
    ]


@pytest.mark.parametrize(("year", "has"), [(2027, False), (2028, True)])
def test_the_29th_of_february_comes_in_leap_years(year, has):
    assert (day_of(date(year, 2, 1), 29) is not None) == has


def test_a_month_without_a_fifth_saturday_has_no_date():
    assert on(turns(Every.NTH_WEEKDAY, date(2026, 10, 31), 3)) == [date(2026, 10, 31), None, None]


@given(first=DAYS, times=TIMES, every=st.sampled_from(Every))
def test_turns_begin_with_the_first_date_and_go_on_in_order(first, times, every):
    found = turns(every, first, times)
    dates = [day for day in on(found) if day]

    assert len(found) == times
    assert dates[0] == first
    assert dates == sorted(set(dates))
    assert all(due.on is None or due.on.replace(day=1) == due.month for due in found)


@given(first=DAYS, times=TIMES)
def test_weeks_are_seven_days_apart(first, times):
    dates = on(turns(Every.WEEK, first, times))

    assert {later - earlier for earlier, later in pairwise(dates)} <= {timedelta(days=7)}


@given(first=DAYS, times=TIMES)
def test_months_follow_each_other_and_keep_weekday_and_place(first, times):
    found = turns(Every.NTH_WEEKDAY, first, times)

    months = [due.month.year * 12 + due.month.month for due in found]
    assert months == list(range(months[0], months[0] + times))
    for due in found:
        if due.on:
            assert (due.on.isoweekday(), (due.on.day - 1) // 7) == (first.isoweekday(), (first.day - 1) // 7)
        else:
            assert (first.day - 1) // 7 == 4


@given(month=DAYS, day=st.integers(1, 31))
def test_a_date_is_missing_only_where_the_month_is_too_short(month, day):
    found = day_of(month, day)

    assert found == (month.replace(day=day) if day <= monthrange(month.year, month.month)[1] else None)
    assert found or day > 28


@given(month=DAYS, weekday=st.integers(1, 7), nth=st.integers(1, 4))
def test_every_month_has_four_of_each_weekday(month, weekday, nth):
    found = nth_weekday(month, weekday, nth)

    assert found
    assert (found.month, found.isoweekday()) == (month.month, weekday)
