"""The report as files that a spreadsheet opens: the numbers of the page, and no cell is a formula."""

import csv
import io

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from office.report.tables import Cell, Row, Table
from residents.importing.sheets import harmless

WIDTH = 14
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(tables: list[Table], *, title: str) -> bytes:
    """One table below the other, with the mark by which Excel knows UTF-8."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([harmless(title)])
    for table in tables:
        writer.writerow([])
        writer.writerow([harmless(table.title)])
        writer.writerow([harmless(head) for head in table.heads])
        writer.writerows(_cells(row) for row in table.rows)
    return file.getvalue().encode("utf-8-sig")


def as_xlsx(tables: list[Table], *, title: str) -> bytes:
    """A tab for each table."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for table in tables:
        tab = book.create_sheet(table.title)
        tab.append([harmless(_("%(table)s, %(days)s") % {"table": table.title, "days": title})])
        tab.append([harmless(head) for head in table.heads])
        for row in table.rows:
            tab.append(_cells(row))
        for place, _head in enumerate(table.heads, 1):
            letter = get_column_letter(place)
            tab[f"{letter}2"].font = Font(bold=True)
            tab.column_dimensions[letter].width = WIDTH
        tab.freeze_panes = "A3"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cells(row: Row) -> list[Cell]:
    return [harmless(cell) if isinstance(cell, str) else cell for cell in (*row.labels, *row.cells)]
