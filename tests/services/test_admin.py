"""Service days are arranged like sessions (tests/activities/test_admin.py), and say who serves."""

import pytest
import time_machine
from django.urls import reverse

from centres.models import Room
from services.models import ServiceDay
from tests.factories import a_centre, a_room, a_service, a_user, at, open_daily, staff_of

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
