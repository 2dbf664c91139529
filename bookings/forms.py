"""What residents type, turned into dates, spans, people and purposes. Nothing here decides or saves."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from centres.form_fields import TidyDateField, TidyIntegerField, TidyTimeField, TokenField, tidy
from centres.models import Room
from centres.references import is_one, spelt
from centres.spans import Span, SpanOutOfOrder
from residents.models import Team
from residents.whom import WhomForm

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)  # beyond lies a slip of the finger, not a wish


class DayField(TidyDateField):
    """A date; one that is on no calendar (the 29th of February) is named."""

    default_validators = [
        MinValueValidator(FIRST_DAY, _("Please choose one of the days below.")),
        MaxValueValidator(LAST_DAY, _("Please choose one of the days below.")),
    ]

    def to_python(self, value: str | datetime | date | None) -> date | None:
        try:
            return super().to_python(value)
        except ValidationError:
            if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", tidy(value)):
                no_such_day = _("There is no %(typed)s on the calendar. Please choose a day below.")
                raise ValidationError(no_such_day, code="no_such_day", params={"typed": tidy(value)}) from None
            raise


class ClockField(TidyTimeField):
    """A time of day: 14:00, １４：００, 14点, 14点半."""

    def to_python(self, value: str | time | None) -> time | None:
        if isinstance(value, str):
            value = tidy(value).replace("点半", ":30").removesuffix("分").replace("点", ":")
            value = f"{value}00" if value.endswith(":") else value
        return super().to_python(value)


class PeopleField(TidyIntegerField):
    """How many people: 8, ８, 8人."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-s"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators += [
            MinValueValidator(1, _("How many people will come? At least one.")),
            MaxValueValidator(9999, _("That is a great many people. Please write the number again.")),
        ]

    def to_python(self, value: object) -> int | None:
        return super().to_python(tidy(value).rstrip("人位个名") if isinstance(value, str) else value)


# Searching


class PartOfDay(models.TextChoices):
    MORNING = "morning", _("Morning")
    AFTERNOON = "afternoon", _("Afternoon")
    EVENING = "evening", _("Evening")

    @property
    def hours(self) -> tuple[time, time]:
        """From and until; the evening ends with the day."""
        return {
            PartOfDay.MORNING: (time.min, time(12)),
            PartOfDay.AFTERNOON: (time(12), time(18)),
            PartOfDay.EVENING: (time(18), time.max),
        }[self]

    @classmethod
    def of(cls, moment: datetime) -> "PartOfDay":
        """The part of the local day in which a booking starts."""
        clock = timezone.localtime(moment).time()
        return next(part for part in cls if clock < part.hours[1])


class WhenForm(forms.Form):
    """The day and time of a search. All may be left open."""

    date = DayField(required=False, widget=forms.HiddenInput)
    part = forms.ChoiceField(label=_("When?"), required=False, choices=[("", _("All day")), *PartOfDay.choices])
    start = ClockField(label=_("From"), required=False, widget=forms.Select)
    end = ClockField(label=_("To"), required=False, widget=forms.Select)

    @property
    def asks_more(self) -> bool:
        """Whether something is asked that stands in the folded part of the form."""
        return any(self.data.get(name) for name in ("start", "end", "equipment", "access"))

    def offer_clocks(self, clocks: Iterable[time]) -> None:
        """Offer these times; what was typed in the address stays, whatever it is."""
        offered = [f"{clock:%H:%M}" for clock in clocks]
        for name in ("start", "end"):
            typed = tidy(self[name].value() or "")[:20]
            clocks_shown = sorted({*offered, typed} - {""})
            choices = [("", _("Any time")), *((clock, clock) for clock in clocks_shown)]
            widget = self.fields[name].widget
            assert isinstance(widget, forms.Select)
            widget.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end <= start:
            raise ValidationError({"end": _("It ends before it starts. Please choose a later end.")})
        return cleaned


class DayForm(forms.Form):
    """The day and length on a room's page, and how many people the reader came with; all chosen by links."""

    HOW_LONG = _("Please choose below for how long.")

    date = DayField(required=False, widget=forms.HiddenInput)
    length = TidyIntegerField(
        required=False,
        widget=forms.HiddenInput,
        validators=[MinValueValidator(1, HOW_LONG), MaxValueValidator(24 * 60, HOW_LONG)],
        error_messages={"invalid": HOW_LONG},
    )
    people = PeopleField(required=False, widget=forms.HiddenInput)


# Booking


