"""Who may do what in the admin: staff of a site, the street office, system administrators.

Five kinds of page to inherit from, and one for the inlines on them:

    class RoomAdmin(SiteScopedAdmin[Room]):            staff see and edit what belongs to their sites
        site_path = "centre"                           the way from the row to its site; "" for a site itself
    class ActivityAdmin(SharedAdmin[Activity]):        all staff look; a site's row its staff edit, a row of no site
                                                       the street office
    class CalendarDayAdmin(StreetOfficeAdmin[...]):    all staff look, the street office edits
    class ResidentAdmin(AllStaffAdmin[...]):           all staff look, add and change
    class UserAdmin(SystemAdminOnly[...]):             nobody else even sees it

Nobody deletes: what has happened stays on record. `centres` has no key to an account, so whoever asks
is known by what the account answers (`Steward`; residents.User does).
"""

from collections.abc import Callable
from typing import Any, ClassVar, Protocol, TypeVar

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models.fields.related import RelatedField
from django.forms import Field, ModelChoiceField
from django.http import HttpRequest
from django_stubs_ext import StrOrPromise

from centres.models import Centre, Room

M = TypeVar("M", bound=models.Model)
Parent = TypeVar("Parent", bound=models.Model)


class Steward(Protocol):
    """An account as this module asks it: which sites it runs."""

    @property
    def is_system_admin(self) -> bool: ...
    @property
    def sees_all_sites(self) -> bool: ...
    def may_run(self, centre: Centre) -> bool: ...
    def sites(self) -> models.QuerySet[Centre]: ...


def is_staff(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_staff


def steward(request: HttpRequest) -> Steward:
    """The member of staff who asks; anybody else is refused."""
    if request.user.is_authenticated and is_staff(request):
        return request.user
    raise PermissionDenied


def unlinked(name: str, words: StrOrPromise) -> Callable[[object, models.Model], str]:
    """For a read-only field as mere words: Django would link it to a page that only some staff may open.

    class BookingAdmin(...):
        fields = ("ref", "taken_by")
        taken_by = unlinked("booked_by", _("booked by"))
    """

    @admin.display(description=words)
    def shown(_page: object, obj: models.Model) -> str:
        return str(getattr(obj, name) or "-")

    return shown


class _OwnSitesOffered(BaseModelAdmin[M]):
    """Forms offer, and accept, only sites and rooms that this member of staff runs."""

    def get_field_queryset(
        self, db: str | None, db_field: RelatedField[models.Model, models.Model], request: HttpRequest
    ) -> "models.QuerySet[models.Model] | None":
        if db_field.model is not Centre and db_field.related_model is Centre:
            return steward(request).sites()
        if db_field.related_model is Room:
            return Room.objects.filter(centre__in=steward(request).sites()).in_order()
        return super().get_field_queryset(db, db_field, request)


class _StaffPage(admin.ModelAdmin[M]):
    """What the five have in common: the menu shows what one may see, and nobody deletes."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False


class SiteScopedAdmin(_OwnSitesOffered[M], _StaffPage[M]):
    """Rows of the sites one runs: seen, added and changed by their staff."""

    site_path: ClassVar[str] = "centre"

    def site_of(self, obj: M) -> Centre:
        """The site a row belongs to, by walking `site_path` (room__centre)."""
        found: models.Model = obj
        for step in filter(None, self.site_path.split("__")):
            found = getattr(found, step)
        if not isinstance(found, Centre):
            raise TypeError(f"{type(self).__name__}.site_path leads to {found!r}, not to a site.")
        return found

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[M]:
        return super().get_queryset(request).filter(**{f"{self.site_path or 'pk'}__in": steward(request).sites()})

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return is_staff(request) and (obj is None or steward(request).may_run(self.site_of(obj)))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return self.has_view_permission(request, obj)


class SharedAdmin(_OwnSitesOffered[M], _StaffPage[M]):
    """Rows with a `centre`, or with none where they are everybody's: an announcement, an activity."""

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return is_staff(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_staff(request)

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        if obj is None or not is_staff(request):
            return is_staff(request)
        centre = getattr(obj, "centre", None)
        return steward(request).may_run(centre) if centre else steward(request).sees_all_sites

    def formfield_for_foreignkey(
        self, db_field: "models.ForeignKey[models.Model, models.Model]", request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[models.Model] | None:
        """Staff of a site name their site: only the street office speaks for all."""
        if db_field.name == "centre" and not steward(request).sees_all_sites:
            kwargs["required"] = True
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class StreetOfficeAdmin(_StaffPage[M]):
    """What all sites share: every member of staff may look, the street office adds and changes."""

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return is_staff(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_staff(request) and steward(request).sees_all_sites

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return self.has_add_permission(request)


class AllStaffAdmin(_StaffPage[M]):
    """What belongs to no site, and any desk may write down: residents."""

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return is_staff(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_staff(request)

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return is_staff(request)


class SystemAdminOnly(_StaffPage[M]):
    """Accounts, posts, the outbox: for system administrators alone."""

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return is_staff(request) and steward(request).is_system_admin

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return self.has_view_permission(request, obj)


class StaffInline(_OwnSitesOffered[M], admin.TabularInline[M, Parent]):
    """Rows on another row's page: whoever may change that page may add and change them."""

    rows_may_go: ClassVar[bool] = False  # True where a row is a mere setting, such as a stretch of opening hours

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Field | None:
        """Tie each field to the head and the hint of its column: the eye does, and so shall the ear."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs["aria-label"] = field.label
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"{self.model._meta.model_name}-{db_field.name}-hint"
        return field

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return is_staff(request)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return is_staff(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return is_staff(request)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return is_staff(request) and self.rows_may_go
