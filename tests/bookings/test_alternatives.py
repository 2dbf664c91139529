"""Near alternatives: the nearest of each kind, free and within the rules, in a fixed number of queries."""

import pytest

from bookings.alternatives import Alternative, Kind, choose, near
from bookings.wishes import is_taken, wish_for
from centres.models import Centre, Room
from fairness.rules import broken
from tests.bookings.conftest import NOW
from tests.factories import a_centre, a_hall, a_kept_window, a_room, a_rule_set, a_span, an_occupancy, open_daily
from tests.queries import queries_of

WANTED = a_span("2026-11-30 09:00-10:30")
HERE, NEXT_DOOR, ELSEWHERE = (Room(pk=pk, centre=Centre(pk=1), capacity=20) for pk in (1, 2, 3))


def at_time(hours, room=HERE, kind=Kind.OTHER_TIME):
    return Alternative(room, a_span(f"2026-11-30 {hours}"), kind)


# Choosing


def test_nearest_of_each_kind_is_chosen():
    here = [at_time("14:00-15:30"), at_time("10:45-12:15"), at_time("15:30-17:00")]
    next_door = [at_time(hours, NEXT_DOOR, Kind.OTHER_ROOM) for hours in ("08:30-10:00", "09:00-10:30")]
    elsewhere = [at_time("09:30-11:00", ELSEWHERE, Kind.OTHER_SITE)]

    assert choose(here, next_door, elsewhere, wanted=WANTED, seats=20) == [here[1], next_door[1], elsewhere[0]]


def test_kind_without_any_is_made_up_for_by_times_that_lie_beside():
    here = [at_time(hours) for hours in ("10:45-12:15", "11:00-12:30", "12:30-14:00", "14:00-15:30")]

    assert choose(here, [], [], wanted=WANTED, seats=20) == [here[0], here[2], here[3]]


def test_of_equals_the_earlier_time_and_the_room_of_a_like_size():
    small, large = Room(pk=8, centre=Centre(pk=2), capacity=10), Room(pk=4, centre=Centre(pk=2), capacity=80)
    rooms = [at_time("09:00-10:30", large, Kind.OTHER_SITE), at_time("09:00-10:30", small, Kind.OTHER_SITE)]

    assert choose([], [], rooms, wanted=WANTED, seats=20)[0].room == small
    assert choose([], [], rooms, wanted=WANTED, seats=60)[0].room == large
    later, earlier = at_time("09:30-11:00"), at_time("08:30-10:00")
    assert choose([later, earlier], wanted=WANTED, seats=20)[0] == earlier


def test_nothing_to_choose_from_is_nothing():
    assert choose([], [], [], wanted=WANTED, seats=20) == []


# Looking


def a_site(*, rooms=1, **fields):
    centre = a_centre()
    open_daily(centre, "08:30-17:00")
    return [a_room(centre=centre, **fields) for _each in range(rooms)]


def look(room, span="2026-11-30 09:00-10:30", *, party=6, **more):
    return near(room, a_span(span), party=party, now=NOW, **more)


@pytest.mark.django_db
def test_lost_time_leads_to_another_time_another_room_and_another_site():
    here, next_door = a_site(rooms=2)
    [elsewhere] = a_site()
    an_occupancy(room=here, span="2026-11-30 09:00-10:30", clearing=15)

    assert look(here) == [
        Alternative(here, a_span("2026-11-30 10:45-12:15"), Kind.OTHER_TIME),
        Alternative(next_door, a_span("2026-11-30 09:00-10:30"), Kind.OTHER_ROOM),
        Alternative(elsewhere, a_span("2026-11-30 09:00-10:30"), Kind.OTHER_SITE),
    ]


@pytest.mark.django_db
def test_what_is_offered_can_be_had():
    here, next_door = a_site(rooms=2)
    hall = a_hall(centre=a_site()[0].centre)
    for room in (here, next_door, hall.parts.first()):
        an_occupancy(room=room, span="2026-11-30 09:00-11:10", clearing=15)

    for each in look(here):
        wish = wish_for(room=each.room, span=each.span, party=6, resident=None, now=NOW)
        assert broken(wish) == []
        assert not is_taken(wish)


@pytest.mark.django_db
def test_kept_time_is_no_alternative_on_the_web():
    here, next_door = a_site(rooms=2)
    [elsewhere] = a_site()
    a_kept_window(centre=here.centre)

    found = look(here, "2026-12-01 13:30-15:00")

    assert [each.room for each in found] == [here, next_door, elsewhere]
    assert [each.span for each in found] == [
        a_span("2026-12-01 15:00-16:30"),
        a_span("2026-12-01 15:00-16:30"),
        a_span("2026-12-01 13:30-15:00"),
    ]


@pytest.mark.django_db
def test_rooms_too_small_or_not_for_booking_are_left_out():
    [here] = a_site(capacity=30)
    a_room(centre=here.centre, capacity=5)
    a_room(centre=here.centre, capacity=30, is_bookable=False)
    a_room(centre=here.centre, capacity=30, is_active=False)
    an_occupancy(room=here, span="2026-11-30 09:00-10:30")

    assert {each.room for each in look(here, party=20)} == {here}


@pytest.mark.django_db
def test_too_many_for_the_room_are_led_to_larger_ones():
    [small] = a_site(capacity=5)
    large = a_room(centre=small.centre, capacity=30)

    assert {each.room for each in look(small, party=20)} == {large}
    assert look(small, party=500) == []


@pytest.mark.django_db
def test_length_not_allowed_becomes_the_nearest_that_is():
    [here] = a_site()
    a_rule_set(room=here, max_minutes=60)

    assert {each.span.minutes for each in look(here, "2026-11-30 09:00-12:00")} == {60}


@pytest.mark.django_db
def test_day_past_or_not_yet_open_becomes_the_nearest_that_can_be_booked():
    [here] = a_site()

    assert {f"{each.span.starts_at:%m-%d}" for each in look(here, "2020-01-01 14:00-15:00")} == {"11-28"}
    assert {f"{each.span.starts_at:%m-%d}" for each in look(here, "2027-06-01 09:00-10:00")} <= {"12-04", "12-05"}


@pytest.mark.django_db
def test_full_day_leads_to_the_day_before_or_after():
    [here] = a_site()
    an_occupancy(room=here, span="2026-11-30 08:30-17:00")

    assert {f"{each.span.starts_at:%m-%d}" for each in look(here)} == {"11-29", "12-01"}


@pytest.mark.django_db
def test_who_has_had_the_room_that_day_is_led_to_another_day_or_room():
    here, next_door = a_site(rooms=2)

    found = look(here, not_here_that_day=True)

    assert {each.room for each in found if f"{each.span.starts_at:%m-%d}" == "11-30"} == {next_door}


@pytest.mark.django_db
def test_queries_stay_the_same_with_ten_times_the_rooms():
    [here] = a_site()
    few = queries_of(lambda: look(here))
    for room in a_site(rooms=10):
        an_occupancy(room=room)

    assert len(queries_of(lambda: look(here))) == len(few) == 4
