"""Public holidays and the working days swapped for them (调休), kept as data, imported by staff."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CalendarDayQuerySet(models.QuerySet["CalendarDay"]):
    def between(self, first: date, last: date) -> Self:
        return self.filter(on__range=(first, last))


class CalendarDay(models.Model):
    """A date the State Council's yearly notice changes: a day off, or a make-up workday."""

    class Kind(models.TextChoices):
        OFF = "off", _("public holiday")
        WORK = "work", _("make-up workday")

    on = models.DateField(_("date"), unique=True)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=20, help_text=_("The holiday's name, such as 国庆节."))
    stands_for = models.DateField(
        _("follows the hours of"),
        null=True,
        blank=True,
        help_text=_("On a make-up workday: the day off it was swapped for."),
    )
    is_presumed = models.BooleanField(
        _("presumed"), default=False, help_text=_("The notice does not name the swapped day; please check.")
    )

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        ordering = ["on"]
        verbose_name = _("calendar day")
        verbose_name_plural = _("holiday calendar")
        constraints = [
            models.CheckConstraint(
                name="make_up_workday_stands_for_another_day",
                condition=Q(kind="off", stands_for__isnull=True)
                | Q(kind="work", stands_for__isnull=False) & ~Q(stands_for=F("on")),
                violation_error_message=_("A make-up workday names the day it stands for; a day off names none."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name} {self.get_kind_display()}"

    @property
    def is_off(self) -> bool:
        return self.kind == self.Kind.OFF
