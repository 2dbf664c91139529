"""What the environment says: taken over, made up for where it is silent, refused where it is wrong."""

import runpy
from collections.abc import Callable

import pytest
from django.core.exceptions import ImproperlyConfigured

from yanji import settings as settings_file

Read = Callable[..., dict[str, object]]

READ_HERE = ("YANJI_PRODUCTION", "YANJI_HOSTS", "YANJI_SMS", "YANJI_ADDRESS")
PRODUCTION = {"YANJI_PRODUCTION": "1", "YANJI_HOSTS": "yanji.example,www.yanji.example", "YANJI_SMS": "trial"}


@pytest.fixture
def settings_with(monkeypatch: pytest.MonkeyPatch) -> Read:
    """The settings as a start with these variables would read them."""

    def read(**environment: str) -> dict[str, object]:
        for name in READ_HERE:
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("YANJI_SECRET_KEY", "only-for-this-test")
        return runpy.run_path(settings_file.__file__)

    return read


@pytest.mark.parametrize("missing", ["YANJI_HOSTS", "YANJI_SMS"])
def test_what_is_missing_in_production_stops_the_start_with_its_name(settings_with: Read, missing: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^{missing} must name"):
        settings_with(**PRODUCTION | {missing: ""})


@pytest.mark.parametrize("environment", [PRODUCTION, {}], ids=["chosen in production", "a trial needs no choice"])
def test_the_trial_channel(settings_with: Read, environment: dict[str, str]) -> None:
    assert settings_with(**environment)["SMS_CHANNEL"] == "trial"


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({}, ""),
        (PRODUCTION, "https://yanji.example"),
        (PRODUCTION | {"YANJI_HOSTS": ".yanji.example"}, "https://yanji.example"),
        (PRODUCTION | {"YANJI_ADDRESS": "https://mulin.example/"}, "https://mulin.example"),
        ({"YANJI_ADDRESS": "http://10.0.0.8:8000"}, "http://10.0.0.8:8000"),
    ],
)
def test_public_address_is_the_one_given_or_the_first_host(
    settings_with: Read, environment: dict[str, str], address: str
) -> None:
    assert settings_with(**environment)["ADDRESS"] == address


@pytest.mark.parametrize(
    "value",
    [
        "yanji.example",
        "ftp://yanji.example",
        "https://",
        "https://yanji.example/portal",
        "https://yanji.example?x",
        "https://clerk@yanji.example",
        "https://yanji.example:",
        "https://yanji example",
        "https://-yanji.example",
        "https://yanji.example\n",
    ],
)
def test_malformed_address_stops_the_start_with_its_name(settings_with: Read, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^YANJI_ADDRESS must be an address such as https://yanji.example"):
        settings_with(YANJI_ADDRESS=value)


def test_every_host_names_none(settings_with: Read) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^YANJI_ADDRESS .* not 'https://\*'"):
        settings_with(**PRODUCTION | {"YANJI_HOSTS": "*"})
