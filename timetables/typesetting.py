"""Sets our papers: plain data and a typst sheet become one PDF, the same bytes for the same data.

Every word arrives here translated and finished; this module knows paper, not the database. The data travels as JSON
beside the sheet, never as typst source, so nothing a resident typed can become markup.
"""

import datetime
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import segno
import typst

from timetables import glyphs

SHEETS: Final = Path(__file__).parent / "sheets"


class Mark(StrEnum):
    """How an entry is drawn; beside its words, so that paper without colour says the same."""

    SOLID = "solid"  # an activity or a service: come along
    DOUBLE = "double"  # 已预约
    DASHED = "dashed"  # 待审核
    HATCHED = "hatched"  # 停用, 闭馆
    FREE = "free"  # 可约: words only, no border


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a room on a day. Without a time it speaks for the whole day and should stand alone in its cell."""

    title: str
    time: str = ""
    mark: Mark = Mark.SOLID


@dataclass(frozen=True, slots=True)
class DayHead:
    """The leaf on top of a column; `occasion` (大雪, 除夕) stands in place of the lunar day, `badge` is 休 or 班."""

    weekday: str
    date: str
    lunar: str = ""
    occasion: str = ""
    badge: str = ""
    tone: Literal["", "sat", "sun"] = ""  # as on the wall calendar; a 休 day is a "sun"


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room and its cells, one per day, each with its entries in order of time."""

    name: str
    cells: tuple[tuple[Entry, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A mark and what it means, for the legend."""

    mark: Mark
    words: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way to book: a short name (电话) and what to do (021-0000 1003)."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class SheetWords:
    """The words that are the same on every site's sheet; `page` contains {page} and {pages}."""

    room: str
    page: str
    legend: tuple[Key, ...] = ()
    qr: str = ""
    sample: str = ""


@dataclass(frozen=True, slots=True)
class SiteSheet:
    """One week of one site, for its door: A3 landscape, days across, rooms down."""

    title: str
    subtitle: str
    plate: tuple[str, str]
    date_range: str
    lunar_range: str
    days: tuple[DayHead, ...]
    rooms: tuple[RoomRow, ...]
    words: SheetWords
    url: str
    address: str = ""
    hours: str = ""
    phone: str = ""
    ways: tuple[Way, ...] = ()
    remarks: tuple[str, ...] = ()
    made_by: str = ""
    printed_on: str = ""

    def __post_init__(self) -> None:
        if any(len(room.cells) != len(self.days) for room in self.rooms):
            raise ValueError("Every room needs one cell for each day.")


@dataclass(frozen=True, slots=True)
class DoorSheet:
    """One day of one room, for its door: what happens, and the code for whoever comes."""

    room: str
    site: str
    plate: tuple[str, str]
    day: str
    lunar: str
    entries: tuple[Entry, ...]
    nothing: str  # said where there is no entry
    notes: tuple[str, ...]
    url: str
    phone: str


@dataclass(frozen=True, slots=True)
class DoorWords:
    """The words that are the same on every door."""

    scan: str
    steps: tuple[str, ...]
    printed: str
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One fact under another: a term (几个人), and words."""

    term: str
    words: str


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """One booking, for the hand of whoever comes: when, where, its number, and the code that cancels it."""

    title: str
    plate: tuple[str, str]
    day: str
    weekday: str
    lunar: str
    time: str
    room: str
    place: tuple[str, ...]
    facts: tuple[Line, ...]
    reference: Line
    code: Line
    keep: str  # that the code is not for everybody's eyes
    notes: tuple[str, ...]
    url: str
    scan: str
    news: str = ""  # said before all else, such as that the office has yet to agree
    sample: str = ""


@dataclass(frozen=True, slots=True)
class TicketSheet:
    """A number of a service day, for the hand of whoever waits: large enough to be read without glasses."""

    title: str
    service: str
    number: str
    time: str
    before: str  # how many go first
    day: str
    place: tuple[str, ...]
    note: str
    sample: str = ""


@dataclass(frozen=True, slots=True)
class SignInRow:
    """Somebody on a list; an empty one is for whoever walks in."""

    number: str
    name: str
    digits: str  # the last ones of the phone


@dataclass(frozen=True, slots=True)
class SignInSheet:
    """The list of a date, to be signed; `page` contains {page} and {pages}."""

    title: str
    facts: tuple[str, ...]
    heads: tuple[str, str, str, str]
    rows: tuple[SignInRow, ...]
    note: str
    printed: str
    page: str
    sample: str = ""


class Paper(StrEnum):
    """What a slip is printed on."""

    A6 = "a6"
    ROLL = "roll"  # 80 mm of thermal paper, as long as it needs


@lru_cache(maxsize=8)
def compile_slip(slip: SlipSheet, *, paper: Paper, created_at: datetime.datetime, language: str = "zh") -> bytes:
    """Set one slip. A second copy costs nothing; it is kept in memory alone, for it bears a name and a code."""
    sheet = {**asdict(slip), "qr": qr(slip.url)}
    data = {"title": slip.title, "language": language, "paper": paper.value, "slip": sheet}
    return compile_sheet("slip.typ", data, created_at=created_at)


def compile_ticket(ticket: TicketSheet, *, created_at: datetime.datetime, language: str = "zh") -> bytes:
    """Set one ticket for the roll."""
    data = {"title": ticket.title, "language": language, "ticket": asdict(ticket)}
    return compile_sheet("ticket.typ", data, created_at=created_at)


def compile_sign_in(sheet: SignInSheet, *, created_at: datetime.datetime, language: str = "zh") -> bytes:
    """Set one list on as many pages of A4 as it needs."""
    data = {"title": sheet.title, "language": language, "sheet": asdict(sheet)}
    return compile_sheet("signin.typ", data, created_at=created_at)


def compile_doors(
    doors: Sequence[DoorSheet],
    *,
    words: DoorWords,
    title: str,
    created_at: datetime.datetime,
    language: str = "zh",
) -> bytes:
    """Set the doors of one site as one PDF, a page for each."""
    pages = [{**asdict(door), "qr": qr(door.url)} for door in doors]
    data = {"title": title, "language": language, "doors": pages, "words": asdict(words)}
    return compile_sheet("door.typ", data, created_at=created_at)


def compile_sheets(
    sites: Sequence[SiteSheet], *, title: str, created_at: datetime.datetime, language: str = "zh"
) -> bytes:
    """Set the week of one or many sites as one PDF; each site starts a page and counts its own pages."""
    pages = [{**asdict(site), "qr": qr(site.url)} for site in sites]
    return compile_sheet("week.typ", {"title": title, "language": language, "sites": pages}, created_at=created_at)


def compile_sheet(template: str, data: Mapping[str, object], *, created_at: datetime.datetime) -> bytes:
    """Set one of our sheets; `created_at` (aware) is the only date inside, so equal data gives equal bytes."""
    if created_at.tzinfo is None:
        raise ValueError("The moment a paper was made needs its time zone.")
    return typst.compile(
        SHEETS / template,
        root=SHEETS,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_printable(data), ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],  # an archive can keep it, a screen reader can read it
        timestamp=int(created_at.timestamp()),
    )


def qr(url: str, *, css: str | None = None) -> str:
    """Draw the address as an SVG of nothing but squares; level M still reads when a tenth of the code is smudged."""
    image = io.BytesIO()
    code = segno.make_qr(url, error="m")
    code.save(image, kind="svg", border=1, xmldecl=False, svgclass=css, lineclass=None, omitsize=True)
    return image.getvalue().decode()


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Our font and no other: a sheet must not look different on another machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[glyphs.FONT.parent])


def _printable(value: object) -> object:
    """Return the data with every text in it fit for our font."""
    if isinstance(value, str):
        return glyphs.printable(value)[0]
    if isinstance(value, Mapping):
        return {name: _printable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(part) for part in value]
    return value
