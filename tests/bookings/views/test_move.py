"""Moving one's booking: choose, look at old and new side by side, move; what is refused loses nothing."""

from urllib.parse import unquote

import pytest
import time_machine
from django.test import Client

from bookings.models import Booking
from centres.models import Occupancy
from tests.bookings.pages import a_neighbour, links, signed_in, words
from tests.factories import a_booking, a_room, a_rule_set, a_span, a_team, an_occupancy, at, open_daily, staff_of
from tests.queries import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday_noon")]

TUESDAY = {"date": "2026-12-01", "start": "14:00", "end": "15:30"}


@pytest.fixture
def booking() -> Booking:
    room = a_room(name="阳光客厅")
    open_daily(room.centre, "08:30-17:00")
    return a_booking(room=room, booked_for=a_neighbour())


def page_of(booking: Booking) -> str:
    return f"/bookings/{booking.ref}/move/"


def query(**asked: object) -> str:
    return "?" + "&".join(f"{name}={value}" for name, value in asked.items())


def where(booking: Booking) -> tuple[object, object]:
    booking.refresh_from_db()
    return booking.occupancy.room, booking.occupancy.span


def test_only_who_may_see_it_may_move_it(booking: Booking) -> None:
    for client, status in ((Client(), 302), (signed_in(a_neighbour()), 404), (signed_in(booking.booked_for), 200)):
        assert client.get(page_of(booking)).status_code == status
        if status != 200:
            assert client.post(page_of(booking) + query(**TUESDAY)).status_code == status
    assert where(booking) == (booking.room, a_span("2026-11-30 09:00-10:30"))


def test_slip_leads_to_another_time(booking: Booking) -> None:
    assert page_of(booking) in links(signed_in(booking.booked_for).get(booking.get_absolute_url()))


def test_free_times_lead_to_the_question_and_ones_own_time_stands_in_no_way(booking: Booking) -> None:
    page = signed_in(booking.booked_for).get(page_of(booking), {"date": "2026-11-30"})

    starts = [unquote(link) for link in links(page)]
    assert f"{page_of(booking)}?date=2026-11-30&start=09:30&end=11:00" in starts  # half of it is one's own time
    assert "您现在约的是11月30日（周一）09:00–10:30" in words(page)


def test_other_rooms_are_offered_at_the_same_time(booking: Booking) -> None:
    other = a_room(centre=booking.room.centre, name="书画室", capacity=20)

    page = signed_in(booking.booked_for).get(page_of(booking))

    assert f"{page_of(booking)}?date=2026-11-30&start=09:00&end=10:30&room={other.pk}" in [
        unquote(link) for link in links(page)
    ]


def test_question_shows_old_and_new_and_moves_nothing(booking: Booking) -> None:
    page = words(signed_in(booking.booked_for).get(page_of(booking), TUESDAY))

    assert page.index("现在的") < page.index("11月30日（周一）") < page.index("改成") < page.index("12月1日（周二）")
    assert where(booking)[1] == a_span("2026-11-30 09:00-10:30")


def test_yes_moves_it_once_however_often_it_is_sent(booking: Booking) -> None:
    client = signed_in(booking.booked_for)

    first = client.post(page_of(booking) + query(**TUESDAY), follow=True)
    second = client.post(page_of(booking) + query(**TUESDAY), follow=True)

    assert where(booking)[1] == a_span("2026-12-01 14:00-15:30")
    assert "已改到12月1日（周二）14:00–15:30。" in words(first)
    assert second.redirect_chain[-1][0] == booking.get_absolute_url()
    assert Occupancy.objects.filter(released_at=None).count() == 1


def test_another_room_is_taken_along(booking: Booking) -> None:
    other = a_room(centre=booking.room.centre)

    signed_in(booking.booked_for).post(page_of(booking) + query(**TUESDAY, room=other.pk))

    assert where(booking) == (other, a_span("2026-12-01 14:00-15:30"))


@pytest.mark.parametrize("method", ["get", "post"])
def test_time_that_went_meanwhile_keeps_the_old_one_and_offers_near_ones(booking: Booking, method: str) -> None:
    an_occupancy(room=booking.room, span="2026-12-01 14:30-15:00")

    page = getattr(signed_in(booking.booked_for), method)(page_of(booking) + query(**TUESDAY))

    assert page.status_code == 409
    assert "您原来的时间还在：11月30日（周一）09:00–10:30" in words(page)
    assert len([link for link in links(page, page_of(booking)) if "start=" in link]) >= 1
    assert where(booking)[1] == a_span("2026-11-30 09:00-10:30")


