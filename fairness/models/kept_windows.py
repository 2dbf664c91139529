"""Hours of the week kept for those who phone or come to the desk (留给电话和现场)."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Self, TypedDict

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centres.hours import DayHours
from centres.models import Centre, OpeningPeriod, Room
from centres.spans import Span


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


# A kept window as it rides along with the default rule set

AS_ROW = JSONObject(
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


class KeptRow(TypedDict):
    pk: int
    centre: int | None
    room: int | None
    whole: int | None
    weekday: int
    opens: str
    closes: str
    valid_from: str
    valid_until: str | None


def of_row(row: KeptRow) -> KeptWindow:
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
