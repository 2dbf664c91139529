"""In line on the web and at the desk: from a time that is taken to one's own booking, and what others may not see."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from bookings import actions
from bookings.models import Booking, BookingWait
from centres.models import Room
from residents.models import Resident
from tests.bookings.conftest import NOW
from tests.bookings.pages import a_neighbour, links, signed_in, words
from tests.factories import (
    a_booking,
    a_centre,
    a_room,
    a_rule_set,
    a_street_officer,
    a_user,
    open_daily,
    staff_of,
)
from tests.queries import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday_noon")]

SLOT = "?date=2026-11-30&start=09%3A00&end=10%3A30"
TYPED = {"whom": "me", "party": "4", "purpose": "tea", "words": "", "note": ""}
LATER = NOW + timedelta(minutes=6)


@pytest.fixture
def booking() -> Booking:
    room = a_room(name="阳光客厅", centre=a_centre(slug="c1"))
    open_daily(room.centre, "08:30-17:00")
    return a_booking(room=room, booked_for=a_neighbour())


def page_of(room: Room) -> str:
    return f"/rooms/{room.pk}/wait/{SLOT}"


def join(booking: Booking, resident: Resident, **typed: str):
    return signed_in(resident).post(page_of(booking.room), {**TYPED, "step": "join", **typed}, follow=True)


def offered(booking: Booking, resident: Resident) -> BookingWait:
    join(booking, resident)
    actions.cancel(booking=booking, by=booking.booked_by, now=NOW)
    actions.pass_on_lapsed(LATER)
    return BookingWait.objects.get()


def detail(entry: BookingWait) -> str:
    return f"/bookings/waiting/{entry.pk}/"


# Joining


def test_taken_time_leads_to_the_line_with_what_was_typed(booking: Booking) -> None:
    client, book = signed_in(a_neighbour()), f"/rooms/{booking.room.pk}/book/{SLOT}"

    page = client.get(book)
    assert page_of(booking.room) in links(page)
    page = client.post(book, {**TYPED, "party": "7", "step": "check"})
    assert f'formaction="{page_of(booking.room).replace("&", "&amp;")}"' in page.content.decode()
    page = client.post(page_of(booking.room), {**TYPED, "party": "7", "step": "fill"})
    assert 'value="7"' in page.content.decode()
    assert "前面有0位邻居在候补" in words(page)


def test_who_asks_signs_in_first(booking: Booking) -> None:
    assert Client().get(page_of(booking.room)).status_code == 302
    assert Client().post(page_of(booking.room), {**TYPED, "step": "join"}).status_code == 302
    assert not BookingWait.objects.exists()


def test_one_joins_and_reads_ones_place(booking: Booking) -> None:
    join(booking, a_neighbour())
    second = a_neighbour()

    page = words(join(booking, second))

    assert "候补排上了" in page
    assert "您排第2位。" in page
    assert "您排第2位。" in words(signed_in(second).get("/bookings/"))
    assert BookingWait.objects.count() == 2


def test_form_without_its_answers_comes_back_with_the_others(booking: Booking) -> None:
    page = join(booking, a_neighbour(), party="", note="有轮椅")

    assert page.context["form"].errors["party"]
    assert 'value="有轮椅"' in page.content.decode()
    assert not BookingWait.objects.exists()


def test_what_has_become_free_meanwhile_can_be_booked_right_away(booking: Booking) -> None:
    actions.cancel(booking=booking, by=booking.booked_by, now=NOW)

    page = join(booking, a_neighbour())

    assert "刚好空出来了" in words(page)
    assert page.redirect_chain[-1][0].startswith(f"/rooms/{booking.room.pk}/book/")


def test_full_line_and_no_line_say_so(booking: Booking) -> None:
    a_rule_set(room=booking.room, waiting_limit=1)
    join(booking, a_neighbour())

    assert "排满了" in words(join(booking, a_neighbour()))


def test_room_without_a_line_offers_none(booking: Booking) -> None:
    a_rule_set(room=booking.room, waiting_limit=0)

    page = signed_in(a_neighbour()).get(f"/rooms/{booking.room.pk}/book/{SLOT}")

    assert page_of(booking.room) not in links(page)


# Answering


def test_offer_is_taken_with_one_press(booking: Booking) -> None:
    resident = a_neighbour()
    entry = offered(booking, resident)
    client = signed_in(resident)
    with time_machine.travel(LATER, tick=False):
        assert "轮到您了。这个时间给您留到11月28日（周六）14:06" in words(client.get("/bookings/"))
        page = client.post(detail(entry), {"step": "accept"}, follow=True)

    assert "约好了" in words(page) or "是您的了" in words(page)
    assert Booking.objects.confirmed().get().booked_for == resident
    assert client.get(detail(entry)).status_code == 200


def test_offer_is_let_go_with_one_press(booking: Booking) -> None:
    resident = a_neighbour()
    entry = offered(booking, resident)
    with time_machine.travel(LATER, tick=False):
        page = signed_in(resident).post(detail(entry), {"step": "leave"}, follow=True)
        again = signed_in(resident).post(detail(entry), {"step": "leave"}, follow=True)

    assert "您让给了下一位" in words(page)
    assert "这次候补已经结束了" in words(again)


def test_offer_that_ended_says_so(booking: Booking) -> None:
    resident = a_neighbour()
    entry = offered(booking, resident)
    with time_machine.travel(LATER + timedelta(hours=3), tick=False):
        page = signed_in(resident).post(detail(entry), {"step": "accept"}, follow=True)

    assert "已经让给下一位了" in words(page)
    assert not Booking.objects.confirmed().exists()


def test_place_is_nobody_elses(booking: Booking) -> None:
    resident = a_neighbour()
    entry = offered(booking, resident)
    for client, status in ((Client(), 302), (signed_in(a_neighbour()), 404)):
        assert client.get(detail(entry)).status_code == status
        assert client.post(detail(entry), {"step": "accept"}).status_code == status
    entry.refresh_from_db()
    assert entry.is_offered


def test_list_asks_as_much_however_many_places_there_are(booking: Booking) -> None:
    resident = a_neighbour()
    join(booking, resident)
    client = signed_in(resident)
    client.get("/bookings/")
    few = queries_of(lambda: client.get("/bookings/"))
    for day in range(1, 5):
        room = a_room(centre=booking.room.centre)
        a_booking(room=room, span=f"2026-12-0{day} 09:00-10:30")
        BookingWait.objects.create(
            room=room,
            starts_at=NOW + timedelta(days=day),
            ends_at=NOW + timedelta(days=day, hours=1),
            resident=resident,
            joined_at=NOW,
            channel="web",
            party=2,
            purpose="喝茶",
        )

    assert len(queries_of(lambda: client.get("/bookings/"))) == len(few) <= 15


# At the desk


def test_only_staff_of_the_site_see_the_line_and_answer(booking: Booking) -> None:
    entry = offered(booking, a_neighbour(name="欧阳示例", phone="13800000777"))
    page_, answer = "/admin/board/c1/waiting/", f"/admin/board/c1/waiting/{entry.pk}/"
    people = {
        "not signed in": (None, 302),
        "a resident": (a_user(), 403),
        "staff of another site": (staff_of(a_centre()), 404),
        "the street office": (a_street_officer(), 200),
    }
    with time_machine.travel(LATER, tick=False):
        for name, (user, status) in people.items():
            client = Client()
            if user:
                client.force_login(user)
            page = client.get(page_)
            assert (name, page.status_code) == (name, status)
            assert ("欧阳示例" in page.content.decode()) == (status == 200)
            assert "13800000777" not in page.content.decode()
            sent = client.post(answer, {"step": "accept"})
            assert (name, sent.status_code) == (name, 302 if status == 200 else status)
        assert client.get(answer).status_code == 405
        assert "没有人候补" in words(client.get(page_))
    assert Booking.objects.confirmed().get().booked_for.name == "欧阳示例"


def test_board_shows_the_kept_time_and_the_door_no_name(booking: Booking) -> None:
    offered(booking, a_neighbour(name="欧阳示例"))
    client = Client()
    client.force_login(staff_of(booking.room.centre))
    with time_machine.travel(LATER, tick=False):
        board = client.get("/admin/board/c1/?week=2026-W49")
        week = Client().get("/centres/c1/week/?week=2026-W49")

    assert "候补保留" in words(board)
    assert "cell-pend" in board.content.decode()
    assert "候补保留" in words(week)
    assert "欧阳" not in words(week)
