"""The desk of a day: who is called, skipped, served, given a ticket; and the last step taken back."""

import uuid
from functools import partial

import pytest
from django.utils.timezone import localtime

from centres.claimants import CannotChange
from services import actions, people
from services.alternatives import free_of
from services.models import Appointment, DeskStep
from services.queue import Queue
from services.rules import NoNumber
from tests.factories import (
    a_centre,
    a_number_wait,
    a_room,
    a_service,
    a_service_day,
    an_appointment,
    at,
    default_rules,
    open_daily,
    staff_of,
)
from tests.races import race, race_of
from tests.services.invariants import faults, faults_of_lines

pytestmark = pytest.mark.django_db

MORNING = at("2026-12-12 08:30")


@pytest.fixture
def day():
    """Seven places of twenty minutes, one chair."""
    return a_day()


def a_day(**fields):
    centre = a_centre()
    open_daily(centre, "08:30-17:00")
    service = a_service(minutes=20, is_walk_in=False)
    made = {"span": "2026-12-12 08:30-11:00", "minutes": 20, **fields}
    return a_service_day(service=service, room=a_room(centre=centre), **made)


@pytest.fixture
def barber(day):
    return staff_of(day.occupancy.room.centre)


def given(day, *numbers):
    return [an_appointment(day=day, number=number) for number in numbers]


def call(day, by, now=MORNING):
    return actions.call_next(day=day, by=by, now=now)


def on(appointment, step, by, now=MORNING):
    return getattr(actions, step)(appointment=appointment, by=by, now=now)


def waiting(day, now=MORNING):
    return [one.number for one in Queue.load(day, now=now).waiting]


def states(day):
    return {each.number: each.state for each in day.appointments.all()}


def test_numbers_are_called_in_turn_and_served(day, barber):
    given(day, 1, 3)

    first = call(day, barber)
    on(first, "begin", barber)
    following = actions.finish_and_call(appointment=first, by=barber, now=at("2026-12-12 08:55"))

    assert (first.number, following.number) == (1, 3)
    assert states(day) == {1: "done", 3: "called"}
    assert actions.finish_and_call(appointment=following, by=barber, now=MORNING) is None
    with pytest.raises(CannotChange, match="没有人在等"):
        call(day, barber)


def test_a_second_press_calls_nobody_else(day, barber):
    given(day, 1, 2)

    actions.call_next(day=day, by=barber, now=MORNING, shown=1)

    with pytest.raises(CannotChange, match="2号"):
        actions.call_next(day=day, by=barber, now=MORNING, shown=1)
    with pytest.raises(CannotChange, match="1号"):
        actions.call_next(day=day, by=barber, now=MORNING, shown=2)
    assert states(day) == {1: "called", 2: "waiting"}


def test_who_is_not_there_goes_behind_the_next_one_and_the_second_time_nobody_came(day, barber):
    given(day, 1, 2, 3)

    skipped = on(call(day, barber), "skip", barber)
    assert waiting(day) == [2, 1, 3]
    on(call(day, barber), "finish", barber)
    again = on(call(day, barber), "skip", barber)

    assert (skipped.number, again.number, again.state) == (1, 1, "no_show")
    assert waiting(day) == [3]


def test_the_last_one_skipped_is_next_again(day, barber):
    given(day, 1)

    on(call(day, barber), "skip", barber)

    assert call(day, barber).number == 1


def test_who_comes_after_all_goes_behind_the_next_one(day, barber):
    first, *_others = given(day, 1, 2, 3)
    on(call(day, barber), "miss", barber)

    on(first, "welcome_late", barber)

    assert waiting(day) == [2, 1, 3]


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("waiting", ["begin", "finish", "skip", "miss", "welcome_late"]),
        ("called", ["welcome_late"]),
        ("in_service", ["begin", "skip", "miss", "welcome_late"]),
        ("done", ["begin", "finish", "skip", "miss", "welcome_late"]),
        ("cancelled", ["begin", "finish", "skip", "miss", "welcome_late"]),
    ],
)
def test_a_step_that_does_not_fit_is_refused(day, barber, state, steps):
    moments = {"called_at": MORNING} if state in ("called", "in_service") else {}
    moments |= {"cancelled_at": MORNING} if state == "cancelled" else {}
    appointment = an_appointment(day=day, state=state, **moments)

    for step in steps:
        with pytest.raises(CannotChange, match="同事"):
            on(appointment, step, barber)
    assert not DeskStep.objects.exists()


def test_nobody_is_called_on_another_day_or_of_a_day_that_was_cancelled(day, barber):
    given(day, 1)

    with pytest.raises(CannotChange, match="当天"):
        call(day, barber, now=at("2026-12-11 09:00"))
    actions.cancel_day(day=day, by=barber, reason="停电", now=at("2026-12-11 09:00"))
    with pytest.raises(CannotChange, match="停电"):
        call(day, barber)


# Expected times


def test_two_late_people_move_everybody_behind_them(day, barber):
    given(day, 1, 2, 3, 4)
    now = at("2026-12-12 08:50")
    call(day, barber, now=now)

    queue = Queue.load(day, now=now)

    clocks = [f"{localtime(queue.expected(one)):%H:%M}" for one in queue.waiting]
    assert clocks == ["09:10", "09:30", "09:50"]


