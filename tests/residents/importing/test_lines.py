"""One row as a person: what is tidied without a word, and what is said about the rest."""

from datetime import date

import pytest

from residents.importing.lines import Line, understood
from residents.importing.sheets import read
from tests.factories import a_committee
from tests.residents.importing.files import text

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 29)


def one(name: str = "张示例", phone: str = "13800000001", committee: str = "", year: str = "") -> Line:
    [line] = understood(read(text((name, phone, committee, year))), today=TODAY)
    return line


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("138-0000-0001", "13800000001"),
        ("13800000001.0", "13800000001"),
        ("１３８ ００００ ０００１", "13800000001"),
        ("+86 138 0000 0001", "13800000001"),
        ("021-55550001", "02155550001"),
        ("55550001", "02155550001"),
        ("55550001.0", "02155550001"),
        ("2155550001", "02155550001"),
        ("", ""),
    ],
)
def test_numbers_are_tidied_without_a_word(typed: str, number: str):
    line = one(phone=typed)

    assert (line.phone, line.problems) == (number, [])


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        *((typed, 1952) for typed in ["1952", "１９５２", "1952年", "1952.0", "195203", "1952-03-04", "1952/3/4"]),
        ("", None),
    ],
)
def test_years_are_tidied_without_a_word(typed: str, year: int | None):
    line = one(year=typed)

    assert (line.birth_year, line.problems) == (year, [])


@pytest.mark.parametrize("name", ["张 示例", "𠮷示例", "买买提·示例", "Li Hua", "张示例（大）"])
def test_names_that_people_have(name: str):
    assert one(name=name).problems == []


@pytest.mark.parametrize("typed", ["延吉一村居委会", "延吉一村", "延吉一村社区", "延吉 一村居民委员会"])
def test_a_committee_as_people_write_it(typed: str):
    committee = a_committee(name="延吉一村居委会")

    assert one(committee=typed).committee == committee.pk


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"name": ""}, "没有写姓名"),
        ({"name": "张" * 41}, "40"),
        ({"name": "张😀"}, "汉字或字母"),
        ({"name": "=cmd"}, "汉字或字母"),
        ({"phone": "1380000000"}, "11位"),
        ({"phone": "12800000001"}, "11位"),
        ({"phone": "13800000001/13800000002"}, "11位"),
        ({"phone": "1.38E+10"}, "文本"),
        ({"committee": "延吉十村居委会"}, "延吉一村居委会"),
        ({"committee": "月亮"}, "空着"),
        ({"year": "52"}, "四位"),
        ({"year": "1852"}, "四位"),
        ({"year": "2027"}, "四位"),
        ({"year": "abcd"}, "四位"),
    ],
)
def test_what_is_wrong_is_said_kindly(row: dict[str, str], sentence: str):
    a_committee(name="延吉一村居委会")

    [problem] = one(**row).problems

    assert sentence in problem


def test_all_that_is_wrong_is_said_at_once():
    assert len(one(name="", phone="1", committee="x", year="x").problems) == 4


def test_the_examples_of_the_template_are_passed_over():
    assert understood(read(text(("示例：王阿姨", "13800000001", "", ""))), today=TODAY) == []
