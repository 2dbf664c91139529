"""One answer to any wish: yes, or every reason why not, when it would work, and what is near."""

from datetime import timedelta

import pytest

from bookings.explaining import Answer, explain
from centres.models import Room
from fairness.rules import Refusal
from residents.models import Resident
from tests.factories import (
    a_booking,
    a_resident,
    a_room,
    a_rule_set,
    a_span,
    a_team,
    an_occupancy,
    at,
    open_daily,
)

NOW = at("2026-11-28 12:00")

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    room = a_room(capacity=20)
    open_daily(room.centre, "08:30-17:00")
    return room


def ask(room: Room, span: str = "2026-11-30 09:00-10:30", *, party: int = 6, **who: object) -> Answer:
    return explain(room, a_span(span), party=party, now=NOW, **who)  # type: ignore[arg-type]


def test_yes_is_short(room: Room) -> None:
    assert ask(room) == Answer([])
    a_rule_set(room=room, needs_approval=True)
    assert ask(room) == Answer([], needs_approval=True)


def test_no_tells_every_reason_and_three_near_times(room: Room) -> None:
    answer = ask(room, "2026-11-30 16:50-18:10", party=21)

    assert answer.codes == {"hours", "grid", "capacity"}
    assert answer.near == []  # nobody has a room for 21
    assert len(ask(room, "2026-11-30 16:50-18:10").near) == 3


def test_taken_is_a_reason_of_its_own_and_what_is_near_is_free(room: Room) -> None:
    an_occupancy(room=room, span="2026-11-30 09:30-10:00")

    answer = ask(room)

    assert (answer.is_taken, answer.codes) == (True, {"taken"})
    assert all(ask(each.room, f"{each.span.starts_at:%Y-%m-%d} 09:00-10:30").near is not None for each in answer.near)
    assert all(explain(each.room, each.span, party=6, now=NOW).is_yes for each in answer.near)


def test_who_has_no_booking_left_is_offered_none(room: Room) -> None:
    resident: Resident = a_resident()
    for day in ("2026-12-01", "2026-12-02"):
        a_booking(span=f"{day} 09:00-10:00", booked_for=resident)

    answer = ask(room, resident=resident)

    assert (answer.codes, answer.near) == ({"upcoming"}, ())


def test_room_for_teams_is_near_only_for_teams(room: Room) -> None:
    hall = a_room(centre=room.centre)
    a_rule_set(room=hall, open_to="teams")
    an_occupancy(room=room, span="2026-11-30 08:30-17:00")

    assert hall not in [each.room for each in ask(room, resident=a_resident()).near]
    assert hall in [each.room for each in ask(room, team=a_team()).near]
    assert ask(hall, is_for_team=True).is_yes
    assert ask(hall).codes == {"open_to"}


def test_desk_has_what_the_web_has_not(room: Room) -> None:
    a_rule_set(room=room, open_to="staff")

    assert ask(room).codes == {"open_to"}
    assert ask(room, is_online=False).is_yes


def test_moving_booking_stands_in_no_way_of_itself(room: Room) -> None:
    booking = a_booking(room=room, span="2026-11-30 10:00-11:00")

    assert ask(room, resident=booking.booked_for, besides=booking).is_yes
    assert not ask(room, resident=a_resident()).is_yes


def test_moment_from_which_all_of_it_would_work() -> None:
    early, late = NOW + timedelta(hours=1), NOW + timedelta(days=3)

    assert Answer([Refusal("a", "", early), Refusal("b", "", late)]).possible_at == late
    assert Answer([Refusal("a", "", early), Refusal("b", "")]).possible_at is None
    assert Answer([]).possible_at is None
