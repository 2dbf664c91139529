"""The day before an activity: each is reminded once of each time and place."""

import pytest

from activities.models import EnrolmentQuerySet
from activities.reminding import remind
from notices.models import Notice
from residents.models import Preferences
from tests.factories import a_relative, a_resident, a_session, a_user, an_activity, an_enrolment, at

pytestmark = pytest.mark.django_db

SUNDAY = at("2026-11-29 10:30")


@pytest.fixture
def place():
    session = a_session(activity=an_activity(name="示例书法"), span="2026-11-30 09:00-10:30", capacity=5)
    return an_enrolment(session=session, resident=a_resident(name="王示例", phone="13812345678"))


def bodies():
    return list(Notice.objects.values_list("body", flat=True))


def test_everybody_is_reminded_once(place):
    remind(SUNDAY)
    remind(at("2026-11-29 15:00"))
    [body] = bodies()
    assert "明天等您来：示例书法" in body
    assert "11月30日（周一）09:00–10:30" in body


@pytest.mark.parametrize("moment", [at("2026-11-29 09:59"), at("2026-11-29 20:00"), at("2026-11-28 12:00")])
def test_only_the_day_before_and_by_day(place, moment):
    remind(moment)
    assert bodies() == []


def test_whoever_signed_up_today_knows_it(place):
    EnrolmentQuerySet(type(place)).update(enrolled_at=at("2026-11-29 08:00"))
    remind(SUNDAY)
    assert bodies() == []


def test_whoever_wants_none_gets_none(place):
    Preferences.objects.create(resident=place.resident, reminders=False)
    remind(SUNDAY)
    assert bodies() == []


def test_whom_no_message_reaches_is_called_and_a_relative_is_told(place):
    elder, daughter = a_resident(name="李示例", phone="02155550001"), a_user()
    a_relative(elder=elder, user=daughter)
    an_enrolment(session=place.session, resident=elder, by=daughter, channel="relative")
    remind(SUNDAY)
    assert Notice.objects.calls().get().to == "02155550001"
    assert Notice.objects.filter(to=daughter.phone).count() == 1
