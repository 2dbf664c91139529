"""A spreadsheet as clerks have it (.xlsx, or .csv in any of the usual encodings), read into rows of plain text.

What comes in is a stranger's: its size is bounded before it is unpacked, its cells are words and never formulas, and
of its columns only those that we ask for are read.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, Self

import openpyxl
from django.utils.translation import gettext as _

LARGEST = 5 * 1024 * 1024  # bytes
LARGEST_UNPACKED = 30 * 1024 * 1024  # bytes; 20,000 rows take about ten
MOST_PARTS = 500  # files inside an .xlsx
MOST_ROWS = 20_000
FURTHEST_ROW = 100_000  # empty ones between and behind the others included
MOST_COLUMNS = 50
LONGEST_CELL = 200  # characters
TITLE_ROWS = 10  # above the headings at most

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
RISKY = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # a spreadsheet would take the cell for a formula

# The headings of the file: the first of each is written, the others are understood
HEADINGS = {
    "name": ("姓名", "名字", "居民姓名"),
    "phone": ("电话", "手机", "手机号", "手机号码", "联系电话", "电话号码"),
    "committee": ("居委会", "居委", "社区", "所属居委会", "居民委员会"),
    "birth_year": ("出生年份", "出生年", "出生年月", "出生日期"),
}
REASON = "原因"  # ours, in the file of the rows left out
NEEDED = ("name", "phone")


class SheetUnreadable(ValueError):
    """Nothing can be read from the file; its text is a sentence for whoever chose it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row by its number in the file, and what stands in our columns."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read: our columns in the file's order, the rows, and the headings that say nothing to us."""

    columns: list[str]
    rows: list[Row]
    unread: list[str] = field(default_factory=list)
    tab: str = ""  # the one that was read, where there are several

    def as_json(self) -> dict[str, Any]:
        rows = [[row.number, *(row.cells[column] for column in self.columns)] for row in self.rows]
        return {"columns": self.columns, "rows": rows, "unread": self.unread, "tab": self.tab}

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> Self:
        columns = kept["columns"]
        rows = [Row(number, dict(zip(columns, cells, strict=True))) for number, *cells in kept["rows"]]
        return cls(columns, rows, kept["unread"], kept["tab"])


def read(content: bytes) -> Sheet:
    """Raises SheetUnreadable."""
    if not content.strip():
        raise SheetUnreadable(_("The file is empty. Please choose the one with the names."))
    if content.startswith(OLE):
        if ENCRYPTED in content:
            raise SheetUnreadable(_("The file has a password. Please take it off in Excel, save, and choose it anew."))
        raise SheetUnreadable(_("This is the old format of Excel (.xls). Please save it as .xlsx or .csv."))
    return _read_workbook(content) if content.startswith(ZIP) else _read_text(content)


# Workbooks


