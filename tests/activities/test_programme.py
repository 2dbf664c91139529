"""The programme by day, site and kind, and as calendars; services alike."""

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from tests.bookings.pages import words
from tests.factories import (
    a_centre,
    a_resident,
    a_room,
    a_service,
    a_service_day,
    a_session,
    a_user,
    an_activity,
    an_appointment,
    an_enrolment,
    at,
)
from tests.queries import queries_of

pytestmark = pytest.mark.django_db

NOW = at("2026-11-30 08:00")  # a Monday


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def programme():
    """Two sites, two kinds, three days."""
    first = a_room(centre=a_centre(slug="c1", short_name="一中心"))
    other = a_room(centre=a_centre(slug="p05", short_name="某某路"))
    a_session(activity=an_activity(name="合唱团", kind="music"), room=first, span="2026-11-30 09:00-10:30", capacity=2)
    a_session(activity=an_activity(name="剪纸课", kind="craft"), room=other, span="2026-12-01 09:00-10:30")
    a_session(activity=an_activity(name="沪剧角", kind="music"), room=other, span="2026-12-08 09:00-10:30")
    a_session(activity=an_activity(name="没公布", is_published=False), room=other, span="2026-12-01 14:00-15:30")


@pytest.mark.parametrize(
    ("params", "count", "names"),
    [
        ({}, 2, {"合唱团", "剪纸课"}),
        ({"when": "today"}, 1, {"合唱团"}),
        ({"when": "tomorrow"}, 1, {"剪纸课"}),
        ({"when": "next"}, 1, {"沪剧角"}),
        ({"site": "p05"}, 1, {"剪纸课"}),
        ({"kind": "music"}, 1, {"合唱团"}),
        ({"kind": "music", "site": "p05", "when": "next"}, 1, {"沪剧角"}),
    ],
)
def test_by_day_site_and_kind(client, programme, params, count, names):
    page = client.get(reverse("activities:activity-list"), params)
    listed = {line.name for day in page.context["days"] for line in day.lines}
    assert listed == names
    assert f"一共{count}场" in words(page)


def test_what_is_left_stands_beside_each(client, programme):
    assert "还剩" in words(client.get(reverse("activities:activity-list"), {"when": "today"}))


def test_nothing_like_that_leads_on(client, programme):
    page = client.get(reverse("activities:activity-list"), {"kind": "council", "when": "today"})
    assert "换个站点，或者看看下周？" in words(page)
    assert 'href="?when=today"' in page.content.decode()


@pytest.mark.parametrize("params", [{"when": "昨天"}, {"site": "c9"}, {"kind": "\0"}, {"site": "c1", "kind": "😀"}])
@pytest.mark.parametrize("name", ["activities:activity-list", "services:service-list", "activities:feed-ics"])
def test_what_cannot_be_read_breaks_nothing(client, programme, params, name):
    assert client.get(reverse(name), params).status_code == 200


@pytest.mark.parametrize("name", ["activities:activity-list", "services:service-list"])
def test_a_list_asks_as_much_however_much_there_is(client, name):
    def asked():
        return len(queries_of(lambda: client.get(reverse(name), {"kind": "", "site": ""})))

    rooms = [a_room() for _each in range(5)]
    a_session(room=rooms[0], span="2026-11-30 09:00-10:30", capacity=2)
    a_service_day(room=rooms[0], span="2026-11-30 14:00-15:30", minutes=20)
    few = asked()
    for room in rooms[1:]:
        a_session(room=room, span="2026-11-30 09:00-10:30", capacity=2)
        a_service_day(room=room, span="2026-11-30 14:00-15:30", minutes=20)
    assert asked() == few <= 8


# As calendars


def events(client, path, **params):
    answer = client.get(path, params)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_a_feed_of_what_was_chosen(client, programme):
    found = events(client, reverse("activities:feed-ics"), kind="music")
    assert [event["summary"] for event in found] == ["合唱团（一中心）", "沪剧角（某某路）"]


def test_a_cancelled_date_stays_and_says_so(client, clerk, room):
    session = a_session(
        room=room,
        activity=an_activity(name="合唱团"),
        state="cancelled",
        cancel_reason="老师病了",
        cancelled_at=NOW,
        cancelled_by=clerk,
    )
    [event] = events(client, reverse("activities:activity-ics", args=[session.activity_id]))
    assert (event["status"], "老师病了" in event["description"]) == ("CANCELLED", True)


def test_the_same_date_is_the_same_event_after_a_change(client, programme):
    def uids():
        return {event["uid"] for event in events(client, reverse("activities:feed-ics"))}

    assert uids() == uids()
    assert len(uids()) == 3


def test_what_is_not_published_has_no_calendar(client):
    activity = an_activity(is_published=False)
    assert client.get(reverse("activities:activity-ics", args=[activity.pk])).status_code == 404


def test_ones_own_place_reminds(client, room):
    place = an_enrolment(
        session=a_session(room=room, span="2026-12-01 09:00-10:30", capacity=3), resident=a_resident(user=a_user())
    )
    path = reverse("activities:enrolment-ics", args=[place.pk])
    client.force_login(place.resident.user)
    [event] = events(client, path)
    assert (event["status"], len(event.walk("VALARM"))) == ("CONFIRMED", 1)
    client.force_login(a_resident(user=a_user()).user)
    assert client.get(path).status_code == 404


def test_a_place_given_back_is_cancelled_in_the_calendar(client, room):
    place = an_enrolment(
        session=a_session(room=room, span="2026-12-01 09:00-10:30", capacity=3),
        resident=a_resident(user=a_user()),
        state="withdrawn",
        ended_at=NOW,
    )
    client.force_login(place.resident.user)
    [event] = events(client, reverse("activities:enrolment-ics", args=[place.pk]))
    assert (event["status"], len(event.walk("VALARM"))) == ("CANCELLED", 0)


def test_a_number_and_a_service_too(client, room):
    day = a_service_day(service=a_service(name="理发"), room=room, span="2026-12-01 09:00-11:00", minutes=20)
    number = an_appointment(day=day, number=2, resident=a_resident(user=a_user()))
    [event] = events(client, reverse("services:service-ics", args=[day.service_id]))
    assert event["summary"].startswith("理发")
    client.force_login(number.resident.user)
    [own] = events(client, reverse("services:appointment-ics", args=[number.pk]))
    assert "2" in own["description"]
    assert own["uid"] == event["uid"]
