"""Release, holds, expiry, marks and deadlines to the second, across midnight, month ends, week 53 and 调休."""

import uuid
from datetime import datetime, time, timedelta

import pytest

import fairness.missed
from bookings import actions
from bookings.models import Booking, BookingMark, BookingWait
from bookings.series import Verdict, preview
from centres.claimants import CannotChange
from centres.holidays import import_notice
from centres.models import Occupancy, Room
from centres.recurrence import Every, Pattern
from fairness.checkin import How
from fairness.marks import KEPT
from fairness.rules import Refused
from residents.models import Resident
from tests.factories import (
    a_booking,
    a_kept_window,
    a_resident,
    a_room,
    a_rule_set,
    a_span,
    a_user,
    at,
    default_rules,
    open_daily,
    staff_of,
)

pytestmark = pytest.mark.django_db

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
NATIONAL_DAY = """{"year": 2026, "days": [
    {"name": "国庆节", "date": "2026-09-20", "isOffDay": false},
    {"name": "国庆节", "date": "2026-10-01", "isOffDay": true},
    {"name": "国庆节", "date": "2026-10-02", "isOffDay": true},
    {"name": "国庆节", "date": "2026-10-03", "isOffDay": true},
    {"name": "国庆节", "date": "2026-10-04", "isOffDay": true},
    {"name": "国庆节", "date": "2026-10-05", "isOffDay": true},
    {"name": "国庆节", "date": "2026-10-06", "isOffDay": true},
    {"name": "国庆节", "date": "2026-10-07", "isOffDay": true},
    {"name": "国庆节", "date": "2026-10-10", "isOffDay": false}]}"""


def an_open_room(*hours: str, days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)) -> Room:
    room = a_room()
    open_daily(room.centre, *(hours or ("08:30-17:00",)), days=days)
    return room


def a_neighbour() -> Resident:
    return a_resident(user=a_user())


def book(room: Room, span: str, now: datetime, *, who: Resident | None = None, channel: str = "web") -> Booking:
    who = who or a_neighbour()
    assert who.user
    return actions.book(
        room=room,
        span=a_span(span),
        party=4,
        booked_for=who,
        by=who.user,
        channel=channel,
        purpose="喝茶",
        token=uuid.uuid4(),
        now=now,
    )


def cancel(booking: Booking, now: datetime) -> None:
    assert booking.booked_by
    actions.cancel(booking=booking, by=booking.booked_by, now=now)


def codes(room: Room, span: str, now: datetime, **fields: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        book(room, span, now, **fields)  # type: ignore[arg-type]
    return [refusal.code for refusal in refused.value.refusals]


# Release


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        ("2026-12-07", "2026-11-30 09:00"),
        ("2027-01-03", "2026-12-27 09:00"),  # the last day of week 53
        ("2027-01-04", "2026-12-28 09:00"),  # from one year's last week into the next year's first
        ("2027-03-01", "2027-02-22 09:00"),
        ("2028-02-29", "2028-02-22 09:00"),
    ],
)
@pytest.mark.parametrize("channel", ["web", "phone", "desk"])
def test_day_opens_to_the_second_through_every_channel(day: str, opens: str, channel: str) -> None:
    room, moment = an_open_room(), at(opens)

    assert codes(room, f"{day} 09:00-10:30", moment - SECOND, channel=channel) == ["release"]
    assert book(room, f"{day} 09:00-10:30", moment, channel=channel)


def test_release_at_midnight_belongs_to_the_day_that_begins() -> None:
    default_rules(release_at=time(0, 0), days_ahead=1)
    room = an_open_room()

    assert codes(room, "2027-01-01 09:00-10:00", at("2026-12-30 23:59:59")) == ["release"]
    assert book(room, "2027-01-01 09:00-10:00", at("2026-12-31 00:00"))


def test_kept_hours_open_on_the_eve_across_new_year() -> None:
    room = an_open_room()
    a_kept_window(centre=room.centre, weekday=5, hours="13:30-15:00")  # 2027-01-01 is a Friday

    assert codes(room, "2027-01-01 13:30-15:00", at("2026-12-31 16:59:59")) == ["kept"]
    assert book(room, "2027-01-01 13:30-15:00", at("2026-12-31 17:00"))


