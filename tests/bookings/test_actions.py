"""Booking, cancelling, undoing and moving: what is written, what is refused, and who wins when many try."""

import uuid
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime

import pytest
from django.db import connection

from bookings import actions
from bookings.models import Booking
from centres.claimants import CannotChange, Told
from centres.models import Occupancy, Room, RoomTaken
from centres.spans import Span
from fairness.rules import Refused
from residents.models import Resident, Team, User
from tests.factories import (
    MONDAY,
    a_booking,
    a_hall,
    a_kept_window,
    a_member,
    a_resident,
    a_room,
    a_rule_set,
    a_series,
    a_span,
    a_street_officer,
    a_team,
    a_user,
    an_occupancy,
    at,
    open_daily,
    staff_of,
)
from tests.races import race, race_of

NOW = at("2026-11-28 12:00")


def an_open_room(**fields: object) -> Room:
    room = a_room(**fields)  # type: ignore[arg-type]
    open_daily(room.centre, "08:30-17:00")
    return room


def a_neighbour() -> Resident:
    return a_resident(user=a_user())


def book(
    room: Room,
    span: str = "2026-11-30 09:00-10:30",
    *,
    booked_for: Resident | None = None,
    by: User | None = None,
    party: int = 6,
    channel: str = "web",
    token: uuid.UUID | None = None,
    now: datetime = NOW,
    team: Team | None = None,
    waiver: str = "",
) -> Booking:
    resident = booked_for or (team.leader if team else a_neighbour())
    return actions.book(
        room=room,
        span=a_span(span),
        party=party,
        booked_for=resident,
        by=by or resident.user or a_user(),
        channel=channel,
        purpose="喝茶聊天",
        token=token or uuid.uuid4(),
        now=now,
        team=team,
        waiver=waiver,
    )


