"""An application for a service that begins with an assessment (日间照料): what is needed, and how far it has come."""

import uuid
from datetime import date, datetime, timedelta
from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from centres.lookups import AnyOf
from centres.models import Centre
from centres.words import local_day
from centres.workdays import Workdays
from residents.channels import Channel
from residents.models import Relative, Resident, User
from services.models.catalogue import Service

HELP_AT_MOST = 500  # characters
WAYS = {  # from each state to those that may follow; a trigger holds them
    "received": ("contacted", "arranged", "done", "withdrawn", "unsuitable"),
    "contacted": ("arranged", "done", "withdrawn", "unsuitable"),
    "arranged": ("contacted", "done", "withdrawn", "unsuitable"),
}
CALLED_WITHIN = 3  # working days; the public reads it


class ApplicationQuerySet(models.QuerySet["Application"]):
    def open(self) -> Self:
        return self.filter(state__in=Application.OPEN)

    def closed(self) -> Self:
        return self.exclude(state__in=Application.OPEN)

    def at(self, centres: "models.QuerySet[Centre] | list[Centre]") -> Self:
        return self.filter(centre__in=centres)

    def of_user(self, user: User) -> Self:
        """Their own, and those of whom they act for."""
        return self.filter(Q(resident__user=user) | Q(AnyOf(F("resident"), Relative.objects.all().elders_of(user))))

    def to_be_deleted(self, now: datetime) -> Self:
        return self.filter(closed_at__lte=now - Application.KEPT)

    def with_people(self) -> Self:
        return self.select_related("service", "centre", "resident__user", "applied_by", "handled_by")


class Application(models.Model):
    """Asked for by somebody, or for them by a relative or the desk. It is deleted a year after it was closed."""

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        CONTACTED = "contacted", _("contacted")
        ARRANGED = "arranged", _("assessment arranged")
        DONE = "done", _("settled")
        WITHDRAWN = "withdrawn", _("withdrawn")
        UNSUITABLE = "unsuitable", _("does not fit")

    Channel = Channel

    OPEN = (State.RECEIVED, State.CONTACTED, State.ARRANGED)
    WAYS = WAYS
    KEPT: ClassVar[timedelta] = timedelta(days=365)  # after it was closed

    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="applications", verbose_name=_("service")
    )
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+", verbose_name=_("site"))
    resident = models.ForeignKey(
        Resident, on_delete=models.PROTECT, related_name="applications", verbose_name=_("for")
    )
    help_needed = models.CharField(_("what help is needed"), max_length=HELP_AT_MOST, blank=True)
    call_number = models.CharField(_("number to call"), max_length=20)
    call_whom = models.CharField(_("who answers"), max_length=40, blank=True)
    call_when = models.CharField(_("when to call"), max_length=60, blank=True)

    consent_version = models.CharField(_("agreed to the sentence of"), max_length=10)
    consented_at = models.DateTimeField(_("agreed at"))

    applied_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("applied by")
    )
    applied_at = models.DateTimeField(_("applied at"))
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    form_token = models.UUIDField(_("form token"), unique=True, default=uuid.uuid4, editable=False)

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RECEIVED)
    visit_at = models.DateTimeField(_("assessment at"), null=True, blank=True)
    visit_place = models.CharField(_("assessment where"), max_length=60, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    handled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handled by")
    )
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["applied_at", "pk"]
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(
                name="application_one_open_for_a_service",
                fields=["service", "resident"],
                condition=Q(state__in=["received", "contacted", "arranged"]),
            ),
            models.CheckConstraint(
                name="application_closed_says_when",
                condition=Q(state__in=["received", "contacted", "arranged"], closed_at__isnull=True)
                | ~Q(state__in=["received", "contacted", "arranged"]) & Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="application_arranged_says_when_and_where",
                condition=~Q(state="arranged") | Q(visit_at__isnull=False) & ~Q(visit_place=""),
            ),
            models.CheckConstraint(
                name="application_unsuitable_says_why", condition=~Q(state="unsuitable", reason="")
            ),
            models.CheckConstraint(name="application_is_agreed_to", condition=~Q(consent_version="")),
            models.CheckConstraint(
                name="application_says_what_is_needed_until_withdrawn",
                condition=Q(state="withdrawn", help_needed="") | ~Q(state="withdrawn") & ~Q(help_needed=""),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="application_goes_from_state_to_state",
                field="state",
                transitions=[(old, new) for old, ways in WAYS.items() for new in ways],
            )
        ]

    def __str__(self) -> str:
        return f"{self.service_id}: {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("services:application-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_received(self) -> bool:
        return self.state == self.State.RECEIVED

    @property
    def is_arranged(self) -> bool:
        return self.state == self.State.ARRANGED

    def call_by(self, workdays: Workdays) -> date:
        """Until when somebody calls them."""
        return workdays.after(local_day(self.applied_at), CALLED_WITHIN)

    def is_overdue(self, workdays: Workdays, today: date) -> bool:
        """Nobody has called in time."""
        return self.is_received and today > self.call_by(workdays)
