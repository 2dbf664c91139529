"""What a volunteer types at the desk: somebody new in one line, and the little that a booking needs."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import Booking
from centres.form_fields import TidyIntegerField, TokenField
from residents.fields import MobileField
from residents.models import Relative, Resident, Team, User
from residents.one_line import name_and_phone

CHANNELS = (Booking.Channel.PHONE, Booking.Channel.DESK, Booking.Channel.COMMITTEE)


class NewcomerForm(forms.Form):
    """欧阳示例 13800000001: a name, and a number where there is one, in one line."""

    line = forms.CharField(
        label=gettext_lazy("Somebody new: name and phone in one line"),
        max_length=100,
        help_text=gettext_lazy("Somebody without a phone: the name alone."),
        error_messages={"required": gettext_lazy("Please write the name first.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_line(self) -> str:
        """Adds `name` and `phone`."""
        typed: str = self.cleaned_data["line"]
        self.cleaned_data["name"], self.cleaned_data["phone"] = name_and_phone(typed)
        return typed


class RelativeForm(forms.Form):
    """Whoever shall act for them: an account, by its number; and how they agreed."""

    phone = MobileField()
    kinship = forms.CharField(
        label=gettext_lazy("Who are they to them?"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    how = forms.ChoiceField(
        label=gettext_lazy("How did they agree?"),
        choices=[(each.value, each.label) for each in (Relative.How.DESK, Relative.How.PAPER)],
        widget=forms.RadioSelect,
        initial=Relative.How.DESK.value,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].label = _("Mobile number of the relative's account")
        self.fields["phone"].widget.attrs["autocomplete"] = "off"

    def clean_phone(self) -> str:
        """Adds `user`."""
        phone: str = self.cleaned_data["phone"]
        user = User.objects.proved().filter(phone=phone, is_staff=False).first()
        if user is None:
            raise ValidationError(_("Nobody has an account with this number. They sign up first, with a code."))
        self.cleaned_data["user"] = user
        return phone


class ReadBackForm(forms.Form):
    """What is still open once person, room and time are known."""

    party = TidyIntegerField(
        label=gettext_lazy("How many people?"),
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-s"}),
    )
    purpose = forms.CharField(
        label=gettext_lazy("What for?"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    team = forms.ModelChoiceField(
        label=gettext_lazy("For a team?"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=gettext_lazy("No, for themselves"),
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How did they come?"),
        choices=[(each.value, each.label) for each in CHANNELS],
        widget=forms.RadioSelect,
        initial=Booking.Channel.PHONE.value,
    )
    waiver = forms.CharField(
        label=gettext_lazy("Reason for an exception"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "Only if a rule shall be set aside, such as the limit of bookings. It is kept on record."
        ),
    )
    token = TokenField()

    def __init__(self, *args: Any, resident: Resident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)
        team.queryset = Team.objects.approved().run_by(resident)
        if not team.queryset:
            del self.fields["team"]
