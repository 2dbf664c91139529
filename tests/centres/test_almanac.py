"""The calendar's words agree with the printed calendar."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centres import almanac

DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 30))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2026-11-23", "十月十五"),
        ("2026-11-30", "十月廿二"),
        ("2026-12-09", "十一月初一"),
        ("2027-01-08", "腊月初一"),
        ("2027-02-06", "正月初一"),
    ],
)
def test_words_name_month_and_day(date: str, words: str) -> None:
    assert almanac.of(day(date)).words == words


@pytest.mark.parametrize(
    ("date", "term"),
    [("2026-12-07", "大雪"), ("2026-12-22", "冬至"), ("2027-02-04", "立春"), ("2026-12-08", "")],
)
def test_solar_terms_fall_on_their_day(date: str, term: str) -> None:
    assert almanac.of(day(date)).term == term


@pytest.mark.parametrize(("date", "leaf"), [("2026-12-08", "三十"), ("2026-12-09", "十一月"), ("2026-12-10", "初二")])
def test_leaf_shows_the_month_on_its_first_day(date: str, leaf: str) -> None:
    assert almanac.of(day(date)).leaf == leaf


@pytest.mark.parametrize(
    ("date", "festival"),
    [
        ("2026-02-16", "除夕"),  # the 29th of a short month
        ("2025-01-28", "除夕"),
        ("2027-02-06", "春节"),
        ("2024-02-09", "除夕"),  # the 30th of a long month
        ("2024-02-08", ""),
        ("2026-09-25", "中秋节"),
        ("2026-10-18", "重阳节"),
    ],
)
def test_festivals_are_those_of_the_wall_calendar(date: str, festival: str) -> None:
    assert almanac.of(day(date)).festival == festival


def test_leap_month_is_named_and_repeats_no_festival() -> None:
    assert almanac.of(day("2025-06-25")).words == "六月初一"
    assert almanac.of(day("2025-07-25")).words == "闰六月初一"
    assert almanac.of(day("2025-07-25")).leaf == "闰六月"
    assert almanac.of(day("2020-06-25")).festival == "端午节"
    leap_april = [almanac.of(day("2020-05-23") + datetime.timedelta(days=n)) for n in range(29)]
    assert {leaf.month for leaf in leap_april} == {"闰四月"}
    assert {leaf.festival for leaf in leap_april} == {""}


@pytest.mark.parametrize(
    ("date", "occasion"),
    [
        ("2026-12-22", "冬至"),
        ("2026-09-25", "中秋节"),
        ("2026-12-01", ""),
        ("2025-10-29", "重阳节"),
        ("2024-02-10", "春节"),
    ],
)
def test_occasion_is_the_word_worth_printing(date: str, occasion: str) -> None:
    assert almanac.of(day(date)).occasion == occasion


def test_occasion_names_both_when_they_meet() -> None:
    assert almanac.Almanac(month="正月", day="十五", term="雨水", festival="元宵节").occasion == "元宵节·雨水"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-11-30", "2026-12-06", "农历十月廿二至廿八"),
        ("2026-12-07", "2026-12-13", "农历十月廿九至十一月初五"),
        ("2027-02-01", "2027-02-07", "农历腊月廿五至正月初二"),
        ("2025-07-21", "2025-07-27", "农历六月廿七至闰六月初三"),
        ("2026-11-30", "2026-11-30", "农历十月廿二"),
    ],
)
def test_range_names_the_second_month_only_when_it_differs(first: str, last: str, words: str) -> None:
    assert almanac.words_for_range(day(first), day(last)) == words


@given(DAYS)
def test_lunar_days_follow_one_another(date: datetime.date) -> None:
    today, tomorrow = almanac.of(date), almanac.of(date + datetime.timedelta(days=1))
    assert (tomorrow.day == "初一") == (tomorrow.month != today.month)
    assert (today.festival == "除夕") == (tomorrow.festival == "春节")
