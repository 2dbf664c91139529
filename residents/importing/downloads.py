"""Files that clerks take along: the template to fill in, and the rows that were left out."""

import csv
import io

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from centres.models import Committee
from residents.importing.lines import EXAMPLE
from residents.importing.sheets import HEADINGS, REASON, harmless

TEXT = "@"  # the format of cells that a spreadsheet leaves as they are typed
WIDTH = 20
PREPARED = 2000  # rows formatted as text, so that no number loses its digits


def template() -> bytes:
    """Headings, and two rows to show how, which an import passes over."""
    book = openpyxl.Workbook()
    tab = book.active
    assert tab is not None
    committee = Committee.objects.order_by("pk").values_list("name", flat=True).first() or ""
    tab.append([words[0] for words in HEADINGS.values()])
    tab.append([f"{EXAMPLE}王阿姨", "13800000001", committee, "1952"])
    tab.append([f"{EXAMPLE}李师傅", "021-55550001", "", ""])
    for place, _column in enumerate(HEADINGS, 1):
        letter = get_column_letter(place)
        tab[f"{letter}1"].font = Font(bold=True)
        tab.column_dimensions[letter].width = WIDTH
        for row in range(2, PREPARED):
            tab[f"{letter}{row}"].number_format = TEXT
    tab.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_csv(columns: list[str], rows: list[list[str]]) -> bytes:
    """With the mark by which Excel knows UTF-8; no cell is a formula."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([*(HEADINGS[column][0] for column in columns), REASON])
    writer.writerows([[harmless(text) for text in row] for row in rows])
    return file.getvalue().encode("utf-8-sig")
