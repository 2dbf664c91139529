"""What PostgreSQL reads to answer a question, and years of history to find out."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from activities.models import Activity
from residents.models import User
from tests.factories import a_resident, a_room

WEEKS, A_WEEK = 3 * 52, 40  # rows a week, every fourth a session, the others bookings


def years_of_history(*, activities: Sequence[Activity], by: User, until: datetime) -> None:
    """Weeks that are all alike, arranged and booked by one member of staff, and PostgreSQL's statistics of them."""
    tables = ("centres_occupancy", "activities_session", "bookings_booking")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            HISTORY,
            {
                "room": a_room().pk,
                "resident": a_resident().pk,
                "activities": [activity.pk for activity in activities],
                "by": by.pk,
                "until": until,
                "a_week": A_WEEK,
                "count": WEEKS * A_WEEK,
            },
        )
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("ANALYZE")


HISTORY = """
WITH taken AS (
    INSERT INTO centres_occupancy (room_id, starts_at, ends_at, clear_until, kind, title, claim, is_part, standing)
    SELECT %(room)s, starts, starts + interval '1 hour', starts + interval '1 hour',
           CASE WHEN n %% 4 = 0 THEN 'session' ELSE 'booking' END, '', gen_random_uuid(), false, 'firm'
    FROM (SELECT n, %(until)s - n * interval '1 week' / %(a_week)s AS starts
          FROM generate_series(1, %(count)s) AS n) AS past
    RETURNING id, kind, starts_at
), sessions AS (
    INSERT INTO activities_session (occupancy_id, activity_id, state, arranged_by_id, arranged_at, cancel_reason, kept,
                                    taken, taken_at_desk)
    SELECT id, (%(activities)s)[1 + id %% cardinality(%(activities)s)], 'confirmed', %(by)s, starts_at, '', 0, 0, 0
    FROM taken WHERE kind = 'session'
)
INSERT INTO bookings_booking
    (occupancy_id, ref, state, booked_for_id, booked_by_id, channel, booked_at, form_token, party, purpose, note,
     waiver, cancelled_how, cancel_reason, decision, checked_in_how, slip_edition)
SELECT id, lpad(id::text, 6, '0'), 'confirmed', %(resident)s, %(by)s, 'desk', starts_at, gen_random_uuid(), 6, '', '',
       '', '', '', '', '', 1
FROM taken WHERE kind = 'booking'
"""


def rows_read(query: QuerySet[Any, Any]) -> dict[str, int]:
    """By table, how many rows PostgreSQL looks at, those that it then leaves out too."""
    [plan] = json.loads(query.explain(format="json", analyze=True))
    read: dict[str, int] = {}
    for node in _nodes(plan["Plan"]):
        if "Relation Name" in node:
            left_out = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
            rows = round((node["Actual Rows"] + left_out) * node["Actual Loops"])
            read[node["Relation Name"]] = read.get(node["Relation Name"], 0) + rows
    return read


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from _nodes(part)
