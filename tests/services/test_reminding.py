"""The day before, everybody who has a number gets a word: once, in the daytime, and by telephone where need be."""

import pytest

from notices.models import Notice
from services.reminding import _not_reminded, remind
from tests.factories import a_resident, a_room, a_service, a_service_day, an_appointment, at

pytestmark = pytest.mark.django_db

MORNING = at("2026-12-11 10:05")


@pytest.fixture
def day():
    return a_service_day(service=a_service(name="示例理发"), room=a_room(), span="2026-12-12 08:30-10:30", minutes=10)


def test_who_has_a_number_tomorrow_is_reminded_once(day):
    an_appointment(day=day, number=7)
    an_appointment(day=day, number=8, resident=a_resident(phone="02155550007"))
    an_appointment(day=day, number=9, state="cancelled", cancelled_at=MORNING)
    an_appointment(day=day, number=10, booked_at=at("2026-12-11 09:00"))
    an_appointment(day=a_service_day(span="2026-12-13 09:00-10:00", minutes=20))

    for _time in range(2):
        remind(MORNING)

    message, call = Notice.objects.order_by("pk")
    assert "示例理发" in message.body
    assert "7号，大约 9:30" in message.body
    assert (message.channel == "call", call.channel) == (False, "call")


def test_nobody_is_reminded_at_night(day):
    an_appointment(day=day)

    remind(at("2026-12-11 09:59"))
    remind(at("2026-12-11 20:00"))

    assert not Notice.objects.exists()


@pytest.mark.parametrize("people", [1, 6])
def test_looking_for_them_takes_as_many_queries_however_many_there_are(day, people, django_assert_num_queries):
    for number in range(1, people + 1):
        an_appointment(day=day, number=number)

    with django_assert_num_queries(2):
        assert len(_not_reminded(MORNING)) == people
