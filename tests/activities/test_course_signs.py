"""What pages say of the places of a course: what its fullest date to come has, wherever one reads it."""

import pytest
import time_machine
from django.urls import reverse

from activities.models import EnrolmentWait
from centres import claimants
from centres.models import Occupancy
from tests.bookings.pages import links, words
from tests.factories import a_resident, a_session, a_user, an_activity, an_enrolment, at, weekly

pytestmark = pytest.mark.django_db

NOW, EVE = at("2026-11-28 08:00"), at("2026-11-30 18:00")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def a_course(room, times=3, **fields):
    """Each Tuesday from 1 December."""
    course = an_activity(name="示例书法", is_course=True, capacity=4)
    spans = weekly("2026-12-01 09:00-10:00", times)
    return [a_session(activity=course, room=room, span=span, capacity=4, **fields) for span in spans]


def on_the_programme(client):
    page = client.get(reverse("activities:activity-list"), {"when": "week"})
    return {line.starts_at: line.badge for day in page.context["days"] for line in day.lines}


def in_the_week(now):
    standing = claimants.with_facts(Occupancy.objects.standing(now).order_by("starts_at"), now=now)
    return [claimants.badge(each.kind, each.facts, each.span, now=now) for each in standing]


def test_on_the_eve_of_a_date_what_is_kept_in_the_others_is_not_promised(client, room, clock):
    first, *_others = dates = a_course(room, kept=2)
    neighbour = a_resident(user=a_user())
    for _each in range(2):
        claim = a_resident(user=a_user())
        for session in dates:
            an_enrolment(session=session, resident=claim)
    clock.move_to(EVE)

    client.force_login(neighbour.user)
    page = client.get(first.activity.get_absolute_url())
    assert page.context["course"].words == "电话和现场还有名额"
    assert on_the_programme(client)[first.occupancy.starts_at] == ("full", "电话和现场还有名额")
    assert in_the_week(EVE) == [("full", "已满")] * 3

    form = reverse("activities:enrol", args=[first.pk])
    assert "还剩" not in words(client.get(form))
    client.post(form, {"step": "wait"})
    assert EnrolmentWait.objects.get().resident == neighbour


def test_a_date_of_a_full_course_has_no_place_left_though_its_own_count_has(client, room):
    first, second, _third = a_course(room)
    for _each in range(4):
        an_enrolment(session=second)

    assert client.get(first.activity.get_absolute_url()).context["course"].kind == "full"
    assert on_the_programme(client)[first.occupancy.starts_at][0] == "full"
    assert in_the_week(NOW) == [("full", "已满")] * 3


def test_a_date_that_is_over_keeps_nobody_out(client, room, clock):
    first, *_others = a_course(room)
    for _each in range(4):
        an_enrolment(session=first)
    clock.move_to(at("2026-12-01 11:00"))

    assert client.get(first.activity.get_absolute_url()).context["course"].words == "还剩4个名额"
    assert in_the_week(at("2026-12-01 11:00"))[1:] == [("free", "还剩4个名额")] * 2


def test_one_signs_up_for_a_date_however_far_ahead(client, room):
    session = a_session(activity=an_activity(), room=room, span="2027-01-20 09:00-10:00", capacity=5)
    page = client.get(session.activity.get_absolute_url())

    assert reverse("activities:enrol", args=[session.pk]) in links(page)
    assert "不用报名" not in words(page)
    assert "20270120T0" in client.get(reverse("activities:activity-ics", args=[session.activity_id])).text


def test_a_full_date_far_ahead_makes_the_course_full(client, room):
    dates = a_course(room, times=8)
    for _each in range(4):
        an_enrolment(session=dates[-1])

    page = client.get(dates[0].activity.get_absolute_url())
    assert (len(page.context["dates"]), page.context["course"].kind) == (8, "full")


@pytest.mark.parametrize("cancelled", [False, True])
def test_without_a_date_nobody_is_told_to_just_come(client, room, clerk, cancelled):
    activity = an_activity()
    if cancelled:
        told = {"state": "cancelled", "cancelled_at": NOW, "cancelled_by": clerk, "cancel_reason": "示例"}
        a_session(activity=activity, room=room, span="2026-12-01 09:00-10:00", **told)

    page = words(client.get(activity.get_absolute_url()))
    assert "不用报名" not in page
    assert "日期定了，这里会写清楚怎么参加。" in page


def test_staff_find_a_date_however_far_ahead(client, room, clerk):
    a_session(activity=an_activity(name="示例书法"), room=room, span="2027-06-08 09:00-10:00", capacity=5)
    client.force_login(clerk)

    assert "示例书法" in words(client.get(reverse("board:sessions", args=[room.centre.slug])))
