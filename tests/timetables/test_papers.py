"""From the week of a site to the words on its door, and nobody's name among them."""

import io
import re
from datetime import date
from pathlib import Path

import pypdf
import pytest

from centres.holidays import import_notice
from centres.models import Centre, Room, SpecialHours
from office.models import Portal
from tests.factories import (
    MONDAY,
    a_booking,
    a_centre,
    a_hall,
    a_resident,
    a_room,
    a_sub_point,
    a_team,
    an_occupancy,
    at,
    open_daily,
)
from timetables import papers, site_week
from timetables.typesetting import DayHead, Entry, Mark, SiteSheet
from timetables.weeks import Week

WEEK = Week.of(MONDAY)
NOW = at("2026-11-27 15:00")  # the Friday on which next week's papers are made
HOLIDAYS_2026 = Path(papers.__file__).parents[1] / "centres/data/holidays/2026.json"
FREE = Entry("可约", mark=Mark.FREE)

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> Centre:
    centre = a_centre(name="延吉社区第三睦邻中心", number=3, address="延吉七村20号", phone="021-0000 1003")
    open_daily(centre, "08:30-17:00")
    open_daily(centre, "18:30-20:00", days=(2, 4, 5))
    return centre


@pytest.fixture
def room(centre: Centre) -> Room:
    return a_room(centre=centre, name="舞蹈房", capacity=30)


def sheet_of(centre: Centre, week: Week = WEEK) -> SiteSheet:
    return papers.site_sheet(
        site_week.load(centre, week, now=NOW), words=papers.sheet_words(), url="https://yanji.example/", now=NOW
    )


