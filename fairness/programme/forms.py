"""What staff type to put an activity or a service on the programme."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centres.form_fields import TidyIntegerField
from centres.forms import PlaceAndTimeForm
from centres.models import Room
from fairness.programme.models import Offering, OfferingQuerySet, OfferingT
from fairness.programme.recurrence import Every
from fairness.programme.rota import EVERY_WORDS, Rota

WEEKS_AT_MOST = 26  # half a year: beyond it hours and holidays are not known
MONTHS_AT_MOST = 12


class OfferingForm(forms.ModelForm[Any]):
    """What the public reads about it."""

    def clean_name(self) -> str:
        """On one line, whatever came along with it from elsewhere."""
        name = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in self.cleaned_data["name"])
        return " ".join(name.split())

    def clean_is_published(self) -> bool:
        """Nobody's date disappears untold."""
        is_published: bool = self.cleaned_data["is_published"]
        if self.instance.pk and not is_published and self.instance.is_counted_on(timezone.now()):
            raise ValidationError(
                _(
                    "Somebody has signed up, or waits. Please cancel its dates first: everybody is told, and then it "
                    "can be taken off the programme."
                )
            )
        return is_published


class RoomOfSiteField(forms.ModelChoiceField[Room]):
    def label_from_instance(self, obj: Room) -> str:
        return f"{obj.centre.short_name}·{obj.name}"


class ArrangeForm(PlaceAndTimeForm):
    """What takes place, where and when: once, every week or every month."""

    field_order = ["offering", "room", "on", "starts", "ends", "every", "times", "or_next_open"]

    offering: forms.ModelChoiceField[Offering] = forms.ModelChoiceField(label=_("What takes place"), queryset=None)
    room = RoomOfSiteField(label=_("Room"), queryset=Room.objects.none())
    every = forms.ChoiceField(
        label=_("How often?"),
        choices=[(str(each), words) for each, words in EVERY_WORDS.items()],
        widget=forms.RadioSelect,
        initial=str(Every.WEEK),
        required=False,
    )
    times = TidyIntegerField(
        label=_("How many times?"),
        min_value=1,
        max_value=WEEKS_AT_MOST,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("1: this date only. A month without such a date counts, and is named."),
    )
    or_next_open = forms.BooleanField(label=_("If the site is closed then, on its next open day"), required=False)

    def __init__(self, *args: Any, offerings: OfferingQuerySet[OfferingT], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = self.fields["offering"]
        assert isinstance(offered, forms.ModelChoiceField)
        offered.queryset = offerings

    @property
    def rooms_in_turn(self) -> list[Room]:
        """Where it takes place, one after the other."""
        return [self.cleaned_data["room"]]

    def clean_every(self) -> Every:
        return Every(self.cleaned_data["every"] or Every.WEEK)

    def clean(self) -> dict[str, Any]:
        """Adds `rota`."""
        cleaned = super().clean()
        if "span" not in cleaned or not {"room", "times", "every"} <= cleaned.keys():
            return cleaned
        if cleaned["every"] is not Every.WEEK and cleaned["times"] > MONTHS_AT_MOST:
            words = _("At most %(count)d months at a time.") % {"count": MONTHS_AT_MOST}
            raise ValidationError({"times": words})
        cleaned["rota"] = Rota(
            rooms=self.rooms_in_turn,
            first=cleaned["on"],
            starts=cleaned["starts"],
            ends=cleaned["ends"],
            every=cleaned["every"],
            times=cleaned["times"],
            or_next_open=cleaned["or_next_open"],
        )
        return cleaned
