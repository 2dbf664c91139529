"""Who came and who did not: checking in, noting an absence, marks that count, and what the worker does."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import translation

import fairness.missed
from bookings import actions
from bookings.models import Booking, BookingMark
from bookings.people import export, forget, repoint
from bookings.wishes import wish_for
from centres.claimants import CannotChange
from centres.models import Occupancy, Room, RoomTaken
from fairness.checkin import How
from fairness.marks import Record
from fairness.models import RuleBook
from fairness.rules import Refused
from notices.models import Notice
from residents.models import Resident
from tests.factories import (
    a_booking,
    a_resident,
    a_room,
    a_rule_set,
    a_span,
    a_street_officer,
    a_team,
    a_user,
    an_occupancy,
    at,
    default_rules,
    open_daily,
    staff_of,
)
from tests.queries import queries_of
from tests.races import race, race_of

START = at("2026-11-30 09:00")


def minutes(count: int) -> datetime:
    """So long after the start."""
    return START + timedelta(minutes=count)


def a_room_open(**numbers: object) -> Room:
    room = a_room()
    open_daily(room.centre, "08:30-17:00")
    if numbers:
        a_rule_set(room=room, **numbers)
    return room


def state(booking: Booking) -> str:
    return Booking.objects.get(pk=booking.pk).state


def a_mark(resident: Resident, happened: str, **fields: object) -> BookingMark:
    booking = a_booking(span=f"{happened}-23:00", booked_for=resident, state="no_show")
    happened_at = booking.occupancy.starts_at
    return BookingMark.objects.create(
        booking=booking,
        resident=resident,
        happened_at=happened_at,
        **{"expires_at": happened_at + timedelta(days=90), **fields},
    )


# Checking in


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("after", "how", "works"),
    [
        (-16, How.DOOR, False),
        (-15, How.DOOR, True),
        (15, How.DOOR, True),
        (16, How.DOOR, False),
        (-16, How.DESK, False),
        (89, How.DESK, True),
        (91, How.DESK, False),
    ],
)
def test_one_checks_in_from_a_quarter_before_to_a_quarter_after_and_at_the_desk_to_the_end(
    after: int, how: How, works: bool
) -> None:
    booking = a_booking()

    if works:
        actions.check_in(booking=booking, how=how, by=None, now=minutes(after))
        assert (booking.state, booking.checked_in_at, booking.checked_in_how) == ("checked_in", minutes(after), how)
    else:
        with pytest.raises(CannotChange):
            actions.check_in(booking=booking, how=how, by=None, now=minutes(after))
        assert state(booking) == "confirmed"


@pytest.mark.django_db
def test_said_twice_it_is_noted_once() -> None:
    booking, clerk = a_booking(), a_street_officer()
    actions.check_in(booking=booking, how=How.DOOR, by=None, now=minutes(0))

    actions.check_in(booking=booking, how=How.DESK, by=clerk, now=minutes(5))

    booking.refresh_from_db()
    assert (booking.checked_in_at, booking.checked_in_how, booking.checked_in_by) == (minutes(0), "door", None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"state": "cancelled", "cancelled_at": START},
        {"state": "no_show"},
        {"state": "pending", "decide_by": START},
        {"state": "declined", "decided_at": START},
    ],
)
def test_what_does_not_stand_is_not_come_to(fields: dict[str, object]) -> None:
    booking = a_booking(**fields)  # type: ignore[arg-type]

    with pytest.raises(CannotChange):
        actions.check_in(booking=booking, how=How.DESK, by=None, now=minutes(0))


@pytest.mark.django_db
def test_tick_made_by_mistake_is_taken_back_until_the_end() -> None:
    booking = a_booking()
    actions.check_in(booking=booking, how=How.DESK, by=None, now=minutes(0))

    with pytest.raises(CannotChange):
        actions.undo_check_in(booking=booking, now=minutes(90))
    actions.undo_check_in(booking=booking, now=minutes(10))

    assert (booking.state, booking.checked_in_at, booking.checked_in_how) == ("confirmed", None, "")


# Nobody came


@pytest.mark.django_db
def test_absence_frees_the_rest_leaves_a_mark_and_tells_them() -> None:
    resident = a_resident(user=a_user(phone="13800000021"))
    booking = a_booking(booked_for=resident)

    with pytest.raises(CannotChange, match="再等一等"):
        actions.note_absence(booking=booking, by=a_street_officer(), now=minutes(14))
    actions.note_absence(booking=booking, by=a_street_officer(), now=minutes(15))

    mark = BookingMark.objects.get()
    assert (state(booking), mark.booking, mark.resident) == ("no_show", booking, resident)
    assert (mark.happened_at, mark.expires_at) == (START, START + timedelta(days=90))
    assert not Occupancy.objects.standing(minutes(15)).exists()
    assert "没有人来" in Notice.objects.get().body


@pytest.mark.django_db
def test_absence_of_a_team_leaves_no_mark_of_its_leader() -> None:
    booking = a_booking(team=a_team(leader=a_resident(user=a_user())))

    actions.note_absence(booking=booking, by=a_street_officer(), now=minutes(20))

    assert (state(booking), BookingMark.objects.count()) == ("no_show", 0)


@pytest.mark.django_db
def test_absence_is_noted_the_day_after_too_and_not_of_those_who_came() -> None:
    missed, came = a_booking(), a_booking(span="2026-11-30 14:00-15:00")
    actions.check_in(booking=came, how=How.DESK, by=None, now=at("2026-11-30 14:00"))
    actions.complete(at("2026-11-30 16:00"))

    actions.note_absence(booking=missed, by=a_street_officer(), now=at("2026-12-01 09:00"))
    with pytest.raises(CannotChange):
        actions.note_absence(booking=came, by=a_street_officer(), now=at("2026-12-01 09:00"))

    assert (state(missed), state(came)) == ("no_show", "completed")


@pytest.mark.django_db
def test_absence_noted_by_mistake_brings_room_and_good_name_back() -> None:
    booking = a_booking(booked_for=a_resident(user=a_user(phone="13800000021")))
    clerk = a_street_officer()
    actions.note_absence(booking=booking, by=clerk, now=minutes(20))

    actions.take_back_absence(booking=booking, by=clerk, now=minutes(22))

    assert (state(booking), BookingMark.objects.count()) == ("checked_in", 0)
    assert (booking.checked_in_at, booking.checked_in_how, booking.checked_in_by) == (minutes(22), "desk", clerk)
    assert Occupancy.objects.standing(minutes(22)).get() == booking.occupancy
    assert Notice.objects.waiting().count() == 0  # nobody had read of it


@pytest.mark.django_db
def test_absence_taken_back_after_somebody_took_the_room() -> None:
    room, clerk = a_room(), a_street_officer()
    booking = a_booking(room=room)
    actions.note_absence(booking=booking, by=clerk, now=minutes(20))
    an_occupancy(room=room, span="2026-11-30 09:30-10:00")

    with pytest.raises(RoomTaken):
        actions.take_back_absence(booking=booking, by=clerk, now=minutes(30))
    assert (state(booking), BookingMark.objects.count()) == ("no_show", 1)

    actions.take_back_absence(booking=booking, by=clerk, now=minutes(120))
    assert (state(booking), BookingMark.objects.count()) == ("completed", 0)


@pytest.mark.django_db
def test_who_is_missed_again_after_the_end_is_told_again() -> None:
    booking = a_booking(booked_for=a_resident(user=a_user(phone="13800000021")))
    clerk = a_street_officer()
    actions.note_absence(booking=booking, by=clerk, now=minutes(100))
    actions.take_back_absence(booking=booking, by=clerk, now=minutes(101))
    assert Notice.objects.waiting().count() == 0

    actions.note_absence(booking=booking, by=clerk, now=minutes(102))

    assert Notice.objects.waiting().count() == BookingMark.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("most", "words"), [(1, "网上手上最多留1次预约"), (0, "请打电话或到前台约")])
def test_third_absence_says_until_when_the_web_is_limited(most: int, words: str) -> None:
    resident = a_resident(user=a_user(phone="13800000021"))
    room = a_room_open(limited_upcoming=most)
    for day in ("2026-11-10 09:00", "2026-11-20 09:00"):
        a_mark(resident, day)

    with translation.override("en"):  # whatever the clerk reads
        actions.note_absence(booking=a_booking(room=room, booked_for=resident), by=a_street_officer(), now=minutes(20))

    body = Notice.objects.get().body
    assert "12月30日（周三）" in body
    assert words in body


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("span", "expected"), [("2026-11-30 11:00-12:00", "confirmed"), ("2026-11-30 09:30-10:30", "checked_in")]
)
def test_who_came_is_expected_anew_at_a_later_time(span: str, expected: str) -> None:
    room = a_room_open()
    booking, clerk = a_booking(room=room), staff_of(room.centre)
    actions.check_in(booking=booking, how=How.DESK, by=clerk, now=minutes(5))

    actions.move(booking=booking, room=room, span=a_span(span), by=clerk, now=minutes(16), waiver="换个时间")

    assert (state(booking), booking.checked_in_at is None) == (expected, expected == "confirmed")


# The worker


@pytest.mark.django_db
def test_worker_frees_rooms_only_where_the_site_chose_so() -> None:
    free, asked = a_room_open(if_absent="release"), a_room_open()
    missed, unasked = a_booking(room=free), a_booking(room=asked)
    here, later = a_booking(room=free, span="2026-11-30 11:00-12:00"), a_booking(room=a_room(centre=free.centre))
    actions.check_in(booking=here, how=How.DOOR, by=None, now=at("2026-11-30 11:00"))

    actions.release_missed(minutes(14))
    assert state(missed) == "confirmed"
    actions.release_missed(minutes(15))
    actions.release_missed(at("2026-11-30 11:30"))

    assert [state(each) for each in (missed, unasked, here, later)] == [
        "no_show",
        "confirmed",
        "checked_in",
        "confirmed",
    ]


@pytest.mark.django_db
def test_worker_leaves_those_alone_of_whom_the_desk_says_that_they_came() -> None:
    booking = a_booking(room=a_room_open(if_absent="release"))
    actions.release_missed(minutes(15))

    actions.take_back_absence(booking=Booking.objects.get(), by=a_street_officer(), now=minutes(16))
    actions.release_missed(minutes(17))

    assert (state(booking), BookingMark.objects.count()) == ("checked_in", 0)


@pytest.mark.django_db
def test_narrower_rules_say_whether_the_worker_frees_a_room() -> None:
    default_rules(if_absent="release")
    asked, freed = a_room(), a_room()
    a_rule_set(centre=asked.centre, if_absent="ask")
    kept, missed = a_booking(room=asked), a_booking(room=freed)

    actions.release_missed(minutes(15))

    assert (state(kept), state(missed)) == ("confirmed", "no_show")


@pytest.mark.django_db
def test_worker_reads_only_where_rooms_are_released_however_many_are_asked_about() -> None:
    free = a_room_open(if_absent="release")
    actions.release_missed(minutes(15))
    few = queries_of(lambda: actions.release_missed(minutes(15)))
    for _n in range(3):
        a_booking()
    assert len(queries_of(lambda: actions.release_missed(minutes(15)))) == len(few) <= 2

    missed = a_booking(room=free)
    actions.release_missed(minutes(15))
    assert state(missed) == "no_show"


@pytest.mark.django_db
def test_question_nobody_answered_does_nobody_harm() -> None:
    booking = a_booking()

    actions.release_missed(minutes(80))
    actions.complete(minutes(90))

    assert (state(booking), BookingMark.objects.count()) == ("completed", 0)


# Marks


@pytest.mark.django_db
def test_three_marks_limit_the_web_until_they_do_not() -> None:
    room, resident = a_room_open(), a_resident(user=a_user())
    for day in ("2026-09-10 09:00", "2026-10-10 09:00", "2026-11-10 09:00"):
        a_mark(resident, day)
    a_booking(booked_for=resident, span="2026-12-04 09:00-10:00")

    def book(now: datetime, channel: str = "web", span: str = "2026-12-02 09:00-10:00") -> Booking:
        by = resident.user if channel == "web" else staff_of(room.centre)
        assert by
        return actions.book(
            room=room,
            span=a_span(span),
            party=2,
            booked_for=resident,
            by=by,
            channel=channel,
            purpose="喝茶",
            token=uuid.uuid4(),
            now=now,
        )

    with pytest.raises(Refused) as refused:
        book(at("2026-11-28 12:00"))
    [refusal] = refused.value.refusals
    first_expires = at("2026-12-09 09:00")  # a day before the thirty days are over
    assert (refusal.code, refusal.possible_at) == ("no_shows", first_expires)
    assert book(at("2026-11-28 12:00"), channel="desk").is_confirmed  # the desk serves as always

    span, then = a_span("2026-12-14 09:00-10:00"), first_expires
    assert wish_for(room=room, span=span, party=1, resident=resident, now=then).limited_until is None


@pytest.mark.django_db
def test_excused_and_expired_marks_limit_nothing() -> None:
    room, resident, clerk = a_room_open(), a_resident(user=a_user()), a_street_officer()
    marks = [a_mark(resident, f"2026-11-{day} 09:00") for day in (10, 11, 12)]
    now = at("2026-11-28 12:00")

    def limited() -> datetime | None:
        span = a_span("2026-11-30 09:00-10:00")
        return wish_for(room=room, span=span, party=1, resident=resident, now=now).limited_until

    assert limited() == at("2026-12-12 09:00")
    fairness.missed.excuse(mark=marks[0], by=clerk, reason="住院了", now=now)
    assert limited() is None
    a_mark(resident, "2026-11-13 09:00")
    assert limited() == at("2026-12-13 09:00")
    BookingMark.objects.filter(pk=marks[1].pk).update(expires_at=now)
    assert limited() is None


@pytest.mark.django_db
def test_appeal_is_written_once_read_and_answered() -> None:
    resident, clerk = a_resident(user=a_user(phone="13800000021")), a_street_officer()
    mark, now = a_mark(resident, "2026-11-10 09:00"), at("2026-11-28 12:00")

    fairness.missed.appeal(mark=mark, text="那天摔了一跤", now=now)
    with pytest.raises(CannotChange):
        fairness.missed.appeal(mark=mark, text="再说一遍", now=now)
    told = fairness.missed.uphold(mark=mark, by=clerk, reason="前台没有接到电话", now=now)
    with pytest.raises(CannotChange):
        fairness.missed.uphold(mark=mark, by=clerk, reason="前台没有接到电话", now=now)

    mark.refresh_from_db()
    assert (mark.appeal, mark.answer, mark.answered_by, mark.counts(now)) == (
        "那天摔了一跤",
        "前台没有接到电话",
        clerk,
        True,
    )
    assert "还是算一次爽约。原因：前台没有接到电话。" in Notice.objects.get().body
    assert told.done

    fairness.missed.excuse(mark=mark, by=clerk, reason="有病历", now=now)  # a second look is always possible
    assert not mark.counts(now)
    with pytest.raises(CannotChange):
        fairness.missed.excuse(mark=mark, by=clerk, reason="有病历", now=now)


@pytest.mark.django_db
def test_what_does_not_count_any_more_needs_no_appeal() -> None:
    mark = a_mark(a_resident(), "2026-11-10 09:00")

    with pytest.raises(CannotChange):
        fairness.missed.appeal(mark=mark, text="那天摔了一跤", now=mark.expires_at)


@pytest.mark.django_db
def test_marks_are_gone_after_ninety_days() -> None:
    a_mark(a_resident(), "2026-11-10 09:00")

    fairness.missed.forget(at("2027-02-08 08:59"))
    assert BookingMark.objects.count() == 1
    fairness.missed.forget(at("2027-02-08 09:00"))
    assert BookingMark.objects.count() == 0


@pytest.mark.django_db
def test_marks_go_with_the_person() -> None:
    gone, kept = a_resident(), a_resident()
    mark = a_mark(gone, "2026-11-10 09:00")
    repoint(gone, kept)

    [said] = export(kept)["missed"]  # type: ignore[misc]
    assert isinstance(said, dict)
    assert said["reference"] == mark.booking.ref
    forget(kept)
    assert BookingMark.objects.count() == 0


@pytest.mark.parametrize(
    ("happened", "most", "words"),
    [
        ([], 1, ""),
        (["11-20"], 1, "您有1次爽约，现在还不影响预约；90天里满3次，网上会少约一阵子。"),
        (
            ["11-18", "11-19", "11-20"],
            1,
            "您有3次爽约。12月20日（周日）之前，网上手上最多留1次预约；前台照常帮您约。",
        ),
        (
            ["11-18", "11-19", "11-20"],
            0,
            "您有3次爽约。12月20日（周日）之前，请打电话或到前台约，我们照常帮您。",
        ),
        (["09-18", "09-19", "09-20"], 1, "您有3次爽约，眼下不影响预约。"),  # the thirty days are over
    ],
)
@pytest.mark.django_db
def test_state_in_one_sentence(happened: list[str], most: int, words: str) -> None:
    numbers = replace(RuleBook.load([]).of_everybody, limited_upcoming=most)
    record = Record.of([at(f"2026-{day} 09:00") for day in happened], numbers, now=at("2026-11-28 12:00"))

    assert record.words(numbers) == words


# What the database forbids


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"state": "completed", "checked_in_at": START}, "booking_checked_in_has_its_moment_and_way"),
        ({"checked_in_how": "door"}, "booking_checked_in_has_its_moment_and_way"),
        ({"state": "checked_in"}, "booking_came_to_what_stands_or_stood"),
        (
            {"state": "confirmed", "checked_in_at": START, "checked_in_how": "door"},
            "booking_came_to_what_stands_or_stood",
        ),
        (
            {"state": "no_show", "checked_in_at": START, "checked_in_how": "door"},
            "booking_came_to_what_stands_or_stood",
        ),
    ],
)
def test_coming_is_noted_whole(fields: dict[str, object], name: str) -> None:
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        a_booking(**fields)  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"expires_at": START - timedelta(days=60)}, "booking_mark_expires_after_it_happened"),
        ({"appeal": "病了"}, "booking_mark_appeal_has_its_moment"),
        ({"answer": "好"}, "booking_mark_answer_has_its_moment_and_author"),
        ({"excused_at": START}, "booking_mark_excused_has_its_reason"),
    ],
)
def test_marks_are_whole(fields: dict[str, object], name: str) -> None:
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        a_mark(a_resident(), "2026-11-10 09:00", **fields)


@pytest.mark.django_db
def test_nobody_bears_a_mark_of_what_they_came_to() -> None:
    mark = a_mark(a_resident(), "2026-11-10 09:00")
    with pytest.raises(DatabaseError, match="bears a mark"), transaction.atomic():
        Booking.objects.filter(pk=mark.booking.pk).update(state="completed")

    completed = a_booking(state="completed")
    with pytest.raises(DatabaseError, match="was not missed"), transaction.atomic():
        BookingMark.objects.filter(pk=mark.pk).update(booking=completed)
    with pytest.raises(DatabaseError, match="was not missed"), transaction.atomic():
        BookingMark.objects.create(
            booking=completed,
            resident=mark.resident,
            happened_at=mark.happened_at,
            expires_at=mark.expires_at,
        )


# At once


@pytest.mark.django_db(transaction=True)
def test_only_one_of_coming_cancelling_and_missing_happens() -> None:
    resident = a_resident(user=a_user())
    booking = a_booking(booked_for=resident)
    clerk, now = staff_of(booking.room.centre), minutes(15)

    def own() -> Booking:
        return Booking.objects.with_place().get(pk=booking.pk)

    results = race_of(
        lambda: actions.check_in(booking=own(), how=How.DOOR, by=None, now=now),
        lambda: actions.cancel(booking=own(), by=clerk, now=now),
        lambda: actions.note_absence(booking=own(), by=clerk, now=now),
    )

    connection.close()
    won = [result for result in results if not isinstance(result, Exception)]
    assert len(won) == 1
    assert {type(result) for result in results if isinstance(result, Exception)} == {CannotChange}
    assert Occupancy.objects.standing(now).exists() == (state(booking) == "checked_in")
    assert BookingMark.objects.exists() == (state(booking) == "no_show")


@pytest.mark.django_db(transaction=True)
def test_two_clerks_and_the_worker_miss_somebody_once() -> None:
    room = a_room_open(if_absent="release")
    booking = a_booking(room=room, booked_for=a_resident(user=a_user()))
    clerk, now = staff_of(room.centre), minutes(15)

    def note(number: int) -> None:
        if number % 2:
            actions.release_missed(now)
        else:
            actions.note_absence(booking=Booking.objects.with_place().get(pk=booking.pk), by=clerk, now=now)

    results = race(6, note)

    assert {type(result) for result in results if isinstance(result, Exception)} <= {CannotChange}
    assert (BookingMark.objects.count(), Notice.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_who_say_that_they_came_are_noted_once() -> None:
    booking, clerk = a_booking(), a_street_officer()

    def say(number: int) -> None:
        how, by = (How.DESK, clerk) if number % 2 else (How.DOOR, None)
        actions.check_in(booking=Booking.objects.with_place().get(pk=booking.pk), how=how, by=by, now=minutes(0))

    results = race(6, say)

    assert results == [None] * 6
    booking.refresh_from_db()
    assert (booking.checked_in_how == "door") == (booking.checked_in_by is None)
    assert len(checked_in_steps(booking)) == 1


def checked_in_steps(booking: Booking) -> list[str]:
    """How often the record says that they came."""
    steps = apps.get_model("bookings", "BookingEvent").objects.filter(pgh_obj=booking, state="checked_in")
    return list(steps.values_list("checked_in_how", flat=True))


@pytest.mark.django_db(transaction=True)
def test_worker_and_door_agree_at_the_last_moment() -> None:
    room = a_room_open(if_absent="release")
    booking, now = a_booking(room=room), minutes(15)

    came, _worked = race_of(
        lambda: actions.check_in(
            booking=Booking.objects.with_place().get(pk=booking.pk), how=How.DOOR, by=None, now=now
        ),
        lambda: actions.release_missed(now),
    )

    has_come = came is None
    assert state(booking) == ("checked_in" if has_come else "no_show")
    assert isinstance(came, CannotChange) != has_come
    assert Occupancy.objects.standing(now).exists() == has_come
    assert BookingMark.objects.exists() != has_come
