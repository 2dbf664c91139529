"""In line for a place: who is asked, in which order, and what becomes of an offer."""

from datetime import timedelta
from uuid import uuid4

import pytest

from activities import actions
from activities.actions import waiting
from activities.models import Enrolment, Session
from centres.claimants import CannotChange
from fairness.rules import Refused
from notices import ticks
from notices.models import Notice
from tests.activities.invariants import contradictions
from tests.factories import (
    a_resident,
    a_session,
    a_user,
    a_wait,
    an_activity,
    an_enrolment,
    at,
    default_rules,
)

pytestmark = pytest.mark.django_db

NOW = at("2026-11-28 12:00")


@pytest.fixture
def session(room) -> Session:
    """Full, but for nothing kept."""
    full = a_session(activity=an_activity(name="示例编织"), room=room, capacity=2)
    an_enrolment(session=full)
    an_enrolment(session=full)
    return full


def join(session, resident=None, **changes):
    resident = resident or a_resident(user=a_user())
    asked = {"by": resident.user, "channel": "web", "now": NOW, **changes}
    return actions.join(session=session, resident=resident, **asked)


def enrol(session, resident=None, **changes):
    resident = resident or a_resident(user=a_user())
    asked = {"by": resident.user, "channel": "web", "token": uuid4(), "now": NOW, **changes}
    return actions.enrol(session=session, resident=resident, **asked)


def somebody_gives_back(session, clerk, now=NOW):
    place = Enrolment.objects.enrolled().filter(session=session).first()
    actions.withdraw(enrolment=place, by=clerk, now=now)


def states(*entries):
    for entry in entries:
        entry.refresh_from_db()
    return [entry.state for entry in entries]


def test_who_asks_twice_stands_in_line_once(session):
    resident = a_resident(user=a_user())

    assert join(session, resident) == join(session, resident)


def test_what_has_a_place_needs_no_waiting(session, clerk):
    somebody_gives_back(session, clerk)

    with pytest.raises(actions.PlaceLeft):
        join(session)


def test_who_has_a_place_does_not_wait_for_another(session):
    has_one = Enrolment.objects.first().resident

    with pytest.raises(Refused):
        join(session, has_one, by=a_user())


def test_a_line_has_an_end(session):
    default_rules(waiting_limit=1)
    join(session)

    with pytest.raises(CannotChange, match="1"):
        join(session)


def test_half_a_day_before_it_is_too_late_to_wait(session):
    with pytest.raises(CannotChange):
        join(session, now=at("2026-11-29 21:01"))


def test_a_place_given_back_is_offered_to_the_first_in_line(session, clerk):
    second, first = a_wait(session=session, joined_at="2026-11-21 09:00"), a_wait(session=session)

    somebody_gives_back(session, clerk)

    session.refresh_from_db()
    assert states(first, second) == ["offered", "waiting"]
    assert (first.offered_at, first.offer_ends_at, session.taken) == (NOW, NOW + timedelta(hours=2), 2)
    assert contradictions() == []
    told = Notice.objects.get(to=first.resident.phone)
    assert "11月28日（周六）14:00" in told.body


def test_nobody_overtakes_the_line(session, clerk):
    a_wait(session=session)
    somebody_gives_back(session, clerk)

    for channel in ("web", "desk"):
        with pytest.raises(actions.NoPlaceLeft):
            enrol(session, by=clerk, channel=channel)


def test_before_the_worker_comes_the_line_is_first_as_well(session):
    """A place that nobody passed on: more of them, or what was kept and opened."""
    first = a_wait(session=session)
    Session.objects.filter(pk=session.pk).update(capacity=3)

    with pytest.raises(actions.NoPlaceLeft):
        enrol(session)
    actions.offer_what_is_free(NOW)

    assert states(first) == ["offered"]


def test_when_no_offer_can_be_made_any_more_a_place_is_anybodys(session, clerk):
    a_wait(session=session)
    late = at("2026-11-30 06:00")
    somebody_gives_back(session, clerk, now=late)

    assert enrol(session, now=late).is_enrolled


def test_an_offer_is_taken_with_one_press_and_twice_is_once(session, clerk):
    wait = a_wait(session=session, resident=a_resident(user=a_user()))
    somebody_gives_back(session, clerk)
    wait.refresh_from_db()

    places = {actions.accept(entry=wait, by=wait.resident.user, now=NOW).pk for _each in range(2)}

    assert places == {Enrolment.objects.get(resident=wait.resident, state="enrolled").pk}
    assert states(wait) == ["accepted"]
    assert contradictions() == []


def test_whoever_signs_up_instead_takes_what_is_kept_for_them(session, clerk):
    resident = a_resident(user=a_user())
    wait = a_wait(session=session, resident=resident)
    somebody_gives_back(session, clerk)

    place = enrol(session, resident)

    assert place.is_enrolled
    assert states(wait) == ["accepted"]
    assert contradictions() == []


