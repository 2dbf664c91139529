"""A room, a stretch of time, and the words to print on the door.

PostgreSQL refuses two standing occupancies that overlap in one room. `Occupancy.objects.claim`
is the only door to take time; `confirm`, `hold`, `move` and `release` are the only ways on from there.
The protocol and its reasons stand in docs/occupancy.md.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models, transaction
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centres.models import occupancy_sql as sql
from centres.models.places import Centre, Room
from centres.spans import Span

LONGEST = timedelta(hours=24)  # with it, whoever looks for what overlaps knows how far back to look
NO_CLEARING = timedelta(0)


class RoomTaken(Exception):
    """Somebody else has the room. `wants` are the wishes that found it so; nothing was written."""

    def __init__(self, wants: Iterable["Want"]) -> None:
        self.wants = list(dict.fromkeys(wants))
        super().__init__(", ".join(f"{want.room} {want.span.starts_at}" for want in self.wants))


class HoldExpired(Exception):
    """The time no longer stands: its deadline passed, or it was let go or moved meanwhile."""


@dataclass(frozen=True, slots=True)
class Want:
    """A room wanted for a span, and the clearing time needed after it."""

    room: Room
    span: Span
    clearing: timedelta = NO_CLEARING

    @property
    def clear_until(self) -> datetime:
        return self.span.ends_at + self.clearing

    @property
    def span_with_clearing(self) -> Span:
        return Span(self.span.starts_at, self.clear_until)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one row of a want goes: into its room, or into a part of it."""

    want: Want
    room_id: int

    @property
    def is_part(self) -> bool:
        return self.room_id != self.want.room.pk


class OccupancyQuerySet(models.QuerySet["Occupancy"]):
    # Questions

    def standing(self, now: datetime) -> Self:
        """Rows that keep others out: not released, and no hold past its deadline."""
        return self.filter(Q(held_until__isnull=True) | Q(held_until__gt=now), released_at__isnull=True)

    def overlapping(self, span: Span) -> Self:
        """Rows that touch the span with their clearing time."""
        return self.filter(
            starts_at__lt=span.ends_at, starts_at__gt=span.starts_at - LONGEST, clear_until__gt=span.starts_at
        )

    def in_rooms(self, rooms: Iterable[Room]) -> Self:
        """Rows of these rooms, and of the parts of those that are halls."""
        ids = [room.pk for room in rooms]
        return self.filter(room__in=Room.objects.filter(Q(pk__in=ids) | Q(whole__in=ids)))

    def mains(self) -> Self:
        """One row for each time taken: of a hall its own, not those of its parts."""
        return self.filter(is_part=False)

    def at(self, centres: Iterable[Centre]) -> Self:
        return self.filter(room__centre__in=centres)

    def in_the_way(self, room: Room, span: Span) -> Self:
        """Main rows that whoever claims this room then would meet: in itself, in its hall, in its parts."""
        rooms = Room.objects.filter(Q(pk=room.pk) | Q(whole=room.pk) | Q(parts=room.pk))
        return self.mains().filter(room__in=rooms).overlapping(span)

    def with_place(self) -> Self:
        return self.select_related("room__centre")

    # Steps

    def lock_rooms(self, rooms: Iterable[Room]) -> None:
        """Wait until nobody else who did so is in these rooms, then keep them out until the transaction ends.

        A part is locked through its hall. A claim of a single time neither waits nor makes anybody wait.
        """
        sql.lock_rooms(self.db, [room.pk for room in rooms])

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
        terms = sql.Terms(uuid.uuid4(), kind, title, standing, held_until)
        with transaction.atomic(using=self.db):
            places = self._make_way(wants, now=now)
            return self._write(places, dict.fromkeys(wants, terms))

    def confirm(self, claim: uuid.UUID, *, now: datetime, kind: str | None = None, title: str | None = None) -> None:
        """Make a tentative or held claim firm, and hand it to another claimant where one is named.

        Raises HoldExpired when it no longer stands.
        """
        handed = {name: value for name, value in (("kind", kind), ("title", title)) if value is not None}
        waiting = self.filter(claim=claim, released_at__isnull=True, held_until__gt=now)
        with transaction.atomic(using=self.db):
            locked = list(waiting.order_by("room_id", "starts_at").select_for_update().values_list("pk", flat=True))
            if not locked:
                raise HoldExpired(claim)
            self.filter(pk__in=locked).update(standing=Occupancy.Standing.FIRM, held_until=None, **handed)

    def hold(self, claim: uuid.UUID, *, standing: str, held_until: datetime, now: datetime) -> None:
        """Make what stands of a claim tentative or held until a moment; the way back is `confirm`, or another hold.

        Raises HoldExpired when nothing of it stands any more.
        """
        still = Q(held_until__isnull=True) | Q(held_until__gt=now)
        with transaction.atomic(using=self.db):
            rows = self.filter(still, claim=claim, released_at__isnull=True).order_by("room_id", "starts_at")
            locked = list(rows.select_for_update().values_list("pk", flat=True))
            if not locked:
                raise HoldExpired(claim)
            self.filter(pk__in=locked).update(standing=standing, held_until=held_until)

    def move(self, moves: Sequence[tuple["Occupancy", Want]], *, now: datetime) -> list["Occupancy"]:
        """Take standing rows to other times or rooms in one step, or leave all where they are.

        A moved row is a new row of the same claim; callers repoint their claimant to it. Returns the
        new main rows in the order of `moves`. Rows may change places with each other in one call.
        Raises RoomTaken when a new time is taken, HoldExpired when an old row no longer stands.
        """
        with transaction.atomic(using=self.db):
            places = self._make_way([want for _old, want in moves], leaving=[old for old, _want in moves], now=now)
            left = sql.release(self.db, [old.pk for old, _want in moves], now)
            gone = [old for old, _want in moves if old.pk not in left or left[old.pk].have_expired(now)]
            if gone:
                raise HoldExpired(gone)
            return self._write(places, {want: left[old.pk] for old, want in moves})

    def release(self, occupancies: Iterable["Occupancy"], *, now: datetime) -> int:
        """Let the time go, parts included. Returns how many of them stood until now."""
        return len(sql.release(self.db, [occupancy.pk for occupancy in occupancies], now))

    def _make_way(self, wants: Sequence[Want], *, now: datetime, leaving: Sequence["Occupancy"] = ()) -> list[_Place]:
        """Release expired holds in the way, and return the place of every row to write.

        Where several rows come or go at once, their rooms are locked first, so that two who do so
        pass one after the other. A claim of a single row waits for nobody while it keeps others waiting.
        """
        places = _with_parts(self.db, wants)
        rooms = [*(old.room_id for old in leaving), *(place.room_id for place in places)]
        if len(rooms) > 1:
            sql.lock_rooms(self.db, rooms)
            places = _with_parts(self.db, wants)  # the parts of a hall may have changed while we waited
        sql.release_expired(self.db, [(place.room_id, place.want.span_with_clearing) for place in places], now)
        return places

    def _write(self, places: Sequence[_Place], terms: Mapping[Want, sql.Terms]) -> list["Occupancy"]:
        """Write all rows, or raise RoomTaken."""
        ids = sql.insert(self.db, [_row(place, terms[place.want]) for place in places])
        written: list[Occupancy] = []
        lost: list[Want] = []
        for place in places:
            key = (place.room_id, place.want.span.starts_at, place.want.clear_until)
            pk = ids.pop(key, None)  # popped, so that a want given twice loses
            if pk is None:
                lost.append(place.want)
            elif not place.is_part:
                written.append(_as_read(self.db, pk, place.want, terms[place.want]))
        if lost:
            raise RoomTaken(lost)
        return written


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
            models.Index(name="occupancy_claim_start", fields=["claim", "starts_at"]),
            models.Index(name="occupancy_kind_start", fields=["kind", "starts_at"]),  # released ones too: 已取消
        ]
        triggers = [sql.RELEASED_STAYS_RELEASED, sql.HALL_AND_PARTS_STAND_TOGETHER]

    def __str__(self) -> str:
        starts, ends = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        return f"{self.room_id}: {starts:%Y-%m-%d %H:%M}–{ends:%H:%M} {self.title or self.kind}"

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

    def stands(self, now: datetime) -> bool:
        """As `standing` asks the database."""
        return not self.is_released and (self.held_until is None or self.held_until > now)


