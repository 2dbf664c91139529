"""Outings: a place outdoors is a room that nobody books, and people meet somewhere else."""

import pytest
import time_machine
from django.db import IntegrityError
from django.urls import reverse

from activities import actions
from activities.models import Session
from activities.papers import sign_in_sheet
from centres.models import Room, RoomTaken
from notices.models import Notice
from tests.bookings.pages import words
from tests.factories import (
    a_centre,
    a_resident,
    a_room,
    a_session,
    a_span,
    a_street_officer,
    a_user,
    a_wait,
    an_activity,
    an_enrolment,
    at,
    staff_of,
)

pytestmark = pytest.mark.django_db

NOW = at("2026-11-29 10:00")
WALK = "2026-12-01 13:30-15:00"


@pytest.fixture(autouse=True)
def sunday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def river(centre):
    return a_room(centre=centre, name="示例滨江", number="W1", is_bookable=False, is_outdoors=True)


@pytest.fixture
def walk(river):
    return a_session(room=river, span=WALK, capacity=5, meeting_point="一中心大门口")


def test_nobody_books_a_place_outdoors(client, centre):
    with pytest.raises(IntegrityError):
        a_room(centre=centre, is_outdoors=True)


def test_residents_are_not_offered_it(client, river):
    assert river not in Room.objects.bookable()
    site = client.get(reverse("office:centre-detail", args=["c1"]))
    assert "户外" in words(site)
    assert reverse("bookings:room-detail", args=[river.pk]) not in site.content.decode()


@pytest.mark.parametrize("page", ["timetables:week", "board:week"])
def test_it_stands_in_the_week_only_when_somebody_goes_there(client, clerk, river, page):
    client.force_login(clerk)
    week = reverse(page, args=["c1"])

    assert "示例滨江" not in words(client.get(week, {"week": "2026-W49"}))
    a_session(room=river, span=WALK)
    assert "示例滨江" in words(client.get(week, {"week": "2026-W49"}))
    assert "示例滨江" not in words(client.get(week, {"week": "2026-W50"}))


def test_two_outings_of_one_place_never_overlap(river, walk, clerk):
    with pytest.raises(RoomTaken):
        actions.schedule(activity=an_activity(), room=river, span=a_span(WALK), by=clerk, now=NOW)


def test_staff_say_where_one_meets(client, clerk, river):
    client.force_login(clerk)
    wish = {"offering": an_activity().pk, "room": river.pk, "on": "2026-12-01", "starts": "13:30", "ends": "15:00"}

    client.post(reverse("admin:activities_session_add"), {**wish, "times": "1", "meeting_point": " 一中心大门口　"})

    assert Session.objects.get().meeting_point == "一中心大门口"


def test_whoever_comes_reads_where_one_meets(client, walk, clerk):
    place = an_enrolment(session=walk, resident=a_resident(user=a_user()))
    client.force_login(place.resident.user)

    assert "集合：一中心大门口" in words(client.get(walk.activity.get_absolute_url()))
    assert "一中心大门口" in words(client.get(place.get_absolute_url()))
    assert any("一中心大门口" in fact for fact in sign_in_sheet(walk, [place], now=NOW).facts)
    actions.cancel(happening=walk, by=clerk, reason="下大雨", now=NOW)
    assert "集合：一中心大门口" in Notice.objects.get().body


def test_another_point_is_told_to_whoever_comes_or_waits(client, walk, clerk):
    an_enrolment(session=walk, resident=a_resident(user=a_user()))
    a_wait(session=walk, resident=a_resident(user=a_user()))
    page = reverse("admin:activities_session_meeting_point", args=[walk.pk])
    client.force_login(clerk)
    change = client.get(reverse("admin:activities_session_change", args=[walk.pk])).content.decode()

    assert page in change
    for _time in range(2):
        client.post(page, {"meeting_point": "地铁站２号口"})

    assert Notice.objects.count() == 2
    assert all("集合：地铁站2号口" in notice.body for notice in Notice.objects.all())
    walk.refresh_from_db()
    assert walk.meeting_point == "地铁站2号口"


def test_what_has_begun_meets_where_it_met(client, walk, clerk):
    client.force_login(clerk)
    page = reverse("admin:activities_session_meeting_point", args=[walk.pk])
    with time_machine.travel(at("2026-12-01 14:00"), tick=False):
        client.force_login(clerk)
        answer = client.post(page, {"meeting_point": "地铁站"})

    assert answer.context["form"].non_field_errors()
    assert 'value="地铁站"' in answer.content.decode()
    walk.refresh_from_db()
    assert walk.meeting_point == "一中心大门口"


@pytest.mark.parametrize(
    ("who", "status"), [("nobody", 302), ("neighbour", 302), ("other desk", 404), ("office", 200)]
)
def test_who_may_say_where_one_meets(client, walk, who, status):
    people = {"neighbour": a_user, "other desk": lambda: staff_of(a_centre()), "office": a_street_officer}
    if who in people:
        client.force_login(people[who]())

    assert client.get(reverse("admin:activities_session_meeting_point", args=[walk.pk])).status_code == status
