"""Today at a site: who may tick, what a tick does and how it is taken back, walk-ins, and the sheets of the doors."""

import io

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from bookings import actions
from bookings.models import Booking, BookingMark
from centres.models import Occupancy, Room
from residents.models import Resident
from tests.bookings.pages import links, words
from tests.factories import (
    a_booking,
    a_centre,
    a_resident,
    a_room,
    a_rule_set,
    a_street_officer,
    a_team,
    a_user,
    an_occupancy,
    at,
    staff_of,
)
from tests.office.board_pages import wanted
from tests.queries import queries_of

pytestmark = pytest.mark.django_db

TODAY = "/admin/board/c1/today/"


@pytest.fixture(autouse=True)
def monday_at_nine():
    with time_machine.travel(at("2026-11-30 09:00"), tick=False):
        yield


@pytest.fixture
def booking(room: Room) -> Booking:
    return a_booking(room=room, booked_for=a_resident(user=a_user(phone="13800000021"), name="欧阳示例"))


def tick(client: Client, booking: Booking, step: str):
    return client.post(f"{TODAY}{booking.ref}/{step}/", follow=True)


def state(booking: Booking) -> str:
    return Booking.objects.get(pk=booking.pk).state


def test_only_staff_of_the_site_see_and_tick(booking: Booking) -> None:
    people = {
        "not signed in": (None, 302),
        "a resident": (a_user(), 403),
        "staff of another site": (staff_of(a_centre()), 404),
        "the street office": (a_street_officer(), 200),
    }
    for name, (user, status) in people.items():
        client = Client()
        if user:
            client.force_login(user)
        page = client.get(TODAY)
        assert (name, page.status_code) == (name, status)
        assert ("欧阳示例" in page.content.decode()) == (status == 200)
        assert client.get(f"{TODAY}doors.pdf").status_code == status
        ticked = client.post(f"{TODAY}{booking.ref}/came/")
        assert (name, ticked.status_code) == (name, 302 if status == 200 else status)
    assert state(booking) == "checked_in"


def test_came_and_take_it_back(booking: Booking, staff: Client) -> None:
    page = tick(staff, booking, "came")
    assert state(booking) == "checked_in"
    assert "09:00–10:30，欧阳*到了。" in words(page)

    page = tick(staff, booking, "not-yet")
    assert state(booking) == "confirmed"
    assert "欧阳*还没到" in words(page)


def test_site_is_asked_once_somebody_should_be_there(booking: Booking, staff: Client) -> None:
    assert "还没人来" not in words(staff.get(TODAY))
    with time_machine.travel(at("2026-11-30 09:15"), tick=False):
        assert "还没人来" in words(staff.get(TODAY))
        page = tick(staff, booking, "missed")
        assert (state(booking), BookingMark.objects.count()) == ("no_show", 1)
        assert "欧阳*没有人来。已发短信告诉 138****0021。" in words(page)
        assert not Occupancy.objects.standing(at("2026-11-30 09:15")).exists()

        page = tick(staff, booking, "not-missed")
    assert (state(booking), BookingMark.objects.count()) == ("checked_in", 0)
    assert "欧阳*来过" in words(page)


def test_missing_somebody_too_early_is_refused_with_a_sentence(booking: Booking, staff: Client) -> None:
    assert "也许马上就到" in words(tick(staff, booking, "missed"))
    assert state(booking) == "confirmed"


def test_names_are_looked_at_on_record_and_only_those_shown(booking: Booking, staff: Client, looks) -> None:
    other = a_booking(room=booking.room, span="2026-11-30 14:00-15:00")

    staff.get(TODAY, {"who": "欧阳"})

    [line] = looks()
    assert f"occupancy {booking.occupancy_id}" in line
    assert str(other.occupancy_id) not in line.split()[-1]


