"""The numbers of the rules: one default row, which sites and rooms override field by field; and what of the week
is kept for phone and desk."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Self, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centres.hours import DayHours
from centres.models import Centre, OpeningPeriod, Room
from centres.spans import Span, merge

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The rules' numbers for one room, all of them known, and when it is kept for phone and desk.

    Minutes and counts unless said otherwise.
    """

    grid_minutes: int
    min_minutes: int
    max_minutes: int
    clearing_minutes: int
    notice_minutes: int
    days_ahead: int
    release_at: time
    upcoming_limit: int
    room_day_limit: int
    team_week_limit: int
    cancel_minutes: int
    undo_minutes: int
    kept_until: time
    kept: tuple["KeptWindow", ...] = ()

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

    def kept_on(self, hours: DayHours) -> list[Span]:
        """What is kept for phone and desk of the opening hours of this date, in order."""
        kept = [window.span_on(hours.on) for window in self.kept if window.is_of(hours)]
        return merge(both for span in kept for opened in hours.spans if (both := span.shared_with(opened)))

    def web_takes_kept_at(self, on: date) -> datetime:
        """The moment from which the web, too, may take what is kept on this local date."""
        return timezone.make_aware(datetime.combine(on - DAY, self.kept_until))

    def kept_from_web(self, hours: DayHours, now: datetime) -> list[Span]:
        """What the web may not take on this date at this moment, in order."""
        return self.kept_on(hours) if self.kept and now < self.web_takes_kept_at(hours.on) else []

    def allows_length(self, length: timedelta) -> bool:
        return self.min_minutes * MINUTE <= length <= self.max_minutes * MINUTE

    def lengths(self) -> list[timedelta]:
        """The lengths offered: every step of the grid from the shortest to the longest."""
        return [minutes * MINUTE for minutes in range(self.min_minutes, self.max_minutes + 1, self.grid_minutes)]


NUMBERS = tuple(field.name for field in fields(Numbers) if field.name != "kept")


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
    team_week_limit = _minutes(_("bookings per team and week"), least=1, most=100)
    cancel_minutes = _minutes(_("cancel until … minutes before"), least=0, most=10_080)
    undo_minutes = _minutes(_("undo within … minutes"), least=0, most=60)
    kept_until = models.TimeField(
        _("kept until"),
        null=True,
        blank=True,
        help_text=_("What is kept for phone and desk opens on the web at this time on the day before."),
    )

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
                | Q(**{f"{number}__isnull": False for number in NUMBERS}),
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


class KeptWindowQuerySet(models.QuerySet["KeptWindow"]):
    def over(self, rooms: Iterable[Room]) -> Self:
        """Those that keep one of these rooms, or a hall or part that goes with it."""
        rooms = list(rooms)
        own = {room.pk for room in rooms}
        halls = {room.whole_id for room in rooms if room.whole_id}
        sites = {room.centre_id for room in rooms}
        return self.filter(Q(centre__in=sites) | Q(room__in=own | halls) | Q(room__whole__in=own))


