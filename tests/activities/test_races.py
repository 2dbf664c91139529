"""Many at once for few places, through every way there is: never one too many, nobody twice, the line in order."""

from functools import partial
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from activities import actions
from activities.models import Enrolment, EnrolmentWait, Session
from activities.together import Together
from centres.claimants import CannotChange
from fairness.rules import Refused
from residents.merging import merge
from residents.models import Relative
from tests.activities.invariants import contradictions, told_twice
from tests.factories import (
    a_draw,
    a_relative,
    a_resident,
    a_session,
    a_span,
    a_street_officer,
    a_ticket,
    a_user,
    an_activity,
    an_enrolment,
    at,
    default_rules,
)
from tests.races import meanwhile, race, race_of

pytestmark = pytest.mark.django_db(transaction=True)

NOW = at("2026-11-28 12:00")
KIND = (Refused, CannotChange, actions.NoPlaceLeft, actions.PlaceLeft)  # the answers that somebody may get
SMALL, FULL = pytest.param(2, id="small"), pytest.param(15, id="full", marks=pytest.mark.long)


def kindly(function):
    """What it returned, or the kind answer it gave; anything else fails the test."""
    try:
        return function()
    except KIND as error:
        return error


def all_kind(outcomes):
    assert [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, KIND)] == []


