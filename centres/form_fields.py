"""Form fields that take what people type: full-width digits, full-width colons, spaces around."""

import unicodedata

from django import forms


def tidy(value: object) -> object:
    """Full-width signs as plain ones (１３：３０ → 13:30), without spaces at the ends."""
    return unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else value


class TidyDateField(forms.DateField):
    def to_python(self, value: object) -> object:
        return super().to_python(tidy(value))


class TidyTimeField(forms.TimeField):
    def to_python(self, value: object) -> object:
        return super().to_python(tidy(value))


class TidyIntegerField(forms.IntegerField):
    def to_python(self, value: object) -> object:
        return super().to_python(tidy(value))
