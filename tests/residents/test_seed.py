from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from residents.models import PrivacyNotice
from residents.seed import VERSION, ensure_privacy_notice, notice_in_force
from tests.factories import a_privacy_notice

pytestmark = pytest.mark.django_db


def test_the_first_notice_is_written_where_there_is_none():
    PrivacyNotice.objects.all().delete()

    notice = ensure_privacy_notice()

    assert (notice.version, PrivacyNotice.objects.count()) == (VERSION, 1)


def test_the_newest_notice_is_kept_as_it_is():
    newest = a_privacy_notice(published_on="2030-01-01")

    assert ensure_privacy_notice() == newest


def test_it_works_in_a_migration_too():
    PrivacyNotice.objects.all().delete()

    ensure_privacy_notice(apps.get_model("residents", "PrivacyNotice"))

    assert PrivacyNotice.objects.exists()


def test_a_notice_dated_ahead_is_not_in_force():
    in_force = ensure_privacy_notice()
    a_privacy_notice(published_on="2026-12-01")

    assert notice_in_force(date(2026, 11, 30)) == in_force


def test_where_all_are_dated_ahead_one_counts_all_the_same():
    ahead = ensure_privacy_notice()

    assert notice_in_force(date(2020, 1, 1)) == ahead


def test_a_change_of_ours_is_a_new_version_where_the_last_one_was_ours_too():
    migration = import_module("residents.migrations.0016_privacy_notice_of_2026_11_27")
    PrivacyNotice.objects.all().delete()
    PrivacyNotice.objects.create(version=migration.BEFORE, text="一、旧的", published_on="2026-11-23")

    migration.write(apps, None)
    assert [notice.version for notice in PrivacyNotice.objects.all()] == [VERSION, migration.BEFORE]
    migration.take_back(apps, None)

    assert [notice.version for notice in PrivacyNotice.objects.all()] == [migration.BEFORE]


def test_what_the_office_has_published_stays_the_last_word():
    migration = import_module("residents.migrations.0016_privacy_notice_of_2026_11_27")
    PrivacyNotice.objects.all().delete()
    PrivacyNotice.objects.create(version=migration.BEFORE, text="一、旧的", published_on="2026-11-23")
    theirs = a_privacy_notice(published_on="2026-11-24")

    migration.write(apps, None)

    assert PrivacyNotice.objects.first() == theirs


@pytest.mark.parametrize(
    "promise", ["姓名和手机号", "一年", "九十天", "一百九十天", "不满十四周岁", "注销", "收回同意"]
)
def test_the_notice_speaks_of_what_the_law_asks_for(promise):
    assert promise in ensure_privacy_notice().text
