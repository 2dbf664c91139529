"""Whoever was served is asked on the day after how it was, as after activities."""

import pytest
import time_machine
from django.urls import reverse

from services.models import Appointment, DayAnswer
from services.people import forget_words
from tests.factories import a_resident, a_service_day, a_user, an_appointment, at, staff_of

pytestmark = pytest.mark.django_db

NOW = at("2026-12-01 08:00")


@pytest.fixture(autouse=True)
def the_morning_after():
    with time_machine.travel(NOW, tick=False):
        yield


def served(**fields):
    day = fields.pop("day", None) or a_service_day(span="2026-11-30 09:00-11:00", minutes=20)
    return an_appointment(day=day, resident=a_resident(user=a_user()), **{"state": "done", **fields})


def question(appointment):
    return reverse("services:appointment-thanks", args=[appointment.pk])


def test_who_was_served_is_asked_once(client):
    mine = served()
    client.force_login(mine.resident.user)

    for page in (mine.get_absolute_url(), reverse("bookings:booking-list")):
        assert f'href="{question(mine)}"' in client.get(page).text
    client.post(question(mine), {"how": "poor", "words": "等了很久"})
    client.post(question(mine), {"how": "good"})

    assert [(each.happening, each.how, each.words) for each in DayAnswer.objects.all()] == [
        (mine.day, "poor", "等了很久")
    ]
    assert question(mine) not in client.get(mine.get_absolute_url()).text


@pytest.mark.parametrize("state", ["waiting", "no_show"])
def test_who_was_not_served_is_not_asked(state):
    served(state=state)

    assert list(Appointment.objects.to_be_asked(NOW)) == []


def test_nobody_else_is_asked(client):
    theirs = served()
    assert client.get(question(theirs)).status_code == 302
    for user in (a_resident(user=a_user()).user, staff_of(theirs.day.occupancy.room.centre)):
        client.force_login(user)
        assert client.post(question(theirs), {"how": "good"}).status_code == 404
    assert not DayAnswer.objects.exists()


def test_staff_read_what_was_said_of_services(client):
    day = a_service_day(span="2026-11-30 09:00-11:00", minutes=20)
    for _number in range(3):
        DayAnswer.objects.create(happening=day, how="good", words="谢谢", given_on=NOW.date())
    centre = day.occupancy.room.centre
    client.force_login(staff_of(centre))

    [said] = client.get(reverse("board:answers", args=[centre.slug])).context["said"]

    assert (said.name, said.counts[0]) == (day.service.name, ("很好", 3))


def test_after_a_year_what_was_said_goes():
    day = a_service_day()
    DayAnswer.objects.create(happening=day, how="good", words="谢谢", given_on=at("2025-11-30 00:00").date())

    forget_words(NOW)

    assert DayAnswer.objects.get().words == ""
