from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from centres import words
from centres.spans import Span
from tests.factories import a_span, at


def test_a_day_reads_as_on_the_wall_calendar() -> None:
    day = date(2026, 11, 30)

    assert words.date_words(day) == "11月30日（周一）"
    assert words.date_words(day, with_year=True) == "2026年11月30日（周一）"
    assert words.weekday_words(day) == "周一"


def test_a_moment_belongs_to_its_day_in_shanghai() -> None:
    late_in_london = datetime(2026, 11, 30, 16, 30, tzinfo=UTC)

    assert words.date_words(late_in_london) == "12月1日（周二）"
    assert words.moment_words(late_in_london) == "12月1日（周二）00:30"


@pytest.mark.parametrize(
    ("span", "read"),
    [
        (a_span("2026-12-01 09:00-10:30"), "09:00–10:30"),
        (Span(at("2026-12-01 00:00"), at("2026-12-02 00:00")), "00:00–24:00"),
        (Span(at("2026-12-01 22:00"), at("2026-12-02 06:00")), "22:00–12月2日（周三）06:00"),
        (Span(at("2026-12-01 22:00"), at("2026-12-03 00:00")), "22:00–12月3日（周四）00:00"),
    ],
)
def test_a_span_reads_in_local_time(span: Span, read: str) -> None:
    assert words.span_words(span) == read


def test_day_and_span_stand_together() -> None:
    assert words.when_words(a_span("2026-12-01 09:00-10:30")) == "12月1日（周二）09:00–10:30"


def test_english_has_its_own_order() -> None:
    with translation.override("en"):
        assert words.when_words(a_span("2026-12-01 09:00-10:30")) == "Tue 1 December 09:00–10:30"
        assert words.date_words(date(2026, 12, 1), with_year=True) == "Tue 1 December 2026"
