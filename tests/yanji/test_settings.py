"""What the settings ask of the environment, each time in a process of its own."""

import os
import subprocess
import sys

import pytest

from yanji.settings import BASE_DIR

PRODUCTION = {
    "DATABASE_URL": "postgresql:///",
    "YANJI_PRODUCTION": "1",
    "YANJI_HOSTS": "portal.example",
    "YANJI_SECRET_KEY": "only-for-this-test",
    "YANJI_SMS": "trial",
}


def sms_channel(**environment: str) -> subprocess.CompletedProcess[str]:
    """Load the settings with this environment alone, and say the channel."""
    return subprocess.run(
        [sys.executable, "-c", "from yanji import settings; print(settings.SMS_CHANNEL)"],
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("missing", ["YANJI_HOSTS", "YANJI_SMS"])
def test_what_is_missing_in_production_stops_the_start_with_its_name(missing: str) -> None:
    started = sms_channel(**PRODUCTION | {missing: ""})

    assert started.returncode == 1
    assert f"ImproperlyConfigured: {missing} must name" in started.stderr


def test_the_trial_channel_may_be_chosen_in_production() -> None:
    assert sms_channel(**PRODUCTION).stdout == "trial\n"


def test_a_trial_needs_no_choice() -> None:
    assert sms_channel(DATABASE_URL="postgresql:///").stdout == "trial\n"
