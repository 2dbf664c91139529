"""The numbers of a day and when each is due."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.plan import Plan, about
from tests.factories import a_span, at

MORNING = a_span("2026-12-12 08:30-11:00")

PLANS = st.builds(
    Plan,
    span=st.just(MORNING),
    minutes=st.integers(1, 150),
    chairs=st.integers(1, 6),
    kept_percent=st.integers(0, 100),
    is_walk_in=st.booleans(),
)


def clock(plan, number):
    return f"{plan.starts(number).astimezone(MORNING.starts_at.tzinfo):%H:%M}"


def test_twenty_minutes_each_make_seven_places_and_the_rest_is_for_sweeping():
    plan = Plan(MORNING, 20)

    assert plan.places == 7
    assert [clock(plan, number) for number in (1, 2, 7)] == ["08:30", "08:50", "10:30"]


def test_two_chairs_serve_two_at_a_time():
    plan = Plan(MORNING, 20, chairs=2)

    assert plan.places == 14
    assert [clock(plan, number) for number in (1, 2, 3)] == ["08:30", "08:30", "08:50"]


def test_a_fifth_is_kept_evenly_over_the_day_and_one_at_least():
    twelve = Plan(a_span("2026-12-12 08:30-10:30"), 10)

    assert [number for number in twelve.numbers if twelve.is_kept(number)] == [4, 8, 12]
    assert Plan(MORNING, 75).kept == 1
    assert Plan(MORNING, 20, kept_percent=0).kept == 1


def test_never_are_all_kept():
    assert Plan(MORNING, 20, kept_percent=100).kept == 6
    assert Plan(MORNING, 150).kept == 0


def test_on_a_walk_in_day_all_are_kept():
    plan = Plan(MORNING, 20, is_walk_in=True)

    assert all(plan.is_kept(number) for number in plan.numbers)


def test_who_is_longer_than_the_day_gets_no_place():
    assert Plan(MORNING, 151).places == 0


def test_the_expected_time_moves_along_as_the_day_runs_late():
    plan = Plan(MORNING, 20)

    assert plan.expected(4, 3, at("2026-12-12 08:00")) == at("2026-12-12 09:30")
    assert plan.expected(4, 3, at("2026-12-12 08:40")) == at("2026-12-12 09:40")
    assert plan.expected(4, 0, at("2026-12-12 08:40")) == at("2026-12-12 09:30")


def test_one_says_the_next_five_minutes():
    assert about(at("2026-12-12 09:36")) == at("2026-12-12 09:40")
    assert about(at("2026-12-12 09:40")) == at("2026-12-12 09:40")


@given(plan=PLANS)
def test_as_many_are_kept_as_is_said_and_all_places_end_within_the_day(plan):
    assert sum(plan.is_kept(number) for number in plan.numbers) == plan.kept
    assert all(plan.starts(number) + plan.length <= MORNING.ends_at for number in plan.numbers)


@given(plan=PLANS, number=st.integers(1, 200), before=st.integers(0, 200), minute=st.integers(-60, 300))
def test_nobody_is_expected_before_the_plan_or_before_now(plan, number, before, minute):
    now = MORNING.starts_at + timedelta(minutes=minute)

    expected = plan.expected(number, before, now)

    assert expected >= plan.starts(number)
    assert expected >= now or minute < 0
    assert plan.expected(number, before + 1, now) >= expected
