from datetime import date

import pytest
from django.db import IntegrityError

from residents.actions import agree
from residents.models import Consent, Post, PrivacyNotice, Resident, Team, User
from tests.factories import a_centre, a_privacy_notice, a_resident, a_street_officer, a_user, at, staff_of

pytestmark = pytest.mark.django_db
NOW = at("2026-11-30 09:00")


def broken_rule(make, **fields) -> str:
    with pytest.raises(IntegrityError) as refused:
        make(**fields)
    return refused.value.__cause__.diag.constraint_name


@pytest.mark.parametrize("phone", ["", "1380000000", "23800000001", "１３８00000001", "02112345678"])
def test_an_account_has_a_mobile_number(phone):
    assert broken_rule(User.objects.create, phone=phone) == "user_signs_in_by_mobile_number"


def test_a_resident_has_a_name_and_if_any_a_number():
    assert broken_rule(Resident.objects.create, name="") == "resident_has_a_name"


def test_a_resident_may_have_a_landline_or_none_but_no_nonsense():
    a_resident(phone="02112345678")
    a_resident(phone="")
    assert broken_rule(Resident.objects.create, name="张示例", phone="12345") == "resident_phone_is_a_number"


def test_two_residents_may_share_a_number():
    a_resident(phone="02112345678")
    a_resident(phone="02112345678")

    assert Resident.objects.count() == 2


def test_a_team_has_a_name():
    assert broken_rule(Team.objects.create, name="", leader=a_resident()) == "team_has_a_name"


@pytest.mark.parametrize("role", [Post.Role.STREET_OFFICE, Post.Role.SYSTEM_ADMIN])
def test_only_staff_of_a_site_name_a_site(role):
    rule = "post_names_a_site_if_and_only_if_centre_staff"
    assert broken_rule(Post.objects.create, user=a_user(), role=role, centre=a_centre()) == rule


def test_staff_of_a_site_name_it():
    rule = "post_names_a_site_if_and_only_if_centre_staff"
    assert broken_rule(Post.objects.create, user=a_user(), role=Post.Role.CENTRE_STAFF) == rule


def test_a_post_is_held_once():
    officer = a_street_officer()
    assert broken_rule(Post.objects.create, user=officer, role=Post.Role.STREET_OFFICE) == "post_is_held_once"


def test_a_version_is_accepted_once():
    user, notice = a_user(), a_privacy_notice()
    Consent.objects.create(user=user, notice=notice, accepted_at=NOW)

    rule = broken_rule(Consent.objects.create, user=user, notice=notice, accepted_at=NOW)
    assert rule == "consent_once_per_version"


def test_is_staff_follows_the_posts():
    user = staff_of(a_centre())
    assert user.is_staff

    user.posts.all().delete()
    user.refresh_from_db()

    assert not user.is_staff


def test_who_may_run_what():
    own, other = a_centre(), a_centre()
    staff, officer, resident = staff_of(own), a_street_officer(), a_user()

    assert [user.may_run(own) for user in (staff, officer, resident)] == [True, True, False]
    assert [user.may_run(other) for user in (staff, officer, resident)] == [False, True, False]
    assert [set(user.sites()) for user in (staff, officer, resident)] == [{own}, {own, other}, set()]


def test_whoever_may_no_longer_sign_in_runs_nothing():
    centre = a_centre()
    staff = staff_of(centre)
    staff.is_active = False

    assert not staff.may_run(centre)


def test_the_resident_of_an_account_is_found_and_staff_have_none():
    resident = a_resident(user=a_user())
    a_resident()

    assert Resident.objects.of_account(resident.user) == resident
    assert Resident.objects.of_account(a_street_officer()) is None


def test_proved_accounts_are_those_with_a_code_or_a_post():
    proved, staff = a_user(), a_street_officer()
    User.objects.filter(pk=staff.pk).update(phone_verified_at=None)
    a_user(phone_verified_at=None)

    assert set(User.objects.proved()) == {proved, staff}


def test_abandoned_accounts_are_those_nobody_came_back_for():
    long_ago, lately = at("2026-10-30 09:00"), at("2026-11-29 09:01")
    never_proved = a_user(phone_verified_at=None, joined_at=at("2026-11-29 09:00"))
    nameless = a_user(joined_at=long_ago, last_login=long_ago)
    a_user(phone_verified_at=None, joined_at=lately)
    a_user(joined_at=long_ago, last_login=lately)
    a_resident(user=a_user(joined_at=long_ago, last_login=long_ago))
    User.objects.filter(pk=a_street_officer().pk).update(joined_at=long_ago, last_login=long_ago)

    assert set(User.objects.abandoned(NOW)) == {never_proved, nameless}


def test_the_current_notice_is_the_newest_that_has_been_published():
    PrivacyNotice.objects.all().delete()
    assert PrivacyNotice.objects.in_force(date(2026, 11, 1)) is None
    old = a_privacy_notice(published_on="2026-11-01")
    new = a_privacy_notice(published_on="2026-12-01")

    assert [PrivacyNotice.objects.current(day) for day in (date(2026, 11, 30), date(2026, 12, 1))] == [old, new]
    assert PrivacyNotice.objects.current(date(2026, 10, 31)) is None
    assert PrivacyNotice.objects.in_force(date(2026, 10, 31)) == old
    assert PrivacyNotice.objects.in_force(date(2026, 12, 1)) == new


def test_of_two_of_one_day_the_later_one_counts():
    a_privacy_notice(published_on="2026-12-01")
    corrected = a_privacy_notice(published_on="2026-12-01")

    assert PrivacyNotice.objects.current(date(2026, 12, 1)) == corrected


def test_a_notice_is_owed_until_that_very_version_is_agreed_to():
    old = a_privacy_notice(published_on="2026-11-29")
    new = a_privacy_notice(published_on="2026-12-01")
    user = a_user()
    agree(by=a_user(), notice=new, now=NOW)

    def owed(day):
        return PrivacyNotice.objects.owed_by(user, day)

    assert owed(date(2026, 11, 30)) == old
    agree(by=user, notice=old, now=NOW)
    assert [owed(date(2026, 11, 30)), owed(date(2026, 12, 1))] == [None, new]
    agree(by=user, notice=new, now=NOW)
    assert owed(date(2026, 12, 1)) is None
