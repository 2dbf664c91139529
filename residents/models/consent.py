"""The privacy notice in its versions, and who accepted which when."""

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from residents.models.accounts import User


class PrivacyNoticeQuerySet(models.QuerySet["PrivacyNotice"]):
    def published(self, today: date) -> Self:
        """The newest first; one dated ahead waits for its day."""
        return self.filter(published_on__lte=today).order_by("-published_on", "-pk")

    def current(self, today: date) -> "PrivacyNotice | None":
        return self.published(today).first()

    def in_force(self, today: date) -> "PrivacyNotice | None":
        """What somebody new reads and agrees to: the current one, or the first, however far ahead it is dated."""
        return self.current(today) or self.order_by("published_on", "pk").first()

    def owed_by(self, user: User, today: date) -> "PrivacyNotice | None":
        """The current one, unless this person has agreed to it: asked before anything more of theirs is kept."""
        current = self.published(today).values("pk")[:1]
        return self.filter(pk__in=current).exclude(consents__user=user).first()


class PrivacyNotice(models.Model):
    version = models.CharField(_("version"), max_length=20, unique=True)
    text = models.TextField(_("text"), help_text=_("Plain text; an empty line starts a new paragraph."))
    published_on = models.DateField(_("published on"))

    objects = PrivacyNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-published_on"]
        verbose_name = _("privacy notice")
        verbose_name_plural = _("privacy notices")

    def __str__(self) -> str:
        return self.version


class Consent(models.Model):
    """This account accepted this version at this moment."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents", verbose_name=_("account"))
    notice = models.ForeignKey(
        PrivacyNotice, on_delete=models.PROTECT, related_name="consents", verbose_name=_("privacy notice")
    )
    accepted_at = models.DateTimeField(_("accepted at"))

    class Meta:
        ordering = ["-accepted_at"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [models.UniqueConstraint(name="consent_once_per_version", fields=["user", "notice"])]

    def __str__(self) -> str:
        return f"{self.user_id} {self.notice_id} {self.accepted_at:%Y-%m-%d}"
