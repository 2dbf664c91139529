from datetime import date

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


@pytest.mark.parametrize(
    "promise", ["姓名和手机号", "一年", "九十天", "一百九十天", "不满十四周岁", "注销", "收回同意"]
)
def test_the_notice_speaks_of_what_the_law_asks_for(promise):
    assert promise in ensure_privacy_notice().text
