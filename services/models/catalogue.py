"""Services, who gives them, and the days on which they are given."""

from datetime import time
from typing import Self

import pghistory
from django.contrib.postgres.aggregates import ArrayAgg
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q, Value
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from centres.models import Committee
from centres.spans import Span
from fairness.models import of_room
from fairness.programme.models import Happening, HappeningQuerySet, Offering, OfferingQuerySet
from services.models.numbered import Numbered
from services.plan import Plan


class Provider(models.Model):
    """Who gives a service: a barber, a law firm, a kitchen."""

    class Kind(models.TextChoices):
        PERSON = "person", _("a person")
        ORGANISATION = "organisation", _("an organisation")

    name = models.CharField(_("name"), max_length=40, unique=True, help_text=_("The public reads it."))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    words = models.CharField(_("in a sentence"), max_length=120, blank=True, help_text=_("The public reads it."))

    class Meta:
        ordering = ["name"]
        verbose_name = _("provider")
        verbose_name_plural = _("providers")
        constraints = [models.CheckConstraint(name="provider_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.name


class ServiceQuerySet(OfferingQuerySet["Service"]):
    """What one asks of any offering: published, with its next date, by need."""


@pghistory.track()
class Service(Offering, Numbered):
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
    is_application = models.BooleanField(
        _("one applies for it"),
        default=False,
        help_text=_("No numbers: people write what they need, staff call back and arrange an assessment."),
    )
    age_from = models.PositiveSmallIntegerField(
        _("from which age"), null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    audience = models.CharField(_("for whom"), max_length=60, blank=True)
    registration = models.CharField(
        _("what to sign up for before"),
        max_length=120,
        blank=True,
        help_text=_("The public reads it: “who has signed with a family doctor”."),
    )
    committees = models.ManyToManyField(
        Committee,
        blank=True,
        related_name="+",
        verbose_name=_("only for residents of (none: for everybody)"),
    )
    provided_by = models.ForeignKey(
        Provider,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="services",
        verbose_name=_("usually given by"),
    )

    objects = ServiceQuerySet.as_manager()

    class Meta(Offering.Meta):
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints = [
            *Offering.Meta.constraints,
            models.CheckConstraint(
                name="service_on_application_gives_no_numbers",
                condition=Q(is_application=False) | Q(minutes=None, is_walk_in=False),
                violation_error_message=_(
                    "Where one applies, no numbers are given: no minutes, and nobody just comes along."
                ),
            ),
            models.CheckConstraint(
                name="service_serves_somebody", condition=Q(chairs__gte=1) & (Q(minutes=None) | Q(minutes__gte=1))
            ),
            models.CheckConstraint(
                name="%(class)s_gives_a_number_at_least",
                condition=Q(places_at_most=None) | Q(places_at_most__gte=1),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("services:service-detail", args=[self.pk])

    @property
    def for_whom(self) -> str:
        """60岁以上、行动不便的邻居: who may use it, in words."""
        age = gettext("from %(age)d years on") % {"age": self.age_from} if self.age_from else ""
        return pgettext("between two things", ", ").join(filter(None, [age, self.audience]))

    @property
    def is_by_number(self) -> bool:
        return self.minutes is not None

    @property
    def is_from_menu(self) -> bool:
        """Lunch: one orders from the menus."""
        return self.need == self.Need.MEALS and not (self.is_by_number or self.is_walk_in or self.is_application)


class ServiceDayQuerySet(HappeningQuerySet["ServiceDay"]):
    def by_number(self) -> Self:
        return self.filter(minutes__isnull=False)

    def with_place(self) -> Self:
        """Each with `kept_time` besides: until when on the day before the rules of its room keep places."""
        room = {"room": "occupancy__room", "centre": "occupancy__room__centre"}
        return super().with_place().annotate(kept_time=of_room("kept_until", **room))

    def with_given(self) -> Self:
        """Each with `given`: the numbers that somebody has."""
        stands = Q(appointments__isnull=False) & ~Q(appointments__state="cancelled")
        return self.annotate(given=ArrayAgg("appointments__number", filter=stands, default=Value([])))


@pghistory.track(exclude=["cancel_reason"])
class ServiceDay(Happening, Numbered):
    """A service on one day in one room."""

    KIND = "service"
    OFFERING = "service"
    BY = "provider"
    PAGE = "services:service-detail"

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="days", verbose_name=_("service"))
    provider = models.CharField(
        _("served by"), max_length=60, blank=True, help_text=_("The public reads it: “a lawyer on duty”.")
    )
    is_walk_in = models.BooleanField(_("just come along"), default=False)

    kept_time: time | None = None  # read by `with_place`

    objects = ServiceDayQuerySet.as_manager()

    class Meta(Happening.Meta):
        verbose_name = _("service day")
        verbose_name_plural = _("service days")
        constraints = [
            *Happening.Meta.constraints,
            models.CheckConstraint(
                name="serviceday_serves_somebody", condition=Q(chairs__gte=1) & (Q(minutes=None) | Q(minutes__gte=1))
            ),
            models.CheckConstraint(
                name="%(class)s_gives_a_number_at_least",
                condition=Q(places_at_most=None) | Q(places_at_most__gte=1),
            ),
        ]

    @property
    def plan(self) -> Plan | None:
        """Its numbers; None where none are given."""
        return self.plan_at(self.occupancy.span)

    def plan_at(self, span: Span) -> Plan | None:
        """Its numbers as they would be at another time."""
        if self.minutes is None:
            return None
        return Plan(span, self.minutes, self.chairs, self.kept_percent, self.is_walk_in, self.places_at_most)
