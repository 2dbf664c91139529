"""What public pages show of a programme: the next days of a list page, the dates of one offering."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.db import models
from django.urls import reverse

from centres.models import Centre
from fairness.programme.choice import Choice
from fairness.programme.lines import Line, ProgrammeDay, by_day, in_order, sorted_lines
from fairness.programme.models import Happening, HappeningQuerySet, HappeningT, Offering

DATES_AHEAD = timedelta(days=34)  # the monthly ones too
DATES_LATER = 6


def choice(params: Mapping[str, str], offering: type[Offering]) -> "tuple[Choice, list[Centre]]":
    """What the reader wants to see, and the sites there are to choose from."""
    sites = list(Centre.objects.active())
    return Choice.read(params, offering=offering, sites=sites), sites


def list_context(
    choice: Choice, sites: Sequence[Centre], offering: type[Offering], count: int, *, feed: str
) -> dict[str, object]:
    """What the form of a list page needs; `feed` is the name of the calendar's address."""
    field = offering._meta.get_field(offering.GROUP)
    assert isinstance(field, models.Field)
    return {
        "choice": choice,
        "sites": sites,
        "groups": field.flatchoices,
        "group_words": field.verbose_name,
        "count": count,
        "feed": f"{reverse(feed)}?{choice.feed_query}".rstrip("?"),
    }


FEED_BACK, FEED_AHEAD = timedelta(days=7), timedelta(days=60)


def to_subscribe(happenings: HappeningQuerySet[HappeningT], choice: Choice, today: date) -> list[HappeningT]:
    """A week back, two months ahead; what was cancelled stays in it."""
    found = choice.narrow(happenings).between(today - FEED_BACK, today + FEED_AHEAD).with_place()
    return list(found.order_by("occupancy__starts_at", "pk"))


def days_of(happenings: Iterable[Happening], badges: Mapping[int, tuple[str, str]]) -> list[ProgrammeDay]:
    """Day by day; a happening with a badge (by its key) says how many places are left."""
    return by_day(sorted_lines(replace(each.line, badge=badges.get(each.pk, ("", ""))) for each in happenings))


def dates(happenings: HappeningQuerySet[HappeningT], today: date) -> list[Line]:
    """When one offering takes place in the coming weeks, cancelled dates too; where there is none, the next ones."""
    soon = in_order(happenings.between(today, today + DATES_AHEAD).lines())
    return soon or in_order(happenings.from_day(today).lines())[:DATES_LATER]


def coming(happenings: HappeningQuerySet[HappeningT], today: date) -> list[HappeningT]:
    """All of one offering from today on, with all that belongs to them."""
    found = happenings.from_day(today).with_place()
    return list(found.order_by("occupancy__starts_at", "occupancy__room__centre__slug", "pk"))


def call(centre: Centre | None, dates: Sequence[Line]) -> dict[str, str]:
    """Whom to phone about one offering, as base.html shows it: its site, or the site of its next date."""
    if centre is not None:
        return {"phone": centre.phone, "phone_of": centre.name}
    coming = next((line for line in dates if not line.is_cancelled), None)
    return {"phone": coming.site_phone, "phone_of": coming.site} if coming else {}
