"""Bookings for staff to look up: theirs to see, on record, never to delete; changes go through the week board."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking
from centres.staff import SiteScopedAdmin, unlinked
from centres.words import when_words
from residents.looks import OnRecord


@admin.register(Booking)
class BookingAdmin(OnRecord[Booking], SiteScopedAdmin[Booking]):
    site_path = "occupancy__room__centre"
    list_display = ("ref", "when", "place", "who", "party", "channel", "state")
    list_filter = ("state", "channel", ("occupancy__room__centre", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("occupancy__room__centre", "booked_for", "team")
    search_fields = ("ref__iexact", "booked_for__name__startswith", "booked_for__phone__startswith", "team__name")
    search_help_text = _("Reference, beginning of a name or number, or team")
    list_per_page = 80
    date_hierarchy = "occupancy__starts_at"
    ordering = ("-occupancy__starts_at",)
    fields = (
        *("ref", "state", "on_board", "when", "place", "who", "phone", "party", "purpose", "note"),
        *("channel", "taken_by", "booked_at", "waiver"),
        *("cancelled_at", "taken_back_by", "cancelled_how", "cancel_reason"),
    )
    readonly_fields = fields
    view_on_site = False  # the slip is for those who booked

    taken_by = unlinked("booked_by", _("booked by"))
    taken_back_by = unlinked("cancelled_by", _("cancelled by"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # the week board shows what is free while one enters it

    def has_change_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return False

    @admin.display(description=_("time"), ordering="occupancy__starts_at")
    def when(self, booking: Booking) -> str:
        return when_words(booking.occupancy.span)

    @admin.display(description=_("room"))
    def place(self, booking: Booking) -> str:
        return f"{booking.room.centre.short_name}·{booking.room.name}"

    @admin.display(description=_("who"))
    def who(self, booking: Booking) -> str:
        return f"{booking.team}·{booking.name}" if booking.team else booking.name

    @admin.display(description=_("phone"))
    def phone(self, booking: Booking) -> str:
        return booking.phone

    @admin.display(description=_("week board"))
    def on_board(self, booking: Booking) -> SafeString | str:
        if booking.is_cancelled:
            return "—"
        url = reverse("board:occupancy", args=[booking.room.centre.slug, booking.occupancy_id])
        return format_html('<a href="{}">{}</a>', url, _("Move or cancel it"))