def refusal_codes(attempt: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as error:
        attempt()
    return [refusal.code for refusal in error.value.refusals]


def standing(room: Room) -> list[Span]:
    return [row.span for row in Occupancy.objects.standing(NOW).filter(room=room)]


# Book


@pytest.mark.django_db
def test_book_takes_the_room_with_its_clearing_for_the_resident() -> None:
    room, resident = an_open_room(), a_neighbour()

    booking = book(room, booked_for=resident)

    occupancy = Occupancy.objects.get()
    assert (occupancy.room, occupancy.span, occupancy.clear_until) == (
        room,
        a_span("2026-11-30 09:00-10:30"),
        at("2026-11-30 10:45"),
    )
    assert (occupancy.kind, occupancy.standing, occupancy.title) == ("booking", "firm", "")
    booking.refresh_from_db()
    assert (booking.occupancy, booking.booked_for, booking.booked_by) == (occupancy, resident, resident.user)
    assert (booking.state, booking.channel, booking.booked_at, booking.party) == ("confirmed", "web", NOW, 6)


@pytest.mark.django_db
def test_team_booking_bears_the_team_on_the_door() -> None:
    team = a_team(leader=a_neighbour(), name="友谊编织组")

    booking = book(an_open_room(), team=team)

    assert (booking.occupancy.title, booking.team, booking.booked_for) == ("友谊编织组", team, team.leader)


@pytest.mark.django_db
def test_book_tells_all_that_is_wrong_and_writes_nothing() -> None:
    room = an_open_room(capacity=20)

    assert refusal_codes(lambda: book(room, "2026-12-24 16:50-20:10", party=21)) == [
        "release",
        "hours",
        "length",
        "grid",
        "capacity",
    ]
    assert (Booking.objects.count(), Occupancy.objects.count()) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("span", ["09:00-10:30", "08:30-09:30", "10:30-11:30", "09:30-10:00"])
def test_book_finds_the_room_taken_clearing_included(span: str) -> None:
    room = an_open_room()
    an_occupancy(room=room, span="2026-11-30 09:00-10:30", clearing=15)

    with pytest.raises(RoomTaken):
        book(room, f"2026-11-30 {span}")

    assert Booking.objects.count() == 0


@pytest.mark.django_db
def test_book_begins_where_an_earlier_clearing_ends() -> None:
    room = an_open_room()
    an_occupancy(room=room, span="2026-11-30 09:00-10:30", clearing=15)

    assert book(room, "2026-11-30 10:45-12:15").occupancy.starts_at == at("2026-11-30 10:45")


@pytest.mark.django_db
def test_same_form_sent_twice_is_one_booking() -> None:
    room, resident, token = an_open_room(), a_neighbour(), uuid.uuid4()

    first = book(room, booked_for=resident, token=token)
    again = book(room, booked_for=resident, token=token)

    assert again == first
    assert (Booking.objects.count(), Occupancy.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_limit_counts_what_is_to_come_in_ones_own_name() -> None:
    resident = a_neighbour()
    a_booking(booked_for=resident, span="2026-11-27 09:00-10:00")  # over
    a_booking(booked_for=resident, span="2026-11-29 09:00-10:00", state="cancelled", cancelled_at=NOW)
    a_booking(team=a_team(leader=resident), span="2026-11-29 11:00-12:00")
    a_booking(booked_for=resident, span="2026-11-29 13:00-14:00")

    book(an_open_room(), booked_for=resident)

    assert refusal_codes(lambda: book(an_open_room(), booked_for=resident)) == ["upcoming"]


@pytest.mark.django_db
def test_one_booking_in_a_room_on_a_day_but_another_day_or_room_is_fine() -> None:
    resident, room, other = a_neighbour(), an_open_room(), an_open_room()
    a_rule_set(centre=room.centre, upcoming_limit=10)
    a_rule_set(centre=other.centre, upcoming_limit=10)
    book(room, booked_for=resident)

    assert refusal_codes(lambda: book(room, "2026-11-30 14:00-15:00", booked_for=resident)) == ["room_day"]
    book(room, "2026-12-01 09:00-10:30", booked_for=resident)
    book(other, "2026-11-30 14:00-15:00", booked_for=resident)


@pytest.mark.django_db
def test_team_bookings_are_not_counted_against_the_leader() -> None:
    leader, room = a_neighbour(), an_open_room()
    team = a_team(leader=leader)
    for day in ("11-29", "11-30", "12-01"):
        book(room, f"2026-{day} 09:00-10:30", team=team)

    book(room, "2026-11-30 14:00-15:00", booked_for=leader)


@pytest.mark.django_db
def test_team_books_twice_a_week_and_the_next_week_again() -> None:
    team = a_team(leader=a_neighbour())
    for day in ("11-30", "12-04"):
        book(an_open_room(), f"2026-{day} 09:00-10:30", team=team)

    assert refusal_codes(lambda: book(an_open_room(), "2026-12-05 09:00-10:30", team=team)) == ["team_week"]
    book(an_open_room(), "2026-12-07 09:00-10:30", team=team, now=at("2026-11-30 09:00"))
    book(an_open_room(), "2026-12-05 09:00-10:30", team=a_team(leader=team.leader))


@pytest.mark.django_db
def test_limit_of_a_team_is_a_number_of_the_rules_that_staff_set_aside() -> None:
    room, team = an_open_room(), a_team(leader=a_neighbour())
    a_rule_set(centre=room.centre, team_week_limit=1)
    book(room, team=team)

    assert refusal_codes(lambda: book(room, "2026-12-01 09:00-10:30", team=team)) == ["team_week"]
    book(room, "2026-12-01 09:00-10:30", team=team, by=staff_of(room.centre), channel="desk", waiver="汇演前加练")


@pytest.mark.django_db
def test_standing_hours_of_a_team_come_on_top_and_exceptions_do_not() -> None:
    room, team, officer = an_open_room(), a_team(leader=a_neighbour()), a_street_officer()
    for day in ("11-30", "12-01"):
        a_booking(room=room, span=f"2026-{day} 09:00-10:30", team=team, series=a_series(team=team, room=room))

    book(room, "2026-12-02 09:00-10:30", team=team, by=officer, channel="desk", waiver="比赛前加练")
    book(room, "2026-12-03 09:00-10:30", team=team)
    assert refusal_codes(lambda: book(room, "2026-12-04 09:00-10:30", team=team)) == ["team_week"]


@pytest.mark.django_db
def test_team_moves_within_its_week_and_into_no_full_one() -> None:
    room, team = an_open_room(), a_team(leader=a_neighbour())
    this_week = book(room, "2026-11-29 09:00-10:30", team=team)
    for day in ("11-30", "12-01"):
        moving = book(room, f"2026-{day} 09:00-10:30", team=team)

    move(moving, room, "2026-12-02 09:00-10:30")
    assert refusal_codes(lambda: move(this_week, room, "2026-12-03 09:00-10:30")) == ["team_week"]


@pytest.mark.django_db
def test_undo_is_refused_once_the_team_has_used_up_its_week() -> None:
    room, team = an_open_room(), a_team(leader=a_neighbour())
    booking = book(room, team=team)
    assert team.leader.user is not None
    actions.cancel(booking=booking, by=team.leader.user, now=NOW)
    for day in ("12-01", "12-02"):
        book(room, f"2026-{day} 09:00-10:30", team=team)

    assert refusal_codes(lambda: undo(booking)) == ["team_week"]


@pytest.mark.django_db
def test_staff_set_rules_aside_with_a_reason_that_is_kept() -> None:
    room, resident = an_open_room(), a_neighbour()
    for day in ("11-29", "12-01"):
        book(room, f"2026-{day} 09:00-10:30", booked_for=resident)

    booking = book(
        room, booked_for=resident, by=staff_of(room.centre), channel="phone", waiver="楼上漏水，临时换到这里"
    )

    assert booking.waiver == "楼上漏水，临时换到这里"


@pytest.mark.django_db
def test_a_reason_does_not_open_a_closed_room() -> None:
    room = an_open_room(is_bookable=False)

    assert refusal_codes(lambda: book(room, by=staff_of(room.centre), waiver="领导要求")) == ["bookable"]


@pytest.mark.django_db
def test_reference_in_use_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = a_booking()
    drawn = iter([taken.ref, taken.ref, "BCD234"])
    monkeypatch.setattr(Booking._meta.get_field("ref"), "_get_default", lambda: next(drawn))

    assert book(an_open_room()).ref == "BCD234"


# Time kept for phone and desk


def a_room_kept_on_tuesday() -> Room:
    room = an_open_room()
    a_kept_window(room=room)
    return room


@pytest.mark.django_db
@pytest.mark.parametrize("channel", ["web", "relative"])
def test_kept_time_is_refused_on_the_web(channel: str) -> None:
    room = a_room_kept_on_tuesday()

    assert refusal_codes(lambda: book(room, "2026-12-01 13:30-15:00", channel=channel)) == ["kept"]


@pytest.mark.django_db
@pytest.mark.parametrize("channel", ["phone", "desk"])
def test_kept_time_is_given_by_phone_and_at_the_desk_without_a_reason(channel: str) -> None:
    room = a_room_kept_on_tuesday()

    booking = book(room, "2026-12-01 13:30-15:00", channel=channel, by=staff_of(room.centre))

    assert (booking.channel, booking.waiver) == (channel, "")


@pytest.mark.django_db
def test_web_takes_what_is_left_from_five_on_the_day_before() -> None:
    room = a_room_kept_on_tuesday()

    assert refusal_codes(lambda: book(room, "2026-12-01 13:30-15:00", now=at("2026-11-30 16:59"))) == ["kept"]
    book(room, "2026-12-01 13:30-15:00", now=at("2026-11-30 17:00"))


@pytest.mark.django_db
def test_web_books_no_hall_whose_part_is_kept() -> None:
    hall = a_hall()
    open_daily(hall.centre, "08:30-17:00")
    east, west = hall.parts.order_by("pk")
    a_kept_window(room=east)

    assert refusal_codes(lambda: book(hall, "2026-12-01 14:00-15:00")) == ["kept"]
    assert refusal_codes(lambda: book(east, "2026-12-01 14:00-15:00")) == ["kept"]
    book(west, "2026-12-01 14:00-15:00")


@pytest.mark.django_db
def test_into_kept_time_staff_move_a_booking_and_the_resident_does_not() -> None:
    room = a_room_kept_on_tuesday()
    booking = book(room)

    assert refusal_codes(lambda: move(booking, room, "2026-12-01 13:30-15:00")) == ["kept"]
    move(booking, room, "2026-12-01 13:30-15:00", by=staff_of(room.centre))


@pytest.mark.django_db
def test_cancelling_what_was_booked_by_phone_in_kept_time_can_be_undone() -> None:
    room, resident = a_room_kept_on_tuesday(), a_neighbour()
    booking = book(room, "2026-12-01 13:30-15:00", booked_for=resident, by=staff_of(room.centre), channel="phone")
    assert resident.user is not None
    actions.cancel(booking=booking, by=resident.user, now=NOW)

    undo(booking, by=resident.user)

    assert booking.is_confirmed


# Cancel


@pytest.mark.django_db
def test_cancel_frees_the_room_at_once_and_says_by_whom() -> None:
    room = an_open_room()
    booking = book(room)
    resident = booking.booked_for
    assert resident.user is not None

    actions.cancel(booking=booking, by=resident.user, now=NOW)

    assert (booking.is_cancelled, booking.cancelled_at, booking.cancelled_by) == (True, NOW, resident.user)
    assert standing(room) == []
    book(room)


@pytest.mark.django_db
def test_cancel_twice_says_so_and_keeps_the_first_moment() -> None:
    booking = book(an_open_room())
    again = Booking.objects.with_place().get()
    by = booking.booked_by
    assert by is not None
    actions.cancel(booking=booking, by=by, now=NOW)

    with pytest.raises(CannotChange, match="这次预约已经取消了"):
        actions.cancel(booking=again, by=by, now=at("2026-11-28 12:01"))

    assert Booking.objects.get().cancelled_at == NOW


@pytest.mark.django_db
@pytest.mark.parametrize("later", ["2026-11-30 08:00", "2026-11-30 09:30", "2026-11-30 12:00"])
def test_cancel_twice_says_so_even_when_it_would_be_too_late_to_cancel(later: str) -> None:
    room = an_open_room()
    booking = a_cancelled_booking(room)

    for by in (booking.booked_by, staff_of(room.centre)):
        assert by is not None
        with pytest.raises(CannotChange, match="这次预约已经取消了"):
            actions.cancel(booking=booking, by=by, now=at(later))


@pytest.mark.django_db
@pytest.mark.parametrize(("now", "in_time"), [("2026-11-30 07:00", True), ("2026-11-30 07:01", False)])
def test_resident_cancels_until_two_hours_before(now: str, in_time: bool) -> None:
    booking = book(an_open_room())
    by = booking.booked_by
    assert by is not None

    if in_time:
        actions.cancel(booking=booking, by=by, now=at(now))
    else:
        with pytest.raises(CannotChange, match="021-0000 1000"):
            actions.cancel(booking=booking, by=by, now=at(now))

    assert Booking.objects.get().is_cancelled is in_time


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "in_time"),
    [("2026-11-30 08:30", True), ("2026-11-30 08:35", True), ("2026-11-30 08:35:01", False)],
)
def test_who_has_just_booked_takes_it_back_though_it_is_too_late_to_cancel(now: str, in_time: bool) -> None:
    user = a_user()
    booking = a_booking(booked_for=a_resident(user=user), booked_at=at("2026-11-30 08:30"))

    with nullcontext() if in_time else pytest.raises(CannotChange):
        actions.cancel(booking=booking, by=user, now=at(now))

    assert Occupancy.objects.standing(at(now)).exists() is not in_time


