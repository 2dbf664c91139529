"""Form fields that take what people type: full-width digits, full-width colons, spaces around."""

import unicodedata
from datetime import date, datetime, time

from django import forms


def tidy(text: str) -> str:
    """Full-width signs as plain ones (１３：３０ → 13:30), without NUL or spaces at the ends."""
    return unicodedata.normalize("NFKC", text.replace("\0", "")).strip()


class TidyDateField(forms.DateField):
    def to_python(self, value: str | datetime | date | None) -> date | None:
        return super().to_python(tidy(value) if isinstance(value, str) else value)


class TidyTimeField(forms.TimeField):
    def to_python(self, value: str | time | None) -> time | None:
        return super().to_python(tidy(value) if isinstance(value, str) else value)


class TidyIntegerField(forms.IntegerField):
    def to_python(self, value: object) -> int | None:
        number: int | None = super().to_python(tidy(value) if isinstance(value, str) else value)
        return number
