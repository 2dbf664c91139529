"""The inbox of bookings that wait for the office: who sees them, a yes, a no with its reason."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from bookings import actions
from bookings.models import Booking
from centres.models import Occupancy, Room
from fairness.models import RuleSet
from tests.bookings.pages import words
from tests.factories import (
    a_centre,
    a_resident,
    a_room,
    a_rule_set,
    a_span,
    a_street_officer,
    a_user,
    staff_of,
)
from tests.office.board_pages import NOW
from tests.queries import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday_morning")]

INBOX = "/admin/board/requests/"


def asked_for(room: Room, span: str = "2026-11-30 09:00-10:30", name: str = "欧阳示例") -> Booking:
    if not RuleSet.objects.filter(room=room).exists():
        a_rule_set(room=room, needs_approval=True)
    resident = a_resident(user=a_user(), name=name)
    assert resident.user
    return actions.book(
        room=room,
        span=a_span(span),
        party=6,
        booked_for=resident,
        by=resident.user,
        channel="web",
        purpose="排练",
        token=uuid.uuid4(),
        now=NOW,
    )


def answer(client: Client, booking: Booking, step: str, **typed: str):
    fields = {f"{booking.ref}-{name}": words for name, words in typed.items()}
    return client.post(f"{INBOX}{booking.ref}/{step}/", fields, follow=True)


def state(booking: Booking) -> str:
    return Booking.objects.get(pk=booking.pk).state


def test_only_those_who_run_the_site_see_and_decide(room: Room) -> None:
    booking = asked_for(room)
    people = {
        "not signed in": (None, 302, 302),
        "a resident": (a_user(), 403, 403),
        "staff of another site": (staff_of(a_centre()), 200, 404),
        "the street office": (a_street_officer(), 200, 302),
    }
    for name, (user, sees, decides) in people.items():
        client = Client()
        if user:
            client.force_login(user)
        page = client.get(INBOX)
        assert (name, page.status_code) == (name, sees)
        assert ("欧阳示例" in page.content.decode()) == (name == "the street office")
        assert (name, client.post(f"{INBOX}{booking.ref}/approve/").status_code) == (name, decides)
    assert state(booking) == "confirmed"


def test_most_urgent_comes_first_with_what_one_needs_to_decide(
    room: Room, staff: Client, looks: Callable[[], list[str]]
) -> None:
    asked_for(room, "2026-12-01 09:00-10:30", "王示例")
    urgent = asked_for(room, "2026-11-29 15:00-16:00", "李示例")

    page = words(staff.get(INBOX))

    assert page.index("李示例") < page.index("王示例")
    assert f"{urgent.room.centre.short_name}·舞蹈房" in page
    assert "审核期限 11月29日（周日）15:00" in page
    assert [look.split(" ")[-2:] for look in looks()] == [[f"{urgent.pk},", str(urgent.pk - 1)]]


def test_yes_is_told(room: Room, staff: Client) -> None:
    booking = asked_for(room)

    page = words(answer(staff, booking, "approve"))

    assert state(booking) == "confirmed"
    assert "已同意：11月30日（周一）09:00–10:30 舞蹈房 欧阳*。" in page
    assert "没有待审核的" in page


def test_no_wants_a_reason_and_keeps_what_was_typed(room: Room, staff: Client) -> None:
    booking, other = asked_for(room), asked_for(room, "2026-12-01 09:00-10:30")

    empty = answer(staff, booking, "decline", reason="  ")
    long = answer(staff, booking, "decline", reason="长" * 300)

    assert "请写明原因" in words(empty)
    assert "长" * 300 in long.content.decode()
    assert (state(booking), state(other)) == ("pending", "pending")

    done = answer(staff, booking, "decline", reason="那天要调音响🎤")

    assert state(booking) == "declined"
    assert Booking.objects.get(pk=booking.pk).decision == "那天要调音响🎤"
    assert "没有同意：" in words(done)
    assert Occupancy.objects.filter(released_at=None).count() == 1


def test_second_answer_reads_what_became_of_it(room: Room, staff: Client) -> None:
    booking = asked_for(room)
    answer(staff, booking, "approve")

    assert "有人处理过了：已确认" in words(answer(staff, booking, "decline", reason="改天"))
    assert state(booking) == "confirmed"


def test_nothing_changes_by_looking(room: Room, staff: Client) -> None:
    booking = asked_for(room)

    assert staff.get(f"{INBOX}{booking.ref}/approve/").status_code == 405
    assert staff.get(f"{INBOX}{booking.ref}/decline/").status_code == 405
    assert state(booking) == "pending"


def test_long_inbox_is_leafed_through_at_a_constant_price(room: Room, staff: Client) -> None:
    asked_for(room)
    staff.get(INBOX)  # the first page of a test learns what else it needs
    few = queries_of(lambda: staff.get(INBOX))
    for _n in range(21):
        asked_for(a_room(centre=room.centre))

    page = staff.get(INBOX)

    assert len(queries_of(lambda: staff.get(INBOX))) == len(few) <= 8
    assert "第1页，共2页" in words(page)
    assert "有22个预约等您审核" in words(page)


def test_board_shows_it_waiting_and_the_door_no_name(room: Room, staff: Client) -> None:
    asked_for(room)

    board = staff.get("/admin/board/c1/?week=2026-W49")

    assert "cell-pend" in board.content.decode()
    assert "欧阳示例" not in words(Client().get("/centres/c1/week/?week=2026-W49"))