@pytest.mark.django_db
def test_nothing_is_taken_back_once_it_has_begun_nor_by_anybody_else() -> None:
    elder, relative = a_user(), a_user()
    begins = {"span": "2026-11-30 09:00-10:00", "booked_at": at("2026-11-30 08:58")}
    booking = a_booking(booked_for=a_resident(user=elder), booked_by=relative, channel="relative", **begins)

    for by, now in ((relative, "2026-11-30 09:00"), (elder, "2026-11-30 08:59")):
        with pytest.raises(CannotChange):
            actions.cancel(booking=booking, by=by, now=at(now))
    actions.cancel(booking=booking, by=relative, now=at("2026-11-30 08:59"))
    assert booking.is_cancelled


@pytest.mark.django_db
def test_staff_of_the_site_cancel_until_the_end_and_others_do_not() -> None:
    room = an_open_room()
    booking = book(room)

    with pytest.raises(CannotChange):
        actions.cancel(booking=booking, by=staff_of(an_open_room().centre), now=at("2026-11-30 10:00"))
    actions.cancel(booking=booking, by=staff_of(room.centre), now=at("2026-11-30 10:00"), reason="停电")

    assert Booking.objects.get().cancel_reason == "停电"


@pytest.mark.django_db
def test_what_is_over_stays_on_record() -> None:
    room = an_open_room()
    booking = book(room)

    with pytest.raises(CannotChange):
        actions.cancel(booking=booking, by=staff_of(room.centre), now=at("2026-11-30 10:30"))

    assert Booking.objects.get().is_confirmed


