"""What staff type on the week board, turned into spans, rooms and residents."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking
from centres.form_fields import TidyIntegerField, TokenField
from centres.forms import PlaceAndTimeForm
from residents.fields import NameField
from residents.models import Resident
from residents.phones import clean_phone

LONGEST_REASON = 60  # it goes out in a text message


class BookingForm(PlaceAndTimeForm):
    """A booking on behalf of a resident: one already known, or a new one without account."""

    WANTED = ("resident", "name", "phone", "room", "span", "party", "purpose", "channel", "waiver", "token")

    resident = forms.ModelChoiceField(
        queryset=Resident.objects.all(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("We could not find this resident any more. Please look again.")},
    )
    name = NameField(
        label=_("Name"),
        help_text="",
        none_given=_("Who is it for? Find the resident, or write the name here."),
        autocomplete="off",
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=30,
        required=False,
        help_text=_("Mobile or landline. May stay empty for somebody without a phone."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    party = TidyIntegerField(
        label=_("How many people?"), min_value=1, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    purpose = forms.CharField(label=_("What for?"), max_length=60)
    channel = forms.ChoiceField(
        label=_("How did they come?"),
        choices=[(c.value, c.label) for c in (Booking.Channel.PHONE, Booking.Channel.DESK)],
        widget=forms.RadioSelect,
        initial=Booking.Channel.PHONE,
    )
    waiver = forms.CharField(
        label=_("Reason for an exception"),
        max_length=200,
        required=False,
        help_text=_("Only if a rule shall be set aside, such as the limit of bookings. It is kept on record."),
    )
    token = TokenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = not self["resident"].value()

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        return clean_phone(phone) if phone.strip() else ""

    def wish(self) -> dict[str, Any]:
        """What office.actions.behalf.book_on_behalf asks for."""
        return {name: self.cleaned_data[name] for name in self.WANTED}


class ClosureForm(PlaceAndTimeForm):
    """Take the room out of use, with words for the door."""

    title = forms.CharField(
        label=_("Words on the door"), max_length=60, help_text=_("The public reads it: “lift repair”.")
    )
    token = TokenField()


class MoveForm(PlaceAndTimeForm):
    """Another room or time. Residents are told why, and rules are asked; of a closure or a session, neither."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=_("Those concerned read it in the message. May stay empty if they asked for it themselves."),
    )
    waiver = forms.CharField(
        label=_("Reason for an exception"),
        max_length=200,
        required=False,
        help_text=_("Only if a rule shall be set aside, such as the limit of bookings. It is kept on record."),
    )

    def __init__(self, *args: Any, is_for_residents: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_for_residents:
            del self.fields["reason"], self.fields["waiver"]

    def wish(self) -> dict[str, Any]:
        """What a claimant's `move` asks for."""
        room, span = self.cleaned_data["room"], self.cleaned_data["span"]
        return {"room": room, "span": span, **{why: self.cleaned_data.get(why, "") for why in ("reason", "waiver")}}


class DeclineForm(forms.Form):
    """Why not, in words for whoever asked."""

    reason = forms.CharField(
        label=_("Reason of a no"),
        max_length=LONGEST_REASON,
        help_text=_("Whoever asked reads this, so say it kindly, and what would work instead."),
        error_messages={"required": _("Please write why, so that they know what to do.")},
    )


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, help_text=_("Those concerned read this, so say it kindly.")
    )
