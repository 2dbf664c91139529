"""Measure rivalry for rooms, and the search for free ones, on this machine: the tables of docs/occupancy.md.

Works in a database of its own on the same server, made for it and dropped afterwards; no other is touched.
"""

import json
import multiprocessing
import os
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from statistics import median

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, OperationalError, ProgrammingError, connection, connections
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from django.utils import timezone

from centres.models import Centre, Committee, Occupancy, Room, RoomTaken, Want
from centres.spans import Span

SITES, ROOMS_EACH = 17, 4
ROOMS = SITES * ROOMS_EACH
RIVALS = 10  # clients who want the same hour of the same room
PATIENCE = "30s"  # for one statement that waits for others
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

# Ten numbers in a row stand for one hour of one room, later than all that is taken already.
PREPARE = """
CREATE SEQUENCE number MINVALUE 0;
CREATE FUNCTION next_time(OUT room bigint, OUT starts timestamptz) LANGUAGE sql AS $$
    SELECT 1 + time % {rooms}, '2050-01-01Z'::timestamptz + time / {rooms} * interval '1 hour'
    FROM (SELECT nextval('number') / {rivals} AS time) AS numbered
$$;
CREATE TABLE unguarded (LIKE centres_occupancy INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING IDENTITY);
CREATE INDEX ON unguarded (room_id, starts_at) WHERE released_at IS NULL;
"""
WRITE = """
INSERT INTO {table} (room_id, starts_at, ends_at, clear_until, kind, title, claim, is_part, standing)
SELECT room, starts, starts + interval '1 hour', starts + interval '1 hour', 'booking', '',
       gen_random_uuid(), false, 'firm'
FROM {times}
"""
TAKEN_ALREADY = """
    (SELECT id AS room, date_trunc('day', now()) + (30 - n / 8) * interval '1 day' + n %% 8 * interval '1 hour'
                        AS starts
     FROM centres_room, generate_series(0, %s - 1) AS n) AS taken
"""
THIS_TIME = "(SELECT %s::bigint AS room, %s::timestamptz AS starts) AS this"
IS_TAKEN = """
SELECT EXISTS (SELECT FROM unguarded WHERE room_id = %(room)s AND released_at IS NULL
               AND starts_at > %(starts)s - interval '24 hours'
               AND starts_at < %(starts)s + interval '1 hour' AND clear_until > %(starts)s)
"""


# Ways to take an hour: each answers whether it got it


def on_conflict_do_nothing(cursor: CursorWrapper) -> bool:
    cursor.execute(WRITE.format(table="centres_occupancy", times="next_time()") + "ON CONFLICT DO NOTHING")
    return bool(cursor.rowcount)


def claim(cursor: CursorWrapper) -> bool:
    room_id, starts_at = _next_time(cursor)
    try:
        Occupancy.objects.claim(
            [Want(Room(pk=room_id), Span(starts_at, starts_at + HOUR))], kind="booking", now=timezone.now()
        )
    except RoomTaken:
        return False
    return True


def plain_insert(cursor: CursorWrapper) -> bool:
    try:
        cursor.execute(WRITE.format(table="centres_occupancy", times="next_time()"))
    except IntegrityError:
        return False
    return True


def lock_check_insert(cursor: CursorWrapper) -> bool:
    return _check_then_insert(cursor, lock="SELECT FROM centres_room WHERE id = %s FOR UPDATE")


def check_insert(cursor: CursorWrapper) -> bool:
    return _check_then_insert(cursor)


def _check_then_insert(cursor: CursorWrapper, *, lock: str = "") -> bool:
    room_id, starts_at = _next_time(cursor)
    cursor.execute("BEGIN")
    if lock:
        cursor.execute(lock, [room_id])
    cursor.execute(IS_TAKEN, {"room": room_id, "starts": starts_at})
    [(is_taken,)] = cursor.fetchall()
    if not is_taken:
        cursor.execute(WRITE.format(table="unguarded", times=THIS_TIME), [room_id, starts_at])
    cursor.execute("COMMIT")
    return is_taken is False


