"""Activities, and the sessions in which they take place."""

import pghistory
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fairness.programme.models import Happening, HappeningQuerySet, Offering, OfferingQuerySet


class ActivityQuerySet(OfferingQuerySet["Activity"]):
    """What one asks of any offering: published, with its next date, by kind."""


@pghistory.track()
class Activity(Offering):
    """Something people come to do together: exercise, singing, a film, a talk."""

    HAPPENINGS = "sessions"
    GROUP = "kind"

    class Kind(models.TextChoices):
        EXERCISE = "exercise", _("exercise")
        MUSIC = "music", _("singing and opera")
        CRAFT = "craft", _("calligraphy and crafts")
        GAME = "game", _("games")
        SCREEN = "screen", _("films and talks")
        FAMILY = "family", _("parents and children")
        COUNCIL = "council", _("council of neighbours")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    leader = models.CharField(
        _("led by"), max_length=40, blank=True, help_text=_("The public reads it: “Teacher Wang”.")
    )
    audience = models.CharField(_("for whom"), max_length=60, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta(Offering.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")

    def get_absolute_url(self) -> str:
        return reverse("activities:activity-detail", args=[self.pk])


class SessionQuerySet(HappeningQuerySet["Session"]):
    """What one asks of any happening: confirmed, upcoming, between two dates."""


@pghistory.track(exclude=["cancel_reason"])
class Session(Happening):
    """An activity on one day in one room."""

    KIND = "session"
    OFFERING = "activity"
    BY = "activity__leader"
    PAGE = "activities:activity-detail"

    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("activity")
    )

    objects = SessionQuerySet.as_manager()

    class Meta(Happening.Meta):
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
