"""What a search finds and how it says so."""

from datetime import date, time

import pytest
from django.http import QueryDict

from bookings.filters import RoomFilter
from bookings.forms import PartOfDay
from bookings.search import Search, TimeAsked, candidates
from centres.models import CalendarDay, Equipment, Room
from tests.bookings.conftest import NOW
from tests.factories import MONDAY, a_centre, a_hall, a_room, a_rule_set, a_span, an_occupancy, at, open_daily
from tests.queries import queries_of

pytestmark = pytest.mark.django_db


def a_site(*, rooms=1, **fields):
    centre = a_centre()
    open_daily(centre, "08:30-17:00")
    return [a_room(centre=centre, **fields) for _each in range(rooms)]


def search(now=NOW, **asked):
    """As the page does it: search(date="2026-11-30", people="8")."""
    query = QueryDict(mutable=True)
    for name, value in asked.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    rooms = RoomFilter(query, Room.objects.bookable())
    found = candidates(rooms.qs)
    assert rooms.form.is_valid(), rooms.form.errors
    return Search.load(found, rooms.form.cleaned_data, now=now)


def found_rooms(**asked):
    return {candidate.room for candidate in search(**asked).found}


def clock(spans):
    return [f"{span.starts_at.astimezone(at('2026-11-30').tzinfo):%H:%M}" for span in spans]


# Which rooms suit


def test_rooms_large_enough():
    [small], [large] = a_site(capacity=8), a_site(capacity=20)

    assert found_rooms(people="8人") == {small, large}
    assert found_rooms(people="９") == {large}


def test_rooms_of_a_site():
    [here], _elsewhere = a_site(), a_site()

    assert found_rooms(centre=here.centre.slug) == {here}


def test_rooms_with_all_the_equipment_asked_for():
    [both], [one], [none] = a_site(), a_site(), a_site()
    projector, piano = Equipment.objects.create(name="投影"), Equipment.objects.create(name="电子琴")
    both.equipment.set([projector, piano])
    one.equipment.set([projector])

    assert found_rooms(equipment="投影") == {both, one}
    assert found_rooms(equipment=["投影", "电子琴"]) == {both}
    assert {candidate.room: candidate.equipment for candidate in search().found} == {
        both: ("投影", "电子琴"),
        one: ("投影",),
        none: (),
    }


def test_rooms_a_body_can_reach_and_use():
    [flat], [lifted], [stairs] = (
        a_site(has_armchairs=True),
        a_site(floor=2, has_lift=True, has_hearing_loop=True, has_accessible_toilet=True),
        a_site(floor=2, steps=3),
    )

    assert found_rooms() == {flat, lifted, stairs}
    assert found_rooms(access="step_free") == {flat, lifted}
    assert found_rooms(access=["step_free", "lift"]) == {lifted}
    assert found_rooms(access="armchairs") == {flat}
    assert found_rooms(access=["loop", "toilet"]) == {lifted}


def test_rooms_that_cannot_be_booked_are_not_found():
    [room], _closed_to_bookings, _out_of_use = a_site(), a_site(is_bookable=False), a_site(is_active=False)

    assert found_rooms() == {room}


# Which times


def test_free_times_come_one_after_another():
    [room] = a_site()
    an_occupancy(room=room, span="2026-11-30 09:00-10:30", clearing=15)

    assert clock(search(date="2026-11-30").times(room, MONDAY)) == ["10:45", "12:30", "14:30"]


def test_where_only_short_gaps_are_left_they_are_shown():
    [room] = a_site()
    an_occupancy(room=room, span="2026-11-30 08:30-16:15")

    assert [span.minutes for span in search(date="2026-11-30").times(room, MONDAY)] == [30]


def test_very_time_asked_for():
    [free], [taken] = a_site(), a_site()
    an_occupancy(room=taken, span="2026-11-30 15:00-16:00")
    found = search(date="2026-11-30", start="14:00", end="16:00")

    assert found.times(free, MONDAY) == [a_span("2026-11-30 14:00-16:00")]
    assert found.times(taken, MONDAY) == []
    assert clock(found.other_times(taken)) == ["12:30", "10:30", "08:30"]
    assert [candidate.room for candidate in found.results] == [free, taken]


@pytest.mark.parametrize(
    ("asked", "starts"),
    [
        ({"part": "morning"}, ["08:30", "10:30"]),
        ({"part": "afternoon"}, ["12:00", "14:00"]),
        ({"part": "evening"}, []),
        ({"start": "14:00"}, ["14:00"]),
        ({"end": "12:00"}, ["08:30", "10:30"]),
        ({"start": "15:00", "part": "morning"}, ["15:00"]),
    ],
)
def test_times_lie_within_the_part_of_the_day_or_the_hours_asked_for(asked, starts):
    [room] = a_site()

    assert clock(search(date="2026-11-30", **asked).times(room, MONDAY)) == starts