WAYS: dict[str, Callable[[CursorWrapper], bool]] = {
    "constraint + ON CONFLICT DO NOTHING": on_conflict_do_nothing,
    "the same as `Occupancy.objects.claim`": claim,
    "constraint + plain INSERT (what `.save()` sends)": plain_insert,
    "lock the room's row, check, insert": lock_check_insert,
    "check, then insert, no lock (control)": check_insert,
}


# Competing


@dataclass
class Tally:
    """What came of some clients' attempts. Moments and waits in seconds."""

    attempts: int = 0
    won: int = 0
    given_up: int = 0  # by the database: deadlocks, and waits past PATIENCE
    worst_wait: float = 0.0
    ended_at: float = 0.0

    @classmethod
    def of_all(cls, tallies: Sequence["Tally"]) -> "Tally":
        return cls(
            attempts=sum(tally.attempts for tally in tallies),
            won=sum(tally.won for tally in tallies),
            given_up=sum(tally.given_up for tally in tallies),
            worst_wait=max(tally.worst_wait for tally in tallies),
            ended_at=max(tally.ended_at for tally in tallies),
        )


def compete(way: str, *, clients: int, seconds: float) -> tuple[Tally, float]:
    """Let clients attempt as often as they can, in one process for each core. Returns also the seconds it took."""
    cores = os.cpu_count() or 1
    begins_at = time.monotonic() + 1 + clients / 32  # all are connected by then
    connections.close_all()
    with ProcessPoolExecutor(cores, mp_context=multiprocessing.get_context("fork")) as processes:
        shares = [clients // cores + (core < clients % cores) for core in range(cores)]
        tallies = list(processes.map(partial(_compete_here, way, begins_at, begins_at + seconds), shares))
    total = Tally.of_all(tallies)
    return total, total.ended_at - begins_at


def _compete_here(way: str, begins_at: float, ends_at: float, clients: int) -> Tally:
    with ThreadPoolExecutor(clients) as threads:
        return Tally.of_all(list(threads.map(lambda _client: _attempt(WAYS[way], begins_at, ends_at), range(clients))))


def _attempt(way: Callable[[CursorWrapper], bool], begins_at: float, ends_at: float) -> Tally:
    tally = Tally()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = %s", [PATIENCE])
        cursor.execute("SET synchronous_commit = off")  # leaves out the disk, which is the same for all ways
        time.sleep(max(0, begins_at - time.monotonic()))
        while (started_at := time.monotonic()) < ends_at:
            try:
                tally.won += way(cursor)
            except OperationalError:
                tally.given_up += 1
            tally.attempts += 1
            tally.worst_wait = max(tally.worst_wait, time.monotonic() - started_at)
    tally.ended_at = time.monotonic()
    connections.close_all()
    return tally


def _next_time(cursor: CursorWrapper) -> tuple[int, datetime]:
    cursor.execute("SELECT room, starts FROM next_time()")
    [(room_id, starts_at)] = cursor.fetchall()
    return room_id, starts_at


def double_bookings() -> int:
    """How many rows too many were written; taken times are whole hours, so rows of one start overlap."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT sum(rows - 1) FROM (
                SELECT count(*) AS rows FROM centres_occupancy GROUP BY room_id, starts_at
                UNION ALL
                SELECT count(*) FROM unguarded GROUP BY room_id, starts_at
            ) AS starts
            """
        )
        [(too_many,)] = cursor.fetchall()
        return int(too_many)


# Searching


def searches(rooms: Sequence[Room]) -> dict[str, QuerySet[Occupancy]]:
    """What pages ask, in words and as the query they send."""
    now = timezone.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + DAY
    afternoon, day, week = (
        Span(midnight, midnight + 2 * HOUR),
        Span(midnight, midnight + DAY),
        Span(midnight, midnight + 7 * DAY),
    )
    taken = Occupancy.objects.standing(now)
    return {
        "one room, two hours": taken.in_rooms(rooms[:1]).overlapping(afternoon),
        "all rooms, one day": taken.in_rooms(rooms).overlapping(day),
        "the week of a site": taken.in_rooms(rooms[:ROOMS_EACH]).overlapping(week),
        "all rooms, one day, lengths not bounded (control)": taken.in_rooms(rooms).filter(
            starts_at__lt=day.ends_at, clear_until__gt=day.starts_at
        ),
    }


