"""Many at once: every runner has a thread and a database connection of its own.

For tests marked `django_db(transaction=True)`: what runners shall see must be committed.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, connections

SECONDS_TO_GET_READY = 60  # one who cannot connect fails the others after that

T = TypeVar("T")


def race(runners: int, function: Callable[[int], T]) -> list[T | Exception]:
    """Run function(0) … function(runners - 1) at the same moment; what each returned or raised, in that order."""
    start = threading.Barrier(runners, timeout=SECONDS_TO_GET_READY)

    def run(number: int) -> T:
        connection.ensure_connection()
        start.wait()
        return function(number)

    with ThreadPoolExecutor(runners) as pool:
        return list(pool.map(lambda number: _outcome(lambda: run(number)), range(runners)))


def race_of(*functions: Callable[[], T]) -> list[T | Exception]:
    """Run these different functions at the same moment; what each returned or raised, in their order."""
    return race(len(functions), lambda number: functions[number]())


def meanwhile(function: Callable[[], T]) -> "Future[T | Exception]":
    """Start another runner and come back when it waits for a lock of ours, or has finished already.

    Inside a transaction: `late = meanwhile(…)`; after its end `late.result()` is what it returned or raised.
    """
    backend: Future[int] = Future()

    def run() -> T:
        connection.ensure_connection()
        backend.set_result(connection.connection.info.backend_pid)
        return function()

    pool = ThreadPoolExecutor(1)
    runner = pool.submit(_outcome, run)
    pool.shutdown(wait=False)
    while not runner.done() and not _waits(backend.result(SECONDS_TO_GET_READY)):
        time.sleep(0.01)
    return runner


def _outcome(function: Callable[[], T]) -> T | Exception:
    try:
        return function()
    except Exception as error:
        return error
    finally:
        connections.close_all()


def _waits(backend: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [backend])
        [(waits,)] = cursor.fetchall()
        return waits is True
