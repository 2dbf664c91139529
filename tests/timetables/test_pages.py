"""The week's page: what each cell, day and link says at a given moment."""

from datetime import date, datetime

import pytest

from centres.models import Centre, Room, SpecialHours
from tests.factories import MONDAY, a_centre, a_hall, a_kept_window, a_room, an_occupancy, at, open_daily
from timetables import pages, site_week
from timetables.pages import Day, GridCell, Line, WeekPage
from timetables.weeks import Week

WEEK = Week.of(MONDAY)
NOW = at("2026-11-30 10:00")
TODAY, TUESDAY, WEDNESDAY, SUNDAY = 0, 1, 2, 6

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> Centre:
    centre = a_centre(slug="c3")
    open_daily(centre, "08:30-17:00")
    return centre


@pytest.fixture
def room(centre: Centre) -> Room:
    return a_room(centre=centre, name="舞蹈房", capacity=30)


def page_of(centre: Centre, week: Week = WEEK, *, now: datetime = NOW) -> WeekPage:
    return pages.page(site_week.load(centre, week, now=now), url="https://yanji.example/", now=now)


def cells_of(centre: Centre, week: Week = WEEK) -> list[GridCell]:
    """The cells of its only room."""
    [row] = page_of(centre, week).rows
    return list(row.cells)


def days_of(centre: Centre, week: Week = WEEK, *, now: datetime = NOW) -> list[Day]:
    return list(page_of(centre, week, now=now).days)


# Cells


def test_free_cells_lead_to_the_room_on_that_day(centre: Centre, room: Room) -> None:
    an_occupancy(room=room, span="2026-12-02 09:00-10:00", title="合唱")
    cells = cells_of(centre)
    assert (cells[TUESDAY].free, cells[TUESDAY].url) == ("全天可约", f"/rooms/{room.pk}/?date=2026-12-01")
    assert (cells[WEDNESDAY].free, cells[WEDNESDAY].url) == ("还有空", f"/rooms/{room.pk}/?date=2026-12-02")
    assert (cells[TODAY].free, cells[TODAY].url) == ("还有空", f"/rooms/{room.pk}/?date=2026-11-30")


def test_a_day_fully_taken_offers_nothing(centre: Centre, room: Room) -> None:
    an_occupancy(room=room, span="2026-12-01 08:30-17:00", title="早教开放日")
    assert cells_of(centre)[TUESDAY] == GridCell([Line("08:30–17:00", "早教开放日", "ev ev-booked")], "")


def test_what_is_gone_by_offers_nothing(centre: Centre, room: Room) -> None:
    an_occupancy(room=room, span="2026-11-30 10:00-17:00")
    assert cells_of(centre)[TODAY].url == ""
    assert cells_of(centre, Week.parse("2026-W48"))[SUNDAY] == GridCell([], "")


def test_a_room_that_nobody_books_has_no_links(centre: Centre) -> None:
    a_room(centre=centre, name="用餐中心", capacity=60, is_bookable=False)
    page = page_of(centre)
    [row] = page.rows
    assert (row.note, {cell.url for cell in row.cells}) == ("60人·不外借", {""})
    assert {day.url for day in page.days} == {""}


def test_a_room_out_of_use_says_so_and_leads_nowhere(centre: Centre) -> None:
    room = a_room(centre=centre, name="舞蹈房", capacity=30, is_active=False)
    an_occupancy(room=room, span="2026-12-01 09:00-10:00", title="合唱")
    page = page_of(centre)
    [row] = page.rows
    assert (row.name, row.note, row.url) == ("舞蹈房", "30人·停用", "")
    assert row.cells[TUESDAY] == GridCell([Line("09:00–10:00", "合唱", "ev ev-booked")], "停用")
    assert [(line.words, line.room) for line in page.days[TUESDAY].lines] == [("合唱", "舞蹈房（停用）")]
    assert {day.url for day in page.days} == {""}


def test_looks_can_be_told_apart(centre: Centre, room: Room) -> None:
    an_occupancy(room=room, span="2026-12-01 09:00-10:00", kind="session", title="健身操")
    an_occupancy(room=room, span="2026-12-01 10:00-11:00")
    an_occupancy(room=room, span="2026-12-01 11:00-12:00", standing="tentative", held_until=at("2026-12-01 11:00"))
    an_occupancy(room=room, span="2026-12-01 13:00-14:00", kind="closure", title="地板打蜡")
    assert [(line.words, line.css) for line in cells_of(centre)[TUESDAY].lines] == [
        ("健身操", "ev"),
        ("已预约", "ev ev-booked"),
        ("已预约", "ev ev-pend"),
        ("停用 地板打蜡", "ev ev-closed"),
    ]


def test_shut_cells_say_why(centre: Centre, room: Room) -> None:
    an_occupancy(room=room, span="2026-12-01 08:30-17:00", kind="closure", title="电梯检修")
    SpecialHours.objects.create(centre=centre, on=date(2026, 12, 2), reason="停电")
    cells = cells_of(centre)
    assert cells[TUESDAY] == GridCell([], "停用 电梯检修")
    assert cells[WEDNESDAY] == GridCell([], "闭馆 停电")


def test_a_day_not_released_says_once_when_it_opens(centre: Centre, room: Room) -> None:
    week = Week.parse("2026-W50")
    monday, tuesday = days_of(centre, week)[:2]
    assert (monday.notes, monday.url) == ([], "/rooms/?date=2026-12-07&centre=c3")  # seven days ahead, after nine
    assert (tuesday.notes, tuesday.url) == (["12月1日（周二）09:00放号"], "")
    assert cells_of(centre, week)[TUESDAY] == GridCell([], "", [])


