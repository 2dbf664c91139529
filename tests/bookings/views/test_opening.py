"""Before a day is released: its page says the exact moment, counts down without scripts, and opens by itself."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from bookings.opening import Opening
from centres.models import Room
from tests.bookings.pages import a_neighbour, links, signed_in, words
from tests.factories import a_room, a_rule_set, at, open_daily

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    room = a_room(name="阳光客厅")
    open_daily(room.centre, "08:30-17:00")
    return room


def look(room: Room, now: str, **asked: str):
    with time_machine.travel(at(now), tick=False):
        return Client().get(f"/rooms/{room.pk}/", {"date": "2026-12-07", **asked})


def test_page_says_the_moment_and_how_long_until_then(room: Room) -> None:
    page = look(room, "2026-11-29 08:47:30")

    assert "12月7日（周一）还没放号" in words(page)
    assert "11月30日（周一）09:00" in words(page)
    assert "还有1天。" in words(page)
    assert "我们的钟现在是08:47:30。" in words(page)
    assert "Refresh" not in page.headers  # a page renews itself only for those who ask it to
    assert f"/rooms/{room.pk}/?date=2026-12-07&wait=1" in links(page)


@pytest.mark.parametrize(
    ("now", "seconds"),
    [("2026-11-29 08:00", (60, 60)), ("2026-11-30 08:58:59", (60, 60)), ("2026-11-30 08:59:30", (30, 33))],
)
def test_waiting_page_renews_itself_and_is_there_at_the_moment(room: Room, now: str, seconds: tuple[int, int]) -> None:
    page = look(room, now, wait="1")

    assert seconds[0] <= int(page["Refresh"]) <= seconds[1]
    assert "不等了" in words(page)


def test_at_the_moment_the_same_address_shows_the_free_times(room: Room) -> None:
    page = look(room, "2026-11-30 09:00", wait="1")

    assert "Refresh" not in page.headers
    assert any("date=2026-12-07" in link for link in links(page, f"/rooms/{room.pk}/book/"))


def test_who_waits_is_not_sent_to_the_door_in_one_instant(room: Room) -> None:
    waits = {int(look(room, "2026-11-30 08:59:00", wait="1")["Refresh"]) for _n in range(40)}

    assert len(waits) > 1


def test_room_page_leads_there(room: Room) -> None:
    with time_machine.travel(at("2026-11-28 12:00"), tick=False):
        page = Client().get(f"/rooms/{room.pk}/")

    assert any("date=2026-12-06" in link for link in links(page, f"/rooms/{room.pk}/?"))


def test_room_that_is_not_booked_here_opens_never(room: Room) -> None:
    room.is_bookable = False
    room.save(update_fields=["is_bookable"])

    assert "还没放号" not in words(look(room, "2026-11-29 08:47"))


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(seconds=59), "不到1分钟"),
        (timedelta(minutes=1, seconds=59), "1分钟"),
        (timedelta(hours=3, minutes=12), "3小时12分钟"),
        (timedelta(days=1), "1天"),
        (timedelta(days=1, minutes=59), "1天"),
        (timedelta(days=2, hours=3), "2天3小时"),
    ],
)
def test_how_long(left: timedelta, said: str) -> None:
    opening = Opening(Room(pk=1), date(2026, 12, 7), at("2026-11-30 09:00"), at("2026-11-30 09:00") - left)

    assert opening.left == said


def test_other_numbers_open_at_other_moments(room: Room) -> None:
    a_rule_set(room=room, days_ahead=2)

    assert "12月5日（周六）09:00" in words(look(room, "2026-11-30 10:00"))


def test_who_wants_a_day_too_early_is_led_to_the_moment_it_opens(room: Room) -> None:
    client = signed_in(a_neighbour())
    with time_machine.travel(at("2026-11-29 08:47:30"), tick=False):
        page = client.get(f"/rooms/{room.pk}/book/?date=2026-12-07&start=09:00&end=10:30")
        [there] = [link for link in links(page, f"/rooms/{room.pk}/?") if "2026-12-07" in link]

        assert "看这一天几时放号" in words(page)
        assert "12月7日（周一）还没放号" in words(client.get(there))