def test_what_was_booked_for_another_day_is_not_ticked_today(booking: Booking, staff: Client) -> None:
    yesterday = a_booking(room=booking.room, span="2026-11-29 09:00-10:00", state="completed")

    for step in ("came", "missed"):
        assert tick(staff, yesterday, step).status_code == 404
    assert state(yesterday) == "completed"


def test_ticks_are_posts(booking: Booking, staff: Client) -> None:
    for step in ("came", "not-yet", "missed", "not-missed"):
        assert staff.get(f"{TODAY}{booking.ref}/{step}/").status_code == 405
    assert state(booking) == "confirmed"


def test_list_is_of_today_and_of_those_expected(booking: Booking, staff: Client) -> None:
    a_booking(room=booking.room, span="2026-12-01 09:00-10:00", booked_for=a_resident(name="明天示例"))
    gone = {"state": "cancelled", "cancelled_at": at("2026-11-29 09:00")}
    a_booking(room=booking.room, span="2026-11-30 14:00-15:00", booked_for=a_resident(name="取消示例"), **gone)
    a_booking(room=booking.room, span="2026-11-30 16:00-17:00", team=a_team(name="友谊编织组"))

    page = words(staff.get(TODAY))

    assert page.index("欧阳示例") < page.index("友谊编织组")
    assert "明天示例" not in page
    assert "取消示例" not in page


@pytest.mark.parametrize("typed", ["{ref}", " {ref} ", "欧阳", "13800000021", "１３８ ００００ ００２１", "欧阳 示例"])
def test_one_finds_somebody_by_number_name_or_phone(booking: Booking, staff: Client, typed: str) -> None:
    a_booking(room=booking.room, span="2026-11-30 14:00-15:00", booked_for=a_resident(name="王示例"))

    page = words(staff.get(TODAY, {"who": typed.format(ref=booking.ref.lower())}))

    assert "欧阳示例" in page
    assert "王示例" not in page
    assert "今天没有这个人" in words(staff.get(TODAY, {"who": "没有"}))


def test_walk_in_begins_now_where_a_room_is_free(room: Room, staff: Client) -> None:
    busy = a_room(centre=room.centre, name="书画室")
    an_occupancy(room=busy, span="2026-11-30 08:30-17:00")
    an_occupancy(room=room, span="2026-11-30 10:00-11:00")
    a_rule_set(room=a_room(centre=room.centre, name="星空剧院"), notice_minutes=60)
    with time_machine.travel(at("2026-11-30 09:02"), tick=False):
        page = staff.get(TODAY)
        [url] = links(page, "/admin/board/c1/book/?")
        assert "舞蹈房 到09:45" in words(page)  # then it is cleared for who comes at ten
        form = staff.get(url)
        for filled in ('value="09:05"', 'value="09:45"', "现场临时来"):
            assert filled in form.content.decode()

        page = staff.post(url, walked_in(room), follow=True)

    booking = Booking.objects.get()
    assert (booking.occupancy.starts_at, booking.channel) == (at("2026-11-30 09:05"), "desk")
    assert (booking.state, booking.checked_in_at) == ("checked_in", at("2026-11-30 09:02"))
    assert page.redirect_chain[-1][0] == f"{TODAY}#{booking.ref}"


NOW = "/admin/board/c1/book/?now=1"


def walked_in(room: Room, **changes: object) -> dict[str, object]:
    walk_in = {"starts": "09:05", "ends": "09:45", "channel": "desk", "waiver": "现场临时来"}
    return wanted(room, **walk_in | changes)


@pytest.mark.parametrize(
    ("sent_at", "starts", "state"),
    [("09:02", "09:05", "checked_in"), ("09:07", "09:10", "checked_in"), ("08:40", "09:05", "confirmed")],
)
def test_form_that_took_long_begins_when_it_is_sent(
    room: Room, staff: Client, sent_at: str, starts: str, state: str
) -> None:
    with time_machine.travel(at(f"2026-11-30 {sent_at}"), tick=False):
        form = walked_in(room)
        for _tap in range(2):
            staff.post(NOW, form)

    booking = Booking.objects.get()
    assert (booking.occupancy.starts_at, booking.state) == (at(f"2026-11-30 {starts}"), state)


