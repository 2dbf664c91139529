"""Who has a place in a session, for whom, by whom, and how."""

import uuid
from datetime import date, datetime, timedelta
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models.programme import Session
from activities.models.together import Accompanied, accompanied_constraints, child_is_forgotten_with_guardian
from centres.lookups import AnyOf
from centres.references import made_from
from fairness.checkin import CheckIn, check_in_is_whole
from fairness.programme.places import Place, PlaceQuerySet, place_constraints
from fairness.programme.thanks import asked_about
from residents.channels import Channel
from residents.models import Relative, Resident, User


def wish_key(token: uuid.UUID, *, by: User, session: Session, resident: Resident) -> uuid.UUID:
    """A form's token bound to what was asked in it: one row of each form for each date and person."""
    return uuid.uuid5(token, repr((by.pk, session.pk, resident.pk)))


NOT_HERE = {"checked_in_at": None, "checked_in_how": "", "checked_in_by": None, "missed_at": None}


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

    def to_be_asked(self, now: datetime) -> Self:
        """Over since yesterday, and not asked yet how it was; of a course after its last date only."""
        same = Enrolment.objects.enrolled().filter(claim=OuterRef("claim"), resident=OuterRef("resident"))
        later = same.filter(session__occupancy__starts_at__gt=OuterRef("session__occupancy__starts_at"))
        over = self.enrolled().filter(
            asked_about("session", now), ~Exists(later), resident__isnull=False, missed_at=None
        )
        return over.order_by("-session__occupancy__starts_at", "-pk")

    def to_be_forgotten(self, now: datetime) -> Self:
        """Over for a year, and still saying who it was."""
        return self.filter(forgotten_at=None, session__occupancy__ends_at__lte=now - Enrolment.KNOWN)

    def on(self, day: date) -> Self:
        """With a place on that local date, whatever became of it since."""
        return self.enrolled().filter(session__in=Session.objects.confirmed().between(day, day))

    def with_place(self) -> Self:
        return self.select_related(
            "session__activity", "session__occupancy__room__centre", "resident__user", "enrolled_by"
        )


@pghistory.track(exclude=["waiver", "forgotten_at", "has_answered", "child_name", "child_born"])
class Enrolment(CheckIn, Accompanied, Place):
    """One place in one session, or two; those of a course signed up for together bear one `claim`.

    Whoever came is checked in; `missed_at` says that somebody of the staff noted that they did not.
    """

    KNOWN: ClassVar[timedelta] = timedelta(days=365)  # after its end; 个人信息保护法: as short as serves

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("session")
    )

    missed_at = models.DateTimeField(_("noted as missing at"), null=True, blank=True, editable=False)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["enrolled_at", "pk"]
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            *place_constraints("enrolment", "session"),
            *accompanied_constraints("enrolment"),
            child_is_forgotten_with_guardian("enrolment"),
            check_in_is_whole("enrolment_check_in_is_whole"),
            models.CheckConstraint(
                name="enrolment_came_or_was_missed_and_had_a_place",
                condition=Q(checked_in_at__isnull=True, missed_at__isnull=True)
                | (Q(state="enrolled") & (Q(checked_in_at__isnull=True) | Q(missed_at__isnull=True))),
            ),
        ]
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
    def has_come(self) -> bool:
        return self.checked_in_at is not None

    @property
    def was_missed(self) -> bool:
        return self.missed_at is not None

    @property
    def ref(self) -> str:
        """Six signs made from the key, as on a slip; nobody guesses them, and nothing is stored."""
        return made_from(f"enrolment {self.pk}")

    @property
    def name(self) -> str:
        return self.resident.name if self.resident else str(_("name taken off after a year"))