def test_time_longer_than_any_room_allows_counts_as_a_window():
    [room] = a_site()
    found = search(date="2026-11-30", start="09:00", end="17:00")

    assert clock(found.times(room, MONDAY)) == ["09:00", "11:00", "13:00", "15:00"]
    assert found.remark == "一次能约30分钟到3小时。下面是您要的这段时间里的空。"


def test_next_time_of_a_full_room():
    [room] = a_site()
    an_occupancy(room=room, span="2026-11-30 08:30-17:00")

    assert search(date="2026-11-30").next_time(room) == a_span("2026-12-01 08:30-10:00")


def test_hall_is_busy_with_its_parts():
    hall = a_hall(centre=a_site()[0].centre)
    an_occupancy(room=hall.parts.first(), span="2026-11-30 08:30-17:00")

    assert not search(date="2026-11-30").is_free(hall, MONDAY)


# Which day


def test_day_asked_for():
    a_site()

    assert search(date="2026-11-30").on == MONDAY


def test_without_a_day_the_first_with_something_free():
    a_site()

    assert search().on == date(2026, 11, 28)
    assert search(now=at("2026-11-28 16:45")).on == date(2026, 11, 29)


@pytest.mark.parametrize("day", ["2026-11-27", "2026-12-06", "2999-01-01"])
def test_day_that_cannot_be_is_replaced(day):
    a_site()

    assert search(date=day).on == date(2026, 11, 28)


def test_day_released_for_one_room_can_be_asked_for():
    [early], [late] = a_site(), a_site()
    a_rule_set(room=early, days_ahead=60)
    found = search(date="2027-01-20")

    assert found.on == date(2027, 1, 20)
    assert (found.is_free(early, found.on), found.is_free(late, found.on)) == (True, False)


def test_other_days_are_the_next_ones_with_something():
    [room] = a_site()
    an_occupancy(room=room, span="2026-11-30 08:30-17:00")

    assert search(date="2026-11-30").other_days()[:2] == [(date(2026, 12, 1), 1), (date(2026, 12, 2), 1)]


# In words


def test_answer_says_when_for_how_many_and_how_many_rooms():
    a_site(rooms=3)

    assert search(date="2026-11-30").answer == "2026年11月30日 周一，有 3 间可约"
    assert (
        search(date="2026-11-30", start="14:00", end="16:00").answer == "2026年11月30日 周一 14:00–16:00，有 3 间可约"
    )
    assert search(date="2026-11-30", part="morning", people="8").answer == "2026年11月30日 周一 上午，8人，有 3 间可约"
    assert search(date="2026-11-30", start="16:30").answer == "2026年11月30日 周一 16:30以后，有 3 间可约"
    assert search(date="2026-11-30", end="08:00").answer == "2026年11月30日 周一 08:00以前，没有空房了"


def test_time_in_words():
    assert TimeAsked().words == ""
    assert TimeAsked(part=PartOfDay.EVENING).words == "晚上"
    assert TimeAsked(start=time(9), end=time(10, 30)).words == "09:00–10:30"


def test_make_up_workday_has_the_hours_of_its_weekday():
    """2026-02-28, a Saturday, stands for Monday 2026-02-23."""
    [room] = a_site()
    room.centre.opening_periods.all().delete()
    open_daily(room.centre, "09:00-11:00", days=(1,))
    CalendarDay.objects.create(on="2026-02-28", kind="work", name="春节", stands_for="2026-02-23")
    found = search(now=at("2026-02-27 12:00"), date="2026-02-28")

    assert clock(found.times(room, date(2026, 2, 28))) == ["09:00"]


def test_clock_offered_is_when_the_sites_are_open():
    centre = a_centre()
    a_room(centre=centre)
    open_daily(centre, "08:45-10:00", "18:30-20:00")

    assert [f"{each:%H:%M}" for each in search().opening_clocks()] == [
        *("09:00", "09:30", "10:00"),
        *("18:30", "19:00", "19:30", "20:00"),
    ]


def test_no_room_that_suits_is_an_answer_too():
    found = search(people="500")

    assert (found.found, found.results, found.days) == ([], [], [date(2026, 11, 28)])
    assert found.answer.endswith("没有空房了")


# However much there is


def test_queries_stay_the_same_with_ten_times_the_rooms_and_years_of_bookings():
    [room] = a_site()
    few = queries_of(lambda: search(date="2026-11-30").answer)
    for other in a_site(rooms=10):
        an_occupancy(room=other)
    for year in range(2016, 2026):
        an_occupancy(room=room, span=f"{year}-11-30 09:00-10:00")

    assert len(queries_of(lambda: search(date="2026-11-30").answer)) == len(few) == 6
