"""A team's standing hours: what the preview says of each date, taking, moving and ending them, and asking anew."""

import uuid
from datetime import date, datetime, time, timedelta

import pytest
from django.db import DatabaseError, transaction

from bookings import actions
from bookings.actions import Date
from bookings.links import series_of, series_path
from bookings.models import Booking, LeftOut, Series
from bookings.series import Line, Verdict, preview, span_on
from centres.claimants import CannotChange
from centres.holidays import import_notice
from centres.models import Occupancy, Room, RoomTaken
from centres.recurrence import Every, Pattern, TooMany
from notices.models import Notice
from residents.models import Team
from tests.factories import (
    a_booking,
    a_hall,
    a_resident,
    a_room,
    a_series,
    a_span,
    a_street_officer,
    a_team,
    a_user,
    an_occupancy,
    at,
    open_daily,
)
from tests.queries import queries_of
from tests.races import race

NOW = at("2026-11-28 12:00")
TUESDAYS = Pattern(Every.WEEK, date(2026, 12, 1), count=5)
NINE, TEN = time(9), time(10, 30)
HOLIDAYS = """{"year": 2026, "days": [
    {"name": "示例节", "date": "2026-12-08", "isOffDay": true},
    {"name": "示例节", "date": "2026-12-22", "isOffDay": true}]}"""


def an_open_room(**fields: object) -> Room:
    room = a_room(**fields)  # type: ignore[arg-type]
    open_daily(room.centre, "08:30-17:00")
    return room


def a_led_team(**fields: object) -> Team:
    return a_team(leader=a_resident(user=a_user(phone="13800000021")), **fields)  # type: ignore[arg-type]


def look(room: Room, pattern: Pattern = TUESDAYS, *, party: int = 6) -> list[Line]:
    return preview(room, pattern, NINE, TEN, party=party, now=NOW)


def make(
    room: Room,
    team: Team | None = None,
    *,
    pattern: Pattern = TUESDAYS,
    token: uuid.UUID | None = None,
    now: datetime = NOW,
) -> Series:
    return actions.create_series(
        team=team or a_led_team(),
        room=room,
        every=str(pattern.every),
        starts=NINE,
        ends=TEN,
        dates=[Date(on, room, span_on(on, NINE, TEN)) for on in pattern.dates()],
        party=6,
        purpose="排练",
        by=a_street_officer(),
        token=token or uuid.uuid4(),
        now=now,
    )


def standing(series: Series) -> list[str]:
    kept = Booking.objects.kept().filter(series=series).order_by("occupancy__starts_at")
    return [f"{booking.occupancy.starts_at.astimezone(NOW.tzinfo):%m-%d %H:%M}" for booking in kept]


# The preview


@pytest.mark.django_db
def test_preview_says_of_each_date_what_stands_in_its_way_and_what_instead() -> None:
    room = an_open_room(name="舞蹈房")
    import_notice(HOLIDAYS.encode())
    an_occupancy(room=room, span="2026-12-15 09:30-10:00", title="友谊编织组")

    first, holiday, taken, second, last = look(room)

    assert (first.is_free, last.is_free) == (True, True)
    assert (holiday.verdict, second.verdict) == (Verdict.CLOSED, Verdict.CLOSED)
    assert "示例节" in holiday.why
    assert (taken.verdict, taken.why) == (Verdict.TAKEN, "已有安排：09:30–10:00 友谊编织组")
    assert taken.alternative
    assert taken.alternative.room == room
    assert taken.alternative.span == a_span("2026-12-15 10:00-11:30")  # nothing is cleared after an activity


@pytest.mark.django_db
def test_where_the_room_is_full_that_day_another_one_at_the_same_time_is_named() -> None:
    room = an_open_room()
    other = a_room(centre=room.centre, capacity=20)
    a_room(centre=room.centre, capacity=3)
    an_occupancy(room=room, span="2026-12-01 08:30-17:00")

    first = look(room)[0]

    assert first.alternative
    assert (first.alternative.room, first.alternative.span) == (other, a_span("2026-12-01 09:00-10:30"))


@pytest.mark.django_db
def test_dates_that_have_passed_say_so() -> None:
    assert look(an_open_room(), Pattern(Every.WEEK, date(2026, 11, 24), count=2))[0].verdict is Verdict.PAST


