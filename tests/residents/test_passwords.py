import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize("password", ["Yanji-2026", "xiaoqu-8hao", "Tang3Yanji", "睦邻-Abc-1"])
def test_three_kinds_of_characters_are_enough(password):
    validate_password(password)


@pytest.mark.parametrize("password", ["abcdefgh1", "12345678901", "ABCDEFGH-", "Aa1-", "password"])
def test_less_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)
