"""What holds of any numbers and any wish: a stricter number never allows more, and what is waived never less."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import assume, find, given, settings
from hypothesis import strategies as st

from centres.models import Room
from centres.spans import Span
from fairness.models import KeptWindow, Numbers, OpenTo
from fairness.rules import Has, Wish, broken
from tests.factories import at
from tests.fairness.test_rules import NUMBERS, SITE, WISH

STEP = timedelta(minutes=5)
counts, limits = st.integers(0, 8), st.integers(0, 8)
ROOMY = Room(pk=1, centre=SITE, name="阳光客厅", capacity=20, area=40)
BY_WIDTH = [OpenTo.RESIDENTS, OpenTo.TEAMS, OpenTo.STAFF]
MORE_IS_STRICTER = ("min_minutes", "notice_minutes")
LESS_IS_STRICTER = ("max_minutes", "days_ahead", "upcoming_limit", "room_day_limit", "team_week_limit")
ZERO_IS_NO_LIMIT = ("week_limit", "month_hours", "team_upcoming_limit", "team_month_hours")


@st.composite
def numbers(draw: st.DrawFn) -> Numbers:
    kept = draw(st.lists(st.builds(window, st.integers(8, 18), st.integers(1, 3), st.integers(1, 3)), max_size=2))
    return replace(
        NUMBERS,
        grid_minutes=draw(st.sampled_from([5, 10, 15, 30, 60])),
        min_minutes=draw(st.sampled_from([5, 30, 60])),
        max_minutes=draw(st.sampled_from([60, 120, 180, 720])),
        clearing_minutes=draw(st.sampled_from([0, 15, 30])),
        notice_minutes=draw(st.sampled_from([0, 60, 1440])),
        days_ahead=draw(st.integers(0, 14)),
        release_at=time(draw(st.integers(0, 23))),
        upcoming_limit=draw(st.integers(1, 5)),
        room_day_limit=draw(st.integers(1, 3)),
        team_week_limit=draw(st.integers(1, 5)),
        week_limit=draw(limits),
        month_hours=draw(limits),
        team_upcoming_limit=draw(limits),
        team_month_hours=draw(limits),
        open_to=draw(st.sampled_from(BY_WIDTH)),
        limited_upcoming=draw(st.integers(0, 3)),
        kept=tuple(kept),
    )


def window(opens: int, hours: int, weekday: int) -> KeptWindow:
    return KeptWindow(
        centre=SITE, weekday=weekday, opens=time(opens), closes=time(opens + hours), valid_from=date(2026, 1, 1)
    )


@st.composite
def wishes(draw: st.DrawFn) -> Wish:
    starts = at("2026-11-30 06:00") + draw(st.integers(0, 200)) * STEP
    return replace(
        WISH,
        room=ROOMY,
        span=Span(starts, starts + draw(st.integers(1, 60)) * STEP),
        party=draw(st.integers(1, 25)),
        now=at("2026-11-30 12:00") - timedelta(hours=draw(st.integers(-12, 400))),
        numbers=draw(numbers()),
        has=Has(draw(counts), draw(counts), draw(counts), timedelta(hours=draw(counts))),
        is_for_team=draw(st.booleans()),
        is_online=draw(st.booleans()),
        follows_clearing=draw(st.booleans()),
        limited_until=draw(st.sampled_from([None, at("2026-12-20 12:00")])),
    )


@st.composite
def stricter(draw: st.DrawFn, than: Numbers) -> Numbers:
    """The same numbers but for one, which asks more."""
    number = draw(
        st.sampled_from([*MORE_IS_STRICTER, *LESS_IS_STRICTER, *ZERO_IS_NO_LIMIT, "release_at", "open_to", "kept"])
    )
    value = getattr(than, number)
    if number in MORE_IS_STRICTER:
        return replace(than, **{number: value + draw(st.integers(0, 240))})
    if number in LESS_IS_STRICTER:
        return replace(than, **{number: draw(st.integers(min(1, value), value))})
    if number in ZERO_IS_NO_LIMIT:
        return replace(than, **{number: draw(st.integers(1, value or 8))})
    if number == "release_at":
        return replace(than, release_at=time(draw(st.integers(value.hour, 23))))
    if number == "open_to":
        return replace(than, open_to=draw(st.sampled_from(BY_WIDTH[BY_WIDTH.index(value) :])))
    return replace(than, kept=(*value, window(draw(st.integers(8, 18)), draw(st.integers(1, 3)), 1)))


@given(wishes(), st.data())
def test_stricter_number_never_allows_more(wish: Wish, data: st.DataObject) -> None:
    asked_for_less = replace(wish, numbers=data.draw(stricter(wish.numbers)))

    assert {refusal.code for refusal in broken(wish)} <= {refusal.code for refusal in broken(asked_for_less)}


@given(wishes())
def test_waiving_and_the_desk_never_allow_less(wish: Wish) -> None:
    said = {refusal.code for refusal in broken(wish)}

    assert {refusal.code for refusal in broken(wish, waive=True)} <= said
    assert {refusal.code for refusal in broken(wish, only_limits=True)} <= said
    assert {refusal.code for refusal in broken(replace(wish, is_online=False))} <= said


@given(wishes(), counts)
def test_more_bookings_never_allow_more(wish: Wish, more: int) -> None:
    has = wish.has
    richer = Has(
        has.upcoming + more, has.that_day + more, has.that_week + more, has.that_month + timedelta(hours=more)
    )

    assert {refusal.code for refusal in broken(wish)} <= {
        refusal.code for refusal in broken(replace(wish, has=richer))
    }


@given(wishes())
def test_moment_that_a_day_opens_is_the_first_at_which_it_is_open(wish: Wish) -> None:
    """`possible_at` of release and of what is kept: a second before it is no, at it yes."""
    waits = [refusal for refusal in broken(wish) if refusal.code in ("release", "kept")]
    assume(waits)

    for refusal in waits:
        assert refusal.possible_at is not None
        assert refusal.code not in codes_at(wish, refusal.possible_at)
        assert refusal.code in codes_at(wish, refusal.possible_at - timedelta(seconds=1))


def codes_at(wish: Wish, now: datetime) -> set[str]:
    return {refusal.code for refusal in broken(replace(wish, now=now))}


def test_such_a_wish_is_granted_at_times() -> None:
    """So that the sets above are not always full."""
    assert find(wishes(), lambda wish: not broken(wish), settings=settings(max_examples=5_000))
