"""How numbers are given: what services and their days have in common."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

KEPT_PERCENT = 20  # of the places, for desk and phone
LATE_MINUTES = 10


class Numbered(models.Model):
    """How numbers are given: a service says it for its days, and each day keeps what was said when it was arranged."""

    minutes = models.PositiveSmallIntegerField(
        _("minutes for each person"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
        help_text=_("Empty: no numbers are given."),
    )
    chairs = models.PositiveSmallIntegerField(
        _("served at the same time"), default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    places_at_most = models.PositiveSmallIntegerField(
        _("numbers at most"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: as many as fit into the day."),
    )
    kept_percent = models.PositiveSmallIntegerField(
        _("percent kept for desk and phone"),
        default=KEPT_PERCENT,
        validators=[MaxValueValidator(100)],
        help_text=_("Until the day before, at the hour that the rules say; at least one place, and never all."),
    )
    late_minutes = models.PositiveSmallIntegerField(
        _("minutes to wait for whoever is called"), default=LATE_MINUTES, validators=[MaxValueValidator(60)]
    )

    class Meta:
        abstract = True