def pdf_text(centre: Centre) -> str:
    week = site_week.load(centre, WEEK, now=NOW)
    pdf = papers.typeset(papers.paper([week], urls={centre.pk: "https://yanji.example/"}, now=NOW), now=NOW)
    return "".join(
        re.sub(r"[\s\u200b\u2060]", "", page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages
    )


# The frame


def test_sheet_names_place_and_dates_and_how_to_book(centre: Centre, room: Room) -> None:
    sheet = sheet_of(centre)

    assert (sheet.title, sheet.subtitle, sheet.plate) == (
        "延吉社区第三睦邻中心",
        "一周活动安排表",
        ("睦邻中心", "3"),
    )
    assert (sheet.date_range, sheet.lunar_range) == ("2026年11月30日—12月6日", "农历十月廿二至廿八")
    assert (sheet.address, sheet.phone) == ("延吉七村20号", "021-0000 1003")
    assert sheet.hours == "每天 08:30–17:00；周二、周四、周五 18:30–20:00"
    assert [way.words for way in sheet.ways] == ["扫一扫右边的码", "021-0000 1003", "到前台说一声"]
    assert sheet.remarks == ("没写字的时间，都可以约。", "临时变动，以门口的更正条为准。")
    assert (sheet.made_by, sheet.printed_on) == ("制表：延吉社区第三睦邻中心", "打印：2026年11月27日（周五）")


def test_sub_point_bears_its_own_plate() -> None:
    point = a_sub_point(number=5)
    assert sheet_of(point).plate == ("睦邻点", "05")


def test_file_is_named_so_that_one_finds_it_again(centre: Centre) -> None:
    assert papers.file_name([centre], WEEK) == "延吉社区第三睦邻中心一周活动安排表 2026年11月30日—12月6日.pdf"
    assert papers.file_name([centre, centre], WEEK) == "延吉睦邻一周活动安排表 2026年11月30日—12月6日.pdf"


def test_example_data_is_stamped_while_it_is_shown(centre: Centre) -> None:
    assert papers.sheet_words().sample == ""
    Portal.objects.create(is_example_data=True)
    assert papers.sheet_words().sample == "示例数据"
    assert "示例数据" in pdf_text(centre)


# Cells


def test_each_look_has_its_mark(centre: Centre, room: Room) -> None:
    an_occupancy(room=room, span="2026-11-30 09:00-10:00", kind="session", title="健身操")
    an_occupancy(room=room, span="2026-11-30 10:30-12:00", title="延七广场舞队")
    an_occupancy(room=room, span="2026-11-30 13:00-14:00")
    an_occupancy(room=room, span="2026-11-30 14:00-15:00", standing="tentative", held_until=at("2026-11-30 14:00"))
    an_occupancy(room=room, span="2026-11-30 15:00-16:00", kind="closure", title="地板打蜡")

    [row] = sheet_of(centre).rooms
    assert row.cells[0] == (
        Entry("健身操", "09:00–10:00", Mark.SOLID),
        Entry("延七广场舞队", "10:30–12:00", Mark.DOUBLE),
        Entry("已预约", "13:00–14:00", Mark.DOUBLE),
        Entry("已预约", "14:00–15:00", Mark.DASHED),
        Entry("停用 地板打蜡", "15:00–16:00", Mark.HATCHED),
    )


def test_a_day_with_nothing_in_it_is_free_to_book(centre: Centre, room: Room) -> None:
    an_occupancy(room=room, span="2026-12-01 09:00-10:00", title="书法")
    [row] = sheet_of(centre).rooms
    assert row.cells[0] == (FREE,)
    assert row.cells[1] == (Entry("书法", "09:00–10:00", Mark.DOUBLE),)
    assert row.note == "30人"


def test_a_day_that_the_web_does_not_offer_yet_is_free_all_the_same(centre: Centre, room: Room) -> None:
    assert sheet_of(centre, Week.parse("2026-W52")).rooms[0].cells == ((FREE,),) * 7


def test_a_day_gone_by_offers_nothing(centre: Centre, room: Room) -> None:
    cells = sheet_of(centre, Week.of(NOW.date())).rooms[0].cells
    assert cells == ((), (), (), (), (FREE,), (FREE,), (FREE,))


def test_a_room_that_nobody_books_says_so_instead(centre: Centre) -> None:
    a_room(centre=centre, name="用餐中心", capacity=60, is_bookable=False)
    [row] = sheet_of(centre).rooms
    assert (row.note, row.cells) == ("60人·不外借", ((),) * 7)


def test_a_room_out_of_use_all_day_is_hatched_with_the_reason(centre: Centre, room: Room) -> None:
    an_occupancy(room=room, span="2026-12-01 08:00-20:00", kind="closure", title="电梯检修")
    an_occupancy(room=room, span="2026-12-03 08:30-17:00", kind="closure", title="地板打蜡")  # the evening is open

    [row] = sheet_of(centre).rooms
    assert row.cells[1] == (Entry("停用 电梯检修", mark=Mark.HATCHED),)
    assert row.cells[3] == (Entry("停用 地板打蜡", "08:30–17:00", Mark.HATCHED),)


def test_a_room_taken_out_of_use_keeps_its_row_while_it_is_booked(centre: Centre, room: Room) -> None:
    an_occupancy(room=room, span="2026-12-01 09:00-10:00", title="书法")
    an_occupancy(room=room, span="2026-12-02 08:30-20:00", kind="closure", title="电梯检修")
    Room.objects.update(is_active=False)
    [row] = sheet_of(centre).rooms
    out_of_use = Entry("停用", mark=Mark.HATCHED)
    assert row.note == "30人·停用"
    assert row.cells[:3] == (
        (out_of_use,),
        (out_of_use, Entry("书法", "09:00–10:00", Mark.DOUBLE)),
        (Entry("停用 电梯检修", mark=Mark.HATCHED),),
    )


def test_closed_days_are_hatched_with_their_reason(centre: Centre, room: Room) -> None:
    SpecialHours.objects.create(centre=centre, on=MONDAY, reason="停电检修")
    SpecialHours.objects.create(centre=centre, on=date(2026, 12, 6), reason="大扫除")
    an_occupancy(room=room, span="2026-12-06 09:00-10:00", kind="session", title="迎新会")

    [row] = sheet_of(centre).rooms
    assert row.cells[0] == (Entry("闭馆 停电检修", mark=Mark.HATCHED),)
    assert row.cells[6] == (Entry("闭馆 大扫除", mark=Mark.HATCHED), Entry("迎新会", "09:00–10:00", Mark.SOLID))


def test_a_weekday_without_hours_is_closed() -> None:
    point = a_sub_point()
    open_daily(point, "08:30-11:30", days=(1, 2, 3, 4, 5, 6))
    a_room(centre=point)
    [row] = sheet_of(point).rooms
    assert row.cells == ((FREE,),) * 6 + ((Entry("闭馆", mark=Mark.HATCHED),),)


def test_hall_and_parts_tell_of_each_other(centre: Centre) -> None:
    hall = a_hall(centre=centre, name="多功能厅", number="1")
    east, _west = hall.parts.order_by("number")
    an_occupancy(room=hall, span="2026-11-30 09:00-10:00", kind="session", title="合唱")
    an_occupancy(room=east, span="2026-12-01 09:00-10:00")
    an_occupancy(room=hall, span="2026-12-02 08:00-21:00", kind="closure", title="地板打蜡")
    an_occupancy(room=east, span="2026-12-03 08:00-21:00", kind="closure", title="修灯")

    rows = {row.name: row.cells for row in sheet_of(centre).rooms}
    shut = (Entry("停用 地板打蜡", mark=Mark.HATCHED),)
    assert rows["多功能厅"][:4] == (
        (Entry("合唱", "09:00–10:00", Mark.SOLID),),
        (Entry(f"{east.name}：已预约", "09:00–10:00", Mark.DOUBLE),),
        shut,
        (Entry(f"{east.name}：停用 修灯", "08:00–21:00", Mark.HATCHED),),
    )
    assert rows[east.name][:4] == (
        (Entry("整厅：合唱", "09:00–10:00", Mark.SOLID),),
        (Entry("已预约", "09:00–10:00", Mark.DOUBLE),),
        shut,
        (Entry("停用 修灯", mark=Mark.HATCHED),),
    )


# The calendar


def test_holidays_close_and_make_up_days_open_with_the_hours_swapped_for(centre: Centre, room: Room) -> None:
    import_notice(HOLIDAYS_2026.read_bytes())
    sheet = sheet_of(centre, Week.parse("2026-W41"))

    assert [(day.date, day.badge, day.tone) for day in sheet.days] == [
        ("10月5日", "休", "sun"),
        ("10月6日", "休", "sun"),
        ("10月7日", "休", "sun"),
        ("10月8日", "", ""),
        ("10月9日", "", ""),
        ("10月10日", "班", ""),
        ("10月11日", "", "sun"),
    ]
    assert [cell[0].title if cell else "" for cell in sheet.rooms[0].cells[:4]] == ["闭馆 国庆节"] * 3 + [""]
    assert sheet.remarks[0] == "2026-10-10 周六，调休上班，按周三时间开放"
    assert sheet.hours == "周四、周五 08:30–17:00、18:30–20:00；周六、周日 08:30–17:00"


def test_shorter_hours_are_told_below_the_week(centre: Centre, room: Room) -> None:
    morning = {"opens": "08:30", "closes": "11:30"}
    SpecialHours.objects.create(centre=centre, on=date(2026, 12, 2), reason="下午消毒", **morning)
    sheet = sheet_of(centre)
    assert sheet.remarks[0] == "2026-12-02 周三，下午消毒，08:30–11:30 开放"
    assert sheet.rooms[0].cells[2] == (FREE,)


def test_days_bear_lunar_dates_and_solar_terms(centre: Centre) -> None:
    days = sheet_of(centre, Week.parse("2026-W50")).days
    assert days[0] == DayHead("周一", "12月7日", lunar="廿九", occasion="大雪")
    assert days[2] == DayHead("周三", "12月9日", lunar="十一月")


def test_week_53_runs_into_the_new_year(centre: Centre, room: Room) -> None:
    import_notice(HOLIDAYS_2026.read_bytes())
    an_occupancy(room=room, span="2027-01-02 09:00-10:00", title="新年茶话")
    sheet = sheet_of(centre, Week.parse("2026-W53"))
    assert sheet.date_range == "2026年12月28日—2027年1月3日"
    assert [day.date for day in sheet.days][3:5] == ["12月31日", "1月1日"]
    assert sheet.rooms[0].cells[5] == (Entry("新年茶话", "09:00–10:00", Mark.DOUBLE),)


# Privacy


def test_no_resident_is_named_on_the_wall(centre: Centre, room: Room) -> None:
    shy = a_resident(name="欧阳隐士")
    a_booking(room=room, span="2026-11-30 09:00-10:30", booked_for=shy, purpose="私下商量遗嘱")
    leader = a_resident(name="司马队长")
    a_booking(room=room, span="2026-12-01 09:00-10:30", team=a_team(leader=leader, name="友谊编织组"))

    text = pdf_text(centre)

    assert "09:00–10:30已预约" in text
    assert "09:00–10:30友谊编织组" in text
    secrets = ["欧阳", "隐士", shy.phone, "遗嘱", "司马", "队长", leader.phone, "喝茶聊天"]
    assert [secret for secret in secrets if secret in text] == []
