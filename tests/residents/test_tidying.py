from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, transaction

import bookings.people
from notices.models import Notice
from office.models import Closure
from residents import codes, tidying
from residents.models import Consent, Resident, SealedCode, User
from tests.factories import a_booking, a_centre, a_resident, a_team, a_user, at, staff_of
from tests.races import meanwhile

pytestmark = pytest.mark.django_db
NOW = at("2026-11-30 09:00")


def test_numbers_never_proved_are_forgotten():
    kept = a_user()
    a_user(phone_verified_at=None, joined_at=NOW - timedelta(days=1))

    tidying.forget_abandoned_accounts(NOW)

    assert list(User.objects.all()) == [kept]


def test_an_account_with_a_record_stays_and_keeps_no_other():
    long_ago = {"joined_at": NOW - timedelta(days=90), "last_login": NOW - timedelta(days=60)}
    former_staff = a_user(**long_ago)
    Closure.objects.create(title="打蜡", made_by=former_staff, made_at=NOW)
    a_user(phone_verified_at=None, joined_at=NOW - timedelta(days=1))

    tidying.forget_abandoned_accounts(NOW)

    assert list(User.objects.all()) == [former_staff]


# Two years


def idle_for(since: str = "2024-11-30 09:00", **fields: object) -> User:
    user = a_user(joined_at=at("2024-01-01 09:00"), last_login=at(since), **fields)
    a_resident(user=user)
    return user


def told() -> list[str]:
    return [notice.to for notice in Notice.objects.order_by("pk")]


def test_whoever_has_not_signed_in_for_two_years_is_told_once():
    idle = idle_for(phone="13800000001")
    idle_for("2024-12-02 09:00")
    never_came_back = a_user(joined_at=at("2024-01-01 09:00"))
    a_user(joined_at=at("2024-01-01 09:00"), phone_verified_at=None)
    staff = staff_of(a_centre())
    User.objects.filter(pk=staff.pk).update(joined_at=at("2024-01-01 09:00"), last_login=at("2024-01-01 09:00"))

    tidying.tell_idle_accounts(NOW)
    tidying.tell_idle_accounts(NOW + timedelta(days=1))

    assert sorted(told()) == sorted([idle.phone, never_came_back.phone])
    [words] = {notice.body for notice in Notice.objects.all()}
    assert words == (
        "【延吉睦邻】这个手机号两年没登录过了。2026年12月30日（周三）之前登录一次，账号就留着；"
        "不然按隐私政策删除。没有账号，打电话也照样能约。"
    )


def test_thirty_days_after_being_told_the_account_and_its_consent_go():
    user = idle_for()
    tidying.tell_idle_accounts(NOW)

    tidying.forget_idle_accounts(NOW + timedelta(days=30, seconds=-1))
    assert User.objects.filter(pk=user.pk).exists()
    tidying.forget_idle_accounts(NOW + timedelta(days=30))

    assert not User.objects.filter(pk=user.pk).exists()
    assert not Consent.objects.exists()


def test_whoever_was_never_told_stays():
    user = idle_for()

    tidying.forget_idle_accounts(NOW + timedelta(days=3000))

    assert User.objects.filter(pk=user.pk).exists()


def test_whoever_comes_back_stays_and_is_told_again_after_two_more_years():
    user = idle_for(phone="13800000001")
    tidying.tell_idle_accounts(NOW)
    User.objects.filter(pk=user.pk).update(last_login=NOW + timedelta(days=29))

    tidying.forget_idle_accounts(NOW + timedelta(days=31))
    two_years_later = NOW + timedelta(days=29 + 2 * 365)
    tidying.forget_idle_accounts(two_years_later)
    assert User.objects.filter(pk=user.pk).exists()
    tidying.tell_idle_accounts(two_years_later)

    assert told() == ["13800000001"] * 2


def test_an_idle_account_with_a_record_stays():
    user = idle_for()
    Closure.objects.create(title="打蜡", made_by=user, made_at=NOW)
    tidying.tell_idle_accounts(NOW)

    tidying.forget_idle_accounts(NOW + timedelta(days=30))

    assert User.objects.filter(pk=user.pk).exists()


# People the desk knew


def known_since(moment: str, **fields: object) -> Resident:
    resident = a_resident(**fields)
    Resident.objects.filter(pk=resident.pk).update(registered_at=at(moment))
    return resident


def test_somebody_without_account_who_has_not_come_for_a_year_is_forgotten():
    known_since("2025-11-30 09:00")
    lately = known_since("2025-11-30 09:01")
    with_account = known_since("2020-01-01 09:00", user=a_user())
    guest, leader = (known_since("2020-01-01 09:00") for _ in range(2))
    a_booking(booked_for=guest)
    a_team(leader=leader)

    tidying.forget_strangers(NOW)

    assert set(Resident.objects.all()) == {lately, with_account, guest, leader}


def test_whoever_last_came_a_year_ago_goes_with_the_name_on_the_booking():
    guest = known_since("2020-01-01 09:00")
    a_booking(booked_for=guest, span="2025-11-30 08:00-09:00")

    tidying.forget_strangers(NOW)
    assert Resident.objects.filter(pk=guest.pk).exists()
    bookings.people.forget_who_came(NOW)
    tidying.forget_strangers(NOW)

    assert not Resident.objects.filter(pk=guest.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_somebody_who_is_booked_for_at_that_moment_stays():
    guest = known_since("2020-01-01 09:00")

    with transaction.atomic():
        Resident.objects.select_for_update().get(pk=guest.pk)
        forgetting = meanwhile(lambda: tidying.forget_strangers(NOW))
        a_booking(booked_for=guest)

    assert forgetting.result() is None
    assert Resident.objects.filter(pk=guest.pk).exists()


# The rest


def test_sessions_whose_time_is_over_are_forgotten():
    Session.objects.create(session_key="old", session_data="", expire_date=NOW)
    Session.objects.create(session_key="new", session_data="", expire_date=NOW + timedelta(seconds=1))

    tidying.forget_old_sessions(NOW)

    assert [session.session_key for session in Session.objects.all()] == ["new"]


def test_codes_whose_time_is_over_are_forgotten():
    codes.keep("old", good_until=NOW)
    codes.keep("new", good_until=NOW + timedelta(seconds=1))

    tidying.forget_old_codes(NOW)

    assert [code.seal for code in SealedCode.objects.all()] == ["new"]


def test_counts_whose_time_is_over_are_forgotten(time_machine):
    time_machine.move_to(NOW, tick=False)
    cache.set("old", 1, timeout=60)
    cache.set("new", 1, timeout=61)

    tidying.forget_old_counts(NOW + timedelta(seconds=60))

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache_rows")
        assert cursor.fetchall() == [(":1:new",)]