class Occupier(models.Model):
    """What bookings, service days, sessions and closures have in common: each holds an occupancy."""

    KIND: ClassVar[str]  # as registered with centres.claimants

    occupancy = models.OneToOneField(
        Occupancy, on_delete=models.PROTECT, related_name="%(class)s", verbose_name=_("time and place")
    )

    class Meta:
        abstract = True

    @classmethod
    def between(cls, first: datetime, last: datetime) -> Q:
        """Those that start from `first` on and before `last`, whatever else the years have brought.

        Naming the kind leads PostgreSQL through `occupancy_kind_start`; without it, it reads the whole table.
        """
        return Q(occupancy__kind=cls.KIND, occupancy__starts_at__gte=first, occupancy__starts_at__lt=last)

    @classmethod
    def not_over(cls, now: datetime) -> Q:
        """Those that go on or are to come, found in the same way: nothing that goes on has begun longer ago."""
        return Q(occupancy__kind=cls.KIND, occupancy__starts_at__gt=now - LONGEST, occupancy__ends_at__gt=now)


def _with_parts(using: str, wants: Sequence[Want]) -> list[_Place]:
    """For each want its own room, then the parts of that room."""
    halls = [want.room.pk for want in wants]
    parts = list(Room.objects.using(using).filter(whole__in=halls).order_by("pk").values_list("whole", "pk"))
    return [
        _Place(want, room_id)
        for want in wants
        for room_id in (want.room.pk, *(part for whole, part in parts if whole == want.room.pk))
    ]


def _row(place: _Place, terms: sql.Terms) -> sql.Row:
    want = place.want
    return sql.Row(place.room_id, want.span.starts_at, want.span.ends_at, want.clear_until, place.is_part, *terms)


def _as_read(using: str, pk: int, want: Want, terms: sql.Terms) -> Occupancy:
    """The row just written, without asking the database again; `during` loads when asked for."""
    occupancy = Occupancy(
        pk=pk,
        room=want.room,
        starts_at=want.span.starts_at,
        ends_at=want.span.ends_at,
        clear_until=want.clear_until,
        **terms._asdict(),
    )
    occupancy._state.adding, occupancy._state.db = False, using
    return occupancy