class KeptWindow(models.Model):
    """A stretch of every week kept for those who phone or come to the desk, in a room or in all rooms of a site.

    The web may take what is left of it from `kept_until` on the day before (RuleSet). A make-up workday keeps what
    the weekday keeps that it stands for, a public holiday nothing. Where a hall is kept its parts are, and where
    a part is kept the hall is: neither could be had without the other.
    """

    WEEKDAYS = OpeningPeriod.Day.choices[:7]  # without public holidays

    centre = models.ForeignKey(
        Centre,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="kept_windows",
        verbose_name=_("all rooms of the site"),
    )
    room = models.ForeignKey(
        Room,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="kept_windows",
        verbose_name=_("or one room"),
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=WEEKDAYS)
    opens = models.TimeField(_("starts"))
    closes = models.TimeField(_("ends"))
    valid_from = models.DateField(_("valid from"), default=timezone.localdate)
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("Empty: until further notice.")
    )

    objects = KeptWindowQuerySet.as_manager()

    class Meta:
        ordering = ["centre", "room", "weekday", "opens"]
        verbose_name = _("time kept for phone and desk")
        verbose_name_plural = _("times kept for phone and desk")
        constraints = [
            models.CheckConstraint(
                name="kept_window_is_of_a_site_or_of_a_room",
                condition=Q(centre__isnull=True, room__isnull=False) | Q(centre__isnull=False, room__isnull=True),
                violation_error_message=_("Choose a site, or one room: one of the two."),
            ),
            models.CheckConstraint(
                name="kept_window_begins_before_it_ends",
                condition=Q(opens__lt=F("closes")),
                violation_error_message=_("The end comes after the start."),
            ),
            models.CheckConstraint(name="kept_window_weekday_is_known", condition=Q(weekday__gte=1, weekday__lte=7)),
            models.CheckConstraint(
                name="kept_window_validity_in_order",
                condition=Q(valid_until__isnull=True) | Q(valid_from__lte=F("valid_until")),
                violation_error_message=_("The last day of validity is not before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room or self.centre} {self.words}"

    @property
    def words(self) -> str:
        """周二 13:30–15:00."""
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"

    def span_on(self, on: date) -> Span:
        return Span(*(timezone.make_aware(datetime.combine(on, clock)) for clock in (self.opens, self.closes)))

    def is_valid(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)

    def is_of(self, hours: DayHours) -> bool:
        """Whether something is kept on this date."""
        return self.weekday == hours.weekday and self.is_valid(hours.on)

    def keeps(self, room: Room) -> bool:
        if self.room is None:
            return room.centre_id == self.centre_id
        return room.pk in (self.room.pk, self.room.whole_id) or room.whole_id == self.room.pk


class RuleBook:
    """All rule sets and kept windows that matter for some rooms, read with one query."""

    def __init__(self, sets: Iterable[RuleSet], kept: Iterable[KeptWindow] = ()) -> None:
        self._sets = {(each.centre_id, each.room_id): each for each in sets}
        self._kept = tuple(kept)
        self._numbers: dict[int, Numbers] = {}

    @classmethod
    def load(cls, rooms: Iterable[Room]) -> "RuleBook":
        rooms = list(rooms)
        sets = RuleSet.objects.filter(
            Q(centre=None, room=None)
            | Q(centre__in={room.centre_id for room in rooms})
            | Q(room__in=[room.pk for room in rooms])
        )
        windows = KeptWindow.objects.over(rooms).order_by("weekday", "opens", "pk").values(row=_KEPT_ROW)
        with_all = sets.annotate(kept=Case(When(centre=None, room=None, then=ArraySubquery(windows))))
        found = list(with_all)  # the default set carries the windows
        return cls(found, [_kept_window(row) for each in found for row in each.kept or ()])

    def of(self, room: Room) -> Numbers:
        """The room's numbers: its own where it has them, else its site's, else everybody's."""
        if room.pk not in self._numbers:
            self._numbers[room.pk] = self._resolve(room)
        return self._numbers[room.pk]

    def _resolve(self, room: Room) -> Numbers:
        sets = [self._sets.get(key) for key in ((None, room.pk), (room.centre_id, None), (None, None))]
        numbers = {
            number: next(value for each in sets if each is not None and (value := getattr(each, number)) is not None)
            for number in NUMBERS
        }
        return Numbers(**numbers, kept=tuple(window for window in self._kept if window.keeps(room)))


# A kept window as it rides along with the default rule set

_KEPT_ROW = JSONObject(
    pk="pk",
    centre="centre",
    room="room",
    whole="room__whole",
    weekday="weekday",
    opens="opens",
    closes="closes",
    valid_from="valid_from",
    valid_until="valid_until",
)


class _KeptRow(TypedDict):
    pk: int
    centre: int | None
    room: int | None
    whole: int | None
    weekday: int
    opens: str
    closes: str
    valid_from: str
    valid_until: str | None


def _kept_window(row: _KeptRow) -> KeptWindow:
    """With as much of its room as says which rooms it keeps."""
    return KeptWindow(
        pk=row["pk"],
        centre_id=row["centre"],
        room=Room(pk=row["room"], whole_id=row["whole"]) if row["room"] else None,
        weekday=row["weekday"],
        opens=time.fromisoformat(row["opens"]),
        closes=time.fromisoformat(row["closes"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
    )
