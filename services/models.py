"""Services, and the days on which they are given."""

import pghistory
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fairness.programme.models import Happening, HappeningQuerySet, Offering, OfferingQuerySet


class ServiceQuerySet(OfferingQuerySet["Service"]):
    """What one asks of any offering: published, with its next date, by need."""


@pghistory.track()
class Service(Offering):
    """Something done for people one by one: a haircut, advice, blood pressure."""

    HAPPENINGS = "days"
    GROUP = "need"

    class Need(models.TextChoices):
        HEALTH = "health", _("health")
        LAW = "law", _("law")
        HOME = "home", _("home and daily life")
        MEALS = "meals", _("meals")
        CARE = "care", _("care")

    need = models.CharField(_("need"), max_length=8, choices=Need.choices)
    is_walk_in = models.BooleanField(
        _("just come along"), default=True, help_text=_("Otherwise people phone or ask at the desk before they come.")
    )

    objects = ServiceQuerySet.as_manager()

    class Meta(Offering.Meta):
        verbose_name = _("service")
        verbose_name_plural = _("services")

    def get_absolute_url(self) -> str:
        return reverse("services:service-detail", args=[self.pk])


class ServiceDayQuerySet(HappeningQuerySet["ServiceDay"]):
    """What one asks of any happening: confirmed, upcoming, between two dates."""


@pghistory.track(exclude=["cancel_reason"])
class ServiceDay(Happening):
    """A service on one day in one room."""

    KIND = "service"
    OFFERING = "service"
    BY = "provider"
    PAGE = "services:service-detail"

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="days", verbose_name=_("service"))
    provider = models.CharField(
        _("served by"), max_length=60, blank=True, help_text=_("The public reads it: “a lawyer on duty”.")
    )

    objects = ServiceDayQuerySet.as_manager()

    class Meta(Happening.Meta):
        verbose_name = _("service day")
        verbose_name_plural = _("service days")
