"""The numbers of the rules: one default row, which sites and rooms override field by field."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centres.models import Centre, Room

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The rules' numbers for one room, all of them known. Minutes and counts unless said otherwise."""

    grid_minutes: int
    min_minutes: int
    max_minutes: int
    clearing_minutes: int
    notice_minutes: int
    days_ahead: int
    release_at: time
    upcoming_limit: int
    room_day_limit: int
    cancel_minutes: int
    undo_minutes: int

    @property
    def grid(self) -> timedelta:
        return self.grid_minutes * MINUTE

    @property
    def clearing(self) -> timedelta:
        return self.clearing_minutes * MINUTE

    def earliest(self, now: datetime) -> datetime:
        """The first start that still gives the notice asked for."""
        return now + self.notice_minutes * MINUTE

    def released_at(self, on: date) -> datetime:
        """The moment (放号) from which this local date can be booked, on the web, by phone and at the desk."""
        return timezone.make_aware(datetime.combine(on - timedelta(days=self.days_ahead), self.release_at))

    def last_day(self, now: datetime) -> date:
        """The last local date that can be booked at this moment."""
        local = timezone.localtime(now)
        ahead = self.days_ahead if local.time() >= self.release_at else self.days_ahead - 1
        return local.date() + timedelta(days=ahead)

    def allows_length(self, length: timedelta) -> bool:
        return self.min_minutes * MINUTE <= length <= self.max_minutes * MINUTE

    def lengths(self) -> list[timedelta]:
        """The lengths offered: every step of the grid from the shortest to the longest."""
        return [minutes * MINUTE for minutes in range(self.min_minutes, self.max_minutes + 1, self.grid_minutes)]


def _minutes(
    label: "_StrPromise", *, least: int, most: int
) -> "models.PositiveSmallIntegerField[int | None, int | None]":
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(least), MaxValueValidator(most)]
    )


class RuleSet(models.Model):
    """Rules of everybody (no site, no room), of a site, or of a room; an empty field asks the next wider set."""

    centre = models.OneToOneField(
        Centre, on_delete=models.CASCADE, null=True, blank=True, related_name="rule_set", verbose_name=_("site")
    )
    room = models.OneToOneField(
        Room, on_delete=models.CASCADE, null=True, blank=True, related_name="rule_set", verbose_name=_("room")
    )

    grid_minutes = _minutes(_("starts every … minutes"), least=5, most=240)
    min_minutes = _minutes(_("shortest, minutes"), least=5, most=720)
    max_minutes = _minutes(_("longest, minutes"), least=5, most=720)
    clearing_minutes = _minutes(_("clearing after each, minutes"), least=0, most=240)
    notice_minutes = _minutes(_("book at least … minutes before"), least=0, most=10_080)
    days_ahead = _minutes(_("days ahead"), least=0, most=365)
    release_at = models.TimeField(_("release at"), null=True, blank=True)
    upcoming_limit = _minutes(_("upcoming bookings per resident"), least=1, most=100)
    room_day_limit = _minutes(_("bookings per room and day"), least=1, most=100)
    cancel_minutes = _minutes(_("cancel until … minutes before"), least=0, most=10_080)
    undo_minutes = _minutes(_("undo within … minutes"), least=0, most=60)

    class Meta:
        ordering = [F("centre").asc(nulls_first=True), F("room").asc(nulls_first=True)]
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        constraints = [
            models.CheckConstraint(
                name="rule_set_is_for_all_or_a_site_or_a_room", condition=Q(centre__isnull=True) | Q(room__isnull=True)
            ),
            models.UniqueConstraint(
                name="one_default_rule_set",
                fields=["centre", "room"],
                condition=Q(centre__isnull=True, room__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="default_rule_set_leaves_nothing_open",
                condition=Q(centre__isnull=False)
                | Q(room__isnull=False)
                | Q(**{f"{number.name}__isnull": False for number in fields(Numbers)}),
                violation_error_message=_("The default rules leave no number open."),
            ),
            models.CheckConstraint(
                name="rule_set_shortest_before_longest",
                condition=Q(min_minutes__isnull=True)
                | Q(max_minutes__isnull=True)
                | Q(min_minutes__lte=F("max_minutes")),
                violation_error_message=_("The shortest booking is not longer than the longest."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.room or self.centre or _("all sites"))


class RuleBook:
    """All rule sets that matter for some rooms, read with one query."""

    def __init__(self, sets: Iterable[RuleSet]) -> None:
        self._sets = {(each.centre_id, each.room_id): each for each in sets}
        self._numbers: dict[int, Numbers] = {}

    @classmethod
    def load(cls, rooms: Iterable[Room]) -> "RuleBook":
        rooms = list(rooms)
        return cls(
            RuleSet.objects.filter(
                Q(centre=None, room=None)
                | Q(centre__in={room.centre_id for room in rooms})
                | Q(room__in=[room.pk for room in rooms])
            )
        )

    def of(self, room: Room) -> Numbers:
        """The room's numbers: its own where it has them, else its site's, else everybody's."""
        if room.pk not in self._numbers:
            self._numbers[room.pk] = self._resolve(room)
        return self._numbers[room.pk]

    def _resolve(self, room: Room) -> Numbers:
        sets = [self._sets.get(key) for key in ((None, room.pk), (room.centre_id, None), (None, None))]
        return Numbers(
            **{
                number.name: next(
                    value for each in sets if each is not None and (value := getattr(each, number.name)) is not None
                )
                for number in fields(Numbers)
            }
        )
