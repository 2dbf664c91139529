"""Which characters our paper can print.

A PDF/A file fails as a whole on one character its font lacks, and people do put an emoji into the name of a dance
group. So every text passes `printable` on its way to paper, and whoever typed it can be told what was replaced.
"""

import re
import struct
import unicodedata
from functools import lru_cache
from typing import Final

import pylopdf_fonts_zh_cn

FONT: Final = pylopdf_fonts_zh_cn.sans_path()
MISSING: Final = "□"

# One sign as a reader sees it: a flag, or a character with its selectors, skin tones and joined companions.
_SIGN: Final = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"
    "|.(?:[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]|\u200d.)*",
    re.DOTALL,
)
_SEGMENTS_OF_32_BITS: Final = 12  # the format of a character map that reaches beyond 16 bits


def printable(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text as it can be printed, on one line, and the signs that had to give way to a □."""
    known = glyphs()
    printed, replaced = [], []
    for sign in _SIGN.findall(unicodedata.normalize("NFC", " ".join(text.split()))):
        if sign[0] in known:
            printed.append("".join(character for character in sign if character in known))
        elif not _is_invisible(sign[0]):
            printed.append(MISSING)
            replaced.append(sign)
    return " ".join("".join(printed).split()), tuple(replaced)


@lru_cache(maxsize=1)
def glyphs() -> frozenset[str]:
    """Return every character the font draws, read from its `cmap` table once per process."""
    return character_map(FONT.read_bytes())


def character_map(font: bytes) -> frozenset[str]:
    """Read the characters of an OpenType font from its full (format 12) character map.

    https://learn.microsoft.com/typography/opentype/spec/cmap
    """
    table = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, table + 2)
    for record in range(count):
        _platform, _encoding, offset = struct.unpack_from(">HHI", font, table + 4 + 8 * record)
        if struct.unpack_from(">H", font, table + offset)[0] == _SEGMENTS_OF_32_BITS:
            return frozenset(_segments(font, table + offset))
    raise ValueError("This font has no full character map.")


def _table(font: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for record in range(count):
        name, _checksum, offset, _length = struct.unpack_from(">4sIII", font, 12 + 16 * record)
        if name == tag:
            return int(offset)
    raise ValueError(f"This font has no {tag.decode()} table.")


def _segments(font: bytes, start: int) -> list[str]:
    (count,) = struct.unpack_from(">I", font, start + 12)
    groups = (struct.unpack_from(">III", font, start + 16 + 12 * group) for group in range(count))
    return [chr(code) for first, last, _glyph in groups for code in range(first, last + 1)]


def _is_invisible(character: str) -> bool:
    """Say whether nothing is lost with it: a joiner, a direction mark, a control or an accent on nothing."""
    return unicodedata.category(character) in {"Cf", "Cc", "Cs", "Mn", "Me"}
