"""That somebody had a number and stayed away."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from fairness.marks import Mark, MarkQuerySet, mark_constraints
from services.models.appointments import Appointment


class NumberMarkQuerySet(MarkQuerySet["NumberMark"]):
    """What one asks of any mark."""


class NumberMark(Mark):
    """At most one of each number that was called in vain, written by the worker once the day is over."""

    KIND = "number"
    PLACE = "appointment__day__occupancy"
    ALSO = ("appointment__day__service",)

    appointment = models.OneToOneField(
        Appointment, on_delete=models.CASCADE, related_name="mark", verbose_name=_("number")
    )

    objects = NumberMarkQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-pk"]
        verbose_name = _("missed number")
        verbose_name_plural = _("missed numbers")
        constraints = mark_constraints("number_mark")
        indexes = [models.Index(name="number_mark_counts", fields=["resident", "expires_at"])]
        triggers = [
            pgtrigger.Trigger(
                name="number_mark_is_of_a_number_nobody_came_to",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("appointment_id"),
                func="""
                    IF NOT EXISTS (
                        SELECT FROM services_appointment WHERE id = NEW.appointment_id AND state = 'no_show'
                    ) THEN
                        RAISE EXCEPTION 'number % was not missed', NEW.appointment_id
                            USING ERRCODE = 'check_violation',
                                CONSTRAINT = 'number_mark_is_of_a_number_nobody_came_to';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return str(self.appointment)

    @property
    def what(self) -> str:
        return f"{self.appointment.day.service.name}\u2060·{self.appointment.number_words}"

    @property
    def staff_url(self) -> str:
        return self.appointment.get_absolute_url()