@pytest.mark.django_db
def test_cancelling_a_hall_frees_its_parts() -> None:
    hall = a_hall()
    open_daily(hall.centre, "08:30-17:00")
    booking = book(hall)
    by = booking.booked_by
    assert by is not None

    actions.cancel(booking=booking, by=by, now=NOW)

    assert Occupancy.objects.standing(NOW).count() == 0


# Undo


def a_cancelled_booking(room: Room, *, by: User | None = None) -> Booking:
    booking = book(room)
    canceller = by or booking.booked_by
    assert canceller is not None
    actions.cancel(booking=booking, by=canceller, now=NOW)
    return booking


def undo(booking: Booking, *, by: User | None = None, now: str = "2026-11-28 12:04") -> None:
    undoer = by or booking.booked_by
    assert undoer is not None
    actions.undo_cancel(booking=booking, by=undoer, now=at(now))


@pytest.mark.django_db
def test_undo_revives_the_booking_with_its_reference() -> None:
    room = an_open_room()
    booking = a_cancelled_booking(room)
    reference, released = booking.ref, booking.occupancy

    undo(booking)

    revived = Booking.objects.with_place().get()
    assert (revived.ref, revived.state, revived.cancelled_at, revived.cancelled_by) == (
        reference,
        "confirmed",
        None,
        None,
    )
    assert revived.occupancy != released
    assert (revived.occupancy.span, revived.occupancy.clear_until) == (released.span, released.clear_until)
    assert standing(room) == [released.span]


