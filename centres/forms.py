"""What staff type to say where and when, turned into a room and a span."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centres.form_fields import TidyDateField, TidyTimeField
from centres.models import Room
from centres.spans import Span

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TIME = {"type": "time", "step": 300}


FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2098, 12, 31)  # beyond lies a slip of the finger


class PlaceAndTimeForm(forms.Form):
    """A room of one's own sites, a date, and a start and end on it."""

    room = forms.ModelChoiceField(label=_("Room"), queryset=Room.objects.none())
    on = TidyDateField(
        label=_("Date"),
        widget=DATE,
        validators=[
            MinValueValidator(FIRST_DAY, _("Please look at the year again.")),
            MaxValueValidator(LAST_DAY, _("Please look at the year again.")),
        ],
    )
    starts = TidyTimeField(label=_("From"), widget=forms.TimeInput(attrs=TIME, format="%H:%M"))
    ends = TidyTimeField(label=_("To"), widget=forms.TimeInput(attrs=TIME, format="%H:%M"))

    def __init__(self, *args: Any, rooms: "list[Room]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = self.fields["room"]
        assert isinstance(offered, forms.ModelChoiceField)
        offered.queryset = Room.objects.filter(pk__in=[room.pk for room in rooms]).select_related("centre").in_order()

    def clean(self) -> dict[str, Any]:
        """Adds `span`; an end before the start is said at the end."""
        cleaned = super().clean() or self.cleaned_data
        if {"on", "starts", "ends"} <= cleaned.keys():
            if cleaned["ends"] <= cleaned["starts"]:
                raise ValidationError({"ends": _("The end comes after the start.")})
            cleaned["span"] = Span(
                timezone.make_aware(datetime.combine(cleaned["on"], cleaned["starts"])),
                timezone.make_aware(datetime.combine(cleaned["on"], cleaned["ends"])),
            )
        return cleaned
