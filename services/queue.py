"""The people of a day in their turn: who is at the chair, who is next, and when each may expect it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from services.models import SPACE, Appointment, ServiceDay
from services.plan import about


@dataclass(frozen=True, slots=True)
class Queue:
    """`standing` are all numbers that are given, in their turn; `offered` those kept for somebody in line."""

    day: ServiceDay
    standing: Sequence[Appointment]
    now: datetime
    offered: Sequence[int] = ()

    @classmethod
    def load(cls, day: ServiceDay, *, now: datetime) -> Self:
        """One query, with the people."""
        found = list(day.appointments.standing().select_related("resident").in_turn())
        taken = [one for one in found if not one.is_offered]
        return cls(day, taken, now, [one.number for one in found if one.is_offered])

    @property
    def at_the_chair(self) -> list[Appointment]:
        return [one for one in self.standing if one.state in Appointment.AT_THE_CHAIR]

    @property
    def called(self) -> list[Appointment]:
        return [one for one in self.standing if one.state == Appointment.State.CALLED]

    @property
    def waiting(self) -> list[Appointment]:
        return [one for one in self.standing if one.is_waiting]

    @property
    def past(self) -> list[Appointment]:
        return [one for one in self.standing if not one.is_live]

    @property
    def next(self) -> Appointment | None:
        return next(iter(self.waiting), None)

    @property
    def has_begun(self) -> bool:
        return self.now >= self.day.occupancy.starts_at

    def before(self, appointment: Appointment) -> int:
        """How many are served or waiting before them."""
        return self._before(appointment.turn, appointment.number)

    def _before(self, turn: int, number: int) -> int:
        ahead = sum(1 for one in self.waiting if (one.turn, one.number) < (turn, number))
        return len(self.at_the_chair) + ahead

    def expected(self, appointment: Appointment) -> datetime:
        """When it is likely to be their turn; for whoever is at the chair, when they were called."""
        plan = self.day.plan
        if appointment.called_at and not appointment.is_waiting:
            return appointment.called_at
        if plan is None:
            return self.day.occupancy.starts_at
        if appointment.number > plan.places:  # one more than were planned: as soon as those before them are done
            return plan.expected(1, self.before(appointment), self.now)
        return plan.expected(appointment.number, self.before(appointment), self.now)

    def expected_at(self, number: int) -> datetime:
        """For whoever takes this free number now."""
        plan = self.day.plan
        return plan.expected(number, self._before(number * SPACE, number), self.now) if plan else self.now

    def expected_of_next(self) -> datetime:
        """For somebody who would come last now."""
        plan = self.day.plan
        before = len(self.at_the_chair) + len(self.waiting)
        return plan.expected(1, before, self.now) if plan else self.now


def expected_of(appointment: Appointment, *, now: datetime) -> datetime:
    """When it is likely to be their turn, as the day stands; one query while it runs."""
    day, plan = appointment.day, appointment.day.plan
    if day.has_begun(now):
        return Queue.load(day, now=now).expected(appointment)
    return plan.starts(appointment.number) if plan else day.occupancy.starts_at


def about_words(moment: datetime) -> str:
    """大约 9:40."""
    near = localtime(about(moment))
    return _("about %(time)s") % {"time": f"{near.hour}:{near:%M}"}


def number_and_time(appointment: Appointment, expected: datetime) -> str:
    """7号，大约 9:40."""
    return _("%(number)s, %(about)s") % {"number": appointment.number_words, "about": about_words(expected)}