@pytest.mark.django_db
@pytest.mark.parametrize(("now", "in_time"), [("2026-11-28 12:05", True), ("2026-11-28 12:06", False)])
def test_undo_works_for_five_minutes(now: str, in_time: bool) -> None:
    booking = a_cancelled_booking(an_open_room())

    if in_time:
        undo(booking, now=now)
    else:
        with pytest.raises(CannotChange):
            undo(booking, now=now)

    assert Booking.objects.get().is_confirmed is in_time


@pytest.mark.django_db
def test_undo_finds_the_room_gone_meanwhile() -> None:
    room = an_open_room()
    booking = a_cancelled_booking(room)
    book(room, "2026-11-30 10:00-11:00")

    with pytest.raises(RoomTaken):
        undo(booking)

    assert Booking.objects.get(pk=booking.pk).is_cancelled


@pytest.mark.django_db
def test_undo_is_refused_once_the_limit_is_used_up() -> None:
    booking = a_cancelled_booking(an_open_room())
    for day in ("11-29", "12-01"):
        book(an_open_room(), f"2026-{day} 09:00-10:30", booked_for=booking.booked_for)

    assert refusal_codes(lambda: undo(booking)) == ["upcoming"]


@pytest.mark.django_db
def test_undo_asks_only_the_limits_again() -> None:
    room = an_open_room()
    an_occupancy(room=room, span="2026-11-30 09:00-10:30", clearing=15)
    booking = book(room, "2026-11-30 10:45-12:15")  # off the grid but for the clearing before it
    by = booking.booked_by
    assert by is not None
    actions.cancel(booking=booking, by=by, now=NOW)
    Occupancy.objects.release(Occupancy.objects.filter(starts_at=at("2026-11-30 09:00")), now=NOW)
    a_rule_set(room=room, notice_minutes=10_080)

    undo(booking)

    assert Booking.objects.get(pk=booking.pk).is_confirmed


@pytest.mark.django_db
def test_what_staff_cancelled_the_resident_cannot_undo() -> None:
    room = an_open_room()
    staff = staff_of(room.centre)
    booking = a_cancelled_booking(room, by=staff)

    with pytest.raises(CannotChange):
        undo(booking)
    undo(booking, by=staff)


