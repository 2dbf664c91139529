"""What the street office decides for the whole portal: one row, or none while nothing was decided."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

THE_ONE = 1


class Portal(models.Model):
    """The portal's own settings."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE, editable=False)
    is_example_data = models.BooleanField(
        _("shows example data"), default=False, help_text=_("While this is on, every page says so.")
    )
    phone = models.CharField(
        _("phone for help"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^[0-9 \-]+$", _("Digits, spaces and hyphens only."))],
        help_text=_("It stands at the top and the foot of every page."),
    )
    phone_of = models.CharField(_("whose phone it is"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("portal settings")
        verbose_name_plural = _("portal settings")
        constraints = [models.CheckConstraint(name="there_is_one_portal", condition=Q(pk=THE_ONE))]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> "Portal":
        """The settings as they are, or the defaults, not saved."""
        return cls.objects.first() or cls()

    @classmethod
    def stamp(cls) -> str:
        """What every paper says while the portal shows example data."""
        return str(_("Example data")) if cls.current().is_example_data else ""
