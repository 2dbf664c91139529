"""Real threads and connections race for rooms: one wins, the others hear so, and nobody deadlocks.

Each test of two parties also has them meet half-way on purpose, one waiting inside the other's transaction.
"""

import itertools
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from centres.models import HoldExpired, Occupancy, Room, RoomTaken, Want
from centres.spans import Span
from tests.centres.occupying import NOW, QUARTER, a_want, claim
from tests.factories import a_hall, a_room, an_occupancy
from tests.races import meanwhile, race, race_of

pytestmark = pytest.mark.django_db(transaction=True)

SMALL_AND_LONG = pytest.mark.parametrize(
    ("clients", "rounds"), [pytest.param(10, 3, id="small"), pytest.param(50, 20, id="full", marks=pytest.mark.long)]
)
ROUNDS = pytest.mark.parametrize(
    "rounds", [pytest.param(8, id="small"), pytest.param(200, id="full", marks=pytest.mark.long)]
)


def winners(outcomes: Iterable[list[Occupancy] | Exception]) -> list[list[Occupancy]]:
    """Those who got what they wanted. All others were told that the room is taken: nothing else happened to them."""
    outcomes = list(outcomes)
    lost = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert {type(error) for error in lost} <= {RoomTaken}, Counter(map(repr, lost))
    return [outcome for outcome in outcomes if isinstance(outcome, list)]


def rows_standing() -> list[Occupancy]:
    """Rows that stand, after looking that no two overlap."""
    rows = list(Occupancy.objects.filter(released_at=None).order_by("room_id", "starts_at"))
    for one, following in itertools.pairwise(rows):
        assert one.room_id != following.room_id or one.clear_until <= following.starts_at
    return rows


# Claims


@SMALL_AND_LONG
def test_one_time_has_one_winner(clients: int, rounds: int) -> None:
    for _round in range(rounds):
        want = a_want(a_room(), clearing=QUARTER)

        outcomes = race_of(*[partial(claim, want)] * clients)

        [[row]] = winners(outcomes)
        assert list(Occupancy.objects.filter(room=want.room)) == [row]


@SMALL_AND_LONG
def test_times_that_overlap_have_winners_that_do_not(clients: int, rounds: int) -> None:
    for _round in range(rounds):
        room = a_room()
        starts = [NOW + n * QUARTER for n in range(clients)]
        wants = [Want(room, Span(start, start + 3 * QUARTER)) for start in starts]

        outcomes = race_of(*[partial(claim, want) for want in wants])

        won = winners(outcomes)
        assert len(rows_standing()) == len(won) >= clients // 5
        Occupancy.objects.all().delete()


@SMALL_AND_LONG
def test_a_whole_hall_and_its_halves_exclude_each_other(clients: int, rounds: int) -> None:
    for _round in range(rounds):
        hall = a_hall()
        first, second = hall.parts.all()
        wants = [a_want(room) for room in (hall, *hall.parts.all())]

        outcomes = race_of(*[partial(claim, wants[n % 3]) for n in range(clients)])

        won = Counter(row.room for [row] in winners(outcomes))
        assert won in (Counter([hall]), Counter([first, second]))
        rows_standing()


@SMALL_AND_LONG
def test_claims_of_many_overlapping_sets_in_any_order(clients: int, rounds: int) -> None:
    for number in range(rounds):
        chance = random.Random(number)
        hall = a_hall()
        every = [
            a_want(room, hours)
            for room in (hall, *hall.parts.all(), a_room(), a_room())
            for hours in ("09:00-10:00", "09:30-10:30", "10:00-11:00", "11:00-12:00")
        ]
        series = [_that_fit_together(chance.sample(every, k=len(every)), at_most=4) for _client in range(clients)]

        outcomes = race_of(*[partial(claim, *wants) for wants in series])

        won = winners(outcomes)
        assert won
        assert sum(not row.is_part for row in rows_standing()) == sum(map(len, won))
        Occupancy.objects.all().delete()


def _that_fit_together(wants: Sequence[Want], *, at_most: int) -> list[Want]:
    chosen: list[Want] = []
    for want in wants:
        clash = any(
            want.span.overlaps(other.span) and {want.room, want.room.whole} & {other.room, other.room.whole} - {None}
            for other in chosen
        )
        if not clash:
            chosen.append(want)
    return chosen[:at_most]


def test_who_comes_second_waits_and_takes_what_the_first_gives_up() -> None:
    want = a_want(a_room())

    with transaction.atomic():
        claim(want)
        second = meanwhile(partial(claim, want))
        transaction.set_rollback(True)

    assert winners([second.result()])


def test_who_comes_second_waits_and_hears_that_the_room_is_taken() -> None:
    want = a_want(a_room())

    with transaction.atomic():
        [row] = claim(want)
        second = meanwhile(partial(claim, want))

    assert winners([second.result()]) == []
    assert rows_standing() == [row]


