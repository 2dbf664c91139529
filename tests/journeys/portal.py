"""One portal with the example data, for all tests that only read it; it is gone before any other test begins."""

from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from office.example_data.load import load

_open: list[LiveServer] = []


def open_portal() -> str:
    """Its address. The database is allowed."""
    _empty()
    load(now=timezone.now())
    _open.append(LiveServer("localhost"))
    return _open[-1].url


def is_open() -> bool:
    return bool(_open)


def close_portal() -> None:
    """The rows that migrations wrote are left for whoever comes next."""
    while _open:
        _open.pop().stop()
    _empty()


def _empty() -> None:
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True, reset_sequences=False)
    connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
