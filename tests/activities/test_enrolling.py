"""Signing up for a session or a course, giving a place back, and what happens when staff change the date."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError

from activities import actions
from activities.models import Enrolment, EnrolmentWait, Session
from centres import claimants
from centres.claimants import CannotChange
from fairness.rules import Refused
from notices.models import Notice
from residents.models import Relative
from tests.activities.invariants import contradictions
from tests.factories import (
    a_relative,
    a_resident,
    a_room,
    a_rule_set,
    a_session,
    a_span,
    a_user,
    a_wait,
    an_activity,
    an_enrolment,
    at,
    default_rules,
)

pytestmark = pytest.mark.django_db

NOW = at("2026-11-28 12:00")  # two days before the session; what is kept opens on Sunday at 17:00


@pytest.fixture
def session(room) -> Session:
    return a_session(activity=an_activity(name="示例书法"), room=room, capacity=3, kept=1)


def enrol(session, resident=None, **changes):
    resident = resident or a_resident(user=a_user())
    asked = {"by": resident.user, "channel": "web", "token": uuid4(), "now": NOW, **changes}
    return actions.enrol(session=session, resident=resident, **asked)


def at_the_desk(session, clerk, resident=None, **changes):
    return enrol(session, resident or a_resident(), **{"by": clerk, "channel": "desk", **changes})


def why(error):
    return [refusal.code for refusal in error.value.refusals]


# Signing up


def test_a_resident_has_a_place_and_the_count_says_so(session):
    resident = a_resident(user=a_user())

    place = enrol(session, resident)

    session.refresh_from_db()
    assert (place.session, place.resident, place.enrolled_by, place.channel) == (
        session,
        resident,
        resident.user,
        "web",
    )
    assert (session.taken, session.taken_at_desk) == (1, 0)
    assert contradictions() == []
    assert not Notice.objects.exists()  # the page has told them


def test_the_form_sent_twice_makes_one_place_and_both_get_it(session):
    resident, token = a_resident(user=a_user()), uuid4()

    places = {enrol(session, resident, token=token).pk for _each in range(2)}

    assert len(places) == Enrolment.objects.count() == 1


def test_the_same_form_for_somebody_else_is_another_wish(session):
    token, by = uuid4(), a_user()

    for elder in (a_resident(), a_resident()):
        a_relative(elder=elder, user=by)
        enrol(session, elder, by=by, channel="relative", token=token)

    assert Enrolment.objects.count() == 2


def test_a_fifth_of_the_places_at_least_one_is_kept_for_phone_and_desk(session, clerk):
    for _each in range(2):
        enrol(session)

    with pytest.raises(actions.NoPlaceLeft):
        enrol(session)
    at_the_desk(session, clerk)
    with pytest.raises(actions.NoPlaceLeft):
        at_the_desk(session, clerk)
    assert contradictions() == []


def test_the_desk_takes_what_is_kept_first(session, clerk):
    at_the_desk(session, clerk)

    enrol(session)
    enrol(session)

    session.refresh_from_db()
    assert (session.taken, session.taken_at_desk) == (3, 1)


def test_on_the_eve_the_web_takes_what_is_kept(session):
    enrol(session)
    enrol(session)

    with pytest.raises(actions.NoPlaceLeft):
        enrol(session, now=at("2026-11-29 16:59"))
    assert enrol(session, now=at("2026-11-29 17:00")).is_enrolled


@pytest.mark.parametrize(
    ("capacity", "percent", "kept"), [(12, 20, 2), (3, 20, 1), (1, 20, 0), (10, 0, 0), (40, 25, 10), (2, 90, 1)]
)
def test_dates_arranged_keep_their_share(room, clerk, capacity, percent, kept):
    default_rules(kept_percent=percent)
    activity = an_activity(capacity=capacity)

    made = actions.schedule(activity=activity, room=room, span=a_span("2026-11-30 09:00-10:00"), by=clerk, now=NOW)

    assert (made.capacity, made.kept, made.taken) == (capacity, kept, 0)


def test_nobody_signs_up_twice(session):
    resident = a_resident(user=a_user())
    enrol(session, resident)

    with pytest.raises(Refused) as refused:
        enrol(session, resident)

    assert why(refused) == ["twice"]
    assert not refused.value.refusals[0].may_be_waived


def test_all_broken_rules_are_told_at_once(room):
    activity = an_activity(age_from=60, opens_at=at("2026-11-29 09:00"))
    session = a_session(activity=activity, room=room, capacity=3)

    with pytest.raises(Refused) as refused:
        enrol(session, a_resident(user=a_user(), birth_year=1990))

    opens, age = refused.value.refusals
    assert (opens.code, opens.possible_at, opens.may_be_waived) == ("opens", at("2026-11-29 09:00"), False)
    assert "11月29日（周日）09:00" in opens.sentence
    assert (age.code, age.possible_at, age.may_be_waived) == ("age", at("2050-01-01 00:00"), True)


def test_it_opens_to_the_second(room):
    session = a_session(activity=an_activity(opens_at=at("2026-11-28 12:00")), room=room, capacity=3)

    with pytest.raises(Refused):
        enrol(session, now=NOW - timedelta(seconds=1))
    assert enrol(session, now=NOW).is_enrolled


@pytest.mark.parametrize(("born", "is_welcome"), [(1966, True), (1967, False), (None, True)])
def test_who_reaches_the_age_in_the_year_may_come_and_nobody_is_asked(room, born, is_welcome):
    session = a_session(activity=an_activity(age_from=60), room=room, capacity=3)
    resident = a_resident(user=a_user(), birth_year=born)

    if is_welcome:
        assert enrol(session, resident).is_enrolled
    else:
        with pytest.raises(Refused):
            enrol(session, resident)


def test_staff_make_an_exception_with_a_reason(room, clerk):
    session = a_session(activity=an_activity(age_until=12), room=room, capacity=3)

    place = at_the_desk(session, clerk, a_resident(birth_year=1950), waiver="陪孙子")

    assert place.waiver == "陪孙子"


def test_what_has_no_places_needs_no_sign_up(room):
    with pytest.raises(Refused) as refused:
        enrol(a_session(room=room))

    assert why(refused) == ["no_sign_up"]


def test_sign_up_ends_when_it_says_and_staff_still_may(room, clerk):
    session = a_session(activity=an_activity(closes_minutes=60), room=room, capacity=3)
    late = at("2026-11-30 08:00")

    with pytest.raises(Refused) as refused:
        enrol(session, now=late)
    assert why(refused) == ["closed"]
    assert at_the_desk(session, clerk, now=late, waiver="打过电话").is_enrolled
    with pytest.raises(Refused) as refused:
        at_the_desk(session, clerk, now=at("2026-11-30 09:00"), waiver="来晚了")
    assert why(refused) == ["begun"]


def test_a_cancelled_date_says_why(session, clerk):
    actions.cancel(happening=session, by=clerk, reason="王老师生病。", now=NOW)

    with pytest.raises(Refused) as refused:
        enrol(session)

    assert why(refused) == ["cancelled"]
    assert "王老师生病" in refused.value.refusals[0].sentence


def test_a_relative_signs_up_whoever_agreed_and_they_hear_of_it(session):
    elder, helper = a_resident(phone="13800000777"), a_user()
    a_relative(elder=elder, user=helper)

    enrol(session, elder, by=helper, channel="relative")

    [notice] = Notice.objects.all()
    assert notice.to == "13800000777"
    assert "示例书法" in notice.body
    Relative.objects.update(ended_at=NOW)
    with pytest.raises(CannotChange):
        enrol(session, elder, by=helper, channel="relative")


# A course


@pytest.fixture
def course(room) -> list[Session]:
    activity = an_activity(name="示例太极", is_course=True, capacity=2)
    days = ("2026-11-30", "2026-12-07", "2026-12-14")
    return [a_session(activity=activity, room=room, span=f"{day} 09:00-10:00", capacity=2) for day in days]


def test_a_course_is_signed_up_for_as_a_whole(course):
    place = enrol(course[1])

    rows = Enrolment.objects.order_by("session_id")
    assert [row.session for row in rows] == course
    assert {row.claim for row in rows} == {place.claim}
    assert place.session == course[0]
    assert contradictions() == []


def test_of_a_course_one_has_all_dates_or_none(course):
    an_enrolment(session=course[2])
    an_enrolment(session=course[2])

    with pytest.raises(actions.NoPlaceLeft) as full:
        enrol(course[0])

    assert full.value.full == [course[2]]
    assert Enrolment.objects.count() == 2
    assert contradictions() == []


def test_a_course_that_has_begun_is_joined_for_the_rest(course):
    enrol(course[1], now=at("2026-12-01 09:00"))

    assert [row.session for row in Enrolment.objects.order_by("session_id")] == course[1:]


def test_a_course_is_given_back_as_a_whole_but_for_what_is_over(course):
    resident = a_resident(user=a_user())
    place = enrol(course[0], resident)

    actions.withdraw(enrolment=place, by=resident.user, now=at("2026-12-01 09:00"))

    states = Enrolment.objects.order_by("session_id").values_list("state", flat=True)
    assert list(states) == ["enrolled", "withdrawn", "withdrawn"]
    assert contradictions() == []


def test_the_form_of_a_course_sent_twice_from_two_dates_is_refused_kindly(course):
    resident = a_resident(user=a_user())
    enrol(course[0], resident)

    with pytest.raises(Refused) as refused:
        enrol(course[2], resident)

    assert why(refused) == ["twice"]


# Giving back


def test_a_place_given_back_is_free_again(session):
    resident = a_resident(user=a_user())
    place = enrol(session, resident)

    actions.withdraw(enrolment=place, by=resident.user, now=NOW)
    actions.withdraw(enrolment=place, by=resident.user, now=NOW)

    session.refresh_from_db()
    assert (place.state, place.ended_at, place.ended_by, session.taken) == ("withdrawn", NOW, resident.user, 0)
    assert enrol(session, resident).is_enrolled


def test_residents_give_back_until_two_hours_before_and_staff_longer(session, clerk):
    resident = a_resident(user=a_user())
    place = enrol(session, resident)

    with pytest.raises(CannotChange, match="11月30日（周一）07:00"):
        actions.withdraw(enrolment=place, by=resident.user, now=at("2026-11-30 07:01"))
    actions.withdraw(enrolment=place, by=clerk, now=at("2026-11-30 07:01"))

    assert place.state == "withdrawn"
    assert Notice.objects.filter(to=resident.phone).count() == 1  # somebody else did it


def test_what_is_over_is_not_given_back(session, clerk):
    place = enrol(session)

    with pytest.raises(CannotChange):
        actions.withdraw(enrolment=place, by=clerk, now=at("2026-11-30 10:30"))


# Staff change the date


def test_whoever_has_a_place_reads_old_and_new_side_by_side(session, clerk, room):
    enrol(session, a_resident(user=a_user(phone="13800000777")))
    a_wait(session=session, resident=a_resident(phone="13800000778"))
    at_the_desk(session, clerk, a_resident(phone=""), now=NOW)
    other = a_room(centre=room.centre, name="示例大教室")

    told = claimants.of_kind("session").move(
        occupancy=session.occupancy,
        room=other,
        span=a_span("2026-12-01 14:00-15:30"),
        by=clerk,
        reason="书法室漏水",
        waiver="",
        now=NOW,
    )

    said = {notice.to: notice.body for notice in Notice.objects.all() if notice.to}
    assert said.keys() == {"13800000777", "13800000778"}
    for words in said.values():
        assert words.index("11月30日（周一）09:00–10:30") < words.index("12月1日（周二）14:00–15:30")
        assert "示例大教室" in words
        assert "书法室漏水" in words
    assert len(told.to_do) == 1
    assert Enrolment.objects.enrolled().count() == 2
    assert contradictions() == []


def test_a_cancelled_date_costs_nobody_a_mark_and_ends_the_line(session, clerk):
    place = enrol(session, a_resident(user=a_user(phone="13800000777")))
    wait = a_wait(session=session, resident=a_resident(phone="13800000778"))

    claimants.of_kind("session").cancel(occupancy=session.occupancy, by=clerk, reason="王老师生病", now=NOW)

    place.refresh_from_db()
    wait.refresh_from_db()
    assert (place.state, wait.state) == ("cancelled", "closed")
    assert {notice.to for notice in Notice.objects.all() if "王老师生病" in notice.body} == {
        "13800000777",
        "13800000778",
    }
    assert contradictions() == []


def test_who_waits_for_a_course_goes_on_waiting_when_one_date_is_cancelled(course, clerk):
    wait = a_wait(session=course[0])

    actions.cancel(happening=course[0], by=clerk, reason="示例", now=NOW)

    wait.refresh_from_db()
    assert (wait.state, wait.session) == ("waiting", course[1])


def test_fewer_places_than_are_taken_are_refused_and_say_how_many(session, clerk):
    for _each in range(2):
        enrol(session)

    with pytest.raises(CannotChange, match="2"):
        actions.set_places(session=session, capacity=1, kept=None, now=NOW)
    with pytest.raises(CannotChange):
        actions.set_places(session=session, capacity=None, kept=None, now=NOW)
    actions.set_places(session=session, capacity=2, kept=5, now=NOW)

    assert (session.capacity, session.kept) == (2, 2)


def test_new_places_are_offered_to_the_line_first(session):
    for _each in range(2):
        enrol(session)
    wait = a_wait(session=session)

    actions.set_places(session=session, capacity=4, kept=0, now=NOW)

    wait.refresh_from_db()
    assert wait.is_offered
    assert contradictions() == []


# What the database holds


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("taken = capacity + 1", "session_places_taken_within_capacity"),
        ("taken = -1", "check"),
        ("capacity = NULL, kept = 0, taken = 1", "session_places_taken_within_capacity"),
        ("kept = capacity + 1", "session_keeps_no_more_than_it_has"),
        ("taken_at_desk = taken + 1", "session_taken_at_desk_is_part_of_taken"),
        ("capacity = 0, kept = 0", "session_has_room_for_somebody"),
    ],
)
def test_the_database_counts_along(session, change, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE activities_session SET {change} WHERE id = %s", [session.pk])


def test_the_database_lets_nobody_have_two_places(session):
    place = an_enrolment(session=session)

    with pytest.raises(IntegrityError, match="enrolment_once_per_person"), transaction.atomic():
        an_enrolment(session=session, resident=place.resident)


@pytest.mark.parametrize(
    ("old", "new"), [("withdrawn", "enrolled"), ("cancelled", "enrolled"), ("enrolled", "offered")]
)
def test_a_state_goes_one_way_only(session, old, new):
    ended = None if old == "enrolled" else NOW
    place = an_enrolment(session=session, state=old, ended_at=ended)

    with pytest.raises(InternalError, match="Invalid transition"), transaction.atomic():
        Enrolment.objects.filter(pk=place.pk).update(state=new, ended_at=None)


@pytest.mark.contradicts
def test_a_row_without_a_count_is_found(session):
    Session.objects.filter(pk=session.pk).update(taken=1)

    assert contradictions() == [f"{session.pk} counts (1, 0) and has (0, 0)"]


def test_sites_decide_what_is_kept(room, clerk):
    a_rule_set(centre=room.centre, kept_percent=50)
    activity = an_activity(capacity=10)

    made = actions.schedule(activity=activity, room=room, span=a_span("2026-11-30 09:00-10:00"), by=clerk, now=NOW)

    assert made.kept == 5
    assert not EnrolmentWait.objects.exists()
