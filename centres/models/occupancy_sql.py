"""The triggers and statements behind Occupancy, where the ORM has no words for them.

Every statement locks rows in one order, by (room, start), and has locked all of them before it changes
the first: that is what `= ANY (ARRAY (SELECT …))` is for.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import pgtrigger
from django.db import connections

from centres.spans import Span

RELEASED_STAYS_RELEASED = pgtrigger.Trigger(
    name="released_stays_released",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Q(old__released_at__isnull=False, new__released_at__isnull=True),
    func="""
        RAISE EXCEPTION 'occupancy % was released; undo is a new claim', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'released_stays_released';
    """,
)

# The rows that stand in the parts of a hall are exactly those that the rows of the hall call for: same claim,
# same times, same standing. Asked once the transaction is whole, so that rows may be written one by one.
HALL_AND_PARTS_STAND_TOGETHER = pgtrigger.Trigger(
    name="hall_and_parts_stand_together",
    when=pgtrigger.After,
    operation=pgtrigger.Insert
    | pgtrigger.UpdateOf(
        "room_id", "starts_at", "ends_at", "clear_until", "claim", "is_part", "standing", "held_until", "released_at"
    )
    | pgtrigger.Delete,
    timing=pgtrigger.Deferred,
    func="""
        IF EXISTS (
            WITH taken AS (
                SELECT * FROM centres_occupancy
                WHERE released_at IS NULL
                  AND (claim, starts_at) IN ((OLD.claim, OLD.starts_at), (NEW.claim, NEW.starts_at))
            ), called_for AS (
                SELECT part.id, claim, starts_at, ends_at, clear_until, standing, held_until
                FROM taken JOIN centres_room part ON part.whole_id = taken.room_id
                WHERE NOT is_part
            ), found AS (
                SELECT room_id, claim, starts_at, ends_at, clear_until, standing, held_until
                FROM taken
                WHERE is_part
            )
            (TABLE called_for EXCEPT TABLE found) UNION ALL (TABLE found EXCEPT TABLE called_for)
        ) THEN
            RAISE EXCEPTION 'a hall and its parts are taken and released together'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'hall_and_parts_stand_together';
        END IF;
        RETURN NULL;
    """,
)

HALL_KEEPS_ITS_PARTS = pgtrigger.Trigger(
    name="hall_keeps_its_parts",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("whole_id", "centre_id") | pgtrigger.Delete,
    func="""
        IF OLD.whole_id IS DISTINCT FROM NEW.whole_id THEN
            -- Waits for claims of the hall that are being written: their foreign key holds its row. Only then look.
            PERFORM FROM centres_room WHERE id IN (OLD.whole_id, NEW.whole_id) ORDER BY id FOR UPDATE;
            IF EXISTS (SELECT FROM centres_occupancy WHERE room_id IN (OLD.whole_id, NEW.whole_id)
                       AND NOT is_part AND released_at IS NULL AND clear_until > now()) THEN
                RAISE EXCEPTION 'the hall is taken in the days to come; its parts cannot change now'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'hall_keeps_its_parts_while_taken';
            END IF;
        END IF;
        IF EXISTS (SELECT FROM centres_room hall WHERE hall.id = NEW.whole_id
                   AND (hall.whole_id IS NOT NULL OR hall.centre_id <> NEW.centre_id))
            OR EXISTS (SELECT FROM centres_room part WHERE part.whole_id = NEW.id
                       AND (NEW.whole_id IS NOT NULL OR part.centre_id <> NEW.centre_id)) THEN
            RAISE EXCEPTION 'a hall and its parts stand in one site, on two levels'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'room_parts_form_one_level';
        END IF;
        RETURN COALESCE(NEW, OLD);
    """,
)


class Terms(NamedTuple):
    """What the rows of one claim have in common."""

    claim: uuid.UUID
    kind: str
    title: str
    standing: str
    held_until: datetime | None

    def have_expired(self, now: datetime) -> bool:
        return self.held_until is not None and self.held_until <= now


class Row(NamedTuple):
    """One row to write, in the order of the statement's columns."""

    room_id: int
    starts_at: datetime
    ends_at: datetime
    clear_until: datetime
    is_part: bool
    claim: uuid.UUID
    kind: str
    title: str
    standing: str
    held_until: datetime | None


