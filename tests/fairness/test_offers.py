"""What is offered is exactly what the rules accept, on a day worked by hand and on any other."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import translation
from django.utils.timezone import localtime
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.wishes import wish_for
from centres import overlays
from centres.availability import Availability, RoomDay, local_midnight
from centres.hours import DayHours, HoursBook
from centres.models import CalendarDay, Centre, Occupancy, Room, RoomTaken, Want
from centres.spans import Span, merge
from fairness.models import NUMBERS as NUMBERS_OF_A_SET
from fairness.models import KeptWindow, Numbers, RuleBook, RuleSet
from fairness.offers import Offers, not_on_the_web
from fairness.rules import Wish, broken
from tests.factories import (
    MONDAY,
    a_hall,
    a_kept_window,
    a_room,
    a_rule_set,
    a_span,
    an_occupancy,
    at,
    default_rules,
    open_daily,
)
from tests.fairness.test_rules import NUMBERS

ROOM = Room(pk=1, centre=Centre(pk=1, name="示例睦邻中心"), name="阳光客厅", capacity=20)
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

    assert offered == what_would_be_booked(hours, busy, numbers, length=length, now=offers.now)


@st.composite
def windows(draw: st.DrawFn) -> KeptWindow:
    """Kept on Mondays, now and then on Tuesdays, somewhere around the hours 08:00–18:00."""
    opens = draw(st.integers(80, 200)) * 5
    closes = opens + draw(st.integers(1, 36)) * 5
    clocks = [localtime(minute_of_day(MONDAY, minute)).time() for minute in (opens, closes)]
    weekday = draw(st.sampled_from([1, 1, 1, 2]))
    return KeptWindow(room=ROOM, weekday=weekday, opens=clocks[0], closes=clocks[1], valid_from=MONDAY)


@settings(deadline=None)
@given(
    kept=st.lists(windows(), min_size=1, max_size=2),
    busy=stretches(step=5, most=3),
    length=LENGTHS,
    clearing=st.sampled_from([0, 15, 40]),
    has_opened=st.booleans(),
    is_online=st.booleans(),
)
def test_offers_leave_to_phone_and_desk_what_the_rules_do(
    kept: list[KeptWindow], busy: list[Span], length: int, clearing: int, has_opened: bool, is_online: bool
) -> None:
    """Just before the moment at which the web takes what is left, and at it: Sunday 17:00."""
    numbers = replace(NUMBERS, clearing_minutes=clearing, kept=tuple(kept))
    hours = DayHours(MONDAY, (Span(minute_of_day(MONDAY, 480), minute_of_day(MONDAY, 1080)),))
    offers = offers_of_a_day(hours, busy, numbers, now=minute_of_day(MONDAY, -420 if has_opened else -421))

    ask = offers.of if is_online else offers.at_desk

    assert ask(ROOM, MONDAY, length=length * MINUTE) == what_would_be_booked(
        hours, busy, numbers, length=length, now=offers.now, is_online=is_online
    )


def offers_of_a_day(hours: DayHours, busy: list[Span], numbers: Numbers, *, now: datetime) -> Offers:
    rules = RuleBook([RuleSet(**{name: getattr(numbers, name) for name in NUMBERS_OF_A_SET})], numbers.kept)
    book = HoursBook.of(MONDAY, MONDAY, [])
    return Offers(Availability(book, {(ROOM.pk, MONDAY): RoomDay(ROOM, hours, busy)}), rules, now)


def what_would_be_booked(
    hours: DayHours, busy: list[Span], numbers: Numbers, *, length: int, now: datetime, is_online: bool = True
) -> list[Span]:
    """What book() does, in a few words: the rules say nothing, and nothing that stands overlaps with its clearing."""
    found = []
    for minute in range(0, 1440, 5):
        span = Span(minute_of_day(MONDAY, minute), minute_of_day(MONDAY, minute + length))
        follows = any(hole.ends_at == span.starts_at for hole in busy)
        wish = Wish(ROOM, span, 1, now, numbers, hours, follows_clearing=follows, is_online=is_online)
        if not broken(wish) and not any(wish.span_with_clearing.overlaps(hole) for hole in busy):
            found.append(span)
    return found


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


def can_be_had(room: Room, span: Span, *, is_online: bool = True) -> bool:
    wish = wish_for(room=room, span=span, party=1, resident=None, now=NOW, is_online=is_online)
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


# A Tuesday on which time is kept for phone and desk

TUESDAY = date(2026, 12, 1)


@pytest.fixture
def kept_hall() -> Room:
    """08:30–17:00; the east part is kept 13:30–15:00, the site 10:00–11:00; the west part is taken 11:30–12:00."""
    hall = a_hall()
    east, west = hall.parts.order_by("pk")
    open_daily(hall.centre, "08:30-17:00")
    a_kept_window(room=east)
    a_kept_window(centre=hall.centre, hours="10:00-11:00")
    an_occupancy(room=west, span="2026-12-01 11:30-12:00", clearing=15)
    return hall


def offered_on_tuesday(room: Room, *, length: int, now: datetime = NOW) -> list[str]:
    return clock(Offers.load([room], TUESDAY, TUESDAY, now=now).of(room, TUESDAY, length=length * MINUTE))


@pytest.mark.django_db
def test_web_is_offered_what_ends_cleared_before_kept_time_or_begins_after_it(kept_hall: Room) -> None:
    east, west = kept_hall.parts.order_by("pk")

    assert offered_on_tuesday(east, length=90) == ["11:00", "11:30", "15:00", "15:30"]
    assert offered_on_tuesday(west, length=90) == [
        "12:15",
        "12:30",
        "13:00",
        "13:30",
        "14:00",
        "14:30",
        "15:00",
        "15:30",
    ]
    assert offered_on_tuesday(kept_hall, length=60) == ["08:30", "12:15", "15:00", "15:30", "16:00"]


@pytest.mark.django_db
def test_web_is_offered_all_that_is_left_from_the_moment_on_the_day_before(kept_hall: Room) -> None:
    east = kept_hall.parts.order_by("pk")[0]

    assert "13:30" not in offered_on_tuesday(east, length=90, now=at("2026-11-30 16:59"))
    assert "13:30" in offered_on_tuesday(east, length=90, now=at("2026-11-30 17:00"))


@pytest.mark.django_db
@pytest.mark.parametrize("minutes", [30, 90, 180])
@pytest.mark.parametrize("is_online", [True, False])
def test_each_start_of_that_tuesday_can_be_claimed_if_and_only_if_it_is_offered(
    kept_hall: Room, minutes: int, is_online: bool
) -> None:
    rooms = [kept_hall, *kept_hall.parts.all()]
    offers = Offers.load(rooms, TUESDAY, TUESDAY, now=NOW)
    for room in rooms:
        ask = offers.of if is_online else offers.at_desk
        starts = [minute_of_day(TUESDAY, minute) for minute in range(480, 1050, 15)]
        spans = [Span(start, start + minutes * MINUTE) for start in starts]

        assert [span for span in spans if can_be_had(room, span, is_online=is_online)] == (
            ask(room, TUESDAY, length=minutes * MINUTE)
        )


@pytest.mark.django_db
def test_make_up_workday_keeps_for_the_tuesday_it_stands_for_and_the_holiday_nothing() -> None:
    room, sunday, holiday = a_room(), date(2026, 9, 20), date(2026, 10, 6)
    open_daily(room.centre, "13:00-17:00", days=(2, 8))
    a_kept_window(room=room)
    CalendarDay.objects.create(on=sunday, kind="work", name="国庆节", stands_for=holiday)
    CalendarDay.objects.create(on=holiday, kind="off", name="国庆节")

    def offered(on: date, now: datetime) -> list[str]:
        offers = Offers.load([room], on, on, now=now)
        assert not any(broken(wish_for_span(room, span, now)) for span in offers.of(room, on, length=90 * MINUTE))
        return clock(offers.of(room, on, length=90 * MINUTE))

    assert offered(sunday, at("2026-09-18 12:00")) == ["15:00", "15:30"]
    assert offered(holiday, at("2026-10-02 12:00"))[:2] == ["13:00", "13:30"]


def wish_for_span(room: Room, span: Span, now: datetime) -> Wish:
    return wish_for(room=room, span=span, party=1, resident=None, now=now)


@pytest.mark.django_db
def test_kept_time_is_told_as_far_as_phone_and_desk_still_have_it(kept_hall: Room) -> None:
    east = kept_hall.parts.order_by("pk")[0]

    def told(now: datetime = NOW) -> list[Span]:
        return Offers.load([east], TUESDAY, TUESDAY, now=now).kept(east, TUESDAY)

    assert told() == [a_span("2026-12-01 10:00-11:00"), a_span("2026-12-01 13:30-15:00")]
    assert told(at("2026-11-30 17:00")) == []
    assert told(at("2026-11-23 12:00")) == []  # Tuesday opens on the 24th
    an_occupancy(room=east, span="2026-12-01 13:00-14:00", clearing=15)
    assert told() == [a_span("2026-12-01 10:00-11:00"), a_span("2026-12-01 14:15-15:00")]
    an_occupancy(room=east, span="2026-12-01 14:30-16:00")
    assert told() == [a_span("2026-12-01 10:00-11:00")]  # a quarter of an hour is no use to anybody


# What weeks and boards lay over days that have not opened


@pytest.mark.django_db
def test_days_not_released_are_laid_over_with_their_moment() -> None:
    early, late = a_room(), a_room()
    a_rule_set(room=early, days_ahead=8)
    default_rules(days_ahead=6)
    a_kept_window(room=late, weekday=1)
    now = at("2026-11-23 12:00")

    laid = not_on_the_web([early, late], hours_of(early, late, last=date(2026, 12, 2)), now)

    assert [(overlay.room_id, overlay.span) for overlay in laid] == [
        (early.pk, whole_day(date(2026, 12, 2))),
        (late.pk, whole_day(date(2026, 11, 30))),
        (late.pk, whole_day(date(2026, 12, 1))),
        (late.pk, whole_day(date(2026, 12, 2))),
    ]
    assert "09:00" in laid[0].words


@pytest.mark.django_db
def test_what_is_kept_is_laid_over_until_the_web_takes_it() -> None:
    room, neighbour = a_room(), a_room()
    open_daily(room.centre, "08:30-17:00")
    a_kept_window(room=room)

    def laid(now: datetime) -> list[tuple[int, Span, str]]:
        hours = hours_of(room, neighbour, last=date(2026, 12, 2))
        return [(each.room_id, each.span, each.words) for each in not_on_the_web([room, neighbour], hours, now)]

    words = "13:30–15:00 kept for phone and desk (on the web from Mon 17:00)"
    with translation.override("en"):
        assert laid(NOW) == [(room.pk, a_span("2026-12-01 13:30-15:00"), words)]
    assert laid(at("2026-11-30 17:00")) == []


def whole_day(on: date) -> Span:
    return Span(local_midnight(on), local_midnight(on + timedelta(days=1)))


def hours_of(*rooms: Room, last: date = MONDAY) -> HoursBook:
    return HoursBook.load([room.centre for room in rooms], MONDAY, last)


@pytest.mark.django_db
def test_overlay_of_the_rules_is_registered() -> None:
    room = a_room()

    laid = overlays.over([room], hours_of(room), at("2026-11-01 12:00"))

    assert [overlay.span for overlay in laid] == [whole_day(MONDAY)]
