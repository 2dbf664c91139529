"""A change names what it strands, and only that."""

from datetime import date

import pytest

from centres.models import CalendarDay, Occupancy, Room, SpecialHours
from centres.stranded import noting_stranded, outside_hours, still_to_come
from tests.factories import a_centre, a_hall, a_room, an_occupancy, at, open_daily

pytestmark = pytest.mark.django_db

NOW = at("2026-11-29 12:00")


def an_open_room(**fields: object):
    room = a_room(**fields)
    open_daily(room.centre, "08:30-11:30", "13:00-16:30")
    return room


def test_what_lies_outside_the_hours_is_found_in_order():
    room = an_open_room()
    evening = an_occupancy(room=room, span="2026-12-02 18:00-20:00")
    bridging = an_occupancy(room=room, span="2026-12-01 11:00-13:30")
    an_occupancy(room=room, span="2026-12-03 08:30-11:30", clearing=15)

    assert outside_hours([room.centre], now=NOW) == [bridging, evening]


def test_past_released_and_expired_times_and_other_sites_are_left_out():
    room = an_open_room()
    an_occupancy(room=room, span="2026-11-28 18:00-20:00")
    released = an_occupancy(room=room, span="2026-12-01 18:00-20:00")
    Occupancy.objects.release([released], now=NOW)
    an_occupancy(room=room, span="2026-12-02 18:00-20:00", standing="held", held_until=at("2026-11-29 11:00"), now=NOW)
    an_occupancy(span="2026-12-02 18:00-20:00")

    assert outside_hours([room.centre], now=NOW) == []


def test_a_hall_is_named_once():
    hall = a_hall()
    taken = an_occupancy(room=hall, span="2026-12-02 18:00-20:00")

    assert outside_hours([hall.centre], now=NOW) == [taken]


def test_only_what_the_change_itself_strands_is_noted():
    room = an_open_room()
    an_occupancy(room=room, span="2026-12-02 18:00-20:00")
    inside = an_occupancy(room=room, span="2026-12-02 09:00-10:30")

    with noting_stranded([room.centre], now=NOW) as stranded:
        SpecialHours.objects.create(centre=room.centre, on=date(2026, 12, 2), reason="电梯检修")

    assert stranded == [inside]


def test_a_holiday_strands_bookings_of_every_site():
    rooms = [an_open_room(), an_open_room()]
    taken = [an_occupancy(room=room, span="2026-12-02 09:00-10:30") for room in rooms]

    with noting_stranded([room.centre for room in rooms], now=NOW) as stranded:
        CalendarDay.objects.create(on=date(2026, 12, 2), kind="off", name="示例节")

    assert stranded == taken


def test_finding_them_takes_two_queries_however_many(django_assert_num_queries):
    centre = a_centre()
    for number in range(5):
        an_occupancy(room=a_room(centre=centre), span=f"2026-12-0{number + 1} 09:00-10:30")

    with django_assert_num_queries(2):
        assert len(outside_hours([centre], now=NOW)) == 5


# Rooms out of use


def test_what_people_count_on_in_a_room_is_found_in_order():
    room, other = a_room(), a_room()
    later = an_occupancy(room=room, span="2026-12-02 09:00-10:30")
    going_on = an_occupancy(room=room, span="2026-11-29 11:00-12:30")
    an_occupancy(room=room, span="2026-11-29 09:00-10:30")
    an_occupancy(room=room, span="2026-12-03 09:00-10:30", kind="closure", title="电梯检修")
    an_occupancy(room=other, span="2026-12-02 09:00-10:30")
    an_occupancy(room=room, span="2026-12-04 09:00-10:30", standing="held", held_until=at("2026-11-29 11:00"), now=NOW)
    released = an_occupancy(room=room, span="2026-12-01 09:00-10:30")
    Occupancy.objects.release([released], now=NOW)

    assert still_to_come(Room.objects.filter(pk=room.pk), now=NOW) == [going_on, later]


def test_a_part_is_missed_by_the_whole_hall_and_a_hall_counts_once():
    hall = a_hall()
    taken = an_occupancy(room=hall, span="2026-12-02 09:00-10:30")
    part = hall.parts.order_by("pk")[0]

    [of_the_part] = still_to_come(Room.objects.filter(pk=part.pk), now=NOW)
    assert (of_the_part.claim, of_the_part.room) == (taken.claim, part)
    assert still_to_come(Room.objects.filter(centre=hall.centre), now=NOW) == [taken]
