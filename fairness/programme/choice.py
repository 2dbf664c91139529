"""What a reader of a programme wants to see: which days, everywhere or at one site, of one kind.

It stands in the address, so that it can be kept, sent and subscribed to. What cannot be read is said, and left out.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self

from django.db import models
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.availability import DAY
from centres.models import Centre
from fairness.programme.models import HappeningQuerySet, HappeningT, Offering

WEEK = timedelta(days=6)


class When(models.TextChoices):
    TODAY = "today", gettext_lazy("Today")
    TOMORROW = "tomorrow", gettext_lazy("Tomorrow")
    WEEK = "week", gettext_lazy("Seven days")
    NEXT = "next", gettext_lazy("Next week")


@dataclass(frozen=True, slots=True)
class Chip:
    """One way to look, as a link that keeps the other choices."""

    words: str
    query: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """`site` is a slug, `group` a value of the offering's kind or need; empty: all. `unread`: something was none."""

    when: str = When.WEEK
    site: str = ""
    group: str = ""
    unread: bool = False

    @classmethod
    def read(cls, params: Mapping[str, str], *, offering: type[Offering], sites: Sequence[Centre]) -> Self:
        def one_of(name: str, values: Collection[str]) -> str:
            value = params.get(name, "")
            return value if value in values else ""

        slugs = {each.slug for each in sites}
        when, site, group = one_of("when", When.values), one_of("site", slugs), one_of("kind", offering.groups())
        asked = any(
            params.get(name, "") not in (value, "")
            for name, value in (("when", when), ("site", site), ("kind", group))
        )
        return cls(when or When.WEEK, site, group, unread=asked)

    def days(self, today: date) -> tuple[date, date]:
        """The first and the last local date, both included."""
        monday = today + (7 - today.weekday()) * DAY
        spans = {
            When.TODAY: (today, today),
            When.TOMORROW: (today + DAY, today + DAY),
            When.NEXT: (monday, monday + WEEK),
        }
        return spans.get(When(self.when), (today, today + WEEK))

    def narrow(self, happenings: HappeningQuerySet[HappeningT]) -> HappeningQuerySet[HappeningT]:
        """Those at the site and of the kind chosen, published ones, on whatever day."""
        found = happenings.published()
        if self.site:
            found = found.filter(occupancy__room__centre__slug=self.site)
        if self.group:
            model = happenings.model
            field = model._meta.get_field(model.OFFERING).related_model
            assert isinstance(field, type)
            assert issubclass(field, Offering)
            found = found.filter(**{f"{model.OFFERING}__{field.GROUP}": self.group})
        return found

    def chosen(self, happenings: HappeningQuerySet[HappeningT], today: date) -> list[HappeningT]:
        """With all that belongs to them."""
        return list(self.narrow(happenings).between(*self.days(today)).with_place())

    @property
    def query(self) -> str:
        """What of it is not the usual, for an address."""
        return urlencode({name: value for name, value in self.parts if value})

    @property
    def parts(self) -> Sequence[tuple[str, str]]:
        when = self.when if self.when != When.WEEK else ""
        return (("when", when), ("site", self.site), ("kind", self.group))

    @property
    def feed_query(self) -> str:
        """The same place and kind, on all days."""
        return replace(self, when=When.WEEK).query

    @property
    def is_narrow(self) -> bool:
        return bool(self.site or self.group)

    def chips(self) -> list[Chip]:
        """Which days."""
        return [Chip(str(each.label), replace(self, when=each).query, self.when == each) for each in When]

    @property
    def said(self) -> str:
        """Where something of the address could not be read."""
        return _("Part of the address could not be read, so here is more than you asked for.") if self.unread else ""
