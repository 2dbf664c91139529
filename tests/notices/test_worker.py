import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import psycopg2
import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from notices import actions, ticks, worker
from tests.factories import a_notice, at

NOW = at("2026-11-30 09:00")


@pytest.fixture
def runs(monkeypatch) -> list[tuple[str, datetime]]:
    """No ticks but those of the test, which note here that they ran."""
    monkeypatch.setattr(ticks, "_ticks", {})
    return []


def noting(runs: list[tuple[str, datetime]], name: str) -> Callable[[datetime], None]:
    return lambda now: runs.append((name, now))


@contextlib.contextmanager
def another_worker() -> Iterator[None]:
    """Somebody else holds the lock, on a connection of its own."""
    other = psycopg2.connect(**connection.get_connection_params())
    try:
        other.cursor().execute("SELECT pg_advisory_lock(%s)", [worker.LOCK])
        yield
        other.cursor().execute("SELECT pg_advisory_unlock(%s)", [worker.LOCK])  # a closed connection lets go later
    finally:
        other.close()


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


# One round


@pytest.mark.django_db
def test_a_round_runs_every_tick_with_the_moment(runs):
    ticks.register("a", timedelta(seconds=1), noting(runs, "a"))
    ticks.register("b", timedelta(days=1), noting(runs, "b"))

    assert worker.run_once(NOW)

    assert runs == [("a", NOW), ("b", NOW)]


@pytest.mark.django_db
def test_a_tick_runs_again_only_when_its_time_has_come(runs):
    ticks.register("a", timedelta(minutes=1), noting(runs, "a"))
    last_run: dict[str, datetime] = {}

    for seconds in (0, 30, 60, 61):
        worker.run_due(NOW + timedelta(seconds=seconds), last_run)

    assert runs == [("a", NOW), ("a", NOW + timedelta(seconds=60))]


@pytest.mark.django_db
def test_a_tick_that_crashes_is_logged_and_does_not_stop_the_others(runs, caplog):
    def crash(now: datetime) -> None:
        raise ZeroDivisionError

    ticks.register("bad", timedelta(seconds=1), crash)
    ticks.register("good", timedelta(seconds=1), noting(runs, "good"))

    worker.run_once(NOW)

    assert runs == [("good", NOW)]
    assert "The tick 'bad' crashed" in caplog.messages


@pytest.mark.django_db
def test_of_two_workers_one_runs(runs):
    ticks.register("a", timedelta(seconds=1), noting(runs, "a"))

    with another_worker():
        assert not worker.run_once(NOW)
    assert runs == []
    assert worker.run_once(NOW)


@pytest.mark.django_db
def test_the_command_says_what_happened(capsys, runs):
    ticks.register("send", timedelta(seconds=1), actions.send_waiting)
    notice = a_notice()

    call_command("worker", once=True)
    with another_worker():
        call_command("worker", once=True)

    notice.refresh_from_db()
    assert notice.state == "sent"
    assert capsys.readouterr().out == "Done.\nAnother worker is at work.\n"


# The loop


@contextlib.contextmanager
def running_worker(monkeypatch) -> Iterator[threading.Event]:
    monkeypatch.setattr(worker, "PAUSE", 0.05)
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, kwargs={"stop": stop, "clock": timezone.now})
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(timeout=20)
    assert not thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_stands_by_takes_over(runs, monkeypatch, caplog):
    caplog.set_level(logging.INFO, logger="notices")
    ticks.register("a", timedelta(0), noting(runs, "a"))

    with another_worker(), running_worker(monkeypatch):
        wait_until(lambda: "Another worker is at work; standing by." in caplog.messages)
        assert runs == []
    with running_worker(monkeypatch):
        wait_until(lambda: len(runs) >= 2)


@pytest.mark.django_db(transaction=True)
def test_a_worker_survives_the_loss_of_its_connection(runs, monkeypatch, caplog):
    backends: list[int] = []

    def note_backend(now: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backends.append(cursor.fetchone()[0])

    ticks.register("a", timedelta(0), note_backend)
    with running_worker(monkeypatch):
        wait_until(lambda: bool(backends))
        first = backends[0]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [first])
        wait_until(lambda: backends[-1] != first)

    assert any(message.startswith("The database does not answer") for message in caplog.messages)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_the_process_stops_cleanly_when_told_to(sign):
    database = connection.get_connection_params()
    where = " ".join(
        f"{key}='{database[key]}'" for key in ("dbname", "user", "password", "host", "port") if database.get(key)
    )
    process = subprocess.Popen(
        [sys.executable, "-u", "manage.py", "worker"],
        cwd=django_settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": where},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline() == "The worker runs.\n"
        process.send_signal(sign)
        output, complaints = process.communicate(timeout=30)
    finally:
        process.kill()

    assert (process.returncode, output, complaints) == (0, "The worker has stopped.\n", "")
