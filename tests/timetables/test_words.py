"""A week in words: its dates, and the hours of a site as somebody at the counter would say them."""

from datetime import timedelta

import pytest
from django.utils import translation

from centres.hours import Because, DayHours
from tests.factories import MONDAY, a_span
from timetables import words
from timetables.weeks import Week


def hours(*days: str, because: Because = Because.WEEKLY) -> list[DayHours]:
    """A week from Monday, each day's stretches apart by spaces: hours("08:30-11:30 13:00-16:30", "", …)."""
    dates = [MONDAY + timedelta(days=n) for n in range(len(days))]
    return [
        DayHours(on, tuple(a_span(f"{on} {stretch}") for stretch in day.split()), because)
        for on, day in zip(dates, days, strict=True)
    ]


DAY, EVENING, BOTH = "08:30-17:00", "18:30-20:00", "08:30-17:00 18:30-20:00"
MORNING, HALVES = "08:30-11:30", "08:30-11:30 13:00-16:30"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((DAY,) * 7, "每天 08:30–17:00"),
        ((HALVES,) * 7, "每天 08:30–11:30、13:00–16:30"),
        ((DAY, BOTH, DAY, BOTH, BOTH, DAY, DAY), "每天 08:30–17:00；周二、周四、周五 18:30–20:00"),
        ((HALVES,) * 5 + (MORNING, ""), "周一至周五 08:30–11:30、13:00–16:30；周六 08:30–11:30"),
        ((DAY,) * 5 + ("", ""), "周一至周五 08:30–17:00"),
        ((DAY, DAY, MORNING, DAY, DAY, DAY, DAY), "周一、周二、周四至周日 08:30–17:00；周三 08:30–11:30"),
        (("", "", "", BOTH, BOTH, DAY, DAY), "周四、周五 08:30–17:00、18:30–20:00；周六、周日 08:30–17:00"),
        ((HALVES, "", HALVES, "", HALVES, "", ""), "周一、周三、周五 08:30–11:30、13:00–16:30"),
        (("", "", MORNING, "", "", "", ""), "周三 08:30–11:30"),
        (("",) * 7, "本周闭馆"),
    ],
)
def test_hours_are_grouped_as_one_would_say_them(days: tuple[str, ...], said: str) -> None:
    assert words.hours_words(hours(*days)) == said


def test_hours_in_english() -> None:
    with translation.override("en"):
        assert words.hours_words(hours(DAY, BOTH, DAY, BOTH, BOTH, DAY, DAY)) == (
            "every day 08:30–17:00; Tue, Thu, Fri 18:30–20:00"
        )
        assert words.hours_words(hours(*(HALVES,) * 5, MORNING, "")) == (
            "Mon to Fri 08:30–11:30, 13:00–16:30; Sat 08:30–11:30"
        )


@pytest.mark.parametrize(
    ("week", "said", "lunar"),
    [
        ("2026-W49", "2026年11月30日—12月6日", "农历十月廿二至廿八"),
        ("2026-W50", "2026年12月7日—12月13日", "农历十月廿九至十一月初五"),
        ("2026-W53", "2026年12月28日—2027年1月3日", "农历十一月二十至廿六"),
    ],
)
def test_a_week_is_said_by_its_dates(week: str, said: str, lunar: str) -> None:
    assert (words.range_words(Week.parse(week)), words.lunar_words(Week.parse(week))) == (said, lunar)


def test_a_week_in_english_names_its_year_once() -> None:
    with translation.override("en"):
        assert words.range_words(Week.parse("2026-W49")) == "30 November – 6 December 2026"
        assert words.range_words(Week.parse("2026-W53")) == "28 December 2026 – 3 January 2027"


def test_only_open_days_with_other_hours_than_usual_are_exceptions() -> None:
    usual, closed = hours(DAY, "")
    [shorter] = hours(MORNING, because=Because.SPECIAL)
    [holiday] = hours("", because=Because.HOLIDAY)
    assert words.exceptions([usual, closed, shorter, holiday]) == [shorter.explain()]


@pytest.mark.parametrize(("reason", "said"), [("", "闭馆"), ("国庆节", "闭馆 国庆节")])
def test_closed_is_said_before_its_reason(reason: str, said: str) -> None:
    assert words.closed_words(reason) == said
