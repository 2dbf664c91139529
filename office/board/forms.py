"""What staff type on the week board, turned into spans, rooms and residents."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking
from bookings.models.series import RHYTHMS
from centres.claimants import Claimant
from centres.form_fields import TidyDateField, TidyIntegerField, TidyTimeField, TokenField, tidy
from centres.forms import DATE, TIME, PlaceAndTimeForm
from centres.models import Room
from centres.recurrence import Every, NoDates, Pattern, TooMany
from residents.fields import NameField
from residents.models import Resident, Team
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

    def __init__(self, *args: Any, claimant: Claimant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not claimant.is_for_residents:
            del self.fields["reason"]
        if not claimant.is_judged:
            del self.fields["waiver"]

    def wish(self) -> dict[str, Any]:
        """What a claimant's `move` asks for."""
        room, span = self.cleaned_data["room"], self.cleaned_data["span"]
        return {"room": room, "span": span, **{why: self.cleaned_data.get(why, "") for why in ("reason", "waiver")}}


class SeriesForm(forms.Form):
    """A team's standing hours: where, when, how often and until when; by a date or by a number of dates."""

    DATES = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")

    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), empty_label=_("Please choose"))
    room = forms.ModelChoiceField(label=_("Room"), queryset=Room.objects.none(), empty_label=_("Please choose"))
    every = forms.ChoiceField(
        label=_("How often?"),
        choices=[(str(each), words) for each, words in RHYTHMS.items()],
        widget=forms.RadioSelect,
        initial=str(Every.WEEK),
    )
    first = TidyDateField(label=_("First date"), widget=DATE, required=False)
    starts = TidyTimeField(label=_("From"), widget=forms.TimeInput(attrs=TIME, format="%H:%M"))
    ends = TidyTimeField(label=_("To"), widget=forms.TimeInput(attrs=TIME, format="%H:%M"))
    until = TidyDateField(
        label=_("Until"), widget=DATE, required=False, help_text=_("The last date; or write how many dates below.")
    )
    count = TidyIntegerField(
        label=_("Or how many dates?"),
        required=False,
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    chosen = forms.CharField(
        label=_("Chosen dates"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only for “on chosen dates”: 2026-12-01, 2026-12-08 …"),
    )
    party = TidyIntegerField(
        label=_("How many people?"), min_value=1, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    purpose = forms.CharField(label=_("What for?"), max_length=60)
    token = TokenField()

    def __init__(self, *args: Any, rooms: "list[Room]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        room, team = self.fields["room"], self.fields["team"]
        assert isinstance(room, forms.ModelChoiceField)
        assert isinstance(team, forms.ModelChoiceField)
        room.queryset = Room.objects.filter(pk__in=[each.pk for each in rooms]).select_related("centre").in_order()
        team.queryset = Team.objects.approved().select_related("leader").order_by("name")

    def clean_chosen(self) -> tuple[date, ...]:
        typed = tidy(self.cleaned_data["chosen"])
        try:
            return tuple(date(*map(int, text.split("-"))) for text in self.DATES.findall(typed))
        except ValueError:
            raise forms.ValidationError(_("One of these dates is on no calendar.")) from None

    def clean(self) -> dict[str, Any]:
        """Adds `pattern`; says at its field what is missing."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"starts", "ends"} <= cleaned.keys() and cleaned["ends"] <= cleaned["starts"]:
            self.add_error("ends", _("The end comes after the start."))
        if not {"every", "first", "until", "count", "chosen"} <= cleaned.keys():
            return cleaned
        every = Every(cleaned["every"])
        if every is not Every.CHOSEN and not cleaned["first"]:
            self.add_error("first", _("When does it begin?"))
            return cleaned
        first = cleaned["first"] or date.min
        pattern = Pattern(every, first, cleaned["until"], cleaned["count"], cleaned["chosen"])
        try:
            pattern.dates()
        except TooMany:
            self.add_error(None, _("That is more than 60 dates, or more than a year. Please enter it in parts."))
        except NoDates:
            field = "chosen" if every is Every.CHOSEN else "until"
            self.add_error(field, _("Please say until when, or on which dates: like this there is none."))
        except OverflowError:
            self.add_error("first", _("Please look at the year again."))
        else:
            cleaned["pattern"] = pattern
        return cleaned


class ShiftForm(forms.Form):
    """Another time or room for standing hours, from a date on."""

    room = forms.ModelChoiceField(label=_("Room"), queryset=Room.objects.none(), empty_label=None)
    starts = TidyTimeField(label=_("From"), widget=forms.TimeInput(attrs=TIME, format="%H:%M"))
    ends = TidyTimeField(label=_("To"), widget=forms.TimeInput(attrs=TIME, format="%H:%M"))
    since = TidyDateField(label=_("From which date on?"), widget=DATE)

    def __init__(self, *args: Any, rooms: "list[Room]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        room = self.fields["room"]
        assert isinstance(room, forms.ModelChoiceField)
        room.queryset = Room.objects.filter(pk__in=[each.pk for each in rooms]).select_related("centre").in_order()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"starts", "ends"} <= cleaned.keys() and cleaned["ends"] <= cleaned["starts"]:
            self.add_error("ends", _("The end comes after the start."))
        return cleaned


class EndSeriesForm(forms.Form):
    """Let standing hours go, from a date on."""

    since = TidyDateField(label=_("From which date on?"), widget=DATE)
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, help_text=_("Those concerned read this, so say it kindly.")
    )


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
