import pytest

from residents import actions
from residents.models import Consent, Resident, User
from tests.factories import a_committee, a_privacy_notice, a_resident, a_user, at
from tests.races import race

pytestmark = pytest.mark.django_db
NOW = at("2026-11-30 09:00")


# Accounts


def test_account_for_makes_an_account_that_no_password_opens():
    user = actions.account_for(phone="13800000001")

    assert (user.phone, user.phone_verified_at, user.has_usable_password()) == ("13800000001", None, False)


def test_account_for_finds_the_account_there_is():
    user = a_user(phone="13800000001", password="Yanji-2026")

    found = actions.account_for(phone="13800000001")

    assert (found.pk, found.check_password("Yanji-2026")) == (user.pk, True)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_one_account():
    outcomes = race(8, lambda number: actions.account_for(phone="13800000001").pk)

    assert {*outcomes} == {User.objects.get().pk}


# Numbers


def test_prove_number_notes_when():
    user = actions.account_for(phone="13800000001")

    actions.prove_number(by=user, phone="13800000001", now=NOW)

    user.refresh_from_db()
    assert user.phone_verified_at == NOW


def test_a_new_number_takes_the_place_of_the_old_one():
    user = a_user(phone="13800000001")
    resident = a_resident(user=user)

    actions.prove_number(by=user, phone="13700000009", now=NOW)

    user.refresh_from_db()
    resident.refresh_from_db()
    assert (user.phone, resident.phone, user.phone_verified_at) == ("13700000009", "13700000009", NOW)


def test_a_resident_who_gave_another_number_keeps_it():
    user = a_user(phone="13800000001")
    resident = a_resident(user=user, phone="02155550000")

    actions.prove_number(by=user, phone="13700000009", now=NOW)

    resident.refresh_from_db()
    assert resident.phone == "02155550000"


def test_a_number_somebody_typed_and_never_proved_does_not_block_its_owner():
    actions.account_for(phone="13700000009")
    user = a_user(phone="13800000001")

    actions.prove_number(by=user, phone="13700000009", now=NOW)

    assert User.objects.get().phone == "13700000009"


# Signing up


def test_sign_up_makes_a_resident_and_keeps_the_consent():
    user, notice, committee = a_user(), a_privacy_notice(), a_committee()

    resident = actions.sign_up(by=user, name="张示例", committee=committee, notice=notice, now=NOW)

    assert (resident.user, resident.name, resident.phone, resident.committee) == (
        user,
        "张示例",
        user.phone,
        committee,
    )
    consent = Consent.objects.get()
    assert (consent.user, consent.notice, consent.accepted_at) == (user, notice, NOW)


def test_sign_up_links_the_one_person_the_desk_knows_by_this_name_and_number():
    user, committee = a_user(), a_committee()
    known = a_resident(name="张示例", phone=user.phone, committee=committee)

    resident = actions.sign_up(by=user, name="张示例", committee=None, notice=a_privacy_notice(), now=NOW)

    known.refresh_from_db()
    assert (resident, known.user, known.committee) == (known, user, committee)


@pytest.mark.parametrize("others", [["李示例"], ["张示例", "张示例"]])
def test_sign_up_links_nobody_of_another_name_and_none_of_two(others):
    user = a_user()
    known = [a_resident(name=name, phone=user.phone) for name in others]

    resident = actions.sign_up(by=user, name="张示例", committee=None, notice=a_privacy_notice(), now=NOW)

    assert resident not in known
    assert Resident.objects.filter(user=None).count() == len(known)


def test_sign_up_takes_no_resident_away_from_another_account():
    user = a_user(phone="13800000001")
    theirs = a_resident(user=a_user(), name="张示例", phone="13800000001")

    resident = actions.sign_up(by=user, name="张示例", committee=None, notice=a_privacy_notice(), now=NOW)

    assert resident != theirs


def test_signing_up_twice_changes_nothing():
    user, notice = a_user(), a_privacy_notice()
    first = actions.sign_up(by=user, name="张示例", committee=None, notice=notice, now=NOW)

    again = actions.sign_up(by=user, name="李示例", committee=None, notice=notice, now=at("2026-12-01 09:00"))

    assert (again.pk, again.name, Consent.objects.get().accepted_at) == (first.pk, "张示例", NOW)


@pytest.mark.django_db(transaction=True)
def test_signing_up_many_times_at_once_makes_one_resident():
    user, notice = a_user(), a_privacy_notice()
    Consent.objects.create(user=user, notice=notice, accepted_at=NOW)  # so that only the lock keeps order

    outcomes = race(
        6, lambda number: actions.sign_up(by=user, name="张示例", committee=None, notice=notice, now=NOW).pk
    )

    assert {*outcomes} == {Resident.objects.get().pk}
    assert Consent.objects.count() == 1


# The desk


def test_find_or_register_takes_name_and_number_together():
    known = a_resident(name="张示例", phone="02155550000")

    assert actions.find_or_register(name="张示例", phone="02155550000") == known
    assert actions.find_or_register(name="李示例", phone="02155550000") != known
    assert actions.find_or_register(name="张示例", phone="") != known


@pytest.mark.django_db(transaction=True)
def test_two_desks_register_one_person_once():
    outcomes = race(6, lambda _n: actions.find_or_register(name="张示例", phone="13800000001").pk)

    assert len(set(outcomes)) == Resident.objects.count() == 1
