"""Form fields that take what people type (full-width digits, full-width colons, spaces around), and a form's token."""

import unicodedata
import uuid
from datetime import date, datetime, time

from django import forms

from centres.moments import in_our_time


def tidy(text: str) -> str:
    """Full-width signs as plain ones (１３：３０ → 13:30), without NUL or spaces at the ends."""
    return unicodedata.normalize("NFKC", text.replace("\0", "")).strip()


KEY_DIGITS = 18  # more fit into no key of a row


def read_key(text: str) -> int:
    """A key or number that a form or an address carries; 0, which none has, for anything else."""
    return int(text) if text.isdecimal() and len(text) <= KEY_DIGITS else 0


class TidyDateField(forms.DateField):
    def to_python(self, value: str | datetime | date | None) -> date | None:
        return super().to_python(tidy(value) if isinstance(value, str) else value)


class TidyDateTimeField(forms.DateTimeField):
    """A moment of our time: of others no calendar can be reckoned with."""

    default_validators = [in_our_time]

    def to_python(self, value: str | datetime | date | None) -> datetime | None:
        return super().to_python(tidy(value) if isinstance(value, str) else value)


class TidyTimeField(forms.TimeField):
    def to_python(self, value: str | time | None) -> time | None:
        return super().to_python(tidy(value) if isinstance(value, str) else value)


class TidyIntegerField(forms.IntegerField):
    def to_python(self, value: object) -> int | None:
        number: int | None = super().to_python(tidy(value) if isinstance(value, str) else value)
        return number


class TokenField(forms.Field):
    """Tells one form from the next; one that cannot be read is a new form."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, initial=uuid.uuid4)

    def to_python(self, value: object) -> uuid.UUID:
        try:
            return uuid.UUID(str(value))
        except ValueError:
            return uuid.uuid4()
