"""Applying, freezing, withdrawing and drawing at the same moment: every ticket is in the list or was refused."""

from functools import partial
from uuid import uuid4

import pytest

from activities import actions
from activities.actions import drawing
from activities.models import Enrolment, EnrolmentWait
from centres.claimants import CannotChange
from fairness.draw import TicketList
from residents.merging import merge
from tests.activities.invariants import contradictions
from tests.activities.test_draws import DRAWN, FROZEN, OPEN
from tests.factories import a_draw, a_resident, a_session, a_street_officer, a_ticket, a_user, default_rules
from tests.races import race, race_of

pytestmark = pytest.mark.django_db(transaction=True)

CLOSES = FROZEN.replace(minute=0, second=0)


def kindly(function):
    try:
        return function()
    except CannotChange as error:
        return error


def apply(draw, resident, now=OPEN):
    return actions.apply(draw=draw, resident=resident, by=resident.user, channel="web", token=uuid4(), now=now)


@pytest.mark.parametrize("clients", [30, pytest.param(300, marks=pytest.mark.long)])
def test_numbers_are_given_once(clients):
    """Everybody twice at once: each has one ticket, and the numbers run from one without a gap."""
    draw, people = a_draw(), [a_resident(user=a_user()) for _each in range(clients // 2)]
    for first in range(0, clients, 60):
        wave = range(first, min(first + 60, clients))
        outcomes = race(len(wave), lambda n, first=first: apply(draw, people[(first + n) % len(people)]))
        assert [each for each in outcomes if isinstance(each, Exception)] == []
    numbers = list(draw.tickets.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(people) + 1))


@pytest.mark.parametrize("rounds", [3, pytest.param(30, marks=pytest.mark.long)])
def test_closing_while_people_apply(rounds):
    """The last moment: whoever got a ticket is in the frozen list, whoever is not in it was told."""
    for _round in range(rounds):
        draw, people = a_draw(), [a_resident(user=a_user()) for _each in range(8)]
        applying = [partial(kindly, partial(apply, draw, each, CLOSES.replace(hour=16))) for each in people]
        outcomes = race_of(*applying, partial(drawing.freeze, draw=draw, now=FROZEN))
        draw.refresh_from_db()
        if draw.frozen_at is None:
            drawing.freeze(draw=draw, now=FROZEN)
            draw.refresh_from_db()
        listed = {ticket.number for ticket in TicketList.read(draw.listed).tickets}
        got = {each.number for each in outcomes[:-1] if not isinstance(each, Exception)}
        assert got == listed
        assert all(isinstance(each, CannotChange) for each in outcomes[:-1] if isinstance(each, Exception))


@pytest.mark.parametrize("rounds", [3, pytest.param(30, marks=pytest.mark.long)])
def test_withdrawing_while_it_is_drawn_twice(rounds):
    """Two workers and some who withdraw: places are given once, and nobody has one who took the ticket out."""
    default_rules(waiting_limit=50)
    for _round in range(rounds):
        draw = a_draw(session=a_session(span="2026-12-08 09:00-10:30", capacity=3))
        tickets = [a_ticket(draw=draw, resident=a_resident(user=a_user())) for _each in range(8)]
        drawing.freeze(draw=draw, now=FROZEN)
        leaving = [
            partial(kindly, partial(actions.withdraw_ticket, ticket=each, by=each.resident.user, now=DRAWN))
            for each in tickets[:4]
        ]
        drawn = partial(drawing.reveal, draw=draw, now=DRAWN)
        outcomes = race_of(*leaving, drawn, drawn)
        assert all(isinstance(each, CannotChange) for each in outcomes if isinstance(each, Exception))
        withdrawn = set(draw.tickets.filter(state="withdrawn").values_list("resident", flat=True))
        placed = set(Enrolment.objects.enrolled().filter(session=draw.session).values_list("resident", flat=True))
        waiting = set(EnrolmentWait.objects.waiting().filter(session=draw.session).values_list("resident", flat=True))
        assert len(placed) == 3
        assert not withdrawn & (placed | waiting)
        assert len(withdrawn) + len(placed) + len(waiting) == 8
        assert contradictions() == []


def test_two_entries_of_one_person_have_one_ticket_left():
    draw, gone, kept = a_draw(), a_resident(user=None), a_resident(user=a_user())
    a_ticket(draw=draw, resident=gone, channel="phone")
    a_ticket(draw=draw, resident=kept)
    merge(gone=gone, kept=kept, by=a_street_officer(), now=OPEN)
    assert list(draw.tickets.values_list("number", "state", "resident")) == [
        (1, "applied", kept.pk),
        (2, "withdrawn", kept.pk),
    ]