# Holds


@ROUNDS
def test_a_hold_is_confirmed_or_gives_way_but_not_both(rounds: int) -> None:
    for _round in range(rounds):
        held = an_occupancy(room=a_hall(), standing="held", held_until=NOW)

        confirmed, claimed = race_of(
            partial(Occupancy.objects.confirm, held.claim, now=NOW - QUARTER), partial(claim, a_want(held.room))
        )

        assert (type(confirmed), type(claimed)) in ((type(None), RoomTaken), (HoldExpired, list))
        rows_standing()


def test_a_hold_confirmed_at_the_last_moment_does_not_give_way() -> None:
    held = an_occupancy(standing="held", held_until=NOW)

    with transaction.atomic():
        Occupancy.objects.confirm(held.claim, now=NOW - QUARTER)
        late = meanwhile(partial(claim, a_want(held.room)))

    assert isinstance(late.result(), RoomTaken)
    assert rows_standing() == [held]


def test_a_hold_that_gives_way_is_not_confirmed() -> None:
    held = an_occupancy(standing="held", held_until=NOW)

    with transaction.atomic():
        [row] = claim(a_want(held.room))
        late = meanwhile(partial(Occupancy.objects.confirm, held.claim, now=NOW - QUARTER))

    assert isinstance(late.result(), HoldExpired)
    assert rows_standing() == [row]


@SMALL_AND_LONG
def test_an_expired_hold_gives_way_to_one(clients: int, rounds: int) -> None:
    for _round in range(rounds):
        hall = a_hall()
        an_occupancy(room=hall, standing="held", held_until=NOW)
        wants = [a_want(room) for room in (hall, *hall.parts.all())]

        outcomes = race_of(*[partial(claim, wants[n % 3]) for n in range(clients)])

        assert winners(outcomes)
        rows_standing()


# Moves


def move(row: Occupancy, want: Want) -> list[Occupancy]:
    return Occupancy.objects.move([(row, want)], now=NOW)


@ROUNDS
def test_opposite_moves_into_each_others_room_leave_both_where_they_are(rounds: int) -> None:
    for _round in range(rounds):
        one, other = an_occupancy(), an_occupancy()

        outcomes = race_of(partial(move, one, a_want(other.room)), partial(move, other, a_want(one.room)))

        assert winners(outcomes) == []
        assert set(rows_standing()) >= {one, other}


@ROUNDS
def test_opposite_moves_within_one_room_leave_both_where_they_are(rounds: int) -> None:
    for _round in range(rounds):
        room = a_room()
        early, late = a_want(room, "09:00-10:00"), a_want(room, "10:00-11:00")
        [one], [other] = claim(early), claim(late)

        outcomes = race_of(partial(move, one, late), partial(move, other, early))

        assert winners(outcomes) == []
        assert set(rows_standing()) >= {one, other}


@ROUNDS
def test_opposite_moves_to_free_times_both_succeed(rounds: int) -> None:
    for _round in range(rounds):
        hall, room = a_hall(), a_room()
        [one], [other] = claim(a_want(hall, "09:00-10:00")), claim(a_want(room, "10:00-11:00"))

        outcomes = race_of(
            partial(move, one, a_want(room, "09:00-10:00")), partial(move, other, a_want(hall, "10:00-11:00"))
        )

        assert len(winners(outcomes)) == 2
        rows_standing()


@ROUNDS
def test_a_move_meets_claims_of_many(rounds: int) -> None:
    """The claim is ahead in the room and time that the move goes to, and wants what the move leaves."""
    for _round in range(rounds):
        room, hall = a_room(), a_hall()
        [row] = claim(a_want(room, "14:00-15:00"))
        series = [a_want(room, "09:00-10:00"), a_want(hall, "09:00-10:00"), a_want(room, "14:30-15:30")]

        outcomes = race_of(
            partial(move, row, a_want(room, "09:00-10:00")), partial(claim, *series), partial(claim, *reversed(series))
        )

        won = winners(outcomes)
        assert 1 <= len(won) <= 2
        rows_standing()
        Occupancy.objects.all().delete()


@ROUNDS
def test_a_row_is_moved_or_released_but_not_both(rounds: int) -> None:
    for _round in range(rounds):
        row, elsewhere = an_occupancy(room=a_hall()), a_hall()

        moved, released = race_of(
            partial(move, row, a_want(elsewhere)), partial(Occupancy.objects.release, [row], now=NOW)
        )

        assert isinstance(moved, HoldExpired) == (released == 1)
        assert len(rows_standing()) == (0 if released == 1 else 3)
        Occupancy.objects.all().delete()


