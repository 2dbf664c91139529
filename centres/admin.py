"""Places, hours and the calendar in the admin: staff edit their own sites, the street office what all share.

Occupancy is not here: time is taken, moved and released through its claimants only.
"""

from collections.abc import Sequence

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet, BaseModelFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.timezone import localdate, now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centres import holidays
from centres.models import CalendarDay, Centre, Committee, Equipment, Occupancy, OpeningPeriod, Room, SpecialHours
from centres.photos import PhotoField, take_down
from centres.reminders import remind_of_missing_year, warn_of, warn_of_still_to_come
from centres.staff import SiteScopedAdmin, StaffInline, StreetOfficeAdmin, steward
from centres.stranded import noting_stranded, still_to_come

LARGEST_NOTICE = 1024 * 1024  # bytes; a year takes about 4,000


# Sites and their hours


class OpeningPeriodInline(StaffInline[OpeningPeriod, Centre]):
    model = OpeningPeriod
    extra = 0
    rows_may_go = True


class SpecialHoursFormSet(BaseInlineFormSet[SpecialHours, Centre, forms.ModelForm[SpecialHours]]):
    def clean(self) -> None:
        """Two new rows that both close one day are not in the database yet to be told apart."""
        super().clean()
        days = [
            form.cleaned_data["on"]
            for form in self.forms
            if form.cleaned_data.get("on") and not form.cleaned_data.get("opens") and form not in self.deleted_forms
        ]
        if len(set(days)) < len(days):
            raise ValidationError(_("Close each date once."))


class SpecialHoursInline(StaffInline[SpecialHours, Centre]):
    model = SpecialHours
    formset = SpecialHoursFormSet
    extra = 0
    rows_may_go = True


@admin.register(Centre)
class CentreAdmin(SiteScopedAdmin[Centre]):
    site_path = ""
    list_display = ("slug", "name", "kind", "committee", "phone", "is_active")
    list_display_links = ("slug", "name")
    list_filter = ("kind", "is_active")
    list_select_related = ("committee",)
    search_fields = ("name", "committee__name")
    inlines = (OpeningPeriodInline, SpecialHoursInline)
    fieldsets = (
        (None, {"fields": ("name", "short_name", "introduction", "operator")}),
        (_("Where it is"), {"fields": ("address", "way_there", "phone", "map_x", "map_y")}),
        (_("Its place among the 17"), {"fields": ("kind", "number", "slug", "committee", "extends", "is_active")}),
    )
    kept_by_the_street_office = ("kind", "number", "slug", "committee", "extends", "is_active", "map_x", "map_y")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and steward(request).sees_all_sites

    def get_readonly_fields(self, request: HttpRequest, obj: Centre | None = None) -> tuple[str, ...]:
        return () if steward(request).sees_all_sites else self.kept_by_the_street_office

    def save_model(self, request: HttpRequest, obj: Centre, form: forms.ModelForm[Centre], change: bool) -> None:
        super().save_model(request, obj, form, change)
        _warn_if_out_of_use(obj, Room.objects.filter(centre=obj), form, request)

    def save_related(
        self,
        request: HttpRequest,
        form: forms.ModelForm[Centre],
        formsets: Sequence[BaseModelFormSet[models.Model, forms.ModelForm[models.Model]]],
        change: bool,
    ) -> None:
        with noting_stranded([form.instance], now=now()) as stranded:
            super().save_related(request, form, formsets, change)
        warn_of(stranded, request)


# Rooms


class RoomForm(forms.ModelForm[Room]):
    """Says what the trigger hall_keeps_its_parts would refuse."""

    def clean_whole(self) -> Room | None:
        whole: Room | None = self.cleaned_data["whole"]
        was = self.initial.get("whole")
        will_be = whole.pk if whole else None
        if was == will_be:
            return whole
        halls = [pk for pk in (was, will_be) if pk]
        coming = Occupancy.objects.filter(released_at=None, is_part=False, clear_until__gt=now())
        if coming.filter(room__in=halls).exists():
            raise ValidationError(_("The hall is taken in the days to come; its parts cannot change until then."))
        return whole


