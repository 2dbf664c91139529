"""The desk: whoever calls is found, gets the same as last time, has it read back, and is booked."""

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import localtime

from bookings.models import Booking, BookingMark, BookingWait
from centres.models import Centre, Room
from residents.models import Merge, Resident
from tests.bookings.pages import hidden, links, words
from tests.factories import (
    a_booking,
    a_centre,
    a_kept_window,
    a_resident,
    a_room,
    a_rule_set,
    a_street_officer,
    a_team,
    a_user,
    at,
    open_daily,
    staff_of,
)
from tests.office.board_pages import NOW
from tests.queries import queries_of
from tests.races import race

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday_morning")]

DESK = "/desk/c1/"


@pytest.fixture
def caller() -> Resident:
    return a_resident(name="欧阳示例", phone="13800000009")


def person(resident: Resident) -> str:
    return f"{DESK}people/{resident.pk}/"


def had(resident: Resident, room: Room, span: str = "2026-11-24 09:00-10:30", **fields: object) -> Booking:
    return a_booking(room=room, span=span, booked_for=resident, party=7, purpose="唱沪剧", **fields)


def reading(resident: Resident, room: Room, on: str = "2026-12-01", times: str = "09:00-10:30") -> str:
    starts, ends = times.split("-")
    return f"{person(resident)}book/?room={room.pk}&on={on}&starts={starts}&ends={ends}"


def typed(staff: Client, address: str, **changes: str) -> dict[str, str]:
    page = staff.get(address)
    return {"party": "7", "purpose": "唱沪剧", "channel": "phone", "token": hidden(page)["token"], **changes}


def said(page) -> str:
    return words(page).replace(" ", "")


# Who may


def test_only_staff_of_the_site_serve_at_its_desk(room: Room, caller: Resident, client: Client) -> None:
    booking = had(caller, room, "2026-12-01 09:00-10:30")
    pages = [
        DESK,
        f"{DESK}new/",
        f"{DESK}twice/",
        person(caller),
        f"{person(caller)}times/",
        reading(caller, room),
        f"{person(caller)}same-as/{caller.pk}/",
        f"{DESK}done/{booking.ref}/",
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
            assert (name, page, client.get(page).status_code) == (name, page, status)
        assert (name, client.post(f"{person(caller)}met/").status_code) == (name, 302 if status == 200 else status)


def test_one_desk_is_gone_to_at_once_and_several_are_chosen_from(room: Room, staff: Client, client: Client) -> None:
    assert staff.get("/desk/")["Location"] == DESK
    a_centre()
    client.force_login(a_street_officer())
    assert DESK in links(client.get("/desk/"))


# Who calls


def test_one_found_is_led_to_at_once_and_several_are_numbered(staff: Client, caller: Resident) -> None:
    other = a_resident(name="欧阳王例", phone="13800001234")

    assert staff.get(DESK, {"who": "0009"})["Location"] == person(caller)
    assert staff.get(DESK, {"who": "oysl"})["Location"] == person(caller)
    page = staff.get(DESK, {"who": "欧阳"})

    assert {link for link in links(page) if "/people/" in link} == {person(caller), person(other)}
    assert "138****0009" in words(page)
    assert "13800000009" not in page.content.decode()
    assert 'data-key="2"' in page.content.decode()


def test_a_booking_number_leads_to_the_booking(staff: Client, caller: Resident, room: Room) -> None:
    booking, elsewhere = had(caller, room), had(caller, a_room())

    there = staff.get(DESK, {"who": f"{booking.ref[:3].lower()}-{booking.ref[3:].lower()}"})
    assert there["Location"] == f"/admin/board/c1/occupancy/{booking.occupancy_id}/"
    assert staff.get(DESK, {"who": elsewhere.ref}).status_code == 200


@pytest.mark.parametrize(
    ("line", "name", "phone"),
    [
        ("赵示例 13800000007", "赵示例", "13800000007"),
        ("赵 示例　１３８ ００００ ０００７", "赵示例", "13800000007"),
        ("赵示例，021-5555 0007", "赵示例", "02155550007"),
        ("赵示例", "赵示例", ""),
        ("Mary Zhao 13800000007", "Mary Zhao", "13800000007"),
    ],
)
def test_somebody_new_in_one_line(staff: Client, centre: Centre, line: str, name: str, phone: str) -> None:
    page = staff.post(f"{DESK}new/", {"line": line})

    new = Resident.objects.get()
    assert page["Location"] == person(new)
    assert (new.name, new.phone) == (name, phone)
    staff.post(f"{DESK}new/", {"line": line})
    assert Resident.objects.count() == (1 if phone else 2)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "先写姓名"),
        ("13800000007", "姓名也写上"),
        ("赵示例 138", "11位"),
        ("赵" * 41, "最多40个字"),
        ("😀 13800000007", "姓名"),
        ("<b>", "姓名"),
    ],
)
def test_line_that_says_too_little_is_answered_and_kept(staff: Client, centre: Centre, line: str, said: str) -> None:
    page = staff.post(f"{DESK}new/", {"line": line})

    assert said in words(page)
    assert not Resident.objects.exists()


