"""A number that belongs to somebody else now: what the one before keeps, and what does not reach the new owner."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry

from bookings.models import Booking
from notices.models import Notice
from residents import new_owner
from residents.merging import merge
from residents.models import Consent, Relative, Resident, User
from tests.factories import (
    a_booking,
    a_centre,
    a_notice,
    a_relative,
    a_resident,
    a_room,
    a_series,
    a_street_officer,
    a_team,
    a_user,
    at,
    staff_of,
)
from tests.races import race, race_of

pytestmark = pytest.mark.django_db

NOW = at("2026-11-29 10:00")
LONG_AGO = NOW - settings.NUMBER_IN_DOUBT_AFTER
PHONE = "13800000001"


@pytest.fixture
def old() -> Resident:
    """Who had the number, and has not signed in for long."""
    user = a_user(phone=PHONE, last_login=LONG_AGO)
    return a_resident(user=user, name="张示例")


def take_over(old: Resident) -> User | None:
    User.objects.filter(pk=old.user_id).update(doubted_at=NOW)
    return new_owner.take_over(user=User.objects.get(pk=old.user_id), now=NOW)


# Whose is it?


@pytest.mark.parametrize(
    ("last_login", "name", "is_asked"),
    [
        (LONG_AGO, "", True),
        (LONG_AGO, "李示例", True),
        (LONG_AGO, "张示例", False),
        (LONG_AGO + timedelta(seconds=1), "", False),
        (LONG_AGO + timedelta(seconds=1), "李示例", False),
    ],
)
def test_who_has_not_come_for_long_is_asked(old: Resident, last_login, name: str, is_asked: bool):
    User.objects.update(last_login=last_login)

    assert new_owner.doubt(user=old.user, name=name, now=NOW) is is_asked
    assert User.objects.get().doubted_at == (NOW if is_asked else None)


def test_the_question_stays_until_it_is_answered(old: Resident):
    new_owner.doubt(user=old.user, name="", now=NOW)
    User.objects.update(last_login=NOW)

    assert new_owner.doubt(user=old.user, name="", now=NOW + timedelta(days=1)) is True
    new_owner.recognise(user=old.user)
    assert new_owner.doubt(user=old.user, name="", now=NOW + timedelta(days=1)) is False


def test_of_whom_we_know_no_name_nobody_asks():
    user = a_user(phone=PHONE, last_login=LONG_AGO)

    assert new_owner.doubt(user=user, name="", now=NOW) is False


# Somebody else


def test_the_new_owner_begins_afresh_and_the_old_one_keeps_what_stands_on_the_entry(old: Resident):
    booking = a_booking(booked_for=old, span="2026-12-01 09:00-10:00")
    gone = old.user_id

    fresh = take_over(old)

    assert fresh is not None
    old.refresh_from_db()
    booking.refresh_from_db()
    assert (fresh.phone, fresh.phone_verified_at, fresh.has_usable_password()) == (PHONE, NOW, False)
    assert not User.objects.filter(pk=gone).exists()
    assert not Consent.objects.exists()
    assert (old.user, old.phone, old.name) == (None, "", "张示例")
    assert (booking.booked_for, booking.booked_by, booking.state) == (old, None, "confirmed")
    assert not Booking.objects.of_user(fresh).exists()


def test_a_landline_on_the_entry_stays(old: Resident):
    Resident.objects.update(phone="02155550001")

    take_over(old)

    old.refresh_from_db()
    assert (old.user, old.phone) == (None, "02155550001")


def test_whom_the_account_acted_for_is_told_and_who_acts_for_the_old_one_stays(old: Resident):
    elder = a_resident(name="赵示例", phone="13800000077")
    a_relative(elder=elder, user=old.user)
    helper = a_relative(elder=old, user=a_resident(user=a_user()).user)
    made = a_booking(booked_for=elder, booked_by=old.user, channel="relative", span="2026-12-01 14:00-15:00")

    fresh = take_over(old)

    made.refresh_from_db()
    assert made.booked_by is None
    assert list(Relative.objects.active()) == [helper]
    assert not Booking.objects.of_user(fresh).exists()
    assert [(notice.to, "张示例" in notice.body) for notice in Notice.objects.by_machine()] == [("13800000077", True)]


def test_what_waited_for_the_old_one_goes_to_the_desk_and_never_to_the_new_owner(old: Resident):
    first, second = a_centre(slug="c1"), a_centre(slug="c2")
    a_booking(booked_for=old, room=a_room(centre=first), span="2026-12-01 09:00-10:00")
    led = a_team(leader=old)
    series = a_series(team=led, room=a_room(centre=second))
    a_booking(room=series.room, team=led, series=series, span="2026-12-07 09:00-10:30")
    key, account = f"resident-{old.pk}", f"account-{old.user_id}"
    about = a_notice(to=PHONE, recipient_key=key, body="取消了")
    own = a_notice(to=PHONE, recipient_key=account, body="很久没登录")
    failed = a_notice(to=PHONE, recipient_key=key, body="改了", state="failed", attempts=2)
    call = a_notice(to=PHONE, recipient_key=key, channel="call", place="c1", body="请来电")
    others = a_notice(to=PHONE, recipient_key="resident-0", body="别人的")
    elsewhere = a_notice(to="13800000055", recipient_key=key, body="到别的号码")
    gone_out = a_notice(to=PHONE, recipient_key=key, state="sent", sent_at=NOW)

    take_over(old)

    for notice, state in [
        (about, "dead"),
        (own, "dead"),
        (failed, "dead"),
        (call, "queued"),
        (others, "queued"),
        (elsewhere, "queued"),
        (gone_out, "sent"),
    ]:
        notice.refresh_from_db()
        assert (notice.body, notice.state) == (notice.body, state)
    assert call.to == ""
    lines = Notice.objects.calls().exclude(pk=call.pk).order_by("pk")
    assert [(line.place, line.to, line.recipient_key) for line in lines] == [
        ("c1", "", key),
        ("c2", "", key),
        ("c1", "", key),
        ("c1", "", key),
    ]
    assert [line.body for line in lines][2:] == ["取消了", "改了"]


def test_where_nothing_is_to_come_the_site_of_the_last_booking_is_told(old: Resident):
    a_booking(booked_for=old, room=a_room(centre=a_centre(slug="c1")), span="2026-11-01 09:00-10:00")
    a_booking(booked_for=old, room=a_room(centre=a_centre(slug="c2")), span="2026-11-20 09:00-10:00")

    take_over(old)

    assert [line.place for line in Notice.objects.calls()] == ["c2"]


def test_nothing_is_taken_over_once_the_question_is_answered(old: Resident):
    assert new_owner.take_over(user=old.user, now=NOW) is None

    old.refresh_from_db()
    assert old.user_id is not None


@pytest.mark.parametrize("work", ["post", "journal", "merge"])
def test_an_account_that_worked_for_the_office_stays(old: Resident, work: str):
    user = old.user
    if work == "post":
        user.posts.create(role="centre_staff", centre=a_centre())
    elif work == "journal":
        LogEntry.objects.create(user=user, action_flag=1)
    else:
        merge(gone=a_resident(), kept=a_resident(), by=user, now=NOW)

    with pytest.raises(new_owner.CannotGiveUp):
        take_over(old)

    old.refresh_from_db()
    assert (old.user, old.phone) == (user, PHONE)


# Said by staff


def test_staff_take_a_number_off_an_entry_without_account():
    centre = a_centre(slug="c1")
    resident, clerk = a_resident(phone=PHONE), staff_of(centre)

    assert new_owner.give_up(resident=resident, number=PHONE, by=clerk, now=NOW) is True
    assert new_owner.give_up(resident=resident, number=PHONE, by=clerk, now=NOW) is False

    resident.refresh_from_db()
    [entry] = LogEntry.objects.all()
    assert resident.phone == ""
    assert (entry.user, entry.object_id, entry.object_repr) == (clerk, str(resident.pk), f"居民 {resident.pk}")
    assert PHONE not in entry.change_message
    assert not Notice.objects.exists()


def test_another_number_than_the_one_they_saw_is_not_touched(old: Resident):
    for number in ("", "13800000002"):
        assert new_owner.give_up(resident=old, number=number, by=a_street_officer(), now=NOW) is False

    old.refresh_from_db()
    assert (old.phone, old.user_id is None) == (PHONE, False)


def test_what_is_kept_of_it_names_nobody(old: Resident, caplog):
    with caplog.at_level("INFO", logger="residents.new_owner"):
        new_owner.give_up(resident=old, number=PHONE, by=a_street_officer(), now=NOW)

    assert f"resident {old.pk}" in caplog.text
    assert PHONE not in caplog.text
    assert "张示例" not in caplog.text


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_many_taps_make_one_fresh_account():
    old = a_resident(user=a_user(phone=PHONE, last_login=LONG_AGO, doubted_at=NOW))
    a_booking(booked_for=old, span="2026-12-01 09:00-10:00")
    user = old.user

    outcomes = race(5, lambda _n: new_owner.take_over(user=user, now=NOW))

    fresh = [outcome for outcome in outcomes if outcome is not None]
    assert [type(each) for each in fresh] == [User], outcomes
    assert User.objects.get(phone=PHONE) == fresh[0]
    assert Notice.objects.calls().count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_desk_and_the_new_owner_at_once_end_one_account():
    old = a_resident(user=a_user(phone=PHONE, last_login=LONG_AGO, doubted_at=NOW))
    user, clerk = old.user, a_street_officer()

    outcomes = race_of(
        lambda: new_owner.take_over(user=user, now=NOW),
        lambda: new_owner.give_up(resident=old, number=PHONE, by=clerk, now=NOW),
        lambda: new_owner.recognise(user=user),
    )

    assert not any(isinstance(outcome, Exception) for outcome in outcomes), outcomes
    old.refresh_from_db()
    assert (old.user, old.phone) == (None, "")
    assert not User.objects.filter(pk=user.pk).exists()
