"""What our font can print, and what becomes of the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from timetables import glyphs
from timetables.glyphs import printable

PILLOW = ImageFont.truetype(glyphs.FONT, 24, layout_engine=ImageFont.Layout.BASIC)


@pytest.mark.parametrize("text", ["延吉四村乒乓队", "09:00–10:30", "11月30日—12月6日", "℃ ½ § €", "𰻞𰻞面", "Émile"])
def test_what_the_font_has_passes_unchanged(text: str) -> None:
    assert printable(text) == (text, ())


@pytest.mark.parametrize(
    ("text", "printed", "replaced"),
    [
        ("广场舞💃大家来", "广场舞□大家来", ("💃",)),
        ("💃💃", "□□", ("💃", "💃")),
        ("一家👨‍👩‍👧三口", "一家□三口", ("👨‍👩‍👧",)),
        ("👍🏽", "□", ("👍🏽",)),
        ("🇨🇳你好", "□你好", ("🇨🇳",)),
        ("1️⃣楼", "1楼", ()),
    ],
)
def test_a_sign_the_font_lacks_becomes_one_box_and_is_reported(
    text: str, printed: str, replaced: tuple[str, ...]
) -> None:
    assert printable(text) == (printed, replaced)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("  两行\r\n一行\t完 ", "两行 一行 完"),
        ("零\u200b宽\ufeff字\u202e符\x00", "零宽字符"),
        ("e\u0301", "é"),
        ("\ud83d", ""),
        ("", ""),
    ],
)
def test_what_nobody_sees_goes_without_a_word(text: str, printed: str) -> None:
    assert printable(text) == (printed, ())


@given(st.text())
def test_whatever_is_typed_can_be_printed(text: str) -> None:
    printed, _replaced = printable(text)
    assert set(printed) <= glyphs.glyphs()
    assert printed == " ".join(printed.split())


@given(st.characters(min_codepoint=0x21, max_codepoint=0x2FFFF, categories=["L", "N", "P", "S"]))
def test_character_map_agrees_with_another_reader(character: str) -> None:
    drawn, missing = (bytes(PILLOW.getmask(text)) for text in (character, "\U0010fffd"))
    assert (drawn != missing) == (character in glyphs.glyphs())


def test_character_map_refuses_a_font_without_one() -> None:
    with pytest.raises(ValueError, match="no cmap table"):
        glyphs.character_map(b"OTTO" + bytes(8))