def test_family_of_five_with_one_telephone_is_told_apart(staff: Client, centre: Centre) -> None:
    family = [a_resident(name=f"{name}示例", phone="02155550007", birth_year=1950) for name in "王李赵孙周"]

    page = staff.get(DESK, {"who": "55550007"})

    assert [link for link in links(page) if "/people/" in link] == [
        person(resident) for resident in sorted(family, key=lambda one: one.name)
    ]
    assert "1950年生" in words(page)


# One person


def test_page_of_a_caller_says_all_at_once(staff: Client, caller: Resident, room: Room, looks) -> None:
    past, coming = had(caller, room), had(caller, room, "2026-12-03 09:00-10:30")
    elsewhere = had(caller, a_room(), "2026-11-23 09:00-10:30")
    missed = had(caller, room, "2026-11-20 09:00-10:00", state="no_show")
    BookingMark.objects.create(
        booking=missed, resident=caller, happened_at=at("2026-11-20 09:00"), expires_at=at("2027-02-18 09:00")
    )

    page = staff.get(person(caller))

    for fact in ("13800000009", "收得到短信", "还没核实", "手上有1个预约", "唱沪剧", "7人", "1次爽约"):
        assert fact in words(page)
    again = [link for link in links(page) if "again=" in link]
    assert {f"{person(caller)}times/?again={booking.ref}" for booking in (past, coming)} <= set(again)
    assert not any(elsewhere.ref in link for link in again)
    assert f"/admin/board/c1/occupancy/{coming.occupancy_id}/" in links(page)
    assert any(f"resident {caller.pk}" in line for line in looks())


def test_met_in_person_once(staff: Client, caller: Resident) -> None:
    staff.post(f"{person(caller)}met/")
    with time_machine.travel(at("2026-11-29 10:20"), tick=False):
        page = staff.post(f"{person(caller)}met/", follow=True)

    caller.refresh_from_db()
    assert caller.met_at == NOW
    assert caller.met_by
    assert "2026年11月29日（周日）当面核实" in words(page)


# The same as last time


def test_same_time_is_offered_on_the_same_weekday_first(staff: Client, caller: Resident, room: Room) -> None:
    last = had(caller, room)  # a Tuesday

    page = staff.get(f"{person(caller)}times/?again={last.ref}")

    offered = [link for link in links(page) if "/book/" in link]
    assert offered[0] == f"{reading(caller, room).replace('&', '&')}&again={last.ref}".replace(":", "%3A")
    assert [link.split("on=")[1][:10] for link in offered] == [
        "2026-12-01",
        "2026-11-30",
        "2026-12-02",
        "2026-12-03",
        "2026-12-04",
        "2026-12-05",
        "2026-12-06",
    ]


def test_where_it_is_taken_near_ones_of_that_weekday_come_next(staff: Client, caller: Resident, room: Room) -> None:
    last = had(caller, room)
    had(a_resident(), room, "2026-12-01 09:00-10:30")

    page = staff.get(f"{person(caller)}times/?again={last.ref}")

    assert "12月1日（周二）10:45–12:15 换个时间" in words(page)
    assert words(page).index("12月1日（周二）10:45") < words(page).index("11月30日（周一）09:00–10:30 和上次一样")


def test_day_on_which_they_have_the_room_already_is_none_to_offer(staff: Client, caller: Resident, room: Room) -> None:
    last = had(caller, room, "2026-12-01 09:00-10:30")

    page = staff.get(f"{person(caller)}times/?again={last.ref}")

    assert not any("on=2026-12-01" in link for link in links(page))


def test_what_is_kept_for_the_telephone_is_offered(staff: Client, caller: Resident, room: Room) -> None:
    a_kept_window(centre=room.centre, weekday=2, hours="08:30-12:00")
    last = had(caller, room)

    assert "12月1日（周二）09:00–10:30 和上次一样" in words(staff.get(f"{person(caller)}times/?again={last.ref}"))


def test_full_week_leads_to_other_times(staff: Client, caller: Resident, room: Room) -> None:
    last = had(caller, room)
    for day in ("2026-11-29", "2026-11-30", *(f"2026-12-0{n}" for n in range(1, 7))):
        had(a_resident(), room, f"{day} 08:30-17:00")
        had(a_resident(), room, f"{day} 18:30-20:00")

    page = staff.get(f"{person(caller)}times/?again={last.ref}")

    assert "这个时间都满了" in words(page)
    assert f"{person(caller)}times/" in links(page)


