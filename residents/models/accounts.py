"""An account: somebody who signs in by mobile number. Not every resident has one."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from centres.models import Centre
from residents.phones import clean_mobile, masked

if TYPE_CHECKING:
    from residents.models.posts import Post


class UserQuerySet(models.QuerySet["User"]):
    def proved(self) -> Self:
        """Accounts whose number is known to be theirs: by a code, or (staff) by the administrator who entered it."""
        return self.filter(Q(phone_verified_at__isnull=False) | Q(is_staff=True))

    def abandoned(self, now: datetime) -> Self:
        """A number was typed and never proved, or proved and no name given; nobody came back."""
        return self.filter(
            Q(phone_verified_at__isnull=True, joined_at__lte=now - timedelta(days=1))
            | Q(joined_at__lte=now - timedelta(days=30), last_login__lte=now - timedelta(days=30)),
            is_staff=False,
            resident__isnull=True,
            logentry__isnull=True,  # what staff did in the admin stays on record, and so does who did it
        )

    def idle(self, now: datetime) -> Self:
        """Nobody has signed in for two years."""
        since = now - timedelta(days=2 * 365)
        return self.filter(
            Q(last_login__lte=since) | Q(last_login=None, joined_at__lte=since),
            phone_verified_at__isnull=False,
            is_staff=False,
            logentry__isnull=True,
        )

    def to_be_told(self, now: datetime) -> Self:
        """Idle, and not told so since the last time they came."""
        return self.idle(now).filter(Q(told_idle_at=None) | Q(told_idle_at__lt=F("last_login")))

    def to_be_deleted(self, now: datetime) -> Self:
        """Told that they are idle, and still idle when the days to come back are over."""
        told = self.idle(now).filter(told_idle_at__lte=now - User.DAYS_TO_COME_BACK)
        return told.exclude(told_idle_at__lt=F("last_login"))


class UserManager(BaseUserManager["User"]):
    def create_user(self, phone: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(phone=clean_mobile(phone), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, phone: str, password: str | None = None, **fields: object) -> "User":
        user = self.create_user(phone, password, phone_verified_at=timezone.now(), **fields)
        user.posts.create(role="system_admin")
        user.refresh_from_db()
        return user


class User(AbstractBaseUser):
    """An account. `is_staff` follows the person's posts: a trigger on Post keeps it."""

    DAYS_TO_COME_BACK = timedelta(days=30)

    phone = models.CharField(_("mobile number"), max_length=11, unique=True)
    phone_verified_at = models.DateTimeField(_("number verified at"), null=True, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("has a post"), default=False, editable=False)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now, editable=False)
    doubted_at = models.DateTimeField(_("asked whose number it is since"), null=True, blank=True, editable=False)
    told_idle_at = models.DateTimeField(_("told of two idle years at"), null=True, blank=True, editable=False)

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "phone"

    class Meta:
        ordering = ["pk"]
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(name="user_signs_in_by_mobile_number", condition=Q(phone__regex=r"^1[3-9]\d{9}$")),
        ]

    def __str__(self) -> str:
        """Masked: the admin says it in lists, titles and labels."""
        return masked(self.phone)

    @cached_property
    def held_posts(self) -> "list[Post]":
        return list(self.posts.all()) if self.is_staff else []

    @property
    def is_system_admin(self) -> bool:
        return self.is_active and any(post.is_system_admin for post in self.held_posts)

    @property
    def sees_all_sites(self) -> bool:
        return self.is_active and any(post.is_street_office or post.is_system_admin for post in self.held_posts)

    def may_run(self, centre: Centre) -> bool:
        """May manage this site's schedule: its own staff, the street office, system admins."""
        return self.sees_all_sites or (self.is_active and any(p.centre_id == centre.pk for p in self.held_posts))

    def sites(self) -> models.QuerySet[Centre]:
        """The sites this person runs, as a query."""
        if self.sees_all_sites:
            return Centre.objects.all()
        return Centre.objects.filter(pk__in=[post.centre_id for post in self.held_posts if post.centre_id])

    # What django.contrib.admin asks. The admin classes decide by post and site (residents/staff.py).

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_system_admin

    def has_perms(self, perm_list: list[str], obj: object = None) -> bool:
        return self.is_system_admin

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_staff
