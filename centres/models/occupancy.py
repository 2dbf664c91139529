"""A room, a stretch of time, and the words to print on the door.

PostgreSQL refuses two standing occupancies that overlap in one room. `Occupancy.objects.claim`
is the only door to take time; `move`, `confirm` and `release` are the only ways on from there.
The protocol and its reasons stand in docs/occupancy.md.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models, transaction
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from centres.models import occupancy_sql as sql
from centres.models.places import Room
from centres.spans import Span

LONGEST = timedelta(hours=24)  # keeps the search for free rooms bounded: see design of the index below
NO_CLEARING = timedelta(0)


class RoomTaken(Exception):
    """Somebody else has the room. `wants` are the wishes that found it so; nothing was written."""

    def __init__(self, wants: Sequence["Want"]) -> None:
        super().__init__(", ".join(f"{want.room} {want.span.starts_at}" for want in wants))
        self.wants = list(wants)


class HoldExpired(Exception):
    """The time was held, but its deadline passed or it was let go before it was confirmed or moved."""


@dataclass(frozen=True, slots=True)
class Want:
    """A room wanted for a span, and the clearing time needed after it."""

    room: Room
    span: Span
    clearing: timedelta = NO_CLEARING

    @property
    def clear_until(self) -> datetime:
        return self.span.ends_at + self.clearing


@dataclass(frozen=True, slots=True)
class Terms:
    """What the rows of one claim have in common."""

    kind: str
    standing: str
    held_until: datetime | None = None
    title: str = ""
    claim: uuid.UUID = field(default_factory=uuid.uuid4)


class OccupancyQuerySet(models.QuerySet["Occupancy"]):
    def standing(self, now: datetime) -> Self:
        """Rows that keep others out: not released, and no hold past its deadline."""
        return self.filter(Q(held_until__isnull=True) | Q(held_until__gt=now), released_at__isnull=True)

    def overlapping(self, span: Span) -> Self:
        """Rows that touch the span with their clearing time. Bounded by LONGEST, so a B-tree finds them."""
        return self.filter(
            starts_at__lt=span.ends_at, starts_at__gt=span.starts_at - LONGEST, clear_until__gt=span.starts_at
        )

    def in_rooms(self, rooms: Iterable[Room]) -> Self:
        """Rows of these rooms, and of the parts of those that are halls."""
        ids = [room.pk for room in rooms]
        return self.filter(Q(room__in=ids) | Q(room__whole__in=ids))

    def claim(
        self,
        wants: Sequence[Want],
        *,
        kind: str,
        now: datetime,
        title: str = "",
        standing: str = "firm",
        held_until: datetime | None = None,
    ) -> list["Occupancy"]:
        """Take all wanted times or none. Returns the main rows in the order of `wants`.

        Holds past their deadline give way first. A hall takes its parts along. Raises RoomTaken,
        with the wishes that lost, when anything stands in the way; nothing is written then.
        """
        terms = Terms(kind=kind, standing=standing, held_until=held_until, title=title)
        with transaction.atomic(using=self.db):
            rows = self._rows(wants)
            sql.release_expired(self.db, [(row.room_id, row.starts_at, row.clear_until) for row in rows], now)
            written = self._write(rows, terms)
            if len(written) < len(rows):
                raise RoomTaken(
                    [
                        want
                        for want in wants
                        if any((r.room_id, r.starts_at) not in written for r in rows if r.want is want)
                    ]
                )
        return [self._as_read(written[want.room.pk, want.span.starts_at], want, terms) for want in wants]

    def release(self, occupancies: Iterable["Occupancy"], *, now: datetime) -> int:
        """Let the time go, parts included, in lock order. Returns how many main rows stood until now."""
        return sql.release(self.db, [occupancy.pk for occupancy in occupancies], now)

    def confirm(self, claim: uuid.UUID, *, now: datetime) -> None:
        """Make a tentative or held claim firm. Raises HoldExpired when it no longer stands."""
        waiting = self.filter(claim=claim, released_at__isnull=True, held_until__gt=now)
        if not waiting.update(standing=Occupancy.Standing.FIRM, held_until=None):
            raise HoldExpired(claim)

    def move(self, moves: Sequence[tuple["Occupancy", Want]], *, now: datetime) -> list["Occupancy"]:
        """Move standing rows to other times or rooms in one step, or none of them.

        Room by room in the order of keys, over old and new rooms and their parts: release, then
        insert. Two opposite moves then meet at the same room first instead of deadlocking. Returns
        the new main rows in the order of `moves`; callers repoint their claimant to them. Raises
        RoomTaken when a new time is taken, HoldExpired when an old row no longer stands.
        """
        with transaction.atomic(using=self.db):
            leaving = list(self.standing(now).filter(sql.same_claim_and_start([row for row, _want in moves])))
            if not {row.pk for row, _want in moves} <= {row.pk for row in leaving}:
                raise HoldExpired([row.pk for row, _want in moves])
            arriving = [
                (row, Terms(old.kind, old.standing, old.held_until, old.title, old.claim), want)
                for old, want in moves
                for row in self._rows([want])
            ]
            moved: dict[int, Occupancy] = {}
            for room_id in sorted({row.room_id for row in leaving} | {row.room_id for row, _terms, _want in arriving}):
                going = [row.pk for row in leaving if row.room_id == room_id]
                if self.filter(pk__in=going, released_at__isnull=True).update(released_at=now) < len(going):
                    raise HoldExpired(going)
                for row, terms, want in arriving:
                    if row.room_id != room_id:
                        continue
                    sql.release_expired(self.db, [(row.room_id, row.starts_at, row.clear_until)], now)
                    written = self._write([row], terms)
                    if not written:
                        raise RoomTaken([want])
                    if not row.is_part:
                        moved[id(want)] = self._as_read(written[row.room_id, row.starts_at], want, terms)
        return [moved[id(want)] for _row, want in moves]

    def _rows(self, wants: Sequence[Want]) -> list["_Row"]:
        parts: dict[int, list[int]] = {}
        for pk, whole in Room.objects.filter(whole__in=[want.room.pk for want in wants]).values_list("pk", "whole"):
            parts.setdefault(whole, []).append(pk)
        return [
            _Row(room_id, want, is_part=room_id != want.room.pk)
            for want in wants
            for room_id in [want.room.pk, *parts.get(want.room.pk, [])]
        ]

    def _write(self, rows: Sequence["_Row"], terms: Terms) -> dict[tuple[int, datetime], int]:
        """One ordered INSERT … ON CONFLICT DO NOTHING; returns the ids written by (room, start)."""
        return sql.insert(
            self.db,
            [(row.room_id, row.starts_at, row.want.span.ends_at, row.clear_until, row.is_part) for row in rows],
            (terms.kind, terms.standing, terms.held_until, terms.title, terms.claim),
        )

    def _as_read(self, pk: int, want: Want, terms: Terms) -> "Occupancy":
        """The row just written, without asking the database again; `during` loads when asked for."""
        values: dict[str, object] = {
            "id": pk,
            "room_id": want.room.pk,
            "starts_at": want.span.starts_at,
            "ends_at": want.span.ends_at,
            "clear_until": want.clear_until,
            "kind": terms.kind,
            "standing": terms.standing,
            "held_until": terms.held_until,
            "title": terms.title,
            "claim": terms.claim,
            "is_part": False,
            "released_at": None,
        }
        names = [field.attname for field in Occupancy._meta.concrete_fields if field.attname in values]
        row = Occupancy.from_db(self.db, names, [values[name] for name in names])
        row.room = want.room
        return row


@dataclass(frozen=True, slots=True)
class _Row:
    """One row to write for a want: its own, or one for a part of the hall."""

    room_id: int
    want: Want
    is_part: bool

    @property
    def starts_at(self) -> datetime:
        return self.want.span.starts_at

    @property
    def clear_until(self) -> datetime:
        return self.want.clear_until


class Occupancy(models.Model):
    """Time taken in a room. Exactly one row of a claimant says where and when; parts of a hall follow it."""

    class Standing(models.TextChoices):
        FIRM = "firm", _("firm")
        TENTATIVE = "tentative", _("waits for approval")
        HELD = "held", _("held")

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="occupancies", verbose_name=_("room"))
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    clear_until = models.DateTimeField(_("cleared by"))
    during = models.GeneratedField(
        expression=Func(F("starts_at"), F("clear_until"), Value("[)"), function="tstzrange"),
        output_field=DateTimeRangeField(),
        db_persist=True,
    )

    kind = models.CharField(_("kind"), max_length=20)  # what the claimants register; see centres/claimants.py
    title = models.CharField(_("words on the door"), max_length=200, blank=True)
    claim = models.UUIDField(_("claim"), default=uuid.uuid4, editable=False)
    is_part = models.BooleanField(_("part of a hall's claim"), default=False)

    standing = models.CharField(_("standing"), max_length=10, choices=Standing.choices, default=Standing.FIRM)
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)

    objects = OccupancyQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "room_id"]
        verbose_name = _("occupancy")
        verbose_name_plural = _("occupancies")
        constraints = [
            ExclusionConstraint(
                name="room_is_occupied_once_at_a_time",
                expressions=[("room", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(released_at__isnull=True),
                violation_error_message=_("The room is taken at this time."),
            ),
            models.CheckConstraint(
                name="occupancy_starts_ends_and_clears_in_order",
                condition=Q(starts_at__lt=F("ends_at"), ends_at__lte=F("clear_until")),
                violation_error_message=_("The end comes after the start."),
            ),
            models.CheckConstraint(
                name="occupancy_lasts_a_day_at_most",
                condition=Q(clear_until__lte=F("starts_at") + LONGEST),
                violation_error_message=_("At most 24 hours at a time."),
            ),
            models.CheckConstraint(
                name="occupancy_has_a_deadline_unless_firm",
                condition=Q(standing="firm", held_until__isnull=True)
                | Q(standing__in=["tentative", "held"], held_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="occupancy_room_start", fields=["room", "starts_at"], condition=Q(released_at=None)),
            models.Index(name="occupancy_claim", fields=["claim"]),
        ]
        triggers = [sql.RELEASED_STAYS_RELEASED, sql.HALL_AND_PARTS_STAND_TOGETHER]

    def __str__(self) -> str:
        return f"{self.room_id}: {self.starts_at:%Y-%m-%d %H:%M}–{self.ends_at:%H:%M} {self.title or self.kind}"

    @property
    def span(self) -> Span:
        """What doors print. The database guards `during`, which adds the clearing time."""
        return Span(self.starts_at, self.ends_at)

    @property
    def span_with_clearing(self) -> Span:
        return Span(self.starts_at, self.clear_until)

    @property
    def is_released(self) -> bool:
        return self.released_at is not None


class Occupier(models.Model):
    """What bookings, service days, sessions and closures have in common: each holds an occupancy."""

    KIND: ClassVar[str]  # as registered with centres.claimants

    occupancy = models.OneToOneField(
        Occupancy, on_delete=models.PROTECT, related_name="%(class)s", verbose_name=_("time and place")
    )

    class Meta:
        abstract = True
