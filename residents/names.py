"""Names as people type them, and as others may see them: 张*, 欧阳*."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

HAN = r"[\u3400-\u9fff]"

COMPOUND_SURNAMES = frozenset(
    {
        *("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐"),
        *("宇文", "长孙", "司徒", "夏侯", "端木", "南宫", "独孤", "轩辕"),
    }
)


def masked(name: str) -> str:
    """The surname and a star; compound surnames stay whole. Empty stays empty."""
    if not name:
        return ""
    surname = name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[:1]
    return f"{surname}*"


def masked_email(address: str) -> str:
    """z***@example.com: the first letter, and where it is."""
    name, at, place = address.rpartition("@")
    return f"{name[:1]}***{at}{place}" if at else ""


def initials(name: str) -> str:
    """The first letters as one types them: 欧阳示例 → oysl, Li Hua → lihua."""
    letters = lazy_pinyin(name, style=Style.FIRST_LETTER, errors=str.lower)
    return "".join(letter for letter in "".join(letters) if letter.isascii() and letter.isalnum())


def clean_name(text: str) -> str:
    """A name, tidied: 张 三 → 张三. Raises ValidationError where it holds signs that belong in no name (<, 😀)."""
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    name = re.sub(rf"(?<={HAN}) (?={HAN})", "", name)
    kinds = [unicodedata.category(character)[0] for character in name]
    if "L" not in kinds or not set(kinds).isdisjoint("SC"):
        raise ValidationError(
            _("Please write the name with plain characters or letters, without signs or pictures."), code="name"
        )
    return name
