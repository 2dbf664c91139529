"""Every two ways to change a booking at the same moment, through the doors that people use: nothing is contradicted.

Residents send their pages, clerks theirs, somebody stands at the door, the worker makes its round.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import combinations_with_replacement
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from bookings import actions
from bookings.models import Booking, BookingWait, Series
from centres.models import Occupancy, Room, RoomTaken, Want
from centres.spans import Span
from fairness.checkin import Door, How
from residents.models import User
from tests.bookings.invariants import contradictions, told_twice
from tests.bookings.pages import a_neighbour
from tests.factories import (
    a_booking,
    a_room,
    a_rule_set,
    a_series,
    a_team,
    at,
    default_rules,
    open_daily,
    staff_of,
)
from tests.races import race_of

pytestmark = pytest.mark.django_db(transaction=True)

SPAN = "2026-11-30 09:00-10:30"
SMALL, FULL = pytest.param(0, id="small"), pytest.param(2, id="full", marks=pytest.mark.long)


@dataclass(frozen=True)
class Stage:
    """One booking, and those who would change it."""

    booking: Booking
    other: Room  # of the same site, free all day
    clerk: User
    clock: datetime

    @property
    def room(self) -> Room:
        return self.booking.room

    @property
    def resident(self) -> User:
        assert self.booking.booked_by
        return self.booking.booked_by


Way = Callable[[Stage], Callable[[], object]]  # prepared beforehand, so that at the moment only the request is sent


def sends(user: User | None, path: str, **typed: object) -> Callable[[], object]:
    client = Client()
    if user:
        client.force_login(user)
    return lambda: client.post(path, typed)


def to_resident_page(name: str, **query: object) -> Way:
    def way(stage: Stage) -> Callable[[], object]:
        path = reverse(f"bookings:{name}", args=[stage.booking.ref])
        return sends(stage.resident, f"{path}?{urlencode(query)}" if query else path)

    return way


def on_the_board(name: str, **typed: object) -> Way:
    def way(stage: Stage) -> Callable[[], object]:
        centre, booking = stage.room.centre, stage.booking
        path = reverse(f"board:{name}", args=[centre.slug, booking.occupancy_id])
        return sends(stage.clerk, path, reason="停电", waiver="", **typed)

    return way


def to_another_room(stage: Stage) -> Callable[[], object]:
    to = {"room": stage.other.pk, "on": "2026-11-30", "starts": "13:00", "ends": "14:30"}
    return on_the_board("move", **to)(stage)


def on_todays_list(step: str) -> Way:
    def way(stage: Stage) -> Callable[[], object]:
        return sends(stage.clerk, reverse(f"board:{step}", args=[stage.room.centre.slug, stage.booking.ref]))

    return way


def in_the_inbox(step: str) -> Way:
    def way(stage: Stage) -> Callable[[], object]:
        ref = stage.booking.ref
        return sends(stage.clerk, reverse(f"board:{step}", args=[ref]), **{f"{ref}-reason": "另有安排"})

    return way


def at_the_door(stage: Stage) -> Callable[[], object]:
    token = Door.of(stage.room, stage.clock.date()).token
    return sends(None, f"/in/{token}/", ref=stage.booking.ref)


def somebody_else(name: str, step: str) -> Way:
    """Books the same time, or stands in line for it."""

    def way(stage: Stage) -> Callable[[], object]:
        when = {"date": "2026-11-30", "start": "09:00", "end": "10:30"}
        path = f"{reverse(f'bookings:{name}', args=[stage.room.pk])}?{urlencode(when)}"
        typed = {"whom": "me", "party": "6", "purpose": "tea", "words": "", "note": "", "step": step}
        return sends(a_neighbour().user, path, token=uuid4(), **typed)

    return way


def the_next_take_it(stage: Stage) -> Callable[[], object]:
    """Whatever of the time is free."""
    want = Want(stage.room, Span(stage.clock, stage.clock + timedelta(hours=1)))

    def take() -> None:
        with suppress(RoomTaken):
            Occupancy.objects.claim([want], kind="session", now=stage.clock)

    return take


def the_worker(*ticks: Callable[[datetime], None]) -> Way:
    def way(stage: Stage) -> Callable[[], object]:
        return lambda: [tick(stage.clock) for tick in ticks]

    return way


def with_the_series(name: str, **typed: object) -> Way:
    def way(stage: Stage) -> Callable[[], object]:
        series = stage.booking.series
        assert series
        return sends(stage.clerk, reverse(f"board:{name}", args=[stage.room.centre.slug, series.pk]), **typed)

    return way


def ends_the_series(stage: Stage) -> Callable[[], object]:
    return with_the_series("series-end", **{"end-since": "2026-11-30", "end-reason": "停练"})(stage)


def shifts_the_series(stage: Stage) -> Callable[[], object]:
    to = {"to-room": stage.room.pk, "to-starts": "14:00", "to-ends": "15:30", "to-since": "2026-11-30"}
    return with_the_series("series-shift", **to)(stage)


TO_THE_AFTERNOON = to_resident_page("booking-move", date="2026-11-30", start="13:00", end="14:30")
BEFORE_IT: Mapping[str, Way] = {
    "the resident cancels": to_resident_page("booking-cancel"),
    "the resident moves it": TO_THE_AFTERNOON,
    "a clerk cancels it": on_the_board("cancel"),
    "a clerk moves it": to_another_room,
    "a neighbour books": somebody_else("book", "confirm"),
    "a neighbour stands in line": somebody_else("wait", "join"),
    "the worker passes on": the_worker(actions.pass_on_lapsed, actions.offer_what_is_free),
}
WHILE_IT_GOES_ON: Mapping[str, Way] = {
    "a clerk ticks them": on_todays_list("came"),
    "a clerk takes the tick back": on_todays_list("not-yet"),
    "a clerk misses them": on_todays_list("missed"),
    "a clerk takes that back": on_todays_list("not-missed"),
    "the worker misses them": the_worker(actions.release_missed),
    "a clerk cancels it": on_the_board("cancel"),
    "the next take it": the_next_take_it,
}
SCENES: Mapping[str, tuple[str, Mapping[str, Way]]] = {
    "undecided": (
        "2026-11-29 12:00",
        {
            "a clerk says yes": in_the_inbox("approve"),
            "a clerk says no": in_the_inbox("decline"),
            "the worker lets it expire": the_worker(actions.expire_undecided),
            **BEFORE_IT,
        },
    ),
    "to come": (
        "2026-11-30 08:30",
        {"they come to the door": at_the_door, "a clerk ticks them": on_todays_list("came"), **BEFORE_IT},
    ),
    "begun": ("2026-11-30 09:15", {"they come to the door": at_the_door, **WHILE_IT_GOES_ON}),
    "here": ("2026-11-30 09:15", WHILE_IT_GOES_ON),
    "missed": ("2026-11-30 09:15", WHILE_IT_GOES_ON),
    "over": ("2026-11-30 10:30", WHILE_IT_GOES_ON | {"the worker completes it": the_worker(actions.complete)}),
    "standing": (
        "2026-11-29 12:00",
        {
            "a clerk ends the series": with_the_series(
                "series-end", **{"end-since": "2026-11-30", "end-reason": "停练"}
            ),
            "a clerk shifts the series": shifts_the_series,
            "a clerk confirms the series": with_the_series("series-confirm"),
            "the leader ends it": to_resident_page("series-end"),
            "the worker gives it back": the_worker(actions.give_back_unconfirmed),
            **BEFORE_IT,
        },
    ),
}


@pytest.fixture(autouse=True)
def numbers() -> None:
    """Everything may be done until the end, and no limit stands in the way."""
    default_rules(
        cancel_minutes=0,
        reschedule_minutes=0,
        checkin_opens_minutes=60,
        if_absent="release",
        offer_stops_minutes=0,
        upcoming_limit=100,
        team_week_limit=100,
    )
    cache.clear()


def set_the_stage(scene: str, clock: datetime) -> Stage:
    room = a_room()
    open_daily(room.centre, "08:30-17:00")
    if scene == "standing":
        booking = one_of_a_series(room, clock)
    elif scene == "undecided":
        booking = an_undecided_one(room, clock)
    else:
        booking = a_booking(room=room, span=SPAN, booked_for=a_neighbour(), booked_at=clock - timedelta(days=1))
    booking = Booking.objects.with_place().get(pk=booking.pk)
    if scene == "here":
        actions.check_in(booking=booking, how=How.DESK, by=None, now=clock)
    if scene == "missed":
        actions.note_absence(booking=booking, by=None, now=clock)
    if scene not in ("over", "missed"):
        somebody_waits_for(booking, clock)
    return Stage(booking, a_room(centre=room.centre), staff_of(room.centre), clock)


def an_undecided_one(room: Room, clock: datetime) -> Booking:
    a_rule_set(room=room, needs_approval=True)
    asked = {"state": "pending", "decide_by": clock, "booked_at": clock - timedelta(days=1)}
    booking = a_booking(room=room, span=SPAN, booked_for=a_neighbour(), **asked)
    Occupancy.objects.hold(
        booking.occupancy.claim, standing="tentative", held_until=clock + timedelta(minutes=10), now=clock
    )
    return booking


def one_of_a_series(room: Room, clock: datetime) -> Booking:
    team = a_team(leader=a_neighbour())
    until = {"ask_on": date(2026, 11, 15), "confirm_by": clock.date() - timedelta(days=1)}
    series = a_series(team=team, room=room, starts=time(9), ends=time(10, 30), **until)
    bookings = [
        a_booking(room=room, span=f"{day} 09:00-10:30", team=team, series=series, booked_at=clock - timedelta(days=9))
        for day in ("2026-11-30", "2026-12-07")
    ]
    return bookings[0]


def somebody_waits_for(booking: Booking, clock: datetime) -> None:
    BookingWait.objects.create(
        room=booking.room,
        starts_at=booking.occupancy.starts_at,
        ends_at=booking.occupancy.ends_at,
        resident=a_neighbour(),
        joined_at=clock - timedelta(hours=1),
        channel="web",
        party=2,
        purpose="下棋",
    )


@pytest.mark.parametrize("rounds", [SMALL, FULL])
@pytest.mark.parametrize("scene", SCENES)
def test_two_at_the_same_moment(scene: str, rounds: int) -> None:
    moment, ways = SCENES[scene]
    for first, second in list(pairs(list(ways))) if not rounds else rounds * [*combinations_with_replacement(ways, 2)]:
        with time_machine.travel(at(moment), tick=False):
            stage = set_the_stage(scene, at(moment))

            outcomes = race_of(ways[first](stage), ways[second](stage))

            assert [one for one in outcomes if isinstance(one, Exception)] == [], (first, second)
            statuses = [getattr(one, "status_code", 200) for one in outcomes]
            assert all(status in (200, 302, 404, 409, 410) for status in statuses), (first, second, statuses)
            assert contradictions(at(moment)) + told_twice() == [], (first, second)


def pairs(ways: list[str]) -> Iterator[tuple[str, str]]:
    """Each with itself, and with the one after it."""
    for number, way in enumerate(ways):
        yield way, way
        yield way, ways[(number + 1) % len(ways)]


@pytest.mark.parametrize("scene", SCENES)
def test_each_way_works_by_itself_or_is_refused_kindly(scene: str) -> None:
    """So that the races above race something."""
    moment, ways = SCENES[scene]
    changing = set()
    for name, way in ways.items():
        with time_machine.travel(at(moment), tick=False):
            stage = set_the_stage(scene, at(moment))
            before = snapshot(stage)
            way(stage)()
            if snapshot(stage) != before:
                changing.add(name)
            assert contradictions(at(moment)) == [], name
    assert changing == CHANGING[scene]


FROM_OUTSIDE = {
    "the resident cancels",
    "the resident moves it",
    "a clerk cancels it",
    "a clerk moves it",
    "a neighbour stands in line",
}
CHANGING = {  # the others have no occasion, alone
    "undecided": {"a clerk says yes", "a clerk says no", "the worker lets it expire"} | FROM_OUTSIDE,
    "to come": {"they come to the door", "a clerk ticks them"} | FROM_OUTSIDE,
    "begun": {
        "they come to the door",
        "a clerk ticks them",
        "a clerk misses them",
        "the worker misses them",
        "a clerk cancels it",
    },
    "here": {"a clerk takes the tick back"},
    "missed": {"a clerk takes that back", "the next take it"},
    "over": {"a clerk ticks them", "a clerk misses them", "the worker completes it"},
    "standing": {
        "a clerk ends the series",
        "a clerk shifts the series",
        "a clerk confirms the series",
        "the leader ends it",
        "the worker gives it back",
    }
    | FROM_OUTSIDE,
}


def snapshot(stage: Stage) -> tuple[object, ...]:
    booking = Booking.objects.get(pk=stage.booking.pk)
    of_series = Series.objects.filter(pk=booking.series_id).values_list("ended_at", "starts", "confirm_by")
    waiting = BookingWait.objects.filter(room=stage.room).count()
    taken = Occupancy.objects.filter(room=stage.room).count()
    return (booking.state, booking.occupancy_id, waiting, taken, list(of_series))
