"""The week for other programs: read back as they would read it."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from icalendar import Calendar, Event
from pytest_django import DjangoAssertNumQueries, Settings

from centres.models import Centre, Occupancy, Room, SpecialHours
from office.actions.closures import close_rooms
from office.models import Portal
from tests.factories import (
    a_booking,
    a_centre,
    a_hall,
    a_kept_window,
    a_resident,
    a_room,
    a_span,
    a_street_officer,
    a_team,
    a_user,
    an_occupancy,
    at,
    open_daily,
    staff_of,
)
from timetables.weeks import Week

NOW = at("2026-11-27 15:00")  # a Friday; the week of MONDAY is the next one
NEXT = "2026-W49"
KINDS = ["ics", "csv", "json"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday_afternoon")]


@pytest.fixture
def friday_afternoon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def centre() -> Centre:
    centre = a_centre(slug="c3", name="延吉社区第三睦邻中心", address="延吉七村20号", phone="021-0000 1003")
    open_daily(centre, "08:30-17:00")
    return centre


@pytest.fixture
def room(centre: Centre) -> Room:
    return a_room(centre=centre, number="A1", name="舞蹈房", capacity=30)


def fetch(client: Client, kind: str, week: str = NEXT) -> HttpResponse:
    response = client.get(f"/centres/c3/week.{kind}", {"week": week} if week else {})
    assert response.status_code == 200
    return response


def events(client: Client, week: str = NEXT) -> list[Event]:
    return Calendar.from_ical(fetch(client, "ics", week).content).walk("VEVENT")


def lines(client: Client) -> list[list[str]]:
    """Below the headings."""
    return list(csv.reader(io.StringIO(fetch(client, "csv").content.decode("utf-8-sig"), newline="")))[1:]


# All three


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("whoever", [None, "a resident", "staff"])
def test_feeds_are_open_to_everybody_and_name_nobody(client: Client, room: Room, kind: str, whoever: str) -> None:
    shy = a_resident(user=a_user(), name="欧阳隐士")
    leader = a_resident(name="司马队长")
    clerk = staff_of(room.centre)
    a_booking(room=room, span="2026-11-30 09:00-10:30", booked_for=shy, purpose="商量遗嘱", note="要轮椅位")
    a_booking(room=room, span="2026-12-01 09:00-10:30", team=a_team(leader=leader, name="友谊编织组"))
    span = a_span("2026-12-02 09:00-10:30")
    close_rooms(wants=[(room, span)], title="电梯检修", note="师傅电话另记", by=clerk, now=NOW)
    if whoever:
        client.force_login(shy.user if whoever == "a resident" else clerk)

    said = fetch(client, kind).content.decode()

    if kind == "ics":
        said = said.replace("\r\n ", "")  # long lines are folded
    assert [words for words in ("已预约", "友谊编织组", "停用 电梯检修") if words not in said] == []
    private = [shy.phone, leader.phone, clerk.phone, "欧阳", "隐士", "欧*", "司马", "队长", "遗嘱", "轮椅", "师傅"]
    assert [secret for secret in private if secret in said] == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_no_longer_stands_is_gone_and_what_moved_stands_elsewhere(client: Client, room: Room, kind: str) -> None:
    gone = an_occupancy(room=room, span="2026-11-30 09:00-10:30", title="取消的")
    an_occupancy(room=room, span="2026-11-30 13:00-14:00", title="过期的", standing="held", held_until=NOW, now=NOW)
    Occupancy.objects.release([gone], now=NOW)
    an_occupancy(room=room, span="2026-12-07 09:00-10:30", title="下周的")
    said = fetch(client, kind).content.decode()
    assert [words for words in ("取消的", "过期的", "下周的") if words in said] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("week", ["2026-W60", "2026-W00", "1999-W01", "２０２６-W49", "<script>", "2026-W49\0"])
def test_an_unknown_week_is_not_found_and_says_so(client: Client, centre: Centre, kind: str, week: str) -> None:
    response = client.get(f"/centres/c3/week.{kind}", {"week": week})
    assert (response.status_code, response["Content-Type"], response.text) == (
        404,
        "text/plain; charset=utf-8",
        "没有这一周。",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_feeds_only_read_and_know_their_sites(client: Client, centre: Centre, kind: str) -> None:
    a_centre(slug="p09", is_active=False)
    assert client.post(f"/centres/c3/week.{kind}").status_code == 405
    assert {client.get(f"/centres/{slug}/week.{kind}").status_code for slug in ("p09", "p99")} == {404}


@pytest.mark.parametrize("kind", KINDS)
def test_example_data_says_so(client: Client, room: Room, kind: str) -> None:
    assert "示例数据" not in fetch(client, kind).content.decode()
    Portal.objects.create(is_example_data=True)
    assert "示例数据" in fetch(client, kind).content.decode()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("week", [NEXT, ""])
def test_a_feed_costs_six_queries_however_much_there_is(
    client: Client, room: Room, kind: str, week: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    an_occupancy(room=room, span="2026-11-30 09:00-10:30")
    with django_assert_num_queries(6):  # site, rooms, hours, occupancies, rules, the portal's settings
        fetch(client, kind, week)
    for day in Week.parse(NEXT).days:
        for _n in range(3):
            an_occupancy(room=a_room(centre=room.centre), span=f"{day} 09:00-10:30")
    with django_assert_num_queries(6):
        fetch(client, kind, week)


def test_the_page_leads_to_them(client: Client, centre: Centre) -> None:
    page = client.get(f"/centres/c3/week/?week={NEXT}").text
    for link in ('href="/centres/c3/week.ics"', f'href="/centres/c3/week.csv?week={NEXT}"'):
        assert link in page
    assert f'<link rel="alternate" type="application/json" href="/centres/c3/week.json?week={NEXT}">' in page


# The calendar


def test_calendar_tells_what_when_and_where(client: Client, room: Room, settings: Settings) -> None:
    settings.ADDRESS = "https://yanji.example"
    taken = an_occupancy(room=room, span="2026-11-30 09:00-10:30", kind="session", title="健身操, 初级; 免费")
    response = fetch(client, "ics")

    calendar = Calendar.from_ical(response.content)
    [event] = calendar.walk("VEVENT")

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    assert calendar["x-wr-calname"] == "延吉社区第三睦邻中心一周活动安排表"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (taken.starts_at, taken.ends_at)
    assert b"\r\nDTSTART:20261130T010000Z\r\n" in response.content
    assert (event["summary"], event["location"]) == (
        "健身操, 初级; 免费·舞蹈房",
        "延吉社区第三睦邻中心·舞蹈房·延吉七村20号",
    )
    assert (event["categories"].to_ical().decode(), event["status"], event["transp"]) == (
        "活动",
        "CONFIRMED",
        "TRANSPARENT",
    )
    assert event["url"] == f"https://yanji.example/centres/c3/week/?week={NEXT}"


def test_what_waits_is_tentative(client: Client, room: Room) -> None:
    waits = {"standing": "tentative", "held_until": at("2026-11-30 09:00"), "now": NOW}
    an_occupancy(room=room, span="2026-11-30 09:00-10:30", **waits)
    [event] = events(client)
    assert (event["status"], event["categories"].to_ical().decode()) == ("TENTATIVE", "待审核")


def test_an_event_keeps_its_name_for_as_long_as_it_stands(client: Client, room: Room) -> None:
    for day in ("30", "29"):
        an_occupancy(room=room, span=f"2026-11-{day} 09:00-10:30", title="合唱")
    close_rooms(
        wants=[(room, a_span(f"2026-12-0{day} 09:00-10:30")) for day in (1, 2, 3)],
        title="电梯检修",
        by=a_street_officer(),
        now=NOW,
    )
    SpecialHours.objects.create(centre=room.centre, on=date(2026, 12, 5), reason="停电")

    before = {event["uid"]: event["summary"] for event in events(client, "")}
    assert len(before) == len(events(client, "")) == 6
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        assert {event["uid"]: event["summary"] for event in events(client, "")} == before
    assert {event["uid"] for event in events(client, NEXT)} < before.keys()

    Occupancy.objects.filter(kind="booking").update(title="合唱团")
    assert {event["uid"] for event in events(client, "")} == before.keys()


def test_a_whole_hall_is_one_event_and_a_part_is_its_own(client: Client, centre: Centre) -> None:
    hall = a_hall(centre=centre, name="多功能厅", number="1")
    east, _west = hall.parts.order_by("number")
    an_occupancy(room=hall, span="2026-11-30 09:00-10:00", title="大会")
    an_occupancy(room=east, span="2026-12-01 09:00-10:00", title="编织")
    assert [event["summary"] for event in events(client)] == ["大会·多功能厅", f"编织·{east.name}"]


def test_days_that_are_closed_for_once_are_marked_all_day(client: Client, centre: Centre) -> None:
    centre.opening_periods.filter(day=7).delete()
    SpecialHours.objects.create(centre=centre, on=date(2026, 12, 2), reason="停电")
    [event] = events(client)
    assert (event["summary"], event.decoded("dtstart"), event.decoded("dtend")) == (
        "闭馆 停电·延吉社区第三睦邻中心",
        date(2026, 12, 2),
        date(2026, 12, 3),
    )


def test_whoever_subscribes_gets_the_coming_weeks(client: Client, room: Room, settings: Settings) -> None:
    settings.ADDRESS = "https://yanji.example"
    for day in ("2026-11-22", "2026-11-23", "2026-11-30", "2026-12-27", "2026-12-28"):
        an_occupancy(room=room, span=f"{day} 09:00-10:00", title=day)

    subscribed = events(client, "")

    assert [event["summary"][:10] for event in subscribed] == ["2026-11-23", "2026-11-30", "2026-12-27"]
    assert {event["url"] for event in subscribed} == {"https://yanji.example/centres/c3/week/"}
    assert [event["summary"][:10] for event in events(client, "2026-W53")] == ["2026-12-28"]


# The table


def test_table_is_one_that_excel_reads(client: Client, room: Room) -> None:
    an_occupancy(room=room, span="2026-12-01 09:00-10:30", kind="session", title="健身操")
    an_occupancy(room=room, span="2026-11-30 13:00-14:00")
    SpecialHours.objects.create(centre=room.centre, on=date(2026, 12, 2), reason="停电")
    response = fetch(client, "csv")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.decode() == (
        "\ufeff日期,星期,开始,结束,活动室,内容,类别\r\n"
        "2026-11-30,周一,13:00,14:00,舞蹈房,已预约,已预约\r\n"
        "2026-12-01,周二,09:00,10:30,舞蹈房,健身操,活动\r\n"
        "2026-12-02,周三,,,,闭馆 停电,闭馆\r\n"
    )


def test_headings_are_in_the_readers_language(client: Client, room: Room) -> None:
    client.cookies["django_language"] = "en"
    assert fetch(client, "csv").content.decode().startswith("\ufeffDate,Weekday,From,To,Room,What,Kind\r\n")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", " =", "\t="])
def test_what_was_typed_is_never_a_formula(client: Client, room: Room, start: str) -> None:
    typed = f'{start}HYPERLINK("http://evil.example","点我")'
    an_occupancy(room=room, span="2026-11-30 09:00-10:30", title=typed)
    Room.objects.update(name="=1+1")
    [line] = lines(client)
    assert line[4:6] == ["'=1+1", f"'{typed}"]


def test_quotes_commas_and_lines_stay_in_their_cell(client: Client, room: Room) -> None:
    an_occupancy(room=room, span="2026-11-30 09:00-10:30", title='合唱,"第二"\n声部')
    [line] = lines(client)
    assert line[5] == '合唱,"第二"\n声部'


def test_past_midnight_the_day_of_the_end_is_said_and_the_line_stands_once(client: Client, room: Room) -> None:
    late = a_span("2026-11-30 22:00-23:00")
    an_occupancy(room=room, span=type(late)(late.starts_at, late.ends_at + timedelta(hours=2)))
    assert [line[:4] for line in lines(client)] == [["2026-11-30", "周一", "22:00", "2026-12-01 01:00"]]


# The data


def test_data_has_the_shape_that_is_written_down(client: Client, centre: Centre, settings: Settings) -> None:
    settings.ADDRESS = "https://yanji.example"
    hall = a_hall(centre=centre, number="B1", name="多功能厅", parts=1)
    part = hall.parts.get()
    taken = an_occupancy(room=hall, span="2026-11-30 08:30-16:00", kind="session", title="健身操", clearing=15)
    for day in (2, 3, 4, 5, 6):
        SpecialHours.objects.create(centre=centre, on=date(2026, 12, day), reason="停电")
    response = fetch(client, "json")

    def span(starts: str, ends: str) -> dict[str, str]:
        return {"starts_at": f"{starts}+08:00", "ends_at": f"{ends}+08:00"}

    free = [
        {**span("2026-11-30T16:15", "2026-11-30T17:00"), "opens": ""},
        {**span("2026-12-01T08:30", "2026-12-01T17:00"), "opens": ""},
    ]
    whole_day = {"mark": "", "closed": ""}
    assert response["Content-Type"] == "application/json"
    assert json.loads(response.content) == {
        "title": "延吉社区第三睦邻中心一周活动安排表",
        "note": "",
        "page": f"https://yanji.example/centres/c3/week/?week={NEXT}",
        "week": NEXT,
        "first_day": "2026-11-30",
        "last_day": "2026-12-06",
        "time_zone": "Asia/Shanghai",
        "site": {
            "slug": "c3",
            "name": "延吉社区第三睦邻中心",
            "kind": "centre",
            "address": "延吉七村20号",
            "phone": "021-0000 1003",
        },
        "days": [
            {"date": "2026-11-30", "open": [span("2026-11-30T08:30", "2026-11-30T17:00")], **whole_day},
            {"date": "2026-12-01", "open": [span("2026-12-01T08:30", "2026-12-01T17:00")], **whole_day},
            *({"date": f"2026-12-0{day}", "open": [], "mark": "", "closed": "闭馆 停电"} for day in range(2, 7)),
        ],
        "rooms": [
            {
                "number": "B1",
                "name": "多功能厅",
                "people": 30,
                "part_of": None,
                "is_bookable": True,
                "is_in_use": True,
                "entries": [
                    {
                        "id": taken.pk,
                        **span("2026-11-30T08:30", "2026-11-30T16:00"),
                        "words": "健身操",
                        "kind": "活动",
                        "look": "event",
                        "is_waiting": False,
                    }
                ],
                "free": free,
            },
            {
                "number": "B1-1",
                "name": part.name,
                "people": 30,
                "part_of": "B1",
                "is_bookable": True,
                "is_in_use": True,
                "entries": [],
                "free": free,
            },
        ],
    }


def test_free_time_says_when_booking_opens_and_stays_the_same_as_it_passes(client: Client, room: Room) -> None:
    def free(week: str) -> list[dict[str, str]]:
        return json.loads(fetch(client, "json", week).content)["rooms"][0]["free"]

    [monday, *_rest] = free("2026-W50")
    assert monday["opens"] == "11月30日（周一）09:00放号"
    [today, *_weekend] = free("2026-W48")
    assert today == {"starts_at": "2026-11-27T08:30+08:00", "ends_at": "2026-11-27T17:00+08:00", "opens": ""}


def test_what_is_kept_for_phone_and_desk_is_a_piece_of_the_free_time(
    client: Client, centre: Centre, room: Room
) -> None:
    a_kept_window(centre=centre, weekday=2, hours="13:30-15:00")
    [shown] = json.loads(fetch(client, "json").content)["rooms"]
    tuesday = [free for free in shown["free"] if free["starts_at"].startswith("2026-12-01")]
    assert [(free["starts_at"][11:16], free["ends_at"][11:16]) for free in tuesday] == [
        ("08:30", "13:30"),
        ("13:30", "15:00"),
        ("15:00", "17:00"),
    ]
    assert ["留给电话和现场" in free["opens"] for free in tuesday] == [False, True, False]


def test_a_room_out_of_use_offers_nothing(client: Client, room: Room) -> None:
    an_occupancy(room=room, span="2026-11-30 09:00-10:30")
    Room.objects.update(is_active=False)
    [shown] = json.loads(fetch(client, "json").content)["rooms"]
    assert (shown["is_in_use"], len(shown["entries"]), shown["free"]) == (False, 1, [])