def test_a_day_shows_every_room_with_its_times(staff: Client, caller: Resident, room: Room) -> None:
    other = a_room(centre=room.centre, name="书画室")
    had(a_resident(), room, "2026-12-01 08:30-17:00")
    had(a_resident(), room, "2026-12-01 18:30-20:00")

    page = staff.get(f"{person(caller)}times/?date=2026-12-01")

    assert "12月1日（周二）" in words(page)
    booking_links = [link for link in links(page) if "/book/" in link]
    assert booking_links
    assert all(f"room={other.pk}&" in link for link in booking_links)
    for odd in ("2026-13-01", "2030-01-01", "乱写", "9999-12-31"):
        assert staff.get(f"{person(caller)}times/", {"date": odd}).status_code == 200


# Read back and done


def test_it_is_read_back_and_booked_once(staff: Client, caller: Resident, room: Room) -> None:
    last = had(caller, room)
    address = f"{reading(caller, room)}&again={last.ref}"

    page = staff.get(address)
    assert "欧阳示例，12月1日（周二）上午9点到10点半，" in said(page)
    assert 'value="7"' in page.content.decode()
    form = typed(staff, address, channel="proxy")
    first, second = (staff.post(address, form) for _n in range(2))

    booking = Booking.objects.exclude(pk=last.pk).get()
    assert first["Location"] == second["Location"] == f"{DESK}done/{booking.ref}/"
    assert (booking.booked_for, booking.channel, booking.party, booking.purpose) == (caller, "proxy", 7, "唱沪剧")
    done = staff.get(first["Location"])
    assert " ".join(booking.ref) in words(done)
    assert DESK in links(done)


def test_team_is_booked_for_through_its_leader(staff: Client, caller: Resident, room: Room) -> None:
    team = a_team(leader=caller, name="友谊编织组")
    address = reading(caller, room)

    assert "友谊编织组" in words(staff.get(address))
    staff.post(address, typed(staff, address, team=str(team.pk)))

    assert Booking.objects.get().team == team


def test_somebody_elses_team_is_none_to_choose(staff: Client, caller: Resident, room: Room) -> None:
    team = a_team(leader=a_resident())
    address = reading(caller, room)

    staff.post(address, typed(staff, address, team=str(team.pk)))

    assert Booking.objects.get().team is None


def test_time_that_went_meanwhile_gets_near_ones_and_the_line(staff: Client, caller: Resident, room: Room) -> None:
    address = reading(caller, room, "2026-12-03")
    form = typed(staff, address)
    had(a_resident(), room, "2026-12-03 09:00-10:30")

    page = staff.post(address, form)
    assert "别人约走" in words(page)
    [first, *_others] = [link for link in links(page) if "/book/" in link]
    assert "on=2026-12-03&starts=10:45" in first
    assert 'value="唱沪剧"' in page.content.decode()

    page = staff.post(address, {**form, "step": "wait"}, follow=True)
    assert "排上了候补" in words(page)
    assert BookingWait.objects.get().resident == caller


def test_limit_is_waived_only_with_a_reason(staff: Client, caller: Resident, room: Room) -> None:
    for day in ("2026-12-02", "2026-12-03"):
        had(caller, a_room(), f"{day} 09:00-10:00")
    address = reading(caller, room)
    form = typed(staff, address)

    page = staff.post(address, form)
    assert "例外" in words(page)
    staff.post(address, {**form, "waiver": "理事会请他来"})

    assert Booking.objects.get(occupancy__room=room).waiver == "理事会请他来"


@pytest.mark.parametrize(
    "query", ["", "?room=x&on=2026-12-01&starts=09:00&ends=10:00", "?room=1&on=2026-02-30&starts=09:00&ends=10:00"]
)
def test_address_that_names_no_time_leads_to_the_times(
    staff: Client, caller: Resident, room: Room, query: str
) -> None:
    assert staff.get(f"{person(caller)}book/{query}")["Location"].startswith(f"{person(caller)}times/")


def test_room_of_another_site_is_not_booked_here(staff: Client, caller: Resident) -> None:
    elsewhere = a_room()
    open_daily(elsewhere.centre, "08:30-17:00")

    assert staff.get(reading(caller, elsewhere)).status_code == 302


