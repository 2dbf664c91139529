"""In line for a time that is taken: who joins, who is asked first, what is kept for whom, and races for all of it."""

import uuid
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction

from bookings import actions
from bookings.models import Booking, BookingWait
from bookings.people import export, forget_who_came, repoint
from centres.claimants import CannotChange
from centres.models import Occupancy, Room, RoomTaken
from fairness.models import GRACE
from fairness.rules import Refused
from notices.models import Notice
from residents.models import Resident, User
from tests.factories import (
    a_booking,
    a_hall,
    a_resident,
    a_room,
    a_rule_set,
    a_span,
    a_team,
    a_user,
    an_occupancy,
    at,
    open_daily,
    staff_of,
)
from tests.races import meanwhile, race, race_of

NOW = at("2026-11-28 12:00")
SLOT = "2026-11-30 09:00-10:30"
UNDO = timedelta(minutes=5)


def an_open_room(**fields: object) -> Room:
    room = a_room(**fields)  # type: ignore[arg-type]
    open_daily(room.centre, "08:30-17:00")
    return room


def a_neighbour(phone: str = "") -> Resident:
    return a_resident(user=a_user(phone=phone) if phone else a_user())


def by_of(booking: Booking) -> User:
    assert booking.booked_by
    return booking.booked_by


def taken(span: str = SLOT, room: Room | None = None) -> Booking:
    return a_booking(room=room or an_open_room(), span=span, booked_for=a_neighbour())


def join(
    room: Room, span: str = SLOT, *, resident: Resident | None = None, now: datetime = NOW, **fields: object
) -> BookingWait:
    resident = resident or a_neighbour()
    return actions.join_line(
        room=room,
        span=a_span(span),
        party=4,
        resident=resident,
        by=resident.user or a_user(),
        channel="web",
        purpose="喝茶",
        now=now,
        **fields,  # type: ignore[arg-type]
    )


def cancel(booking: Booking, now: datetime = NOW) -> None:
    actions.cancel(booking=booking, by=by_of(booking), now=now)


def state(entry: BookingWait) -> str:
    return BookingWait.objects.get(pk=entry.pk).state


def kept() -> list[tuple[str, str]]:
    rows = Occupancy.objects.filter(released_at=None, is_part=False).order_by("starts_at")
    return list(rows.values_list("kind", "standing"))


def accept(entry: BookingWait, now: datetime = NOW + UNDO, by: User | None = None) -> Booking:
    entry = BookingWait.objects.with_place().get(pk=entry.pk)
    by = by or entry.resident.user
    assert by
    return actions.accept_offer(entry=entry, by=by, now=now)


def book(room: Room, now: datetime, span: str = SLOT) -> Booking:
    resident = a_neighbour()
    assert resident.user
    return actions.book(
        room=room,
        span=a_span(span),
        party=4,
        booked_for=resident,
        by=resident.user,
        channel="web",
        purpose="喝茶",
        token=uuid.uuid4(),
        now=now,
    )


# Joining


@pytest.mark.django_db
def test_who_asks_twice_stands_in_line_once() -> None:
    room, resident = taken().room, a_neighbour()

    assert join(room, resident=resident) == join(room, resident=resident, now=NOW + UNDO)
    with pytest.raises(CannotChange, match="重叠"):
        join(room, "2026-11-30 09:30-10:30", resident=resident)
    assert BookingWait.objects.count() == 1


@pytest.mark.django_db
def test_nobody_waits_for_what_is_free() -> None:
    with pytest.raises(actions.NotTaken):
        join(an_open_room())


@pytest.mark.django_db
def test_rules_are_asked_as_for_booking() -> None:
    room, resident = taken().room, a_neighbour()
    for day in ("2026-12-01", "2026-12-02"):
        a_booking(span=f"{day} 09:00-10:00", booked_for=resident)

    with pytest.raises(Refused) as refused:
        join(room, resident=resident)
    assert [refusal.code for refusal in refused.value.refusals] == ["upcoming"]


