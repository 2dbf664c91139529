"""The one loop that runs the ticks. However many workers are started, one of them works and the others stand by.

The lock is PostgreSQL's, held by the connection: whoever loses the connection loses the lock, so it is asked for
again before every round.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Event

from django.db import InterfaceError, OperationalError, connection

from notices import ticks

logger = logging.getLogger("notices")

LOCK = int.from_bytes(b"worker")  # advisory locks are per database; any number of our own will do
PAUSE = 1.0  # seconds between rounds
LOST = (OperationalError, InterfaceError)


def run(*, stop: Event, clock: Callable[[], datetime]) -> None:
    """Go round until told to stop. A database that is away for a while is waited for."""
    last_run: dict[str, datetime] = {}
    stands_by = False
    while not stop.is_set():
        try:
            if is_ours := holds_lock():
                run_due(clock(), last_run)
            elif not stands_by:
                logger.info("Another worker is at work; standing by.")
            stands_by = not is_ours
        except LOST as error:
            logger.warning("The database does not answer, trying again: %s", error)
            connection.close()
        stop.wait(PAUSE)
    connection.close()


def run_once(now: datetime) -> bool:
    """One round of everything. False when another worker is at it."""
    if not holds_lock():
        return False
    try:
        run_due(now, {})
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return True


def run_due(now: datetime, last_run: dict[str, datetime]) -> None:
    """Run each tick whose time has come. One that crashes is logged, and the others run all the same."""
    for tick in ticks.registered():
        if tick.name in last_run and now - last_run[tick.name] < tick.every:
            continue
        last_run[tick.name] = now
        try:
            tick.function(now)
        except Exception as error:
            if isinstance(error, LOST) and connection_is_lost():
                raise
            logger.exception("The tick %r crashed", tick.name)


def holds_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        [(is_ours,)] = cursor.fetchall()
    return bool(is_ours)


def connection_is_lost() -> bool:
    return connection.connection is None or not connection.is_usable()