@pytest.mark.django_db
def test_undo_twice_says_so() -> None:
    booking = a_cancelled_booking(an_open_room())
    again = Booking.objects.with_place().get()
    undo(booking)

    for now in ("2026-11-28 12:04", "2026-11-28 12:30"):
        with pytest.raises(CannotChange, match="这次预约已经恢复了"):
            undo(again, now=now)

    assert Occupancy.objects.standing(NOW).count() == 1


# Move


def move(booking: Booking, room: Room, span: str, *, by: User | None = None, now: datetime = NOW) -> None:
    mover = by or booking.booked_by
    assert mover is not None
    actions.move(booking=booking, room=room, span=a_span(span), by=mover, now=now)


@pytest.mark.django_db
def test_move_takes_the_booking_to_another_room_and_time() -> None:
    old, new = an_open_room(), an_open_room()
    booking = book(old)

    move(booking, new, "2026-12-01 14:00-15:00")

    moved = Booking.objects.with_place().get()
    assert (moved.ref, moved.room, moved.occupancy.span) == (booking.ref, new, a_span("2026-12-01 14:00-15:00"))
    assert (standing(old), standing(new)) == ([], [a_span("2026-12-01 14:00-15:00")])


@pytest.mark.django_db
def test_move_within_its_own_time_is_not_in_its_own_way() -> None:
    room = an_open_room()
    booking = book(room)

    move(booking, room, "2026-11-30 09:30-11:00")

    assert standing(room) == [a_span("2026-11-30 09:30-11:00")]


@pytest.mark.django_db
def test_move_does_not_begin_where_its_own_clearing_ended() -> None:
    room = an_open_room()
    booking = book(room)

    assert refusal_codes(lambda: move(booking, room, "2026-11-30 10:45-12:15")) == ["grid"]


@pytest.mark.django_db
def test_move_to_a_taken_time_keeps_the_old_one() -> None:
    room, other = an_open_room(), an_open_room()
    booking = book(room)
    an_occupancy(room=other, span="2026-11-30 14:00-15:00")

    with pytest.raises(RoomTaken):
        move(booking, other, "2026-11-30 14:30-15:30")

    assert Booking.objects.with_place().get().room == room
    assert standing(room) == [a_span("2026-11-30 09:00-10:30")]


@pytest.mark.django_db
def test_move_that_is_refused_keeps_the_old_time() -> None:
    room, small = an_open_room(), an_open_room(capacity=5)
    booking = book(room)

    assert refusal_codes(lambda: move(booking, small, "2026-11-30 16:00-18:00")) == ["hours", "capacity"]
    assert standing(room) == [a_span("2026-11-30 09:00-10:30")]


@pytest.mark.django_db
def test_resident_moves_until_two_hours_before_and_staff_later() -> None:
    room = an_open_room()
    booking = book(room)
    late = at("2026-11-30 08:00")

    with pytest.raises(CannotChange):
        move(booking, room, "2026-11-30 14:00-15:30", now=late)
    move(booking, room, "2026-11-30 14:00-15:30", by=staff_of(room.centre), now=late)

    assert standing(room) == [a_span("2026-11-30 14:00-15:30")]


@pytest.mark.django_db
def test_team_keeps_its_name_on_the_new_door() -> None:
    booking = book(an_open_room(), team=a_team(leader=a_neighbour(), name="敦化合唱团"))

    move(booking, an_open_room(), "2026-12-01 14:00-15:00")

    assert Booking.objects.with_place().get().occupancy.title == "敦化合唱团"


# Many at once, on connections of their own


def winners(results: list[Booking | Exception]) -> list[Booking]:
    return [result for result in results if isinstance(result, Booking)]


def losers(results: list[Booking | Exception]) -> list[type]:
    return [type(result) for result in results if not isinstance(result, Booking)]


@pytest.mark.django_db(transaction=True)
def test_one_of_many_gets_the_slot_and_the_others_hear_that_it_is_taken() -> None:
    room = an_open_room()
    neighbours = [a_neighbour() for _each in range(8)]

    results = race(8, lambda number: book(room, booked_for=neighbours[number]))

    assert len(winners(results)) == 1
    assert losers(results) == [RoomTaken] * 7


