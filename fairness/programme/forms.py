"""What staff type to put an activity or a service on the programme."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centres.form_fields import TidyIntegerField
from centres.forms import PlaceAndTimeForm
from centres.models import Room
from fairness.programme.models import Offering, OfferingQuerySet, OfferingT

WEEKS_AT_MOST = 26  # half a year: beyond it hours and holidays are not known


class OfferingForm(forms.ModelForm[Any]):
    """What the public reads about it."""

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
    """What takes place, where and when, once or for some weeks running."""

    field_order = ["offering", "room", "on", "starts", "ends", "times"]

    offering: forms.ModelChoiceField[Offering] = forms.ModelChoiceField(label=_("What takes place"), queryset=None)
    room = RoomOfSiteField(label=_("Room"), queryset=Room.objects.none())
    times = TidyIntegerField(
        label=_("How many weeks running?"),
        min_value=1,
        max_value=WEEKS_AT_MOST,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_(
            "1: this date only. Dates on which the site is closed or the room is taken are left out and named."
        ),
    )

    def __init__(self, *args: Any, offerings: OfferingQuerySet[OfferingT], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = self.fields["offering"]
        assert isinstance(offered, forms.ModelChoiceField)
        offered.queryset = offerings
