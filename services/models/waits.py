"""Somebody in line for a number of a service day of which all are gone (候补)."""

from datetime import datetime
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centres.lookups import AnyOf
from fairness.programme.places import PlaceWait
from fairness.waiting import WaitingQuerySet, waiting_constraints
from residents.models import Relative, User
from services.models.appointments import Appointment, AppointmentQuerySet
from services.models.catalogue import ServiceDay


class AppointmentWaitQuerySet(WaitingQuerySet["AppointmentWait"]):
    def of_user(self, user: User) -> Self:
        """Their own, and of those they act for."""
        return self.filter(Q(resident__user=user) | Q(AnyOf(F("resident"), Relative.objects.all().elders_of(user))))

    def readable_by(self, user: User) -> Self:
        """One's own; and for staff those at the sites they run."""
        if not user.is_staff:
            return self.of_user(user)
        return self.filter(day__occupancy__room__centre__in=user.sites())

    def with_ahead(self) -> Self:
        """Each with `ahead`: how many alive came before it in the same line."""
        earlier = Q(joined_at__lt=OuterRef("joined_at")) | Q(joined_at=OuterRef("joined_at"), pk__lt=OuterRef("pk"))
        before = AppointmentWait.objects.alive().filter(earlier, day=OuterRef("day")).order_by()
        counted = before.values("day").annotate(count=Count("pk")).values("count")
        return self.annotate(ahead=Coalesce(Subquery(counted), 0))

    def to_be_forgotten(self, before: datetime) -> Self:
        return self.filter(day__occupancy__ends_at__lte=before)

    def with_place(self) -> Self:
        return self.select_related("day__service", "day__occupancy__room__centre", "resident__user", "joined_by")


class AppointmentWait(PlaceWait):
    """A place in line. While a `number` is offered, an appointment whose form token is the `claim` keeps it."""

    ahead: int  # of those asked for `with_ahead`

    day = models.ForeignKey(ServiceDay, on_delete=models.PROTECT, related_name="waits", verbose_name=_("service day"))
    number = models.PositiveSmallIntegerField(_("number offered"), null=True, blank=True)

    objects = AppointmentWaitQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "pk"]
        verbose_name = _("place in line for a number")
        verbose_name_plural = _("lines for numbers")
        constraints = [
            *waiting_constraints("appointment_wait"),
            models.UniqueConstraint(
                name="one_person_waits_once_for_a_number",
                fields=["day", "resident"],
                condition=Q(state__in=["waiting", "offered"]),
            ),
            models.CheckConstraint(
                name="appointment_wait_offer_names_its_number",
                condition=~Q(state__in=["offered", "accepted"]) | Q(number__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="appointment_wait_in_line",
                fields=["day", "joined_at"],
                condition=Q(state__in=["waiting", "offered"]),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="appointment_wait_goes_from_state_to_state", field="state", transitions=list(PlaceWait.WAYS)
            )
        ]

    def __str__(self) -> str:
        return f"{self.day_id}: {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("services:wait-detail", args=[self.pk])

    @property
    def number_words(self) -> str:
        """7号."""
        return gettext("No. %(number)d") % {"number": self.number} if self.number else ""

    @property
    def kept(self) -> AppointmentQuerySet:
        """What keeps the number while it is offered; whoever accepts has it."""
        return Appointment.objects.filter(form_token=self.claim)
