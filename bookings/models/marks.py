"""That somebody booked a room and stayed away."""

import pgtrigger
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bookings.models.booking import Booking
from fairness.marks import Mark, MarkQuerySet, mark_constraints


class BookingMarkQuerySet(MarkQuerySet["BookingMark"]):
    """What one asks of any mark."""


class BookingMark(Mark):
    """At most one of each booking. A team's bookings leave none: its use is seen in its standing hours."""

    KIND = "booking"
    PLACE = "booking__occupancy"

    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="mark", verbose_name=_("booking"))

    objects = BookingMarkQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-pk"]
        verbose_name = _("missed booking")
        verbose_name_plural = _("missed bookings")
        constraints = mark_constraints("booking_mark")
        indexes = [models.Index(name="booking_mark_counts", fields=["resident", "expires_at"])]
        triggers = [
            pgtrigger.Trigger(
                name="mark_is_of_a_missed_booking",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("booking_id"),
                func="""
                    IF NOT EXISTS (SELECT FROM bookings_booking WHERE id = NEW.booking_id AND state = 'no_show') THEN
                        RAISE EXCEPTION 'booking % was not missed', NEW.booking_id
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'mark_is_of_a_missed_booking';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.booking.ref

    @property
    def staff_url(self) -> str:
        return reverse("admin:bookings_booking_change", args=[self.booking_id])
