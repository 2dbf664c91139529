from datetime import timedelta

import pytest
from django.test import Client

from tests.factories import a_centre, a_resident, a_user, at, staff_of

pytestmark = pytest.mark.django_db
NOW = at("2026-11-30 09:00")
STAY = "/account/stay/"


def test_staff_who_ask_stay_another_half_hour(client: Client, time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    client.force_login(staff_of(a_centre()))
    client.get("/admin/")

    time_machine.move_to(NOW + timedelta(minutes=29), tick=False)
    assert client.post(STAY).json() == {"seconds": 30 * 60}

    time_machine.move_to(NOW + timedelta(minutes=58), tick=False)
    assert client.get("/admin/").status_code == 200


def test_too_late_is_too_late(client: Client, time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    client.force_login(staff_of(a_centre()))
    client.get("/admin/")

    time_machine.move_to(NOW + timedelta(minutes=31), tick=False)

    assert client.post(STAY)["Location"] == "/account/login/?next=/admin/"
    assert "_auth_user_id" not in client.session


def test_staying_is_for_staff(client: Client) -> None:
    assert client.post(STAY)["Location"] == f"/account/login/?next={STAY}"
    client.force_login(a_resident(user=a_user()).user)
    assert client.post(STAY).status_code == 403
    assert client.get(STAY).status_code == 405