KEPT = "13:30–15:00 留给电话和现场（周二17:00起 网上可约）"


def test_what_is_kept_in_all_rooms_is_said_once_at_its_day(centre: Centre, room: Room) -> None:
    a_room(centre=centre, name="用餐中心", is_bookable=False)
    full = a_room(centre=centre, name="音乐室")
    an_occupancy(room=full, span="2026-12-02 08:30-17:00")
    a_kept_window(centre=centre, weekday=3)

    day, tuesday = days_of(centre)[WEDNESDAY], days_of(centre)[TUESDAY]

    assert (day.notes, day.room_notes, day.url) == ([KEPT], [], "/rooms/?date=2026-12-02&centre=c3")
    assert tuesday.notes == []
    [cell] = [row.cells[WEDNESDAY] for row in page_of(centre).rows if row.name == room.name]
    assert (cell.free, cell.notes, cell.url) == ("还有空", [], f"/rooms/{room.pk}/?date=2026-12-02")


def test_what_is_kept_in_one_room_is_said_there(centre: Centre, room: Room) -> None:
    a_room(centre=centre, name="音乐室")
    a_kept_window(room=room, weekday=3)

    day = days_of(centre)[WEDNESDAY]
    notes = {row.name: row.cells[WEDNESDAY].notes for row in page_of(centre).rows}

    assert (day.notes, day.room_notes) == ([], [f"{room.name}：{KEPT}"])
    assert notes == {room.name: [KEPT], "音乐室": []}


def test_room_with_nothing_left_but_what_is_kept_is_not_to_be_had_here(centre: Centre, room: Room) -> None:
    an_occupancy(room=room, span="2026-12-02 08:30-13:30")
    an_occupancy(room=room, span="2026-12-02 15:00-17:00")
    a_kept_window(room=room, weekday=3)

    day, cell = days_of(centre)[WEDNESDAY], cells_of(centre)[WEDNESDAY]

    assert (day.notes, day.url) == ([KEPT], "")
    assert (cell.free, cell.url) == ("", "")


def test_what_is_kept_goes_unsaid_once_it_is_taken_or_the_web_may_take_it(centre: Centre, room: Room) -> None:
    a_kept_window(room=room, weekday=2)  # today is Monday, ten o'clock: it opens at five
    a_kept_window(room=room, weekday=3)
    an_occupancy(room=room, span="2026-12-02 13:30-15:00")

    at_ten, at_five = days_of(centre), days_of(centre, now=at("2026-11-30 17:00"))

    assert ([day.notes != [] for day in at_ten[:3]], [day.notes != [] for day in at_five[:3]]) == (
        [False, True, False],
        [False] * 3,
    )


# Days


def test_days_list_each_event_once_by_time_with_its_room(centre: Centre) -> None:
    hall = a_hall(centre=centre, name="多功能厅", number="1")
    east, _west = hall.parts.order_by("number")
    an_occupancy(room=hall, span="2026-12-01 13:00-14:00", title="大会")
    an_occupancy(room=east, span="2026-12-01 09:00-10:00", title="编织")
    assert [(line.time, line.words, line.room) for line in days_of(centre)[TUESDAY].lines] == [
        ("09:00–10:00", "编织", east.name),
        ("13:00–14:00", "大会", "多功能厅"),
    ]


def test_days_say_their_hours_and_why_they_differ(centre: Centre, room: Room) -> None:
    SpecialHours.objects.create(centre=centre, on=date(2026, 12, 1), opens="08:30", closes="11:30", reason="下午消毒")
    SpecialHours.objects.create(centre=centre, on=date(2026, 12, 2), reason="停电")
    days = days_of(centre)
    assert [(day.hours.replace("\u2060", ""), day.why) for day in days[:3]] == [
        ("08:30–17:00", ""),
        ("08:30–11:30", "2026-12-01 周二，下午消毒，08:30–11:30 开放"),
        ("闭馆 停电", ""),
    ]
    assert days[WEDNESDAY].url == ""


def test_today_and_weekends_stand_out(centre: Centre, room: Room) -> None:
    assert [(day.css, day.is_today) for day in days_of(centre)] == [
        ("is-today", True),
        *[("", False)] * 4,
        ("is-sat", False),
        ("is-sun", False),
    ]


def test_leaves_jump_to_days_and_count_what_is_on(centre: Centre, room: Room) -> None:
    an_occupancy(room=room, span="2026-12-01 09:00-10:00")
    SpecialHours.objects.create(centre=centre, on=date(2026, 12, 2), reason="停电")
    leaves = page_of(centre).leaves
    assert [(leaf.url, leaf.word, leaf.lunar, leaf.say, leaf.is_chosen, leaf.is_off) for leaf in leaves[:3]] == [
        ("#day1", "周一", "廿二", "0场", True, False),
        ("#day2", "周二", "廿三", "1场", False, False),
        ("#day3", "周三", "廿四", "闭馆", False, True),
    ]


def test_a_site_without_rooms_still_has_its_days(centre: Centre) -> None:
    page = page_of(centre)
    assert (page.rows, [day.url for day in page.days]) == ([], [""] * 7)


def test_hours_never_break_in_the_middle(centre: Centre) -> None:
    assert page_of(centre).hours == "每天 08:30\u2060–\u206017:00"
