"""What is read from a file, and the sentence for each that cannot be read."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from residents.importing import sheets
from residents.importing.sheets import Sheet, SheetUnreadable, read
from tests.residents.importing.files import HEADINGS, saved, text, workbook

ROW = ("张示例", "13800000001", "延吉一村居委会", "1952")


def cells(sheet: Sheet) -> list[tuple[str, ...]]:
    return [tuple(row.cells.values()) for row in sheet.rows]


@pytest.mark.parametrize(
    "content",
    [
        text(ROW),
        b"\xef\xbb\xbf" + text(ROW),
        text(ROW).decode().encode("gb18030"),
        text(ROW).decode().encode("utf-16"),
        text(ROW).replace(b",", b"\t"),
        text(ROW).decode().replace(",", "，").encode(),
        text(ROW).replace(b"\n", b"\r\n"),
        text(ROW).replace(b"13800000001", b"138\x0000000001"),
        workbook(ROW),
        workbook(("张示例", 13800000001, "延吉一村居委会", 1952.0)),
        workbook(ROW, headings=["姓 名*", "手机号码（必填）", "所属居委会", "出生年"]),
    ],
)
def test_the_same_list_in_the_ways_it_is_saved(content: bytes):
    assert cells(read(content)) == [ROW]


def test_columns_in_any_order_and_those_we_do_not_know_are_named():
    headings = ["性别", "出生年份", "电话", "姓名", "原因"]

    sheet = read(text(("女", "1952", "13800000001", "张示例", "x"), headings=headings))

    assert (sheet.columns, sheet.unread) == (["birth_year", "phone", "name"], ["性别"])
    assert cells(sheet) == [("张示例", "13800000001", "1952")]


def test_of_unknown_columns_nothing_is_kept():
    kept = read(text(("张示例", "13800000001", "310110195201011234"), headings=["姓名", "电话", "身份证"])).as_json()

    assert "310110" not in str(kept)
    assert Sheet.of_json(kept).as_json() == kept


def test_rows_bear_the_numbers_of_the_file():
    sheet = read(with_a_title())

    assert [row.number for row in sheet.rows] == [4, 6]


def with_a_title() -> bytes:
    book = openpyxl.Workbook()
    tab = book.active
    tab["A1"] = "延吉街道居民名册"
    tab.merge_cells("A1:D1")
    for place, heading in enumerate(HEADINGS, 1):
        tab.cell(3, place, heading)
    for row in (4, 6):
        for place, words in enumerate(ROW, 1):
            tab.cell(row, place, words)
    return saved(book)


def test_dates_numbers_and_signs_nobody_sees():
    sheet = read(workbook(("张\u200b示例\n", 2155550001, None, date(1952, 3, 4))))

    assert cells(sheet) == [("张 示例", "2155550001", "", "1952-03-04")]


def test_of_many_tabs_the_one_with_the_headings_is_read():
    book = openpyxl.Workbook()
    for number in range(30):
        book.create_sheet(f"第{number}页").append(["别的"])
    last = book.create_sheet("居民")
    last.append(HEADINGS)
    last.append(ROW)

    sheet = read(saved(book))

    assert (sheet.tab, cells(sheet)) == ("居民", [ROW])


def test_a_file_that_claims_a_million_columns():
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    book.active.append(ROW)
    book.active["XFD2"] = "far"
    book.active["A1048576"] = "deep"

    assert cells(read(saved(book))) == [ROW]


def a_zip(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """A good workbook, one part of which is another one."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(ROW))) as good,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for part in good.namelist():
            packed.writestr(part, content if part == name else good.read(part))
    return file.getvalue()


LAUGHS = b"<!DOCTYPE x [<!ENTITY a '%s'>%s]><worksheet>&e9;</worksheet>" % (
    b"ha" * 1000,
    b"".join(b"<!ENTITY e%d '%s'>" % (n, (b"&e%d;" % (n - 1) if n else b"&a;") * 10) for n in range(10)),
)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的"),
        (b" \r\n", "文件是空的"),
        (b"\x89PNG\r\n\x1a\n\xff\xff\xff", "认不出"),
        (b"%PDF-1.7 abc", "找不到"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "有密码"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "xls"),
        (b"PK\x03\x04 and no more", "认不出"),
        (a_zip(words=b"x"), "认不出"),
        (a_zip(bomb=b"\0" * (sheets.LARGEST_UNPACKED + 1)), "太大"),
        (with_part("xl/worksheets/sheet1.xml", b"<not><closed>"), "认不出|找不到"),
        (with_part("xl/worksheets/sheet1.xml", LAUGHS), "认不出|找不到"),
        (text(), "没有人"),
        (workbook(), "没有人"),
        (text(("张示例",), headings=["姓名"]), "电话"),
        (text(("13800000001",), headings=["电话"]), "找不到"),
        (workbook(("", "电话"), ("张示例", "13800000001"), headings=["姓名", "联系方式"]), "电话"),
        (text(ROW) + b'\n"' + b"x" * 200_000, "认不出"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(content: bytes, sentence: str):
    with pytest.raises(SheetUnreadable, match=sentence):
        read(content)


def test_no_more_rows_than_one_can_look_at(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    assert len(read(text(ROW, ROW, ROW)).rows) == 3

    with pytest.raises(SheetUnreadable, match="3"):
        read(text(ROW, ROW, ROW, ROW))


@pytest.mark.parametrize("words", ["=cmd|' /C calc'!A0", "+1", "-1", "@x", "＝1"])
def test_formulas_are_words_and_come_back_as_they_were(words: str):
    assert sheets.harmless(words) == f"'{words}"
    assert sheets.text_of(sheets.harmless(words)) == words