@pytest.mark.django_db(transaction=True)
def test_limit_holds_for_one_who_books_everywhere_at_once() -> None:
    rooms = [an_open_room() for _each in range(6)]
    resident = a_neighbour()

    results = race(6, lambda number: book(rooms[number], booked_for=resident))

    assert len(winners(results)) == 2
    assert losers(results) == [Refused] * 4
    assert Occupancy.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_limit_of_a_team_holds_for_its_leader_and_those_who_act_for_it_at_once() -> None:
    """Each books in the team's name for another person, so that no row of a resident keeps them apart."""
    team, rooms = a_team(leader=a_neighbour()), [an_open_room() for _each in range(6)]
    deputies = [a_member(team, a_neighbour(), role="deputy").resident for _each in range(4)]
    for_whom = [team.leader, team.leader, *deputies]

    results = race(6, lambda number: book(rooms[number], booked_for=for_whom[number], team=team))

    assert len(winners(results)) == 2
    assert losers(results) == [Refused] * 4
    assert Occupancy.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_form_of_a_team_sent_many_times_at_once_is_one_booking() -> None:
    room, team, token = an_open_room(), a_team(leader=a_neighbour()), uuid.uuid4()

    results = race(4, lambda _number: book(room, team=team, token=token))

    assert {booking.ref for booking in winners(results)} == {Booking.objects.get().ref}
    assert losers(results) == []


@pytest.mark.django_db(transaction=True)
def test_undo_and_move_and_booking_at_once_keep_the_limit_of_a_team() -> None:
    room, other, team = an_open_room(), an_open_room(), a_team(leader=a_neighbour())
    by, deputy = team.leader.user, a_member(team, a_neighbour(), role="deputy").resident
    assert by is not None
    undone = book(room, team=team)
    actions.cancel(booking=undone, by=by, now=NOW)
    moving = book(room, "2026-11-29 09:00-10:30", team=team)
    book(room, "2026-12-02 09:00-10:30", team=team)

    results = race_of(
        lambda: undo(undone),
        lambda: move(moving, room, "2026-12-03 09:00-10:30"),
        lambda: book(other, booked_for=deputy, team=team),
    )

    assert sorted(type(result) is Refused for result in results) == [False, True, True]
    assert Booking.objects.confirmed().in_week_of(MONDAY).count() == 2


@pytest.mark.django_db(transaction=True)
def test_form_sent_many_times_at_once_is_one_booking() -> None:
    room, resident, token = an_open_room(), a_neighbour(), uuid.uuid4()

    results = race(6, lambda _number: book(room, booked_for=resident, token=token))

    assert {booking.ref for booking in winners(results)} == {Booking.objects.get().ref}
    assert losers(results) == []


@pytest.mark.django_db(transaction=True)
def test_cancelled_at_once_from_two_windows_is_cancelled_once() -> None:
    booking = book(an_open_room())
    by = booking.booked_by
    assert by is not None

    def cancel(_number: int) -> None:
        actions.cancel(booking=Booking.objects.with_place().get(pk=booking.pk), by=by, now=NOW)

    results = race(4, cancel)

    assert results.count(None) == 1
    refused = [result.sentence for result in results if isinstance(result, CannotChange)]
    assert refused == ["这次预约已经取消了，房间留给别的邻居了。"] * 3


@pytest.mark.django_db(transaction=True)
def test_undone_at_once_from_two_windows_is_undone_once() -> None:
    booking = a_cancelled_booking(an_open_room())
    windows = [Booking.objects.with_place().get(pk=booking.pk) for _each in range(4)]

    results = race(4, lambda number: undo(windows[number]))

    assert results.count(None) == 1
    refused = [result.sentence for result in results if isinstance(result, CannotChange)]
    assert refused == ["这次预约已经恢复了。"] * 3
    assert Occupancy.objects.standing(NOW).count() == 1


@pytest.mark.django_db(transaction=True)
def test_opposite_moves_neither_deadlock_nor_lose_anybody() -> None:
    first, second = an_open_room(), an_open_room()
    here, there = book(first), book(second)

    results = race_of(
        lambda: move(here, second, "2026-11-30 09:00-10:30"),
        lambda: move(there, first, "2026-11-30 09:00-10:30"),
    )

    assert {type(result) for result in results} <= {type(None), RoomTaken}
    assert len(standing(first)) + len(standing(second)) == 2