@pytest.mark.django_db
def test_line_is_as_long_as_the_rules_say() -> None:
    room = taken().room
    a_rule_set(room=room, waiting_limit=2)
    join(room)
    join(room)

    with pytest.raises(CannotChange, match="排满了"):
        join(room)
    a_rule_set(room=(other := taken().room), waiting_limit=0)
    with pytest.raises(CannotChange, match="不排候补"):
        join(other)


@pytest.mark.django_db
def test_too_late_for_an_offer_is_too_late_to_join() -> None:
    room = taken().room

    join(room, now=at("2026-11-29 21:00"))
    with pytest.raises(CannotChange, match="来不及"):
        join(room, now=at("2026-11-29 21:01"))


# Passing on


@pytest.mark.django_db
def test_cancelled_time_is_kept_through_the_minutes_of_undoing_and_then_offered_to_the_first() -> None:
    booking = taken()
    first, second = join(booking.room), join(booking.room, now=NOW + timedelta(seconds=1))

    cancel(booking)
    actions.pass_on_lapsed(NOW + UNDO)
    assert (kept(), state(first)) == ([("booking", "held")], "waiting")
    with pytest.raises(RoomTaken):
        book(booking.room, NOW + timedelta(minutes=1))

    actions.pass_on_lapsed(NOW + UNDO + timedelta(seconds=1))

    first.refresh_from_db()
    assert (first.state, first.offer_ends_at, state(second)) == (
        "offered",
        NOW + UNDO + timedelta(hours=2, seconds=1),
        "waiting",
    )
    assert kept() == [("waiting", "held")]
    assert first.occupancy
    assert first.occupancy.held_until == first.offer_ends_at + GRACE
    assert "候补轮到您了" in Notice.objects.get().body or not first.resident.phone


@pytest.mark.django_db
def test_undo_brings_the_booking_back_and_the_line_waits_on() -> None:
    booking = taken()
    entry = join(booking.room)
    cancel(booking)

    actions.undo_cancel(booking=booking, by=by_of(booking), now=NOW + timedelta(minutes=4))
    actions.pass_on_lapsed(NOW + timedelta(minutes=30))

    booking.refresh_from_db()
    assert (booking.state, state(entry), kept()) == ("confirmed", "waiting", [("booking", "firm")])


@pytest.mark.django_db
def test_where_nobody_waits_the_time_is_free_at_once() -> None:
    booking = taken()

    cancel(booking)

    assert kept() == []
    book(booking.room, NOW)


@pytest.mark.django_db
def test_who_sleeps_keeps_no_passer_by_out_for_ever() -> None:
    booking = taken()
    join(booking.room)
    cancel(booking)

    late = NOW + UNDO + GRACE  # the worker has not come
    book(booking.room, late)
    actions.pass_on_lapsed(late)

    assert kept() == [("booking", "firm")]


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["decline", "move", "absence"])
def test_whatever_frees_a_time_offers_it_at_once(how: str) -> None:
    span = SLOT if how != "absence" else "2026-11-30 09:00-10:30"
    booking = taken(span)
    room, clerk = booking.room, staff_of(booking.room.centre)
    entry = join(room)
    now = NOW
    if how == "decline":
        a_rule_set(room=room, needs_approval=True)
        Booking.objects.filter(pk=booking.pk).update(state="pending", decide_by=at("2026-11-29 12:00"))
        Occupancy.objects.hold(
            booking.occupancy.claim, standing="tentative", held_until=at("2026-11-29 12:10"), now=NOW
        )
        booking = Booking.objects.with_place().get(pk=booking.pk)
        actions.decline(booking=booking, by=clerk, now=NOW, reason="改天")
    elif how == "move":
        span_ = a_span("2026-12-01 09:00-10:30")
        actions.move(booking=booking, room=room, span=span_, by=clerk, now=NOW)
    else:
        now = at("2026-11-30 09:20")
        actions.note_absence(booking=booking, by=clerk, now=now)

    assert state(entry) == ("waiting" if how == "absence" else "offered")


