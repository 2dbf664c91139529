"""The statements and triggers behind Occupancy, where the ORM has no words for them."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import pgtrigger
from django.db import connections
from django.db.models import Q

if TYPE_CHECKING:
    from centres.models.occupancy import Occupancy

RELEASED_STAYS_RELEASED = pgtrigger.Trigger(
    name="released_stays_released",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("released_at"),
    condition=pgtrigger.Q(old__released_at__isnull=False, new__released_at__isnull=True),
    func="""
        RAISE EXCEPTION 'occupancy % was released; undo is a new claim', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'released_stays_released';
    """,
)

# A standing row of a hall has one standing is_part row, of the same claim, times and standing, for each
# part of the hall; and each standing is_part row has its hall's row. Asked once the transaction is whole.
HALL_AND_PARTS_STAND_TOGETHER = pgtrigger.Trigger(
    name="hall_and_parts_stand_together",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    timing=pgtrigger.Deferred,
    declare=[("touched", "uuid[]")],
    func="""
        touched := CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.claim]
                              WHEN 'DELETE' THEN ARRAY[OLD.claim]
                              ELSE ARRAY[OLD.claim, NEW.claim] END;
        IF EXISTS (
            SELECT FROM centres_occupancy hall JOIN centres_room part ON part.whole_id = hall.room_id
            WHERE hall.claim = ANY (touched) AND hall.released_at IS NULL AND NOT hall.is_part
              AND NOT EXISTS (
                SELECT FROM centres_occupancy mate
                WHERE mate.claim = hall.claim AND mate.room_id = part.id AND mate.is_part
                  AND mate.released_at IS NULL AND mate.standing = hall.standing
                  AND (mate.starts_at, mate.ends_at, mate.clear_until)
                    = (hall.starts_at, hall.ends_at, hall.clear_until))
        ) OR EXISTS (
            SELECT FROM centres_occupancy mate JOIN centres_room part ON part.id = mate.room_id
            WHERE mate.claim = ANY (touched) AND mate.released_at IS NULL AND mate.is_part
              AND NOT EXISTS (
                SELECT FROM centres_occupancy hall
                WHERE hall.claim = mate.claim AND hall.room_id = part.whole_id AND NOT hall.is_part
                  AND hall.released_at IS NULL AND mate.standing = hall.standing
                  AND (mate.starts_at, mate.ends_at, mate.clear_until)
                    = (hall.starts_at, hall.ends_at, hall.clear_until))
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
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[("was", "bigint"), ("will_be", "bigint")],
    func="""
        IF TG_OP <> 'INSERT' THEN was := OLD.whole_id; END IF;
        IF TG_OP <> 'DELETE' THEN will_be := NEW.whole_id; END IF;
        IF will_be IS NOT NULL AND (
            EXISTS (SELECT FROM centres_room hall WHERE hall.id = will_be
                    AND (hall.whole_id IS NOT NULL OR hall.centre_id <> NEW.centre_id))
            OR EXISTS (SELECT FROM centres_room part WHERE part.whole_id = NEW.id)
        ) THEN
            RAISE EXCEPTION 'a hall and its parts stand in one site, on two levels'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'room_parts_form_one_level';
        END IF;
        IF was IS DISTINCT FROM will_be THEN
            -- Claims of the hall being written take this lock in share mode through their foreign key.
            PERFORM FROM centres_room WHERE id IN (was, will_be) ORDER BY id FOR UPDATE;
            IF EXISTS (SELECT FROM centres_occupancy WHERE room_id IN (was, will_be)
                       AND NOT is_part AND released_at IS NULL AND clear_until > now()) THEN
                RAISE EXCEPTION 'the hall is taken in the days to come; its parts cannot change now'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'hall_keeps_its_parts_while_taken';
            END IF;
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """,
)


def insert(
    using: str,
    rows: Sequence[tuple[int, datetime, datetime, datetime, bool]],
    terms: tuple[str, str, datetime | None, str, uuid.UUID],
) -> dict[tuple[int, datetime], int]:
    """Write the rows in one statement, ordered by (room, start); those in the way of others are left out.

    `rows` are (room, starts, ends, clear until, is part); `terms` are (kind, standing, held until,
    title, claim). Returns the new ids by (room, start).
    """
    rooms, starts, ends, clears, parts = zip(*rows, strict=True)
    kind, standing, held_until, title, claim = terms
    with connections[using].cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO centres_occupancy (room_id, starts_at, ends_at, clear_until, is_part,
                                           kind, standing, held_until, title, claim)
            SELECT room, starts, ends, clears, part, %s, %s, %s, %s, %s::uuid
            FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::bool[])
                 AS want (room, starts, ends, clears, part)
            ORDER BY room, starts
            ON CONFLICT DO NOTHING
            RETURNING room_id, starts_at, id
            """,
            [
                kind,
                standing,
                held_until,
                title,
                str(claim),
                list(rooms),
                list(starts),
                list(ends),
                list(clears),
                list(parts),
            ],
        )
        return {(room, start): pk for room, start, pk in cursor.fetchall()}


def release_expired(using: str, spans: Sequence[tuple[int, datetime, datetime]], now: datetime) -> int:
    """Release every claim that overlaps one of (room, start, clear until) and whose hold is past its deadline."""
    rooms, starts, clears = zip(*spans, strict=True)
    with connections[using].cursor() as cursor:
        cursor.execute(
            """
            WITH due AS (
                SELECT id FROM centres_occupancy
                WHERE released_at IS NULL AND claim IN (
                    SELECT held.claim
                    FROM centres_occupancy held
                    JOIN unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS want (room, starts, clears)
                      ON held.room_id = want.room AND held.during && tstzrange(want.starts, want.clears)
                    WHERE held.released_at IS NULL AND held.held_until <= %s)
                ORDER BY room_id, starts_at
                FOR UPDATE
            )
            UPDATE centres_occupancy SET released_at = %s WHERE id IN (SELECT id FROM due)
            """,
            [list(rooms), list(starts), list(clears), now, now],
        )
        return cursor.rowcount


def release(using: str, ids: Sequence[int], now: datetime) -> int:
    """Release main rows and the parts that were taken with them. Returns how many main rows stood."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            """
            WITH due AS (
                SELECT taken.id
                FROM centres_occupancy taken
                JOIN centres_occupancy main ON main.claim = taken.claim AND main.starts_at = taken.starts_at
                JOIN centres_room room ON room.id = taken.room_id
                WHERE main.id = ANY (%s) AND taken.released_at IS NULL
                  AND (taken.id = main.id OR taken.is_part AND room.whole_id = main.room_id)
                ORDER BY taken.room_id, taken.starts_at
                FOR UPDATE OF taken
            ), gone AS (
                UPDATE centres_occupancy SET released_at = %s
                WHERE id IN (SELECT id FROM due) AND released_at IS NULL
                RETURNING is_part
            )
            SELECT count(*) FILTER (WHERE NOT is_part) FROM gone
            """,
            [list(ids), now],
        )
        [(count,)] = cursor.fetchall()
        return int(count)


def same_claim_and_start(rows: Iterable["Occupancy"]) -> Q:
    """The rows themselves and the parts taken with them."""
    match = Q(pk__in=[])
    for row in rows:
        match |= Q(pk=row.pk) | Q(claim=row.claim, starts_at=row.starts_at, is_part=True, room__whole=row.room_id)
    return match