def test_rules_are_asked_with_every_reason(booking: Booking) -> None:
    page = signed_in(booking.booked_for).post(page_of(booking) + query(date="2026-12-24", start="16:50", end="20:10"))

    assert page.status_code == 200
    assert len(page.context["answer"].refusals) == 4  # release, hours, length, grid
    assert where(booking)[1] == a_span("2026-11-30 09:00-10:30")


def test_it_does_not_count_against_itself(booking: Booking) -> None:
    a_rule_set(room=booking.room, upcoming_limit=1, limited_upcoming=1)

    signed_in(booking.booked_for).post(page_of(booking) + query(date="2026-11-30", start="14:00", end="15:30"))

    assert where(booking)[1] == a_span("2026-11-30 14:00-15:30")


def test_too_late_leads_back_with_the_number_to_call(booking: Booking) -> None:
    client = signed_in(booking.booked_for)
    with time_machine.travel(at("2026-11-30 07:30"), tick=False):
        page = client.post(page_of(booking) + query(**TUESDAY), follow=True)
        slip = client.get(booking.get_absolute_url())

    assert f"请打电话 {booking.room.centre.phone}" in words(page)
    assert page_of(booking) not in links(slip)
    assert where(booking)[1] == a_span("2026-11-30 09:00-10:30")


def test_moving_has_a_deadline_of_its_own(booking: Booking) -> None:
    a_rule_set(room=booking.room, reschedule_minutes=2880)

    page = signed_in(booking.booked_for).get(page_of(booking), follow=True)

    assert page.redirect_chain[-1][0] == booking.get_absolute_url()


@pytest.mark.parametrize(
    "typed",
    ["?date=2026-02-30&start=09:00&end=10:00", "?start=abc", "?room=99999", "?date=2999-01-01", "?length=９９"],
)
def test_unreadable_addresses_lead_to_the_choice(booking: Booking, typed: str) -> None:
    client = signed_in(booking.booked_for)

    assert client.get(page_of(booking) + typed).status_code == 200
    assert client.post(page_of(booking) + typed).status_code == 200
    assert where(booking)[1] == a_span("2026-11-30 09:00-10:30")


def test_cancelled_one_moves_no_more(booking: Booking) -> None:
    Booking.objects.filter(pk=booking.pk).update(state="cancelled", cancelled_at=at("2026-11-28 11:00"))

    page = signed_in(booking.booked_for).post(page_of(booking) + query(**TUESDAY), follow=True)

    assert "这次预约刚刚改动过" in words(page)


def test_room_where_the_office_decides_says_so_before_it_is_asked(booking: Booking) -> None:
    hall = a_room(centre=booking.room.centre)
    a_rule_set(room=hall, needs_approval=True)
    address = page_of(booking) + query(**TUESDAY, room=hall.pk)
    client = signed_in(booking.booked_for)

    assert "您原来的时间就放开了" in words(client.get(address))
    page = client.post(address, follow=True)

    booking.refresh_from_db()
    assert booking.is_pending
    assert "待审核" in words(page)


def test_team_moves_as_a_team(booking: Booking) -> None:
    team = a_team(leader=booking.booked_for)
    for_team = a_booking(room=booking.room, span="2026-12-02 09:00-10:00", team=team)
    hall = a_room(centre=booking.room.centre)
    a_rule_set(room=hall, open_to="teams")

    refused = signed_in(booking.booked_for).post(page_of(booking) + query(**TUESDAY, room=hall.pk))
    signed_in(booking.booked_for).post(page_of(for_team) + query(**TUESDAY, room=hall.pk))

    assert "给备案团队用" in words(refused)
    assert where(for_team)[0] == hall


def test_staff_move_on_the_board_not_here(booking: Booking) -> None:
    client = Client()
    client.force_login(staff_of(booking.room.centre))

    assert client.get(page_of(booking)).status_code == 404


def test_queries_do_not_grow(booking: Booking) -> None:
    client = signed_in(booking.booked_for)
    few = queries_of(lambda: client.get(page_of(booking)))
    for _n in range(10):
        a_room(centre=booking.room.centre)
        a_booking(room=a_room(), span="2026-12-02 09:00-10:00")

    assert len(queries_of(lambda: client.get(page_of(booking)))) == len(few) <= 16