@pytest.mark.django_db
def test_only_who_fits_into_what_is_free_is_asked() -> None:
    room = an_open_room()
    booking = taken("2026-11-30 09:00-10:00", room)
    taken("2026-11-30 10:15-11:15", room)
    long, short = join(room, "2026-11-30 09:00-11:00"), join(room, "2026-11-30 09:00-10:00", now=NOW + UNDO)

    cancel(booking)
    actions.pass_on_lapsed(NOW + 2 * UNDO)

    assert (state(long), state(short)) == ("waiting", "offered")


@pytest.mark.django_db
def test_long_time_serves_several_and_a_hall_those_of_its_parts() -> None:
    hall = a_hall()
    open_daily(hall.centre, "08:30-17:00")
    east, west = hall.parts.order_by("pk")
    booking = taken("2026-11-30 09:00-12:00", hall)
    early, late = join(east, "2026-11-30 09:00-10:00"), join(east, "2026-11-30 10:30-11:30", now=NOW + UNDO)
    beside = join(west, "2026-11-30 09:00-10:00", now=NOW + UNDO)

    cancel(booking)
    actions.pass_on_lapsed(NOW + 2 * UNDO)

    assert {state(entry) for entry in (early, late, beside)} == {"offered"}
    connection.check_constraints()


@pytest.mark.django_db
def test_what_is_freed_at_night_is_kept_and_heard_of_in_the_morning() -> None:
    booking = taken("2026-11-30 14:00-15:30")
    entry = join(booking.room, "2026-11-30 14:00-15:30", resident=a_neighbour("13800000021"))
    night = at("2026-11-28 22:00")

    cancel(booking, night)
    actions.pass_on_lapsed(night + 2 * UNDO)

    entry.refresh_from_db()
    assert (entry.state, entry.offer_ends_at) == ("offered", at("2026-11-29 10:00"))
    notice = Notice.objects.get()
    assert notice.lease_until == at("2026-11-29 08:00")
    assert list(Notice.objects.due(at("2026-11-29 07:59"))) == []
    assert list(Notice.objects.due(at("2026-11-29 08:00"))) == [notice]


# Answering


@pytest.fixture
def offered() -> BookingWait:
    booking = taken()
    entry = join(booking.room, resident=a_neighbour("13800000021"))
    cancel(booking)
    actions.pass_on_lapsed(NOW + UNDO + timedelta(seconds=1))
    entry.refresh_from_db()
    return entry


@pytest.mark.django_db
def test_accepted_twice_it_is_one_booking(offered: BookingWait) -> None:
    booking = accept(offered)

    assert accept(offered) == booking
    assert (booking.state, booking.booked_for, booking.party, booking.purpose) == (
        "confirmed",
        offered.resident,
        4,
        "喝茶",
    )
    assert (state(offered), kept()) == ("accepted", [("booking", "firm")])


@pytest.mark.django_db
def test_clerk_accepts_for_somebody_on_the_telephone(offered: BookingWait) -> None:
    booking = accept(offered, by=staff_of(offered.room.centre))

    assert booking.booked_for == offered.resident
    assert Notice.objects.filter(body__contains=booking.ref).count() == 1


@pytest.mark.django_db
def test_who_has_used_up_the_limit_meanwhile_reads_so_and_keeps_the_offer(offered: BookingWait) -> None:
    for day in ("2026-12-01", "2026-12-02"):
        a_booking(span=f"{day} 09:00-10:00", booked_for=offered.resident)

    with pytest.raises(Refused):
        accept(offered)
    assert (state(offered), kept()[0]) == ("offered", ("waiting", "held"))