def test_kept_hours_follow_the_weekday_that_a_make_up_saturday_stands_for() -> None:
    """2026-10-10 is a Saturday on which Wednesday's hours are worked."""
    import_notice(NATIONAL_DAY)
    room = an_open_room(days=(1, 2, 3, 4, 5))
    a_kept_window(centre=room.centre, weekday=3, hours="13:30-15:00")

    assert codes(room, "2026-10-10 13:30-15:00", at("2026-10-09 16:59:59")) == ["kept"]
    assert codes(room, "2026-10-07 09:00-10:00", at("2026-10-05 10:00")) == ["hours"]
    assert book(room, "2026-10-10 09:00-10:00", at("2026-10-05 10:00"))


# Limits by week and month


def test_week_that_spans_two_years_is_one_week() -> None:
    room, who = an_open_room(), a_neighbour()
    default_rules(week_limit=1, upcoming_limit=100)
    book(room, "2026-12-31 09:00-10:00", at("2026-12-28 10:00"), who=who)

    assert codes(room, "2027-01-02 09:00-10:00", at("2026-12-28 10:00"), who=who) == ["week"]
    assert book(room, "2027-01-04 09:00-10:00", at("2026-12-28 10:00"), who=who)


def test_hours_of_a_month_end_with_it() -> None:
    room, who = an_open_room(), a_neighbour()
    default_rules(month_hours=1, upcoming_limit=100)
    book(room, "2028-02-29 09:00-10:00", at("2028-02-24 10:00"), who=who)

    assert codes(room, "2028-02-28 09:00-10:00", at("2028-02-24 10:00"), who=who) == ["month_hours"]
    assert book(room, "2028-03-01 09:00-10:00", at("2028-02-24 10:00"), who=who)


# Deadlines


@pytest.mark.parametrize(
    ("span", "until"),
    [("2026-12-01 08:30-10:00", "2026-12-01 06:30"), ("2027-01-01 00:30-01:30", "2026-12-31 22:30")],
)
def test_cancelling_ends_two_hours_before_to_the_second(span: str, until: str) -> None:
    early, late = (a_booking(room=an_open_room(), span=span, booked_for=a_neighbour()) for _n in range(2))

    cancel(early, at(until))
    with pytest.raises(CannotChange):
        cancel(late, at(until) + SECOND)


def test_minutes_of_undoing_pass_midnight_and_new_year() -> None:
    room = an_open_room()
    first, second = (a_booking(room=room, span=f"2027-01-02 {hours}", booked_for=a_neighbour()) for hours in HOURS)
    for booking in (first, second):
        cancel(booking, at("2026-12-31 23:58"))
    assert first.booked_by
    assert second.booked_by

    actions.undo_cancel(booking=first, by=first.booked_by, now=at("2027-01-01 00:03"))
    with pytest.raises(CannotChange):
        actions.undo_cancel(booking=second, by=second.booked_by, now=at("2027-01-01 00:03:01"))


HOURS = ("09:00-10:00", "11:00-12:00")


# Holds


def test_undecided_wish_expires_to_the_second_past_midnight() -> None:
    room = an_open_room()
    a_rule_set(room=room, needs_approval=True, decide_hours=4)
    booking = book(room, "2027-01-02 09:00-10:00", at("2026-12-31 21:00"))
    deadline = at("2027-01-01 01:00")

    actions.expire_undecided(deadline - SECOND)
    assert state(booking) == "pending"
    actions.expire_undecided(deadline)

    assert state(booking) == "expired"
    assert book(room, "2027-01-02 09:00-10:00", deadline)


def test_undecided_wish_gives_way_after_the_grace_while_the_worker_sleeps() -> None:
    room = an_open_room()
    a_rule_set(room=room, needs_approval=True, decide_hours=4)
    booking = book(room, "2027-01-02 09:00-10:00", at("2026-12-31 21:00"))
    given_up = at("2027-01-01 01:10")

    assert not Occupancy.objects.standing(given_up).exists()
    assert Occupancy.objects.standing(given_up - SECOND).exists()
    later = book(room, "2027-01-02 09:00-10:00", given_up)
    with pytest.raises(CannotChange):
        actions.approve(booking=booking, by=staff_of(room.centre), now=given_up)
    actions.expire_undecided(given_up)

    assert (state(booking), state(later)) == ("expired", "pending")


def test_offer_of_new_years_eve_is_kept_through_the_night() -> None:
    room = an_open_room()
    booking = a_booking(room=room, span="2027-01-03 09:00-10:00", booked_for=a_neighbour())
    entry = wait_for(booking, at("2026-12-31 18:00"))
    cancel(booking, at("2026-12-31 19:00"))
    actions.pass_on_lapsed(at("2026-12-31 19:06"))

    entry.refresh_from_db()
    assert entry.offer_ends_at == at("2027-01-01 09:06")
    actions.pass_on_lapsed(at("2027-01-01 09:05:59"))
    assert BookingWait.objects.get().is_offered
    actions.pass_on_lapsed(at("2027-01-01 09:06"))

    assert BookingWait.objects.get().state == "lapsed"
    assert not Occupancy.objects.filter(released_at=None).exists()


