"""Numbers and moments with which nothing can be reckoned are said on the form, and never reach the database."""

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from activities.models import Draw
from tests.bookings.pages import words
from tests.factories import a_session, a_street_officer, an_activity, at

pytestmark = pytest.mark.django_db

NOW = at("2026-11-29 10:00")
TYPED = {"kind": "exercise", "price": "0", "closes_minutes": "0", "party": "alone", "is_published": "on"}


@pytest.fixture(autouse=True)
def sunday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


def change(client, activity, **typed):
    client.force_login(a_street_officer())
    page = reverse("admin:activities_activity_change", args=[activity.pk])
    return client.post(page, {**TYPED, "name": activity.name, **typed})


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"closes_minutes": "2147483647"}, "527040"),
        ({"opens_at": "9999-12-31T09:00", "first_for": "near", "first_days": "30"}, "2000年到2099年"),
        ({"opens_at": "0001-01-01T09:00"}, "2000年到2099年"),
        ({"age_from": "9000"}, "120"),
        ({"age_until": "121"}, "120"),
        ({"party": "child", "capacity": "1"}, "至少要两个名额"),
    ],
    ids=["minutes", "far", "long ago", "age", "upper age", "one place for two"],
)
def test_what_nothing_can_be_reckoned_with_is_said(client, typed, says):
    page = change(client, an_activity(), **typed)

    assert page.status_code == 200
    assert says in words(page)


@pytest.mark.parametrize(
    "fields",
    [{"closes_minutes": 2147483647}, {"opens_at": at("9998-01-01 09:00")}, {"age_from": 9000}, {"age_until": 121}],
    ids=["minutes", "far", "age", "upper age"],
)
def test_the_database_holds_it_too(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        an_activity(**fields)


def test_a_draw_at_the_end_of_time_is_said_on_the_form(client, room, clerk):
    session = a_session(room=room, span="2026-12-08 09:00-10:30", capacity=3)
    client.force_login(clerk)
    times = {"opens_at": "9999-12-31T09:00", "closes_at": "9999-12-31T10:00", "draws_at": "9999-12-31T11:00"}

    page = client.post(reverse("board:draw", args=["c1", session.pk]), times)

    assert page.status_code == 200
    assert "2000年到2099年" in words(page)
    assert not Draw.objects.exists()
