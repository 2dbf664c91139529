"""When a number can be had, and why not, in a sentence for whoever asks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _

from centres.words import local_day, moment_words
from residents.models import Resident
from services.models import Appointment, ServiceDay

KEPT_UNTIL = time(17)  # on the day before, what is kept for desk and phone goes to everybody


class NoNumber(Exception):
    """Why not; `code` is young, twice, over, walk_in, kept, taken, full, none, moved or again."""

    def __init__(self, code: str, sentence: str, has: Appointment | None = None) -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.has = code, sentence, has


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asks for a number of a day; `given` are those that are gone. `number` is None for the next free one."""

    day: ServiceDay
    given: Collection[int]
    is_online: bool
    now: datetime
    resident: Resident | None = None
    has: Appointment | None = None  # of theirs, on this very day
    number: int | None = None


def kept_until(day: ServiceDay) -> datetime:
    before = local_day(day.occupancy.starts_at) - timedelta(days=1)
    return datetime.combine(before, KEPT_UNTIL, get_default_timezone())


def free(day: ServiceDay, given: Collection[int], *, now: datetime, is_online: bool) -> list[int]:
    """The numbers that can be had at this moment, in order."""
    plan = day.plan
    if plan is None or day.is_cancelled or (is_online and plan.is_walk_in):
        return []
    is_kept = is_online and now < kept_until(day)
    ahead = (number for number in plan.numbers if plan.starts(number) > now)
    return [number for number in ahead if number not in given and not (is_kept and plan.is_kept(number))]


def refuse(asked: Asked) -> None:
    """What speaks against a number, however many are free. Raises NoNumber with the first reason."""
    _check_day(asked)
    _check_person(asked)


def check(asked: Asked) -> int:
    """The number they get. Raises NoNumber with the first reason why not."""
    refuse(asked)
    found = free(asked.day, asked.given, now=asked.now, is_online=asked.is_online)
    if not found:
        raise _full(asked)
    if asked.number is None:
        return found[0]
    if asked.number not in found:
        raise _not_this_one(asked)
    return asked.number


def _check_day(asked: Asked) -> None:
    day, plan = asked.day, asked.day.plan
    if day.is_cancelled:
        words = _("This day was cancelled: %(reason)s") % {"reason": day.cancel_reason}
        raise NoNumber("over", words)
    if asked.now >= day.occupancy.ends_at:
        raise NoNumber("over", _("This day is over. Please choose another one."))
    if plan is None:
        raise NoNumber("none", _("No numbers are given here: just come along."))
    if asked.is_online and plan.is_walk_in:
        raise NoNumber("walk_in", _("Just come along on the day: numbers are given at the desk."))


def _check_person(asked: Asked) -> None:
    if asked.has is not None:
        words = _("%(number)s of this day is yours already. Everybody has one number a day.")
        raise NoNumber("twice", words % {"number": asked.has.number_words}, asked.has)
    resident, age_from = asked.resident, asked.day.service.age_from
    if resident is None or resident.birth_year is None or not age_from:
        return
    if local_day(asked.day.occupancy.starts_at).year - resident.birth_year < age_from:
        words = _("This service is for neighbours from %(age)d years on. Please call us, we look for another one.")
        raise NoNumber("young", words % {"age": age_from})


def _full(asked: Asked) -> NoNumber:
    if asked.is_online and free(asked.day, asked.given, now=asked.now, is_online=False):
        words = _(
            "On the web all numbers of this day are gone. Some are kept for phone and desk until %(moment)s: please "
            "call %(phone)s, or look again then."
        ) % {"moment": moment_words(kept_until(asked.day)), "phone": asked.day.occupancy.room.centre.phone}
        return NoNumber("kept", words)
    return NoNumber("full", _("All numbers of this day are gone."))


def _not_this_one(asked: Asked) -> NoNumber:
    number, plan = asked.number, asked.day.plan
    if number is None or number in asked.given:
        return NoNumber("taken", _("Somebody was faster: this number has just gone. Others are free."))
    if plan is not None and number in plan.numbers and plan.starts(number) > asked.now:
        words = _("This number is kept for phone and desk until %(moment)s. Others are free.")
        return NoNumber("kept", words % {"moment": moment_words(kept_until(asked.day))})
    return NoNumber("over", _("The time of this number has passed. Others are free."))
