"""The report as tables: composed once, so that page, paper and files say the same numbers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from operator import itemgetter
from typing import TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from centres import claimants
from centres.claimants import Served
from centres.usage import NONE
from office.report.numbers import Report, SiteUse, Use, share

Cell: TypeAlias = str | int | float | None
CellsOf: TypeAlias = Callable[[Served], list[Cell]]
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Row:
    """`labels` say of what; `url` leads on from the first of them."""

    labels: Sequence[str]
    cells: Sequence[Cell]
    is_total: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`changes` are the columns that compare with the period before."""

    key: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Row]
    note: str = ""
    changes: frozenset[int] = field(default_factory=frozenset)

    @property
    def label_heads(self) -> Sequence[str]:
        return self.heads[: len(self.rows[0].labels)] if self.rows else self.heads[:1]

    @property
    def number_heads(self) -> Sequence[str]:
        return self.heads[len(self.label_heads) :]

    def sorted_by(self, column: int) -> Sequence[Row]:
        """By a column of numbers, the largest first; totals stay where they are."""
        plain = [row for row in self.rows if not row.is_total]
        keyed = [(row.cells[column], row) for row in plain]
        known = sorted(((cell, row) for cell, row in keyed if isinstance(cell, int | float)), key=itemgetter(0))
        unknown = [row for cell, row in keyed if not isinstance(cell, int | float)]
        return [*(row for _cell, row in reversed(known)), *unknown, *(row for row in self.rows if row.is_total)]


def tables(report: Report) -> list[Table]:
    return [_sites(report), _served(report), _channels(report), _rooms(report)]


def _hours(length: timedelta) -> float:
    return round(length / HOUR, 1)


# Sites


def _sites(report: Report) -> Table:
    heads = [
        *(
            _("Site"),
            _("Rooms"),
            _("Hours open"),
            _("Hours out of use"),
            _("Hours taken"),
            pgettext("column of a report", "Change"),
        ),
        *(
            _("Share in percent"),
            pgettext("column of a report", "Change"),
            pgettext("column of a report", "People"),
            pgettext("column of a report", "Change"),
        ),
    ]
    rows = [_site_row(each) for each in report.sites]
    if len(rows) > 1:
        rows.append(_site_row(report.total))
    note = _("The change is against %(before)s.") % {"before": report.period.before.words}
    return Table("sites", _("Sites"), heads, rows, note, frozenset({4, 6, 8}))


def _site_row(site: SiteUse) -> Row:
    now, before = site.now, site.before
    return Row(
        [site.centre.short_name if site.centre else _("All sites")],
        [
            now.rooms,
            _hours(now.opened - now.closed),
            _hours(now.closed),
            _hours(now.used),
            round(_hours(now.used) - _hours(before.used), 1),
            now.share,
            _change(now, before),
            now.people,
            now.people - before.people,
        ],
        is_total=site.centre is None,
        url=site.centre.slug if site.centre else "",
    )


def _change(now: Use, before: Use) -> int | None:
    return None if now.share is None or before.share is None else now.share - before.share


# What was served


def _served(report: Report) -> Table:
    heads = [
        *(_("Site"), _("What was served"), _("Took place"), _("Called off"), pgettext("column of a report", "Places")),
        *(
            pgettext("column of a report", "Places taken"),
            pgettext("column of a report", "People"),
            pgettext("column of a report", "Came"),
            _("Stayed away"),
            pgettext("column of a report", "Given back"),
        ),
        *(_("Waited in line"), _("Got one from the line")),
    ]
    return Table("served", _("What was served"), heads, list(_by_site(report, _served_cells)))


def _served_cells(each: Served) -> list[Cell]:
    return [
        *(each.held, each.called_off, each.places, each.taken, each.people, each.came, each.missed),
        *(each.given_back, each.waited, each.got_one),
    ]


def _channels(report: Report) -> Table:
    ways = list(dict.fromkeys(way for each in report.served for way in each.channels))

    def cells(each: Served) -> list[Cell]:
        return [each.channels.get(way, 0) for way in ways]

    title = _("By which way")
    if not ways:
        return Table("channels", title, [_("Site"), _("What was served")], [])
    return Table("channels", title, [_("Site"), _("What was served"), *ways], list(_by_site(report, cells)))


def _by_site(report: Report, cells: CellsOf) -> Iterator[Row]:
    names = {centre.pk: centre.short_name for centre in report.centres}
    for each in report.served:
        yield Row([names[each.centre_id], str(each.words)], cells(each))
    if len(names) > 1:
        for each in report.by_words:
            yield Row([_("All sites"), str(each.words)], cells(each), is_total=True)


# Rooms


def _rooms(report: Report) -> Table:
    kinds = report.kinds
    heads = [
        *(_("Site"), _("Room"), _("Hours open"), _("Hours out of use"), _("Hours taken"), _("Share in percent")),
        *(str(claimants.of_kind(kind).words) for kind in kinds),
        _("Outside opening hours"),
    ]
    rows = [
        Row(
            [use.room.centre.short_name, f"{use.room.number} {use.room.name}"],
            [
                *(_hours(use.open), _hours(use.closed), _hours(use.used), share(use.used, use.open)),
                *(_hours(use.taken.get(kind, NONE)) for kind in kinds),
                _hours(use.outside),
            ],
        )
        for use in report.rooms
    ]
    note = _("A hall with parts has a row of its own; in the sum of its site its parts count.")
    return Table("rooms", _("Rooms"), heads, rows, note)
