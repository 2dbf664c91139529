"""How somebody wants to be told, and how far they have read what they were told."""

from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from residents.models.accounts import User
from residents.models.people import Resident


class PreferencesQuerySet(models.QuerySet["Preferences"]):
    def of_user(self, user: User) -> Self:
        return self.filter(resident__user=user)


@pghistory.track(exclude=["email", "read_at"])
class Preferences(models.Model):
    """Of one person; who has none is told by text message. At least one way is always open: what is essential arrives.

    An address stands here once a code has proved it, and never before.
    """

    resident = models.OneToOneField(
        Resident, on_delete=models.CASCADE, related_name="preferences", verbose_name=_("resident")
    )
    by_text = models.BooleanField(_("by text message"), default=True)
    by_email = models.BooleanField(_("by e-mail"), default=False)
    by_call = models.BooleanField(_("by a call from the desk"), default=False)
    reminders = models.BooleanField(_("a reminder the day before"), default=True)
    email = models.EmailField(_("e-mail address"), blank=True, default="")
    read_at = models.DateTimeField(_("messages read until"), null=True, blank=True)

    objects = PreferencesQuerySet.as_manager()

    class Meta:
        ordering = ["resident"]
        verbose_name = _("preferences")
        verbose_name_plural = _("preferences")
        constraints = [
            models.CheckConstraint(
                name="preferences_leave_one_way_open", condition=Q(by_text=True) | Q(by_email=True) | Q(by_call=True)
            ),
            models.CheckConstraint(
                name="preferences_by_email_have_an_address", condition=Q(by_email=False) | ~Q(email="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.resident_id)

    @property
    def says_something(self) -> bool:
        """Other than the usual; a row may stand here only because somebody read their messages."""
        as_usual = self.by_text and self.reminders and not (self.by_email or self.by_call)
        return bool(self.email) or not as_usual
