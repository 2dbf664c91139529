"""The sheet on the door: complete, the same for the same data, and never spoilt by what somebody typed."""

import datetime
import io
import re
from collections.abc import Sequence
from dataclasses import replace

import pypdf
import pytest

from timetables import typesetting
from timetables.typesetting import DayHead, Entry, Key, Mark, RoomRow, SheetWords, SiteSheet, Way

MADE_AT = datetime.datetime(2026, 11, 27, 9, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
A3_LANDSCAPE = (1191, 842)  # points
WORDS = SheetWords(
    room="房间",
    page="第{page}页 共{pages}页",
    legend=(
        Key(Mark.SOLID, "活动和服务"),
        Key(Mark.DOUBLE, "已预约"),
        Key(Mark.DASHED, "待审核"),
        Key(Mark.HATCHED, "停用、闭馆"),
    ),
    qr="扫一扫，看最新安排",
    sample="示例数据",
)
SLOTS = ("08:30–10:00", "10:15–11:45", "12:00–13:00", "13:30–15:00", "15:15–16:45", "17:00–18:00", "18:30–20:00")


def a_room(name: str = "舞蹈房", *entries: Entry) -> RoomRow:
    """Return a room with all entries on Monday."""
    return RoomRow(name, (entries, *[()] * 6), note="30人")


def a_full_room(name: str, entries_a_day: int) -> RoomRow:
    """Return a room with entries every day, no two with the same title."""
    return RoomRow(
        name,
        tuple(
            tuple(
                Entry(f"{name}第{day}天{number}", SLOTS[number], list(Mark)[number % 4])
                for number in range(entries_a_day)
            )
            for day in range(7)
        ),
    )


def a_sheet(*rooms: RoomRow, title: str = "延吉社区第三睦邻中心") -> SiteSheet:
    return SiteSheet(
        title=title,
        subtitle="一周活动安排表",
        plate=("睦邻中心", "3"),
        date_range="2026年11月30日—12月6日",
        lunar_range="农历十月廿二至廿八",
        days=tuple(DayHead(f"周{word}", f"12月{day}日", "廿二") for day, word in enumerate("一二三四五六日", 1)),
        rooms=rooms,
        words=WORDS,
        url="https://yanji.example/centres/c3/week/?week=2026-W49",
        address="延吉七村20号",
        hours="每天 08:30–17:00",
        phone="021-0000 1003",
        ways=(Way("网上", "扫右边的码"), Way("电话", "021-0000 1003"), Way("现场", "到前台说一声")),
        remarks=("临时变动以门口更正条为准。",),
        made_by="制表：第三睦邻中心",
        printed_on="打印：2026年11月27日",
    )


def pdf_of(*sites: SiteSheet) -> bytes:
    return typesetting.compile_sheets(sites, title="一周活动安排表", created_at=MADE_AT)


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page without spaces, seen or unseen."""
    return [re.sub(r"[\s\u200b\u2060]", "", page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def sizes_of(pdf: bytes, words: str) -> set[int]:
    """Return the type sizes, in points, in which the first page prints words beginning like these."""
    found: set[int] = set()

    def look(text: str, _cm: Sequence[float], tm: Sequence[float], _font: object, size: float) -> None:
        if text.strip() and text.strip()[0] == words[0]:
            found.add(round(size * abs(tm[0])))

    pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=look)
    return found


def test_sheet_is_one_a3_landscape_page_that_says_everything() -> None:
    pdf = pdf_of(
        a_sheet(a_room("舞蹈房", Entry("健身操", "09:00–10:30"), Entry("已预约", "14:00–15:30", Mark.DOUBLE)))
    )

    (page,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == A3_LANDSCAPE
    (text,) = pages_of(pdf)
    for words in (
        "延吉社区第三睦邻中心一周活动安排表",
        "2026年11月30日—12月6日",
        "农历十月廿二至廿八",
        "延吉七村20号",
        "021-00001003",
        "周一12月1日廿二",
        "舞蹈房30人",
        "09:00–10:30健身操",
        "14:00–15:30已预约",
        "待审核",
        "扫右边的码",
        "临时变动以门口更正条为准。",
        "制表：第三睦邻中心",
        "打印：2026年11月27日",
        "示例数据",
        "第1页共1页",
    ):
        assert words in text


def test_occasion_and_badge_stand_on_the_day() -> None:
    sheet = a_sheet(a_room())
    days = (
        DayHead("周一", "10月5日", "廿五", badge="休", tone="sun"),
        DayHead("周二", "12月22日", "十四", "冬至"),
        *sheet.days[2:],
    )
    (text,) = pages_of(pdf_of(replace(sheet, days=days)))
    assert "周一休10月5日廿五" in text
    assert "周二12月22日冬至" in text


def test_real_data_bears_no_mark_of_example_data() -> None:
    (text,) = pages_of(pdf_of(replace(a_sheet(a_room()), words=replace(WORDS, sample=""))))
    assert "示例数据" not in text


def test_every_site_counts_its_own_pages() -> None:
    busy = a_sheet(*(a_full_room(f"房{number}", 6) for number in range(8)), title="延吉社区第一睦邻中心")
    texts = pages_of(pdf_of(busy, a_sheet(a_room())))

    numbers = [re.findall(r"第\d+页共\d+页", text) for text in texts]
    assert numbers == [*([f"第{page}页共{len(texts) - 1}页"] for page in range(1, len(texts))), ["第1页共1页"]]
    assert len(texts) > 2
    assert ["第一睦邻中心一周活动" in text for text in texts] == [True] * (len(texts) - 1) + [False]
    assert all("周一12月1日" in text for text in texts)


def test_all_sites_come_in_one_file_with_a_bookmark_each() -> None:
    names = [f"睦邻点{number:02}" for number in range(17)]
    pdf = pdf_of(*(a_sheet(a_room("棋牌室", Entry("象棋", "09:00–10:30")), title=name) for name in names))

    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 17
    bookmarks = [mark.title for mark in reader.outline if isinstance(mark, pypdf.generic.Destination)]
    assert [str(mark)[:5] for mark in bookmarks] == names


@pytest.mark.parametrize("entries_a_day", [1, 3, 7])
def test_a_full_week_loses_nothing(entries_a_day: int) -> None:
    rooms = [a_full_room(f"房{number}", entries_a_day) for number in range(8)]
    text = "".join(pages_of(pdf_of(a_sheet(*rooms))))
    titles = [entry.title for room in rooms for cell in room.cells for entry in cell]
    assert [title for title in titles if title not in text] == []


def test_an_ordinary_week_is_set_large_and_a_full_one_smaller_on_one_page() -> None:
    ordinary = pdf_of(a_sheet(*(a_room(f"房{number}", Entry("歌", "09:00–10:30")) for number in range(8))))
    full = pdf_of(a_sheet(*(a_room(f"房{number}", *[Entry("歌", slot) for slot in SLOTS[:3]]) for number in range(8))))

    assert max(sizes_of(ordinary, "延")) >= 28
    assert min(sizes_of(ordinary, "歌")) >= 14
    assert 12 <= min(sizes_of(full, "歌")) < min(sizes_of(ordinary, "歌"))
    assert len(pages_of(full)) == 1


def test_rooms_are_kept_whole_and_spread_evenly_over_pages() -> None:
    texts = pages_of(pdf_of(a_sheet(*(a_full_room(f"房{number}", 7) for number in range(8)))))
    rooms = [sorted(set(re.findall(r"房\d(?=第)", text))) for text in texts]
    assert [name for page in rooms for name in page] == [f"房{number}" for number in range(8)]
    assert max(map(len, rooms)) - min(map(len, rooms)) <= 1


@pytest.mark.parametrize(
    "sheet",
    [
        a_sheet(),
        a_sheet(*(a_room(f"房{number}") for number in range(8))),
        replace(a_sheet(a_room()), ways=(), remarks=(), phone=""),
    ],
    ids=["no rooms", "empty week", "few words"],
)
def test_little_to_say_still_makes_a_sheet(sheet: SiteSheet) -> None:
    assert len(pages_of(pdf_of(sheet))) == 1


@pytest.mark.parametrize(
    "title",
    [
        "迎新春" * 66 + "完了",
        "#panic() *粗* $x$ [ ] \\ <end-0> @a // /* ` _",
        '"}],"sites":[{"',
        "https://example.cn/" + "y" * 180,
    ],
)
def test_whatever_was_typed_is_printed_as_it_stands(title: str) -> None:
    texts = pages_of(pdf_of(a_sheet(a_room("舞蹈房", Entry(title, "09:00–10:30")))))
    assert len(texts) == 1
    assert re.sub(r"\s", "", title) in texts[0]


def test_long_opening_hours_leave_the_title_on_its_line() -> None:
    hours = "；".join(f"周{day} 08:30–17:00、18:30–20:00" for day in "一二三四五六日")
    sheet = a_sheet(a_room("舞蹈房", Entry("健身操", "09:00–10:30")))
    pdf = pdf_of(replace(sheet, hours=hours))
    assert "延吉社区第三睦邻中心 一周活动安排表 2026" in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert re.sub(r"\s", "", hours) in pages_of(pdf)[0]


def test_a_text_taller_than_a_page_runs_on() -> None:
    texts = pages_of(pdf_of(a_sheet(a_room("舞蹈房", Entry("长" * 2000, "09:00–10:30")))))
    assert "".join(texts).count("长") == 2000


def test_an_emoji_becomes_a_box_and_the_file_still_keeps_its_standards() -> None:
    pdf = pdf_of(a_sheet(a_room("舞蹈房", Entry("广场舞💃大家来", "09:00–10:30"))))
    assert "广场舞□大家来" in pages_of(pdf)[0]
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf


def test_only_our_own_font_is_inside() -> None:
    fonts = set(
        re.findall(rb"/FontName\s*/([\w+-]+)", pdf_of(a_sheet(a_room("舞蹈房", Entry("English 中文", "09:00")))))
    )
    assert {name.split(b"+")[1] for name in fonts} == {b"NotoSansSC-Regular"}


def test_file_knows_its_title_language_and_date() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf_of(a_sheet(a_room()))))
    assert reader.metadata is not None
    assert reader.metadata.title == "一周活动安排表"
    assert reader.metadata.creation_date == MADE_AT
    assert str(reader.root_object["/Lang"]).startswith("zh")


def test_equal_data_gives_equal_bytes() -> None:
    sheet = a_sheet(a_room("舞蹈房", Entry("健身操", "09:00–10:30")))
    assert pdf_of(sheet) == pdf_of(sheet)
    assert pdf_of(sheet) != pdf_of(replace(sheet, url="https://yanji.example/elsewhere/"))


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        typesetting.compile_sheets([a_sheet()], title="一周", created_at=MADE_AT.replace(tzinfo=None))


def test_a_room_needs_a_cell_for_each_day() -> None:
    with pytest.raises(ValueError, match="one cell for each day"):
        a_sheet(RoomRow("舞蹈房", ((), ())))
