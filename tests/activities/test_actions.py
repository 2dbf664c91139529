"""Sessions are arranged, moved and cancelled; so are service days, through the same actions."""

import pytest
from django.db import IntegrityError, connection, transaction

from activities import actions
from activities.models import Session
from centres.claimants import CannotChange
from centres.models import Occupancy, RoomTaken, SpecialHours
from fairness.programme.actions import retitle
from tests.factories import (
    a_centre,
    a_hall,
    a_room,
    a_rule_set,
    a_session,
    a_span,
    an_activity,
    an_occupancy,
    at,
    open_daily,
    staff_of,
    weekly,
)
from tests.races import race

pytestmark = pytest.mark.django_db

NOW = at("2026-11-23 10:00")


@pytest.fixture
def room():
    centre = a_centre()
    open_daily(centre, "08:30-17:00")
    return a_room(centre=centre)


@pytest.fixture
def officer(room):
    return staff_of(room.centre)


def test_a_session_takes_its_room_under_the_name_of_the_activity(room, officer):
    a_rule_set(room=room, clearing_minutes=20)
    activity = an_activity(name="示例健身操")

    session = actions.schedule(
        activity=activity, room=room, span=a_span("2026-11-30 09:00-10:00"), by=officer, now=NOW
    )

    assert session.occupancy.title == "示例健身操"
    assert session.occupancy.clear_until == at("2026-11-30 10:20")
    assert (session.arranged_by, session.arranged_at) == (officer, NOW)


def test_a_session_is_refused_when_the_room_is_taken(room, officer):
    an_occupancy(room=room, span="2026-11-30 09:30-10:30")

    with pytest.raises(RoomTaken):
        actions.schedule(activity=an_activity(), room=room, span=a_span("2026-11-30 09:00-10:00"), by=officer, now=NOW)

    assert not Session.objects.exists()


@pytest.mark.parametrize("span", ["2026-11-30 16:30-17:30", "2026-11-30 07:00-08:00"])
def test_a_session_outside_opening_hours_is_refused_with_the_hours(room, officer, span):
    with pytest.raises(CannotChange, match="08:30–17:00"):
        actions.schedule(activity=an_activity(), room=room, span=a_span(span), by=officer, now=NOW)


def test_a_session_in_the_past_is_refused(room, officer):
    with pytest.raises(CannotChange):
        actions.schedule(activity=an_activity(), room=room, span=a_span("2026-11-23 09:00-10:00"), by=officer, now=NOW)


def test_weekly_sessions_name_the_dates_that_were_closed_or_taken(room, officer):
    an_occupancy(room=room, span="2026-12-07 09:30-10:30")
    SpecialHours.objects.create(centre=room.centre, on=at("2026-12-14 00:00").date(), reason="示例检修")

    arranged = actions.schedule_each(
        activity=an_activity(), room=room, spans=weekly("2026-11-30 09:00-10:00", 4), by=officer, now=NOW
    )

    assert [session.occupancy.starts_at for session in arranged.made] == [
        at("2026-11-30 09:00"),
        at("2026-12-21 09:00"),
    ]
    taken, closed = arranged.left_out
    assert "12月7日" in taken
    assert room.name in taken
    assert "示例检修" in closed


def test_weekly_sessions_arranged_twice_stand_once(room, officer):
    activity, spans = an_activity(leader="王老师"), weekly("2026-11-30 09:00-10:00", 3)
    an_occupancy(room=room, span="2026-12-07 09:30-10:30")

    first, second = (
        actions.schedule_each(activity=activity, room=room, spans=spans, by=officer, now=NOW) for _n in range(2)
    )

    assert [list(first.made), list(first.left_out)] == [list(second.made), list(second.left_out)]
    assert (len(first.made), len(first.left_out), Session.objects.count()) == (2, 1, 2)


def test_another_activity_another_end_or_a_cancelled_date_does_not_count_as_standing(room, officer):
    activity = an_activity()
    cancelled = a_session(activity=activity, room=room, span="2026-11-30 09:00-10:00")
    actions.cancel(happening=cancelled, by=officer, reason="示例", now=NOW)

    def arranged(activity, span):
        made = actions.schedule_each(activity=activity, room=room, spans=[a_span(span)], by=officer, now=NOW).made
        return [session.pk for session in made]

    [again] = arranged(activity, "2026-11-30 09:00-10:00")
    assert again != cancelled.pk
    assert arranged(an_activity(), "2026-11-30 09:00-10:00") == []
    assert arranged(activity, "2026-11-30 09:00-10:30") == []
    assert arranged(activity, "2026-11-30 09:30-10:00") == []
    assert arranged(activity, "2026-11-30 09:00-10:00") == [again]

    actions.cancel(happening=Session.objects.with_place().get(pk=again), by=officer, reason="示例", now=NOW)
    an_occupancy(room=room, span="2026-11-30 09:00-10:00")
    assert arranged(activity, "2026-11-30 09:00-10:00") == []