# Coming, and not


def test_door_lets_in_a_quarter_of_an_hour_before_and_after_to_the_second_even_at_midnight() -> None:
    room = an_open_room()
    booking = a_booking(room=room, span="2027-01-01 00:05-01:00", booked_for=a_neighbour())
    opens, closes = at("2026-12-31 23:50"), at("2027-01-01 00:20")

    for moment in (opens - SECOND, closes + SECOND):
        with pytest.raises(CannotChange):
            actions.check_in(booking=booking, how=How.DOOR, by=None, now=moment)
    actions.check_in(booking=booking, how=How.DOOR, by=None, now=opens)

    assert state(booking) == "checked_in"


def test_three_marks_in_ninety_days_limit_for_thirty_across_the_year() -> None:
    room, who = an_open_room(), a_neighbour()
    for day in ("2026-11-20", "2026-12-20", "2027-01-05"):
        missed = a_booking(room=a_room(), span=f"{day} 09:00-10:00", booked_for=who)
        actions.note_absence(booking=missed, by=None, now=at(f"{day} 09:15"), tell=False)
    default_rules(limited_upcoming=0)

    # the third one limits for thirty days, until 2027-02-04 09:00
    assert codes(room, "2027-02-05 09:00-10:00", at("2027-02-04 08:59:59"), who=who) == ["no_shows"]
    assert book(room, "2027-02-05 09:00-10:00", at("2027-02-04 09:00"), who=who)


def test_mark_counts_for_ninety_days_and_is_then_forgotten() -> None:
    missed = a_booking(span="2026-11-30 09:00-10:00", booked_for=a_neighbour())
    actions.note_absence(booking=missed, by=None, now=at("2026-11-30 09:15"), tell=False)
    ends = at("2027-02-28 09:00")

    assert BookingMark.objects.counting(ends - SECOND).count() == 1
    assert BookingMark.objects.counting(ends).count() == 0
    fairness.missed.forget(at("2026-11-30 09:00") + KEPT - SECOND)
    assert BookingMark.objects.count() == 1
    fairness.missed.forget(at("2026-11-30 09:00") + KEPT)
    assert BookingMark.objects.count() == 0


# Series


def test_quarter_of_tuesdays_leaves_out_the_holiday_and_goes_on() -> None:
    import_notice(NATIONAL_DAY)
    lines = preview_of(an_open_room(), Pattern(Every.WEEK, at("2026-09-22 00:00").date(), count=13))

    assert [str(line.on) for line in lines if not line.is_free] == ["2026-10-06"]
    assert lines[2].why == "2026-10-06 周二，国庆节放假，闭馆"
    assert [str(line.on) for line in lines][-1] == "2026-12-15"


def test_make_up_saturday_is_a_day_as_the_hours_of_its_wednesday_say() -> None:
    """The room opens on weekdays only: of the Saturdays just the make-up one can be had, by Wednesday's hours."""
    import_notice(NATIONAL_DAY)
    room = an_open_room(days=(1, 2, 3, 4, 5))
    lines = preview_of(room, Pattern(Every.WEEK, at("2026-09-26 00:00").date(), count=4))

    assert [str(line.on) for line in lines if line.is_free] == ["2026-10-10"]
    assert [line.verdict for line in lines] == [Verdict.CLOSED, Verdict.CLOSED, Verdict.FREE, Verdict.CLOSED]


def test_standing_hours_of_week_fifty_three_end_and_begin_like_any_other() -> None:
    lines = preview_of(an_open_room(), Pattern(Every.TWO_WEEKS, at("2026-12-17 00:00").date(), count=3))

    assert [str(line.on) for line in lines if line.is_free] == ["2026-12-17", "2026-12-31", "2027-01-14"]


def preview_of(room: Room, pattern: Pattern):
    return preview(room, pattern, time(9), time(10, 30), party=6, now=at("2026-09-15 12:00"))


def state(booking: Booking) -> str:
    return Booking.objects.get(pk=booking.pk).state


def wait_for(booking: Booking, now: datetime) -> BookingWait:
    who = a_neighbour()
    assert who.user
    return actions.join_line(
        room=booking.room,
        span=booking.occupancy.span,
        party=4,
        resident=who,
        by=who.user,
        channel="web",
        purpose="喝茶",
        now=now,
    )
