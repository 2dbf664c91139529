"""The rules' numbers and what is kept for phone and desk: all staff see them, the street office changes them."""

from typing import Any, TypeVar

from django.contrib import admin
from django.db import models
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from centres.models import Room
from centres.staff import StreetOfficeAdmin
from fairness.models import KeptWindow, RuleBook, RuleSet
from fairness.programme.forms import RoomOfSiteField
from fairness.rules import statements

M = TypeVar("M", bound=models.Model)


class _OfSiteOrRoomAdmin(StreetOfficeAdmin[M]):
    """Rows of a site or of one room; rooms of many sites bear one name, so that each says its site."""

    def formfield_for_foreignkey(
        self, db_field: "models.ForeignKey[models.Model, models.Model]", request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[models.Model] | None:
        if db_field.related_model is Room:
            rooms = Room.objects.select_related("centre").in_order()
            kwargs = {**kwargs, "form_class": RoomOfSiteField, "queryset": rooms}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(RuleSet)
class RuleSetAdmin(_OfSiteOrRoomAdmin[RuleSet]):
    list_display = ("__str__", "days_ahead", "release_at", "max_minutes", "clearing_minutes", "upcoming_limit")
    list_select_related = ("centre", "room")

    fieldsets = (
        (None, {"fields": ("centre", "room", "in_words")}),
        (
            _("Which times"),
            {
                "fields": (
                    ("grid_minutes", "clearing_minutes"),
                    ("min_minutes", "max_minutes"),
                    ("days_ahead", "release_at"),
                    ("notice_minutes", "kept_until"),
                )
            },
        ),
        (_("Who, and whether the office decides"), {"fields": ("open_to", ("needs_approval", "decide_hours"))}),
        (
            _("How much"),
            {
                "description": _("0 means no limit."),
                "fields": (
                    ("upcoming_limit", "room_day_limit"),
                    ("week_limit", "month_hours"),
                    ("team_upcoming_limit", "team_week_limit", "team_month_hours"),
                ),
            },
        ),
        (_("Changing and cancelling"), {"fields": (("cancel_minutes", "reschedule_minutes"), "undo_minutes")}),
        (
            _("Coming, and staying away"),
            {
                "fields": (
                    ("checkin_opens_minutes", "absent_minutes", "if_absent"),
                    ("no_show_limit", "no_show_days"),
                    ("limited_days", "limited_upcoming"),
                )
            },
        ),
        (_("Places of activities"), {"fields": (("kept_percent", "most_lots"),)}),
        (
            _("Waiting list and standing hours"),
            {
                "fields": (
                    ("waiting_limit", "offer_minutes", "offer_stops_minutes"),
                    ("offers_from", "offers_until"),
                    "reconfirm_weeks",
                )
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: RuleSet | None = None) -> tuple[str, ...]:
        """Whom a set is for is decided once; the numbers change, and what they say is read below them."""
        return ("centre", "room", "in_words") if obj else ("in_words",)

    @admin.display(description=_("as residents read it"))
    def in_words(self, rules: RuleSet) -> SafeString | str:
        """预约须知 of a room that has these numbers."""
        if rules.pk is None or (room := _room_with(rules)) is None:
            return gettext("Once saved, what the numbers ask for is read here.")
        example = gettext("For example %(room)s:") % {"room": _place_words(room)}
        said = statements(room, RuleBook.load([room]).of(room), on=localdate())
        return format_html_join("", "<div>{}</div>", ((words,) for words in (example, *said)))


def _place_words(room: Room) -> str:
    """三中心·棋牌室."""
    return pgettext("site and room", "%(site)s·%(room)s") % {"site": room.centre.short_name, "room": room}


def _room_with(rules: RuleSet) -> Room | None:
    """The room of the set, or one without numbers of its own."""
    if rules.room:
        return rules.room
    rooms = Room.objects.bookable().filter(rule_set=None).select_related("centre").in_order()
    return (rooms.filter(centre=rules.centre) if rules.centre else rooms.filter(centre__rule_set=None)).first()


@admin.register(KeptWindow)
class KeptWindowAdmin(_OfSiteOrRoomAdmin[KeptWindow]):
    list_display = ("when", "where", "valid_from", "valid_until")
    list_filter = ("weekday", ("centre", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("centre", "room__centre")
    ordering = ("weekday", "opens", "centre__slug", "room__centre__slug", "room__number")
    actions = None

    @admin.display(description=_("every week"), ordering="weekday")
    def when(self, window: KeptWindow) -> str:
        return window.words

    @admin.display(description=_("where"))
    def where(self, window: KeptWindow) -> str:
        if window.room:
            return _place_words(window.room)
        return gettext("%(site)s, all rooms") % {"site": window.centre and window.centre.short_name}

    def has_delete_permission(self, request: HttpRequest, obj: KeptWindow | None = None) -> bool:
        return self.has_change_permission(request, obj)  # a mere setting; one entered by mistake must be able to go
