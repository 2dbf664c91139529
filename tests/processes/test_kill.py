"""Web and worker are killed again and again while neighbours book, cancel and wait: what was said to them stands."""

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from threading import Event
from urllib.parse import urlencode, urlsplit

import pytest
from django.core.cache import cache
from django.utils.timezone import localdate, now

from bookings import actions
from bookings.models import Booking, BookingWait
from centres.models import Occupancy, Room
from notices.models import Notice
from tests.bookings.invariants import contradictions
from tests.bookings.pages import a_neighbour
from tests.factories import a_centre, a_room, default_rules, open_daily
from tests.processes.house import AWAY, Answer, Browser, House, open_house

pytestmark = pytest.mark.django_db(transaction=True)

NEIGHBOURS = 6
ANSWERS, SECONDS = 20, 60  # between one kill and the next
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7, 8)
TIMES = [("08:30", "09:30"), ("10:00", "11:00"), ("13:00", "14:00")]
TYPED = {"whom": "me", "party": 6, "purpose": "tea", "words": "", "note": ""}


@dataclass
class Neighbour:
    """Books, cancels, stands in line and takes what is offered, at random; and remembers what the portal said."""

    browser: Browser
    rooms: list[Room]
    days: list[date]
    dice: Random
    stop: Event
    booked: set[str] = field(default_factory=set)  # references of slips
    cancelled: set[str] = field(default_factory=set)
    entries: set[str] = field(default_factory=set)  # addresses of places in line
    odd: list[str] = field(default_factory=list)  # what nobody should be told
    answers: int = 0

    def live(self) -> None:
        while not self.stop.is_set():
            step = self.dice.choice([self.book, self.book, self.cancel, self.answer_an_offer])
            step()

    def book(self) -> None:
        starts, ends = self.dice.choice(TIMES)
        when = urlencode({"date": self.dice.choice(self.days), "start": starts, "end": ends})
        room, token = self.dice.choice(self.rooms), uuid.uuid4()
        answer = self._send(f"/rooms/{room.pk}/book/?{when}", **TYPED, token=token, step="confirm")
        if answer and answer.status == 302:
            self.booked.add(self._ref(answer))
        elif answer and answer.status == 409:
            joined = self._send(f"/rooms/{room.pk}/wait/?{when}", **TYPED, step="join")
            if joined and joined.leads_to.startswith("/bookings/waiting/"):
                self.entries.add(joined.leads_to)

    def cancel(self) -> None:
        if not (standing := sorted(self.booked - self.cancelled)):
            return
        ref = self.dice.choice(standing)
        if (answer := self._send(f"/bookings/{ref}/cancel/")) and answer.status == 302:
            self.cancelled.add(ref)

    def answer_an_offer(self) -> None:
        if not self.entries:
            return
        answer = self._send(self.dice.choice(sorted(self.entries)), step=self.dice.choice(["accept", "leave"]))
        if answer and answer.leads_to.startswith("/bookings/") and "waiting" not in answer.leads_to:
            self.booked.add(self._ref(answer))

    def _send(self, path: str, **typed: object) -> Answer | None:
        """The same form again until there is an answer, as somebody does whose page does not load."""
        while True:
            try:
                answer = self.browser.post(path, **typed)
            except AWAY:
                if self.stop.wait(0.05):
                    return None
                continue
            self.answers += 1
            if answer.status not in (200, 302, 409):
                self.odd.append(f"{path} answers {answer.status}")
            return answer

    @staticmethod
    def _ref(answer: Answer) -> str:
        return urlsplit(answer.leads_to).path.split("/")[2]


@pytest.mark.parametrize("rounds", [pytest.param(3, id="small"), pytest.param(100, id="full", marks=pytest.mark.long)])
def test_no_answer_is_lost_and_no_place_is_held_for_ever(rounds: int) -> None:
    default_rules(upcoming_limit=100, room_day_limit=100, undo_minutes=0, offer_stops_minutes=0, waiting_limit=20)
    centre = a_centre()
    open_daily(centre, "08:30-17:00", days=EVERY_DAY)
    rooms = [a_room(centre=centre) for _n in range(2)]
    days = [localdate() + timedelta(days=ahead) for ahead in (2, 3)]
    cache.clear()
    stop, dice = Event(), Random(7)
    with open_house() as house, ThreadPoolExecutor(NEIGHBOURS) as pool:
        people = [
            Neighbour(Browser(user, house.port), rooms, days, Random(number), stop)
            for number in range(NEIGHBOURS)
            if (user := a_neighbour().user)
        ]
        lives = [pool.submit(neighbour.live) for neighbour in people]
        try:
            for _round in range(rounds):
                wait_for_answers(people, ANSWERS)
                kill_one(house, dice)
            wait_for_answers(people, ANSWERS)
        finally:
            stop.set()
        for life in lives:
            life.result()

    nothing_odd_was_said(people)
    what_was_said_stands(people)
    assert contradictions(now()) == []
    assert len(set(Notice.objects.values_list("request_id", flat=True))) == Notice.objects.count()
    nothing_is_held_for_ever()


def wait_for_answers(people: list[Neighbour], count: int) -> None:
    """Until they have heard so many more."""
    wanted, deadline = sum(neighbour.answers for neighbour in people) + count, time.monotonic() + SECONDS
    while sum(neighbour.answers for neighbour in people) < wanted and time.monotonic() < deadline:
        time.sleep(0.02)


def kill_one(house: House, dice: Random) -> None:
    time.sleep(dice.uniform(0, 0.3))
    part = dice.choice(["web", "worker"])
    house.kill(part)
    house.start(part)
    house.wait_for_web()


def nothing_odd_was_said(people: list[Neighbour]) -> None:
    assert [words for neighbour in people for words in neighbour.odd] == []
    assert any(neighbour.booked for neighbour in people)
    assert any(neighbour.entries for neighbour in people)


def what_was_said_stands(people: list[Neighbour]) -> None:
    told = {ref: neighbour.browser for neighbour in people for ref in neighbour.booked}
    assert set(told) <= set(Booking.objects.values_list("ref", flat=True))
    cancelled = {ref for neighbour in people for ref in neighbour.cancelled}
    states = dict(Booking.objects.values_list("ref", "state"))
    assert {states[ref] for ref in cancelled} <= {"cancelled"}
    assert {states[ref] for ref in set(told) - cancelled} <= {"confirmed"}


def nothing_is_held_for_ever() -> None:
    """A day later, the worker having made its rounds, what stands is what somebody has booked."""
    later = now() + timedelta(days=2)
    rounds: list[Callable] = [actions.pass_on_lapsed, actions.offer_what_is_free, actions.close_lines]  # type: ignore[type-arg]
    for _n in range(3):
        for tick in rounds:
            tick(later)
            later += timedelta(hours=12)
    standing = Occupancy.objects.filter(released_at=None)
    assert {row.booking.state for row in standing.select_related("booking")} <= {"confirmed"}
    assert not BookingWait.objects.alive().exists()
