from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection

from office.models import Closure
from residents import codes, tidying
from residents.models import SealedCode, User
from tests.factories import a_user, at

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
