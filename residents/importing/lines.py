"""One row of a list as a person: name, number, committee and year of birth, or the sentences about what is wrong."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from centres.models import Committee
from residents.importing.sheets import Row, Sheet
from residents.names import clean_name, initials
from residents.phones import LANDLINE, is_mobile, tidy

LONGEST_NAME = 40
OLDEST = 1900
EXAMPLE = "示例："  # what the names in our template begin with
ENDINGS = re.compile(r"(居民委员会|居委会|居委|社区)$")


@dataclass(slots=True)
class Line:
    """A row understood. What a second row about the same person adds is taken along."""

    row: Row
    name: str = ""
    phone: str = ""
    letters: str = ""
    committee: int | None = None
    birth_year: int | None = None
    problems: list[str] = field(default_factory=list)


class Committees:
    """Those we know, by the names that people write."""

    def __init__(self) -> None:
        names = dict(Committee.objects.values_list("name", "pk"))
        self.by_core = {_core(name): pk for name, pk in names.items()} | names
        self.names = list(names)

    def find(self, text: str) -> int | None:
        return self.by_core.get(text) or self.by_core.get(_core(text))

    def near(self, text: str) -> list[str]:
        cores = {_core(name): name for name in self.names}
        return [cores[core] for core in get_close_matches(_core(text), cores, n=3, cutoff=0.4)]


def understood(sheet: Sheet, *, today: date) -> list[Line]:
    """Every row but the examples of our template."""
    committees = Committees()
    said: dict[str, str] = {}  # about a committee, since a list repeats the same mistake
    return [_line(row, committees, said, today) for row in sheet.rows if not is_example(row)]


def is_example(row: Row) -> bool:
    return row.cells["name"].startswith(EXAMPLE)


def _line(row: Row, committees: Committees, said: dict[str, str], today: date) -> Line:
    line, cells = Line(row), row.cells
    try:
        line.name = _name(cells["name"])
        line.letters = initials(line.name)[:LONGEST_NAME]
    except ValidationError as error:
        line.problems += error.messages
    try:
        line.phone = _phone(cells["phone"])
    except ValidationError as error:
        line.problems += error.messages
    if text := "".join(unicodedata.normalize("NFKC", cells.get("committee", "")).split()):
        line.committee = committees.find(text)
        if line.committee is None:
            line.problems.append(said.get(text) or said.setdefault(text, _unknown(text, committees)))
    try:
        line.birth_year = _year(cells.get("birth_year", ""), today)
    except ValidationError as error:
        line.problems += error.messages
    return line


def _name(text: str) -> str:
    if not text:
        raise ValidationError(_("The name is missing."))
    name = clean_name(text)
    if len(name) > LONGEST_NAME:
        raise ValidationError(_("A name has at most 40 characters here."))
    return name


def _phone(text: str) -> str:
    """As `phones.tidy`, and what spreadsheets make of numbers: 13800000001.0, and 021 without its zero."""
    number = tidy(re.sub(r"\.0+$", "", tidy(text)))
    if re.fullmatch(r"21[2-9]\d{7}", number):
        number = f"0{number}"
    if not number or is_mobile(number) or LANDLINE.fullmatch(number):
        return number
    if re.fullmatch(r"\d(\.\d+)?[Ee]\+?\d+", number):
        raise ValidationError(
            _("The spreadsheet has shortened the number. Please format the column as text, and type it again.")
        )
    raise ValidationError(
        _("The phone is neither a mobile number of 11 digits nor a landline such as 021-12345678. Please look again.")
    )


def _year(text: str, today: date) -> int | None:
    """1952, 1952年, 195203, 1952-03-04."""
    typed = "".join(unicodedata.normalize("NFKC", text).split())
    if not typed:
        return None
    found = re.fullmatch(r"(\d{4})(\D.*|\d{2}|\d{4})?", typed)
    if found and OLDEST <= int(found[1]) <= today.year:
        return int(found[1])
    raise ValidationError(_("The year of birth has four digits, such as 1952."))


def _unknown(text: str, committees: Committees) -> str:
    if near := committees.near(text):
        words = _("We know no committee of the name %(name)s. Perhaps: %(near)s.")
        return words % {"name": text, "near": "、".join(near)}
    return _("We know no committee of the name %(name)s. Leave it empty if you are not sure.") % {"name": text}


def _core(name: str) -> str:
    """延吉一村居委会, 延吉一村社区 → 延吉一村"""
    return ENDINGS.sub("", name) or name
