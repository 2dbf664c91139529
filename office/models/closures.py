"""Rooms out of use: one closure, and a hold on each room and local day it takes."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.models import Occupancy, Occupier, Room
from centres.spans import Span
from residents.models import User


def closing_key(
    token: uuid.UUID, *, by: User, wants: Sequence[tuple[Room, Span]], title: str, note: str = ""
) -> uuid.UUID:
    """A form's token bound to what was asked in it, so that the form sent again after a change closes anew."""
    asked = [(room.pk, span.starts_at.timestamp(), span.ends_at.timestamp()) for room, span in wants]
    return uuid.uuid5(token, repr((by.pk, asked, title, note)))


class ClosureQuerySet(models.QuerySet["Closure"]):
    def of_form(self, key: uuid.UUID) -> Self:
        """What this very form has closed already (see `closing_key`), at most one."""
        return self.filter(form_token=key)


class Closure(models.Model):
    """Why rooms are out of use. `title` hangs on the door (电梯检修)."""

    title = models.CharField(_("words on the door"), max_length=60)
    note = models.CharField(_("note for staff"), max_length=200, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="closures", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    form_token = models.UUIDField(_("form token"), unique=True, null=True, editable=False)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        constraints = [models.CheckConstraint(name="closure_says_why", condition=~Q(title=""))]

    def __str__(self) -> str:
        return self.title


class ClosureHoldQuerySet(models.QuerySet["ClosureHold"]):
    def holding(self, occupancies: Iterable[Occupancy]) -> Self:
        return self.filter(occupancy__in=occupancies)


class ClosureHold(Occupier):
    """One room on one local day of a closure. A lifted hold keeps its released occupancy."""

    KIND = "closure"

    closure = models.ForeignKey(Closure, on_delete=models.CASCADE, related_name="holds", verbose_name=_("closure"))
    lifted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lifted by")
    )
    lift_reason = models.CharField(_("reason for lifting"), max_length=200, blank=True)

    objects = ClosureHoldQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("room out of use")
        verbose_name_plural = _("rooms out of use")

    def __str__(self) -> str:
        return f"{self.closure_id}: {self.occupancy_id}"
