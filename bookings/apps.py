"""Rooms taken by residents, teams and staff."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingsConfig(AppConfig):
    name = "bookings"
    verbose_name = _("Bookings")

    def ready(self) -> None:
        from bookings.claimant import CLAIMANT
        from bookings.people import export, forget, repoint
        from centres import claimants
        from residents import people

        claimants.register(CLAIMANT)
        people.register("bookings", keys=["Booking.booked_for"], repoint=repoint, export=export, forget=forget)
