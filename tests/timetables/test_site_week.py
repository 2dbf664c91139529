"""The week of a site: everything in its cell, in words that name nobody, with the same few queries always."""

from datetime import timedelta

import pytest

from centres.claimants import Look
from centres.models import Centre, Occupancy, SpecialHours
from tests.factories import MONDAY, a_centre, a_hall, a_room, a_span, an_occupancy, at, open_daily
from timetables import site_week
from timetables.weeks import Week

WEEK = Week.of(MONDAY)
NOW = at("2026-11-29 10:00")

pytestmark = pytest.mark.django_db


def words(week: site_week.SiteWeek) -> dict[str, list[tuple[int, str, str]]]:
    """By room: (day of the week from 0, time, words)."""
    return {
        row.room.name: [(n, event.time, event.words) for n, cell in enumerate(row.cells) for event in cell.events]
        for row in week.rows
    }


def test_events_stand_in_their_room_and_day_in_order() -> None:
    centre = a_centre()
    room, other = a_room(centre=centre, name="舞蹈房"), a_room(centre=centre, name="音乐室")
    an_occupancy(room=room, span="2026-12-02 14:00-15:30", title="延七广场舞队")
    an_occupancy(room=room, span="2026-12-02 09:00-10:00")
    an_occupancy(room=other, span="2026-12-06 18:30-20:00", title="合唱")
    an_occupancy(room=other, span="2026-12-07 09:00-10:00", title="下周的")

    assert words(site_week.load(centre, WEEK, now=NOW)) == {
        "舞蹈房": [(2, "09:00–10:00", "已预约"), (2, "14:00–15:30", "延七广场舞队")],
        "音乐室": [(6, "18:30–20:00", "合唱")],
    }


def test_hall_shows_its_parts_and_parts_show_the_hall() -> None:
    centre = a_centre()
    hall = a_hall(centre=centre, name="多功能厅", number="1")
    east, west = hall.parts.order_by("number")
    an_occupancy(room=hall, span="2026-11-30 09:00-10:00", title="大会")
    an_occupancy(room=east, span="2026-11-30 13:00-14:00", title="编织")

    week = site_week.load(centre, WEEK, now=NOW)

    assert words(week) == {
        "多功能厅": [(0, "09:00–10:00", "大会"), (0, "13:00–14:00", f"{east.name}：编织")],
        east.name: [(0, "09:00–10:00", "整厅：大会"), (0, "13:00–14:00", "编织")],
        west.name: [(0, "09:00–10:00", "整厅：大会")],
    }
    assert week.count == 2


def test_released_and_expired_times_are_gone_and_held_ones_wait() -> None:
    centre = a_centre()
    room = a_room(centre=centre)
    gone = an_occupancy(room=room, span="2026-11-30 09:00-10:00")
    type(gone).objects.release([gone], now=NOW)
    for hours, deadline in (("11:00-12:00", NOW - timedelta(minutes=1)), ("13:00-14:00", NOW + timedelta(hours=1))):
        an_occupancy(
            room=room, span=f"2026-11-30 {hours}", standing="held", held_until=deadline, now=NOW - timedelta(days=1)
        )

    [row] = site_week.load(centre, WEEK, now=NOW).rows
    assert [(event.time, event.is_waiting) for event in row.cells[0].events] == [("13:00–14:00", True)]


def test_free_time_is_what_is_open_and_neither_taken_nor_cleared() -> None:
    centre = a_centre()
    open_daily(centre, "08:30-17:00")
    room = a_room(centre=centre)
    an_occupancy(room=room, span="2026-11-30 09:00-10:30", clearing=15)

    [row] = site_week.load(centre, WEEK, now=NOW).rows
    assert list(row.cells[0].free) == [a_span("2026-11-30 08:30-09:00"), a_span("2026-11-30 10:45-17:00")]


def test_closed_day_keeps_its_reason() -> None:
    centre = a_centre()
    open_daily(centre, "08:30-17:00")
    a_room(centre=centre)
    SpecialHours.objects.create(centre=centre, on=MONDAY, reason="电梯检修")

    week = site_week.load(centre, WEEK, now=NOW)
    assert (week.hours[0].is_open, week.hours[0].reason) == (False, "电梯检修")


