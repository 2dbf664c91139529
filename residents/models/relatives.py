"""Who may book for an older neighbour, because that one agreed (代办)."""

from typing import Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from residents.models.accounts import User
from residents.models.people import Resident


class RelativeQuerySet(models.QuerySet["Relative"]):
    def active(self) -> Self:
        return self.filter(ended_at=None)

    def of_user(self, user: User) -> Self:
        return self.filter(user=user)

    def elders_of(self, user: User) -> ArraySubquery:
        """The keys of those whom an account acts for, as an array to look in (`AnyOf`)."""
        return ArraySubquery(self.active().of_user(user).order_by().values("elder"))

    def with_people(self) -> Self:
        return self.select_related("elder", "user__resident")


class Relative(models.Model):
    """An account that acts for somebody who agreed to it once. Either side ends it at any time; the row stays."""

    class How(models.TextChoices):
        CODE = "code", _("by a code sent to their phone")
        DESK = "desk", _("at the desk, in person")
        PAPER = "paper", _("by a signed paper")

    MOST = 5  # neighbours whom one account acts for, and accounts that act for one neighbour

    elder = models.ForeignKey(
        Resident, on_delete=models.CASCADE, related_name="relatives", verbose_name=_("acted for")
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="elders", verbose_name=_("account"))
    kinship = models.CharField(_("who they are to them"), max_length=20, blank=True)
    how = models.CharField(_("how they agreed"), max_length=5, choices=How.choices)
    since = models.DateTimeField(_("since"))
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )

    objects = RelativeQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        verbose_name = _("relative")
        verbose_name_plural = _("relatives")
        constraints = [
            models.UniqueConstraint(
                name="relative_acts_once_for_somebody", fields=["elder", "user"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="relative_without_a_code_is_recorded_by_staff",
                condition=Q(how="code") | Q(recorded_by__isnull=False),
            ),
            models.CheckConstraint(
                name="relative_ends_after_it_began", condition=Q(ended_at=None) | Q(ended_at__gte=models.F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.elder_id}"

    @property
    def helper(self) -> str:
        """李示例（女儿）: who acts, as everybody concerned reads it."""
        resident = getattr(self.user, "resident", None)
        name = resident.name if resident else ""
        return f"{name}（{self.kinship}）" if self.kinship else name
