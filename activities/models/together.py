"""What a place and a place in line keep of those who come along."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.together import with_whom

FIELDS = ("persons", "child_name", "child_born", "agreed_at", "agreed_version")


class Accompanied(models.Model):
    """One row for one person, which counts for two places where somebody comes along."""

    persons = models.PositiveSmallIntegerField(_("places"), default=1, db_default=1)
    child_name = models.CharField(_("child's given name"), max_length=40, blank=True, default="", db_default="")
    child_born = models.PositiveSmallIntegerField(_("child's year of birth"), null=True, blank=True)
    agreed_at = models.DateTimeField(_("guardian agreed at"), null=True, blank=True)
    agreed_version = models.CharField(
        _("sentence the guardian agreed to"), max_length=10, blank=True, default="", db_default=""
    )

    class Meta:
        abstract = True

    @property
    def has_companion(self) -> bool:
        """Somebody who may stay away without the other one: no child."""
        return self.persons > 1 and not self.child_name

    @property
    def with_whom(self) -> str:
        return with_whom(self.persons, self.child_name, self.child_born)

    @property
    def together(self) -> dict[str, object]:
        """The fields above, for another row of the same wish."""
        return {field: getattr(self, field) for field in FIELDS}


def accompanied_constraints(of: str) -> list[models.BaseConstraint]:
    """Those of a concrete table; `of` begins their names."""
    return [
        models.CheckConstraint(name=f"{of}_takes_one_or_two_places", condition=Q(persons__in=[1, 2])),
        models.CheckConstraint(
            name=f"{of}_child_comes_with_guardian_who_agreed",
            condition=Q(child_name="", child_born__isnull=True)
            | Q(persons=2, agreed_at__isnull=False) & ~Q(child_name=""),
        ),
        models.CheckConstraint(
            name=f"{of}_agreed_to_a_version",
            condition=Q(agreed_at__isnull=True, agreed_version="")
            | Q(agreed_at__isnull=False) & ~Q(agreed_version=""),
        ),
    ]


def child_is_forgotten_with_guardian(of: str) -> models.BaseConstraint:
    """Of a concrete table whose rows forget for whom they are."""
    return models.CheckConstraint(
        name=f"{of}_forgets_child_and_guardian",
        condition=Q(resident__isnull=False) | Q(child_name="", child_born__isnull=True, agreed_at__isnull=True),
    )
