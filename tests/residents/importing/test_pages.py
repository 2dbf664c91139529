"""The pages on which the street office brings in a list: choose, look, confirm, what came of it."""

import csv
import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from residents.importing import sheets
from residents.models import Import, Resident, User
from tests.factories import a_centre, a_resident, a_street_officer, a_system_admin, a_user, at, staff_of
from tests.queries import queries_of
from tests.residents.importing.files import LOOK, UPLOAD, send, text, thousands, workbook

pytestmark = pytest.mark.django_db

PHONE = "13800000001"
NOW = at("2026-11-29 10:00")
GONE = "名单已经不在了"


@pytest.fixture(autouse=True)
def sunday_morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def officer(client: Client) -> User:
    user = a_street_officer()
    client.force_login(user)
    return user


def words(response) -> str:
    return response.content.decode()


def looked_at(client: Client, *rows) -> str:
    """The page of what would become of these rows."""
    answer = send(client, text(*rows))
    assert answer.status_code == 302
    return answer["Location"]


# Who may


def pages(pk: int) -> list[str]:
    return [
        reverse(UPLOAD),
        reverse("admin:residents_resident_import_template"),
        reverse(LOOK, args=[pk]),
        reverse("admin:residents_resident_import_left_out", args=[pk]),
    ]


@pytest.mark.parametrize("whoever", [a_street_officer, a_system_admin])
def test_the_street_office_and_system_administrators_may(client: Client, whoever):
    client.force_login(whoever())
    look = looked_at(client, ("张示例", PHONE, "", ""))

    assert [client.get(page).status_code for page in pages(int(look.split("/")[-2]))] == [200] * 4
    assert reverse(UPLOAD) in words(client.get(reverse("admin:residents_resident_changelist")))


def test_staff_of_a_site_residents_and_passers_by_may_not(client: Client, officer: User):
    look = looked_at(client, ("张示例", PHONE, "", ""))
    pk = int(look.split("/")[-2])

    for account, status in [(staff_of(a_centre()), 403), (a_user(), 302), (None, 302)]:
        client.logout()
        if account:
            client.force_login(account)
        assert [client.get(page).status_code for page in pages(pk)] == [status] * 4
        assert client.post(look, {"step": "confirm"}).status_code == status
        assert send(client, text(("李示例", PHONE, "", ""))).status_code == status

    client.force_login(staff_of(a_centre()))
    assert reverse(UPLOAD) not in words(client.get(reverse("admin:residents_resident_changelist")))
    assert not Resident.objects.exists()
    assert Import.objects.count() == 1


def test_nobody_else_reads_or_confirms_a_list(client: Client, officer: User):
    look = looked_at(client, ("张示例", PHONE, "", ""), ("错示例", "1", "", ""))
    client.force_login(a_street_officer())

    for answer in (
        client.get(look, follow=True),
        client.post(look, {"step": "confirm", "with_alike": "on"}, follow=True),
        client.get(f"{look}rows.csv", follow=True),
    ):
        assert GONE in words(answer)
        assert "示例" not in words(answer)
    assert not Resident.objects.exists()