def test_walk_in_whose_time_is_over_is_told_and_nothing_is_lost(room: Room, staff: Client) -> None:
    with time_machine.travel(at("2026-11-30 09:44"), tick=False):
        page = staff.post(NOW, walked_in(room, name="欧阳示例"))

    assert "这段时间已经过去了" in words(page)
    assert "欧阳示例" in page.content.decode()
    assert (Booking.objects.count(), Resident.objects.count()) == (0, 0)


def test_walk_in_is_not_missed_where_rooms_are_released(room: Room, staff: Client) -> None:
    a_rule_set(room=room, if_absent="release", checkin_opens_minutes=0)
    with time_machine.travel(at("2026-11-30 09:02"), tick=False):
        staff.post(NOW, walked_in(room))

    actions.release_missed(at("2026-11-30 09:30"))

    assert (Booking.objects.get().state, BookingMark.objects.count()) == ("checked_in", 0)


def test_sheets_of_the_doors_bear_public_words_and_a_code(booking: Booking, staff: Client) -> None:
    a_booking(room=booking.room, span="2026-11-30 14:00-15:00", team=a_team(name="友谊编织组"))
    a_room(centre=booking.room.centre, name="书画室")

    answer = staff.get(f"{TODAY}doors.pdf")
    sheets = [page.extract_text().replace("\n", "") for page in PdfReader(io.BytesIO(answer.content)).pages]

    assert answer["Content-Type"] == "application/pdf"
    assert len(sheets) == 2
    assert "舞蹈房" in sheets[0]
    assert "09:00–10:30已预约" in sheets[0].replace(" ", "")
    assert "友谊编织组" in sheets[0]
    assert "欧阳" not in sheets[0]
    assert "今天没有预约" in sheets[1]
    for sheet in sheets:
        assert "请在开始前15分钟到开始后15分钟之间签到" in sheet.replace(" ", "")
        assert "没写字的时间，都可以约" in sheet.replace(" ", "")
    assert len(PdfReader(io.BytesIO(staff.get(f"{TODAY}doors.pdf?room={booking.room.pk}").content)).pages) == 1
    assert staff.get(f"{TODAY}doors.pdf?room=999").status_code == 302


def test_sheet_of_a_room_out_of_use_says_only_so(booking: Booking, staff: Client) -> None:
    closed = a_room(centre=booking.room.centre, name="书画室")
    an_occupancy(room=closed, span="2026-11-30 08:00-21:00", kind="closure", title="地板打蜡")

    answer = staff.get(f"{TODAY}doors.pdf?room={closed.pk}")
    [sheet] = [page.extract_text().replace("\n", "") for page in PdfReader(io.BytesIO(answer.content)).pages]

    assert "停用地板打蜡" in sheet.replace(" ", "")
    assert "可以约" not in sheet


def test_sheets_cost_the_same_however_many(booking: Booking, staff: Client) -> None:
    staff.get(f"{TODAY}doors.pdf")
    few = queries_of(lambda: staff.get(f"{TODAY}doors.pdf"))
    for hour in range(11, 14):
        a_booking(room=a_room(centre=booking.room.centre), span=f"2026-11-30 {hour}:00-{hour}:30")

    assert len(queries_of(lambda: staff.get(f"{TODAY}doors.pdf"))) == len(few) <= 12


def test_list_costs_the_same_however_long(booking: Booking, staff: Client) -> None:
    staff.get(TODAY)
    few = queries_of(lambda: staff.get(TODAY))
    for hour in range(11, 17):
        a_booking(room=booking.room, span=f"2026-11-30 {hour}:00-{hour}:30")
        a_room(centre=booking.room.centre)

    assert len(queries_of(lambda: staff.get(TODAY))) == len(few) <= 13
