"""Lists of people as clerks upload them."""

import io
from collections.abc import Sequence

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from residents.importing import actions, sheets
from residents.models import Import, User

HEADINGS = ["姓名", "电话", "居委会", "出生年份"]
UPLOAD = "admin:residents_resident_import"
LOOK = "admin:residents_resident_import_look"


def text(*rows: Sequence[str], headings: Sequence[str] = HEADINGS) -> bytes:
    return "\n".join(",".join(row) for row in (headings, *rows)).encode()


def workbook(*rows: Sequence[object], headings: Sequence[object] = HEADINGS, tab: str = "名册") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = tab
    for row in (headings, *rows):
        book.active.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def uploaded(*rows: Sequence[str], by: User, now) -> Import:
    return actions.upload(sheet=sheets.read(text(*rows)), by=by, now=now)


def send(client: Client, content: bytes, *, name: str = "list.csv"):
    return client.post(reverse(UPLOAD), {"file": SimpleUploadedFile(name, content)})


def thousands(count: int) -> list[tuple[str, str, str, str]]:
    """So many people, each with a number of their own."""
    signs = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
    return [(f"{signs[n % 20]}示{signs[n // 20 % 20]}", f"138{n:08d}", "", str(1930 + n % 60)) for n in range(count)]