@pytest.mark.django_db(transaction=True)
def test_taps_on_one_form_of_dates_arrange_them_once():
    centre = a_centre()
    open_daily(centre, "08:30-17:00")
    room, officer, activity = a_room(centre=centre), staff_of(centre), an_activity()

    def tap(_number):
        arranged = actions.schedule_each(
            activity=activity, room=room, spans=weekly("2026-11-30 09:00-10:00", 3), by=officer, now=NOW
        )
        return len(arranged.made), len(arranged.left_out)

    assert race(4, tap) == [(3, 0)] * 4
    assert Session.objects.count() == 3


def test_a_session_moves_and_frees_its_old_room(room, officer):
    other = a_room(centre=room.centre)
    session = a_session(room=room, span="2026-11-30 09:00-10:00")
    old = session.occupancy

    actions.move(happening=session, room=other, span=a_span("2026-12-01 09:00-10:00"), by=officer, now=NOW)

    old.refresh_from_db()
    assert old.released_at == NOW
    assert (session.occupancy.room, session.occupancy.starts_at) == (other, at("2026-12-01 09:00"))


def test_a_session_stays_where_it_is_when_the_new_room_is_taken(room, officer):
    session = a_session(room=room, span="2026-11-30 09:00-10:00")
    an_occupancy(room=room, span="2026-12-01 09:00-10:00")

    with pytest.raises(RoomTaken):
        actions.move(happening=session, room=room, span=a_span("2026-12-01 09:00-10:00"), by=officer, now=NOW)

    session.refresh_from_db()
    assert session.occupancy.starts_at == at("2026-11-30 09:00")
    assert not session.occupancy.is_released


def test_a_cancelled_session_frees_its_room_and_says_why(room, officer):
    session = a_session(room=room)

    actions.cancel(happening=session, by=officer, reason=" 王老师生病 ", now=NOW)

    assert (session.state, session.cancel_reason) == (Session.State.CANCELLED, "王老师生病")
    assert (session.cancelled_by, session.cancelled_at) == (officer, NOW)
    assert session.occupancy.released_at == NOW


def test_a_session_is_cancelled_once(room, officer):
    session = a_session(room=room)
    as_read_before = Session.objects.select_related("occupancy").get()
    actions.cancel(happening=session, by=officer, reason="示例", now=NOW)

    with pytest.raises(CannotChange):
        actions.cancel(happening=session, by=officer, reason="示例", now=NOW)
    with pytest.raises(CannotChange):
        actions.cancel(happening=as_read_before, by=officer, reason="示例", now=NOW)


def test_a_session_is_not_cancelled_without_a_reason(room, officer):
    with pytest.raises(CannotChange):
        actions.cancel(happening=a_session(room=room), by=officer, reason="  ", now=NOW)


def test_what_has_begun_stays_on_record(room, officer):
    session = a_session(room=room, span="2026-11-30 09:00-10:00")

    with pytest.raises(CannotChange):
        actions.cancel(happening=session, by=officer, reason="示例", now=at("2026-11-30 09:00"))
    with pytest.raises(CannotChange):
        actions.move(
            happening=session, room=room, span=a_span("2026-12-01 09:00-10:00"), by=officer, now=at("2026-11-30 09:00")
        )


def test_a_session_moved_meanwhile_is_not_cancelled_where_it_was(room, officer):
    session = a_session(room=room)
    as_read_before = Session.objects.select_related("occupancy").get()
    actions.move(happening=session, room=room, span=a_span("2026-12-01 09:00-10:00"), by=officer, now=NOW)

    with pytest.raises(CannotChange):
        actions.cancel(happening=as_read_before, by=officer, reason="示例", now=NOW)

    session.refresh_from_db()
    assert session.is_confirmed


def test_a_new_name_goes_on_the_doors_to_come_parts_of_a_hall_too(room):
    activity = an_activity(name="旧名")
    hall = a_hall(centre=room.centre)
    past = a_session(activity=activity, room=hall, span="2026-11-16 09:00-10:00")
    a_session(activity=activity, room=hall, span="2026-11-30 09:00-10:00")

    retitle(happenings=activity.sessions.all(), title="新名", now=NOW)

    to_come = Occupancy.objects.filter(starts_at=at("2026-11-30 09:00"))
    assert {occupancy.title for occupancy in to_come} == {"新名"}
    assert to_come.count() == 3
    past.occupancy.refresh_from_db()
    assert past.occupancy.title == "旧名"


def test_the_database_wants_a_cancelled_session_to_say_when_by_whom_and_why():
    session = a_session()

    with pytest.raises(IntegrityError, match="session_cancelled_says_when_by_whom_and_why"), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(state=Session.State.CANCELLED, cancelled_at=NOW)


def test_the_database_wants_an_activity_to_have_a_name():
    with (
        pytest.raises(IntegrityError, match="activity_has_a_name"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE activities_activity SET name = '' WHERE id = %s", [an_activity().pk])
