"""Who works where: the staff of a site, the street office, the system's administrators."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.models import Centre
from residents.models.accounts import User


class Post(models.Model):
    """A post held by an account. Centre staff name their site; the other roles see all of them."""

    class Role(models.TextChoices):
        CENTRE_STAFF = "centre_staff", _("staff of a site")
        STREET_OFFICE = "street_office", _("street office")
        SYSTEM_ADMIN = "system_admin", _("system administrator")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="posts", verbose_name=_("account"))
    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("site")
    )
    role = models.CharField(_("role"), max_length=14, choices=Role.choices)

    class Meta:
        ordering = ["user", "role"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(
                name="post_names_a_site_if_and_only_if_centre_staff",
                condition=Q(role="centre_staff", centre__isnull=False)
                | Q(role__in=["street_office", "system_admin"], centre__isnull=True),
                violation_error_message=_("Staff of a site name their site; the other roles name none."),
            ),
            models.UniqueConstraint(name="post_is_held_once", fields=["user", "role", "centre"], nulls_distinct=False),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="is_staff_follows_posts",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    UPDATE residents_user person
                    SET is_staff = EXISTS (SELECT FROM residents_post post WHERE post.user_id = person.id)
                    WHERE person.id IN (OLD.user_id, NEW.user_id);
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.centre or ''}".strip()

    @property
    def is_street_office(self) -> bool:
        return self.role == self.Role.STREET_OFFICE

    @property
    def is_system_admin(self) -> bool:
        return self.role == self.Role.SYSTEM_ADMIN
