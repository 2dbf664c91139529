"""An activity does not go on: all its dates to come are cancelled at once."""

import pytest
import time_machine
from django.urls import reverse

from activities import actions
from activities.models import Enrolment, EnrolmentWait, Session
from centres.claimants import CannotChange
from notices.models import Notice
from tests.factories import (
    a_centre,
    a_draw,
    a_relative,
    a_resident,
    a_room,
    a_session,
    a_street_officer,
    a_ticket,
    a_user,
    a_wait,
    an_activity,
    an_enrolment,
    at,
    staff_of,
)
from tests.queries import queries_of

pytestmark = pytest.mark.django_db

NOW = at("2026-11-29 10:00")
DATES = ["2026-12-01 09:00-10:00", "2026-12-08 09:00-10:00"]


@pytest.fixture(autouse=True)
def sunday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def activity(centre):
    return an_activity(name="示例书法", centre=centre)


@pytest.fixture
def sessions(activity, room):
    return [a_session(activity=activity, room=room, span=span, capacity=2) for span in DATES]


def page_of(activity):
    return reverse("admin:activities_activity_end", args=[activity.pk])


def end(activity, by):
    return actions.cancel_to_come(activity=activity, by=by, reason="老师搬走了", now=NOW)


def test_every_date_to_come_is_cancelled_and_everybody_told(activity, sessions, clerk, room):
    past = a_session(activity=activity, room=room, span="2026-11-28 09:00-10:00", capacity=2)
    for session in sessions:
        an_enrolment(session=session, resident=a_resident(user=a_user()))
        a_wait(session=session, resident=a_resident(user=a_user()))

    ended = end(activity, clerk)

    assert ended.cancelled == sessions
    assert ended.told.done == ("会发短信通知4位邻居。",)
    assert {each.cancel_reason for each in Session.objects.exclude(pk=past.pk)} == {"老师搬走了"}
    assert not Enrolment.objects.kept().exists()
    assert not EnrolmentWait.objects.alive().exists()
    assert Notice.objects.count() == 4
    past.refresh_from_db()
    assert past.is_confirmed


def test_who_has_places_on_several_dates_is_told_once_of_all_of_them(activity, sessions, clerk):
    neighbour, once = a_resident(user=a_user()), a_resident(user=a_user())
    for session in sessions:
        an_enrolment(session=session, resident=neighbour)
    an_enrolment(session=sessions[1], resident=once)

    told = end(activity, clerk).told

    assert told.done == ("会发短信通知2位邻居。",)
    both = Notice.objects.get(recipient_key=f"resident-{neighbour.pk}").body
    assert all(words in both for words in ("示例书法", "12月1日", "12月8日", "老师搬走了"))
    assert "12月1日" not in Notice.objects.get(recipient_key=f"resident-{once.pk}").body


def test_whom_no_message_reaches_is_called_once(activity, sessions, clerk):
    elder = a_resident(phone="", user=None)
    for session in sessions:
        an_enrolment(session=session, resident=elder)

    assert len(end(activity, clerk).told.to_do) == 1


def test_who_is_in_line_for_a_course_is_told_once_and_only_of_its_end(centre, room, clerk):
    course = an_activity(centre=centre, is_course=True, name="示例合唱", capacity=1)
    first, _second = [a_session(activity=course, room=room, span=span, capacity=1) for span in DATES]
    a_wait(session=first, resident=a_resident(user=a_user()))

    end(course, clerk)

    [notice] = Notice.objects.all()
    assert all(words in notice.body for words in ("示例合唱", "12月1日", "12月8日"))


def test_who_applied_for_a_course_is_told_once(centre, room, clerk):
    course = an_activity(centre=centre, is_course=True, capacity=2)
    first, _second = [a_session(activity=course, room=room, span=span, capacity=2) for span in DATES]
    a_ticket(draw=a_draw(session=first), resident=a_resident(user=a_user()))

    end(course, clerk)

    assert Notice.objects.count() == 1


def test_who_applied_for_a_course_reads_the_first_of_the_dates_cancelled(centre, room, clerk):
    course = an_activity(centre=centre, is_course=True, capacity=2, name="示例合唱")
    first, _second = [a_session(activity=course, room=room, span=span, capacity=2) for span in DATES]
    a_ticket(draw=a_draw(session=first), resident=a_resident(user=a_user()))

    end(course, clerk)

    [notice] = Notice.objects.all()
    assert "12月1日" in notice.body
    assert "12月8日" not in notice.body


def test_who_applied_in_two_draws_is_told_of_each_with_its_own_date(activity, sessions, clerk):
    neighbour = a_resident(user=a_user())
    for session in sessions:
        a_ticket(draw=a_draw(session=session), resident=neighbour)

    end(activity, clerk)

    bodies = sorted(Notice.objects.values_list("body", flat=True))
    assert ["12月1日" in bodies[0], "12月8日" in bodies[1], len(bodies)] == [True, True, 2]