def test_queries_stay_the_same_for_many_sites(django_assert_num_queries) -> None:
    def a_busy_site():
        centre = a_centre()
        open_daily(centre, "08:30-17:00")
        for _n in range(3):
            room = a_room(centre=centre)
            for day in WEEK.days:
                an_occupancy(room=room, span=f"{day} 09:00-10:00")
        return centre

    sites = [a_busy_site() for _n in range(4)]
    with django_assert_num_queries(4):  # rooms, hours, occupancies, rule sets
        site_week.load(sites[0], WEEK, now=NOW)
    with django_assert_num_queries(4):
        weeks = site_week.load_many(sites, WEEK, now=NOW)
    assert [week.count for week in weeks] == [21, 21, 21, 21]


def test_look_comes_from_the_claimant() -> None:
    centre = a_centre()
    an_occupancy(room=a_room(centre=centre), span="2026-11-30 09:00-10:00", kind="closure", title="停用")
    [row] = site_week.load(centre, WEEK, now=NOW).rows
    assert row.cells[0].events[0].look is Look.CLOSED


# Rooms out of use


def test_a_room_out_of_use_keeps_its_row_while_something_stands_there() -> None:
    centre = a_centre()
    open_daily(centre, "08:30-17:00")
    a_room(centre=centre, name="空关的", is_active=False)
    room = a_room(centre=centre, name="舞蹈房", is_active=False)
    an_occupancy(room=room, span="2026-12-02 09:00-10:00", title="延七广场舞队")

    week = site_week.load(centre, WEEK, now=NOW)

    assert words(week) == {"舞蹈房": [(2, "09:00–10:00", "延七广场舞队")]}
    [row] = week.rows
    assert {(cell.shut, tuple(cell.free)) for cell in row.cells} == {("停用", ())}
    assert site_week.load(centre, Week.of(MONDAY - timedelta(weeks=1)), now=NOW).rows == []


def test_a_hall_out_of_use_goes_when_only_its_parts_are_taken_and_the_other_way_round() -> None:
    centre = a_centre()
    hall = a_hall(centre=centre, name="多功能厅", number="1", is_active=False)
    east, west = hall.parts.order_by("number")
    an_occupancy(room=east, span="2026-11-30 09:00-10:00")
    assert list(words(site_week.load(centre, WEEK, now=NOW))) == [east.name, west.name]

    next_week = Week.parse("2026-W50")
    hall.parts.update(is_active=False)
    an_occupancy(room=hall, span="2026-12-07 09:00-10:00")
    assert list(words(site_week.load(centre, next_week, now=NOW))) == ["多功能厅"]


def test_a_site_out_of_use_is_closed_and_shows_what_still_stands() -> None:
    centre = a_centre(is_active=False)
    open_daily(centre, "08:30-17:00")
    room = a_room(centre=centre, name="舞蹈房")
    a_room(centre=centre, name="空关的")
    an_occupancy(room=room, span="2026-12-02 09:00-10:00")

    week = site_week.load(centre, WEEK, now=NOW)

    assert words(week) == {"舞蹈房": [(2, "09:00–10:00", "已预约")]}
    assert {(cell.shut, tuple(cell.free)) for cell in week.rows[0].cells} == {("闭馆", ())}


def test_sites_to_show_are_the_open_ones_and_those_where_something_stands() -> None:
    open_site, left, empty = a_centre(), a_centre(is_active=False), a_centre(is_active=False)
    an_occupancy(room=a_room(centre=left), span="2026-12-02 09:00-10:00")
    gone = an_occupancy(room=a_room(centre=empty), span="2026-12-02 09:00-10:00")
    Occupancy.objects.release([gone], now=NOW)

    def shown(week: Week) -> set[Centre]:
        return set(site_week.sites(Centre.objects.all(), week, week, now=NOW))

    assert shown(WEEK) == {open_site, left}
    assert shown(Week.parse("2026-W50")) == {open_site}
    assert set(site_week.sites(Centre.objects.all(), Week.parse("2026-W48"), WEEK, now=NOW)) == {open_site, left}


def test_queries_stay_the_same_for_rooms_out_of_use(django_assert_num_queries) -> None:
    centre = a_centre()
    for _n in range(4):
        an_occupancy(room=a_room(centre=centre, is_active=False), span="2026-12-02 09:00-10:00")
    with django_assert_num_queries(4):  # rooms, hours, occupancies, rule sets
        assert len(site_week.load(centre, WEEK, now=NOW).rows) == 4
