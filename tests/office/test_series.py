"""Standing hours on the board: who may, a preview before anything is taken, and what the leader sees and may do."""

import re

import pytest
from django.test import Client

from bookings.links import series_path
from bookings.models import Booking, Series
from centres.models import Occupancy, Room
from residents.models import Team
from tests.bookings.pages import links, words
from tests.factories import (
    a_booking,
    a_centre,
    a_resident,
    a_series,
    a_street_officer,
    a_team,
    a_user,
    an_occupancy,
    staff_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday_morning")]

LIST = "/admin/board/c1/series/"


@pytest.fixture
def team() -> Team:
    return a_team(leader=a_resident(user=a_user(), name="欧阳示例"), name="友谊编织组")


def typed(room: Room, team: Team, **changes: str) -> dict[str, str]:
    return {
        "team": str(team.pk),
        "room": str(room.pk),
        "every": "week",
        "first": "2026-12-01",
        "until": "2026-12-29",
        "count": "",
        "starts": "09:00",
        "ends": "10:30",
        "chosen": "",
        "party": "１２",
        "purpose": "编织",
        "token": "7e7c1f5e-2b53-4f25-9b5d-0d8f5f6a7c11",
        **changes,
    }


def new(client: Client, sent: dict[str, str]):
    return client.post(f"{LIST}new/", sent, follow=True)


def made(room: Room, team: Team) -> Series:
    """A series of two dates to come."""
    series = a_series(team=team, room=room)
    for day in ("2026-12-01", "2026-12-08"):
        a_booking(room=room, span=f"{day} 09:00-10:30", team=team, series=series)
    return series


def test_pages_are_for_staff_of_the_site(room: Room, team: Team) -> None:
    series = made(room, team)
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
        for page in (LIST, f"{LIST}new/", f"{LIST}{series.pk}/"):
            assert (name, page, client.get(page).status_code) == (name, page, status)
        for step in ("confirm", "shift", "end"):
            sent = client.post(f"{LIST}{series.pk}/{step}/").status_code
            assert (name, step, sent in (302, 200)) == (name, step, status in (302, 200))
            assert client.get(f"{LIST}{series.pk}/{step}/").status_code in (405, 302, 403)


def test_every_date_is_looked_at_before_anything_is_taken(room: Room, team: Team, staff: Client) -> None:
    an_occupancy(room=room, span="2026-12-08 08:30-17:00", title="地板打蜡")

    page = new(staff, {**typed(room, team), "step": "look"})

    assert "5天里有4天空着" in words(page)
    assert "2026年12月8日（周二）" in words(page)
    assert "已有安排：08:30–17:00 地板打蜡" in words(page)
    assert not Booking.objects.exists()


def test_chosen_dates_and_alternatives_are_taken(room: Room, team: Team, staff: Client) -> None:
    an_occupancy(room=room, span="2026-12-08 09:00-10:00")
    look = new(staff, {**typed(room, team), "step": "look"})
    instead = re.search(r'name="on-2026-12-08" value="([^"]+)"', look.content.decode())
    assert instead

    sent = {**typed(room, team), "step": "take", "on-2026-12-08": instead[1], "on-2026-12-15": "out"}
    page = new(staff, sent)
    new(staff, sent)

    assert "给友谊编织组排好了4次" in words(page)
    assert "2026年12月15日（周二）\u2060·有意跳过。" in words(page).replace(" ", "")
    starts = Booking.objects.order_by("occupancy__starts_at").values_list("occupancy__starts_at", flat=True)
    assert [f"{each:%m-%d}" for each in starts] == ["12-01", "12-08", "12-22", "12-29"]
    assert "友谊编织组" in words(staff.get(LIST))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"count": "10000", "until": ""}, "超过60次"),
        ({"until": "", "count": ""}, "一次也没有"),
        ({"until": "2026-11-01"}, "一次也没有"),
        ({"ends": "08:00"}, "结束时间要晚于开始时间"),
        ({"every": "chosen", "chosen": "2026-02-30"}, "日历上没有"),
        ({"every": "chosen", "chosen": "乱写"}, "一次也没有"),
        ({"party": "99"}, "坐不下"),
        ({"first": "9999-12-30", "until": "", "count": "3"}, "年份"),
        ({"purpose": "长" * 200}, "60"),
    ],
)
def test_what_cannot_be_is_answered_and_nothing_typed_is_lost(
    room: Room, team: Team, staff: Client, changes: dict[str, str], said: str
) -> None:
    page = new(staff, {**typed(room, team, **changes), "step": "take"})

    assert page.status_code == 200
    assert page.context["form"].errors
    assert said in words(page)
    assert 'value="09:00"' in page.content.decode()
    assert not Series.objects.exists()


