"""Other terms for a day that people have planned for: what would change for whom. Nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.models import Appointment, ServiceDay
from services.plan import Plan

TOLD_FROM = timedelta(minutes=10)  # a smaller shift nobody notices: one is asked to come ten minutes before


@dataclass(frozen=True, slots=True)
class Terms:
    """The length of a place, how many are served at once, how many at most (None: as many as fit), and the share."""

    minutes: int
    chairs: int
    places_at_most: int | None
    kept_percent: int

    @classmethod
    def of(cls, day: ServiceDay) -> "Terms":
        return cls(day.minutes or 0, day.chairs, day.places_at_most, day.kept_percent)

    def plan(self, old: Plan) -> Plan:
        return replace(
            old,
            minutes=self.minutes,
            chairs=self.chairs,
            at_most=self.places_at_most,
            kept_percent=self.kept_percent,
        )


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody's number, when it was due and when it would be."""

    appointment: Appointment
    old: datetime
    new: datetime

    @property
    def is_told(self) -> bool:
        return abs(self.new - self.old) > TOLD_FROM


def lost_between(old: Plan, new: Plan, standing: Sequence[Appointment]) -> list[Appointment]:
    """The numbers that the new plan has no place for; one beyond the old places walked in, and stays."""
    return [each for each in standing if each.number in old.numbers and each.number not in new.numbers]


@dataclass(frozen=True, slots=True)
class Change:
    """What other terms mean: the plans, the numbers somebody would lose, and every number's times."""

    old: Plan
    new: Plan
    lost: Sequence[Appointment]
    shifts: Sequence[Shift]

    @classmethod
    def of(cls, old: Plan, terms: Terms, standing: Sequence[Appointment]) -> "Change":
        """`standing` are the numbers somebody has, or is offered."""
        new = terms.plan(old)
        lost = lost_between(old, new, standing)
        shifts = [Shift(each, old.starts(each.number), new.starts(each.number)) for each in standing]
        return cls(old, new, lost, shifts)

    @property
    def told(self) -> list[Shift]:
        """Those whose time moves by more than ten minutes."""
        return [each for each in self.shifts if each.is_told]
