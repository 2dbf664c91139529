"""Who is who: each row of a list beside the people we know, and beside the rows above it.

One person are: same number and same name, or same number and same initials (a name written with another sign). Who
has no number is known only where name, committee and year of birth agree with an entry that has none either. The
same name with another number, or the same number under another name (a family's), may be somebody else.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from django.db.models import Q
from django.utils.translation import gettext as _

from residents.importing.lines import Line
from residents.models import Resident


@dataclass(slots=True)
class Entry:
    """Somebody we know, or (`line`) whom a row above has named."""

    pk: int | None
    name: str
    phone: str
    letters: str
    committee: int | None
    birth_year: int | None
    has_account: bool = False
    line: Line | None = None
    is_named: bool = False  # by a row above

    @classmethod
    def of(cls, line: Line) -> Self:
        return cls(
            None, line.name, line.phone, line.letters, line.committee, line.birth_year, line=line, is_named=True
        )


@dataclass(frozen=True, slots=True)
class Remark:
    """A row, and why it stands on a list; `about` is whom it was compared with."""

    line: Line
    words: str
    about: int | None = None


@dataclass(frozen=True, slots=True)
class Fill:
    """What a row adds to an entry in which it was empty."""

    pk: int
    committee: int | None
    birth_year: int | None


@dataclass(slots=True)
class Findings:
    """What would become of every row."""

    rows: int = 0
    new: list[Line] = field(default_factory=list)
    alike: list[Remark] = field(default_factory=list)  # may be somebody we know; people of their own unless told else
    taken_for: list[Remark] = field(default_factory=list)  # same number, same initials
    wrong: list[Remark] = field(default_factory=list)
    known: int = 0
    again: int = 0  # named by a row above
    fills: dict[int, Fill] = field(default_factory=dict)


class Register:
    """The people we know who bear one of these names or numbers, read in one query, and those of the rows above."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.by_phone: defaultdict[str, list[Entry]] = defaultdict(list)
        self.by_name: defaultdict[str, list[Entry]] = defaultdict(list)
        names, phones = {line.name for line in lines} - {""}, {line.phone for line in lines} - {""}
        known = Resident.objects.filter(Q(name__in=names) | Q(phone__in=phones) | Q(user__phone__in=phones))
        for pk, name, phone, letters, committee, year, account in known.order_by("pk").values_list(
            "pk", "name", "phone", "initials", "committee", "birth_year", "user__phone"
        ):
            entry = Entry(pk, name, phone, letters, committee, year, has_account=account is not None)
            self.add(entry, {phone, account or ""} - {""})

    def add(self, entry: Entry, phones: set[str]) -> None:
        self.by_name[entry.name].append(entry)
        for phone in phones:
            self.by_phone[phone].append(entry)

    def same(self, line: Line) -> Entry | None:
        if line.phone:
            return next((each for each in self.by_phone.get(line.phone, ()) if each.name == line.name), None)
        facts = (line.committee, line.birth_year)
        without = (each for each in self.by_name.get(line.name, ()) if not each.phone and not each.has_account)
        return next((each for each in without if (each.committee, each.birth_year) == facts), None)

    def of_same_letters(self, line: Line) -> Entry | None:
        """The names differ: whoever is the same has been found before."""
        if not line.letters or not line.phone:
            return None
        return next((each for each in self.by_phone.get(line.phone, ()) if each.letters == line.letters), None)

    def like(self, line: Line) -> Entry | None:
        """Whom we knew before this list, and who may be somebody else."""
        alike = (*self.by_phone.get(line.phone, ()), *self.by_name.get(line.name, ()))
        return next((each for each in alike if each.pk), None)


def sort(lines: list[Line]) -> Findings:
    """Into those who are new, known, or to be looked at. Writes nothing."""
    found, register = Findings(rows=len(lines)), Register(lines)
    for line in lines:
        if line.problems:
            found.wrong.append(Remark(line, " ".join(line.problems)))
        elif entry := register.same(line):
            _note_known(entry, line, found)
        elif entry := register.of_same_letters(line):
            words = _("Taken for %(name)s, who has this number. Somebody else? Then please enter them at the desk.")
            found.taken_for.append(Remark(line, words % {"name": entry.name}, entry.pk))
        else:
            _note_new(register.like(line), line, found)
            register.add(Entry.of(line), {line.phone} - {""})
    return found


def _note_known(entry: Entry, line: Line, found: Findings) -> None:
    """A row above, or somebody we know. What is empty is filled in; who has an account says it themselves."""
    if entry.is_named:
        found.again += 1
    else:
        found.known += 1
    entry.is_named = True
    adds = Fill(entry.pk or 0, *_missing(entry, line))
    if entry.has_account or not (adds.committee or adds.birth_year):
        return
    entry.committee = entry.committee or adds.committee
    entry.birth_year = entry.birth_year or adds.birth_year
    if entry.line:
        entry.line.committee, entry.line.birth_year = entry.committee, entry.birth_year
    elif entry.pk:
        before = found.fills.get(entry.pk, Fill(entry.pk, None, None))
        found.fills[entry.pk] = Fill(
            entry.pk, before.committee or adds.committee, before.birth_year or adds.birth_year
        )


def _missing(entry: Entry, line: Line) -> tuple[int | None, int | None]:
    return (
        None if entry.committee else line.committee,
        None if entry.birth_year else line.birth_year,
    )


def _note_new(like: Entry | None, line: Line, found: Findings) -> None:
    if like is None:
        found.new.append(line)
        return
    words = (
        _("%(name)s has this number, too: family?")
        if like.name != line.name
        else _("We know a %(name)s with another number, or without one.")
    )
    found.alike.append(Remark(line, words % {"name": like.name}, like.pk))