def lock_rooms(using: str, room_ids: Iterable[int]) -> None:
    """Wait for everybody else who takes or moves several times in these rooms at once.

    A part is locked through its hall. Claims of a single time do not come here, and need not wait.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(
            """
            SELECT FROM centres_room
            WHERE id IN (SELECT COALESCE(whole_id, id) FROM centres_room WHERE id = ANY (%s))
            ORDER BY id
            FOR NO KEY UPDATE
            """,
            [list(room_ids)],
        )


def release_expired(using: str, places: Sequence[tuple[int, Span]], now: datetime) -> None:
    """Release each claim that stands in one of these rooms and spans but is held past its deadline.

    Whoever confirms such a claim at the same moment wins: the deadline is read again under the lock.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(
            """
            WITH expired AS (
                SELECT id FROM centres_occupancy
                WHERE released_at IS NULL AND held_until <= %(now)s AND claim IN (
                    SELECT held.claim
                    FROM unnest(%(rooms)s::bigint[], %(starts)s::timestamptz[], %(ends)s::timestamptz[])
                         AS want (room, starts, ends)
                    JOIN centres_occupancy held
                      ON held.room_id = want.room AND held.during && tstzrange(want.starts, want.ends)
                    WHERE held.released_at IS NULL AND held.held_until <= %(now)s)
                ORDER BY room_id, starts_at
                FOR UPDATE
            )
            UPDATE centres_occupancy SET released_at = %(now)s WHERE id = ANY (ARRAY (SELECT id FROM expired))
            """,
            {
                "rooms": [room_id for room_id, _span in places],
                "starts": [span.starts_at for _room_id, span in places],
                "ends": [span.ends_at for _room_id, span in places],
                "now": now,
            },
        )


def release(using: str, ids: Sequence[int], now: datetime) -> dict[int, Terms]:
    """Release main rows and the parts taken with them. Returns the terms of those that stood until now."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            """
            WITH leaving AS (
                SELECT taken.id
                FROM centres_occupancy main
                JOIN centres_occupancy taken ON taken.claim = main.claim AND taken.starts_at = main.starts_at
                JOIN centres_room room ON room.id = taken.room_id
                WHERE main.id = ANY (%(ids)s) AND taken.released_at IS NULL
                  AND (taken.id = main.id OR taken.is_part AND room.whole_id = main.room_id)
                ORDER BY taken.room_id, taken.starts_at
                FOR UPDATE OF taken
            )
            UPDATE centres_occupancy SET released_at = %(now)s WHERE id = ANY (ARRAY (SELECT id FROM leaving))
            RETURNING is_part, id, claim, kind, title, standing, held_until
            """,
            {"ids": list(ids), "now": now},
        )
        return {pk: Terms(*terms) for is_part, pk, *terms in cursor.fetchall() if not is_part}


def insert(using: str, rows: Sequence[Row]) -> dict[tuple[int, datetime, datetime], int]:
    """Write the rows that nothing stands in the way of. Returns their ids by (room, start, end of clearing)."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO centres_occupancy (room_id, starts_at, ends_at, clear_until, is_part,
                                           claim, kind, title, standing, held_until)
            SELECT *
            FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::boolean[],
                        %s::uuid[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])
                 AS row (room, starts)
            ORDER BY room, starts
            ON CONFLICT DO NOTHING
            RETURNING room_id, starts_at, clear_until, id
            """,
            [[row[column] for row in rows] for column in range(len(Row._fields))],
        )
        return {(room_id, starts_at, clear_until): pk for room_id, starts_at, clear_until, pk in cursor.fetchall()}