@admin.register(Room)
class RoomAdmin(SiteScopedAdmin[Room]):
    form = RoomForm
    list_display = ("number", "name", "site", "capacity", "floor", "is_bookable", "is_active")
    list_display_links = ("number", "name")
    list_filter = (("centre", admin.RelatedOnlyFieldListFilter), "is_bookable", "is_active")
    list_select_related = ("centre",)
    search_fields = ("name", "number", "centre__name")
    formfield_overrides = {
        models.ImageField: {"form_class": PhotoField, "widget": AdminFileWidget},
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }
    fieldsets = (
        (None, {"fields": ("centre", "whole", "number", "name", "floor", "capacity", "area")}),
        (_("What one finds there"), {"fields": ("equipment", "introduction", "note", "photo")}),
        (
            _("For old legs and ears"),
            {"fields": ("steps", "has_lift", "has_accessible_toilet", "has_hearing_loop", "has_armchairs")},
        ),
        (_("Use"), {"fields": ("is_bookable", "is_outdoors", "is_active")}),
    )

    @admin.display(description=_("site"), ordering="centre__slug")
    def site(self, room: Room) -> str:
        return room.centre.short_name

    def get_readonly_fields(self, request: HttpRequest, obj: Room | None = None) -> tuple[str, ...]:
        return ("centre",) if obj else ()  # a room does not walk

    def save_model(self, request: HttpRequest, obj: Room, form: forms.ModelForm[Room], change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "photo" in form.changed_data:
            take_down(form.initial["photo"])
        _warn_if_out_of_use(obj, Room.objects.filter(pk=obj.pk), form, request)


def _warn_if_out_of_use(
    place: Centre | Room,
    rooms: models.QuerySet[Room],
    form: forms.ModelForm[Centre] | forms.ModelForm[Room],
    request: HttpRequest,
) -> None:
    """Tell whoever has just closed a site or a room for good what people still count on there."""
    if "is_active" in form.changed_data and not place.is_active:
        warn_of_still_to_come(still_to_come(rooms, now=now()), request)


# What all sites share


@admin.register(Committee)
class CommitteeAdmin(StreetOfficeAdmin[Committee]):
    list_display = ("name",)
    search_fields = ("name",)


@admin.register(Equipment)
class EquipmentAdmin(StreetOfficeAdmin[Equipment]):
    list_display = ("name",)
    search_fields = ("name",)


class NoticeForm(forms.Form):
    file = forms.FileField(
        label=_("File of the yearly notice"),
        help_text=_("JSON as in the public data set holiday-cn: year, and days with name, date and isOffDay."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> bytes:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_NOTICE:
            raise ValidationError(_("The file is larger than 1 MB; the notice of a year is much smaller."))
        content: bytes = upload.read()
        return content


@admin.register(CalendarDay)
class CalendarDayAdmin(StreetOfficeAdmin[CalendarDay]):
    list_display = ("on", "name", "kind", "stands_for", "to_check")
    list_filter = ("kind", "is_presumed")
    actions = None
    date_hierarchy = "on"
    ordering = ("-on",)
    exclude = ("is_presumed",)

    @admin.display(description=_("to check"), empty_value="")
    def to_check(self, day: CalendarDay) -> str:
        return gettext("presumed, please check") if day.is_presumed else ""

    def has_delete_permission(self, request: HttpRequest, obj: CalendarDay | None = None) -> bool:
        return self.has_change_permission(request, obj)  # a mere setting; a wrong day must be able to go

    def save_model(
        self, request: HttpRequest, obj: CalendarDay, form: forms.ModelForm[CalendarDay], change: bool
    ) -> None:
        """Whoever saves a day by hand has checked it: an import will not change it again."""
        obj.is_presumed = False
        with noting_stranded(Centre.objects.all(), now=now()) as stranded:
            super().save_model(request, obj, form, change)
        warn_of(stranded, request)

    def delete_model(self, request: HttpRequest, obj: CalendarDay) -> None:
        """A holiday that goes opens the date, but a make-up workday closes it."""
        with noting_stranded(Centre.objects.all(), now=now()) as stranded:
            super().delete_model(request, obj)
        warn_of(stranded, request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        remind_of_missing_year(request, localdate())
        return super().changelist_view(request, extra_context)

    def get_urls(self) -> list[URLPattern]:
        own = path("import/", self.admin_site.admin_view(self.import_notice), name="centres_calendarday_import")
        return [own, *super().get_urls()]

    def import_notice(self, request: HttpRequest) -> HttpResponse:
        """The page where the street office takes over the State Council's notice of a year."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = NoticeForm(request.POST or None, request.FILES or None)
        if form.is_valid():
            try:
                with noting_stranded(Centre.objects.all(), now=now()) as stranded:
                    imported = holidays.import_notice(form.cleaned_data["file"])
            except holidays.NoticeUnreadable as why:
                form.add_error("file", str(why))
            else:
                messages.success(request, str(imported))
                warn_of(stranded, request)
                return redirect("admin:centres_calendarday_changelist")
        context = {**self.admin_site.each_context(request), "opts": self.opts, "form": form}
        return render(request, "admin/centres/calendarday/import.html", context)
