"""Phone numbers as people type them: full-width digits, spaces, +86, a landline with 021."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOBILE = re.compile(r"1[3-9]\d{9}")  # 11 digits; the numbering plan of mainland mobile networks
LANDLINE = re.compile(r"021\d{8}")


def tidy(text: str) -> str:
    """The digits meant by what was typed: １３８ 0000-0001 → 13800000001. Other characters stay."""
    digits = re.sub(r"[\s\-‐‑–—()]", "", unicodedata.normalize("NFKC", text))
    if digits.startswith(("+86", "0086")):
        digits = digits.removeprefix("+86").removeprefix("0086")
    if re.fullmatch(r"[2-9]\d{7}", digits):  # a Shanghai landline without its area code
        return f"021{digits}"
    return digits


def is_mobile(number: str) -> bool:
    return MOBILE.fullmatch(number) is not None


def clean_mobile(text: str) -> str:
    """A mobile number, tidied. Raises ValidationError that says what is wrong with it."""
    number = tidy(text)
    if is_mobile(number):
        return number
    if number.isdecimal() and len(number) != 11:
        raise ValidationError(
            ngettext(
                "A mobile number has 11 digits; this has %(count)d. Please look again.",
                "A mobile number has 11 digits; this has %(count)d. Please look again.",
                len(number),
            )
            % {"count": len(number)},
            code="length",
        )
    raise ValidationError(_("This is not a mobile number: it has 11 digits and begins with 13 to 19."), code="mobile")


def clean_phone(text: str) -> str:
    """A mobile or a Shanghai landline (021 and eight digits), tidied. Raises ValidationError."""
    number = tidy(text)
    if LANDLINE.fullmatch(number):
        return number
    return clean_mobile(number)


def masked(number: str) -> str:
    """138****1234 for the eyes of those who need not call."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 11 else "****"