def test_twice_is_once(activity, sessions, clerk):
    an_enrolment(session=sessions[0], resident=a_resident(user=a_user()))
    end(activity, clerk)
    again = end(activity, clerk)

    assert (again.cancelled, again.left, Notice.objects.count()) == ([], [], 1)


def test_the_draw_of_a_course_goes_with_it(centre, room, clerk):
    course = an_activity(centre=centre, is_course=True, capacity=2)
    first, _second = [a_session(activity=course, room=room, span=span, capacity=2) for span in DATES]
    draw = a_draw(session=first)

    end(course, clerk)

    draw.refresh_from_db()
    assert draw.state == draw.State.CANCELLED


def test_dates_at_another_site_stay_and_are_counted(client, activity, sessions, clerk):
    other = a_session(activity=activity, room=a_room(centre=a_centre()), span="2026-12-02 09:00-10:00")
    client.force_login(clerk)

    assert client.get(page_of(activity)).context["elsewhere"] == 1
    client.post(page_of(activity), {"reason": "老师搬走了"})

    other.refresh_from_db()
    assert other.is_confirmed
    assert Session.objects.confirmed().count() == 1


def test_the_page_shows_dates_and_how_many_are_told_and_wants_a_reason(client, activity, sessions, clerk):
    neighbour = a_resident()
    for session in sessions:
        an_enrolment(session=session, resident=neighbour)
    client.force_login(clerk)
    change = client.get(reverse("admin:activities_activity_change", args=[activity.pk])).content.decode()

    assert page_of(activity) in change
    page = client.get(page_of(activity))
    assert (page.context["places"], list(page.context["sessions"])) == (1, sessions)
    refused = client.post(page_of(activity), {"reason": " "})
    assert list(refused.context["form"].errors) == ["reason"]
    assert Session.objects.confirmed().count() == 2

    done = client.post(page_of(activity), {"reason": "老师搬走了"}, follow=True)
    assert done.status_code == 200
    assert page_of(activity) not in done.content.decode()
    assert not client.get(page_of(activity)).context["sessions"]


@pytest.mark.parametrize(
    ("who", "status"), [("nobody", 302), ("neighbour", 302), ("other desk", 403), ("office", 200)]
)
def test_who_may(client, activity, sessions, who, status):
    people = {"neighbour": a_user, "other desk": lambda: staff_of(a_centre()), "office": a_street_officer}
    if who in people:
        client.force_login(people[who]())

    assert client.get(page_of(activity)).status_code == status
    if status != 200:
        client.post(page_of(activity), {"reason": "老师搬走了"})
        assert Session.objects.confirmed().count() == 2


def test_the_page_asks_as_much_however_many_dates(client, activity, sessions, clerk, room):
    client.force_login(clerk)
    client.get(page_of(activity))
    few = queries_of(lambda: client.get(page_of(activity)))
    for day in range(9, 15):
        a_session(activity=activity, room=room, span=f"2026-12-{day:02} 14:00-15:00", capacity=2)
    assert len(queries_of(lambda: client.get(page_of(activity)))) == len(few)


def test_a_telephone_that_two_share_gets_the_message_once(sessions, clerk):
    daughter = a_user(phone="13800000777")
    own = a_resident(user=daughter, phone="13800000777")
    mother = a_resident(name="李示例", phone="")
    a_relative(user=daughter, elder=mother)
    an_enrolment(session=sessions[0], resident=own)
    for session in sessions[:2]:
        an_enrolment(session=session, resident=mother, channel="relative", enrolled_by=daughter)

    actions.cancel(happening=sessions[0], by=clerk, reason="老师病了", now=NOW)
    actions.cancel(happening=sessions[1], by=clerk, reason="老师病了", now=NOW)

    of_both, of_mother = Notice.objects.filter(to="13800000777").order_by("pk").values_list("body", flat=True)
    assert "给李示例" not in of_both
    assert of_mother.startswith("【延吉睦邻】给李示例：")


def test_a_date_of_a_course_always_has_a_number_of_places(centre, room):
    course = an_activity(centre=centre, is_course=True, capacity=2)
    session = a_session(activity=course, room=room, span=DATES[0], capacity=2)

    with pytest.raises(CannotChange, match="名额"):
        actions.set_places(session=session, capacity=None, kept=None, now=NOW)


def test_of_all_dates_to_come_the_one_that_is_too_small_is_named(sessions, clerk):
    for _each in range(2):
        an_enrolment(session=sessions[1])

    with pytest.raises(CannotChange, match="12月8日"):
        actions.set_places_to_come(session=sessions[0], capacity=1, kept=0, by=clerk, now=NOW)
