"""Missed bookings: what residents read and write about theirs, and what staff answer."""

from datetime import timedelta

import pytest
from django.test import Client

from bookings.models import BookingMark
from centres.models import Room
from notices.models import Notice
from tests.bookings.pages import words
from tests.factories import a_booking, a_centre, a_resident, a_street_officer, a_user, staff_of
from tests.queries import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday_morning")]

OWN, INBOX = "/bookings/missed/", "/admin/board/missed/"


@pytest.fixture
def mark(room: Room) -> BookingMark:
    return a_mark(room, "2026-11-10 09:00-10:00", phone="13800000021")


def a_mark(room: Room, span: str, phone: str = "", **fields: object) -> BookingMark:
    resident = a_resident(user=a_user(phone=phone) if phone else a_user(), name="欧阳示例")
    booking = a_booking(room=room, span=span, booked_for=resident, state="no_show")
    happened_at = booking.occupancy.starts_at
    return BookingMark.objects.create(
        booking=booking,
        resident=resident,
        happened_at=happened_at,
        expires_at=happened_at + timedelta(days=90),
        **fields,
    )


def resident_of(mark: BookingMark) -> Client:
    client = Client()
    client.force_login(mark.resident.user)
    return client


def appeal(mark: BookingMark, text: str, client: Client | None = None):
    sent = {"mark": mark.key, f"{mark.key}-appeal": text}
    return (client or resident_of(mark)).post(OWN, sent, follow=True)


def answer(client: Client, mark: BookingMark, step: str, reason: str):
    return client.post(f"{INBOX}booking/{mark.pk}/", {f"{mark.key}-reason": reason, "step": step}, follow=True)


# The resident


def test_one_reads_ones_own_state_in_a_sentence(mark: BookingMark) -> None:
    client = resident_of(mark)

    assert "您有1次爽约，现在还不影响预约" in words(client.get("/bookings/"))
    page = words(client.get(OWN))
    assert "11月10日（周二）09:00–10:00" in page
    assert "算到2月8日" in page


def test_who_missed_nothing_reads_thanks() -> None:
    client = Client()
    client.force_login(a_user())

    assert "您没有爽约" in words(client.get(OWN))
    assert "次爽约" not in words(client.get("/bookings/"))


def test_missed_bookings_are_nobody_elses(mark: BookingMark) -> None:
    neighbour = Client()
    neighbour.force_login(a_user())

    assert Client().get(OWN).status_code == 302
    assert "11月10日" not in words(neighbour.get(OWN))
    assert appeal(mark, "我替他说", neighbour).status_code == 404
    mark.refresh_from_db()
    assert mark.appeal == ""


def test_a_few_words_go_to_the_office_once(mark: BookingMark) -> None:
    page = appeal(mark, "那天摔了一跤")

    assert "我们看了会答复您" in words(page)
    assert "还没有答复。" in words(page)
    assert "您已经说过了" in words(appeal(mark, "再说一遍"))
    mark.refresh_from_db()
    assert mark.appeal == "那天摔了一跤"


def test_no_words_and_too_many_are_sent_back_with_them(mark: BookingMark) -> None:
    assert "请写几个字。" in words(appeal(mark, "  "))
    assert "长" * 301 in appeal(mark, "长" * 301).content.decode()
    assert appeal(mark, "x", Client()).status_code == 200  # to the sign-in page
    assert resident_of(mark).post(OWN, {"mark": "9" * 30}).status_code == 404
    mark.refresh_from_db()
    assert mark.appeal == ""


# The office


def test_only_those_who_run_the_site_see_and_answer(mark: BookingMark) -> None:
    people = {
        "not signed in": (None, 302, 302),
        "a resident": (a_user(), 403, 403),
        "staff of another site": (staff_of(a_centre()), 200, 404),
        "the street office": (a_street_officer(), 200, 302),
    }
    for name, (user, sees, answers) in people.items():
        client = Client()
        if user:
            client.force_login(user)
        page = client.get(INBOX)
        assert (name, page.status_code) == (name, sees)
        assert ("欧阳示例" in page.content.decode()) == (name == "the street office")
        sent = client.post(f"{INBOX}booking/{mark.pk}/", {f"{mark.key}-reason": "住院", "step": "excuse"})
        assert (name, sent.status_code) == (name, answers)
    mark.refresh_from_db()
    assert mark.is_excused


def test_appeals_come_first(mark: BookingMark, room: Room, staff: Client) -> None:
    later = a_mark(room, "2026-11-20 09:00-10:00")
    appeal(mark, "那天摔了一跤")

    page = words(staff.get(INBOX))

    assert "138****0021" in page
    assert "13800000021" not in page
    assert page.index("11月10日") < page.index("11月20日")
    assert "那天摔了一跤" in page
    assert later.counts(later.happened_at)


def test_excused_with_a_reason_they_read(mark: BookingMark, staff: Client) -> None:
    appeal(mark, "那天摔了一跤")

    assert "请写明原因" in words(answer(staff, mark, "excuse", " "))
    page = words(answer(staff, mark, "excuse", "邻居来说过"))

    assert "欧阳*这次不算了。已发短信告诉 138****0021。" in page
    assert "不算爽约。原因：邻居来说过。" in Notice.objects.get().body
    assert "没有爽约的" in page
    assert "这次不算" in words(resident_of(mark).get(OWN))


def test_upheld_with_a_reason_they_read(mark: BookingMark, staff: Client) -> None:
    appeal(mark, "忘了")

    assert "欧阳*这次还是算。" in words(answer(staff, mark, "uphold", "已经第三次了"))

    assert "已经第三次了" in words(resident_of(mark).get(OWN))
    assert "刚刚有人答复过了" in words(answer(staff, mark, "uphold", "已经第三次了"))


def test_nobody_is_upheld_without_having_appealed(mark: BookingMark, staff: Client) -> None:
    answer(staff, mark, "uphold", "就是算")

    mark.refresh_from_db()
    assert mark.answer == ""
    assert staff.get(f"{INBOX}booking/{mark.pk}/").status_code == 405


def test_long_list_costs_the_same(mark: BookingMark, room: Room, staff: Client) -> None:
    staff.get(INBOX)
    few = queries_of(lambda: staff.get(INBOX))
    for day in range(1, 10):
        a_mark(room, f"2026-11-0{day} 14:00-15:00")

    assert len(queries_of(lambda: staff.get(INBOX))) == len(few) <= 8