def test_series_moves_ends_and_is_confirmed(room: Room, team: Team, staff: Client) -> None:
    series = made(room, team)
    address = f"{LIST}{series.pk}/"

    page = staff.post(f"{address}confirm/", follow=True)
    assert "已确认到1月24日" in words(page)

    shift = {"to-room": room.pk, "to-starts": "14:00", "to-ends": "15:00", "to-since": "2026-12-02"}
    page = staff.post(f"{address}shift/", shift, follow=True)
    assert "改好了1次" in words(page)
    an_occupancy(room=room, span="2026-12-01 16:00-17:00")
    clash = {**shift, "to-starts": "16:00", "to-ends": "17:00", "to-since": "2026-12-01"}
    page = staff.post(f"{address}shift/", clash, follow=True)
    assert "没有改：12月1日（周二）已有安排" in words(page)

    assert staff.post(f"{address}end/", {"end-since": "2026-12-02"}).context["ending"].errors["reason"]
    page = staff.post(f"{address}end/", {"end-since": "2026-12-02", "end-reason": "停练"}, follow=True)
    assert "1次已经放开" in words(page)
    assert Booking.objects.kept().count() == 1


def test_one_date_on_the_board_leads_to_all_and_to_what_follows(room: Room, team: Team, staff: Client) -> None:
    series = made(room, team)
    held = Booking.objects.order_by("occupancy__starts_at")[1].occupancy
    following, everything = f"{LIST}{series.pk}/?since=2026-12-08", f"{LIST}{series.pk}/"

    for page in ("", "move/", "cancel/"):
        shown = staff.get(f"/admin/board/c1/occupancy/{held.pk}/{page}")
        assert "友谊编织组的长期预约" in words(shown)
        assert {following, everything} <= set(links(shown))
    assert staff.get(following).content.decode().count('value="2026-12-08"') == 2
    assert staff.get(f"{everything}?since=乱写").status_code == 200
    alone = a_booking(room=room, span="2026-12-03 09:00-10:00")
    assert "长期预约中的" not in words(staff.get(f"/admin/board/c1/occupancy/{alone.occupancy_id}/"))


# The leader


def test_leader_confirms_by_the_link_without_signing_in(room: Room, team: Team) -> None:
    series = made(room, team)
    Series.objects.filter(pk=series.pk).update(asked_at="2026-11-28T10:00+08:00")
    client = Client()

    page = client.get(series_path(series))
    assert "这个时间还要吗？" in words(page)
    assert "欧阳" not in words(page)
    page = client.post(series_path(series), follow=True)

    assert "时间给你们留到1月24日" in words(page)
    assert "已经确认过" in words(page)
    assert client.get("/bookings/series/1.forged/").status_code == 404


def test_leader_ends_this_and_all_that_follow_or_only_one(room: Room, team: Team) -> None:
    made(room, team)
    first, second = Booking.objects.order_by("occupancy__starts_at")
    client = Client()
    client.force_login(team.leader.user)

    page = client.get(f"/bookings/{second.ref}/cancel/")
    assert {f"/bookings/{booking.ref}/end/" for booking in (first, second)} <= set(links(page))
    assert "从12月1日（周二）09:00–10:30起，2次都让给邻居" in words(client.get(f"/bookings/{first.ref}/end/"))
    page = client.post(f"/bookings/{second.ref}/end/", follow=True)

    assert "1次已经让给邻居" in words(page)
    assert [booking.state for booking in Booking.objects.order_by("occupancy__starts_at")] == [
        "confirmed",
        "cancelled",
    ]
    assert Occupancy.objects.filter(released_at=None).count() == 1


def test_series_is_ended_by_nobody_else(room: Room, team: Team) -> None:
    made(room, team)
    booking = Booking.objects.earliest("occupancy__starts_at")
    neighbour, alone = Client(), a_booking(booked_for=a_resident(user=a_user()))
    neighbour.force_login(alone.booked_by)

    assert Client().post(f"/bookings/{booking.ref}/end/").status_code == 302
    assert neighbour.post(f"/bookings/{booking.ref}/end/").status_code == 404
    assert neighbour.post(f"/bookings/{alone.ref}/end/").status_code == 404
    assert Booking.objects.kept().count() == 3
