"""A course that runs gets one more date: whoever is in it has a place there, and the line stays one."""

from uuid import uuid4

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import transaction
from django.urls import reverse

from activities import actions
from activities.models import Enrolment, EnrolmentWait, Session
from centres.claimants import CannotChange
from notices.models import Notice
from tests.activities.invariants import contradictions, told_twice
from tests.factories import (
    a_resident,
    a_session,
    a_span,
    a_user,
    a_wait,
    an_activity,
    an_enrolment,
    at,
    default_rules,
    weekly,
)
from tests.races import meanwhile

pytestmark = pytest.mark.django_db

NOW = at("2026-11-28 12:00")
ADD = reverse("admin:activities_session_add")


@pytest.fixture
def course(room):
    """Two dates of four places, one of them for a companion."""
    activity = an_activity(name="示例太极", is_course=True, capacity=9, party="companion")
    days = ("2026-11-30", "2026-12-07")
    return [a_session(activity=activity, room=room, span=f"{day} 09:00-10:00", capacity=4, kept=0) for day in days]


def in_course(course, **fields):
    resident = fields.pop("resident", None) or a_resident(user=a_user())
    claim = uuid4()
    first, *_others = [an_enrolment(session=each, resident=resident, claim=claim, **fields) for each in course]
    return first


def add(course, room, clerk, day="2026-12-14", **changes):
    wish = {
        "activity": course[0].activity,
        "room": room,
        "span": a_span(f"{day} 09:00-10:00"),
        "by": clerk,
        "now": NOW,
    }
    return actions.schedule(**wish | changes)


def test_everybody_in_the_course_has_a_place_in_the_new_date(course, room, clerk):
    pair, desk = in_course(course, persons=2), in_course(course, channel="desk", by=clerk, waiver="认识的")

    added = add(course, room, clerk)

    rows = Enrolment.objects.filter(session=added).order_by("persons")
    assert [(row.claim, row.persons, row.channel, row.waiver) for row in rows] == [
        (desk.claim, 1, "desk", "认识的"),
        (pair.claim, 2, "web", ""),
    ]
    assert (added.capacity, added.taken, added.taken_at_desk) == (4, 3, 1)
    assert contradictions() == []


def test_they_read_old_and_new_and_whoever_does_it_reads_whom_to_call(course, room, clerk):
    in_course(course, resident=a_resident(user=a_user(phone="13800000777")))
    in_course(course, resident=a_resident(phone=""), channel="desk", by=clerk)

    arranged = actions.schedule_each(
        activity=course[0].activity, room=room, spans=weekly("2026-12-14 09:00-10:00", 2), by=clerk, now=NOW
    )

    [told] = Notice.objects.filter(to="13800000777")
    for day in ("11月30日", "12月7日", "12月14日", "12月21日"):
        assert day in told.body
    assert told.body.index("12月7日") < told.body.index("12月14日")
    assert told_twice() == []
    assert len(arranged.told) == 2  # how many are written to, and whom nothing reaches
    assert [each.taken for each in arranged.made] == [2, 2]


def test_sent_twice_it_is_added_and_told_once(course, room, clerk):
    in_course(course, resident=a_resident(user=a_user(phone="13800000777")))
    wish = {"activity": course[0].activity, "room": room, "spans": weekly("2026-12-14 09:00-10:00", 1)}

    for _twice in range(2):
        actions.schedule_each(**wish, by=clerk, now=NOW)

    assert Session.objects.count() == 3
    assert Notice.objects.filter(to="13800000777").count() == 1
    assert contradictions() == []


def test_more_people_than_places_are_refused_and_nothing_is_arranged(course, room, clerk):
    in_course(course, persons=2)
    in_course(course)

    with pytest.raises(CannotChange, match="3"):
        add(course, room, clerk, capacity=2)

    assert Session.objects.count() == 2
    assert not Notice.objects.exists()
    assert add(course, room, clerk, capacity=3).taken == 3


def test_who_came_late_or_is_over_counts_by_what_is_to_come(course, room, clerk):
    gone, late = a_resident(), a_resident()
    an_enrolment(session=course[0], resident=gone)
    an_enrolment(session=course[1], resident=late)

    added = add(course, room, clerk, now=at("2026-12-01 09:00"))

    assert [row.resident for row in Enrolment.objects.filter(session=added)] == [late]


def test_who_gave_back_or_was_let_go_has_nothing_in_it(course, room, clerk):
    resident = a_resident(user=a_user())
    place = in_course(course, resident=resident)
    actions.withdraw(enrolment=place, by=resident.user, now=NOW)

    assert add(course, room, clerk).taken == 0


def test_an_offer_is_for_the_new_date_too(course, room, clerk):
    default_rules(waiting_limit=9)
    pair = in_course(course, persons=2)
    in_course(course, persons=2)
    wait = a_wait(session=course[0])
    actions.withdraw(enrolment=pair, by=clerk, now=NOW)

    add(course, room, clerk)

    wait.refresh_from_db()
    actions.accept(entry=wait, by=clerk, now=NOW)
    assert Enrolment.objects.enrolled().filter(claim=wait.claim).count() == 3
    assert contradictions() == []


def test_the_line_stays_one_and_waits_at_the_first_date(course, room, clerk):
    wait = a_wait(session=course[0])

    earlier = add(course, room, clerk, day="2026-11-29")

    wait.refresh_from_db()
    assert (wait.session, wait.state) == (earlier, "waiting")
    assert EnrolmentWait.objects.in_line_for(course[1]).count() == 1


def test_an_activity_of_single_dates_takes_nobody_along(room, clerk):
    activity = an_activity(capacity=4)
    session = a_session(activity=activity, room=room, span="2026-11-30 09:00-10:00", capacity=4)
    an_enrolment(session=session)

    assert add([session], room, clerk).taken == 0


@pytest.mark.django_db(transaction=True)
def test_who_signs_up_while_a_date_is_added_has_it_too(course, room, clerk):
    """They wait for the sessions' rows, and look again for dates that came meanwhile."""
    resident = a_resident(user=a_user())
    with transaction.atomic():
        added = add(course, room, clerk)
        late = meanwhile(
            lambda: actions.enrol(
                session=course[0], resident=resident, by=resident.user, channel="web", token=uuid4(), now=NOW
            )
        )
    assert late.result().is_enrolled

    assert Enrolment.objects.enrolled().filter(session=added, resident=resident).exists()
    assert Enrolment.objects.enrolled().count() == 3
    assert contradictions() == []


# The admin's form


@pytest.fixture
def staff(client, clerk):
    client.force_login(clerk)
    with time_machine.travel(NOW, tick=False):
        yield client


def typed(course, room, **changes):
    wish = {"offering": course[0].activity.pk, "room": room.pk, "on": "2026-12-14", "starts": "09:00", "ends": "10:00"}
    return {**wish, "times": "1", "capacity": "", **changes}


def test_the_form_that_arranges_dates_adds_one_to_a_course_and_says_who_is_told(staff, course, room):
    in_course(course, resident=a_resident(user=a_user(phone="13800000777")))

    answer = staff.post(ADD, typed(course, room, capacity="１２"))

    added = Session.objects.latest("pk")
    assert (added.capacity, added.taken) == (12, 1)
    assert len(list(get_messages(answer.wsgi_request))) == 2


def test_too_few_places_are_said_on_the_form_with_everything_typed_kept(staff, course, room):
    in_course(course, persons=2)

    answer = staff.post(ADD, typed(course, room, capacity="1"))

    assert "2" in answer.context["form"].non_field_errors()[0]
    assert 'value="2026-12-14"' in answer.content.decode()
    assert Session.objects.count() == 2
