"""At the door: the code of the day, the booking number, one's own booking; old and forged codes lead on kindly."""

from datetime import date

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from bookings.models import Booking
from centres.models import Room
from fairness.checkin import Door, ForgedCode
from tests.bookings.pages import links, words
from tests.factories import a_booking, a_hall, a_resident, a_team, a_user, an_occupancy, at
from tests.queries import queries_of

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def monday_at_nine():
    cache.clear()
    with time_machine.travel(at("2026-11-30 09:00"), tick=False):
        yield


@pytest.fixture
def booking(room: Room) -> Booking:
    return a_booking(room=room, booked_for=a_resident(user=a_user(), name="欧阳示例"))


def door(room: Room, on: date = TODAY) -> str:
    return f"/in/{Door.of(room, on).token}/"


def come(room: Room, ref: str, client: Client | None = None):
    return (client or Client()).post(door(room), {"ref": ref}, follow=True)


def state(booking: Booking) -> tuple[str, str]:
    booking.refresh_from_db()
    return booking.state, booking.checked_in_how


def test_anybody_with_the_number_checks_in(booking: Booking) -> None:
    page = come(booking.room, booking.ref)

    assert state(booking) == ("checked_in", "door")
    assert booking.checked_in_by is None
    assert "签到好了：09:00–10:30。" in words(page)
    assert "欧阳" not in words(page)


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{0.lower}", "{0[:3]}-{0[3:]}", "full width"])
def test_number_may_be_written_as_one_likes(booking: Booking, typed: str) -> None:
    ref = booking.ref
    forms = {
        "{0}": ref,
        " {0} ": f"  {ref} ",
        "{0.lower}": ref.lower(),
        "{0[:3]}-{0[3:]}": f"{ref[:3]}-{ref[3:]}",
        "full width": "".join(chr(ord(sign) + 0xFEE0) for sign in ref),
    }
    come(booking.room, forms[typed])

    assert state(booking)[0] == "checked_in"


def test_who_is_signed_in_presses_one_button(booking: Booking) -> None:
    client = Client()
    client.force_login(booking.booked_by)

    page = client.get(door(booking.room))
    assert "您的预约 09:00–10:30" in words(page)
    come(booking.room, booking.ref, client)

    assert state(booking) == ("checked_in", "door")
    assert booking.checked_in_by == booking.booked_by
    assert "已签到" in words(client.get(door(booking.room)))


def test_page_tells_nobody_who_comes(booking: Booking) -> None:
    a_booking(room=booking.room, span="2026-11-30 11:00-12:00", team=a_team(name="友谊编织组"))
    neighbour = Client()
    neighbour.force_login(a_user())

    for client in (Client(), neighbour):
        page = words(client.get(door(booking.room)))
        assert "09:00–10:30 已预约 （正在进行）" in page
        assert "11:00–12:00 友谊编织组" in page
        assert "欧阳" not in page
        assert booking.ref not in page


def test_wrong_numbers_say_so_and_are_limited(booking: Booking) -> None:
    assert "没有这个预约号" in words(come(booking.room, "BCDFGH"))
    assert "BCDFGH" in come(booking.room, "BCDFGH").content.decode()
    for _n in range(8):
        come(booking.room, "BCDFGH")

    page = come(booking.room, booking.ref)

    assert page.status_code == 429
    assert "请跟前台说您到了" in words(page)
    assert state(booking)[0] == "confirmed"


def test_own_press_is_no_guess(booking: Booking) -> None:
    for _n in range(10):
        come(booking.room, "BCDFGH")
    client = Client()
    client.force_login(booking.booked_by)

    come(booking.room, booking.ref, client)

    assert state(booking) == ("checked_in", "door")


def test_neighbour_who_helps_with_the_number_is_not_on_record(booking: Booking) -> None:
    client = Client()
    client.force_login(a_user())

    come(booking.room, booking.ref, client)

    assert state(booking) == ("checked_in", "door")
    assert booking.checked_in_by is None


