"""What the rules are told about a wish is counted from the rows, in a fixed number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models import Booking
from bookings.wishes import wish_for
from centres.models import Room
from fairness.rules import Has, Wish
from residents.models import Resident
from tests.factories import (
    a_booking,
    a_hall,
    a_resident,
    a_room,
    a_series,
    a_span,
    a_team,
    an_occupancy,
    at,
    open_daily,
)

pytestmark = pytest.mark.django_db

NOW = at("2026-11-28 12:00")


def the_wish(room: Room, span: str = "2026-11-30 09:00-10:30", *, of: Resident | None = None, **more: object) -> Wish:
    return wish_for(room=room, span=a_span(span), party=6, resident=of, now=NOW, **more)  # type: ignore[arg-type]


def test_counts_what_the_resident_has_to_come_and_that_day_in_this_room() -> None:
    resident, room = a_resident(), a_room()
    a_booking(room=room, span="2026-11-30 14:00-15:00", booked_for=resident)
    a_booking(room=room, span="2026-12-01 14:00-15:00", booked_for=resident)
    a_booking(span="2026-11-30 14:00-15:00", booked_for=resident)
    a_booking(room=room, span="2026-11-30 16:00-17:00")

    wish = the_wish(room, of=resident)

    assert (wish.has.upcoming, wish.has.that_day) == (3, 1)


def test_counts_neither_cancelled_nor_past_nor_team_bookings() -> None:
    resident, room = a_resident(), a_room()
    a_booking(room=room, span="2026-11-30 14:00-15:00", booked_for=resident, state="cancelled", cancelled_at=NOW)
    a_booking(room=room, span="2026-11-28 09:00-10:00", booked_for=resident)
    a_booking(room=room, span="2026-11-30 15:30-16:30", team=a_team(leader=resident))

    wish = the_wish(room, of=resident)

    assert (wish.has.upcoming, wish.has.that_day) == (0, 0)


def test_counts_what_a_team_booked_from_monday_to_sunday_and_nothing_of_its_leader() -> None:
    team, room = a_team(), a_room()
    for day in ("11-29", "11-30", "12-06", "12-07"):
        a_booking(room=room, span=f"2026-{day} 14:00-15:00", team=team)
    a_booking(span="2026-12-02 14:00-15:00", team=a_team(leader=team.leader))
    a_booking(room=room, span="2026-11-30 16:00-17:00", booked_for=team.leader)

    wish = the_wish(room, of=team.leader, team=team)

    assert wish.is_for_team
    assert wish.has == Has(upcoming=4, that_day=1, that_week=2, that_month=timedelta(hours=2))
    assert the_wish(room, "2026-12-06 09:00-10:00", team=team).has.that_week == 2


def test_counts_of_a_team_neither_what_is_cancelled_nor_its_standing_hours() -> None:
    team = a_team()
    a_booking(span="2026-12-01 09:00-10:00", team=team, state="cancelled", cancelled_at=NOW)
    a_booking(span="2026-12-02 09:00-10:00", team=team, series=a_series(team=team))
    moving = a_booking(span="2026-12-03 09:00-10:00", team=team)

    assert the_wish(a_room(), team=team).has.that_week == 1
    assert the_wish(a_room(), team=team, besides=moving).has.that_week == 0


def test_booking_that_moves_is_not_counted_against_itself() -> None:
    resident, room = a_resident(), a_room()
    moving = a_booking(room=room, span="2026-11-30 09:00-10:30", booked_for=resident)

    wish = the_wish(room, "2026-11-30 10:45-12:15", of=resident, besides=moving)

    assert (wish.has.upcoming, wish.has.that_day, wish.follows_clearing) == (0, 0, False)


def test_knows_whether_an_earlier_clearing_ends_then() -> None:
    room = a_room()
    an_occupancy(room=room, span="2026-11-30 09:00-10:30", clearing=15)

    assert the_wish(room, "2026-11-30 10:45-11:45").follows_clearing
    assert not the_wish(room, "2026-11-30 10:30-11:30").follows_clearing


def test_clearing_in_a_part_counts_for_the_hall() -> None:
    hall = a_hall()
    an_occupancy(room=hall.parts.first(), span="2026-11-30 09:00-10:30", clearing=15)

    assert the_wish(hall, "2026-11-30 10:45-11:45").follows_clearing


def test_queries_stay_the_same_however_much_there_is() -> None:
    resident, room = a_resident(), a_room()
    open_daily(room.centre, "08:30-17:00")

    team = a_team(leader=resident)

    def queries(**more: object) -> int:
        with CaptureQueriesContext(connection) as captured:
            the_wish(room, of=resident, **more)
        return len(captured)

    few = queries()
    for day in range(1, 11):
        a_booking(room=room, span=f"2026-12-{day:02d} 09:00-10:00", booked_for=resident)
        a_booking(room=room, span=f"2026-12-{day:02d} 11:00-12:00", team=team)

    assert queries() == queries(team=team) == few == 4
    assert Booking.objects.count() == 20
