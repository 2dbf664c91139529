"""When an offer is heard of and until when it is kept: in the daytime, over nights, months and the last moment."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairness.waiting import add_daytime, last_offer_at, next_daytime, offer_ends_at
from tests.factories import at
from tests.fairness.test_rules import the_numbers

OPENS, CLOSES = time(8), time(20)
MONTH = st.datetimes(at("2026-12-01 00:00").replace(tzinfo=None), at("2026-12-31 23:59").replace(tzinfo=None)).map(
    lambda moment: moment.replace(tzinfo=at("2026-12-01 00:00").tzinfo)
)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-30 07:59", "2026-11-30 08:00"),
        ("2026-11-30 08:00", "2026-11-30 08:00"),
        ("2026-11-30 19:59", "2026-11-30 19:59"),
        ("2026-11-30 20:00", "2026-12-01 08:00"),
        ("2026-12-31 23:30", "2027-01-01 08:00"),
    ],
)
def test_daytime_begins_at_eight(now: str, then: str) -> None:
    assert next_daytime(at(now), OPENS, CLOSES) == at(then)


@pytest.mark.parametrize(
    ("now", "minutes", "then"),
    [
        ("2026-11-30 09:00", 120, "2026-11-30 11:00"),
        ("2026-11-30 18:00", 120, "2026-11-30 20:00"),
        ("2026-11-30 19:00", 120, "2026-12-01 09:00"),
        ("2026-11-30 22:00", 120, "2026-12-01 10:00"),
        ("2026-12-31 19:30", 720, "2027-01-01 19:30"),
        ("2026-11-30 08:00", 1440, "2026-12-01 20:00"),
    ],
)
def test_nights_do_not_count(now: str, minutes: int, then: str) -> None:
    assert add_daytime(at(now), timedelta(minutes=minutes), OPENS, CLOSES) == at(then)


@given(now=MONTH, minutes=st.integers(1, 3000), more=st.integers(0, 600))
def test_clock_runs_in_the_daytime_only_and_never_back(now, minutes, more) -> None:
    ends = add_daytime(now, timedelta(minutes=minutes), OPENS, CLOSES)

    assert OPENS <= ends.time() <= CLOSES
    assert ends >= now + timedelta(minutes=minutes)
    assert add_daytime(now, timedelta(minutes=minutes + more), OPENS, CLOSES) >= ends


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-11-30 09:00", "2026-11-30 11:00"),
        ("2026-11-30 19:30", "2026-12-01 09:30"),
        ("2026-12-01 21:00", None),  # heard of in the morning, an hour before the start
        ("2026-12-01 21:01", None),
        ("2026-12-01 09:00", "2026-12-01 11:00"),
        ("2026-12-01 19:59", "2026-12-02 07:00"),  # kept until the time could still be cancelled
    ],
)
def test_offer_is_kept_two_hours_of_day_and_the_last_comes_twelve_hours_before(now: str, ends: str | None) -> None:
    starts_at = at("2026-12-02 09:00")

    assert offer_ends_at(starts_at, the_numbers(), at(now)) == (at(ends) if ends else None)


def test_offer_twelve_hours_before_to_the_minute() -> None:
    starts_at = at("2026-12-02 21:00")

    assert last_offer_at(starts_at, the_numbers()) == at("2026-12-02 09:00")
    assert offer_ends_at(starts_at, the_numbers(), at("2026-12-02 09:00")) == at("2026-12-02 11:00")
    assert offer_ends_at(starts_at, the_numbers(), at("2026-12-02 09:01")) is None


@given(now=MONTH, hours=st.integers(1, 200))
def test_offer_ends_after_it_is_heard_of_and_before_it_would_start(now, hours) -> None:
    numbers, starts_at = the_numbers(), now + timedelta(hours=hours)

    ends = offer_ends_at(starts_at, numbers, now)

    assert ends is None or next_daytime(now, OPENS, CLOSES) < ends <= numbers.cancel_until(starts_at)
