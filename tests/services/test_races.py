"""Many want the numbers of one day at the same moment, by every way there is: each number once, nobody twice."""

import uuid
from contextlib import suppress
from functools import partial

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from centres.claimants import Told
from services import actions
from services.models import Appointment, AppointmentWait, ServiceDay
from services.rules import NoNumber
from tests.factories import (
    a_centre,
    a_relative,
    a_resident,
    a_room,
    a_service,
    a_service_day,
    a_span,
    a_user,
    at,
    open_daily,
    staff_of,
)
from tests.races import meanwhile, race, race_of
from tests.services.invariants import faults, faults_of_lines

pytestmark = pytest.mark.django_db(transaction=True)

EVENING_BEFORE = at("2026-12-11 18:00")  # nothing is kept any more
CROWD = 20  # as many as connect at once


def a_day(minutes=10, span="2026-12-12 08:30-10:30"):
    """Two hours of it."""
    centre = a_centre()
    open_daily(centre, "08:30-17:00")
    service = a_service(minutes=minutes, is_walk_in=False)
    return a_service_day(service=service, room=a_room(centre=centre), span=span, minutes=minutes)


def take(day, resident, by, channel, number=None, token=None):
    return actions.take(
        day=day,
        resident=resident,
        by=by,
        channel=channel,
        number=number,
        token=token or uuid.uuid4(),
        now=EVENING_BEFORE,
    )


def outcome(results):
    assert [each for each in results if not isinstance(each, Appointment | NoNumber)] == []
    return [each.number for each in results if isinstance(each, Appointment)]


TWO_HOURS, TWELVE_MINUTES = (10, "2026-12-12 08:30-10:30"), (1, "2026-12-12 08:30-08:42")


@pytest.mark.parametrize("people", [40, pytest.param(300, marks=pytest.mark.long)])
@pytest.mark.parametrize(("minutes", "span"), [TWO_HOURS, TWELVE_MINUTES], ids=["ten minutes", "one minute"])
def test_twelve_places_are_taken_twelve_times(people, minutes, span):
    """By web and at the desk at once; each of the crowd asks for the next free number."""
    day = a_day(minutes, span)
    desk = staff_of(day.occupancy.room.centre)
    neighbours = [a_resident(user=a_user()) for _each in range(people)]
    ways = [(each, *((each.user, "web") if n % 3 else (desk, "phone"))) for n, each in enumerate(neighbours)]

    got = []
    for first in range(0, people, CROWD):
        crowd = ways[first : first + CROWD]
        got += outcome(race(len(crowd), lambda number, crowd=crowd: take(day, *crowd[number])))

    assert sorted(got) == list(range(1, 13))
    assert faults() == []


@pytest.mark.parametrize("people", [18, pytest.param(300, marks=pytest.mark.long)])
def test_through_the_pages_twelve_places_of_a_minute_are_taken_twelve_times(people):
    """Neighbours on the web, a daughter for her elders, and the desk, each with a browser of their own."""
    day = a_day(*TWELVE_MINUTES)
    helper, desk = a_resident(user=a_user()).user, staff_of(day.occupancy.room.centre)
    neighbours = [a_resident(user=a_user()) for _each in range(people)]
    for elder in neighbours[1::3]:
        a_relative(elder=elder, user=helper)
    page = f"/services/days/{day.pk}/book/?number="

    def a_form(n):
        """Who sends it, where to, and what besides the number."""
        resident = neighbours[n]
        return [
            (resident.user, page, {"whom": "me"}),
            (helper, page, {"whom": f"for-{resident.pk}"}),
            (desk, f"/desk/{day.occupancy.room.centre.slug}/people/{resident.pk}/numbers/?day={day.pk}", {}),
        ][n % 3]

    def send(n):
        (_user, there, fields), number = a_form(n), n % 12 + 1
        there = f"{there}{number}" if there is page else there
        return browsers[n].post(there, {**fields, "number": number, "token": str(uuid.uuid4())}).status_code

    with time_machine.travel(EVENING_BEFORE, tick=False):
        for first in range(0, people, CROWD):
            crowd = range(first, min(first + CROWD, people))
            browsers = {n: Client() for n in crowd}
            for n, browser in browsers.items():
                browser.force_login(a_form(n)[0])
            assert set(race_of(*[partial(send, n) for n in crowd])) <= {200, 302, 409}

    assert sorted(day.appointments.standing().values_list("number", flat=True)) == list(range(1, 13))
    assert {each.channel for each in day.appointments.all()} == {"web", "relative", "phone"}


@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.long)])
def test_one_number_is_somebodys_and_all_others_read_that_somebody_was_faster(rounds):
    for _round in range(rounds):
        day = a_day()
        racers = [a_resident(user=a_user()) for _each in range(8)]

        results = race(8, lambda n, day=day, racers=racers: take(day, racers[n], racers[n].user, "web", 7))

        assert outcome(results) == [7]
        assert {each.code for each in results if isinstance(each, NoNumber)} == {"taken"}