@pytest.mark.django_db(transaction=True)
def test_booking_moving_and_cancelling_at_once_wait_for_each_other() -> None:
    """The resident's row comes before the occupancies, whatever is done: no order of steps deadlocks."""
    resident, rooms = a_neighbour(), [an_open_room(), an_open_room()]
    kept, dropped = book(rooms[0], booked_for=resident), book(rooms[1], booked_for=resident)
    by = resident.user
    assert by is not None

    results = race_of(
        lambda: move(kept, rooms[1], "2026-12-01 14:00-15:00"),
        lambda: actions.cancel(booking=dropped, by=by, now=NOW),
        lambda: book(rooms[0], "2026-12-01 09:00-10:30", booked_for=resident),
    )

    assert results[:2] == [None, Told()]
    assert isinstance(results[2], Booking | Refused)


@pytest.mark.django_db
def test_actions_lock_the_resident_before_they_take_time() -> None:
    room = an_open_room()
    with connection.execute_wrapper(lock_log := LockLog()):
        booking = book(room)
        by = booking.booked_by
        assert by is not None
        move(booking, room, "2026-11-30 14:00-15:30")
        actions.cancel(booking=booking, by=by, now=NOW)
        undo(booking)

    assert lock_log.steps == ["resident", "time"] * 4


@pytest.mark.django_db
def test_actions_for_a_team_lock_the_team_before_they_take_time() -> None:
    """And nobody else: no limit of its leader's counts."""
    room, team = an_open_room(), a_team(leader=a_neighbour())
    with connection.execute_wrapper(lock_log := LockLog()):
        booking = book(room, team=team)
        assert team.leader.user is not None
        move(booking, room, "2026-11-30 14:00-15:30")
        actions.cancel(booking=booking, by=team.leader.user, now=NOW)
        undo(booking)

    assert lock_log.steps == ["team", "time"] * 4


class LockLog:
    """Notes when statements lock the row of a team or resident, and when they first take or free time after that."""

    def __init__(self) -> None:
        self.steps: list[str] = []

    def __call__(
        self, execute: Callable[..., object], sql: str, params: object, many: bool, context: dict[str, object]
    ) -> object:
        step = ""
        if "FOR NO KEY UPDATE" in sql and 'FROM "residents_resident"' in sql:
            step = "resident"
        elif "FOR UPDATE" in sql and 'FROM "residents_team"' in sql:
            step = "team"
        elif "INSERT INTO centres_occupancy" in sql or "UPDATE centres_occupancy SET released_at" in sql:
            step = "time"
        if step and self.steps[-1:] != [step]:
            self.steps.append(step)
        return execute(sql, params, many, context)


@pytest.mark.django_db
def test_one_form_with_another_time_is_another_wish() -> None:
    room, resident, token = an_open_room(), a_neighbour(), uuid.uuid4()
    first = book(room, booked_for=resident, token=token)
    other_room = an_open_room()

    second = book(other_room, booked_for=resident, token=token)

    assert (second.pk != first.pk, second.occupancy.room) == (True, other_room)


@pytest.mark.django_db
def test_a_token_of_somebody_else_does_no_harm() -> None:
    token = uuid.uuid4()
    first, second = book(an_open_room(), token=token), book(an_open_room(), token=token)
    assert first.booked_by_id != second.booked_by_id
    assert Booking.objects.count() == 2


@pytest.mark.django_db
def test_the_form_sent_again_after_cancelling_books_again() -> None:
    room, resident, token = an_open_room(), a_neighbour(), uuid.uuid4()
    cancelled = book(room, booked_for=resident, token=token)
    actions.cancel(booking=cancelled, by=resident.user, now=NOW)

    again = book(room, booked_for=resident, token=token)

    assert (again.pk != cancelled.pk, again.is_confirmed) == (True, True)


@pytest.mark.django_db
def test_staff_leave_what_is_over_where_it_was() -> None:
    room = an_open_room()
    booking = a_booking(room=room, span="2026-11-20 09:00-10:00")
    with pytest.raises(CannotChange):
        actions.move(
            booking=booking, room=room, span=a_span("2026-12-02 09:00-10:00"), by=staff_of(room.centre), now=NOW
        )
