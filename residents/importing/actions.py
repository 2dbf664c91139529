"""What a clerk does with a list: upload it to look, bring it in once, or leave it."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from residents.importing.lines import Line, is_example, understood
from residents.importing.matching import Fill, Findings, Remark, sort
from residents.importing.sheets import Sheet
from residents.models import Import, Resident, User
from residents.registering import wait_for_all

logger = logging.getLogger("residents.importing")


class TooLate(Exception):
    """What was uploaded is gone: an hour is over, or a newer list took its place."""


@transaction.atomic
def upload(*, sheet: Sheet, by: User, now: datetime) -> Import:
    """Keep the rows until they are confirmed. What the same account left unconfirmed goes."""
    Import.objects.filter(uploaded_by=by, confirmed_at=None).delete()
    rows = sum(not is_example(row) for row in sheet.rows)
    return Import.objects.create(uploaded_by=by, uploaded_at=now, sheet=sheet.as_json(), rows=rows)


def sheet_of(uploaded: Import) -> Sheet:
    """What was uploaded and waits."""
    assert uploaded.sheet is not None
    return Sheet.of_json(uploaded.sheet)


def look(uploaded: Import) -> Findings:
    """What would become of every row, as things stand."""
    return sort(understood(sheet_of(uploaded), today=timezone.localdate(uploaded.uploaded_at)))


@transaction.atomic
def bring_in(*, uploaded: Import, with_alike: bool, by: User, now: datetime) -> Import:
    """Write down who is new and what was empty, as things stand now. Done twice it is done once.

    While it lasts nobody else registers anybody, so that nobody is written down twice. Raises TooLate.
    """
    wait_for_all()
    found = Import.objects.select_for_update().at_hand(by, now).filter(pk=uploaded.pk).first()
    if found is None:
        raise TooLate
    if found.confirmed_at:
        return found
    findings = look(found)
    lines = [*findings.new, *(remark.line for remark in findings.alike if with_alike)]
    Resident.objects.bulk_create([_resident(line) for line in lines])
    _fill(findings.fills.values())
    left = left_out(findings, with_alike=with_alike)
    found.confirmed_at, found.sheet = now, _kept(sheet_of(found), left)
    found.added, found.filled, found.left_out = len(lines), len(findings.fills), len(left)
    found.known = findings.known + findings.again
    found.save(update_fields=["confirmed_at", "sheet", "added", "filled", "left_out", "known"])
    logger.info(
        "Account %s brought in %d people, completed %d (import %d)", by.pk, found.added, found.filled, found.pk
    )
    return found


@transaction.atomic
def leave(*, uploaded: Import) -> None:
    """Nothing is brought in, and nothing of it kept."""
    Import.objects.filter(pk=uploaded.pk, confirmed_at=None).delete()


def forget_old(now: datetime) -> None:
    """An hour after the upload nobody's name stands there any more; of what was brought in the numbers stay."""
    old = Import.objects.old(now)
    old.filter(confirmed_at=None).delete()
    old.exclude(sheet=None).update(sheet=None)


# The rows left out


def left_out(findings: Findings, *, with_alike: bool) -> list[Remark]:
    """In the order of the file."""
    remarks = [*findings.wrong, *findings.taken_for, *(() if with_alike else findings.alike)]
    return sorted(remarks, key=lambda remark: remark.line.row.number)


def rows_left_out(uploaded: Import) -> list[list[str]]:
    """Our columns as they were uploaded, and why; the headings first. Before the import, what would be left out."""
    kept = uploaded.sheet or {"columns": [], "left_out": []}
    if "left_out" not in kept:
        kept = _kept(Sheet.of_json(kept), left_out(look(uploaded), with_alike=True))
    return [kept["columns"], *kept["left_out"]]


def _kept(sheet: Sheet, left: Iterable[Remark]) -> dict[str, Any]:
    rows = [[*(remark.line.row.cells[column] for column in sheet.columns), remark.words] for remark in left]
    return {"columns": sheet.columns, "left_out": rows}


# Rows of the database


def _resident(line: Line) -> Resident:
    """With initials, which `save` would compute and bulk_create does not."""
    return Resident(
        name=line.name,
        phone=line.phone,
        initials=line.letters,
        committee_id=line.committee,
        birth_year=line.birth_year,
    )


def _fill(fills: Iterable[Fill]) -> None:
    """In one statement, and only what is empty at that moment."""
    rows = [(fill.pk, fill.committee, fill.birth_year) for fill in fills]
    if not rows:
        return
    pks, committees, years = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE residents_resident known SET committee_id = coalesce(known.committee_id, listed.committee),"
            " birth_year = coalesce(known.birth_year, listed.year)"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::smallint[]) AS listed (pk, committee, year)"
            " WHERE known.id = listed.pk AND known.user_id IS NULL",
            [list(pks), list(committees), list(years)],
        )
