"""ISO weeks and their edges."""

from datetime import date

import pytest

from timetables.weeks import UnknownWeek, Week


def test_week_runs_from_monday_to_sunday() -> None:
    week = Week.parse("2026-W49")
    assert (week.first, week.last) == (date(2026, 11, 30), date(2026, 12, 6))
    assert [day.isoweekday() for day in week.days] == [1, 2, 3, 4, 5, 6, 7]


def test_week_53_crosses_the_year() -> None:
    week = Week.of(date(2027, 1, 3))
    assert str(week) == "2026-W53"
    assert (week.first, week.last) == (date(2026, 12, 28), date(2027, 1, 3))
    assert str(week.next) == "2027-W01"
    assert str(week.previous) == "2026-W52"


@pytest.mark.parametrize(
    "text",
    [
        "2026-W60",
        "2025-W53",
        "2026-W00",
        "2026-49",
        "2026W49",
        "W49",
        "",
        "二〇二六",
        "2026-W4９",
        "9999-W01",
        "1999-W01",
    ],
)
def test_parse_refuses_what_is_no_week(text: str) -> None:
    with pytest.raises(UnknownWeek):
        Week.parse(text)


def test_weeks_at_the_edge_have_no_neighbour() -> None:
    assert Week(2000, 1).previous is None
    assert Week(2099, 53).next is None


def test_a_run_of_weeks_ends_at_the_edge_of_what_we_show() -> None:
    assert [str(week) for week in Week.parse("2026-W52").run(3)] == ["2026-W52", "2026-W53", "2027-W01"]
    assert [str(week) for week in Week.parse("2099-W52").run(5)] == ["2099-W52", "2099-W53"]