class SpanForm(forms.Form):
    """The time chosen, as it stands in the address of the booking form."""

    date = DayField()
    start = ClockField()
    end = ClockField()

    def clean(self) -> dict[str, Any]:
        """Adds `span`."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"date", "start", "end"} <= cleaned.keys():
            moments = [
                timezone.make_aware(datetime.combine(cleaned["date"], cleaned[edge])) for edge in ("start", "end")
            ]
            try:
                cleaned["span"] = Span(*moments)
            except SpanOutOfOrder:
                raise ValidationError(_("It ends before it starts. Please choose a later end.")) from None
        return cleaned


class RoomForm(forms.Form):
    """Another room, as it stands in the address of a page; empty where it stays the same."""

    room = forms.ModelChoiceField(Room.objects.none(), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["room"].queryset = Room.objects.active().select_related("centre")  # type: ignore[attr-defined]


class Purpose(models.TextChoices):
    TEA = "tea", _("Tea and a chat")
    READING = "reading", _("Reading")
    CRAFTS = "crafts", _("Handicraft")
    MUSIC = "music", _("Singing and dancing")
    GAMES = "games", _("Chess and cards")
    MEETING = "meeting", _("A meeting")
    OTHER = "other", _("Something else")


class BookingForm(WhomForm):
    """Who comes, how many, and what for."""

    party = PeopleField(label=_("How many people?"), help_text=_("Yourself included."))
    purpose = forms.ChoiceField(
        label=_("What for?"),
        help_text=_("Only the staff read this; your name does not hang on the door."),
        choices=Purpose.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In your own words"),
        help_text=_("If it is something else, please say what."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("Anything else to say?"),
        help_text=_("Such as: one of us comes in a wheelchair."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    token = TokenField()

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        teams: Sequence[Team],
        **options: Any,
    ) -> None:
        self.teams = {f"team-{team.pk}": team for team in teams}
        ours = {key: format_html("{} <small>{}</small>", _("Our team"), team) for key, team in self.teams.items()}
        super().__init__(data, others=ours, **options)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("purpose") == Purpose.OTHER and "words" in cleaned and not cleaned["words"]:
            self.add_error("words", _("A few words will do: what will you do here?"))
        return cleaned

    @property
    def team(self) -> Team | None:
        return self.teams.get(self.cleaned_data["whom"])

    @classmethod
    def as_last_time(cls, party: int, purpose: str) -> dict[str, str]:
        """What somebody wrote before, as the form asks it."""
        known = next((choice for choice in Purpose if str(choice.label) == purpose), None)
        if known is None:
            return {"party": str(party), "purpose": Purpose.OTHER.value, "words": purpose[:40]}
        return {"party": str(party), "purpose": known.value}

    @property
    def purpose_words(self) -> str:
        """What is written down: the choice, and the reader's own words if there are any."""
        purpose, words = Purpose(self.cleaned_data["purpose"]), self.cleaned_data["words"]
        if purpose is Purpose.OTHER:
            return str(words)
        return Truncator(f"{purpose.label}：{words}").chars(60) if words else str(purpose.label)

    @classmethod
    def typed(cls, data: Mapping[str, str]) -> dict[str, str]:
        """What somebody had filled in, to be shown to them again; not yet looked at."""
        return {name: data[name][:1000] for name in cls.base_fields if data.get(name)}


# From a slip


class SignsField(forms.CharField):
    """Six letters and digits as one reads them off a slip: ｂｃ３ ４ｄ５ is BC34D5."""

    def __init__(self, **options: Any) -> None:
        asked = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "input-s"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=asked), **options)

    def clean(self, value: Any) -> str:
        signs = spelt(super().clean(value))
        if signs and not is_one(signs):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return signs


class ReferenceForm(forms.Form):
    """A booking number."""

    ref = SignsField(
        label=_("Booking number"),
        help_text=_("Six letters and digits, on your slip and in the message."),
        error_messages={
            "required": _("Please write the booking number; the desk knows it, too."),
            "invalid": _("A booking number has six letters and digits. The desk finds it by your name, too."),
        },
    )


class CodeForm(forms.Form):
    """What somebody reads off their slip on the telephone."""

    code = SignsField(
        label=_("Code for cancelling"),
        help_text=_("Six letters and digits, on the printed slip."),
        error_messages={
            "required": _("Please write the code that stands on the slip below the booking number."),
            "invalid": _("The code has six letters and digits; small letters and spaces do not matter."),
        },
    )


class SlipForm(ReferenceForm, CodeForm):
    """A slip in somebody's hand."""

    field_order = ("ref", "code")
