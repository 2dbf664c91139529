"""What is near, when a number or a day cannot be had: other numbers of the day, the next days here and elsewhere."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from centres.words import date_words
from services.models import ServiceDay
from services.queue import Queue, about_words
from services.rules import free

SAME_DAY, OTHER_DAYS, LOOKED_AT = 3, 3, 20


@dataclass(frozen=True, slots=True)
class Free:
    """A number that can be had."""

    day: ServiceDay
    number: int
    at: datetime

    @property
    def words(self) -> str:
        """7号，大约 9:40."""
        number = _("No. %(number)d") % {"number": self.number}
        return _("%(number)s, %(about)s") % {"number": number, "about": about_words(self.at)}

    @property
    def where(self) -> str:
        """12月12日（周六）三中心·阳光客厅."""
        occupancy = self.day.occupancy
        place = f"{occupancy.room.centre.short_name}·{occupancy.room.name}"
        return f"{date_words(occupancy.starts_at)} {place}"


def free_of(day: ServiceDay, given: Collection[int], *, now: datetime, is_online: bool) -> list[Free]:
    """What can be had; of a day that runs when it would be, where that is before its end: one query more."""
    plan = day.plan
    if plan is None:
        return []
    found = free(day, given, now=now, is_online=is_online)
    if not found or not day.has_begun(now):
        return [Free(day, number, plan.starts(number)) for number in found]
    queue = Queue.load(day, now=now)
    expected = [Free(day, number, queue.expected_at(number)) for number in found]
    return [each for each in expected if each.at + plan.length <= day.occupancy.ends_at]


def near(day: ServiceDay, number: int | None, *, now: datetime, is_online: bool) -> list[Free]:
    """Of this day the numbers nearest to the wanted one, then the first ones of other days; two queries."""
    given = list(day.appointments.standing().values_list("number", flat=True))
    same = free_of(day, given, now=now, is_online=is_online)
    wanted = number or 1
    return [*sorted(same, key=lambda each: abs(each.number - wanted))[:SAME_DAY], *_later(day, now, is_online)]


def days_ahead(days: Sequence[ServiceDay], *, now: datetime, is_online: bool) -> list[tuple[ServiceDay, list[Free]]]:
    """Each day (`with_given`) with what can be had of it."""
    return [(day, free_of(day, getattr(day, "given", ()), now=now, is_online=is_online)) for day in days]


def _later(day: ServiceDay, now: datetime, is_online: bool) -> list[Free]:
    others = ServiceDay.objects.of(day.service).by_number().exclude(pk=day.pk).upcoming(now).with_place().with_given()
    found = (frees[0] for _day, frees in days_ahead(list(others[:LOOKED_AT]), now=now, is_online=is_online) if frees)
    return list(found)[:OTHER_DAYS]
