"""Many at once: every runner has a thread and a database connection of its own, and all start together.

For tests marked `django_db(transaction=True)`: what runners shall see must be committed.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, connections

SECONDS_TO_GET_READY = 60  # one who cannot connect fails the others after that

T = TypeVar("T")


def race(runners: int, function: Callable[[int], T]) -> list[T | Exception]:
    """Run function(0) … function(runners - 1) at the same moment; what each returned or raised, in that order."""
    start = threading.Barrier(runners, timeout=SECONDS_TO_GET_READY)

    def run(number: int) -> T | Exception:
        try:
            connection.ensure_connection()
            start.wait()
            return function(number)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(runners) as pool:
        return list(pool.map(run, range(runners)))


def race_of(*functions: Callable[[], T]) -> list[T | Exception]:
    """Run these different functions at the same moment; what each returned or raised, in their order."""
    return race(len(functions), lambda number: functions[number]())
