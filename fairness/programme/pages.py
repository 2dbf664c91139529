"""What public pages show of a programme: the next days of a list page, the dates of one offering."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from centres.models import Centre
from fairness.programme.lines import Line, ProgrammeDay, by_day, in_order, sorted_lines
from fairness.programme.models import Happening, HappeningQuerySet, HappeningT

LIST_AHEAD = timedelta(days=6)  # a week, today included
DATES_AHEAD = timedelta(days=34)  # the monthly ones too


def coming_week(happenings: HappeningQuerySet[HappeningT], today: date) -> list[HappeningT]:
    """The programme of seven days, today included, with all that belongs to it."""
    return list(happenings.published().between(today, today + LIST_AHEAD).with_place())


def days_of(happenings: Iterable[Happening], badges: Mapping[int, tuple[str, str]]) -> list[ProgrammeDay]:
    """Day by day; a happening with a badge (by its key) says how many places are left."""
    return by_day(sorted_lines(replace(each.line, badge=badges.get(each.pk, ("", ""))) for each in happenings))


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
