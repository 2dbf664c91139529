"""The yearly notice becomes calendar days; what staff decided stays."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from centres import holidays
from centres.models import CalendarDay

DATA = Path(holidays.__file__).parent / "data" / "holidays"
NOTICE_2026 = (DATA / "2026.json").read_bytes()


def a_notice(*days: tuple[str, str, bool], year: object = 2026) -> bytes:
    entries = [{"name": name, "date": on, "isOffDay": is_off} for name, on, is_off in days]
    return json.dumps({"year": year, "days": entries}).encode()


def swaps(content: bytes) -> dict[str, str]:
    _year, days = holidays.read(content)
    return {str(day.on): str(day.stands_for) for day in days if day.stands_for}


# Reading


def test_make_up_workdays_of_2026_stand_for_the_last_days_off_that_were_weekdays():
    assert swaps(NOTICE_2026) == {
        "2026-01-04": "2026-01-02",
        "2026-02-14": "2026-02-20",
        "2026-02-28": "2026-02-23",
        "2026-05-09": "2026-05-05",
        "2026-09-20": "2026-10-06",
        "2026-10-10": "2026-10-07",
    }


def test_make_up_workdays_of_2024_stand_for_weekdays_of_their_own_holiday():
    assert swaps((DATA / "2024.json").read_bytes()) == {
        "2024-02-04": "2024-02-15",
        "2024-02-18": "2024-02-16",
        "2024-04-07": "2024-04-05",
        "2024-04-28": "2024-05-02",
        "2024-05-11": "2024-05-03",
        "2024-09-14": "2024-09-17",  # in truth the 16th, as the 17th is the festival: why it is only presumed
        "2024-09-29": "2024-10-04",
        "2024-10-12": "2024-10-07",
    }


def test_days_off_are_certain_and_swaps_presumed():
    _year, days = holidays.read(NOTICE_2026)

    assert {day.is_presumed for day in days if day.is_off} == {False}
    assert {day.is_presumed for day in days if not day.is_off} == {True}
    assert [day.on for day in days if day.name == "春节" and day.is_off] == [date(2026, 2, n) for n in range(15, 24)]


def test_new_year_may_take_days_of_december():
    notice = a_notice(("元旦", "2026-12-31", True), ("元旦", "2027-01-01", True), year=2027)

    assert [day.on for day in holidays.read(notice)[1]] == [date(2026, 12, 31), date(2027, 1, 1)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "这个文件不是JSON格式。"),
        (b"\xff\xfe\x00", "这个文件不是JSON格式。"),
        (b"PK\x03\x04", "这个文件不是JSON格式。"),
        (b"[" * 100_000, "这个文件不是JSON格式。"),
        (b"[]", "文件里没有写明年份和日期列表。"),
        (b'{"year": "2026", "days": []}', "文件里没有写明年份和日期列表。"),
        (b'{"year": true, "days": []}', "文件里没有写明年份和日期列表。"),
        (b'{"year": 2027, "days": []}', "文件里还没有日期，2027年的放假通知可能还没发布。"),
        (b'{"year": 2026, "days": [7]}', "第1条缺少名称、日期，或者isOffDay没有写明true或false。"),
        (
            b'{"year": 2026, "days": [{"name": "", "date": "2026-10-01", "isOffDay": true}]}',
            "第1条缺少名称、日期，或者isOffDay没有写明true或false。",
        ),
        (
            b'{"year": 2026, "days": [{"name": "x", "date": "2026-10-01", "isOffDay": "no"}]}',
            "第1条缺少名称、日期，或者isOffDay没有写明true或false。",
        ),
        (a_notice(("国庆节", "2026-13-01", True)), "第1条：“2026-13-01”不是日期，应写成2026-10-01这样。"),
        (a_notice(("国庆节", "2026-02-29", True)), "第1条：“2026-02-29”不是日期，应写成2026-10-01这样。"),
        (a_notice(("国庆节", "2025-10-01", True)), "2025-10-01不属于2026年。"),
        (a_notice(("国庆节", "2026-10-01", True), ("中秋节", "2026-10-01", True)), "2026-10-01在文件里出现了两次。"),
        (
            a_notice(("国庆节", "2026-10-03", True), ("国庆节", "2026-10-10", False)),
            "国庆节有1个调休上班日，但放假日里只有0天是周一到周五。",
        ),
    ],
)
def test_a_bad_file_gets_one_clear_sentence(content: bytes, sentence: str):
    with pytest.raises(holidays.NoticeUnreadable) as refused:
        holidays.read(content)

    assert str(refused.value) == sentence


# Taking over


@pytest.mark.django_db
def test_import_adds_each_day_once():
    first, second = holidays.import_notice(NOTICE_2026), holidays.import_notice(NOTICE_2026)

    assert (len(first.added), len(second.added)) == (39, 0)
    assert (second.corrected, second.kept) == ([], [])
    assert CalendarDay.objects.count() == 39


@pytest.mark.django_db
def test_import_corrects_what_was_only_presumed():
    wrong = CalendarDay.objects.create(
        on=date(2026, 10, 10), kind="work", name="国庆节", stands_for=date(2026, 10, 5), is_presumed=True
    )

    imported = holidays.import_notice(NOTICE_2026)
    wrong.refresh_from_db()

    assert imported.corrected == [wrong]
    assert (wrong.stands_for, wrong.is_presumed) == (date(2026, 10, 7), True)


@pytest.mark.django_db
def test_import_leaves_what_staff_decided():
    decided = CalendarDay.objects.create(
        on=date(2026, 10, 10), kind="work", name="国庆节", stands_for=date(2026, 10, 5), is_presumed=False
    )

    imported = holidays.import_notice(NOTICE_2026)
    decided.refresh_from_db()

    assert imported.kept == [decided]
    assert (decided.stands_for, decided.is_presumed) == (date(2026, 10, 5), False)
    assert str(imported) == "2026年节假日：新增38天，更正推定0天，另有1天保留您已改过的安排。"


@pytest.mark.django_db
def test_a_bad_file_changes_nothing():
    with pytest.raises(holidays.NoticeUnreadable):
        holidays.import_notice(a_notice(("国庆节", "2026-10-01", True), ("国庆节", "oops", True)))

    assert not CalendarDay.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "day",
    [
        {"kind": "work", "stands_for": None},
        {"kind": "off", "stands_for": date(2026, 10, 7)},
        {"kind": "work", "stands_for": date(2026, 10, 10)},
    ],
)
def test_make_up_workday_stands_for_another_day(day: dict[str, object]):
    with pytest.raises(IntegrityError, match="make_up_workday_stands_for_another_day"), transaction.atomic():
        CalendarDay.objects.create(on=date(2026, 10, 10), name="国庆节", **day)


# The warning, and the command


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("today", "missing"), [(date(2026, 10, 31), None), (date(2026, 11, 1), 2027), (date(2026, 12, 31), 2027)]
)
def test_next_year_is_missed_from_november_on(today: date, missing: int | None):
    holidays.import_notice(NOTICE_2026)

    assert holidays.missing_year(today) == missing


@pytest.mark.django_db
def test_next_year_is_not_missed_once_it_has_days():
    holidays.import_notice(a_notice(("元旦", "2027-01-01", True), year=2027))

    assert holidays.missing_year(date(2026, 11, 1)) is None


@pytest.mark.django_db
def test_command_prints_one_line(capsys: pytest.CaptureFixture[str]):
    call_command("import_holidays", DATA / "2026.json")

    assert capsys.readouterr().out == "2026年节假日：新增39天，更正推定0天，另有0天保留您已改过的安排。\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "why"), [("none.json", "No such file or directory."), ("bad.json", "这个文件不是JSON格式。")]
)
def test_command_says_what_is_wrong(tmp_path: Path, name: str, why: str):
    (tmp_path / "bad.json").write_text("<html>")

    with pytest.raises(CommandError) as refused:
        call_command("import_holidays", tmp_path / name)

    assert str(refused.value) == f"{tmp_path / name}: {why}"