def test_hall_and_parts_have_doors_for_each_other(centre) -> None:
    hall = a_hall(centre=centre, name="多功能厅")
    east, west = hall.parts.order_by("pk")
    whole, part = a_booking(room=hall), a_booking(room=east, span="2026-11-30 11:00-12:00")

    page = words(Client().get(door(west)))
    assert "09:00–10:30 多功能厅：已预约" in page
    assert "11:00–12:00" not in page
    assert f"11:00–12:00 {east.name}：已预约" in words(Client().get(door(hall)))

    assert "没有这个预约号" in words(come(west, part.ref))
    come(west, whole.ref)
    assert state(whole) == ("checked_in", "door")
    with time_machine.travel(at("2026-11-30 11:00"), tick=False):
        come(hall, part.ref)
    assert state(part) == ("checked_in", "door")


@pytest.mark.parametrize("typed", ["", "12", "张示例", "😀" * 6, "A" * 200, "\0\0\0\0\0\0"])
def test_what_is_no_number_is_answered_with_a_sentence(booking: Booking, typed: str) -> None:
    page = come(booking.room, typed)

    assert page.status_code == 200
    assert page.context["form"].errors["ref"]
    assert state(booking)[0] == "confirmed"


def test_number_of_another_room_or_day_is_none_of_this_door(booking: Booking, centre) -> None:
    other_day = a_booking(room=booking.room, span="2026-12-01 09:00-10:00")
    other_room = a_booking(span="2026-11-30 09:00-10:00")

    for other in (other_day, other_room):
        assert "没有这个预约号" in words(come(booking.room, other.ref))
        assert state(other)[0] == "confirmed"


def test_too_early_and_too_late_are_told_with_the_way_out(booking: Booking) -> None:
    with time_machine.travel(at("2026-11-30 08:30"), tick=False):
        assert "11月30日（周一）08:45起可以签到" in words(come(booking.room, booking.ref))
    with time_machine.travel(at("2026-11-30 09:20"), tick=False):
        assert "请跟前台说您到了" in words(come(booking.room, booking.ref))
    assert state(booking)[0] == "confirmed"


def test_old_code_leads_to_the_room_and_notes_nothing(booking: Booking) -> None:
    for on in (date(2026, 11, 29), date(2026, 12, 1)):
        page = Client().post(door(booking.room, on), {"ref": booking.ref})
        assert page.status_code == 410
        assert f"这是{on:%-m月%-d日}" in words(page)
        assert f"/rooms/{booking.room.pk}/" in links(page)
    assert state(booking)[0] == "confirmed"


def test_code_ends_at_midnight(booking: Booking) -> None:
    with time_machine.travel(at("2026-11-30 23:59:59"), tick=False):
        assert Client().get(door(booking.room)).status_code == 200
    with time_machine.travel(at("2026-12-01 00:00"), tick=False):
        assert Client().get(door(booking.room)).status_code == 410


@pytest.mark.parametrize("token", ["x", "1.739946", "1.739946.forged", "..", "１.2.3", "999.99999999999999999999.x"])
def test_forged_code_is_no_door(token: str) -> None:
    page = Client().get(f"/in/{token}/")

    assert page.status_code == 404
    assert "没读出来" in words(page)


def test_signature_is_of_this_room_and_day(room: Room) -> None:
    token = Door.of(room, TODAY).token
    assert Door.read(token) == Door(room.pk, TODAY)
    for forged in (token[:-1], token.replace(f"{room.pk}.", f"{room.pk + 1}.", 1), f"{token}x"):
        with pytest.raises(ForgedCode):
            Door.read(forged)


def test_looking_changes_nothing_and_costs_little(booking: Booking) -> None:
    client = Client()
    client.force_login(booking.booked_by)
    client.get(door(booking.room))
    few = queries_of(lambda: client.get(door(booking.room)))
    for hour in range(11, 16):
        a_booking(room=booking.room, span=f"2026-11-30 {hour}:00-{hour}:30", booked_for=booking.booked_for)
    an_occupancy(room=booking.room, span="2026-11-30 16:00-16:30")

    assert len(queries_of(lambda: client.get(door(booking.room)))) == len(few) <= 9
    assert state(booking)[0] == "confirmed"
