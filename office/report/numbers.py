"""What a report says: hours of each room, what was served at each site, and the same of the period before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from centres import claimants, usage
from centres.availability import DAY, local_midnight
from centres.claimants import Served
from centres.models import Centre, Occupancy, Room
from centres.usage import NONE, RoomUse
from office.report.periods import Period


@dataclass(frozen=True, slots=True)
class Use:
    """Hours of some rooms together, and for how many people. A hall with parts counts as its parts."""

    rooms: int
    opened: timedelta
    closed: timedelta
    used: timedelta
    people: int

    @classmethod
    def of(cls, rooms: Sequence[RoomUse], served: Sequence[Served]) -> Self:
        halls = {use.room.whole_id for use in rooms}
        counted = [use for use in rooms if use.room.pk not in halls]
        return cls(
            len(counted),
            sum((use.opened for use in counted), NONE),
            sum((use.closed for use in counted), NONE),
            sum((use.used for use in counted), NONE),
            sum(each.people for each in served),
        )

    @property
    def share(self) -> int | None:
        return share(self.used, self.opened - self.closed)


def share(used: timedelta, opened: timedelta) -> int | None:
    """Percent; None where it was never open."""
    return round(100 * (used / opened)) if opened else None


@dataclass(frozen=True, slots=True)
class SiteUse:
    """One site, or all together where `centre` is None."""

    centre: Centre | None
    now: Use
    before: Use


@dataclass(frozen=True, slots=True)
class Report:
    period: Period
    centres: Sequence[Centre]
    rooms: Sequence[RoomUse]
    served: Sequence[Served]
    sites: Sequence[SiteUse]
    total: SiteUse

    @classmethod
    def load(cls, centres: Sequence[Centre], period: Period) -> Self:
        """In the same number of queries however many sites, rooms and days there are."""
        found = Room.objects.at(centres).select_related("centre").in_order()
        rooms, before = list(found), period.before
        now_rooms, then_rooms = (usage.of_rooms(rooms, each.first, each.last) for each in (period, before))
        now, then = (claimants.served(centres, each.first, each.last) for each in (period, before))
        shown = [use for use in now_rooms if use.room.is_in_use or use.taken or use.outside]
        earlier = [use for use in then_rooms if use.room.is_in_use or use.taken or use.outside]
        with_rooms = {use.room.centre_id for use in (*shown, *earlier)}
        sites = [
            SiteUse(centre, _of_site(centre, shown, now), _of_site(centre, earlier, then))
            for centre in centres
            if centre.is_active or centre.pk in with_rooms
        ]
        return cls(period, centres, shown, now, sites, SiteUse(None, Use.of(shown, now), Use.of(earlier, then)))

    @property
    def is_empty(self) -> bool:
        return not self.total.now.used and not any(use.outside for use in self.rooms) and not self.served

    @property
    def kinds(self) -> list[str]:
        """Those that took time, but for closures."""
        taken = {kind for use in self.rooms for kind in use.taken} - claimants.kinds(claimants.Look.CLOSED)
        return sorted(taken, key=lambda kind: str(claimants.of_kind(kind).words))

    @property
    def by_words(self) -> list[Served]:
        """Of all sites together, one for each thing that is served."""
        found: dict[str, Served] = {}
        for each in self.served:
            key = str(each.words)
            found[key] = found[key] + each if key in found else each
        return list(found.values())


def _of_site(centre: Centre, rooms: Sequence[RoomUse], served: Sequence[Served]) -> Use:
    return Use.of(
        [use for use in rooms if use.room.centre_id == centre.pk],
        [each for each in served if each.centre_id == centre.pk],
    )


def has_anything(centres: Sequence[Centre], period: Period) -> bool:
    """Whether any time was taken there."""
    rooms = list(Room.objects.at(centres).values_list("pk", flat=True))
    since, until = local_midnight(period.first), local_midnight(period.last + DAY)
    return Occupancy.objects.filter(
        room__in=rooms, starts_at__gte=since, starts_at__lt=until, released_at=None
    ).exists()