# Choose


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的"),
        (b"PK\x03\x04", "认不出"),
        (b"x" * (sheets.LARGEST + 1), "5MB"),
        (text(("13800000001",), headings=["电话"]), "找不到"),
        (text(("示例：王阿姨", PHONE, "", "")), "示例行"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_kindly(client: Client, officer: User, content: bytes, sentence: str):
    page = send(client, content)

    assert page.status_code == 200
    assert sentence in words(page)
    assert not Import.objects.exists()


def test_without_a_file_the_page_asks_for_one(client: Client, officer: User):
    assert "请选一个文件" in words(client.post(reverse(UPLOAD)))


def test_the_template_shows_how_and_brings_in_nobody(client: Client, officer: User):
    file = client.get(reverse("admin:residents_resident_import_template"))

    book = openpyxl.load_workbook(io.BytesIO(file.content))
    rows = [list(row) for row in book.active.iter_rows(max_row=3, values_only=True)]
    assert rows[0] == ["姓名", "电话", "居委会", "出生年份"]
    assert [row[0][:2] for row in rows[1:]] == ["示例", "示例"]
    assert book.active["B50"].number_format == "@"
    assert "示例行" in words(send(client, file.content, name="residents.xlsx"))


# Look


def test_before_confirming_nothing_is_written(client: Client, officer: User, looks: Callable[[], list[str]]):
    known = a_resident(name="张示例", phone=PHONE)
    a_resident(name="孙示例", phone="13800000077")

    page = words(
        client.get(
            looked_at(
                client,
                ("李示例", "13800000002", "", ""),
                ("张示例", PHONE, "", "1952"),
                ("张示例", PHONE, "", "1952"),
                ("王示例", PHONE, "", ""),
                ("章示例", PHONE, "", ""),
                ("<b>错", "1", "", ""),
            )
        )
    )

    assert [int(count) for count in re.findall(r"<td>(\d+)</td>", page)] == [1, 1, 1, 1, 1, 1, 1]
    assert "张示例也是这个号码" in page
    assert "当作了张示例" in page
    assert "&lt;b&gt;错" in page
    assert "孙示例" not in page
    assert Resident.objects.count() == 2
    assert looks() == [f"Account {officer.pk} looked at resident {known.pk}"]


def test_what_was_not_read_is_named(client: Client, officer: User):
    content = text(("张示例", PHONE, "女"), headings=["姓名", "电话", "性别"])

    assert "没有读的列：性别" in words(client.get(send(client, content)["Location"]))


def test_the_page_shows_the_first_rows_and_how_many_more(client: Client, officer: User):
    page = words(client.get(looked_at(client, *[("张示例", "1", "", "")] * 120)))

    assert page.count("<td>张示例</td>") == 50
    assert "还有70行" in page


def test_the_page_asks_little_however_long_the_list(client: Client, officer: User):
    look = looked_at(client, *thousands(1000))

    assert len(queries_of(lambda: client.get(look))) <= 8


# Confirm


def test_confirm_and_read_what_came_of_it(client: Client, officer: User, caplog):
    a_centre(slug="c1")
    look = looked_at(client, ("张示例", PHONE, "", ""), ("错示例", "1", "", ""))

    with caplog.at_level("INFO", logger="residents.importing"):
        answer = client.post(look, {"step": "confirm", "with_alike": "on"}, follow=True)
        again = client.post(look, {"step": "confirm", "with_alike": "on"}, follow=True)

    [done] = Import.objects.all()
    assert "导入了1人" in words(answer)
    assert "导入了1人" in words(again)
    assert reverse("desk:twice", args=["c1"]) in words(answer)
    assert (done.uploaded_by, done.confirmed_at, done.added, done.left_out) == (officer, NOW, 1, 1)
    assert [record.getMessage() for record in caplog.records] == [
        f"Account {officer.pk} brought in 1 people, completed 0 (import {done.pk})"
    ]
    assert "张示例" not in caplog.text
    assert "新登记1人" in words(client.get(reverse(UPLOAD)))


def test_who_may_be_somebody_else_only_with_the_tick(client: Client, officer: User):
    a_resident(name="张示例", phone=PHONE)

    client.post(looked_at(client, ("张示例", "13800000002", "", "")), {"step": "confirm"})

    assert Resident.objects.count() == 1


def test_leave_it_and_nothing_stays(client: Client, officer: User):
    answer = client.post(looked_at(client, ("张示例", PHONE, "", "")), {"step": "leave"}, follow=True)

    assert "没有导入" in words(answer)
    assert not Import.objects.exists()
    assert not Resident.objects.exists()


def test_after_an_hour_the_list_is_gone(client: Client, officer: User, time_machine):
    look = looked_at(client, ("张示例", PHONE, "", ""))
    time_machine.move_to(NOW + Import.KEPT, tick=False)
    client.logout()
    client.force_login(officer)

    for answer in (client.get(look, follow=True), client.post(look, {"step": "confirm"}, follow=True)):
        assert GONE in words(answer)
    assert not Resident.objects.exists()


# The rows left out


def test_the_rows_left_out_come_back_with_their_reasons_and_can_be_uploaded(client: Client, officer: User):
    look = looked_at(
        client,
        ("张示例", PHONE, "", ""),
        ("=cmd|' /C calc'!A0", "+86 138", "@居委会", "-1"),
    )
    before = client.get(f"{look}rows.csv").content
    client.post(look, {"step": "confirm", "with_alike": "on"})

    file = client.get(f"{look}rows.csv")

    assert file["Content-Type"] == "text/csv; charset=utf-8"
    assert file.content.startswith(b"\xef\xbb\xbf")
    assert file.content == before
    headings, *rows = csv.reader(io.StringIO(file.content.decode("utf-8-sig")))
    assert headings == ["姓名", "电话", "居委会", "出生年份", "原因"]
    assert [row[:4] for row in rows] == [["'=cmd|' /C calc'!A0", "'+86 138", "'@居委会", "'-1"]]
    assert "汉字或字母" in rows[0][4]
    corrected = file.content.decode("utf-8-sig").replace("'=cmd|' /C calc'!A0", "李示例").replace("'+86 138", "")
    page = words(client.get(send(client, corrected.encode())["Location"]))
    assert "没有叫“@居委会”的居委会" in page
    assert "没有读的列" not in page


def test_a_workbook_of_thousands_from_upload_to_result(client: Client, officer: User):
    people = thousands(1000)
    look = send(client, workbook(*people), name="list.xlsx")["Location"]

    client.get(look)
    sent = queries_of(lambda: client.post(look, {"step": "confirm", "with_alike": "on"}))

    assert len(sent) <= 14
    assert Resident.objects.count() == 1000
    assert Resident.objects.get(phone=people[0][1]).initials
