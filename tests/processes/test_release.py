"""The minute of release: everybody sends at once, over the wire; each room goes to one, and nobody gets two."""

import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from random import Random
from threading import Barrier
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.utils.timezone import localtime, now

from bookings.models import Booking
from centres.availability import local_midnight
from tests.bookings.invariants import contradictions
from tests.bookings.pages import a_neighbour
from tests.factories import a_centre, a_room, default_rules, open_daily
from tests.processes.house import Browser, open_house

pytestmark = pytest.mark.django_db(transaction=True)

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7, 8)  # holidays too
BEFORE = timedelta(seconds=3)


@pytest.mark.parametrize(
    ("clients", "rooms"), [pytest.param(36, 4, id="small"), pytest.param(300, 30, id="full", marks=pytest.mark.long)]
)
def test_everybody_at_the_moment_of_release(clients: int, rooms: int) -> None:
    """A third as many neighbours as windows: each tries with three, in several rooms, and may have one booking."""
    centre = a_centre()
    open_daily(centre, "08:30-17:00", days=EVERY_DAY)
    places = [a_room(centre=centre) for _n in range(rooms)]
    neighbours = [a_neighbour() for _n in range(clients // 3)]
    cache.clear()
    with open_house(with_worker=False) as house:
        browsers = [Browser(resident.user, house.port) for resident in neighbours * 3 if resident.user]
        moment = release_in(BEFORE)
        on = (localtime(moment) + timedelta(days=7)).date()
        when = {"date": on, "start": "09:00", "end": "10:30"}
        dice, barrier = Random(7), Barrier(clients)
        wishes = [dice.sample(places, min(3, rooms)) for _browser in browsers]

        def knock(number: int) -> list[tuple[int, datetime]]:
            """Once before the moment, then at it, in one room after the other until one is theirs."""
            barrier.wait()
            answers: list[tuple[int, datetime]] = []
            for room in [wishes[number][0], *wishes[number]]:
                if answers:
                    time.sleep(max(0.0, (moment - now()).total_seconds()))
                path = f"/rooms/{room.pk}/book/?{urlencode(when)}"
                typed = {"whom": "me", "party": 6, "purpose": "tea", "words": "", "note": "", "step": "confirm"}
                answer = browsers[number].post(path, token=uuid.uuid4(), **typed)
                answers.append((answer.status, now()))
                if answer.status == 302:
                    break
            return answers

        with ThreadPoolExecutor(clients) as pool:
            answered = list(pool.map(knock, range(clients)))

    statuses = Counter(status for answers in answered for status, _at in answers)
    assert set(statuses) <= {302, 200, 409}, statuses
    bookings = Booking.objects.select_related("occupancy")
    assert statuses[302] == bookings.count() == rooms
    assert Counter(booking.occupancy.room_id for booking in bookings) == {room.pk: 1 for room in places}
    assert max(Counter(booking.booked_for_id for booking in bookings).values()) == 1
    assert all(booking.booked_at >= moment for booking in bookings)
    assert contradictions(now()) == []


def release_in(soon: timedelta) -> datetime:
    """The day seven days later opens in so many seconds; one booking each."""
    moment = now() + soon
    clock = localtime(moment).time().replace(microsecond=0)
    default_rules(release_at=clock, days_ahead=7, upcoming_limit=1, limited_upcoming=1, waiting_limit=0)
    return local_midnight(localtime(moment).date()) + timedelta(
        hours=clock.hour, minutes=clock.minute, seconds=clock.second
    )
