"""Numbers and moments with which nothing can be reckoned are said on the form, and never reach the database."""

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from activities.models import Activity, Draw
from tests.bookings.pages import words
from tests.factories import a_session, a_street_officer, an_activity, an_enrolment, at, staff_of

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


# On the programme, and off it


def test_what_somebody_has_a_place_in_stays_on_the_programme(client, room):
    place = an_enrolment(session=a_session(room=room, span="2026-12-08 09:00-10:30", capacity=3))
    activity = place.session.activity

    page = change(client, activity, is_published="")

    assert "请取消这些场次" in words(page)
    activity.refresh_from_db()
    assert activity.is_published


def test_a_draft_does_not_show_its_name_on_the_public_week(client, room):
    activity = an_activity(name="还没定的活动")
    session = a_session(activity=activity, room=room, span="2026-12-02 09:00-10:30", capacity=3)

    change(client, activity, is_published="")

    session.occupancy.refresh_from_db()
    assert session.occupancy.title == ""
    client.logout()
    assert "还没定的活动" not in words(client.get("/centres/c1/2026-W49/"))
    change(client, activity)
    session.occupancy.refresh_from_db()
    assert session.occupancy.title == "还没定的活动"


def test_ones_own_place_in_what_is_off_the_programme_leads_nowhere_else(client, room):
    place = an_enrolment(session=a_session(room=room, span="2026-11-20 09:00-10:30", capacity=3))
    Activity.objects.update(is_published=False)
    client.force_login(staff_of(room.centre))

    page = client.get(place.get_absolute_url())

    assert page.status_code == 200
    assert place.session.activity.get_absolute_url() not in page.content.decode()