@pytest.mark.django_db
def test_preview_asks_as_much_for_fifty_dates_as_for_two() -> None:
    room = an_open_room()
    few = queries_of(lambda: look(room, Pattern(Every.WEEK, date(2026, 12, 1), count=2)))
    for week in range(1, 40):
        start = at("2026-12-01 09:00") + timedelta(weeks=week)
        an_occupancy(room=room, span=a_span(f"{start:%Y-%m-%d} 09:00-10:00"))

    many = queries_of(lambda: look(room, Pattern(Every.WEEK, date(2026, 12, 1), count=50)))

    assert len(many) == len(few) <= 8


def test_ten_thousand_dates_are_refused_before_anything_is_asked() -> None:
    with pytest.raises(TooMany):
        preview(Room(pk=1), Pattern(Every.WEEK, date(2026, 12, 1), count=10_000), NINE, TEN, party=1, now=NOW)


# Taking


@pytest.mark.django_db
def test_all_dates_are_taken_with_one_message_beyond_release_and_limits() -> None:
    series = make(an_open_room(), a_led_team(name="友谊编织组"))

    assert standing(series) == ["12-01 09:00", "12-08 09:00", "12-15 09:00", "12-22 09:00", "12-29 09:00"]
    assert set(Occupancy.objects.values_list("title", flat=True)) == {"友谊编织组"}
    assert (series.confirm_by, series.ask_on) == (date(2027, 1, 23), date(2027, 1, 9))
    [notice] = Notice.objects.all()
    assert "共5次，跳过0次" in notice.body


@pytest.mark.django_db
def test_form_sent_twice_makes_one_series() -> None:
    room, team, token = an_open_room(), a_led_team(), uuid.uuid4()

    assert make(room, team, token=token) == make(room, team, token=token)
    assert (Series.objects.count(), Booking.objects.count()) == (1, 5)


@pytest.mark.django_db
def test_what_went_meanwhile_is_left_out_with_its_reason() -> None:
    room = an_open_room()
    a_booking(room=room, span="2026-12-08 09:00-10:00")

    series = make(room)

    assert len(standing(series)) == 4
    assert list(LeftOut.objects.values_list("on", "reason")) == [
        (date(2026, 12, 8), "刚被别人约走：12月8日（周二）09:00–10:30")
    ]


@pytest.mark.django_db
def test_not_one_date_is_no_series() -> None:
    room = an_open_room()
    an_occupancy(room=room, span="2026-12-01 09:00-10:00")

    with pytest.raises(CannotChange):
        make(room, pattern=Pattern(Every.WEEK, date(2026, 12, 1), count=1))
    assert (Series.objects.count(), Notice.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_hall_takes_its_parts_along() -> None:
    hall = a_hall()
    open_daily(hall.centre, "08:30-17:00")

    make(hall)

    assert Occupancy.objects.filter(is_part=True).count() == 10


# Moving and ending


@pytest.mark.django_db
def test_dates_move_from_one_on_and_stay_together() -> None:
    room = an_open_room()
    series, other = make(room), a_room(centre=room.centre)
    Notice.objects.all().delete()

    count = actions.shift_series(
        series=series,
        room=other,
        starts=time(14),
        ends=time(15),
        since=at("2026-12-08 00:00"),
        by=a_street_officer(),
        now=NOW,
    )

    assert count == 4
    assert standing(series) == ["12-01 09:00", "12-08 14:00", "12-15 14:00", "12-22 14:00", "12-29 14:00"]
    assert (series.room, series.starts) == (other, time(14))
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_none_moves_where_one_cannot() -> None:
    room = an_open_room()
    series = make(room)
    an_occupancy(room=room, span="2026-12-15 14:30-15:30")

    with pytest.raises(RoomTaken) as taken:
        actions.shift_series(
            series=series, room=room, starts=time(14), ends=time(15), since=NOW, by=a_street_officer(), now=NOW
        )

    assert [want.span for want in taken.value.wants] == [a_span("2026-12-15 14:00-15:00")]
    series.refresh_from_db()
    assert (standing(series)[2], series.starts) == ("12-15 09:00", NINE)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("since", "left", "ended"),
    [("2026-12-15 00:00", ["12-01 09:00", "12-08 09:00"], False), ("2026-12-01 00:00", [], True)],
)
def test_dates_go_from_one_on(since: str, left: list[str], ended: bool) -> None:
    series = make(an_open_room())
    Notice.objects.all().delete()

    actions.end_series(series=series, since=at(since), by=a_street_officer(), now=NOW, reason="暑期停练")

    assert (standing(series), series.has_ended) == (left, ended)
    assert Occupancy.objects.filter(released_at=None).count() == len(left)
    [notice] = Notice.objects.all()
    assert "原因：暑期停练。" in notice.body
    with pytest.raises(CannotChange):
        actions.end_series(series=series, since=at(since), by=a_street_officer(), now=NOW)


