"""How long rooms were open, out of use, and taken by whom, in hours of a period. docs/report.md

Only opening hours count, as `HoursBook` knows them; what was taken outside them stands apart. Clearing times, holds
and what was let go are no use. The database adds up, so that years of it come back as a row for each room and kind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from django.db import connection
from django.utils.timezone import get_default_timezone_name

from centres import claimants
from centres.availability import DAY, days, local_midnight
from centres.claimants import Look
from centres.hours import HoursBook
from centres.models import Room
from centres.models.occupancy import LONGEST

NONE = timedelta(0)
Opened: TypeAlias = tuple[int, date, datetime, datetime]  # site, date, from, to


@dataclass(frozen=True, slots=True)
class RoomUse:
    """One room in a period. `taken` is by kind, within opening hours; a part of a hall is taken with the hall."""

    room: Room
    opened: timedelta
    taken: Mapping[str, timedelta] = field(default_factory=dict)
    outside: timedelta = NONE  # taken while the site was closed

    @property
    def closed(self) -> timedelta:
        """Out of use while the site was open."""
        return sum((self.taken.get(kind, NONE) for kind in claimants.kinds(Look.CLOSED)), NONE)

    @property
    def open(self) -> timedelta:
        return self.opened - self.closed

    @property
    def used(self) -> timedelta:
        return sum(self.taken.values(), NONE) - self.closed


def of_rooms(rooms: Sequence[Room], first: date, last: date) -> list[RoomUse]:
    """`rooms` come with their site. Two queries, however many rooms and days."""
    centres = list({room.centre_id: room.centre for room in rooms}.values())
    book = HoursBook.load(centres, first, last)
    hours = [
        (centre.pk, on, span.starts_at, span.ends_at)
        for centre in centres
        for on in days(first, last)
        for span in book.on(centre, on).spans
    ]
    opened: dict[int, timedelta] = {}
    for site, _on, starts, ends in hours:
        opened[site] = opened.get(site, NONE) + (ends - starts)
    within: dict[int, dict[str, timedelta]] = {}
    outside: dict[int, timedelta] = {}
    closures = claimants.kinds(Look.CLOSED)
    for room, kind, in_hours, in_all in _added_up(rooms, hours, first, last):
        if in_hours:
            within.setdefault(room, {})[kind] = in_hours
        if kind not in closures:
            outside[room] = outside.get(room, NONE) + (in_all - in_hours)
    return [
        RoomUse(room, opened.get(room.centre_id, NONE), within.get(room.pk, {}), outside.get(room.pk, NONE))
        for room in rooms
    ]


def _added_up(
    rooms: Sequence[Room], hours: Sequence[Opened], first: date, last: date
) -> list[tuple[int, str, timedelta, timedelta]]:
    """(room, kind, taken within opening hours, taken in all)."""
    with connection.cursor() as cursor:
        cursor.execute(ADDED_UP, terms(rooms, hours, first, last))
        return list(cursor.fetchall())


def terms(rooms: Sequence[Room], hours: Sequence[Opened], first: date, last: date) -> dict[str, Any]:
    """What `ADDED_UP` asks to be filled in."""
    return {
        "rooms": [room.pk for room in rooms],
        "first": local_midnight(first),
        "last": local_midnight(last + DAY),
        "longest": LONGEST,
        "zone": get_default_timezone_name(),
        "sites": [site for site, _on, _opens, _closes in hours],
        "on": [on for _site, on, _opens, _closes in hours],
        "opens": [opens for _site, _on, opens, _closes in hours],
        "closes": [closes for _site, _on, _opens, closes in hours],
    }


# What begins before the period may reach into it, by a day at most. What is taken lies on one local date, or two.
ADDED_UP = """
WITH hours AS MATERIALIZED (
    SELECT * FROM unnest(%(sites)s::bigint[], %(on)s::date[], %(opens)s::timestamptz[], %(closes)s::timestamptz[])
        AS opened (site, day, opens, closes)
), held AS MATERIALIZED (
    SELECT room_id, centre_id, occupancy.kind, starts, ends,
           (starts AT TIME ZONE %(zone)s)::date AS first_day, (ends AT TIME ZONE %(zone)s)::date AS last_day
    FROM centres_occupancy occupancy JOIN centres_room room ON room.id = room_id
    CROSS JOIN LATERAL (SELECT greatest(starts_at, %(first)s) AS starts, least(ends_at, %(last)s) AS ends) AS inside
    WHERE room_id = ANY (%(rooms)s::bigint[]) AND released_at IS NULL AND standing = 'firm'
      AND starts_at > %(first)s::timestamptz - %(longest)s AND starts_at < %(last)s AND ends_at > %(first)s
), pieces AS (
    SELECT room_id, kind, least(ends, closes) - greatest(starts, opens) AS within
    FROM held JOIN hours ON site = centre_id AND day = first_day AND opens < ends AND closes > starts
    UNION ALL
    SELECT room_id, kind, least(ends, closes) - greatest(starts, opens)
    FROM held JOIN hours ON site = centre_id AND day = last_day AND opens < ends AND closes > starts
    WHERE last_day > first_day
)
SELECT room_id, kind, coalesce(sum(within), interval '0'), sum(whole)
FROM (SELECT room_id, kind, within, interval '0' AS whole FROM pieces
      UNION ALL SELECT room_id, kind, NULL, ends - starts FROM held) AS all_of_it
GROUP BY room_id, kind
"""