def test_one_neighbour_with_many_windows_has_one_number():
    day, resident = a_day(), a_resident(user=a_user())

    results = race(6, lambda number: take(day, resident, resident.user, "web", number + 1))

    assert len(outcome(results)) == 1
    assert faults() == []


def test_an_impatient_finger_takes_one_number():
    day, resident, token = a_day(), a_resident(user=a_user()), uuid.uuid4()

    results = race(6, lambda _number: take(day, resident, resident.user, "web", token=token))

    assert len(set(outcome(results))) == 1
    assert Appointment.objects.count() == 1


def test_a_day_that_is_cancelled_leaves_nobody_waiting():
    day = a_day()
    desk = staff_of(day.occupancy.room.centre)
    people = [a_resident(user=a_user()) for _each in range(6)]
    call_off = partial(actions.cancel_day, day=day, by=desk, reason="停电", now=EVENING_BEFORE)

    results = race_of(call_off, *[partial(take, day, each, each.user, "web") for each in people])

    assert [each for each in results if isinstance(each, Exception) and not isinstance(each, NoNumber)] == []
    assert not Appointment.objects.waiting().exists()
    assert faults() == []


def test_a_number_given_back_goes_to_one_of_those_who_wait_for_it():
    day = a_day()
    holder, people = a_resident(user=a_user()), [a_resident(user=a_user()) for _each in range(5)]
    held = take(day, holder, holder.user, "web", 7)
    give = partial(actions.give_back, appointment=held, by=holder.user, now=EVENING_BEFORE)

    race_of(give, *[partial(take, day, each, each.user, "web", 7) for each in people])

    assert Appointment.objects.standing().filter(number=7).count() <= 1
    assert faults() == []


def moved(day):
    """In a transaction of ours that is not over yet."""
    room, centre = day.occupancy.room, day.occupancy.room.centre
    span = a_span("2026-12-13 08:30-10:30")
    return actions.move_day(day=day, room=room, span=span, by=staff_of(centre), reason="", now=EVENING_BEFORE)


def test_who_waits_while_the_day_is_moved_acts_on_the_day_as_it_is_then():
    day = a_day()
    neighbour, other = a_resident(user=a_user()), a_resident(user=a_user())
    held = take(day, neighbour, neighbour.user, "web", 7)

    with transaction.atomic():
        moved(day)
        late = meanwhile(partial(take, ServiceDay.objects.with_place().get(pk=day.pk), other, other.user, "web", 9))
    assert late.result().day.occupancy.starts_at == at("2026-12-13 08:30")

    with transaction.atomic():
        moved(ServiceDay.objects.with_place().get(pk=day.pk))
        late = meanwhile(partial(actions.give_back, appointment=held, by=neighbour.user, now=EVENING_BEFORE))
    assert late.result() == Told()  # whoever gives it back knows
    assert [each.number for each in day.appointments.standing()] == [9]


@pytest.mark.parametrize("people", [30, pytest.param(300, marks=pytest.mark.long)])
def test_through_every_door_twelve_numbers_are_taken_and_the_line_is_true(people):
    """Web, desk and relatives ask for numbers, or stand in line where all are gone, while numbers are given back and
    the worker offers what is free: twelve at the end, nobody twice, the line in its order."""
    day, evening = a_day(), EVENING_BEFORE
    desk, helper = staff_of(day.occupancy.room.centre), a_user()
    neighbours = [a_resident(user=a_user()) for _each in range(people)]
    for elder in neighbours[::3]:
        a_relative(elder=elder, user=helper)

    def come(n):
        resident = neighbours[n]
        by, channel = [(helper, "relative"), (resident.user, "web"), (desk, "phone")][n % 3]
        asked = {"day": day, "resident": resident, "by": by, "channel": channel, "now": evening}
        try:
            return actions.take(**asked, token=uuid.uuid4())
        except NoNumber:
            return actions.join(**asked)

    def give_back_and_promote(n):
        if n % 2:
            return actions.offer_what_is_free(evening)
        held = day.appointments.waiting().filter(day=day).order_by("?").first()
        return actions.give_back(appointment=held, by=desk, now=evening) if held else None

    for first in range(0, people, CROWD):
        crowd = range(first, min(first + CROWD, people))
        race_of(*[partial(come, n) for n in crowd], *[partial(give_back_and_promote, n) for n in range(4)])
        assert faults_of_lines(evening) == []
    for entry in AppointmentWait.objects.offered().with_place():
        actions.accept(entry=entry, by=desk, now=evening)
    for late in [a_resident(user=a_user()) for _each in range(12)]:  # where the last ones gave back, and nobody waited
        with suppress(NoNumber):
            take(day, late, late.user, "web")
    assert faults_of_lines(evening) == []
    assert day.appointments.standing().count() == 12
