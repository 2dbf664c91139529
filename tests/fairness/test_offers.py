"""What is offered is exactly what the rules accept, on a day worked by hand and on any other."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils.timezone import localtime
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.wishes import wish_for
from centres import overlays
from centres.availability import Availability, RoomDay, local_midnight
from centres.hours import DayHours, HoursBook
from centres.models import Centre, Occupancy, Room, RoomTaken, Want
from centres.spans import Span, merge
from fairness.models import Numbers, RuleBook, RuleSet
from fairness.offers import Offers, not_released
from fairness.rules import Wish, broken
from tests.factories import MONDAY, a_hall, a_room, a_rule_set, an_occupancy, at, default_rules, open_daily
from tests.fairness.test_rules import NUMBERS

MINUTE = timedelta(minutes=1)
LENGTHS = st.sampled_from([30, 45, 60, 90, 180, 200])


def clock(spans: Sequence[Span]) -> list[str]:
    """The starts, as a clock shows them."""
    return [f"{localtime(span.starts_at):%H:%M}" for span in spans]


# Any day: whatever the hours, what stands in the room, and the moment somebody looks


def minute_of_day(on: date, minute: int) -> datetime:
    return local_midnight(on) + minute * MINUTE


@st.composite
def stretches(draw: st.DrawFn, *, step: int, most: int) -> list[Span]:
    """Up to `most` stretches of MONDAY, on a grid of `step` minutes; they may overlap."""
    found = []
    for _each in range(draw(st.integers(0, most))):
        start = draw(st.integers(0, 1440 // step - 1)) * step
        length = draw(st.integers(1, 360 // step)) * step
        found.append(Span(minute_of_day(MONDAY, start), minute_of_day(MONDAY, min(1440, start + length))))
    return found


@settings(deadline=None)  # a busy machine is no failure
@given(
    opened=stretches(step=15, most=3),
    busy=stretches(step=5, most=6),
    length=LENGTHS,
    now=st.integers(-600, 1440),
    notice=st.sampled_from([0, 60]),
    clearing=st.sampled_from([0, 15, 40]),
    grid=st.sampled_from([30, 20]),
)
def test_offers_are_what_the_rules_accept_and_the_database_would_take(
    opened: list[Span], busy: list[Span], length: int, now: int, notice: int, clearing: int, grid: int
) -> None:
    numbers = replace(NUMBERS, notice_minutes=notice, clearing_minutes=clearing, grid_minutes=grid)
    hours = DayHours(MONDAY, tuple(merge(opened)))
    offers = offers_of_a_day(hours, busy, numbers, now=minute_of_day(MONDAY, now))

    offered = offers.of(ROOM, MONDAY, length=length * MINUTE)

    assert offered == [
        span
        for minute in range(0, 1440, 5)
        for span in [Span(minute_of_day(MONDAY, minute), minute_of_day(MONDAY, minute + length))]
        if would_be_booked(span, hours, busy, numbers, now=offers.now)
    ]


ROOM = Room(pk=1, centre=Centre(pk=1, name="示例睦邻中心"), name="阳光客厅", capacity=20)


def offers_of_a_day(hours: DayHours, busy: list[Span], numbers: Numbers, *, now: datetime) -> Offers:
    rule_set = RuleSet(**{name: getattr(numbers, name) for name in numbers.__slots__})
    book = HoursBook.of(MONDAY, MONDAY, [])
    return Offers(Availability(book, {(ROOM.pk, MONDAY): RoomDay(ROOM, hours, busy)}), RuleBook([rule_set]), now)


def would_be_booked(span: Span, hours: DayHours, busy: list[Span], numbers: Numbers, *, now: datetime) -> bool:
    """What book() does, in a few words: the rules say nothing, and nothing that stands overlaps with its clearing."""
    follows = any(hole.ends_at == span.starts_at for hole in busy)
    with_clearing = Span(span.starts_at, span.ends_at + numbers.clearing)
    wish = Wish(ROOM, span, 1, now, numbers, hours, follows_clearing=follows)
    return not broken(wish) and not any(with_clearing.overlaps(hole) for hole in busy)


# The worked day, asked of the database


@pytest.fixture
def worked_room() -> Room:
    """08:30–17:00; a booking to 10:30 and one from 13:30, each with 15 minutes of clearing."""
    room = a_room()
    open_daily(room.centre, "08:30-17:00")
    an_occupancy(room=room, span="2026-11-30 09:00-10:30", clearing=15)
    an_occupancy(room=room, span="2026-11-30 13:30-15:00", clearing=15)
    return room


NOW = at("2026-11-29 12:00")


@pytest.mark.django_db
def test_worked_day(worked_room: Room) -> None:
    offers = Offers.load([worked_room], MONDAY, MONDAY, now=NOW)

    assert clock(offers.of(worked_room, MONDAY, length=90 * MINUTE)) == ["10:45", "11:00", "11:30", "15:15", "15:30"]
    assert clock(offers.of(worked_room, MONDAY, length=180 * MINUTE)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("minutes", [30, 90, 180])
def test_each_start_of_the_worked_day_can_be_claimed_if_and_only_if_it_is_offered(
    worked_room: Room, minutes: int
) -> None:
    offered = Offers.load([worked_room], MONDAY, MONDAY, now=NOW).of(worked_room, MONDAY, length=minutes * MINUTE)
    starts = [minute_of_day(MONDAY, minute) for minute in range(0, 1440, 15)]

    assert [span for start in starts if can_be_had(worked_room, span := Span(start, start + minutes * MINUTE))] == (
        offered
    )


def can_be_had(room: Room, span: Span) -> bool:
    wish = wish_for(room=room, span=span, party=1, resident=None, now=NOW)
    if broken(wish):
        return False
    try:
        with transaction.atomic():
            Occupancy.objects.claim([Want(room, span, wish.numbers.clearing)], kind="booking", now=NOW)
            transaction.set_rollback(True)
    except RoomTaken:
        return False
    return True


@pytest.mark.django_db
def test_hall_is_offered_only_where_all_its_parts_are_free() -> None:
    hall = a_hall()
    east, west = hall.parts.order_by("pk")
    open_daily(hall.centre, "09:00-12:00")
    an_occupancy(room=east, span="2026-11-30 09:00-10:00")
    offers = Offers.load([hall, east, west], MONDAY, MONDAY, now=NOW)

    assert clock(offers.of(hall, MONDAY, length=90 * MINUTE)) == ["10:00", "10:30"]
    assert clock(offers.of(west, MONDAY, length=90 * MINUTE)) == ["09:00", "09:30", "10:00", "10:30"]


@pytest.mark.django_db
def test_whole_hall_taken_leaves_nothing_in_its_parts() -> None:
    hall = a_hall()
    open_daily(hall.centre, "09:00-12:00")
    an_occupancy(room=hall, span="2026-11-30 09:00-11:30")
    east = hall.parts.first()
    assert east is not None

    assert Offers.load([east], MONDAY, MONDAY, now=NOW).of(east, MONDAY, length=60 * MINUTE) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("is_bookable", "is_active"), [(False, True), (True, False)])
def test_room_out_of_use_offers_nothing(is_bookable: bool, is_active: bool) -> None:
    room = a_room(is_bookable=is_bookable, is_active=is_active)
    open_daily(room.centre, "09:00-12:00")

    assert Offers.load([room], MONDAY, MONDAY, now=NOW).of(room, MONDAY, length=60 * MINUTE) == []


@pytest.mark.django_db
def test_day_not_released_offers_nothing() -> None:
    room = a_room()
    open_daily(room.centre, "09:00-12:00")
    offers = Offers.load([room], MONDAY, MONDAY, now=at("2026-11-23 08:59"))

    assert offers.of(room, MONDAY, length=60 * MINUTE) == []


@pytest.mark.django_db
def test_expired_hold_is_offered_again() -> None:
    room = a_room()
    open_daily(room.centre, "09:00-10:00")
    an_occupancy(
        room=room,
        span="2026-11-30 09:00-10:00",
        standing="held",
        held_until=at("2026-11-29 11:59"),
        now=at("2026-11-29 09:00"),
    )

    assert clock(Offers.load([room], MONDAY, MONDAY, now=NOW).of(room, MONDAY, length=60 * MINUTE)) == ["09:00"]


# What weeks and boards lay over days that have not opened


@pytest.mark.django_db
def test_days_not_released_are_laid_over_with_their_moment() -> None:
    early, late = a_room(), a_room()
    a_rule_set(room=early, days_ahead=8)
    default_rules(days_ahead=6)
    now = at("2026-11-23 12:00")

    laid = not_released([early, late], date(2026, 11, 30), date(2026, 12, 2), now)

    assert [(overlay.room_id, overlay.span) for overlay in laid] == [
        (early.pk, whole_day(date(2026, 12, 2))),
        (late.pk, whole_day(date(2026, 11, 30))),
        (late.pk, whole_day(date(2026, 12, 1))),
        (late.pk, whole_day(date(2026, 12, 2))),
    ]
    assert "09:00" in laid[0].words


def whole_day(on: date) -> Span:
    return Span(local_midnight(on), local_midnight(on + timedelta(days=1)))


@pytest.mark.django_db
def test_overlay_of_the_release_is_registered() -> None:
    room = a_room()

    laid = overlays.over([room], MONDAY, MONDAY, at("2026-11-01 12:00"))

    assert [overlay.span for overlay in laid] == [whole_day(MONDAY)]