def test_an_offer_not_taken_goes_to_the_next_and_is_refused_after_its_end(session, clerk):
    first, second = a_wait(session=session), a_wait(session=session, joined_at="2026-11-21 09:00")
    somebody_gives_back(session, clerk)
    first.refresh_from_db()
    late = NOW + timedelta(hours=2)

    with pytest.raises(CannotChange, match="14:00"):
        actions.accept(entry=first, by=clerk, now=late)
    actions.pass_on_lapsed(late)

    assert states(first, second) == ["lapsed", "offered"]
    assert Enrolment.objects.get(resident=first.resident).state == "passed_on"
    assert contradictions() == []


@pytest.mark.parametrize("is_offered", [False, True])
def test_whoever_leaves_lets_the_next_one_in(session, clerk, is_offered):
    first, second = a_wait(session=session), a_wait(session=session, joined_at="2026-11-21 09:00")
    if is_offered:
        somebody_gives_back(session, clerk)

    actions.leave(entry=first, now=NOW)

    assert states(first, second) == (["refused", "offered"] if is_offered else ["left", "waiting"])
    assert contradictions() == []
    with pytest.raises(CannotChange):
        actions.leave(entry=first, now=NOW)


def test_what_is_kept_for_phone_and_desk_is_offered_to_them(session, clerk):
    Session.objects.filter(pk=session.pk).update(kept=1)
    on_the_web = a_wait(session=session)
    by_phone = a_wait(session=session, joined_at="2026-11-21 09:00", channel="phone")

    somebody_gives_back(session, clerk)
    assert states(on_the_web, by_phone) == ["waiting", "offered"]

    somebody_gives_back(session, clerk)
    assert states(on_the_web) == ["offered"]
    assert contradictions() == []


def test_on_the_eve_what_was_kept_is_offered_to_the_web(room):
    session = a_session(room=room, span="2026-11-30 15:00-16:00", capacity=2, kept=1)
    an_enrolment(session=session)
    wait = a_wait(session=session)

    actions.offer_what_is_free(at("2026-11-29 16:59"))
    assert states(wait) == ["waiting"]
    actions.offer_what_is_free(at("2026-11-29 17:00"))
    assert states(wait) == ["offered"]


def test_those_who_wait_long_for_what_is_kept_do_not_hold_up_the_others(room, monkeypatch):
    monkeypatch.setattr(waiting, "BATCH", 3)
    for day in (7, 8, 9):
        later = a_session(room=room, span=f"2026-12-{day:02} 15:00-16:00", capacity=2, kept=1)
        an_enrolment(session=later)
        a_wait(session=later, joined_at="2026-11-01 09:00")
    session = a_session(room=room, span="2026-11-30 15:00-16:00", capacity=2, kept=1)
    an_enrolment(session=session)
    wait = a_wait(session=session)

    actions.offer_what_is_free(at("2026-11-29 17:00"))

    assert states(wait) == ["offered"]


def test_the_line_is_closed_when_no_offer_is_of_use_any_more(session):
    wait = a_wait(session=session)

    actions.close_lines(at("2026-11-29 21:00"))
    assert states(wait) == ["waiting"]
    actions.close_lines(at("2026-11-29 21:01"))

    assert states(wait) == ["closed"]
    assert Notice.objects.filter(to=wait.resident.phone).count() == 1


def test_of_a_course_all_dates_are_offered_together(room, clerk):
    activity = an_activity(is_course=True, capacity=1)
    days = ("2026-11-30", "2026-12-07")
    dates = [a_session(activity=activity, room=room, span=f"{day} 09:00-10:00", capacity=1) for day in days]
    place = enrol(dates[0])
    wait = join(dates[1])
    assert wait.session == dates[0]

    actions.withdraw(enrolment=place, by=clerk, now=NOW)

    assert states(wait) == ["offered"]
    assert Enrolment.objects.offered().filter(claim=wait.claim).count() == 2
    actions.accept(entry=wait, by=clerk, now=NOW)
    assert Enrolment.objects.enrolled().filter(resident=wait.resident).count() == 2
    assert contradictions() == []


def test_the_worker_knows_what_to_do():
    known = {tick.name for tick in ticks.registered()}

    assert {
        "pass places on",
        "offer free places",
        "close lines for places",
        "forget who took part a year ago",
    } <= known


def test_whoever_signs_up_after_their_offer_ended_stands_behind_the_next(session, clerk):
    resident = a_resident(user=a_user())
    first, second = a_wait(session=session, resident=resident), a_wait(session=session, joined_at="2026-11-21 09:00")
    somebody_gives_back(session, clerk)
    late = NOW + timedelta(hours=3)

    with pytest.raises(actions.NoPlaceLeft):
        enrol(session, resident, now=late)
    actions.pass_on_lapsed(late)

    assert states(first, second) == ["lapsed", "offered"]
    assert contradictions() == []


def test_whoever_signs_up_after_their_offer_ended_has_the_place_when_nobody_else_waits(session, clerk):
    resident = a_resident(user=a_user())
    wait = a_wait(session=session, resident=resident)
    somebody_gives_back(session, clerk)

    assert enrol(session, resident, now=NOW + timedelta(hours=3)).is_enrolled
    assert states(wait) == ["lapsed"]
    assert contradictions() == []
