"""Where the office decides: asking, its yes and no, what nobody decides about, and who wins when many do."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from bookings import actions
from bookings.models import Booking
from centres.claimants import CannotChange
from centres.models import Occupancy, Room
from fairness.models import GRACE
from notices.models import Notice
from residents.models import Resident, User
from tests.factories import (
    a_booking,
    a_resident,
    a_room,
    a_rule_set,
    a_span,
    a_street_officer,
    a_user,
    at,
    open_daily,
    staff_of,
)
from tests.races import race_of

NOW = at("2026-11-28 12:00")
LATER = NOW + timedelta(hours=2)


def a_hall_to_ask_for(**numbers: object) -> Room:
    room = a_room(name="星空剧院")
    open_daily(room.centre, "08:30-17:00")
    a_rule_set(room=room, **{"needs_approval": True, "decide_hours": 24, **numbers})
    return room


def ask(
    room: Room, span: str = "2026-11-30 09:00-10:30", *, by: Resident | None = None, now: datetime = NOW
) -> Booking:
    resident = by or a_resident(user=a_user(phone="13800000021"))
    assert resident.user
    return _book(room, span, resident, by=resident.user, channel="web", now=now)


def _book(room: Room, span: str, resident: Resident, *, by: User, channel: str, now: datetime = NOW) -> Booking:
    return actions.book(
        room=room,
        span=a_span(span),
        party=6,
        booked_for=resident,
        by=by,
        channel=channel,
        purpose="排练",
        token=uuid.uuid4(),
        now=now,
    )


def held(booking: Booking) -> tuple[str, datetime | None]:
    row = Occupancy.objects.get(pk=booking.occupancy_id)
    return row.standing, row.held_until


def said() -> list[str]:
    return list(Notice.objects.order_by("pk").values_list("body", flat=True))


# Asking


@pytest.mark.django_db
def test_asking_keeps_the_time_until_the_office_has_decided() -> None:
    booking = ask(a_hall_to_ask_for())

    booking.refresh_from_db()
    assert (booking.state, booking.decide_by) == ("pending", at("2026-11-29 12:00"))
    assert held(booking) == ("tentative", at("2026-11-29 12:00") + GRACE)


@pytest.mark.django_db
def test_office_decides_before_it_would_start() -> None:
    booking = ask(a_hall_to_ask_for(), "2026-11-28 15:00-16:00")

    assert booking.decide_by == at("2026-11-28 15:00")


@pytest.mark.django_db
def test_what_staff_enter_needs_no_further_word() -> None:
    room = a_hall_to_ask_for()

    booking = _book(room, "2026-11-30 09:00-10:30", a_resident(), by=staff_of(room.centre), channel="phone")

    assert (booking.state, booking.decide_by, held(booking)) == ("confirmed", None, ("firm", None))


@pytest.mark.django_db
def test_what_waits_counts_towards_the_limit_and_can_be_cancelled_and_brought_back() -> None:
    room = a_hall_to_ask_for()
    booking = ask(room)
    by = booking.booked_by
    assert by

    actions.cancel(booking=booking, by=by, now=NOW)
    actions.undo_cancel(booking=booking, by=by, now=NOW)

    booking.refresh_from_db()
    assert (booking.state, booking.decide_by) == ("pending", at("2026-11-29 12:00"))
    assert held(booking) == ("tentative", at("2026-11-29 12:00") + GRACE)


# Deciding


@pytest.mark.django_db
def test_yes_makes_the_time_theirs_and_tells_them() -> None:
    room = a_hall_to_ask_for()
    booking, clerk = ask(room), staff_of(room.centre)

    told = actions.approve(booking=booking, by=clerk, now=LATER)

    booking.refresh_from_db()
    assert (booking.state, booking.decided_at, booking.decided_by) == ("confirmed", LATER, clerk)
    assert held(booking) == ("firm", None)
    [body] = said()
    assert booking.ref in body
    assert "审核通过了" in body
    assert told.done == ("已发短信告诉 138****0021。",)


@pytest.mark.django_db
def test_no_bears_its_reason_and_frees_the_room() -> None:
    room = a_hall_to_ask_for()
    booking = ask(room)

    actions.decline(booking=booking, by=a_street_officer(), now=LATER, reason="那天要调音响")

    booking.refresh_from_db()
    assert (booking.state, booking.decision) == ("declined", "那天要调音响")
    assert not Occupancy.objects.standing(LATER).exists()
    assert "原因：那天要调音响" in said()[0]


@pytest.mark.django_db
def test_who_decides_second_reads_what_was_decided() -> None:
    room = a_hall_to_ask_for()
    booking, clerk = ask(room), staff_of(room.centre)
    again = Booking.objects.get(pk=booking.pk)
    actions.decline(booking=booking, by=clerk, now=LATER, reason="那天要调音响")

    with pytest.raises(CannotChange, match="未通过"):
        actions.approve(booking=again, by=clerk, now=LATER)
    assert len(said()) == 1


@pytest.mark.django_db
def test_yes_after_the_time_went_is_refused_and_writes_nothing() -> None:
    room = a_hall_to_ask_for()
    booking = ask(room)
    late = at("2026-11-29 12:11")  # the worker slept, and the minutes of grace are over

    with pytest.raises(CannotChange):
        actions.approve(booking=booking, by=staff_of(room.centre), now=late)

    booking.refresh_from_db()
    assert booking.state == "pending"
    assert said() == []


# Nobody decides


@pytest.mark.django_db
def test_undecided_ones_expire_and_are_told() -> None:
    room = a_hall_to_ask_for()
    due, later = ask(room), ask(room, "2026-12-01 09:00-10:30", by=a_resident(user=a_user()), now=LATER)

    actions.expire_undecided(at("2026-11-29 11:59"))
    assert Booking.objects.pending().count() == 2
    actions.expire_undecided(at("2026-11-29 12:00"))
    actions.expire_undecided(at("2026-11-29 12:00"))

    due.refresh_from_db()
    later.refresh_from_db()
    assert (due.state, later.state) == ("expired", "pending")
    assert list(Occupancy.objects.filter(released_at=None)) == [later.occupancy]
    assert len(said()) == 1
    assert "没来得及审核" in said()[0]


@pytest.mark.django_db
def test_passer_by_takes_what_expired_while_the_worker_sleeps() -> None:
    room = a_hall_to_ask_for(decide_hours=1)
    sleeping = ask(room)
    clerk = staff_of(room.centre)

    _book(room, "2026-11-30 09:00-10:30", a_resident(), by=clerk, channel="desk", now=LATER)
    actions.expire_undecided(LATER)

    sleeping.refresh_from_db()
    assert sleeping.state == "expired"
    assert Occupancy.objects.filter(released_at=None).count() == 1


# Over


@pytest.mark.django_db
def test_what_has_ended_is_completed_and_nothing_else() -> None:
    over = a_booking(span="2026-11-28 09:00-10:00")
    came = a_booking(span="2026-11-28 10:30-11:00", state="checked_in", checked_in_at=NOW, checked_in_how="desk")
    goes_on, gone = a_booking(span="2026-11-28 11:30-12:30"), a_booking(span="2026-11-27 09:00-10:00", state="no_show")

    actions.complete(NOW)

    states = dict(Booking.objects.values_list("pk", "state"))
    assert [states[booking.pk] for booking in (over, came, goes_on, gone)] == [
        "completed",
        "completed",
        "confirmed",
        "no_show",
    ]


# Moving


@pytest.mark.django_db
def test_moving_to_a_room_where_the_office_decides_asks_anew() -> None:
    room = a_hall_to_ask_for()
    plain = a_room(centre=room.centre)
    booking = a_booking(room=plain, booked_for=a_resident(user=a_user()))
    by = booking.booked_by
    assert by

    actions.move(booking=booking, room=room, span=a_span("2026-12-01 09:00-10:00"), by=by, now=NOW)

    assert (booking.state, booking.decide_by, booking.decided_at) == ("pending", at("2026-11-29 12:00"), None)
    assert held(booking) == ("tentative", at("2026-11-29 12:00") + GRACE)

    actions.move(booking=booking, room=plain, span=a_span("2026-12-01 09:00-10:00"), by=by, now=NOW)

    assert (booking.state, booking.decide_by, held(booking)) == ("confirmed", None, ("firm", None))


@pytest.mark.django_db
def test_what_staff_move_waits_as_it_waited() -> None:
    room = a_hall_to_ask_for()
    booking = ask(room)

    actions.move(
        booking=booking, room=room, span=a_span("2026-12-01 09:00-10:30"), by=staff_of(room.centre), now=LATER
    )

    assert (booking.state, booking.decide_by) == ("pending", LATER + timedelta(hours=24))


# What the database forbids


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new"),
    [("cancelled", "checked_in"), ("declined", "confirmed"), ("expired", "confirmed"), ("completed", "confirmed")],
)
def test_states_follow_each_other_only_as_they_may(old: str, new: str) -> None:
    fields = {"cancelled_at": NOW} if old == "cancelled" else {"decided_at": NOW} if old == "declined" else {}
    booking = a_booking(state=old, **fields)

    with pytest.raises(DatabaseError, match='Invalid transition of field "state"'), transaction.atomic():
        Booking.objects.filter(pk=booking.pk).update(state=new, cancelled_at=None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"state": "pending"}, "booking_waits_until_a_moment"),
        ({"state": "declined"}, "booking_declined_has_its_moment"),
        ({"state": "cancelled"}, "booking_cancelled_has_its_moment"),
        ({"cancelled_at": NOW}, "booking_cancelled_has_its_moment"),
    ],
)
def test_moments_belong_to_their_states(fields: dict[str, object], name: str) -> None:
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        a_booking(**fields)  # type: ignore[arg-type]


# At once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("second", ["approve", "decline", "cancel", "expire"])
def test_only_one_of_two_decides(second: str) -> None:
    room = a_hall_to_ask_for()
    booking, one, other = ask(room), staff_of(room.centre), staff_of(room.centre)
    by = booking.booked_by
    assert by
    due = at("2026-11-29 12:00")

    def own() -> Booking:
        return Booking.objects.with_place().get(pk=booking.pk)

    ways = {
        "approve": lambda: actions.approve(booking=own(), by=other, now=due),
        "decline": lambda: actions.decline(booking=own(), by=other, now=due, reason="改天"),
        "cancel": lambda: actions.cancel(booking=own(), by=by, now=due),
        "expire": lambda: actions.expire_undecided(due),
    }
    results = race_of(lambda: actions.approve(booking=own(), by=one, now=due), ways[second])

    connection.close()
    booking.refresh_from_db()
    stands = Occupancy.objects.standing(due).exists()
    refused = [result for result in results if isinstance(result, Exception)]
    assert {type(error) for error in refused} <= {CannotChange}
    assert stands == (booking.state == "confirmed")
    if second in ("approve", "decline"):
        assert len(refused) == 1
        assert len(said()) == 1
