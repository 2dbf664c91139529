"""When a time cannot be had: three near ones, at another time, in another room, at another site."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from bookings.days import OpenDays
from bookings.free_times import nearest_length
from centres.availability import DAY, Availability, days, local_midnight
from centres.models import Room
from centres.spans import Span
from centres.words import local_day
from fairness.models import RuleBook
from fairness.offers import Offers

HOW_MANY = 3


class Kind(TextChoices):
    """What is different from what was wished for."""

    OTHER_TIME = "time", _("the same room, another time")
    OTHER_ROOM = "room", _("another room in the same place")
    OTHER_SITE = "site", _("a few steps further")


@dataclass(frozen=True, slots=True)
class Alternative:
    """A room and a time that are free, and that the rules accept."""

    room: Room
    span: Span
    kind: Kind

    def distance(self, wanted: Span, seats: int) -> tuple[int, timedelta, datetime, int, int]:
        """The same day first, then the nearest time of day; of equals the earlier, then a room of a like size."""
        days_off = (local_day(self.span.starts_at) - local_day(wanted.starts_at)).days
        clock_off = abs(self.span.starts_at - wanted.starts_at - days_off * DAY)
        return abs(days_off), clock_off, self.span.starts_at, abs(self.room.capacity - seats), self.room.pk


def near(
    room: Room,
    span: Span,
    *,
    party: int,
    now: datetime,
    not_here_that_day: bool = False,
    is_for_team: bool = False,
    is_online: bool = True,
    leaving: UUID | None = None,
) -> list[Alternative]:
    """At most three alternatives for a party of this size, in four queries.

    `not_here_that_day` is for somebody who has had the room that day: then the same room is of no use. Not online,
    also what is kept for phone and desk. `leaving` is the claim of a booking that would move there.
    """
    rooms = list(Room.objects.bookable().filter(capacity__gte=party).select_related("centre").in_order())
    if not rooms:
        return []
    rules = RuleBook.load(rooms)
    open_days = OpenDays.of(rooms, rules, now=now)
    on = min(max(local_day(span.starts_at), open_days.today), open_days.last)
    first, last = max(on - DAY, open_days.today), on + DAY
    offers = Offers(Availability.load(rooms, first, last, now=now, leaving=leaving), rules, now)
    found: dict[Kind, list[Alternative]] = {kind: [] for kind in Kind}
    for each in rooms:
        kind, length = _kind(each, room), nearest_length(rules.of(each), span.length)
        for day in days(first, last) if kind is Kind.OTHER_TIME else [on]:
            if not (not_here_that_day and kind is Kind.OTHER_TIME and day == on):
                free = (
                    offers.of(each, day, length=length, is_for_team=is_for_team)
                    if is_online
                    else offers.at_desk(each, day, length=length)
                )
                found[kind] += [Alternative(each, offer, kind) for offer in free if (each, offer) != (room, span)]
    return choose(*found.values(), wanted=_on_day(span, on), seats=room.capacity)


def choose(*kinds: Iterable[Alternative], wanted: Span, seats: int) -> list[Alternative]:
    """The nearest of each kind, with about so many seats.

    Where a kind has none, the next ones of the others take its place, as far as they lie beside the first.
    """
    by_kind = [sorted(kind, key=lambda each: each.distance(wanted, seats)) for kind in kinds]
    chosen = [kind[0] for kind in by_kind if kind]
    for each in chain.from_iterable(kind[1:] for kind in by_kind):
        if len(chosen) >= HOW_MANY:
            break
        if not any(other.room == each.room and other.span.overlaps(each.span) for other in chosen):
            chosen.append(each)
    return sorted(chosen, key=lambda each: list(Kind).index(each.kind))


def _kind(each: Room, wanted: Room) -> Kind:
    if each.pk == wanted.pk:
        return Kind.OTHER_TIME
    return Kind.OTHER_ROOM if each.centre_id == wanted.centre_id else Kind.OTHER_SITE


def _on_day(span: Span, on: date) -> Span:
    """The same time of day on another date."""
    since_midnight = span.starts_at - local_midnight(local_day(span.starts_at))
    start = local_midnight(on) + since_midnight
    return Span(start, start + span.length)
