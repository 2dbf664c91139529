"""What the street office and the sites write on the blackboard."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from centres.models import Centre


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def shown(self, on: date) -> Self:
        """On the board that day, the pinned ones first, then by the day they are about."""
        showing = self.filter(Q(shown_until__isnull=True) | Q(shown_until__gte=on), shown_from__lte=on)
        return showing.select_related("centre").order_by("-is_pinned", "on", "pk")

    def for_site(self, centre: Centre) -> Self:
        """The site's own, and those for all sites."""
        return self.filter(Q(centre=centre) | Q(centre=None))


class Announcement(models.Model):
    """A line on the blackboard of one site, or of all sites when none is named."""

    title = models.CharField(_("title"), max_length=40)
    text = models.CharField(_("text"), max_length=300, blank=True)
    centre = models.ForeignKey(
        Centre,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="announcements",
        verbose_name=_("site"),
        help_text=_("Empty: all sites."),
    )
    on = models.DateField(_("date"), default=localdate, help_text=_("The day it is about; it stands first."))
    shown_from = models.DateField(_("shown from"), default=localdate)
    shown_until = models.DateField(
        _("shown until"), null=True, blank=True, help_text=_("Empty: until further notice.")
    )
    is_pinned = models.BooleanField(_("always on top"), default=False)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-shown_from", "-pk"]
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        constraints = [
            models.CheckConstraint(name="announcement_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="announcement_is_shown_for_a_while",
                condition=Q(shown_until__isnull=True) | Q(shown_from__lte=F("shown_until")),
                violation_error_message=_("The last day it is shown is not before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
