"""Somebody in line for a place in a session that is full; for a course, in all its dates to come."""

from datetime import datetime
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models.programme import Session
from activities.models.together import Accompanied, accompanied_constraints
from fairness.programme.places import PlaceWait
from fairness.waiting import WaitingQuerySet, waiting_constraints
from residents.models import Relative, User


class EnrolmentWaitQuerySet(WaitingQuerySet["EnrolmentWait"]):
    def of_user(self, user: User) -> Self:
        """Their own, and of those they act for."""
        elders = Relative.objects.active().of_user(user).order_by().values("elder")
        return self.filter(Q(resident__user=user) | Q(resident__in=elders))

    def readable_by(self, user: User) -> Self:
        """One's own; and for staff those at the sites they run."""
        if not user.is_staff:
            return self.of_user(user)
        return self.filter(session__occupancy__room__centre__in=user.sites())

    def in_line_for(self, session: Session) -> Self:
        """Of a course, the line is one for all its dates."""
        if session.activity.is_course:
            return self.filter(session__activity=session.activity_id)
        return self.filter(session=session)

    def with_ahead(self) -> Self:
        """Each with `ahead`: how many alive came before it in the same line."""
        earlier = Q(joined_at__lt=OuterRef("joined_at")) | Q(joined_at=OuterRef("joined_at"), pk__lt=OuterRef("pk"))
        same_line = Q(session=OuterRef("session")) | Q(
            session__activity__is_course=True, session__activity=OuterRef("session__activity")
        )
        before = EnrolmentWait.objects.alive().filter(earlier, same_line).order_by()
        counted = before.values(one=models.Value(1)).annotate(count=Count("pk")).values("count")
        return self.annotate(ahead=Coalesce(Subquery(counted), 0))

    def where_a_place_is_free(self) -> Self:
        """Or both, of whoever needs two."""
        enough = Q(session__taken__lte=F("session__capacity") - F("persons"))
        return self.waiting().filter(enough, session__state=Session.State.CONFIRMED)

    def to_be_forgotten(self, before: datetime) -> Self:
        return self.filter(session__occupancy__ends_at__lte=before)

    def with_place(self) -> Self:
        return self.select_related("session__activity", "session__occupancy__room__centre", "resident__user")


class EnrolmentWait(Accompanied, PlaceWait):
    """A place in line, of one or two. Of a course, `session` is the first date that was to come."""

    ahead: int  # of those asked for `with_ahead`

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="waits", verbose_name=_("session"))

    objects = EnrolmentWaitQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "pk"]
        verbose_name = _("place in line")
        verbose_name_plural = _("waiting list")
        constraints = [
            *waiting_constraints("enrolment_wait"),
            *accompanied_constraints("enrolment_wait"),
            models.UniqueConstraint(
                name="one_person_waits_once_for_a_session",
                fields=["session", "resident"],
                condition=Q(state__in=["waiting", "offered"]),
            ),
        ]
        indexes = [
            models.Index(
                name="enrolment_wait_in_line",
                fields=["session", "joined_at"],
                condition=Q(state__in=["waiting", "offered"]),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="enrolment_wait_goes_from_state_to_state", field="state", transitions=list(PlaceWait.WAYS)
            )
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("activities:wait-detail", args=[self.pk])

    def is_over(self, now: datetime) -> bool:
        return self.session.has_begun(now)