def explained(query: QuerySet[Occupancy]) -> tuple[float, set[str]]:
    """The median of the milliseconds that PostgreSQL spends on it, and the indexes it uses."""
    plans = [json.loads(query.explain(format="json", analyze=True))[0] for _time in range(21)]
    return median(plan["Execution Time"] + plan["Planning Time"] for plan in plans), set(_indexes(plans[0]["Plan"]))


def _indexes(plan: dict[str, object]) -> Iterator[str]:
    if "occupancy" in str(plan.get("Index Name")):
        yield str(plan["Index Name"])
    inner = plan.get("Plans")
    for each in inner if isinstance(inner, list) else []:
        yield from _indexes(each)


# The scratch database


@contextmanager
def scratch_database(*, rows: int) -> Iterator[list[Room]]:
    """A database with rooms and so many occupancies, in the place of the real one until it is dropped."""
    real = connection.settings_dict["NAME"]
    scratch = f"yanji_bench_{os.getpid()}"
    with connection.cursor() as cursor:
        try:
            cursor.execute(f"CREATE DATABASE {scratch}")
        except ProgrammingError as error:
            raise CommandError(f"The database's role may not make a scratch database: {error}") from error
    try:
        _connect_to(scratch)
        call_command("migrate", "centres", verbosity=0)
        yield _fill(rows)
    finally:
        _connect_to(real)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {scratch} WITH (FORCE)")


def _connect_to(name: str) -> None:
    connections.close_all()
    connection.settings_dict["NAME"] = name


def _fill(rows: int) -> list[Room]:
    committee = Committee.objects.create(name="bench")
    for number in range(1, SITES + 1):
        site = Centre.objects.create(slug=f"b{number}", kind=Centre.Kind.CENTRE, number=number, committee=committee)
        Room.objects.bulk_create(
            Room(centre=site, number=str(door), name="bench", capacity=20, area=40) for door in range(ROOMS_EACH)
        )
    with connection.cursor() as cursor:
        cursor.execute(PREPARE.format(rooms=ROOMS, rivals=RIVALS))
        cursor.execute("ALTER TABLE centres_occupancy DISABLE TRIGGER USER")
        for table in ("centres_occupancy", "unguarded"):
            cursor.execute(WRITE.format(table=table, times=TAKEN_ALREADY), [rows // ROOMS])
        cursor.execute("ALTER TABLE centres_occupancy ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE")
    return list(Room.objects.order_by("pk"))


class Command(BaseCommand):
    help = "Measure rivalry for rooms and the search for free ones, in a scratch database on this server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rows", type=int, default=260_000, help="occupancies there are already")
        parser.add_argument("--connections", type=int, nargs="+", default=[16, 64])
        parser.add_argument("--seconds", type=float, default=5, help="for each way and number of connections")

    def handle(self, *args: object, rows: int, connections: list[int], seconds: float, **options: object) -> None:
        with scratch_database(rows=rows) as rooms:
            self._say_where(rows)
            self._compare_ways(connections, seconds)
            self._time_searches(rooms)

    def _say_where(self, rows: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            [(version,)] = cursor.fetchall()
        self.stdout.write(
            f"PostgreSQL {version}, {os.cpu_count()} cores, {rows:,} rows, {RIVALS} clients for each hour.\n\n"
        )

    def _compare_ways(self, connections: list[int], seconds: float) -> None:
        self.stdout.write(
            "| way | connections | attempts/s | double bookings | deadlocks and lost patience | worst wait |\n"
        )
        self.stdout.write("|---|---|---|---|---|---|\n")
        for way in WAYS:
            for clients in connections:
                before = double_bookings()
                tally, took = compete(way, clients=clients, seconds=seconds)
                self.stdout.write(
                    f"| {way} | {clients} | {tally.attempts / took:,.0f} | {double_bookings() - before:,} "
                    f"| {tally.given_up} | {tally.worst_wait * 1000:,.0f} ms |\n"
                )

    def _time_searches(self, rooms: list[Room]) -> None:
        self.stdout.write("\n| search | PostgreSQL | through |\n|---|---|---|\n")
        for words, query in searches(rooms).items():
            milliseconds, indexes = explained(query)
            self.stdout.write(f"| {words} | {milliseconds:.2f} ms | {', '.join(sorted(indexes)) or 'no index'} |\n")
