"""That somebody booked a room and stayed away."""

from datetime import datetime
from typing import Self

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.booking import Booking
from centres.models import Centre
from fairness.marks import Mark, MarkQuerySet, Record, mark_constraints
from fairness.models import Numbers
from residents.models import User


class BookingMarkQuerySet(MarkQuerySet["BookingMark"]):
    def of_user(self, user: User) -> Self:
        return self.filter(resident__user=user)

    def at(self, centres: "models.QuerySet[Centre]") -> Self:
        return self.filter(booking__occupancy__room__centre__in=centres)

    def with_place(self) -> Self:
        return self.select_related("booking__occupancy__room__centre", "resident")


class BookingMark(Mark):
    """At most one of each booking. A team's bookings leave none: its use is seen in its standing hours."""

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

    def record(self, numbers: Numbers, *, now: datetime) -> Record:
        """What all that counts against this person means at this moment."""
        counting = BookingMark.objects.filter(resident=self.resident_id).counting(now)
        return Record.of(list(counting.values_list("happened_at", flat=True)), numbers, now=now)
