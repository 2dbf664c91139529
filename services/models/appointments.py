"""Who has which number of a service day, and what the desk did with it."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centres.lookups import AnyOf
from centres.models.occupancy import LONGEST
from fairness.programme.thanks import Thanked, asked_about
from residents.channels import ONLINE, Channel
from residents.models import Relative, Resident, User
from services.models.catalogue import ServiceDay

SPACE = 100  # between the turns of two numbers, so that somebody skipped fits behind the next
KEPT_FOR = timedelta(days=365)  # then nobody can tell who came


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def standing(self) -> Self:
        """Everything but what was cancelled: these numbers are given, or offered to somebody in line."""
        return self.exclude(state=Appointment.State.CANCELLED)

    def taken(self) -> Self:
        """Everything but what is only offered; an offer stands on the page of the line."""
        return self.exclude(state=Appointment.State.OFFERED)

    def offered(self) -> Self:
        return self.filter(state=Appointment.State.OFFERED)

    def waiting(self) -> Self:
        return self.filter(state=Appointment.State.WAITING)

    def in_turn(self) -> Self:
        return self.order_by("turn", "number")

    def of_user(self, user: User) -> Self:
        """Their own, and those of whom they act for."""
        return self.filter(Q(resident__user=user) | Q(AnyOf(F("resident"), Relative.objects.all().elders_of(user))))

    def readable_by(self, user: User) -> Self:
        """One's own; and for staff those at the sites they run."""
        if not user.is_staff:
            return self.of_user(user)
        return self.filter(day__occupancy__room__centre__in=user.sites())

    def upcoming(self, now: datetime) -> Self:
        """Those whose turn is still to come, the next day first."""
        day = {"day__occupancy__ends_at__gt": now, "day__occupancy__starts_at__gt": now - LONGEST}
        live = self.filter(state__in=Appointment.LIVE, day__state=ServiceDay.State.CONFIRMED, **day)
        return live.order_by("day__occupancy__starts_at", "number")

    def past(self, now: datetime) -> Self:
        return self.exclude(pk__in=self.upcoming(now).values("pk")).order_by("-day__occupancy__starts_at", "-number")

    def to_be_asked(self, now: datetime) -> Self:
        """Served by yesterday, and not asked yet how it was; the last one first."""
        served = self.filter(asked_about("day", now), state=Appointment.State.DONE, resident__isnull=False)
        return served.order_by("-day__occupancy__starts_at", "-pk")

    def to_be_forgotten(self, now: datetime) -> Self:
        """Of days that ended a year ago; what staff wrote about a ticket without a name goes as well."""
        named = self.filter(Q(resident__isnull=False) | ~Q(waiver=""))
        return named.filter(day__occupancy__starts_at__lt=now - KEPT_FOR)

    def with_place(self) -> Self:
        return self.select_related("day__service", "day__occupancy__room__centre", "resident")


class Appointment(Thanked):
    """A number of a service day (排号). Whoever walks in may have one without a name."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits")
        CALLED = "called", _("called")
        IN_SERVICE = "in_service", _("being served")
        DONE = "done", _("done")
        NO_SHOW = "no_show", _("nobody came")
        CANCELLED = "cancelled", _("cancelled")
        OFFERED = "offered", _("kept for somebody in line")

    Channel = Channel
    ONLINE = ONLINE

    LIVE = (State.WAITING, State.CALLED, State.IN_SERVICE)
    AT_THE_CHAIR = (State.CALLED, State.IN_SERVICE)

    day = models.ForeignKey(
        ServiceDay, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("service day")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    turn = models.PositiveIntegerField(_("turn"))
    skips = models.PositiveSmallIntegerField(_("times skipped"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)

    resident = models.ForeignKey(
        Resident,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name=_("resident"),
    )
    booked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("booked by")
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    booked_at = models.DateTimeField(_("booked at"))
    form_token = models.UUIDField(_("form token"), unique=True, default=uuid.uuid4, editable=False)
    waiver = models.CharField(
        _("rules waived because"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("Staff may waive some rules with a reason."),
    )

    called_at = models.DateTimeField(_("called at"), null=True, blank=True)
    begun_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cancelled by")
    )
    forgotten_at = models.DateTimeField(_("forgotten at"), null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "number"]
        verbose_name = _("number")
        verbose_name_plural = _("numbers")
        constraints = [
            models.UniqueConstraint(
                name="appointment_number_once_a_day", fields=["day", "number"], condition=~Q(state="cancelled")
            ),
            models.UniqueConstraint(
                name="appointment_somebody_once_a_day", fields=["day", "resident"], condition=~Q(state="cancelled")
            ),
            models.CheckConstraint(name="appointment_numbers_begin_with_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="appointment_cancelled_says_when",
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | ~Q(state="cancelled") & Q(cancelled_at__isnull=True, cancelled_by__isnull=True),
            ),
            models.CheckConstraint(
                name="appointment_forgotten_says_no_reason", condition=Q(forgotten_at=None) | Q(waiver="")
            ),
            models.CheckConstraint(
                name="appointment_called_says_when",
                condition=~Q(state__in=["called", "in_service"]) | Q(called_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day_id}: {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("services:appointment-detail", args=[self.pk])

    @property
    def number_words(self) -> str:
        """7号."""
        return gettext("No. %(number)d") % {"number": self.number}

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_offered(self) -> bool:
        return self.state == self.State.OFFERED

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def is_made_online(self) -> bool:
        return self.channel in self.ONLINE


class DeskStep(models.Model):
    """One step of the desk: what it was done to, and how that stood before. The last of a day can be taken back."""

    class What(models.TextChoices):
        CALL = "call", _("called")
        SKIP = "skip", _("skipped")
        BEGIN = "begin", _("begun")
        DONE = "done", _("done")
        MISS = "miss", _("nobody came")
        BACK = "back", _("came after all")
        TICKET = "ticket", _("ticket given")

    day = models.ForeignKey(ServiceDay, on_delete=models.CASCADE, related_name="steps", verbose_name=_("service day"))
    appointment = models.ForeignKey(
        Appointment, on_delete=models.CASCADE, related_name="steps", verbose_name=_("number")
    )
    what = models.CharField(_("what was done"), max_length=6, choices=What.choices)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    state = models.CharField(_("state before"), max_length=10, choices=Appointment.State.choices)
    turn = models.PositiveIntegerField(_("turn before"))
    skips = models.PositiveSmallIntegerField(_("times skipped before"))
    called_at = models.DateTimeField(_("called at, before"), null=True)
    begun_at = models.DateTimeField(_("begun at, before"), null=True)
    ended_at = models.DateTimeField(_("ended at, before"), null=True)
    undone_at = models.DateTimeField(_("taken back at"), null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("step of the desk")
        verbose_name_plural = _("steps of the desk")

    def __str__(self) -> str:
        return f"{self.appointment}: {self.what}"