# Tickets


def ticket(day, by, now=MORNING, token=None, reason=""):
    return actions.ticket(day=day, by=by, token=token or uuid.uuid4(), reason=reason, now=now)


def test_whoever_walks_in_gets_the_first_number_that_is_not_over(day, barber):
    given(day, 1, 2)

    walked_in = ticket(day, barber, now=at("2026-12-12 08:49"))

    assert (walked_in.number, walked_in.resident, walked_in.channel) == (3, None, "desk")
    assert ticket(day, barber, now=at("2026-12-12 09:45")).number == 4


def test_one_press_of_an_impatient_finger_is_one_ticket(day, barber):
    token = uuid.uuid4()

    assert len({ticket(day, barber, token=token).number for _press in range(3)}) == 1


def test_when_all_are_given_there_is_one_more_only_while_there_is_time(day, barber):
    given(day, 1, 2, 3, 4, 5, 6, 7)
    for _each in range(3):
        on(call(day, barber), "miss", barber)

    assert ticket(day, barber).number == 8
    assert ticket(day, barber).number == 9
    assert ticket(day, barber).number == 10
    with pytest.raises(NoNumber) as caught:
        ticket(day, barber)
    assert caught.value.code == "full"


def test_before_it_opens_there_are_no_more_tickets_than_the_day_has_time_for(day, barber):
    given(day, *range(1, 8))

    with pytest.raises(NoNumber) as caught:
        ticket(day, barber, now=at("2026-12-12 08:00"))
    assert caught.value.code == "full"


def test_who_comes_back_goes_before_nobody_with_a_smaller_number(day, barber):
    *_others, seventh = given(day, 1, 2, 7)
    Appointment.objects.filter(pk=seventh.pk).update(state="no_show", called_at=MORNING, ended_at=MORNING)

    on(seventh, "welcome_late", barber)

    assert waiting(day) == [1, 2, 7]


def test_a_day_that_runs_late_offers_numbers_when_they_would_be(day):
    given(day, 1, 2, 3)
    free = free_of(day, [1, 2, 3], now=at("2026-12-12 09:25"), is_online=False)

    times = {each.number: f"{localtime(each.at):%H:%M}" for each in free}
    assert times == {4: "10:25", 5: "10:25", 6: "10:25", 7: "10:30"}


def test_a_day_that_runs_late_offers_nothing_after_its_end(day):
    given(day, 1, 2, 3, 4, 5)
    assert free_of(day, [1, 2, 3, 4, 5], now=at("2026-12-12 10:05"), is_online=False) == []


def test_after_the_end_there_are_no_tickets(day, barber):
    with pytest.raises(NoNumber):
        ticket(day, barber, now=at("2026-12-12 11:00"))


# A step back


@pytest.mark.parametrize("step", ["begin", "skip", "finish", "miss"])
def test_the_last_step_is_taken_back(day, barber, step):
    given(day, 1, 2)
    called = call(day, barber)
    before = Appointment.objects.filter(pk=called.pk).values().get()

    on(called, step, barber)
    actions.undo(day=day, by=barber, now=MORNING)

    assert Appointment.objects.filter(pk=called.pk).values().get() == before


def test_steps_are_taken_back_one_after_the_other_until_there_is_none(day, barber):
    given(day, 1)
    on(call(day, barber), "finish", barber)

    for _step in range(2):
        actions.undo(day=day, by=barber, now=MORNING)

    assert states(day) == {1: "waiting"}
    with pytest.raises(CannotChange):
        actions.undo(day=day, by=barber, now=MORNING)


def test_a_step_is_taken_back_in_the_minutes_after_it_only(day, barber):
    given(day, 1)
    call(day, barber)

    for late in (at("2026-12-12 08:36"), at("2026-12-14 08:30")):
        with pytest.raises(CannotChange):
            actions.undo(day=day, by=barber, now=late)

    assert states(day) == {1: "called"}


def test_a_ticket_taken_back_is_no_number(day, barber):
    walked_in = ticket(day, barber)

    actions.undo(day=day, by=barber, now=MORNING)

    assert states(day) == {1: "cancelled"}
    assert ticket(day, barber).number == walked_in.number


def test_an_hour_after_the_end_whoever_was_not_missed_has_been_there(day, barber):
    given(day, 1, 2, 3)
    on(call(day, barber), "miss", barber)
    call(day, barber)

    actions.complete(at("2026-12-12 11:59"))
    assert states(day) == {1: "no_show", 2: "called", 3: "waiting"}
    actions.complete(at("2026-12-12 12:00"))

    assert states(day) == {1: "no_show", 2: "done", 3: "done"}


