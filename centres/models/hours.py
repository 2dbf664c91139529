"""When a site is open: weekly periods with validity, and dated exceptions."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.models.places import Centre


class OpeningPeriodQuerySet(models.QuerySet["OpeningPeriod"]):
    def valid_between(self, first: date, last: date) -> Self:
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=first), valid_from__lte=last)


class OpeningPeriod(models.Model):
    """One stretch of opening hours on one day of the week. A midday break makes two of them."""

    class Day(models.IntegerChoices):
        MONDAY = 1, _("Monday")
        TUESDAY = 2, _("Tuesday")
        WEDNESDAY = 3, _("Wednesday")
        THURSDAY = 4, _("Thursday")
        FRIDAY = 5, _("Friday")
        SATURDAY = 6, _("Saturday")
        SUNDAY = 7, _("Sunday")
        HOLIDAY = 8, _("public holiday")

    centre = models.ForeignKey(
        Centre, on_delete=models.CASCADE, related_name="opening_periods", verbose_name=_("site")
    )
    day = models.PositiveSmallIntegerField(_("day"), choices=Day.choices)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("Empty: until further notice.")
    )

    objects = OpeningPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["centre", "valid_from", "day", "opens"]
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            models.CheckConstraint(
                name="opening_period_opens_before_it_closes",
                condition=Q(opens__lt=F("closes")),
                violation_error_message=_("Opening comes before closing."),
            ),
            models.CheckConstraint(
                name="opening_period_validity_in_order",
                condition=Q(valid_until__isnull=True) | Q(valid_from__lte=F("valid_until")),
                violation_error_message=_("The last day of validity is not before the first."),
            ),
            models.CheckConstraint(name="opening_period_day_is_known", condition=Q(day__gte=1, day__lte=8)),
        ]

    def __str__(self) -> str:
        return f"{self.get_day_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class SpecialHours(models.Model):
    """A dated exception for one site: other hours, or closed when no times are given.

    Several rows for one date make several stretches; any row replaces the weekly hours of that date.
    """

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="special_hours", verbose_name=_("site"))
    on = models.DateField(_("date"))
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=60, help_text=_("The public reads it: “lift repair”."))

    class Meta:
        ordering = ["centre", "-on", "opens"]
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        constraints = [
            models.CheckConstraint(
                name="special_hours_open_before_close_or_closed",
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__isnull=False, opens__lt=F("closes")),
                violation_error_message=_("Give both times, opening first, or leave both empty for a closed day."),
            ),
            models.UniqueConstraint(name="special_hours_once_per_start", fields=["centre", "on", "opens"]),
            models.UniqueConstraint(
                name="special_hours_closed_once", fields=["centre", "on"], condition=Q(opens__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        hours = f"{self.opens:%H:%M}–{self.closes:%H:%M}" if self.opens and self.closes else str(_("closed"))
        return f"{self.on} {hours}"
