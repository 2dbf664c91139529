"""When a number can be had, and why not, in a sentence for whoever asks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _

from centres.models import Room
from centres.words import local_day, moment_words
from fairness.models import RuleBook
from residents.models import Resident
from services.models import Appointment, ServiceDay

WAIVABLE = ("young", "stranger", "unregistered", "elsewhere")


class NoNumber(Exception):
    """Why not; `code` is the first of all reasons.

    Of the person: twice, elsewhere, young, stranger or unregistered. Of the day and its numbers: over, walk_in, kept,
    taken, full, line or none. Of the form: moved or again.
    """

    def __init__(self, code: str, sentence: str, has: Appointment | None = None, *, codes: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.has = code, sentence, has
        self.codes = codes or [code]

    @classmethod
    def of(cls, reasons: "Sequence[NoNumber]") -> "NoNumber":
        """All of them at once."""
        first = reasons[0]
        codes = [each.code for each in reasons]
        return cls(first.code, " ".join(each.sentence for each in reasons), first.has, codes=codes)

    @property
    def may_be_waived(self) -> bool:
        return all(code in WAIVABLE for code in self.codes)


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
    elsewhere: Appointment | None = None  # of theirs, of the same service on the same date at another place
    only_for: Sequence[str] = ()  # committees
    committee: str = ""
    confirms: bool = False  # that they have signed up for what the service asks
    waives: bool = False  # staff set aside what may be waived


def kept_until(day: ServiceDay) -> datetime:
    """On the day before, what is kept for desk and phone goes to everybody: when the rules of the room say."""
    before = local_day(day.occupancy.starts_at) - timedelta(days=1)
    return datetime.combine(before, day.kept_time or _kept_time(day.occupancy.room), get_default_timezone())


def _kept_time(room: Room) -> time:
    return RuleBook.load([room]).of(room).kept_until


def free(day: ServiceDay, given: Collection[int], *, now: datetime, is_online: bool) -> list[int]:
    """The numbers that can be had at this moment, in order."""
    plan = day.plan
    if plan is None or day.is_cancelled or (is_online and plan.is_walk_in):
        return []
    is_kept = is_online and now < kept_until(day)
    ahead = (number for number in plan.numbers if plan.starts(number) > now)
    return [number for number in ahead if number not in given and not (is_kept and plan.is_kept(number))]


def refuse(asked: Asked) -> None:
    """What speaks against a number, however many are free. Raises NoNumber with every reason."""
    _check_day(asked)
    if reasons := _against(asked):
        raise NoNumber.of(reasons)


def check(asked: Asked) -> int:
    """The number they get. Raises NoNumber with every reason why not."""
    _check_day(asked)
    reasons = _against(asked)
    found = free(asked.day, asked.given, now=asked.now, is_online=asked.is_online)
    number = asked.number if asked.number is not None else next(iter(found), 0)
    if asked.has is None and number not in found:
        reasons.append(_not_this_one(asked) if found else _full(asked))
    if reasons:
        raise NoNumber.of(reasons)
    return number


def _check_day(asked: Asked) -> None:
    day, plan = asked.day, asked.day.plan
    if day.is_cancelled:
        words = _("This day was cancelled: %(reason)s") % {"reason": day.cancel_reason}
        raise NoNumber("over", words)
    if day.is_over(asked.now):
        raise NoNumber("over", _("This day is over. Please choose another one."))
    if plan is None:
        raise NoNumber("none", _("No numbers are given here: just come along."))
    if asked.is_online and plan.is_walk_in:
        raise NoNumber("walk_in", _("Just come along on the day: numbers are given at the desk."))


def _against(asked: Asked) -> list[NoNumber]:
    """What speaks against this person. Whoever has a number of the day needs no other reason."""
    if asked.has is not None:
        words = _("%(number)s of this day is yours already. Everybody has one number a day.")
        return [NoNumber("twice", words % {"number": asked.has.number_words}, asked.has)]
    if asked.waives:
        return []
    reasons = (rule(asked) for rule in (_is_elsewhere, _is_too_young, _is_a_stranger, _is_unregistered))
    return [reason for reason in reasons if reason]


def _is_elsewhere(asked: Asked) -> NoNumber | None:
    if asked.elsewhere is None:
        return None
    words = _(
        "On this day you have a number for %(service)s at %(site)s already: %(number)s. Everybody has one a day. "
        "Would you rather come here? Please give that one back first."
    )
    facts = {
        "service": asked.day.service.name,
        "site": asked.elsewhere.day.occupancy.room.centre.short_name,
        "number": asked.elsewhere.number_words,
    }
    return NoNumber("elsewhere", words % facts, asked.elsewhere)


def _is_too_young(asked: Asked) -> NoNumber | None:
    resident, age_from = asked.resident, asked.day.service.age_from
    if resident is None or resident.birth_year is None or not age_from:
        return None
    if local_day(asked.day.occupancy.starts_at).year - resident.birth_year >= age_from:
        return None
    words = _("This service is for neighbours from %(age)d years on. Please call us, we look for another one.")
    return NoNumber("young", words % {"age": age_from})


def _is_a_stranger(asked: Asked) -> NoNumber | None:
    if not asked.only_for or asked.committee in asked.only_for:
        return None
    facts = {"committees": _(", ").join(asked.only_for), "phone": asked.day.occupancy.room.centre.phone}
    if asked.committee:
        words = _("This service is for residents of %(committees)s. Please call %(phone)s if it matters to you.")
    else:
        words = _(
            "This service is for residents of %(committees)s. Do you live there? Please say so under “My details”, "
            "then come back, or call %(phone)s."
        )
    return NoNumber("stranger", words % facts)


def _is_unregistered(asked: Asked) -> NoNumber | None:
    registration = asked.day.service.registration
    if not registration or asked.confirms:
        return None
    words = _("This asks for: %(registration)s. Please tick that it is so; if it is not yet, call %(phone)s, we help.")
    return NoNumber(
        "unregistered", words % {"registration": registration, "phone": asked.day.occupancy.room.centre.phone}
    )


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
