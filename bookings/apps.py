"""Rooms taken by residents, teams and staff."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingsConfig(AppConfig):
    name = "bookings"
    verbose_name = _("Bookings")

    def ready(self) -> None:
        from django.urls import register_converter

        from bookings import actions, messages, reminding, wordings
        from bookings.claimant import CLAIMANT, WAITING
        from bookings.models import BookingMark
        from bookings.people import export, forget, forget_who_came, let_go, repoint, sites, unfinished
        from bookings.slips import forget_old_tries
        from centres import claimants
        from centres.references import ReferenceConverter
        from fairness import missed
        from fairness.reminding import EVERY
        from notices import ticks
        from residents import people

        wordings.register()
        missed.register(BookingMark, tell_answered=messages.tell_answered)
        claimants.register(CLAIMANT)
        claimants.register(WAITING)
        register_converter(ReferenceConverter, "ref")
        ticks.register("expire undecided bookings", timedelta(minutes=1), actions.expire_undecided)
        ticks.register("complete bookings", timedelta(minutes=5), actions.complete)
        ticks.register("release rooms nobody came to", timedelta(minutes=1), actions.release_missed)
        ticks.register("pass offers on", timedelta(minutes=1), actions.pass_on_lapsed)
        ticks.register("offer what is free", timedelta(minutes=1), actions.offer_what_is_free)
        ticks.register("close waiting lists", timedelta(minutes=10), actions.close_lines)
        ticks.register("ask for standing hours", timedelta(hours=1), actions.ask_leaders)
        ticks.register("give back unconfirmed hours", timedelta(hours=1), actions.give_back_unconfirmed)
        ticks.register("remind of tomorrow", EVERY, reminding.remind)
        ticks.register("forget who came a year ago", timedelta(days=1), forget_who_came)
        ticks.register("forget old tries of slips", timedelta(hours=1), forget_old_tries)
        people.register(
            "bookings",
            keys=["Booking.booked_for", "BookingMark.resident", "BookingWait.resident"],
            repoint=repoint,
            export=export,
            forget=forget,
            unfinished=unfinished,
            let_go=let_go,
            sites=sites,
        )