@pytest.mark.django_db
def test_where_the_office_decides_an_accepted_time_waits_for_its_word(offered: BookingWait) -> None:
    a_rule_set(room=offered.room, needs_approval=True)

    booking = accept(offered)

    assert booking.is_pending
    assert booking.decide_by
    assert kept() == [("booking", "tentative")]


@pytest.mark.django_db
def test_no_goes_to_the_next(offered: BookingWait) -> None:
    second = BookingWait.objects.create(
        room=offered.room,
        starts_at=offered.starts_at,
        ends_at=offered.ends_at,
        resident=a_neighbour(),
        joined_at=NOW,
        channel="web",
        party=2,
        purpose="下棋",
    )

    actions.leave_line(entry=BookingWait.objects.with_place().get(pk=offered.pk), now=NOW + timedelta(minutes=30))

    assert (state(offered), state(second), kept()) == ("refused", "offered", [("waiting", "held")])
    with pytest.raises(CannotChange):
        actions.leave_line(entry=BookingWait.objects.with_place().get(pk=offered.pk), now=NOW)


@pytest.mark.django_db
def test_silence_goes_to_the_next_or_frees_the_time(offered: BookingWait) -> None:
    assert offered.offer_ends_at
    ends = offered.offer_ends_at

    actions.pass_on_lapsed(ends - timedelta(seconds=1))
    assert state(offered) == "offered"
    actions.pass_on_lapsed(ends)

    assert (state(offered), kept()) == ("lapsed", [])
    with pytest.raises(CannotChange):
        accept(offered, ends)
    assert "让给下一位了" in Notice.objects.order_by("-pk")[0].body


@pytest.mark.django_db
def test_offer_past_its_end_is_not_accepted_while_the_worker_sleeps(offered: BookingWait) -> None:
    assert offered.offer_ends_at

    with pytest.raises(CannotChange, match="让给下一位"):
        accept(offered, offered.offer_ends_at)


@pytest.mark.django_db
def test_who_was_never_asked_hears_so() -> None:
    entry = join(taken().room, resident=a_neighbour("13800000021"))

    actions.close_lines(at("2026-11-29 21:00"))
    assert state(entry) == "waiting"
    actions.close_lines(at("2026-11-29 21:01"))
    actions.close_lines(at("2026-11-29 21:02"))

    assert state(entry) == "closed"
    assert "没有空出来" in Notice.objects.get().body


@pytest.mark.django_db
def test_team_waits_as_a_team() -> None:
    team = a_team(leader=a_neighbour(), name="友谊编织组")
    booking = taken()
    entry = join(booking.room, resident=team.leader, team=team)
    cancel(booking)
    actions.pass_on_lapsed(NOW + 2 * UNDO)

    accepted = accept(entry)

    assert (accepted.team, accepted.occupancy.title) == (team, "")
    assert Occupancy.objects.get(released_at=None).title == "友谊编织组"


@pytest.mark.django_db
def test_time_that_nobody_passed_on_is_offered_as_well() -> None:
    hall = a_hall()
    open_daily(hall.centre, "08:30-17:00")
    east = hall.parts.order_by("pk")[0]
    service = an_occupancy(room=hall, span=SLOT, kind="service")
    of_part, of_hall = join(east), join(hall, now=NOW + UNDO)

    actions.offer_what_is_free(NOW)
    assert (state(of_part), state(of_hall)) == ("waiting", "waiting")
    Occupancy.objects.release([service], now=NOW)  # as when a service day falls out
    actions.offer_what_is_free(NOW)
    actions.offer_what_is_free(NOW)

    assert (state(of_part), state(of_hall)) == ("offered", "waiting")
    assert kept() == [("waiting", "held")]


# What becomes of the rows