# Two desks


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.long)])
def test_two_desks_never_call_the_same_number(rounds):
    for _round in range(rounds):
        day = a_day(minutes=10, chairs=6)
        desks = [staff_of(day.occupancy.room.centre) for _desk in range(6)]
        given(day, 1, 2, 3, 4, 5, 6)

        called = race(6, lambda n, day=day, desks=desks: call(day, desks[n]))

        assert sorted(each.number for each in called) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_two_desks_give_different_tickets():
    day = a_day(minutes=10)
    desks = [staff_of(day.occupancy.room.centre) for _desk in range(6)]

    given_out = race(6, lambda number: ticket(day, desks[number]))

    assert sorted(each.number for each in given_out) == [1, 2, 3, 4, 5, 6]
    assert faults() == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_done_for_one_number_one_does():
    day = a_day()
    desks = [staff_of(day.occupancy.room.centre) for _desk in range(4)]
    given(day, 1, 2, 3)
    called = call(day, desks[0])

    results = race(4, lambda n: actions.finish_and_call(appointment=called, by=desks[n], now=MORNING))

    assert sum(isinstance(each, CannotChange) for each in results) == 3
    assert states(day) == {1: "done", 2: "called", 3: "waiting"}


# Whoever waits in line comes first


LONG_BEFORE = at("2026-12-12 07:00")  # the day itself; where offers end late, they may still be made


def test_one_more_than_planned_is_expected_as_soon_as_those_before_them_are_done(day, barber):
    given(day, *range(1, 8))
    at_nine = at("2026-12-12 09:00")
    for _each in range(7):
        on(call(day, barber, now=at_nine), "miss", barber, now=at_nine)

    walked_in = ticket(day, barber, now=at_nine)
    queue = Queue.load(day, now=at_nine)

    assert walked_in.number == 8
    assert queue.next == walked_in
    assert queue.expected(walked_in) == at_nine


@pytest.fixture
def spacious_day():
    """Three numbers, and time for more; offers are made until half an hour before."""
    default_rules(offer_stops_minutes=30, cancel_minutes=0)
    return a_day(places_at_most=3, span="2026-12-12 13:30-16:00")


@pytest.fixture
def clerk(spacious_day):
    return staff_of(spacious_day.occupancy.room.centre)


def test_who_waits_is_offered_what_is_free_before_somebody_walks_in(spacious_day, clerk):
    given(spacious_day, 1)
    entry = a_number_wait(day=spacious_day)

    walked_in = ticket(spacious_day, clerk, now=LONG_BEFORE)

    entry.refresh_from_db()
    assert (entry.state, entry.number, walked_in.number, walked_in.waiver) == ("offered", 2, 3, "")
    assert faults_of_lines(LONG_BEFORE) == []


def test_who_walks_in_goes_before_the_line_only_with_a_reason(spacious_day, clerk):
    given(spacious_day, 1, 2, 3)
    for _each in range(3):
        a_number_wait(day=spacious_day)

    for reason in ("", "  "):
        with pytest.raises(NoNumber, match="3位") as caught:
            ticket(spacious_day, clerk, now=LONG_BEFORE, reason=reason)
        assert caught.value.code == "line"

    walked_in = ticket(spacious_day, clerk, now=LONG_BEFORE, reason="都打过电话，来不了")
    assert (walked_in.number, walked_in.waiver) == (4, "都打过电话，来不了")


def test_once_nobody_in_line_can_be_offered_anything_whoever_walks_in_is_served(spacious_day, clerk):
    given(spacious_day, 1, 2, 3)
    a_number_wait(day=spacious_day)

    walked_in = ticket(spacious_day, clerk, now=at("2026-12-12 13:10"), reason="急")

    assert (walked_in.number, walked_in.waiver) == (4, "")


def test_what_is_offered_is_nobodys_ticket(spacious_day, clerk):
    given(spacious_day, 1, 2)
    a_number_wait(day=spacious_day)
    actions.offer_what_is_free(LONG_BEFORE)

    assert ticket(spacious_day, clerk, now=LONG_BEFORE).number == 4


def test_the_reason_is_forgotten_after_a_year(spacious_day, clerk):
    given(spacious_day, 1, 2, 3)
    a_number_wait(day=spacious_day)
    walked_in = ticket(spacious_day, clerk, now=LONG_BEFORE, reason="欧阳示例来不了")

    people.forget_who_came(at("2027-12-20 09:00"))

    walked_in.refresh_from_db()
    assert walked_in.waiver == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.long)])
def test_of_a_crowd_that_walks_in_while_a_number_comes_back_nobody_passes_the_line(rounds):
    for _round in range(rounds):
        default_rules(offer_stops_minutes=30, cancel_minutes=0)
        day = a_day(places_at_most=3, span="2026-12-12 13:30-16:00")
        clerk = staff_of(day.occupancy.room.centre)
        held = given(day, 1, 2, 3)
        entries = [a_number_wait(day=day) for _each in range(3)]
        acts = [partial(actions.give_back, appointment=each, by=clerk, now=LONG_BEFORE) for each in held[:2]]
        acts += [partial(ticket, day, clerk, LONG_BEFORE) for _each in range(6)]

        results = race_of(*acts)

        assert [getattr(each, "code", each) for each in results[2:]] == ["line"] * 6
        for entry in entries:
            entry.refresh_from_db()
        assert [entry.state for entry in entries] == ["offered", "offered", "waiting"]
        assert faults_of_lines(LONG_BEFORE) == []
