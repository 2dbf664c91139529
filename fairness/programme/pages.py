"""What public pages show of a programme: the next days of a list page, the dates of one offering."""

from collections.abc import Sequence
from datetime import date, timedelta

from centres.models import Centre
from fairness.programme.lines import Line, ProgrammeDay, by_day, in_order
from fairness.programme.models import HappeningQuerySet, HappeningT

LIST_AHEAD = timedelta(days=6)  # a week, today included
DATES_AHEAD = timedelta(days=34)  # the monthly ones too


def next_days(happenings: HappeningQuerySet[HappeningT], today: date) -> list[ProgrammeDay]:
    """The programme of the coming week, day by day."""
    return by_day(in_order(happenings.published().between(today, today + LIST_AHEAD).lines()))


def dates(happenings: HappeningQuerySet[HappeningT], today: date) -> list[Line]:
    """When one offering takes place in the coming weeks, cancelled dates too."""
    return in_order(happenings.between(today, today + DATES_AHEAD).lines())


def coming(happenings: HappeningQuerySet[HappeningT], today: date) -> list[HappeningT]:
    """As `dates`, with all that belongs to them."""
    found = happenings.between(today, today + DATES_AHEAD).with_place()
    return list(found.order_by("occupancy__starts_at", "occupancy__room__centre__slug", "pk"))


def call(centre: Centre | None, dates: Sequence[Line]) -> dict[str, str]:
    """Whom to phone about one offering, as base.html shows it: its site, or the site of its next date."""
    if centre is not None:
        return {"phone": centre.phone, "phone_of": centre.name}
    coming = next((line for line in dates if not line.is_cancelled), None)
    return {"phone": coming.site_phone, "phone_of": coming.site} if coming else {}