@pytest.mark.django_db
def test_entries_of_one_person_merge_and_the_earlier_place_stays() -> None:
    room = taken().room
    gone, both = a_neighbour(), a_neighbour()
    early = join(room, resident=gone)
    join(room, resident=both, now=NOW + UNDO)
    other = join(taken().room, resident=gone)

    repoint(gone, both)

    left = BookingWait.objects.filter(resident=both)
    assert left.count() == 2
    assert left.filter(pk=other.pk).exists()
    assert not BookingWait.objects.filter(resident=gone).exists()
    assert len(export(both)["waiting"]) == 2  # type: ignore[arg-type]
    assert early.pk


@pytest.mark.django_db
def test_places_are_forgotten_after_a_year() -> None:
    join(taken().room)

    forget_who_came(at("2027-11-30 08:59"))
    assert BookingWait.objects.count() == 1
    forget_who_came(at("2027-11-30 09:00"))
    assert BookingWait.objects.count() == 0


# What the database forbids


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"state": "offered", "occupancy": "some"}, "booking_wait_offer_has_its_moments"),
        ({"state": "offered", "offered_at": NOW, "offer_ends_at": NOW}, "booking_wait_holds_a_time_while_offered"),
        ({"state": "left"}, "booking_wait_ended_has_its_moment"),
        ({"ended_at": NOW}, "booking_wait_ended_has_its_moment"),
        ({"ends_at": at("2026-11-30 09:00")}, "booking_wait_starts_before_it_ends|range"),
    ],
)
def test_places_are_whole(fields: dict[str, object], name: str) -> None:
    entry = join(taken().room)
    if "occupancy" in fields:
        fields = {**fields, "occupancy": an_occupancy()}

    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        BookingWait.objects.filter(pk=entry.pk).update(**fields)


@pytest.mark.django_db
def test_one_person_waits_once_for_a_time_whoever_writes_it() -> None:
    entry = join(taken().room)

    with pytest.raises(DatabaseError, match="one_person_waits_once_for_a_time"), transaction.atomic():
        BookingWait.objects.create(
            room=entry.room,
            starts_at=entry.starts_at,
            ends_at=entry.ends_at,
            resident=entry.resident,
            joined_at=NOW,
            channel="web",
            party=1,
            purpose="x",
        )


@pytest.mark.django_db
def test_an_end_is_an_end() -> None:
    entry = join(taken().room)
    actions.leave_line(entry=entry, now=NOW)

    with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic():
        BookingWait.objects.filter(pk=entry.pk).update(state="waiting", ended_at=None)


# At once


@pytest.mark.django_db(transaction=True)
def test_line_never_grows_beyond_its_length() -> None:
    room = taken().room
    a_rule_set(room=room, waiting_limit=3)
    neighbours = [a_neighbour() for _n in range(8)]

    results = race(8, lambda number: join(room, resident=neighbours[number]))

    assert sum(isinstance(result, BookingWait) for result in results) == 3
    assert {type(result) for result in results} == {BookingWait, CannotChange}


@pytest.mark.django_db(transaction=True)
def test_one_time_is_offered_once_however_many_workers_run() -> None:
    booking = taken()
    for number in range(5):
        join(booking.room, now=NOW + timedelta(seconds=number))
    cancel(booking)

    results = race(4, lambda _number: actions.pass_on_lapsed(NOW + 2 * UNDO))

    assert [result for result in results if isinstance(result, Exception)] == []
    assert BookingWait.objects.offered().count() == 1
    assert BookingWait.objects.offered().get() == BookingWait.objects.in_line()[0]
    assert kept() == [("waiting", "held")]


@pytest.mark.django_db(transaction=True)
def test_nobody_comes_between_an_end_and_the_next_in_line() -> None:
    booking = taken()
    entry = join(booking.room)
    cancel(booking)
    now = NOW + UNDO + timedelta(seconds=1)

    results = race(5, lambda number: actions.pass_on_lapsed(now) if number == 0 else book(booking.room, now))

    assert [type(result) for result in results[1:]] == [RoomTaken] * 4
    assert (state(entry), kept()) == ("offered", [("waiting", "held")])


