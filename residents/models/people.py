"""The people the portal serves, with or without an account."""

from collections.abc import Iterable
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Right
from django.utils.translation import gettext_lazy as _

from centres.models import Committee
from residents.models.accounts import User
from residents.names import initials, masked
from residents.phones import tidy

LAST_DIGITS = 4  # of a number, as people say it at the counter


class ResidentQuerySet(models.QuerySet["Resident"]):
    def known_as(self, text: str) -> Self:
        """Whom staff mean who typed the beginning of a name or number, the last four digits, or a name's initials."""
        text = text.replace("\0", "").strip()
        if not text:
            return self.none()
        digits = tidy(text)
        if not digits.isdecimal():
            by_letters = Q(initials__startswith=text.lower()) if text.isascii() else Q()
            return self.filter(Q(name__startswith=text) | by_letters)
        ends = Q(pk__in=Resident.objects.ending_in(digits).values("pk")) if len(digits) == LAST_DIGITS else Q()
        return self.filter(Q(phone__startswith=digits) | ends)

    def ending_in(self, digits: str) -> Self:
        """Whose number ends in these four digits."""
        return self.alias(tail=Right("phone", LAST_DIGITS)).filter(tail=digits)

    def at_number(self, phone: str) -> Self:
        """All who left this very number."""
        return self.filter(phone=phone)

    def of_account(self, user: User) -> "Resident | None":
        """Who signs in with it; None for staff and for somebody who has told no name yet."""
        return self.filter(user=user).select_related("user").first()


class Resident(models.Model):
    """Somebody one books for. May have no account, no mobile, or a phone the whole family shares."""

    user = models.OneToOneField(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="resident", verbose_name=_("account")
    )
    name = models.CharField(_("name"), max_length=40)
    phone = models.CharField(_("phone"), max_length=11, blank=True, db_index=True)
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("committee")
    )
    birth_year = models.PositiveSmallIntegerField(
        _("year of birth"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2100)],
    )
    registered_at = models.DateTimeField(_("registered at"), auto_now_add=True)
    initials = models.CharField(_("initials"), max_length=40, editable=False, default="", db_default="")
    met_at = models.DateTimeField(_("met in person on"), null=True, blank=True, editable=False)
    met_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="residents_met",
        verbose_name=_("met in person by"),
    )

    objects = ResidentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("resident")
        verbose_name_plural = _("residents")
        constraints = [
            models.CheckConstraint(name="resident_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="resident_phone_is_a_number", condition=Q(phone="") | Q(phone__regex=r"^(1[3-9]\d{9}|021\d{8})$")
            ),
        ]
        indexes = [
            models.Index(fields=["initials"], name="resident_initials", opclasses=["varchar_pattern_ops"]),
            models.Index(Right("phone", LAST_DIGITS), name="resident_last_digits"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Whoever changes a name this way changes its initials; an UPDATE of a query does not."""
        self.initials = initials(self.name)[:40]
        if update_fields is not None and "name" in update_fields:
            update_fields = {*update_fields, "initials"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def masked_name(self) -> str:
        return masked(self.name)

    @property
    def is_verified(self) -> bool:
        """A code has proved the number, or staff have met them."""
        return self.met_at is not None or (self.user is not None and self.user.phone_verified_at is not None)


class Merge(models.Model):
    """That two entries were one person: the key of the one that went, and who said so. No name, no number."""

    kept = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="merges", verbose_name=_("kept"))
    gone = models.PositiveBigIntegerField(_("entry that went"), unique=True)
    merged_at = models.DateTimeField(_("merged at"))
    merged_by = models.ForeignKey(User, on_delete=models.PROTECT, verbose_name=_("merged by"))

    class Meta:
        ordering = ["-merged_at"]
        verbose_name = _("merge")
        verbose_name_plural = _("merges")

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept_id}"
