"""A list of people brought in from a spreadsheet: who did it, when, how many. Whom, only until it is done."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from residents.models.accounts import User


class ImportQuerySet(models.QuerySet["Import"]):
    def at_hand(self, by: User, now: datetime) -> Self:
        """Those that this account uploaded within the hour."""
        return self.filter(uploaded_by=by, uploaded_at__gt=now - Import.KEPT)

    def done(self) -> Self:
        return self.exclude(confirmed_at=None)

    def old(self, now: datetime) -> Self:
        return self.filter(uploaded_at__lte=now - Import.KEPT)


class Import(models.Model):
    """One upload. `sheet` holds people between looking and importing, then the rows left out; after an hour nobody.

    What stays of it for good is numbers, and the member of staff.
    """

    KEPT = timedelta(hours=1)

    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("imported by"))
    uploaded_at = models.DateTimeField(_("uploaded at"))
    sheet = models.JSONField(_("rows"), null=True)
    confirmed_at = models.DateTimeField(_("imported at"), null=True)
    rows = models.PositiveIntegerField(_("rows of the file"), default=0)
    added = models.PositiveIntegerField(_("new people"), default=0)
    filled = models.PositiveIntegerField(_("entries completed"), default=0)
    known = models.PositiveIntegerField(_("known already"), default=0)
    left_out = models.PositiveIntegerField(_("left out"), default=0)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("import of residents")
        verbose_name_plural = _("imports of residents")
        constraints = [
            models.CheckConstraint(
                name="import_that_waits_has_its_rows", condition=Q(confirmed_at__isnull=False) | Q(sheet__isnull=False)
            ),
            models.CheckConstraint(
                name="import_that_waits_has_added_nobody",
                condition=Q(confirmed_at__isnull=False) | Q(added=0, filled=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: +{self.added}"
