"""The report of use: a month made by hand, who reads it, in how many questions, and what its files hold."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.db.models import Count
from django.test import Client

from activities.models import Enrolment, Session
from bookings.claimant import CLAIMANT
from bookings.models import Booking, BookingWait
from centres import claimants, usage
from centres.claimants import Served
from centres.models import CalendarDay, Centre, Occupancy, Room
from centres.models.occupancy import LONGEST
from office.actions.closures import close_rooms
from office.report.numbers import Report
from office.report.periods import NAMED, Period
from office.report.tables import Table, tables
from tests.bookings.pages import links, words
from tests.factories import (
    a_booking,
    a_centre,
    a_hall,
    a_meal_order,
    a_menu,
    a_number_wait,
    a_resident,
    a_room,
    a_service,
    a_service_day,
    a_session,
    a_span,
    a_street_officer,
    a_user,
    a_wait,
    an_activity,
    an_appointment,
    an_enrolment,
    an_occupancy,
    at,
    open_daily,
    staff_of,
)
from tests.plans import A_WEEK, WEEKS, rows_read, years_of_history
from tests.queries import queries_of

pytestmark = pytest.mark.django_db

NOW = at("2026-12-03 10:00")
PAGE = "/admin/board/report/"
CSV, XLSX = "/admin/board/report.csv", "/admin/board/report.xlsx"
NOVEMBER = Period.of_months(date(2026, 11, 1), 1)
NAME, PHONE = "欧阳示例", "13800000009"


@pytest.fixture(autouse=True)
def thursday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def centre() -> Centre:
    """Open on working days from nine to twelve; of the 21 in November one is a holiday, made up for on a Saturday."""
    centre = a_centre(slug="c1", short_name="一中心")
    open_daily(centre, "09:00-12:00", days=(1, 2, 3, 4, 5))
    CalendarDay.objects.create(on=date(2026, 11, 11), kind="off", name="示例节")
    CalendarDay.objects.create(on=date(2026, 11, 14), kind="work", name="示例节", stands_for=date(2026, 11, 11))
    return centre


@pytest.fixture
def room(centre: Centre) -> Room:
    return a_room(centre=centre, name="舞蹈房", number="101")


@pytest.fixture
def office() -> Client:
    client = Client()
    client.force_login(a_street_officer())
    return client


def cancelled(booking: Booking) -> None:
    Occupancy.objects.release([booking.occupancy], now=booking.booked_at)
    Booking.objects.filter(pk=booking.pk).update(state="cancelled", cancelled_at=booking.booked_at)


def a_month_by_hand(room: Room) -> None:
    close_rooms(
        wants=[(room, a_span("2026-11-03 09:00-10:30"))],
        title="打蜡",
        by=a_street_officer(),
        now=at("2026-11-01 09:00"),
    )
    elder = a_resident(name=NAME, phone=PHONE)
    a_booking(room=room, span="2026-11-14 09:00-09:30", party=4, state="completed")
    a_booking(
        room=room, span="2026-11-02 11:00-13:00", party=3, booked_for=elder, booked_by=a_user(), channel="relative"
    )
    came = {"checked_in_at": at("2026-11-04 09:00"), "checked_in_how": "desk", "state": "completed"}
    a_booking(room=room, span="2026-11-04 09:00-10:00", party=5, channel="phone", **came)
    a_booking(room=room, span="2026-11-05 09:00-10:00", party=6, state="no_show")
    cancelled(a_booking(room=room, span="2026-11-06 09:00-10:00", party=7))
    a_booking(room=room, span=over_midnight("2026-11-30", "2026-12-01"), party=2)
    a_booking(room=room, span=over_midnight("2026-10-31", "2026-11-01"), party=9)
    for state in ("accepted", "left"):
        BookingWait.objects.create(
            room=room,
            starts_at=at("2026-11-04 09:00"),
            ends_at=at("2026-11-04 10:00"),
            resident=a_resident(),
            joined_at=at("2026-11-01 09:00"),
            ended_at=at("2026-11-02 09:00"),
            state=state,
            channel="web",
            party=2,
            purpose="下棋",
        )


def over_midnight(first: str, last: str):
    return replace(a_span(f"{first} 22:00-23:00"), starts_at=at(f"{first} 23:00"), ends_at=at(f"{last} 01:00"))


def hours(length) -> float:
    return length.total_seconds() / 3600


def of(centres: Sequence[Centre], what: str, period: Period = NOVEMBER) -> Served:
    [found] = [each for each in Report.load(centres, period).served if str(each.words) == what]
    return found


# The numbers


def test_hours_of_a_month_made_by_hand(room: Room) -> None:
    a_month_by_hand(room)

    [use] = usage.of_rooms([room], NOVEMBER.first, NOVEMBER.last)

    assert (hours(use.opened), hours(use.closed), hours(use.open)) == (63, 1.5, 61.5)
    assert hours(use.used) == 0.5 + 1 + 1 + 1  # make-up workday, to closing time, came, nobody came
    assert hours(use.outside) == 1 + 1 + 1  # past closing time, and an hour on either edge
    assert hours(use.taken["booking"]) == 3.5


def test_what_goes_over_midnight_counts_with_the_hours_of_both_days() -> None:
    late = a_centre()
    open_daily(late, "00:00-02:00", "20:00-23:30")
    room = a_room(centre=late)
    a_booking(room=room, span=over_midnight("2026-11-02", "2026-11-03"))

    [both] = usage.of_rooms([room], date(2026, 11, 2), date(2026, 11, 3))
    [second] = usage.of_rooms([room], date(2026, 11, 3), date(2026, 11, 3))

    assert (hours(both.used), hours(both.outside)) == (1.5, 0.5)
    assert (hours(second.used), hours(second.outside)) == (1, 0)


def test_bookings_of_a_month_made_by_hand(centre: Centre, room: Room) -> None:
    a_month_by_hand(room)

    found = of([centre], "预约")

    assert found == replace(
        found,
        held=5,
        called_off=1,
        taken=5,
        people=20,
        came=1,
        missed=1,
        waited=2,
        got_one=1,
        given_back=0,
        places=None,
    )
    assert found.channels == {"网上": 3, "家人代约": 1, "电话": 1} or sum(found.channels.values()) == 5
    assert sorted(found.channels.values()) == [1, 1, 3]


def test_a_hall_counts_as_its_parts_and_holds_are_no_use(centre: Centre) -> None:
    hall = a_hall(centre=centre)
    [left, right] = hall.parts.order_by("pk")
    an_occupancy(room=hall, span="2026-11-02 09:00-10:00")
    an_occupancy(room=left, span="2026-11-02 11:00-12:00")
    an_occupancy(room=right, span="2026-11-03 11:00-12:00", standing="held", held_until=at("2026-11-04 09:00"))

    report = Report.load([centre], NOVEMBER)

    assert {use.room.pk: hours(use.used) for use in report.rooms} == {hall.pk: 1, left.pk: 2, right.pk: 1}
    assert (report.total.now.rooms, hours(report.total.now.opened), hours(report.total.now.used)) == (2, 126, 3)


def test_activities_count_dates_places_and_who_came(centre: Centre, room: Room) -> None:
    course = an_activity()
    session = a_session(activity=course, room=room, span="2026-11-03 09:00-10:00", capacity=10)
    an_enrolment(session=session, persons=2, checked_in_at=at("2026-11-03 09:00"), checked_in_how="desk")
    an_enrolment(session=session, channel="desk", missed_at=at("2026-11-03 09:30"))
    an_enrolment(session=session, state="withdrawn", ended_at=at("2026-11-02 09:00"))
    a_wait(session=session)
    a_session(activity=course, room=room, span="2026-11-04 09:00-10:00")  # one just comes along
    off = {"cancelled_at": at("2026-11-01 09:00"), "cancelled_by": a_street_officer(), "cancel_reason": "老师病了"}
    a_session(activity=course, room=room, span="2026-11-05 09:00-10:00", capacity=9, state="cancelled", **off)
    a_session(activity=course, room=room, span="2026-12-01 09:00-10:00", capacity=8)

    found = of([centre], "活动")

    assert (found.held, found.called_off, found.places, found.taken, found.people) == (2, 1, 10, 3, 3)
    assert (found.came, found.missed, found.given_back, found.waited, found.got_one) == (2, 1, 1, 1, 0)
    assert sorted(found.channels.values()) == [1, 2]


def test_services_count_days_numbers_and_lunches(centre: Centre, room: Room) -> None:
    day = a_service_day(service=a_service(), room=room, span="2026-11-03 09:00-11:00", minutes=20, chairs=2)
    for number, state in enumerate(["done", "no_show", "waiting", "offered"], 1):
        an_appointment(day=day, number=number, state=state, channel="relative" if number == 1 else "web")
    an_appointment(day=day, number=5, state="cancelled", cancelled_at=at("2026-11-02 09:00"))
    a_number_wait(day=day)
    a_service_day(room=room, span="2026-11-04 09:00-11:00")  # gives no numbers
    menu = a_menu(centre=centre, on=date(2026, 11, 5), portions=30)
    a_meal_order(menu=menu, portions=2)
    a_meal_order(menu=menu, cancelled_at=at("2026-11-04 09:00"))

    days, lunches = of([centre], "服务日"), of([centre], "助餐")

    assert (days.held, days.places, days.taken, days.came, days.missed, days.given_back) == (2, 12, 3, 1, 1, 1)
    assert (days.waited, days.got_one, sorted(days.channels.values())) == (1, 0, [1, 2])
    assert (lunches.held, lunches.places, lunches.taken, lunches.people, lunches.given_back) == (1, 30, 1, 2, 1)


def test_the_period_before_is_compared(centre: Centre, room: Room) -> None:
    a_booking(room=room, span="2026-10-12 09:00-10:00", party=2)
    a_booking(room=room, span="2026-11-12 09:00-12:00", party=9)

    site = Report.load([centre], NOVEMBER).total

    assert (hours(site.now.used), hours(site.before.used)) == (3, 1)
    assert (site.now.people, site.before.people) == (9, 2)
    [row, *_rest] = tables(Report.load([centre], NOVEMBER))[0].rows
    assert (row.cells[4], row.cells[8]) == (2, 7)


def test_a_kind_that_another_app_registers_stands_in_the_report(
    office: Client, centre: Centre, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fairs(*, centres: Sequence[Centre], first: date, last: date) -> list[Served]:
        return [Served(each.pk, "赶集", held=3, people=77, channels={"吆喝": 77}) for each in centres]

    fair = replace(CLAIMANT, kind="fair", words="集市", report=fairs)
    monkeypatch.setitem(claimants._claimants, "fair", fair)
    an_occupancy(room=room, span="2026-11-12 09:00-12:00", kind="fair")

    said = words(office.get(f"{PAGE}?period=last-month&site=c1"))

    for each in ("集市", "赶集", "吆喝", "77"):
        assert each in said


# Periods


@pytest.mark.parametrize(
    ("name", "first", "last", "before"),
    [
        ("month", "2026-12-01", "2026-12-31", "2026-11-01"),
        ("last-month", "2026-11-01", "2026-11-30", "2026-10-01"),
        ("quarter", "2026-10-01", "2026-12-31", "2026-07-01"),
        ("last-quarter", "2026-07-01", "2026-09-30", "2026-04-01"),
        ("year", "2026-01-01", "2026-12-31", "2025-01-01"),
        ("last-year", "2025-01-01", "2025-12-31", "2024-01-01"),
    ],
)
def test_periods_by_name(name: str, first: str, last: str, before: str) -> None:
    period = NAMED[name][1](date(2026, 12, 3))

    assert (f"{period.first}", f"{period.last}", f"{period.before.first}") == (first, last, before)
    assert (period.first - period.before.last).days == 1


def test_two_dates_compare_with_as_many_days_before() -> None:
    assert Period(date(2026, 11, 2), date(2026, 11, 8)).before == Period(date(2026, 10, 26), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2026-11-30", "2026-11-01", "结束的日子比开始的早"),
        ("2025-01-01", "2026-11-01", "一次最多看400天"),
        ("2026-02-31", "2026-11-01", "请改"),
        ("2026-11-01", "", "请改"),
        ("0001-01-01", "0001-01-02", "换一段日子"),
        ("９９９９-１２-３０", "9999-12-31", "换一段日子"),
    ],
)
def test_dates_that_say_nothing_are_kept_and_answered_kindly(
    office: Client, room: Room, first: str, last: str, sentence: str
) -> None:
    page = office.get(PAGE, {"first": first, "last": last})

    assert page.status_code == 200
    assert sentence in words(page)
    for typed in filter(None, (first, last)):
        assert f'value="{typed}"' in page.content.decode()
    assert "<table" not in page.content.decode()
    assert office.get(CSV, {"first": first, "last": last}).status_code == 302


def test_full_width_dates_are_understood_and_nothing_is_said_as_such(office: Client, room: Room) -> None:
    page = office.get(PAGE, {"first": "２０２６-１１-０１", "last": "2026-11-30"})

    assert page.context["asked"].period == Period(date(2026, 11, 1), date(2026, 11, 30))
    assert "这段日子没有使用记录" in words(page)


def test_where_last_month_is_empty_this_one_is_shown(office: Client, room: Room) -> None:
    assert office.get(PAGE).context["asked"].name == "month"
    a_booking(room=room, span="2026-11-12 09:00-10:00")
    assert office.get(PAGE).context["asked"].name == "last-month"


# The page


def test_who_reads_what(client: Client, office: Client, centre: Centre, room: Room) -> None:
    a_booking(room=room, span="2026-11-12 09:00-10:00", booked_for=a_resident(name=NAME, phone=PHONE))
    other = a_booking(room=a_room(centre=a_centre(short_name="二中心")), span="2026-11-12 09:00-10:00")
    elsewhere = other.occupancy.room.centre
    for page in (PAGE, CSV, XLSX):
        client.logout()
        assert client.get(page).status_code == 302
        client.force_login(a_user())
        assert client.get(page).status_code == 403
        client.force_login(staff_of(centre))
        assert client.get(page).status_code == 200
        assert client.get(page, {"site": elsewhere.slug}).status_code == 404
        assert office.get(page, {"site": elsewhere.slug}).status_code == 200
    said = words(client.get(PAGE))
    assert "一中心" in said
    assert "二中心" not in said
    assert "二中心" in words(office.get(PAGE))
    for page in (client.get(PAGE), office.get(CSV)):
        assert NAME not in page.content.decode()
        assert PHONE not in page.content.decode()


def test_it_is_found_from_board_and_admin(office: Client, centre: Centre) -> None:
    a_centre()
    for page in ("/admin/", "/admin/board/"):
        assert PAGE in links(office.get(page))
    assert f"{PAGE}?site=c1" in links(office.get("/admin/board/c1/"))


def test_a_table_is_sorted_by_the_column_that_is_asked(office: Client, centre: Centre) -> None:
    for name, stretch in (("甲房", "09:00-10:00"), ("乙房", "09:00-12:00"), ("丙房", "09:00-11:00")):
        a_booking(room=a_room(centre=centre, name=name), span=f"2026-11-12 {stretch}")

    page = office.get(PAGE, {"sort": "rooms-2"})

    [rooms] = [each for each in page.context["tables"] if each.table.key == "rooms"]
    assert [line.labels[1].split()[1] for line in rooms.lines] == ["乙房", "丙房", "甲房"]
    assert page.content.decode().count('aria-sort="descending"') == 1
    assert office.get(PAGE, {"sort": "rooms-99"}).status_code == 200


def test_many_rooms_sites_and_days_ask_no_more_than_few(office: Client, centre: Centre, room: Room) -> None:
    a_month_by_hand(room)
    a_session(room=room, span="2026-11-09 09:00-10:00", capacity=5)
    few = len(queries_of(lambda: office.get(PAGE, {"period": "last-month"})))
    for _n in range(4):
        further = a_centre()
        open_daily(further, "08:00-20:00")
        for _m in range(3):
            place = a_room(centre=further)
            a_booking(room=place, span="2026-11-12 09:00-10:00")
            an_enrolment(session=a_session(room=place, span="2026-11-13 09:00-10:00", capacity=5))

    many = queries_of(lambda: office.get(PAGE, {"first": "2026-01-01", "last": "2026-11-30"}))

    assert len(many) <= few
    assert few <= 34


# Files


def cells_of(table: Table) -> list[list[str]]:
    rows = [[*row.labels, *("" if cell is None else str(cell) for cell in row.cells)] for row in table.rows]
    return [list(table.heads), *rows]


def test_files_hold_the_numbers_of_the_page(office: Client, centre: Centre, room: Room) -> None:
    a_month_by_hand(room)
    an_enrolment(session=a_session(room=room, span="2026-11-09 09:00-10:00", capacity=5))
    page = office.get(PAGE, {"period": "last-month"})
    shown = [each.table for each in page.context["tables"]]

    raw = office.get(CSV, {"period": "last-month"}).content
    book = openpyxl.load_workbook(io.BytesIO(office.get(XLSX, {"period": "last-month"}).content))

    assert raw.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    for table in shown:
        wanted = cells_of(table)
        start = lines.index([table.title]) + 1
        assert lines[start : start + len(wanted)] == wanted
        tab = [[*row] for row in book[table.title].iter_rows(min_row=2, values_only=True)]
        assert tab[1:] == [[*row.labels, *row.cells] for row in table.rows]
    for line in (line for each in page.context["tables"] for line in each.lines):
        for cell in line.cells:
            assert f"<td>{cell}</td>" in page.content.decode()


@pytest.mark.parametrize("sign", "=+-@＝")
def test_no_cell_is_a_formula(office: Client, sign: str) -> None:
    centre = a_centre(slug="c1", short_name=f"{sign}1+1")
    a_booking(room=a_room(centre=centre), span="2026-11-12 09:00-10:00")

    raw = office.get(CSV).content.decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(office.get(XLSX).content))

    assert f"'{sign}1+1" in raw
    assert f"\n{sign}1" not in raw
    assert book.worksheets[0]["A3"].value == f"'{sign}1+1"
    assert {cell.data_type for tab in book for row in tab.iter_rows() for cell in row} <= {"s", "n"}


# Years


def test_history_is_not_read() -> None:
    """Of nine years, a week is read by what begins in it."""
    for years in (0, 3, 6):
        until = NOW - years * timedelta(days=365)
        years_of_history(activities=[an_activity()], by=a_street_officer(), until=until)
    centres, rooms = list(Centre.objects.all()), list(Room.objects.select_related("centre"))
    since, until = at("2026-11-16 00:00"), at("2026-11-23 00:00")
    bookings = Booking.objects.at(centres).filter(Booking.between(since, until)).order_by()
    sessions = Session.objects.at(centres).between(date(2026, 11, 16), date(2026, 11, 22)).order_by()
    questions = {
        "bookings": bookings.values("channel").annotate(held=Count("pk")),
        "sessions": sessions.values("state").annotate(held=Count("pk")),
        "places": Enrolment.objects.filter(session__in=sessions.values("pk")).values("channel"),
        "hours": Occupancy.objects.filter(room__in=rooms, starts_at__gt=since - LONGEST, starts_at__lt=until),
    }

    read = {words: rows_read(question) for words, question in questions.items()}

    assert Occupancy.objects.count() == 3 * WEEKS * A_WEEK
    assert {words: tables for words, tables in read.items() if max(tables.values()) > 3 * A_WEEK} == {}


def test_hours_are_read_by_room_and_time() -> None:
    years_of_history(activities=[an_activity()], by=a_street_officer(), until=NOW)
    rooms = list(Room.objects.select_related("centre"))

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {usage.ADDED_UP}", usage.terms(rooms, [], date(2026, 11, 16), date(2026, 11, 22)))
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "Seq Scan on centres_occupancy" not in plan
    assert [use for use in usage.of_rooms(rooms, date(2026, 11, 16), date(2026, 11, 22)) if use.outside]
