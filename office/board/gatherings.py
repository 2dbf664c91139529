"""Where many come to one thing, the day's list bears one line for all of them; their own list stands behind it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self, TypeAlias

from django.utils.translation import gettext as _

from bookings.words import people_words
from centres import claimants
from centres.claimants import Arrival
from centres.words import span_words

FEW = 3  # as many as stand in the day's list one by one


@dataclass(frozen=True, slots=True)
class Gathering:
    """Everybody who comes to one occupancy. No names: who opens the list behind `url` is on record there."""

    key: int
    time: str
    words: str
    facts: str
    url: str

    @classmethod
    def of(cls, those: Sequence[Arrival]) -> Self:
        occupancy = those[0].occupancy
        here = sum(one.people for one in those if one.has_come)
        missed = sum(one.people for one in those if one.was_missed)
        everybody = people_words(sum(one.people for one in those))
        facts = [occupancy.room.name, everybody, _("%(count)d here") % {"count": here}]
        if missed:
            facts.append(_("%(count)d did not come") % {"count": missed})
        words, url = claimants.words(occupancy), those[0].list_url
        return cls(occupancy.pk, span_words(occupancy), words, "\u2060·".join(facts), url)


Line: TypeAlias = Arrival | Gathering


def gathered(arrivals: Iterable[Arrival]) -> list[Line]:
    """The lines in their order; where more than a few have one list, it stands where the first of them would."""
    arrivals = list(arrivals)
    by_list: dict[str, list[Arrival]] = defaultdict(list)
    for one in arrivals:
        by_list[one.list_url].append(one)
    lines: list[Line] = []
    for one in arrivals:
        those = by_list[one.list_url]
        if not one.list_url or len(those) <= FEW:
            lines.append(one)
        elif one is those[0]:
            lines.append(Gathering.of(those))
    return lines


def singly(lines: Iterable[Line]) -> list[Arrival]:
    """Those whose names the lines show."""
    return [line for line in lines if isinstance(line, Arrival)]