@ROUNDS
def test_a_row_moves_to_one_place_only(rounds: int) -> None:
    for _round in range(rounds):
        row = an_occupancy()

        outcomes = race_of(*[partial(move, row, a_want(a_room())) for _n in range(3)])

        assert Counter(map(type, outcomes)) == {list: 1, HoldExpired: 2}
        assert len(rows_standing()) == 1
        Occupancy.objects.all().delete()


def test_whoever_wants_what_a_move_leaves_waits_for_its_end() -> None:
    row, room = an_occupancy(), a_room()

    with transaction.atomic():
        move(row, a_want(room))
        late = meanwhile(partial(claim, a_want(row.room)))

    assert winners([late.result()])
    assert len(rows_standing()) == 2


# Anything at any time


@SMALL_AND_LONG
def test_nobody_deadlocks_whatever_they_do(clients: int, rounds: int) -> None:
    hall = a_hall()
    rooms = [hall, *hall.parts.all(), a_room()]
    hours = ["09:00-10:00", "09:30-10:30", "10:00-11:00", "14:00-15:00"]

    def work(number: int) -> Counter[str]:
        chance = random.Random(number)
        met: Counter[str] = Counter()
        for _step in range(4 * rounds):
            wants = [a_want(chance.choice(rooms), chance.choice(hours)) for _want in range(chance.randint(1, 3))]
            rows = list(Occupancy.objects.filter(released_at=None, is_part=False))
            row = chance.choice(rows) if rows else None
            step = chance.choice(["claim", "hold", "move", "release", "confirm"])
            try:
                if step == "claim":
                    claim(*wants)
                elif step == "hold":
                    claim(*wants, standing="held", held_until=NOW + chance.choice([-QUARTER, QUARTER]))
                elif row and step == "move":
                    move(row, wants[0])
                elif row and step == "release":
                    Occupancy.objects.release([row], now=NOW)
                elif row and step == "confirm":
                    Occupancy.objects.confirm(row.claim, now=NOW)
                met["done"] += 1
            except (RoomTaken, HoldExpired) as refusal:
                met[type(refusal).__name__] += 1
        return met

    outcomes = race(clients, work)

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    rows_standing()


# The parts of a hall, changed meanwhile. The trigger asks the database's clock: claims are of the day after tomorrow


def a_future_want(room: Room) -> Want:
    starts_at = timezone.now() + timedelta(days=2)
    return Want(room, Span(starts_at, starts_at + 4 * QUARTER))


def join(part: Room, hall: Room | None) -> int:
    return Room.objects.filter(pk=part.pk).update(whole=hall)


def test_a_hall_being_claimed_keeps_its_parts() -> None:
    hall = a_hall()
    room = a_room(centre=hall.centre)
    [first, _second] = hall.parts.all()
    for part, whole in ((first, None), (room, hall)):
        with transaction.atomic():
            [row] = claim(a_future_want(hall))
            late = meanwhile(partial(join, part, whole))

        assert "its parts cannot change now" in str(late.result())
        Occupancy.objects.release([row], now=NOW)


def test_a_hall_claimed_while_it_changes_takes_the_parts_it_has_then() -> None:
    hall = a_hall()
    room = a_room(centre=hall.centre)
    [first, second] = hall.parts.all()

    with transaction.atomic():
        join(room, hall)
        join(first, None)
        late = meanwhile(partial(claim, a_future_want(hall)))

    assert winners([late.result()])
    assert {row.room for row in rows_standing()} == {hall, second, room}


def test_a_room_claimed_while_it_gets_its_first_part_is_refused_at_the_end() -> None:
    """The one meeting that ends in the database's own words; the office divides a hall once in years."""
    room = a_room()
    part = a_room(centre=room.centre)

    with transaction.atomic():
        join(part, room)
        late = meanwhile(partial(claim, a_future_want(room)))

    assert isinstance(late.result(), IntegrityError)
    assert rows_standing() == []


@ROUNDS
def test_a_hall_and_its_parts_agree_after_any_race(rounds: int) -> None:
    for _round in range(rounds):
        hall = a_hall()
        room = a_room(centre=hall.centre)

        claimed, joined = race_of(partial(claim, a_future_want(hall)), partial(join, room, hall))

        assert isinstance(claimed, list)
        assert joined == 1 or "its parts cannot change now" in str(joined)
        assert {row.room for row in rows_standing()} == {hall, *hall.parts.all()}
        Occupancy.objects.all().delete()


def test_no_third_level_comes_about_between_two_who_look_at_once() -> None:
    lower, middle, upper = (a_room(centre=centre) for centre in [a_room().centre] * 3)

    with transaction.atomic():
        join(lower, middle)
        late = meanwhile(partial(join, middle, upper))
    assert "on two levels" in str(late.result())

    join(lower, None)
    with transaction.atomic():
        join(middle, upper)
        late = meanwhile(partial(join, lower, middle))
    assert "on two levels" in str(late.result())
    connection.check_constraints()
