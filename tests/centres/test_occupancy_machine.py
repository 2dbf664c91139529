"""Whatever is claimed, confirmed, moved and let go, in whatever order: no two overlap, and a naive model agrees."""

import itertools
import os
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from centres.models import HoldExpired, Occupancy, Room, RoomTaken, Want
from centres.spans import Span
from tests.factories import a_hall, a_room, at

pytestmark = pytest.mark.django_db

LONG = os.environ.get("YANJI_LONG") == "1"
OPENS = at("2026-11-30 09:00")
SLOT = timedelta(minutes=30)
ROOMS = 5  # a hall, its two parts, and two more


@dataclass(frozen=True)
class Taken:
    """One claimed want, as a person with paper and pencil would note it."""

    occupancy: Occupancy
    want: Want
    held_until: datetime | None

    def has_expired(self, now: datetime) -> bool:
        return self.held_until is not None and self.held_until <= now


class Places:
    """The rooms of the model: which doors are shut when a room is taken."""

    def __init__(self) -> None:
        hall = a_hall()
        self.rooms = [hall, *hall.parts.all(), a_room(), a_room()]
        self._doors: dict[Room, set[int]] = {room: {room.pk} for room in self.rooms}
        self._doors[hall] = {room.pk for room in self.rooms[:3]}

    def doors(self, room: Room) -> set[int]:
        return self._doors[room]

    def clash(self, one: Want, other: Want) -> bool:
        return bool(self.doors(one.room) & self.doors(other.room)) and one.span_with_clearing.overlaps(
            other.span_with_clearing
        )


# What Hypothesis chooses; rooms as numbers, because each run has rooms of its own
wanted = st.tuples(
    st.integers(0, ROOMS - 1), st.integers(0, 12), st.integers(1, 4), st.sampled_from([timedelta(0), SLOT / 2])
)
deadlines = st.none() | st.integers(0, 6)
picks = st.integers(0, 99)


class TimeTaken(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        self.places = Places()
        self.now = OPENS
        self.taken: list[Taken] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)

    # Rules

    @rule(chosen=st.lists(wanted, min_size=1, max_size=3), deadline=deadlines)
    def claim(self, chosen: list[tuple[int, int, int, timedelta]], deadline: int | None) -> None:
        wants = [self._want(*each) for each in chosen]
        held_until = None if deadline is None else self.now + deadline * SLOT
        stays = self._after_making_way(wants)
        lost = self._lost(wants, stays)
        try:
            rows = Occupancy.objects.claim(
                wants, kind="booking", now=self.now, standing="held" if held_until else "firm", held_until=held_until
            )
        except RoomTaken as refusal:
            self._check_refusal(refusal, wants, lost)
        else:
            assert not lost
            assert not self._in_their_own_way(wants)
            self.taken = stays + [Taken(row, want, held_until) for row, want in zip(rows, wants, strict=True)]

    @precondition(lambda self: self.taken)
    @rule(moves=st.lists(st.tuples(picks, wanted), min_size=1, max_size=3, unique_by=lambda move: move[0]))
    def move(self, moves: list[tuple[int, tuple[int, int, int, timedelta]]]) -> None:
        olds = [self.taken[pick % len(self.taken)] for pick, _chosen in moves]
        if len(set(olds)) < len(olds):
            return
        wants = [self._want(*chosen) for _pick, chosen in moves]
        stays = [each for each in self._after_making_way(wants) if each not in olds]
        lost = self._lost(wants, stays)
        try:
            rows = Occupancy.objects.move(
                [(old.occupancy, want) for old, want in zip(olds, wants, strict=True)], now=self.now
            )
        except HoldExpired:
            assert any(old.has_expired(self.now) for old in olds)
        except RoomTaken as refusal:
            self._check_refusal(refusal, wants, lost)
        else:
            assert not lost
            assert not self._in_their_own_way(wants)
            assert not any(old.has_expired(self.now) for old in olds)
            self.taken = stays + [
                Taken(row, want, old.held_until) for row, want, old in zip(rows, wants, olds, strict=True)
            ]

    @precondition(lambda self: self.taken)
    @rule(chosen=st.lists(picks, min_size=1, max_size=3))
    def release(self, chosen: list[int]) -> None:
        going = {self.taken[pick % len(self.taken)] for pick in chosen}

        assert Occupancy.objects.release([each.occupancy for each in going], now=self.now) == len(going)

        self.taken = [each for each in self.taken if each not in going]

    @precondition(lambda self: self.taken)
    @rule(pick=picks)
    def confirm(self, pick: int) -> None:
        claim = self.taken[pick % len(self.taken)].occupancy.claim
        waiting = [
            each
            for each in self.taken
            if each.occupancy.claim == claim and each.held_until and not each.has_expired(self.now)
        ]
        try:
            Occupancy.objects.confirm(claim, now=self.now)
        except HoldExpired:
            assert not waiting
        else:
            assert waiting
            self.taken = [replace(each, held_until=None) if each in waiting else each for each in self.taken]

    @rule(slots=st.integers(1, 3))
    def wait(self, slots: int) -> None:
        self.now += slots * SLOT

    # What must always be so

    @invariant()
    def no_two_overlap_in_one_room(self) -> None:
        rows = Occupancy.objects.filter(released_at=None)
        for one, other in itertools.combinations(rows, 2):
            assert one.room_id != other.room_id or not one.span_with_clearing.overlaps(other.span_with_clearing)

    @invariant()
    def model_and_database_agree(self) -> None:
        connection.check_constraints()
        names = ("room_id", "starts_at", "ends_at", "clear_until", "held_until", "is_part", "claim")
        assert set(Occupancy.objects.filter(released_at=None).values_list(*names)) == {
            (
                door,
                each.want.span.starts_at,
                each.want.span.ends_at,
                each.want.clear_until,
                each.held_until,
                door != each.want.room.pk,
                each.occupancy.claim,
            )
            for each in self.taken
            for door in self.places.doors(each.want.room)
        }

    # The model

    def _want(self, room: int, start: int, length: int, clearing: timedelta) -> Want:
        starts_at = OPENS + start * SLOT
        return Want(self.places.rooms[room], Span(starts_at, starts_at + length * SLOT), clearing)

    def _after_making_way(self, wants: list[Want]) -> list[Taken]:
        """What stands when expired claims in the way of the wants are gone, each with all its rows."""
        gone = {
            each.occupancy.claim
            for each in self.taken
            if each.has_expired(self.now) and any(self.places.clash(each.want, want) for want in wants)
        }
        return [each for each in self.taken if each.occupancy.claim not in gone]

    def _lost(self, wants: list[Want], stays: list[Taken]) -> list[Want]:
        return [want for want in wants if any(self.places.clash(want, each.want) for each in stays)]

    def _in_their_own_way(self, wants: list[Want]) -> bool:
        return any(self.places.clash(one, other) for one, other in itertools.combinations(wants, 2))

    def _check_refusal(self, refusal: RoomTaken, wants: list[Want], lost: list[Want]) -> None:
        """The wants named are those that lost; of wants in each other's way, any but one may have lost too."""
        assert refusal.wants
        assert set(lost) <= set(refusal.wants) <= set(wants)
        assert set(refusal.wants) == set(lost) or self._in_their_own_way(wants)


def test_no_sequence_of_steps_leaves_an_overlap() -> None:
    run_state_machine_as_test(
        TimeTaken,
        settings=settings(
            max_examples=400 if LONG else 30,
            stateful_step_count=40 if LONG else 20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
