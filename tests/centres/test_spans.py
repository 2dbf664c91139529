"""Laws of the arithmetic on time, and one worked day."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centres.spans import Span, SpanOutOfOrder, gaps, grid_points, is_on_grid, merge, starts_offered
from tests.factories import a_span, at

MIDNIGHT = at("2026-11-30 00:00")
LAST = 24 * 60


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def between(first: int, last: int) -> Span:
    """From one minute of the day to another."""
    return Span(MIDNIGHT + minutes(first), MIDNIGHT + minutes(last))


def covered(spans: list[Span]) -> set[datetime]:
    """Every minute that one of the spans contains."""
    return {span.starts_at + minutes(n) for span in spans for n in range(span.minutes)}


MOMENTS = st.integers(0, LAST)
SPANS = st.tuples(MOMENTS, MOMENTS).filter(lambda ends: ends[0] < ends[1]).map(lambda ends: between(*ends))
SPAN_LISTS = st.lists(SPANS, max_size=8)


# A span


def test_a_span_lasts():
    assert a_span("2026-11-30 09:00-10:30").length == timedelta(hours=1, minutes=30)
    assert a_span("2026-11-30 09:00-10:30").minutes == 90


@pytest.mark.parametrize("ends", ["09:00", "08:59"])
def test_a_span_that_does_not_end_after_its_start_is_refused(ends: str):
    with pytest.raises(SpanOutOfOrder):
        Span(at("2026-11-30 09:00"), at(f"2026-11-30 {ends}"))


def test_spans_that_touch_do_not_overlap():
    morning, noon = a_span("2026-11-30 09:00-10:30"), a_span("2026-11-30 10:30-12:00")

    assert not morning.overlaps(noon)
    assert noon.contains(at("2026-11-30 10:30"))
    assert not morning.contains(at("2026-11-30 10:30"))


@given(SPANS, SPANS)
def test_overlapping_means_to_share_a_minute(one: Span, other: Span):
    assert one.overlaps(other) == bool(covered([one]) & covered([other]))
    assert one.overlaps(other) == other.overlaps(one)


@given(SPANS, SPANS)
def test_covering_means_to_have_every_minute(one: Span, other: Span):
    assert one.covers(other) == (covered([other]) <= covered([one]))


@given(SPANS, SPANS)
def test_shared_time_is_every_minute_of_both(one: Span, other: Span):
    shared = one.shared_with(other)

    assert covered([shared] if shared else []) == covered([one]) & covered([other])


# merge and gaps


@given(SPAN_LISTS)
def test_merged_spans_are_the_same_time_in_order_and_apart(spans: list[Span]):
    merged = merge(spans)

    assert covered(merged) == covered(spans)
    assert all(earlier.ends_at < later.starts_at for earlier, later in pairwise(merged))


@given(SPAN_LISTS, st.randoms())
def test_merging_knows_no_order_and_nothing_more_to_merge(spans: list[Span], random):
    shuffled = random.sample(spans, len(spans))

    assert merge(shuffled) == merge(spans) == merge(merge(spans))


@given(SPAN_LISTS, SPAN_LISTS)
def test_gaps_are_what_is_open_and_not_busy(opened: list[Span], busy: list[Span]):
    free = gaps(opened, busy)

    assert covered(free) == covered(opened) - covered(busy)
    assert all(earlier.ends_at < later.starts_at for earlier, later in pairwise(free))


@given(SPAN_LISTS)
def test_without_anything_busy_all_that_is_open_is_free(opened: list[Span]):
    assert gaps(opened, []) == merge(opened)
    assert gaps(opened, opened) == []


# The grid


@given(SPANS, st.sampled_from([5, 10, 15, 30, 60, 45]), st.integers(-LAST, LAST))
def test_grid_points_are_all_those_of_the_grid_within(span: Span, step: int, offset: int):
    grid, origin = minutes(step), MIDNIGHT + minutes(offset)

    points = list(grid_points(span, grid=grid, origin=origin))

    assert points == sorted(moment for moment in covered([span]) if is_on_grid(moment, grid=grid, origin=origin))


# Starts offered

HALF_HOUR, CLEARING = minutes(30), minutes(15)


OPENED = [a_span("2026-11-30 08:30-17:00")]
BUSY = [  # with their clearing: one booking to 10:30, one to 15:00
    a_span("2026-11-30 09:00-10:45"),
    a_span("2026-11-30 14:00-15:15"),
]


def offered(length: int) -> list[str]:
    offers = starts_offered(OPENED, BUSY, length=minutes(length), clearing=CLEARING, grid=HALF_HOUR, origin=MIDNIGHT)
    return [f"{offer.starts_at:%H:%M}–{offer.ends_at:%H:%M}" for offer in offers]


def test_the_worked_day_for_an_hour():
    """Not 08:30: somebody comes at 09:00. 10:45: cleared by then. Not 13:00: cleared at 14:15 only, too late."""
    assert offered(60) == [
        *("10:45–11:45", "11:00–12:00", "11:30–12:30", "12:00–13:00", "12:30–13:30"),
        *("15:15–16:15", "15:30–16:30", "16:00–17:00"),
    ]


def test_the_worked_day_for_half_an_hour():
    """Not 08:30–09:00: nobody would have cleared the room. The last ends with the day; it is cleared after."""
    assert offered(30) == [
        *("10:45–11:15", "11:00–11:30", "11:30–12:00", "12:00–12:30", "12:30–13:00", "13:00–13:30"),
        *("15:15–15:45", "15:30–16:00", "16:00–16:30", "16:30–17:00"),
    ]


def test_the_worked_day_for_three_hours():
    """To the minute: cleared at 10:45, and cleared again at 14:00, when the next ones come."""
    assert offered(180) == ["10:45–13:45"]


def test_a_midday_break_is_not_bridged():
    opened = [a_span("2026-11-30 08:30-11:30"), a_span("2026-11-30 13:00-16:30")]

    offers = starts_offered(opened, [], length=minutes(180), clearing=CLEARING, grid=HALF_HOUR, origin=MIDNIGHT)

    assert offers == [
        a_span("2026-11-30 08:30-11:30"),
        a_span("2026-11-30 13:00-16:00"),
        a_span("2026-11-30 13:30-16:30"),
    ]


def test_the_clearing_may_run_past_closing_time_but_not_the_booking():
    opened = [a_span("2026-11-30 15:00-17:00")]

    offers = starts_offered(opened, [], length=minutes(90), clearing=CLEARING, grid=HALF_HOUR, origin=MIDNIGHT)

    assert offers == [a_span("2026-11-30 15:00-16:30"), a_span("2026-11-30 15:30-17:00")]


@given(
    opened=st.lists(SPANS, max_size=3),
    busy=SPAN_LISTS,
    length=st.integers(1, 240),
    clearing=st.integers(0, 60),
    step=st.sampled_from([15, 30, 60]),
)
def test_offers_are_exactly_the_starts_that_fit(
    opened: list[Span], busy: list[Span], length: int, clearing: int, step: int
):
    grid = minutes(step)
    hours, taken = covered(opened), covered(busy)

    offers = starts_offered(
        opened, busy, length=minutes(length), clearing=minutes(clearing), grid=grid, origin=MIDNIGHT
    )

    def fits(start: datetime) -> bool:
        used = covered([Span(start, start + minutes(length))])
        cleared = covered([Span(start, start + minutes(length + clearing))])
        return used <= hours and not cleared & taken

    ends = {hole.ends_at for hole in merge(busy)}
    asked = {moment for moment in hours if is_on_grid(moment, grid=grid, origin=MIDNIGHT) or moment in ends}
    assert [offer.starts_at for offer in offers] == sorted(start for start in asked if fits(start))
    assert all(offer.minutes == length for offer in offers)