def _read_workbook(content: bytes) -> Sheet:
    no_workbook = SheetUnreadable(_("This is no spreadsheet that we can read. Please save it as .xlsx or .csv."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            sizes = [part.file_size for part in parts.infolist()]
        if sum(sizes) > LARGEST_UNPACKED or len(sizes) > MOST_PARTS:
            raise SheetUnreadable(_("The file is very large inside. Please copy just the list into a new one."))
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        tabs = [tab for tab in book.worksheets if tab.sheet_state == "visible"] or book.worksheets
        return _first_with_headings([(tab.title, _rows_of(tab)) for tab in tabs])
    except SheetUnreadable:
        raise
    except Exception as error:  # openpyxl raises whatever a broken file makes it stumble over
        raise no_workbook from error


def _rows_of(tab: Any) -> Iterator[Iterable[object]]:
    tab.reset_dimensions()  # a file may claim a million columns
    rows: Iterator[Iterable[object]] = tab.iter_rows(max_row=FURTHEST_ROW, max_col=MOST_COLUMNS, values_only=True)
    return rows


def _first_with_headings(tabs: list[tuple[str, Iterator[Iterable[object]]]]) -> Sheet:
    for title, rows in tabs:
        above = list(islice(rows, TITLE_ROWS))
        if any(_is_headings(_texts(row)) for row in above):
            return _sheet((*above, *rows), tab=title if len(tabs) > 1 else "")
    raise _without_headings()


# Text


def _read_text(content: bytes) -> Sheet:
    text = _decoded(content).replace("\0", "")
    first = text.lstrip().splitlines()[0] if text.strip() else ""
    delimiter = max(",\t;，", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return _sheet(row[:MOST_COLUMNS] for row in islice(rows, FURTHEST_ROW))
    except csv.Error:
        raise SheetUnreadable(_("This is no spreadsheet that we can read. Please save it as .xlsx or .csv.")) from None


def _decoded(content: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, or GB18030 as Excel writes it in China."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetUnreadable(_("This is no spreadsheet that we can read. Please save it as .xlsx or .csv."))


# Rows


def _sheet(rows: Iterable[Iterable[object]], *, tab: str = "") -> Sheet:
    numbered = ((number, _texts(row)) for number, row in enumerate(rows, 1))
    headings = next((texts for _number, texts in islice(numbered, TITLE_ROWS) if _is_headings(texts)), None)
    if headings is None:
        raise _without_headings()
    places = _places(headings)
    if missing := [HEADINGS[column][0] for column in NEEDED if column not in places]:
        raise SheetUnreadable(
            _("A column is missing: %(headings)s. All headings stand in one row, none merged; the template shows how.")
            % {"headings": "、".join(missing)}
        )
    read = list(islice(_filled(numbered, places), MOST_ROWS + 1))
    if len(read) > MOST_ROWS:
        raise SheetUnreadable(
            _("The file has more than %(count)d rows. Please split it, and import one part after the other.")
            % {"count": MOST_ROWS}
        )
    if not read:
        raise SheetUnreadable(_("There is nobody below the headings. Please choose the file with the names."))
    ours = {*places.values()}
    unread = [text for place, text in enumerate(headings) if text and place not in ours and text != REASON]
    return Sheet(sorted(places, key=lambda column: places[column]), read, unread, tab)


def _filled(numbered: Iterable[tuple[int, list[str]]], places: dict[str, int]) -> Iterator[Row]:
    """Rows in which anything stands in our columns."""
    for number, texts in numbered:
        cells = {column: texts[place] if place < len(texts) else "" for column, place in places.items()}
        if any(cells.values()):
            yield Row(number, cells)


def _without_headings() -> SheetUnreadable:
    return SheetUnreadable(
        _("No row of headings with 姓名 is in the file. Is it the right one? The template shows how it should look.")
    )


def _is_headings(texts: list[str]) -> bool:
    return "name" in _places(texts)


def _places(headings: list[str]) -> dict[str, int]:
    """Where each of our columns stands; of two with one meaning the one with the plainer heading."""
    bare = [_bare(text) for text in headings]
    found = {column: [bare.index(word) for word in words if word in bare] for column, words in HEADINGS.items()}
    return {column: places[0] for column, places in found.items() if places}


def _bare(heading: str) -> str:
    """姓 名*（必填） → 姓名"""
    return re.sub(r"[\s*]|\(.*?\)", "", unicodedata.normalize("NFKC", heading))


def _texts(row: Iterable[object]) -> list[str]:
    return [text_of(value) for value in row]


def text_of(value: object) -> str:
    """What a cell says, without line breaks and signs that nobody sees."""
    match value:
        case None:
            return ""
        case float() if value.is_integer():
            text = str(int(value))
        case datetime():
            text = value.date().isoformat()
        case date():
            text = value.isoformat()
        case _:
            text = str(value)
    text = "".join(" " if unicodedata.category(sign) in ("Cc", "Cf") else sign for sign in text).strip()
    if text.startswith("'") and text[1:].startswith(RISKY):
        text = text[1:]  # as `harmless` wrote it
    return text[:LONGEST_CELL]


def harmless(text: str) -> str:
    """Never a formula, whatever stood in the file."""
    return f"'{text}" if text.startswith(RISKY) else text