# Still wanted?


@pytest.mark.django_db
def test_leader_is_asked_once_with_how_much_was_used() -> None:
    series = make(an_open_room())
    first, second = Booking.objects.filter(series=series).order_by("occupancy__starts_at")[:2]
    Booking.objects.filter(pk=first.pk).update(state="completed")
    Booking.objects.filter(pk=second.pk).update(state="no_show")
    Notice.objects.all().delete()

    actions.ask_leaders(at("2027-01-08 09:00"))
    assert not Notice.objects.exists()
    actions.ask_leaders(at("2027-01-09 09:00"))
    actions.ask_leaders(at("2027-01-09 10:00"))

    [notice] = Notice.objects.all()
    assert "前面5次用了4次" in notice.body
    assert "请在1月23日（周六）前确认" in notice.body


@pytest.mark.django_db
def test_confirmed_hours_stand_as_many_weeks_again() -> None:
    series = make(an_open_room())
    actions.ask_leaders(at("2027-01-09 09:00"))

    actions.confirm_series(series=series, by=None, now=at("2027-01-10 09:00"))
    actions.give_back_unconfirmed(at("2027-01-25 09:00"))

    series.refresh_from_db()
    assert (series.confirm_by, series.asked_at, series.has_ended) == (date(2027, 3, 7), None, False)


@pytest.mark.django_db
def test_hours_nobody_confirmed_go_back_to_everyone() -> None:
    series = make(an_open_room(), pattern=Pattern(Every.WEEK, date(2026, 12, 1), count=12))
    Notice.objects.all().delete()

    actions.give_back_unconfirmed(at("2027-01-23 20:00"))
    assert len(standing(series)) == 12
    actions.give_back_unconfirmed(at("2027-01-24 00:30"))
    actions.give_back_unconfirmed(at("2027-01-24 01:30"))

    series.refresh_from_db()
    assert series.has_ended
    assert [each for each in standing(series) if each.startswith(("01-26", "02"))] == []
    [notice] = Notice.objects.all()
    assert "8次用了8次" in notice.body
    with pytest.raises(CannotChange):
        actions.confirm_series(series=series, by=None, now=at("2027-01-25 09:00"))


@pytest.mark.django_db
def test_link_is_of_this_series_alone() -> None:
    series = a_series()
    token = series_path(series).split("/")[-2]

    assert series_of(token) == series.pk
    assert (series_of(token[:-1]), series_of("1.x"), series_of("x")) == (None, None, None)


# What the database forbids


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"ends": time(9)}, "series_starts_before_it_ends"),
        ({"last_on": date(2026, 11, 1)}, "series_dates_in_order"),
        ({"ask_on": date(2027, 2, 1)}, "series_asks_before_the_day"),
        ({"party": 0}, "series_brings_someone"),
    ],
)
def test_series_are_whole(fields: dict[str, object], name: str) -> None:
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        a_series(**fields)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_date_is_left_out_once_and_with_a_reason() -> None:
    series = a_series()
    LeftOut.objects.create(series=series, on=date(2026, 12, 1), reason="元旦")

    for reason, name in (("元旦", "series_leaves_a_date_out_once"), ("", "series_left_out_has_its_reason")):
        with pytest.raises(DatabaseError, match=name), transaction.atomic():
            LeftOut.objects.create(series=series, on=date(2026, 12, 1 if reason else 2), reason=reason)


# At once


@pytest.mark.django_db(transaction=True)
def test_two_teams_at_once_share_the_dates_and_nobody_deadlocks() -> None:
    room = an_open_room()
    teams = [a_team(leader=a_resident(user=a_user())) for _n in range(4)]

    results = race(4, lambda number: make(room, teams[number]))

    made = [result for result in results if isinstance(result, Series)]
    assert {type(result) for result in results if isinstance(result, Exception)} <= {CannotChange}
    assert sum(len(standing(series)) for series in made) == 5
    assert Occupancy.objects.filter(released_at=None).count() == 5


@pytest.mark.django_db(transaction=True)
def test_confirming_and_giving_back_do_not_both_happen() -> None:
    series = make(an_open_room(), pattern=Pattern(Every.WEEK, date(2026, 12, 1), count=12))
    late = at("2027-01-24 00:30")

    race(
        4,
        lambda number: (
            actions.give_back_unconfirmed(late)
            if number % 2
            else actions.confirm_series(series=Series.objects.with_place().get(pk=series.pk), by=None, now=late)
        ),
    )

    series.refresh_from_db()
    coming = [each for each in standing(series) if each.startswith(("01-26", "02"))]
    assert bool(coming) != series.has_ended
