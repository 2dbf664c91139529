"""The people the portal serves, with or without an account, and their teams."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.models import Committee
from residents.models.accounts import User
from residents.names import masked


class ResidentQuerySet(models.QuerySet["Resident"]):
    def known_as(self, text: str) -> Self:
        """Whose number or name begins with what staff typed."""
        return self.filter(Q(phone__startswith=text) | Q(name__startswith=text))

    def of_account(self, user: User) -> "Resident | None":
        """Who signs in with it; None for staff and for somebody who has told no name yet."""
        return self.filter(user=user).first()


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

    def __str__(self) -> str:
        return self.name

    @property
    def masked_name(self) -> str:
        return masked(self.name)


class TeamQuerySet(models.QuerySet["Team"]):
    def approved(self) -> Self:
        return self.filter(state=Team.State.APPROVED)


class Team(models.Model):
    """A cultural or sports team (文体团队) with a leader; its public name may hang on a door."""

    class State(models.TextChoices):
        UNREGISTERED = "unregistered", _("not registered")
        PENDING = "pending", _("registration pending")
        APPROVED = "approved", _("registered")
        DECLINED = "declined", _("registration declined")

    name = models.CharField(_("name"), max_length=40, unique=True)
    leader = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="led_teams", verbose_name=_("leader"))
    state = models.CharField(_("registration"), max_length=12, choices=State.choices, default=State.UNREGISTERED)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [models.CheckConstraint(name="team_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.name
