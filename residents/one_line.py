"""Somebody written down in one line: 欧阳示例 13800000001."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from residents.models import Resident
from residents.names import clean_name
from residents.phones import clean_phone

NUMBER = re.compile(r"\+?[\d(][\d\s()\-‐‑–—]*$")
BETWEEN = str.maketrans(dict.fromkeys(",、;:\t", " "))


def name_and_phone(line: str) -> tuple[str, str]:
    """The number is empty where there is none. Raises ValidationError with a sentence for whoever typed it."""
    typed = unicodedata.normalize("NFKC", line).translate(BETWEEN).strip()
    number = NUMBER.search(typed)
    name = typed[: number.start()] if number else typed
    if not name.strip():
        raise ValidationError(_("Please write the name, too."))
    return _short(clean_name(name)), clean_phone(number[0]) if number else ""


def _short(name: str) -> str:
    longest = Resident._meta.get_field("name").max_length
    assert longest
    if len(name) > longest:
        raise ValidationError(_("At most %(count)d characters for a name.") % {"count": longest})
    return name