@pytest.mark.parametrize(
    ("changes", "answer"), [({"party": "很多"}, "数字"), ({"purpose": ""}, "没填"), ({"purpose": "长" * 200}, "60")]
)
def test_bad_input_is_answered_and_nothing_is_lost(
    staff: Client, caller: Resident, room: Room, changes: dict[str, str], answer: str
) -> None:
    address = reading(caller, room)

    page = staff.post(address, typed(staff, address, **changes))

    assert answer in words(page)
    assert "欧阳示例，12月1日（周二）上午9点到10点半，" in said(page)
    assert not Booking.objects.exists()


# Two entries of one person


def test_two_entries_become_one(staff: Client, caller: Resident, room: Room) -> None:
    other = a_resident(name="欧阳示例", phone="13800000009")
    booking = had(other, room)
    side_by_side = f"{person(caller)}same-as/{other.pk}/"

    assert side_by_side in links(staff.get(person(caller)))
    assert side_by_side in links(staff.get(f"{DESK}twice/"))
    assert "是同一个人吗" in words(staff.get(side_by_side))
    assert Resident.objects.count() == 2
    page = staff.post(side_by_side, follow=True)
    again = staff.post(side_by_side, follow=True)

    assert "合成一条了" in words(page)
    assert again.redirect_chain[-1][0] == person(caller)
    booking.refresh_from_db()
    assert booking.booked_for == caller
    assert Merge.objects.get().gone == other.pk
    assert staff.get(person(other))["Location"] == person(caller)
    assert "没有登记两次" in words(staff.get(f"{DESK}twice/"))


def test_two_accounts_stay_two_with_a_sentence(staff: Client, caller: Resident) -> None:
    both = [a_resident(user=a_user(), name="王示例") for _n in range(2)]

    page = staff.post(f"{person(both[0])}same-as/{both[1].pk}/", follow=True)

    assert "各有自己的账号" in words(page)
    assert Resident.objects.filter(name="王示例").count() == 2


# The day


def test_tick_at_the_desk_leads_back_to_the_desk(staff: Client, caller: Resident, room: Room) -> None:
    booking = had(caller, room, "2026-11-29 10:00-11:00")

    page = staff.get(DESK)
    assert "1今天要来" in words(page).replace(" ", "")
    ticked = staff.post(f"/admin/board/c1/today/{booking.ref}/came/", {"back": "desk"})

    assert ticked["Location"] == f"{DESK}#{booking.ref}"
    assert "1已到" in words(staff.get(DESK)).replace(" ", "")


# Cost and rivals


def test_pages_cost_as_much_for_many_as_for_one(staff: Client, caller: Resident, room: Room) -> None:
    last = had(caller, room)
    pages = [DESK, person(caller), f"{person(caller)}times/?again={last.ref}", f"{person(caller)}times/"]
    staff.get(DESK)
    few = [len(queries_of(lambda page=page: staff.get(page))) for page in pages]
    for number in range(6):
        a_room(centre=room.centre)
        had(caller, a_room(centre=room.centre), f"2026-11-{10 + number} 09:00-10:00")
        had(a_resident(), a_room(centre=room.centre), "2026-11-29 11:00-12:00")
        a_resident(name="欧阳示例")

    assert [len(queries_of(lambda page=page: staff.get(page))) for page in pages] == few
    assert max(few) <= 24


@pytest.mark.django_db(transaction=True)
def test_two_desks_and_the_web_on_one_slot(room: Room) -> None:
    callers = [a_resident(user=a_user(), name="王示例") for _n in range(4)]
    clients = []
    for caller in callers:
        client = Client()
        client.force_login(staff_of(room.centre))
        clients.append((client, reading(caller, room), typed(client, reading(caller, room))))
    web = Client()
    web.force_login(callers[-1].user)

    def knock(number: int) -> int:
        if number == len(clients):
            query = "date=2026-12-01&start=09:00&end=10:30"
            form = {"whom": "me", "party": "6", "purpose": "tea", "words": "", "note": "", "step": "confirm"}
            return web.post(f"/rooms/{room.pk}/book/?{query}", {**form, "token": "x"}).status_code
        client, address, form = clients[number]
        return client.post(address, form).status_code

    statuses = race(len(clients) + 1, knock)

    assert Booking.objects.count() == 1
    assert sorted(statuses)[:1] == [200]
    assert statuses.count(302) == 1
    assert set(statuses) <= {200, 302, 409}


def test_rules_of_the_desk_know_no_release(staff: Client, caller: Resident, room: Room) -> None:
    """A day that is not open yet is refused here as on the web, and may be waived with a reason."""
    a_rule_set(room=room, days_ahead=1)
    address = reading(caller, room, "2026-12-05")

    page = staff.post(address, typed(staff, address))

    assert "12月4日（周五）09:00" in words(page)
    assert localtime(NOW).date() == date(2026, 11, 29)
