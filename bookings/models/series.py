"""A team's standing hours (长期预约): bookings that belong together, and the dates left out and why."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

import pghistory
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from centres.models import Centre, Room
from centres.recurrence import Every
from residents.models import Team, User

RHYTHMS = {
    Every.WEEK: _("every week"),
    Every.TWO_WEEKS: _("every two weeks"),
    Every.MONTH: _("once a month, on the same weekday"),
    Every.CHOSEN: _("on chosen dates"),
}


@dataclass(frozen=True, slots=True)
class Use:
    """Of the dates that are over: how many were used."""

    used: int
    over: int


class SeriesQuerySet(models.QuerySet["Series"]):
    def standing(self) -> Self:
        return self.filter(ended_at=None)

    def at(self, centres: "models.QuerySet[Centre] | list[Centre]") -> Self:
        return self.filter(room__centre__in=centres)

    def led_by(self, user: User) -> Self:
        return self.filter(team__leader__user=user)

    def to_be_asked(self, on: date) -> Self:
        """Those whose leader has not been asked yet whether the hours are still wanted."""
        return self.standing().filter(ask_on__lte=on, asked_at=None)

    def unconfirmed(self, on: date) -> Self:
        """Asked, and not confirmed by the day."""
        return self.standing().filter(confirm_by__lt=on)

    def with_place(self) -> Self:
        return self.select_related("room__centre", "team__leader__user")


@pghistory.track()
class Series(models.Model):
    """Made by staff for a registered team. Its bookings say when and where; this row says what binds them."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="series", verbose_name=_("team"))
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="series", verbose_name=_("room"))
    every = models.CharField(
        _("how often"), max_length=10, choices=[(str(each), words) for each, words in RHYTHMS.items()]
    )
    starts = models.TimeField(_("starts"))
    ends = models.TimeField(_("ends"))
    first_on = models.DateField(_("first date"))
    last_on = models.DateField(_("last date"))
    party = models.PositiveSmallIntegerField(_("people"), validators=[MinValueValidator(1)])
    purpose = models.CharField(_("purpose"), max_length=60)

    made_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="series_made", verbose_name=_("entered by")
    )
    made_at = models.DateTimeField(_("entered at"))
    form_token = models.UUIDField(_("form token"), unique=True, default=uuid.uuid4, editable=False)

    ask_on = models.DateField(_("ask on"))
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    confirm_by = models.DateField(_("confirm by"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("standing booking")
        verbose_name_plural = _("standing bookings")
        constraints = [
            models.CheckConstraint(name="series_starts_before_it_ends", condition=Q(starts__lt=F("ends"))),
            models.CheckConstraint(name="series_dates_in_order", condition=Q(first_on__lte=F("last_on"))),
            models.CheckConstraint(name="series_asks_before_the_day", condition=Q(ask_on__lte=F("confirm_by"))),
            models.CheckConstraint(name="series_brings_someone", condition=Q(party__gte=1)),
        ]
        indexes = [models.Index(name="series_to_confirm", fields=["confirm_by"], condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.team} {self.room}"

    @property
    def rhythm(self) -> str:
        return str(RHYTHMS[Every(self.every)])

    @property
    def has_ended(self) -> bool:
        return self.ended_at is not None

    def use(self, now: datetime) -> Use:
        """Used is what is over and was neither let go nor missed; one query."""
        over = self.bookings.filter(
            occupancy__ends_at__lte=now, state__in=["confirmed", "checked_in", "completed", "no_show"]
        )
        counts = over.aggregate(over=Count("pk"), missed=Count("pk", filter=Q(state="no_show")))
        return Use(counts["over"] - counts["missed"], counts["over"])


class LeftOut(models.Model):
    """A date on which a series does not take place, and why."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="left_out", verbose_name=_("series"))
    on = models.DateField(_("date"))
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        ordering = ["on"]
        verbose_name = _("date left out")
        verbose_name_plural = _("dates left out")
        constraints = [
            models.UniqueConstraint(name="series_leaves_a_date_out_once", fields=["series", "on"]),
            models.CheckConstraint(name="series_left_out_has_its_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.reason}"