@pytest.mark.parametrize(
    ("clients", "at_once"),
    [pytest.param(50, 50, id="small"), pytest.param(300, 100, id="full", marks=pytest.mark.long)],
)
def test_twelve_places_under_fire(room, clerk, clients, at_once):
    """Web, desk, relatives, lists of names, a line that is promoted, each neighbour twice; two leave meanwhile."""
    default_rules(waiting_limit=50)
    session = a_session(room=room, capacity=12, kept=2)
    leaving = [an_enrolment(session=session, resident=a_resident(user=a_user())) for _each in range(2)]
    line = [
        EnrolmentWait.objects.create(
            session=session, resident=a_resident(), joined_at=at(f"2026-11-2{n} 09:00"), channel="phone"
        )
        for n in range(3)
    ]
    neighbours = [a_resident(user=a_user()) for _each in range(clients // 2)]
    helper = a_user()
    Relative.MOST, most = clients, Relative.MOST
    for each in neighbours[::3]:
        a_relative(elder=each, user=helper)

    def ask(number):
        who, token = neighbours[number % len(neighbours)], uuid4()
        by, channel = [(helper, "relative"), (clerk, "desk"), (who.user, "web")][number % len(neighbours) % 3]
        if number < len(leaving):
            return kindly(partial(actions.withdraw, enrolment=leaving[number], by=clerk, now=NOW))
        if number % 10 == 5:
            people = [(each.name, each.phone) for each in (*neighbours[number % len(neighbours) :][:3], neighbours[0])]
            return actions.enrol_listed(
                session=session, people=people, by=clerk, channel="proxy", token=token, may_wait=True, now=NOW
            )
        return kindly(
            partial(actions.enrol, session=session, resident=who, by=by, channel=channel, token=token, now=NOW)
        )

    outcomes = []
    for start in range(0, clients, at_once):
        outcomes += race(min(at_once, clients - start), lambda number, start=start: ask(start + number))
    actions.offer_what_is_free(NOW)
    Relative.MOST = most

    all_kind(outcomes)
    assert len([each for each in outcomes if isinstance(each, list)]) == clients // 10
    session.refresh_from_db()
    for entry in line:
        entry.refresh_from_db()
    assert session.taken == 12
    assert Enrolment.objects.kept().filter(session=session).count() == 12
    states = [entry.state for entry in line]
    assert states == sorted(states)  # offered comes before waiting: nobody was asked before those ahead
    assert "offered" in states
    assert contradictions() == []


@pytest.mark.parametrize("rounds", [SMALL, FULL])
def test_a_line_moves_in_its_order_whoever_frees_a_place(room, clerk, rounds):
    default_rules(waiting_limit=50)
    for _round in range(rounds):
        session = a_session(room=room, span=f"2026-12-{_round + 1:02d} 09:00-10:00", capacity=4)
        places = [an_enrolment(session=session) for _each in range(4)]
        people = [a_resident(user=a_user()) for _each in range(8)]

        joined = race(
            8,
            lambda n, session=session, people=people: kindly(
                partial(actions.join, session=session, resident=people[n], by=people[n].user, channel="web", now=NOW)
            ),
        )
        all_kind(joined)
        outcomes = race(
            4,
            lambda n, places=places: kindly(partial(actions.withdraw, enrolment=places[n], by=clerk, now=NOW)),
        )
        all_kind(outcomes)

        line = list(EnrolmentWait.objects.filter(session=session).in_line())
        assert [entry.state for entry in line] == ["offered"] * 4 + ["waiting"] * 4
        assert contradictions() == []


@pytest.mark.parametrize("rounds", [SMALL, FULL])
def test_signing_up_against_cancelling_the_date(room, clerk, rounds):
    for number in range(rounds):
        session = a_session(room=room, span=f"2026-12-{number + 1:02d} 09:00-10:00", capacity=8)
        people = [a_resident(user=a_user()) for _each in range(7)]
        asks = [
            partial(actions.enrol, session=session, resident=who, by=who.user, channel="web", token=uuid4(), now=NOW)
            for who in people
        ]
        call_off = partial(actions.cancel, happening=session, by=clerk, reason="停电", now=NOW)

        outcomes = race_of(*[partial(kindly, each) for each in [*asks[:3], call_off, *asks[3:]]])

        all_kind(outcomes)
        session.refresh_from_db()
        assert (session.state, session.taken) == ("cancelled", 0)
        assert not Enrolment.objects.kept().filter(session=session).exists()
        assert contradictions() == []
        assert told_twice() == []


@pytest.mark.parametrize("rounds", [SMALL, FULL])
def test_signing_up_against_giving_back_answering_and_the_worker(room, clerk, rounds):
    """Somebody gives back, the first in line answers yes and no, a passer-by tries, the worker makes its round."""
    for number in range(rounds):
        session = a_session(room=room, span=f"2026-12-{number + 1:02d} 09:00-10:00", capacity=2)
        staying, leaving = (an_enrolment(session=session) for _each in range(2))
        first, second, passer = (a_resident(user=a_user()) for _each in range(3))
        waits = [
            actions.join(session=session, resident=who, by=who.user, channel="web", now=NOW) for who in (first, second)
        ]

        def enrol(who, session=session):
            token = uuid4()
            return actions.enrol(session=session, resident=who, by=who.user, channel="web", token=token, now=NOW)

        outcomes = race_of(
            *[
                partial(kindly, each)
                for each in (
                    partial(actions.withdraw, enrolment=leaving, by=clerk, now=NOW),
                    partial(enrol, first),
                    partial(actions.accept, entry=waits[0], by=clerk, now=NOW),
                    partial(actions.leave, entry=waits[0], now=NOW),
                    partial(enrol, passer),
                    partial(actions.offer_what_is_free, NOW),
                    partial(actions.withdraw, enrolment=leaving, by=clerk, now=NOW),
                )
            ]
        )

        all_kind(outcomes)
        assert contradictions() == []
        assert not Enrolment.objects.kept().filter(session=session, resident=passer).exists()
        assert Enrolment.objects.enrolled().filter(pk=staying.pk).exists()
        session.refresh_from_db()
        assert session.taken == 2  # whoever was asked or the next one has it, or answered


@pytest.mark.parametrize("rounds", [SMALL, FULL])
def test_merging_two_entries_while_both_sign_up(room, clerk, rounds):
    """One person has one place afterwards, and what was given back went to the line."""
    officer = a_street_officer()
    for number in range(rounds):
        session = a_session(room=room, span=f"2026-12-{number + 1:02d} 09:00-10:00", capacity=3)
        gone, kept, waits = a_resident(), a_resident(), a_resident()
        an_enrolment(session=session)
        an_enrolment(session=session, resident=gone, channel="desk")

        def enrol(who, session=session):
            return actions.enrol(session=session, resident=who, by=clerk, channel="desk", token=uuid4(), now=NOW)

        with time_machine.travel(NOW, tick=False):
            outcomes = race_of(
                *[
                    partial(kindly, each)
                    for each in (
                        partial(enrol, kept),
                        partial(merge, gone=gone, kept=kept, by=officer, now=NOW),
                        partial(enrol, gone),
                        partial(actions.join, session=session, resident=waits, by=clerk, channel="desk", now=NOW),
                    )
                ]
            )

        all_kind(outcomes)
        assert Enrolment.objects.kept().filter(session=session, resident=kept).count() == 1
        assert contradictions() == []


def test_one_form_sent_many_times_makes_one_place(room):
    session, resident, token = a_session(room=room, capacity=5), a_resident(user=a_user()), uuid4()

    outcomes = race(
        8,
        lambda _n: actions.enrol(
            session=session, resident=resident, by=resident.user, channel="web", token=token, now=NOW
        ),
    )

    assert {place.pk for place in outcomes} == {Enrolment.objects.get().pk}
    assert contradictions() == []


@pytest.mark.parametrize("rounds", [SMALL, FULL])
def test_courses_with_dates_in_common_do_not_wait_for_each_other_for_ever(room, rounds):
    for number in range(rounds):
        activity = an_activity(is_course=True, capacity=4)
        dates = [
            a_session(
                activity=activity, room=room, span=f"2026-12-{number + 1:02d} {hour:02d}:00-{hour:02d}:30", capacity=4
            )
            for hour in (13, 9, 11)
        ]
        people = [a_resident(user=a_user()) for _each in range(9)]

        outcomes = race(
            9,
            lambda n, dates=dates, people=people: kindly(
                partial(
                    actions.enrol,
                    session=dates[n % 3],
                    resident=people[n],
                    by=people[n].user,
                    channel="web",
                    token=uuid4(),
                    now=NOW,
                )
            ),
        )

        all_kind(outcomes)
        assert Enrolment.objects.enrolled().filter(session__in=dates).count() == 4 * 3
        assert contradictions() == []


def test_through_the_pages_of_residents_relatives_and_the_desk(room, clerk):
    """Everybody gets a page: their place, or kind words; four of twelve have one."""
    with time_machine.travel(NOW, tick=False):
        session = a_session(room=room, capacity=4, kept=1)
        helper = a_resident(user=a_user())
        elders = [a_resident() for _each in range(3)]
        for elder in elders:
            a_relative(elder=elder, user=helper.user)
        web = reverse("activities:enrol", args=[session.pk])
        asks = [(a_resident(user=a_user()).user, web, {"whom": "me", "step": "enrol"}) for _each in range(5)]
        asks += [(helper.user, web, {"whom": f"for-{elder.pk}", "step": "enrol"}) for elder in elders]
        for caller in (a_resident() for _each in range(4)):
            page = reverse("desk:activities", args=[room.centre.slug, caller.pk])
            asks.append((clerk, page, {"do": f"enrol-{session.pk}", "channel": "phone"}))
        clients = [Client() for _each in asks]
        for client, (user, _page, _fields) in zip(clients, asks, strict=True):
            client.force_login(user)

        pages = race(
            len(asks), lambda n: clients[n].post(asks[n][1], {**asks[n][2], "token": str(uuid4())}).status_code
        )

    assert set(pages) <= {200, 302, 409}
    assert pages.count(302) == Enrolment.objects.enrolled().filter(session=session).count() == 4
    assert Enrolment.objects.exclude(channel__in=("web", "relative")).exists()
    assert contradictions() == []


@pytest.mark.parametrize(("threads", "rounds"), [(30, 1), pytest.param(30, 12, marks=pytest.mark.long)])
def test_pairs_against_singles_for_the_last_two_places(room, clerk, threads, rounds):
    """Two have both or none; whoever comes through, no place is counted twice and none is lost."""
    for number in range(rounds):
        activity = an_activity(party="companion")
        session = a_session(
            activity=activity, room=room, span=f"2026-12-{number + 1:02d} 09:00-10:00", capacity=4, kept=0
        )
        leaving = an_enrolment(session=session, persons=2)
        people = [a_resident(user=a_user()) for _each in range(threads)]

        def ask(n, session=session, people=people, leaving=leaving):
            if n == 0:
                return kindly(partial(actions.come_alone, enrolment=leaving, by=clerk, now=NOW))
            who, together = people[n], Together(1 + n % 2)
            wish = {"session": session, "resident": who, "by": who.user, "channel": "web", "now": NOW}
            if n % 5 == 0:
                return kindly(partial(actions.join, **wish, together=together))
            return kindly(partial(actions.enrol, **wish, together=together, token=uuid4()))

        outcomes = race(threads, ask)

        all_kind(outcomes)
        actions.offer_what_is_free(NOW)
        rows = Enrolment.objects.kept().filter(session=session)
        session.refresh_from_db()
        assert session.taken == sum(row.persons for row in rows) <= 4
        waits = EnrolmentWait.objects.waiting().filter(session=session)
        assert not waits.filter(persons__lte=4 - session.taken).exists()  # whoever could come was asked
        assert contradictions() == []


@pytest.mark.parametrize("rounds", [SMALL, FULL])
def test_signing_up_for_a_course_while_it_gets_more_dates(room, clerk, rounds):
    """Whoever comes through has a place in every date, old and new."""
    for number in range(rounds):
        activity = an_activity(is_course=True, capacity=9, party="companion")
        course = [
            a_session(
                activity=activity, room=room, span=f"2026-12-{number + 1:02d} {hour:02d}:00-{hour:02d}:30", capacity=9
            )
            for hour in (9, 10)
        ]
        people = [a_resident(user=a_user()) for _each in range(8)]
        claim = uuid4()
        leaving = [an_enrolment(session=each, resident=people[0], claim=claim) for each in course]

        def enrol(who, n, course=course):
            return actions.enrol(
                session=course[n % 2],
                resident=who,
                by=who.user,
                channel="web",
                token=uuid4(),
                together=Together(1 + n % 2),
                now=NOW,
            )

        def add(hour, activity=activity, number=number):
            span = a_span(f"2026-12-{number + 1:02d} {hour:02d}:00-{hour:02d}:30")
            return actions.schedule(activity=activity, room=room, span=span, by=clerk, now=NOW)

        outcomes = race_of(
            *[partial(kindly, partial(enrol, who, n)) for n, who in enumerate(people[1:])],
            partial(kindly, partial(add, 13)),
            partial(kindly, partial(actions.withdraw, enrolment=leaving[0], by=clerk, now=NOW)),
            partial(kindly, partial(add, 14)),
        )

        all_kind(outcomes)
        dates = Session.objects.filter(activity=activity)
        assert dates.count() == 4
        whole = {frozenset(each.enrolments.enrolled().values_list("resident", "persons")) for each in dates}
        assert len(whole) == 1
        assert contradictions() == []


def moved(session, span, room, clerk):
    actions.move(
        happening=Session.objects.with_place().get(pk=session.pk), room=room, span=a_span(span), by=clerk, now=NOW
    )


def test_who_signs_up_while_a_date_of_the_course_moves_has_all_dates(room, clerk):
    activity = an_activity(capacity=4, is_course=True)
    first, second = (
        a_session(activity=activity, room=room, span=f"2026-12-{day} 09:00-10:00", capacity=4) for day in ("08", "15")
    )
    who = a_resident(user=a_user())

    with transaction.atomic():
        moved(second, "2026-12-16 09:00-10:00", room, clerk)
        late = meanwhile(
            lambda: actions.enrol(session=first, resident=who, by=who.user, channel="web", token=uuid4(), now=NOW)
        )

    assert late.result().session == first
    assert Enrolment.objects.enrolled().count() == 2
    assert contradictions() == []


def test_a_place_is_given_back_while_the_date_moves(room, clerk):
    session, who = a_session(room=room, capacity=4), a_resident(user=a_user())
    place = an_enrolment(session=session, resident=who)

    with transaction.atomic():
        moved(session, "2026-12-09 09:00-10:00", room, clerk)
        late = meanwhile(lambda: actions.withdraw(enrolment=place, by=who.user, now=NOW))

    assert not isinstance(late.result(), Exception)
    place.refresh_from_db()
    assert place.state == "withdrawn"
    assert contradictions() == []


def test_a_list_is_frozen_while_the_date_moves(room, clerk):
    draw = a_draw(session=a_session(room=room, span="2026-12-08 09:00-10:30", capacity=3))
    a_ticket(draw=draw)

    with transaction.atomic():
        moved(draw.session, "2026-12-09 09:00-10:00", room, clerk)
        late = meanwhile(lambda: actions.freeze(draw=draw, now=draw.closes_at))

    assert late.result() is None
    draw.refresh_from_db()
    assert draw.is_frozen


def test_somebody_applies_while_the_first_date_of_the_course_is_cancelled(room, clerk):
    activity = an_activity(capacity=4, is_course=True)
    first, second = (
        a_session(activity=activity, room=room, span=f"2026-12-{day} 09:00-10:00", capacity=4) for day in ("08", "15")
    )
    draw, who = a_draw(session=first), a_resident(user=a_user())

    with transaction.atomic():
        happening = Session.objects.with_place().get(pk=first.pk)
        actions.cancel(happening=happening, by=clerk, reason="停电", now=NOW)
        late = meanwhile(
            lambda: actions.apply(draw=draw, resident=who, by=who.user, channel="web", token=uuid4(), now=NOW)
        )

    assert late.result().draw.session == second


@pytest.mark.parametrize("rounds", [SMALL, FULL])
def test_a_date_moves_while_many_sign_up(room, clerk, rounds):
    for number in range(rounds):
        day = number + 1
        session = a_session(room=room, span=f"2026-12-{day:02d} 09:00-10:00", capacity=5)
        people = [a_resident(user=a_user()) for _each in range(9)]
        asks = [
            partial(actions.enrol, session=session, resident=who, by=who.user, channel="web", token=uuid4(), now=NOW)
            for who in people
        ]
        move = partial(moved, session, f"2026-12-{day:02d} 11:00-12:00", room, clerk)

        outcomes = race_of(*[partial(kindly, each) for each in [*asks[:4], move, *asks[4:]]])

        all_kind(outcomes)
        session.refresh_from_db()
        assert session.taken == 5
        assert contradictions() == []
