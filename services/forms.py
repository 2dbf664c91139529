"""What staff type to put days on the programme, and residents to have a number."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy as _

from centres.form_fields import TidyDateField, TidyIntegerField, TidyTimeField, TokenField, tidy
from centres.models import Centre, Room
from fairness.programme.forms import ArrangeForm, RoomOfSiteField
from residents.models import Resident
from residents.whom import WhomForm
from services import sensitive
from services.models import HELP_AT_MOST, PORTIONS_AT_MOST, MealOrder, Service, ServiceDay

STOPS = ["second", "third", "fourth"]


class ServiceDayForm(ArrangeForm):
    """At one place or going round; and who serves, which may change from day to day."""

    field_order = [*ArrangeForm.field_order, *STOPS, "provider"]

    second = RoomOfSiteField(
        label=_("The next time in another room"),
        queryset=Room.objects.none(),
        required=False,
        help_text=_("For a team that goes round: after the last room it begins again."),
    )
    third = RoomOfSiteField(label=_("After that in"), queryset=Room.objects.none(), required=False)
    fourth = RoomOfSiteField(label=_("And after that in"), queryset=Room.objects.none(), required=False)
    provider = forms.CharField(
        label=ServiceDay._meta.get_field("provider").verbose_name,
        help_text=_("Empty: whoever usually gives this service."),
        max_length=60,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = self.fields["room"]
        for name in STOPS:
            stop = self.fields[name]
            assert isinstance(rooms, forms.ModelChoiceField)
            assert isinstance(stop, forms.ModelChoiceField)
            stop.queryset = rooms.queryset

    @property
    def rooms_in_turn(self) -> list[Room]:
        return [room for name in ("room", *STOPS) if (room := self.cleaned_data.get(name))]


class ConfirmForm(forms.Form):
    """A tick that one has signed up for what the service asks, where it asks for something."""

    confirms = forms.BooleanField(required=False)

    def __init__(self, *args: Any, service: Service, **options: Any) -> None:
        super().__init__(*args, **options)
        words = _("Yes, this is so: %(registration)s")
        self.fields["confirms"].label = words % {"registration": service.registration}
        if not service.registration:
            del self.fields["confirms"]

    @property
    def is_confirmed(self) -> bool:
        return bool(self.cleaned_data.get("confirms"))


class LineForm(ConfirmForm, WhomForm):
    """To stand in line for a number."""


class NumberForm(ConfirmForm, WhomForm):
    """The number comes from the page before; `place` is the key of the occupancy that the page showed."""

    number = TidyIntegerField(min_value=1, max_value=999, widget=forms.HiddenInput)
    place = TidyIntegerField(required=False, widget=forms.HiddenInput)
    token = TokenField()


class CallNumberField(forms.CharField):
    """A number staff can dial: mobile, or with area code and dashes; full-width digits too."""

    def to_python(self, value: object) -> str:
        return tidy(str(value or ""))

    def validate(self, value: str) -> None:
        super().validate(value)
        if not re.fullmatch(r"\+?[0-9][0-9 -]{5,18}", value):
            raise ValidationError(_("Please write a telephone number, digits only."))


class ApplicationForm(WhomForm):
    """What is needed in plain words, and how to call; `centre` only where the service belongs to no site."""

    help_needed = forms.CharField(
        label=_("What help is needed?"),
        help_text=_("In plain words, 500 characters at most: “mother is 82, needs help with walking and meals”."),
        max_length=HELP_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    centre = forms.ModelChoiceField(label=_("Which site is near?"), queryset=Centre.objects.active())
    call_number = CallNumberField(
        label=_("Which number shall we call?"), widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    call_whom = forms.CharField(
        label=_("Who answers?"), help_text=_("Empty: the person themselves."), max_length=40, required=False
    )
    call_when = forms.CharField(
        label=_("When is a good time to call?"),
        help_text=_("Empty: at any time of the day."),
        max_length=60,
        required=False,
    )
    agrees = forms.BooleanField(
        label=sensitive.WORDS,
        error_messages={"required": _("Without your agreement we may not write this down. Please call us instead.")},
    )
    token = TokenField()

    def __init__(self, data: Mapping[str, str] | None = None, *, service: Service, **options: Any) -> None:
        super().__init__(data, **options)
        self.service = service
        if service.centre:
            del self.fields["centre"]

    def wish(self) -> dict[str, Any]:
        """What actions.apply asks for."""
        cleaned = self.cleaned_data
        names = ["help_needed", "call_number", "call_whom", "call_when", "agrees", "token"]
        return {"centre": self.service.centre or cleaned["centre"], **{name: cleaned[name] for name in names}}


class ApplicationStepForm(forms.Form):
    """One step of staff: which, and what they write about it. The assessment needs a date to come, a time, a place."""

    STEPS = ["contact", "arrange", "settle", "decline", "withdraw"]

    step = forms.ChoiceField(choices=[(each, each) for each in STEPS])
    reason = forms.CharField(
        label=_("Note to them"),
        help_text=_("They read it. Why it does not fit, what to have ready."),
        max_length=200,
        required=False,
    )
    on = TidyDateField(
        label=_("Assessment on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    at = TidyTimeField(label=_("at"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    place = forms.CharField(label=_("where"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        """Adds `visit_at`."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("step") == "arrange":
            for name in ("on", "at", "place"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("For the assessment please fill this in."))
            if not self.errors:
                moment = datetime.combine(cleaned["on"], cleaned["at"], get_default_timezone())
                cleaned["visit_at"] = moment
        if cleaned.get("step") == "decline" and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Please say why: they read it."))
        return cleaned


class MealForm(WhomForm):
    """For whom, how many, and whether it is eaten here or brought home."""

    portions = TidyIntegerField(
        label=_("How many portions?"),
        min_value=1,
        max_value=PORTIONS_AT_MOST,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-s"}),
    )
    how = forms.ChoiceField(
        label=_("Where do you eat?"),
        choices=MealOrder.How.choices,
        widget=forms.RadioSelect,
        initial=MealOrder.How.HERE,
    )
    address = forms.CharField(
        label=_("Where shall we bring it?"),
        help_text=_("Street, house, door. Only needed where it is brought."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    token = TokenField()

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        delivers: bool,
        elders: Sequence[Resident] = (),
        **options: Any,
    ) -> None:
        super().__init__(data, elders=elders, **options)
        if not delivers:
            del self.fields["how"], self.fields["address"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("how") == MealOrder.How.DELIVERY and not cleaned.get("address", "").strip():
            self.add_error("address", _("Please write where we shall bring it."))
        return cleaned

    def wish(self) -> dict[str, Any]:
        """What actions.order_meal asks for."""
        cleaned = self.cleaned_data
        return {
            "portions": cleaned["portions"],
            "how": cleaned.get("how") or MealOrder.How.HERE,
            "address": cleaned.get("address", "").strip(),
            "token": cleaned["token"],
        }
