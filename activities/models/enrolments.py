"""Who has a place in a session, for whom, by whom, and how."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models.programme import Session
from centres.lookups import AnyOf
from fairness.programme.places import Place, PlaceQuerySet, place_constraints
from residents.channels import Channel
from residents.models import Relative, Resident, User


def wish_key(token: uuid.UUID, *, by: User, session: Session, resident: Resident) -> uuid.UUID:
    """A form's token bound to what was asked in it: one row of each form for each date and person."""
    return uuid.uuid5(token, repr((by.pk, session.pk, resident.pk)))


class EnrolmentQuerySet(PlaceQuerySet["Enrolment"]):
    def of_user(self, user: User) -> Self:
        """In this person's name, of those they act for, and what they signed up on the web."""
        own = Subquery(Resident.objects.filter(user=user).values("pk")[:1])
        acted_for = Q(AnyOf(F("resident"), Relative.objects.all().elders_of(user)))
        return self.filter(Q(resident=own) | acted_for | Q(enrolled_by=user, channel=Channel.WEB))

    def readable_by(self, user: User) -> Self:
        """One's own; and for staff those at the sites they run."""
        if not user.is_staff:
            return self.of_user(user)
        return self.filter(session__occupancy__room__centre__in=user.sites())

    def upcoming(self, now: datetime) -> Self:
        """With a place, not over yet, the next one first."""
        return self.enrolled().filter(session__occupancy__ends_at__gt=now).order_by("session__occupancy__starts_at")

    def to_be_forgotten(self, now: datetime) -> Self:
        """Over for a year, and still saying who it was."""
        return self.filter(forgotten_at=None, session__occupancy__ends_at__lte=now - Enrolment.KNOWN)

    def with_place(self) -> Self:
        return self.select_related(
            "session__activity", "session__occupancy__room__centre", "resident__user", "enrolled_by"
        )


@pghistory.track(exclude=["waiver", "forgotten_at"])
class Enrolment(Place):
    """One place in one session; those of a course signed up for together bear one `claim`."""

    KNOWN: ClassVar[timedelta] = timedelta(days=365)  # after its end; 个人信息保护法: as short as serves

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("session")
    )

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["enrolled_at", "pk"]
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = place_constraints("enrolment", "session")
        triggers = [
            pgtrigger.FSM(
                name="enrolment_goes_from_state_to_state",
                field="state",
                transitions=[(old, new) for old, ways in Place.WAYS.items() for new in ways],
            )
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("activities:enrolment-detail", args=[self.pk])

    @property
    def name(self) -> str:
        return self.resident.name if self.resident else str(_("name taken off after a year"))
