from datetime import timedelta

import pytest

from residents import codes
from residents.forms import app_code_field
from residents.models import SealedCode
from tests.factories import at
from tests.races import race

NOW = at("2026-11-30 09:00")


def a_kept_seal(digits: str = "123456") -> str:
    seal = codes.sealed(digits)
    codes.keep(seal, good_until=NOW + timedelta(minutes=5))
    return seal


def test_a_code_has_six_digits_leading_zeros_and_all(monkeypatch):
    monkeypatch.setattr(codes.secrets, "randbelow", lambda below: 42 if below == 10**6 else 0)

    assert codes.new_code() == "000042"


def test_a_seal_opens_to_its_digits_only():
    seal = codes.sealed("123456")

    assert codes.opens("123456", seal)
    assert not codes.opens("123457", seal)
    assert not codes.opens("", seal)


def test_a_seal_does_not_tell_its_digits():
    assert "123456" not in codes.sealed("123456")
    assert codes.sealed("123456") != codes.sealed("123456")


def test_another_secret_key_opens_nothing(settings):
    seal = codes.sealed("123456")
    settings.SECRET_KEY = "somebody else's"

    assert not codes.opens("123456", seal)


def test_an_empty_seal_opens_to_nothing():
    assert not codes.opens("", "")
    assert not codes.opens("123456", "")


def test_digits_are_taken_as_people_type_them():
    assert codes.opens("１２３ ４５６", codes.sealed("123456"))


@pytest.mark.parametrize("typed", ["123456", "123 456", "１２３ ４５６", " 123456\u3000"])
def test_the_code_of_an_app_is_taken_as_the_app_shows_it(typed):
    assert app_code_field().clean(typed) == "123456"


def test_a_seal_for_nobody_looks_like_any_other_and_opens_to_nothing():
    seal = codes.sealed_for_nobody()

    assert len(seal) == len(codes.sealed("123456"))
    assert not codes.opens("", seal)
    assert not codes.opens("123456", seal)


# Tries


@pytest.mark.django_db
def test_a_code_opens_at_the_fifth_try_and_at_no_sixth():
    seal = a_kept_seal()
    for _ in range(4):
        assert not codes.try_to_open("000000", seal)
    assert not codes.is_used_up(seal)

    assert codes.try_to_open("123456", seal)

    assert codes.is_used_up(seal)
    assert not codes.try_to_open("123456", seal)


@pytest.mark.django_db
def test_each_code_has_its_own_tries():
    used_up, fresh = a_kept_seal(), a_kept_seal()
    for _ in range(5):
        codes.try_to_open("000000", used_up)

    assert codes.try_to_open("123456", fresh)


@pytest.mark.django_db
def test_a_code_that_nobody_keeps_is_used_up():
    seal = codes.sealed("123456")

    assert codes.is_used_up(seal)
    assert not codes.try_to_open("123456", seal)


@pytest.mark.django_db(transaction=True)
def test_of_fifty_tries_at_once_five_are_looked_at():
    """All are right: each that is looked at opens."""
    seal = a_kept_seal()

    opened = race(50, lambda number: codes.try_to_open("123456", seal))

    assert sorted(opened) == [False] * 45 + [True] * 5
    assert SealedCode.objects.get().tries == 5