@pytest.mark.django_db(transaction=True)
def test_undo_and_the_worker_do_not_both_win() -> None:
    booking = taken()
    entry = join(booking.room)
    cancel(booking)
    worker, undo_at = NOW + UNDO + timedelta(seconds=1), NOW + UNDO

    results = race_of(
        lambda: actions.pass_on_lapsed(worker),
        lambda: actions.undo_cancel(
            booking=Booking.objects.with_place().get(pk=booking.pk), by=by_of(booking), now=undo_at
        ),
    )

    connection.close()
    booking.refresh_from_db()
    assert {type(result) for result in results if isinstance(result, Exception)} <= {CannotChange, RoomTaken}
    assert len(kept()) == 1
    assert (booking.state, state(entry)) in [("confirmed", "waiting"), ("cancelled", "offered")]


@pytest.mark.django_db(transaction=True)
def test_accepting_refusing_and_lapsing_end_one_way() -> None:
    booking = taken()
    first, second = join(booking.room), join(booking.room, now=NOW + timedelta(seconds=1))
    cancel(booking)
    actions.pass_on_lapsed(NOW + UNDO + timedelta(seconds=1))
    first.refresh_from_db()
    assert first.offer_ends_at
    ends = first.offer_ends_at

    results = race_of(
        lambda: accept(first, ends - timedelta(seconds=1)),
        lambda: actions.leave_line(entry=BookingWait.objects.with_place().get(pk=first.pk), now=ends),
        lambda: actions.pass_on_lapsed(ends),
    )

    assert {type(result) for result in results if isinstance(result, Exception)} <= {CannotChange}
    assert len(kept()) == 1
    accepted = state(first) == "accepted"
    assert state(second) == ("waiting" if accepted else "offered")
    assert kept() == [("booking", "firm")] if accepted else [("waiting", "held")]


@pytest.mark.django_db(transaction=True)
def test_who_joins_while_the_time_goes_is_told_that_it_is_free() -> None:
    booking = taken()

    with transaction.atomic():
        cancel(booking)
        late = meanwhile(lambda: join(booking.room))

    assert isinstance(late.result(), actions.NotTaken)
    assert (kept(), BookingWait.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_time_that_goes_while_somebody_joins_is_kept_for_them() -> None:
    hall = a_hall()
    open_daily(hall.centre, "08:30-17:00")
    booking = taken(room=hall.parts.order_by("pk")[0])

    with transaction.atomic():
        join(hall)
        late = meanwhile(lambda: cancel(booking))

    assert late.result() is None
    assert kept() == [("booking", "held")]


@pytest.mark.django_db(transaction=True)
def test_who_leaves_while_the_time_is_offered_has_let_it_go() -> None:
    booking = taken()
    first, second = join(booking.room), join(booking.room, now=NOW + timedelta(seconds=1))
    cancel(booking)
    now = NOW + 2 * UNDO
    read_before = BookingWait.objects.with_place().get(pk=first.pk)

    with transaction.atomic():
        actions.pass_on_lapsed(now)
        late = meanwhile(lambda: actions.leave_line(entry=read_before, now=now))

    assert late.result() is None
    assert (state(first), state(second), kept()) == ("refused", "offered", [("waiting", "held")])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rounds", [pytest.param(4, id="small"), pytest.param(100, id="full", marks=pytest.mark.long)])
def test_nobody_waits_for_a_time_that_is_free(rounds: int) -> None:
    for _round in range(rounds):
        booking = taken()

        results = race(6, partial(cancel_or_join, booking))

        assert {type(result) for result in results} <= {type(None), BookingWait, actions.NotTaken}
        is_kept = Occupancy.objects.filter(room=booking.room, released_at=None).exists()
        assert is_kept == BookingWait.objects.waiting().filter(room=booking.room).exists()


def cancel_or_join(booking: Booking, number: int) -> BookingWait | None:
    return cancel(booking) if number == 0 else join(booking.room)
