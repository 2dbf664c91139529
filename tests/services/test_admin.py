"""Service days are arranged like sessions (tests/activities/test_admin.py), and say who serves."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils.timezone import localdate

from centres.models import CalendarDay, Room
from services.models import Provider, Service, ServiceDay
from tests.factories import a_centre, a_room, a_service, a_service_day, a_user, an_occupancy, at, open_daily, staff_of

pytestmark = pytest.mark.django_db

ADD = reverse("admin:services_serviceday_add")


@pytest.fixture(autouse=True)
def sunday_morning():
    with time_machine.travel(at("2026-11-29 10:00"), tick=False):
        yield


@pytest.fixture
def wish():
    centre = a_centre()
    open_daily(centre, "08:30-17:00")
    return {
        "offering": a_service().pk,
        "room": a_room(centre=centre).pk,
        "on": "2026-11-30",
        "starts": "09:00",
        "ends": "11:00",
        "times": "2",
        "provider": "示例护士",
    }


def test_staff_of_the_site_arrange_days_and_name_who_serves(client, wish):
    client.force_login(staff_of(Room.objects.get(pk=wish["room"]).centre))

    client.post(ADD, wish)

    assert [day.provider for day in ServiceDay.objects.all()] == ["示例护士", "示例护士"]


@pytest.mark.parametrize("person", ["staff elsewhere", "a resident", "nobody known"])
def test_others_arrange_nothing(client, wish, person):
    if person != "nobody known":
        client.force_login(staff_of(a_centre()) if person == "staff elsewhere" else a_user())

    client.post(ADD, wish)

    assert not ServiceDay.objects.exists()


def test_the_same_service_with_somebody_else_serving_is_not_the_same_date(client, wish):
    client.force_login(staff_of(Room.objects.get(pk=wish["room"]).centre))
    client.post(ADD, wish)

    answer = client.post(ADD, {**wish, "provider": "示例医生"})

    assert "有人用了" in answer.context["form"].non_field_errors()[0]
    assert [day.provider for day in ServiceDay.objects.all()] == ["示例护士", "示例护士"]


def looked_at(client, wish, **changes):
    answer = client.post(ADD, {**wish, **changes, "step": "look"})
    assert not ServiceDay.objects.exists()
    return answer.context["preview"]


def test_the_dates_are_looked_at_before_anything_is_written(client, wish):
    room = Room.objects.get(pk=wish["room"])
    an_occupancy(room=room, span="2026-12-07 10:30-12:00")
    client.force_login(staff_of(room.centre))

    first, second = looked_at(client, wish)

    assert (first.problem, first.note) == ("", "")
    assert "12月7日" in second.problem


@pytest.mark.parametrize(
    ("provider", "span", "warned"),
    [
        ("示例护士", "2026-12-07 10:30-12:00", True),
        ("示例护士", "2026-12-07 11:00-12:00", False),
        ("示例医生", "2026-12-07 10:30-12:00", False),
    ],
)
def test_who_is_expected_in_two_rooms_at_once_is_said(client, wish, provider, span, warned):
    room = a_room(name="阳光客厅")
    there = a_service_day(room=room, span=span, provider=provider)
    client.force_login(staff_of(Room.objects.get(pk=wish["room"]).centre))

    answer = client.post(ADD, {**wish, "step": "look"})

    first, second = answer.context["preview"]
    assert (first.warning, second.problem) == ("", "")
    assert ("阳光客厅" in second.warning) == warned
    assert ("阳光客厅" in answer.content.decode()) == warned
    client.post(ADD, {**wish, "step": "arrange"})
    assert ServiceDay.objects.exclude(pk=there.pk).count() == 2


def test_the_second_saturday_of_three_months_takes_three_rooms_in_turn(client, wish):
    room = Room.objects.get(pk=wish["room"])
    other = a_room(centre=room.centre)
    client.force_login(staff_of(room.centre))
    rota = {**wish, "on": "2026-12-12", "every": "nth", "times": "3", "second": other.pk}

    assert [(stop.room, localdate(stop.span.starts_at).day) for stop in looked_at(client, rota)] == [
        (room, 12),
        (other, 9),
        (room, 13),
    ]
    client.post(ADD, {**rota, "step": "arrange"})

    assert [day.occupancy.room for day in ServiceDay.objects.order_by("occupancy__starts_at")] == [room, other, room]


def test_the_fifteenth_waits_for_the_next_open_day(client, wish):
    room = Room.objects.get(pk=wish["room"])
    CalendarDay.objects.create(on="2026-12-15", kind="off", name="示例节")
    client.force_login(staff_of(room.centre))
    rota = {**wish, "on": "2026-12-15", "every": "day", "times": "1"}

    [closed] = looked_at(client, rota)
    [stop] = looked_at(client, rota, or_next_open="on")
    client.post(ADD, {**rota, "or_next_open": "on"})

    assert "示例节" in closed.problem
    assert localdate(stop.span.starts_at) == date(2026, 12, 16)
    assert "12月15日" in stop.note
    assert localdate(ServiceDay.objects.get().occupancy.starts_at) == date(2026, 12, 16)


def test_a_time_outside_the_hours_of_an_open_day_is_named_as_such(client, wish):
    client.force_login(staff_of(Room.objects.get(pk=wish["room"]).centre))

    [early] = looked_at(client, wish, starts="04:00", ends="05:00", times="1")

    assert early.problem.startswith("这段时间不全在开放时间里。2026-11-30 周一")


def test_a_make_up_workday_is_said(client, wish):
    CalendarDay.objects.create(on="2026-12-12", kind="work", name="示例节", stands_for="2026-12-09")
    client.force_login(staff_of(Room.objects.get(pk=wish["room"]).centre))

    [stop] = looked_at(client, wish, on="2026-12-12", times="1")

    assert "调休" in stop.note


def test_a_month_without_a_31st_is_named_and_the_others_are_arranged(client, wish):
    client.force_login(staff_of(Room.objects.get(pk=wish["room"]).centre))
    rota = {**wish, "on": "2027-01-31", "every": "day", "times": "3"}

    _first, without, _third = looked_at(client, rota)
    answer = client.post(ADD, rota, follow=True)

    assert "2027年2月" in without.problem
    assert ServiceDay.objects.count() == 2
    assert any("2027年2月" in str(message) for message in answer.context["messages"])


def test_the_same_rota_sent_twice_is_arranged_once(client, wish):
    client.force_login(staff_of(Room.objects.get(pk=wish["room"]).centre))

    for _time in range(2):
        client.post(ADD, {**wish, "on": "2026-12-07", "every": "nth", "step": "arrange"})

    assert ServiceDay.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"times": "27"}, "times"), ({"every": "nth", "times": "13"}, "times"), ({"every": "x"}, "every")],
)
def test_bad_rotas_are_said_at_their_field(client, wish, changes, field):
    client.force_login(staff_of(Room.objects.get(pk=wish["room"]).centre))

    assert list(client.post(ADD, {**wish, **changes}).context["form"].errors) == [field]


def test_a_day_gives_numbers_as_its_service_says(client, wish):
    Service.objects.update(minutes=20, chairs=2, kept_percent=30, is_walk_in=False)
    client.force_login(staff_of(Room.objects.get(pk=wish["room"]).centre))

    client.post(ADD, wish)

    assert {(day.plan.places, day.plan.kept) for day in ServiceDay.objects.all()} == {(12, 4)}


def test_who_usually_serves_is_named_where_nobody_else_is(client, wish):
    Service.objects.update(provided_by=Provider.objects.create(name="示例理发队", kind="organisation"))
    client.force_login(staff_of(Room.objects.get(pk=wish["room"]).centre))

    client.post(ADD, {**wish, "provider": ""})

    assert {day.provider for day in ServiceDay.objects.all()} == {"示例理发队"}
