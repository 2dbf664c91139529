"""The week board: what staff of a site see and do there, and what others may not."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.models import Booking
from centres.models import Centre, Occupancy, Room
from residents.models import Resident
from tests.factories import (
    a_booking,
    a_centre,
    a_hall,
    a_kept_window,
    a_resident,
    a_room,
    a_service_day,
    a_session,
    a_street_officer,
    a_user,
    an_occupancy,
    at,
    open_daily,
    staff_of,
)
from tests.office.board_pages import WEEK, errors, url, wanted
from tests.races import race

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday_morning")]


# Who may


def test_pages_are_for_the_staff_of_the_site(room: Room, client: Client) -> None:
    held = an_occupancy(room=room, title="秘密排练")
    pages = [
        *(url(page) for page in ("book", "close")),
        f"{url('week')}?week={WEEK}",
        *(url(page, held.pk) for page in ("occupancy", "move", "cancel")),
    ]
    people = {
        "not signed in": (None, 302),
        "a resident": (a_user(), 403),
        "staff of another site": (staff_of(a_centre()), 404),
        "staff of this site": (staff_of(room.centre), 200),
        "the street office": (a_street_officer(), 200),
    }
    for name, (user, status) in people.items():
        client.logout()
        if user:
            client.force_login(user)
        for page in pages:
            response = client.get(page)
            assert (name, page, response.status_code) == (name, page, status)
            assert ("秘密排练" in response.content.decode()) == (status == 200 and page not in pages[:2])


def test_entries_of_another_site_are_not_found_here(staff: Client) -> None:
    elsewhere = an_occupancy(room=a_room())
    assert staff.get(url("occupancy", elsewhere.pk)).status_code == 404
    assert staff.post(url("cancel", elsewhere.pk), {"reason": "x"}).status_code == 404
    assert Occupancy.objects.get(pk=elsewhere.pk).released_at is None


def test_a_single_site_opens_at_once_and_several_are_offered(centre: Centre, client: Client) -> None:
    client.force_login(staff_of(centre))
    assert client.get(reverse("board:sites")).url == url("week")
    a_centre()
    client.force_login(a_street_officer())
    assert client.get(reverse("board:sites")).status_code == 200


# The board


def test_board_names_people_masked_and_free_times_as_links(room: Room, staff: Client) -> None:
    a_booking(room=room, span="2026-11-30 09:00-10:30", booked_for=a_resident(name="欧阳示例"))
    an_occupancy(room=room, span="2026-12-01 09:00-10:00", kind="closure", title="地板打蜡")

    page = staff.get(url("week"), {"week": WEEK}).content.decode()

    assert "欧阳*" in page
    assert "欧阳示例" not in page
    assert "地板打蜡" in page
    assert f"{url('book')}?room={room.pk}&amp;on=2026-11-30&amp;starts=10%3A45" in page


def test_unknown_week_leads_to_this_one(staff: Client) -> None:
    response = staff.get(url("week"), {"week": "2026-W60"}, follow=True)
    assert response.redirect_chain == [(url("week"), 302)]
    assert "没有这一周" in response.content.decode()


def statements(staff: Client) -> int:
    """What the board of the week asks the database, savepoints aside."""
    with CaptureQueriesContext(connection) as asked:
        assert staff.get(url("week"), {"week": WEEK}).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in asked)


def test_board_costs_the_same_however_full(room: Room, staff: Client) -> None:
    a_booking(room=room, span="2026-11-30 09:00-10:30")
    statements(staff)  # what the first page of a session asks besides
    few = statements(staff)
    for hour in range(9, 15):
        other = a_room(centre=room.centre)
        for day in range(1, 7):
            a_booking(room=other, span=f"2026-12-0{day} {hour:02d}:00-{hour:02d}:30")

    assert statements(staff) == few
    assert few <= 11  # session, person, posts, site, portal, and the week's six


def test_board_speaks_of_a_hall_and_its_parts(centre: Centre, staff: Client) -> None:
    hall = a_hall(centre=centre, name="多功能厅")
    east, west = hall.parts.order_by("pk")
    a_booking(room=hall, span="2026-11-30 09:00-10:30", booked_for=a_resident(name="欧阳示例"))
    an_occupancy(room=east, span="2026-12-01 09:00-10:00", kind="closure", title="打蜡")

    rows = staff.get(url("week"), {"week": WEEK}).context["board"].rows
    monday = [[item.words for item in row.cells[0].items if item.words] for row in rows]
    tuesday = [[item.words for item in row.cells[1].items if item.words] for row in rows]

    assert [row.name for row in rows] == ["多功能厅", east.name, west.name]
    assert monday == [["欧阳*"], ["整厅：已预约"], ["整厅：已预约"]]
    assert tuesday == [[f"{east.name}：停用 打蜡"], ["打蜡"], []]


def test_past_times_are_not_offered(room: Room, staff: Client) -> None:
    """It is Sunday, 10:00."""
    [row] = staff.get(url("week"), {"week": "2026-W48"}).context["board"].rows
    assert [[item.time for item in cell.items] for cell in row.cells] == [[]] * 6 + [["10:00–17:00", "18:30–20:00"]]


def test_a_room_that_nobody_books_leads_to_closing_it(room: Room, staff: Client) -> None:
    Room.objects.filter(pk=room.pk).update(is_bookable=False)
    page = staff.get(url("week"), {"week": WEEK}).content.decode()
    assert f"{url('close')}?room={room.pk}" in page
    assert f"{url('book')}?room={room.pk}" not in page


def test_a_day_not_open_for_booking_yet_says_when_it_opens(room: Room, staff: Client) -> None:
    heads = staff.get(url("week"), {"week": "2026-W50"}).context["board"].heads
    assert heads[0].notes == ["11月30日（周一）09:00放号"]


def test_what_is_kept_for_phone_and_desk_is_said_and_entered_without_a_reason(room: Room, staff: Client) -> None:
    """Of all rooms at the day, of one in its cell; the form says so too, and fills it in like any free time."""
    other = a_room(centre=room.centre, name="音乐室")
    a_kept_window(centre=room.centre)
    a_kept_window(room=other, weekday=3)
    words = "13:30–15:00 留给电话和现场（周{}17:00起 网上可约）"

    board = staff.get(url("week"), {"week": WEEK}).context["board"]
    pressed = {"room": room.pk, "on": "2026-12-01", "starts": "13:30"}
    page = staff.get(url("book"), pressed)
    sent = staff.post(url("book"), wanted(room, on="2026-12-01", starts="13:30", ends="15:00"))

    assert [head.notes for head in board.heads[:3]] == [[], [words.format("一")], []]
    assert [row.cells[1].notes for row in board.rows] == [[], []]
    assert [row.cells[2].notes for row in board.rows] == [[], [words.format("二")]]
    assert page.context["form"]["starts"].value() == "13:30"
    assert f"08:30–17:00、18:30–20:00；{words.format('一')}" in page.content.decode()
    assert sent.status_code == 302
    assert Booking.objects.get().waiver == ""


def test_a_room_out_of_use_stays_on_the_board_until_nothing_stands_there(room: Room, staff: Client) -> None:
    booking = a_booking(room=room, booked_for=a_resident(name="欧阳示例"))
    Room.objects.update(is_active=False)

    shown = staff.get(url("week"), {"week": WEEK})
    [row] = shown.context["board"].rows
    assert (row.name, row.note) == ("舞蹈房", "30人·停用")
    assert {cell.closed for cell in row.cells} == {"停用"}
    assert [(item.words, item.url) for cell in row.cells for item in cell.items] == [
        ("欧阳*", url("occupancy", booking.occupancy_id))
    ]

    staff.post(url("cancel", booking.occupancy_id), {"reason": "房间停用"})
    assert staff.get(url("week"), {"week": WEEK}).context["board"].rows == []


def test_a_site_out_of_use_stays_on_the_board_too(room: Room, staff: Client) -> None:
    an_occupancy(room=room, title="友谊编织组")
    Centre.objects.update(is_active=False)
    page = staff.get(url("week"), {"week": WEEK}).text
    assert [words for words in ("友谊编织组", "30人·停用", "闭馆", "打印这一周") if words not in page] == []
    empty = staff.get(url("week"), {"week": "2026-W50"}).text
    assert "这个站点已停用，这一周活动室里没有安排。" in empty
    assert ("打印这一周" in empty, "登记" in empty) == (False, False)


# Booking on behalf


def test_booking_registers_somebody_new(room: Room, staff: Client) -> None:
    response = staff.post(url("book"), wanted(room, phone="１３８ ００００ ０００１", party="８"))

    assert response.url == f"{url('week')}?week={WEEK}"
    booking = Booking.objects.get()
    assert (booking.booked_for.name, booking.booked_for.phone, booking.booked_for.user) == (
        "张示例",
        "13800000001",
        None,
    )
    assert (booking.channel, booking.party) == ("phone", 8)
    assert booking.occupancy.span.starts_at == at("2026-11-30 09:00")


@pytest.mark.parametrize(
    ("starts", "filled_in"),
    [
        ("08:30", ("08:30", "09:00")),  # what the neighbour at 09:15 leaves, without the clearing
        ("10:30", ("10:30", "12:00")),  # as long as is usual
        ("16:00", ("16:00", "17:00")),  # until it closes
        ("17:00", ("18:30", "20:00")),  # from the next opening
        ("25:99", ("08:30", "09:00")),
    ],
)
def test_pressing_a_free_time_fills_in_what_the_rules_accept(
    room: Room, staff: Client, starts: str, filled_in: tuple[str, str]
) -> None:
    a_booking(room=room, span="2026-11-30 09:15-10:15")
    page = staff.get(url("book"), {"room": room.pk, "on": "2026-11-30", "starts": starts})
    form = page.context["form"]

    assert (form["starts"].value(), form["ends"].value()) == filled_in
    assert "空着：08:30–09:15、10:30–17:00、18:30–20:00" in page.content.decode()
    sent = wanted(room, starts=filled_in[0], ends=filled_in[1])
    assert staff.post(url("book"), sent).status_code == 302


def test_a_full_or_closed_day_says_so(room: Room, staff: Client) -> None:
    a_booking(room=room, span="2026-11-30 08:30-17:00")
    a_booking(room=room, span="2026-11-30 18:30-20:00")
    full = staff.get(url("book"), {"room": room.pk, "on": "2026-11-30"}).content.decode()
    assert "11月30日（周一）没有空了" in full
    assert staff.get(url("book"), {"room": "x", "on": "2026-13-01"}).status_code == 200


def test_closing_fills_in_the_whole_free_stretch(room: Room, staff: Client) -> None:
    a_booking(room=room, span="2026-11-30 12:00-13:00")
    form = staff.get(url("close"), {"room": room.pk, "on": "2026-11-30", "starts": "08:30"}).context["form"]
    assert (form["starts"].value(), form["ends"].value()) == ("08:30", "12:00")


def test_booking_finds_who_is_known(room: Room, staff: Client) -> None:
    known = a_resident(name="张示例", phone="13800000001")
    page = staff.get(url("book"), {"room": room.pk, "who": "１３８０"}).content.decode()
    assert f"resident={known.pk}" in page
    assert "138****0001" in page
    assert "13800000001" not in page

    staff.post(url("book"), wanted(room, resident=known.pk, name="", phone=""))
    assert Booking.objects.get().booked_for == known


@pytest.mark.parametrize(("who", "field"), [("欧阳", "name"), ("０２１-12345678", "phone")])
def test_who_is_not_found_is_written_into_the_form(staff: Client, who: str, field: str) -> None:
    form = staff.get(url("book"), {"who": who}).context["form"]
    assert form[field].value() == {"name": "欧阳", "phone": "02112345678"}[field]


def test_same_form_twice_is_one_booking_and_one_person(room: Room, staff: Client) -> None:
    form = wanted(room, phone="")
    assert [staff.post(url("book"), form).status_code for _n in range(2)] == [302, 302]
    assert (Booking.objects.count(), Resident.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends": "08:00"}, "结束时间要晚于开始时间"),
        ({"on": "2026-13-01"}, "日期"),
        ({"on": "2027-02-29"}, "日期"),
        ({"on": "2026-11-28"}, "已经过去"),
        ({"party": "31"}, "30"),
        ({"party": "0"}, "1"),
        ({"party": "-3"}, "1"),
        ({"party": "很多"}, "数字"),
        ({"starts": "17:00", "ends": "18:00"}, "开放"),
        ({"phone": "1380000001"}, "11位"),
        ({"name": "", "phone": ""}, "给谁约"),
        ({"name": "张" * 5000}, "40"),
        ({"name": "<script>alert(1)</script>"}, "姓名请只写汉字或字母"),
        ({"name": "😀"}, "姓名请只写汉字或字母"),
        ({"purpose": "聊" * 5000}, "60"),
        ({"room": "999999"}, "另选一个"),
        ({"resident": "'; DROP TABLE"}, "没找到这位居民"),
    ],
)
def test_bad_input_is_told_and_nothing_is_lost_or_written(
    room: Room, staff: Client, changes: dict[str, object], sentence: str
) -> None:
    form = wanted(room, note="", **changes)
    response = staff.post(url("book"), form)

    assert response.status_code == 200
    assert sentence in errors(response)
    assert form["token"] in response.content.decode()
    assert (Booking.objects.count(), Resident.objects.count(), Occupancy.objects.count()) == (0, 0, 0)


def test_markup_in_a_purpose_stays_text(room: Room, staff: Client) -> None:
    staff.post(url("book"), wanted(room, purpose="<script>alert(1)</script>😀"))
    page = staff.get(url("occupancy", Occupancy.objects.get().pk)).content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_one_person_however_the_name_is_typed(room: Room, staff: Client) -> None:
    staff.post(url("book"), wanted(room, name="张示例"))
    staff.post(url("book"), wanted(room, name=" 张　示例 ", on="2026-12-01"))

    assert [booking.booked_for.name for booking in Booking.objects.all()] == ["张示例", "张示例"]
    assert Resident.objects.get().name == "张示例"


def test_taken_time_is_told_and_the_form_kept(room: Room, staff: Client) -> None:
    a_booking(room=room, span="2026-11-30 10:00-11:00")
    response = staff.post(url("book"), wanted(room))
    assert "别人约走" in errors(response)
    assert 'value="喝茶聊天"' in response.content.decode()
    assert Resident.objects.filter(phone="13800000001").count() == 0


def test_rules_are_waived_only_with_a_reason(room: Room, staff: Client) -> None:
    long = {"starts": "09:00", "ends": "15:00"}
    refused = staff.post(url("book"), wanted(room, **long))
    assert "例外" in errors(refused)

    staff.post(url("book"), wanted(room, **long, waiver="理事会年会"))
    assert Booking.objects.get().waiver == "理事会年会"


def test_opening_hours_are_never_waived(room: Room, staff: Client) -> None:
    response = staff.post(url("book"), wanted(room, starts="17:00", ends="18:00", waiver="就想"))
    assert response.status_code == 200
    assert not Booking.objects.exists()


# Closing, moving, cancelling


def test_move_takes_every_kind_elsewhere_or_leaves_it(room: Room, staff: Client) -> None:
    other = a_room(centre=room.centre)
    booking = a_booking(room=room, span="2026-11-30 09:00-10:30")
    a_booking(room=other, span="2026-11-30 09:00-10:30")
    form = {"room": other.pk, "on": "2026-11-30", "starts": "09:00", "ends": "10:30", "reason": "", "waiver": ""}

    assert "别人约走" in errors(staff.post(url("move", booking.occupancy_id), form))
    booking.refresh_from_db()
    assert (booking.occupancy.room, booking.occupancy.released_at) == (room, None)

    assert (
        staff.post(url("move", booking.occupancy_id), {**form, "starts": "13:00", "ends": "14:00"}).status_code == 302
    )
    booking.refresh_from_db()
    assert (booking.occupancy.room, booking.occupancy.starts_at) == (other, at("2026-11-30 13:00"))


def test_moving_asks_rules_of_what_residents_booked_and_a_reason_where_residents_are_told(
    room: Room, staff: Client
) -> None:
    booking, session = a_booking(room=room), a_session(room=room, span="2026-11-30 13:00-14:00")
    day = a_service_day(room=room, span="2026-11-30 11:00-12:00")
    fields = [
        set(staff.get(url("move", held.occupancy_id)).context["form"].fields) for held in (booking, session, day)
    ]
    assert fields[0] - fields[1] == {"waiver"}
    assert fields[1] == fields[2]
    assert "reason" in fields[1]

    to = {"room": room.pk, "on": "2026-11-30", "starts": "15:00", "ends": "16:00"}
    assert staff.post(url("move", session.occupancy_id), to).status_code == 302


@pytest.mark.parametrize("page", ["occupancy", "move", "cancel"])
def test_an_entry_shows_staff_whom_to_call_and_the_look_is_on_record(
    room: Room, staff: Client, caplog, page: str
) -> None:
    booking = a_booking(room=room, booked_for=a_resident(name="欧阳示例", phone="13800000009"), note="要轮椅位")
    with caplog.at_level("INFO", logger="residents.looks"):
        words = staff.get(url(page, booking.occupancy_id)).content.decode()
    for part in ["欧阳示例", "13800000009", "网上", "喝茶聊天", "要轮椅位", booking.ref]:
        assert part in words
    assert caplog.text.count(f"looked at occupancy {booking.occupancy_id}") == 1


def test_a_form_that_was_refused_shows_the_number_again_and_notes_it_again(room: Room, staff: Client, caplog) -> None:
    booking = a_booking(room=room)
    with caplog.at_level("INFO", logger="residents.looks"):
        staff.post(url("cancel", booking.occupancy_id), {"reason": ""})
        staff.post(url("cancel", booking.occupancy_id), {"reason": "停电"})
    assert caplog.text.count("looked at occupancy") == 1


def test_cancel_needs_a_reason_and_frees_the_room(room: Room, staff: Client) -> None:
    booking = a_booking(room=room)
    assert staff.post(url("cancel", booking.occupancy_id), {"reason": ""}).status_code == 200
    assert staff.post(url("cancel", booking.occupancy_id), {"reason": "水管坏了"}).status_code == 302

    booking.refresh_from_db()
    assert (booking.is_cancelled, booking.cancel_reason) == (True, "水管坏了")
    assert booking.occupancy.is_released


@pytest.mark.parametrize("page", ["occupancy", "move", "cancel"])
def test_a_stale_page_is_told_and_leads_to_the_board_as_it_is(room: Room, staff: Client, page: str) -> None:
    booking = a_booking(room=room)
    staff.post(url("cancel", booking.occupancy_id), {"reason": "水管坏了"})

    method = staff.get if page == "occupancy" else staff.post
    response = method(url(page, booking.occupancy_id), {"reason": "再来一次"}, follow=True)

    assert response.redirect_chain == [(f"{url('week')}?week={WEEK}&cancelled={booking.occupancy_id}", 302)]
    assert "已经改过或取消了" in response.content.decode()
    booking.refresh_from_db()
    assert booking.cancel_reason == "水管坏了"


def test_back_and_another_person_is_another_booking(room: Room, staff: Client) -> None:
    form = wanted(room)
    staff.post(url("book"), form)
    staff.post(url("book"), {**form, "starts": "13:00", "ends": "14:00", "name": "李示例", "phone": "13800000002"})
    assert set(Booking.objects.values_list("booked_for__name", flat=True)) == {"张示例", "李示例"}


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2099-01-01"])
def test_a_year_far_off_is_told_on_every_form(room: Room, staff: Client, day: str) -> None:
    held = a_booking(room=room).occupancy_id
    when = {"room": room.pk, "on": day, "starts": "09:00", "ends": "10:00"}
    pages = {
        url("book"): wanted(room, on=day),
        url("close"): {**when, "title": "打蜡"},
        url("move", held): {**when, "reason": ""},
    }
    for page, form in pages.items():
        assert staff.get(page, {"room": room.pk, "on": day, "starts": "09:00"}).status_code == 200
        assert "年份" in errors(staff.post(page, form))


def test_nul_in_a_search_finds_nobody(room: Room, staff: Client) -> None:
    assert staff.get(url("book"), {"who": "\0"}).status_code == 200


def test_the_past_is_neither_closed_nor_moved(room: Room, staff: Client) -> None:
    past = {"room": room.pk, "on": "2026-11-20", "starts": "09:00", "ends": "10:00"}
    assert "已经过去" in errors(staff.post(url("close"), {**past, "title": "打蜡"}))
    over = a_booking(room=room, span="2026-11-20 09:00-10:00")
    response = staff.post(url("move", over.occupancy_id), {**past, "on": "2026-12-01", "reason": ""})
    assert response.status_code == 200
    over.refresh_from_db()
    assert over.occupancy.starts_at == at("2026-11-20 09:00")


def test_a_reason_longer_than_a_message_bears_is_told(room: Room, staff: Client) -> None:
    session = a_session(room=room)
    assert "60" in errors(staff.post(url("cancel", session.occupancy_id), {"reason": "长" * 61}))


# Races


@pytest.mark.django_db(transaction=True)
def test_taps_on_one_form_for_somebody_new_are_one_booking_and_one_person() -> None:
    centre = a_centre(slug="c1")
    open_daily(centre, "08:30-17:00")
    form, clerk = wanted(a_room(centre=centre)), staff_of(centre)

    def tap(_number: int) -> int:
        client = Client()
        client.force_login(clerk)
        return client.post(url("book"), form).status_code

    assert race(4, tap) == [302] * 4
    assert (Booking.objects.count(), Resident.objects.count()) == (1, 1)


def through_the_board(rounds: int, clerks: int) -> None:
    for number in range(rounds):
        centre = a_centre()
        open_daily(centre, "08:30-17:00")
        room, users = a_room(centre=centre), [staff_of(centre) for _n in range(clerks)]

        def enter(
            clerk: int, *, room: Room = room, slug: str = centre.slug, users: list = users, number: int = number
        ) -> int:
            client = Client()
            client.force_login(users[clerk])
            form = wanted(room, name=f"居民{clerk}", phone=f"139{number:04d}{clerk:04d}")
            return client.post(reverse("board:book", args=[slug]), form).status_code

        outcomes = race(clerks, enter)
        assert sorted(outcomes, key=str) == [200] * (clerks - 1) + [302]
        assert Occupancy.objects.filter(room=room, released_at=None).count() == 1
        assert Booking.objects.filter(occupancy__room=room).count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_clerks_for_one_slot_make_one_booking() -> None:
    through_the_board(rounds=1, clerks=8)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_fifty_clerks_for_one_slot_make_one_booking_in_every_round() -> None:
    through_the_board(rounds=20, clerks=50)
