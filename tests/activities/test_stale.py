"""What changes behind somebody's back: stale forms, other sites, dates of a course that move or do not take place."""

from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from activities import actions
from activities.models import DrawTicket, Enrolment, Session
from centres.claimants import CannotChange
from notices.models import Notice
from tests.activities.invariants import contradictions
from tests.bookings.pages import words
from tests.factories import (
    a_centre,
    a_draw,
    a_resident,
    a_room,
    a_session,
    a_span,
    a_ticket,
    a_user,
    a_wait,
    an_activity,
    an_enrolment,
    at,
    staff_of,
)

pytestmark = pytest.mark.django_db

NOW = at("2026-11-28 12:00")
SENT_BEFORE = "这张表已经用过，报上的后来又退了。这是一张新的。"


@pytest.fixture(autouse=True)
def saturday():
    with time_machine.travel(NOW, tick=False):
        yield
    assert contradictions() == []


@pytest.fixture
def session(room):
    return a_session(activity=an_activity(name="示例书法"), room=room, capacity=3, kept=0)


@pytest.fixture
def course(room):
    activity = an_activity(name="示例书法", is_course=True, capacity=2)
    return [
        a_session(activity=activity, room=room, span=f"2026-12-{day} 09:00-10:00", capacity=2) for day in ("08", "15")
    ]


@pytest.fixture
def resident(client):
    resident = a_resident(user=a_user(), name="王示例")
    client.force_login(resident.user)
    return resident


def read(session):
    return Session.objects.with_place().get(pk=session.pk)


# Forms sent once more


def test_a_form_sent_again_after_giving_back_claims_nothing(client, session, resident):
    page, form = reverse("activities:enrol", args=[session.pk]), {"whom": "me", "token": str(uuid4()), "step": "enrol"}
    client.post(page, form)
    actions.withdraw(enrolment=Enrolment.objects.get(), by=resident.user, now=NOW)

    again = client.post(page, form, follow=True)

    assert SENT_BEFORE in words(again)
    assert not Enrolment.objects.enrolled().exists()
    assert again.context["form"]["token"].value() != form["token"]


def test_a_ticket_asked_for_again_after_taking_it_out_claims_nothing(client, session, resident):
    draw = a_draw(session=a_session(room=session.occupancy.room, span="2026-12-08 09:00-10:30", capacity=3))
    page, form = reverse("activities:draw-apply", args=[draw.pk]), {"whom": "me", "token": str(uuid4())}
    client.post(page, form)
    actions.withdraw_ticket(ticket=DrawTicket.objects.get(), by=resident.user, now=NOW)

    assert SENT_BEFORE in words(client.post(page, form, follow=True))
    assert not DrawTicket.objects.standing().exists()


def test_the_desk_is_told_so_too(client, session, clerk):
    client.force_login(clerk)
    who = a_resident()
    page = reverse("desk:activities", args=["c1", who.pk])
    form = {"do": f"enrol-{session.pk}", "channel": "phone", "token": str(uuid4())}
    client.post(page, form)
    actions.withdraw(enrolment=Enrolment.objects.get(), by=clerk, now=NOW)

    assert SENT_BEFORE in words(client.post(page, form, follow=True))


def test_a_stranger_gives_nothing_back(session, clerk):
    place = an_enrolment(session=session, resident=a_resident(user=a_user()))

    with pytest.raises(CannotChange):
        actions.withdraw(enrolment=place, by=a_user(), now=NOW)
    with pytest.raises(CannotChange):
        actions.withdraw(enrolment=place, by=staff_of(a_centre(slug="c9")), now=NOW)

    actions.withdraw(enrolment=place, by=clerk, now=NOW)


# Numbers of places


def test_a_site_changes_no_places_of_another(client, session, clerk):
    other = a_session(activity=session.activity, room=a_room(centre=a_centre(slug="c2")), capacity=12, kept=0)
    client.force_login(clerk)

    client.post(reverse("board:session", args=["c1", session.pk]), {"capacity": "5", "kept": "0", "all_to_come": "on"})

    other.refresh_from_db()
    session.refresh_from_db()
    assert (session.capacity, other.capacity) == (5, 12)


def test_what_is_drawn_keeps_a_number_of_places(session):
    a_draw(session=session)

    with pytest.raises(CannotChange):
        actions.set_places(session=session, capacity=None, kept=None, now=NOW)


def test_where_somebody_waits_there_stays_a_number_of_places(session):
    a_wait(session=session)

    with pytest.raises(CannotChange):
        actions.set_places(session=session, capacity=None, kept=None, now=NOW)


# A later date of a course


def test_who_waits_or_applies_for_a_course_hears_when_a_later_date_moves(course, clerk, room):
    a_wait(session=course[0], resident=a_resident(user=a_user()))
    draw = a_draw(session=course[0])
    a_ticket(draw=draw, resident=a_resident(user=a_user()))

    actions.move(
        happening=read(course[1]), room=room, span=a_span("2026-12-16 09:00-10:00"), by=clerk, now=NOW, reason="停电"
    )

    assert sorted("候补" in body for body in Notice.objects.values_list("body", flat=True)) == [False, True]


def test_who_waits_or_applies_for_a_course_hears_when_a_later_date_is_dropped(course, clerk):
    a_wait(session=course[0], resident=a_resident(user=a_user()))
    draw = a_draw(session=course[0])
    a_ticket(draw=draw, resident=a_resident(user=a_user()))

    actions.cancel(happening=read(course[1]), by=clerk, reason="停电", now=NOW)

    bodies = list(Notice.objects.values_list("body", flat=True))
    assert len(bodies) == 2
    assert all("这一次不办了" in body and "停电" in body for body in bodies)


def test_of_a_single_date_nobody_hears_twice(session, clerk):
    a_wait(session=session, resident=a_resident(user=a_user()))

    actions.cancel(happening=read(session), by=clerk, reason="停电", now=NOW)

    assert Notice.objects.count() == 1
