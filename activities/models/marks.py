"""That somebody had a place in a session and stayed away."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.models.enrolments import Enrolment
from fairness.marks import Mark, MarkQuerySet, mark_constraints


class AbsenceMarkQuerySet(MarkQuerySet["AbsenceMark"]):
    """What one asks of any mark."""


class AbsenceMark(Mark):
    """At most one of each place that staff noted as missed, written by the worker once the day is over."""

    KIND = "place"
    PLACE = "enrolment__session__occupancy"
    ALSO = ("enrolment__session__activity",)

    enrolment = models.OneToOneField(
        Enrolment, on_delete=models.CASCADE, related_name="mark", verbose_name=_("enrolment")
    )

    objects = AbsenceMarkQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-pk"]
        verbose_name = _("missed activity")
        verbose_name_plural = _("missed activities")
        constraints = mark_constraints("absence_mark")
        indexes = [models.Index(name="absence_mark_counts", fields=["resident", "expires_at"])]
        triggers = [
            pgtrigger.Trigger(
                name="absence_is_of_a_place_nobody_came_to",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("enrolment_id"),
                func="""
                    IF NOT EXISTS (
                        SELECT FROM activities_enrolment
                        WHERE id = NEW.enrolment_id AND state = 'enrolled' AND missed_at IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'enrolment % was not missed', NEW.enrolment_id
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'absence_is_of_a_place_nobody_came_to';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return str(self.enrolment)

    @property
    def what(self) -> str:
        return self.enrolment.session.activity.name

    @property
    def staff_url(self) -> str:
        return self.enrolment.get_absolute_url()
