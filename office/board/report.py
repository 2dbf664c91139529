"""The report of use, of the sites one runs: on screen, on paper, and as files. Sums only, and nobody's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from centres.form_fields import tidy
from centres.models import Centre
from centres.words import local_day
from office.report import files
from office.report.numbers import Report, has_anything
from office.report.periods import NAMED, DatesForm, Period
from office.report.tables import Cell, Row, Table, tables
from residents.guards import staff_member


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. `period` is None where the dates say nothing; the form then says why."""

    centres: Sequence[Centre]  # of the report
    own: Sequence[Centre]  # all that one may choose
    site: str
    name: str
    period: Period | None
    form: DatesForm

    @property
    def query(self) -> dict[str, str]:
        """Asks for the same again."""
        found = {"site": self.site} if self.site else {}
        if self.name:
            return {"period": self.name, **found}
        return {"first": f"{self.period.first}", "last": f"{self.period.last}", **found} if self.period else found


def _asked(request: HttpRequest) -> Asked:
    """Raises Http404 for a site that is not one's own."""
    own = list(staff_member(request).sites().order_by("kind", "number"))
    site = request.GET.get("site", "")
    centres = [centre for centre in own if centre.slug == site] if site else own
    if site and not centres:
        raise Http404
    if tidy(request.GET.get("first", "")) or tidy(request.GET.get("last", "")):
        form = DatesForm(request.GET)
        return Asked(centres, own, site, "", form.period if form.is_valid() else None, form)
    name, period = _named(request.GET.get("period", ""), centres, local_day(timezone.now()))
    form = DatesForm(initial={"first": f"{period.first}", "last": f"{period.last}"})
    return Asked(centres, own, site, name, period, form)


def _named(name: str, centres: Sequence[Centre], today: date) -> tuple[str, Period]:
    """Last month where none is named; where nothing was then, this one."""
    if name in NAMED:
        return name, NAMED[name][1](today)
    last = NAMED["last-month"][1](today)
    return ("last-month", last) if has_anything(centres, last) else ("month", NAMED["month"][1](today))


# The page


@dataclass(frozen=True, slots=True)
class Head:
    words: str
    url: str
    is_sorted: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its numbers as one reads them."""

    labels: Sequence[str]
    cells: Sequence[str]
    is_total: bool
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as it stands on the page."""

    table: Table
    heads: Sequence[Head]
    lines: Sequence[Line]

    @classmethod
    def of(cls, table: Table, asked: Asked, sort: str) -> "Shown":
        heads, rows = [], table.rows
        for column, words in enumerate(table.number_heads):
            key = f"{table.key}-{column}"
            if sort == key:
                rows = table.sorted_by(column)
            heads.append(Head(words, f"?{urlencode({**asked.query, 'sort': key})}#{table.key}", sort == key))
        return cls(table, heads, [_line(row, table, asked) for row in rows])


def _line(row: Row, table: Table, asked: Asked) -> Line:
    cells = [_words(cell, is_change=column in table.changes) for column, cell in enumerate(row.cells)]
    url = f"?{urlencode({**asked.query, 'site': row.url})}" if row.url and not asked.site else ""
    return Line(row.labels, cells, row.is_total, url)


def _words(cell: Cell, *, is_change: bool) -> str:
    """A minus as long as a plus is wide; a dash where there is nothing to count."""
    if cell is None:
        return "–"
    words = f"{cell:+g}" if is_change and not isinstance(cell, str) and cell else f"{cell}".removesuffix(".0")
    return words.replace("-", "−") if is_change else words


@require_safe
@login_required
def report(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    made = Report.load(asked.centres, asked.period) if asked.period else None
    sort, today = request.GET.get("sort", ""), local_day(timezone.now())
    context = {
        "asked": asked,
        "report": made,
        "tables": [Shown.of(each, asked, sort) for each in tables(made) if each.rows] if made else [],
        "named": [(name, words) for name, (words, _period) in NAMED.items()],
        "site_query": urlencode({"site": asked.site}) if asked.site else "",
        "query": urlencode(asked.query),
        "goes_on": bool(asked.period and asked.period.last >= today),
        "form": asked.form,
    }
    return render(request, "office/board/report.html", context)


# Files


@require_safe
@login_required
def report_csv(request: HttpRequest) -> HttpResponse:
    return _file(request, "csv")


@require_safe
@login_required
def report_xlsx(request: HttpRequest) -> HttpResponse:
    return _file(request, "xlsx")


def _file(request: HttpRequest, kind: str) -> HttpResponse:
    """Where the dates say nothing, back to the page that says why."""
    asked = _asked(request)
    if asked.period is None:
        return redirect(f"{reverse('board:report')}?{request.GET.urlencode()}")
    made, title = tables(Report.load(asked.centres, asked.period)), asked.period.words
    is_csv = kind == "csv"
    content = files.as_csv(made, title=title) if is_csv else files.as_xlsx(made, title=title)
    name = _("use %(first)s %(last)s") % {"first": asked.period.first, "last": asked.period.last}
    named = content_disposition_header(as_attachment=True, filename=f"{name}.{kind}") or ""
    headers = {"Content-Disposition": named, "Cache-Control": "private, no-store"}
    media = "text/csv; charset=utf-8" if is_csv else files.XLSX
    return HttpResponse(content, content_type=media, headers=headers)
