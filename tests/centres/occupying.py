"""Words for tests of time taken: what is wanted, claimed, and stands in the end."""

from datetime import datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from centres.models import Occupancy, Room, Want
from centres.spans import Span
from tests.factories import a_span, at

NOW = at("2026-11-30 08:00")
WEEK = timedelta(days=7)
QUARTER = timedelta(minutes=15)


def a_want(room: Room, hours: str = "09:00-10:30", *, clearing: timedelta = timedelta(0)) -> Want:
    return Want(room, a_span(f"2026-11-30 {hours}"), clearing)


def claim(
    *wants: Want,
    now: datetime = NOW,
    kind: str = "booking",
    title: str = "",
    standing: str = "firm",
    held_until: datetime | None = None,
) -> list[Occupancy]:
    return Occupancy.objects.claim(wants, kind=kind, now=now, title=title, standing=standing, held_until=held_until)


def what_stands() -> set[tuple[int, Span]]:
    """Rooms and spans that stand in the database, which agrees to what was done so far."""
    connection.check_constraints()
    return {(row.room_id, row.span) for row in Occupancy.objects.filter(released_at=None)}


def statements(queries: CaptureQueriesContext) -> list[str]:
    return [query["sql"].split()[0] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]


# How a held row may have ended: each ends it and says what time it is then


def past_its_deadline(row: Occupancy) -> datetime:
    assert row.held_until is not None
    return row.held_until


def released(row: Occupancy) -> datetime:
    Occupancy.objects.release([row], now=NOW)
    return NOW


def given_way(row: Occupancy) -> datetime:
    claim(a_want(row.room), now=past_its_deadline(row))
    return NOW


def confirmed(row: Occupancy) -> datetime:
    Occupancy.objects.confirm(row.claim, now=NOW)
    return NOW
