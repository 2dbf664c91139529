"""A programme is read as lines: activities and services in one query, in the order of the day."""

from dataclasses import replace

import pytest

from centres import claimants
from centres.models import Centre
from fairness.programme.lines import by_day
from office.programme import programme
from tests.factories import MONDAY, a_centre, a_room, a_service, a_service_day, a_session, an_activity, at

pytestmark = pytest.mark.django_db

NOW = at("2026-11-30 00:00")


def test_activities_and_services_come_in_one_query_in_order(django_assert_num_queries):
    a_session(activity=an_activity(name="示例晚"), span="2026-11-30 14:00-15:00")
    a_service_day(service=a_service(name="示例早"), span="2026-11-30 09:00-10:00")

    with django_assert_num_queries(1):
        lines = programme(MONDAY, MONDAY, now=NOW)

    assert [line.name for line in lines] == ["示例早", "示例晚"]


def test_a_line_says_what_where_and_by_whom_and_leads_to_its_page(client):
    room = a_room(centre=a_centre(slug="c9"), name="示例厅")
    day = a_service_day(service=a_service(name="示例服务"), room=room, provider="示例护士")
    session = a_session(activity=an_activity(leader="示例老师"), room=room, span="2026-11-30 13:00-14:00")

    of_service, of_activity = programme(MONDAY, MONDAY, now=NOW)

    assert (of_service.name, of_service.by, of_service.room, of_service.site_slug) == (
        "示例服务",
        "示例护士",
        "示例厅",
        "c9",
    )
    assert of_activity.by == "示例老师"
    assert (of_service.url, of_activity.url) == (
        day.service.get_absolute_url(),
        session.activity.get_absolute_url(),
    )


def test_days_outside_other_sites_and_what_is_not_published_are_left_out():
    here = a_centre()
    wanted = a_session(room=a_room(centre=here))
    a_session(room=a_room(centre=here), span="2026-12-01 09:00-10:00")
    a_session(room=a_room())
    a_session(room=a_room(centre=here), activity=an_activity(is_published=False))
    a_service_day(room=a_room(centre=here), service=a_service(is_published=False))

    lines = programme(MONDAY, MONDAY, at=Centre.objects.filter(pk=here.pk), now=NOW)

    assert [line.name for line in lines] == [wanted.activity.name]


def test_lines_are_laid_out_by_local_day():
    a_session(span="2026-11-30 09:00-10:00")
    a_session(span="2026-11-30 00:30-01:00")  # still the 29th in UTC
    a_session(span="2026-12-02 09:00-10:00")

    days = by_day(programme(MONDAY, MONDAY.replace(month=12, day=2), now=NOW))

    assert [(day.on.isoformat(), len(day.lines)) for day in days] == [("2026-11-30", 2), ("2026-12-02", 1)]
    assert days[0].lunar == "十月廿二"


def test_what_is_over_is_left_out():
    a_session(span="2026-11-30 09:00-10:00")
    later = a_session(span="2026-11-30 10:00-11:00")

    lines = programme(MONDAY, MONDAY, now=at("2026-11-30 10:00"))

    assert [line.name for line in lines] == [later.activity.name]


def test_the_programme_asks_every_kind_that_registered_one(monkeypatch):
    a_session(activity=an_activity(name="示例太极"), span="2026-11-30 09:00-10:00")
    a_service_day(service=a_service(name="示例理发"), span="2026-11-30 10:00-11:00")
    without = {kind: claimants.of_kind(kind) for kind in claimants.kinds()}
    without["service"] = replace(without["service"], programme=None)

    both = [line.name for line in programme(MONDAY, MONDAY, now=NOW)]
    monkeypatch.setattr(claimants, "_claimants", without)

    assert both == ["示例太极", "示例理发"]
    assert [line.name for line in programme(MONDAY, MONDAY, now=NOW)] == ["示例太极"]
