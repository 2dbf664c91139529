"""Who signs up, and who comes along. Nothing here decides or saves."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, Session
from activities.together import CONSENT, Together
from centres.form_fields import TidyIntegerField, TokenField, tidy
from fairness.programme.forms import ArrangeForm
from residents import whom
from residents.fields import NameField

FIRST_YEAR = 1990


@dataclass(frozen=True, slots=True)
class Asks:
    """What a form has to ask beside whom it is for."""

    companion: bool = False
    child: bool = False
    born: bool = False
    guardian: bool = False

    @classmethod
    def of(cls, activities: Collection[Activity], *, minors: bool) -> "Asks":
        with_child = [each for each in activities if each.is_with_child]
        return cls(
            companion=any(each.party == Activity.Party.COMPANION for each in activities),
            child=bool(with_child),
            born=any(each.has_ages for each in with_child),
            guardian=bool(with_child) or minors,
        )


class TogetherForm(forms.Form):
    """Who comes along; of these questions only those that `asks` names. `year`: the present one."""

    persons = forms.TypedChoiceField(
        label=_("How many of you come?"),
        choices=[(1, _("One, alone")), (2, _("Two: one companion comes along"))],
        coerce=int,
        initial=1,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Two have both places, or neither. We need no name of the companion."),
    )
    child_name = NameField(
        label=_("The child's given name"),
        help_text=_("Without the family name: so that we can call the child by it."),
        none_given=_("Please fill in how the child is called."),
        autocomplete="off",
    )
    child_born = TidyIntegerField(
        label=_("The child's year of birth"),
        min_value=FIRST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-s"}),
        help_text=_("Four digits. It is asked because this is for children of a certain age."),
        error_messages={
            "required": _("Please fill in the year in which the child was born."),
            "invalid": _("Please write the year in four digits, such as 2018."),
            "min_value": _("Please write the year in four digits, such as 2018."),
        },
    )
    agrees = forms.BooleanField(
        label=CONSENT,
        error_messages={"required": _("A child comes only if the guardian agrees. Please tick the box.")},
    )

    def __init__(
        self, data: Mapping[str, str] | None = None, *, asks: Asks, year: int, insists: bool = True, **options: Any
    ) -> None:
        super().__init__(data, **options)
        born = self.fields["child_born"]
        assert isinstance(born, forms.IntegerField)
        born.validators.append(_not_after(year))
        wanted = {"persons": asks.companion, "child_name": asks.child, "child_born": asks.born}
        wanted["agrees"] = asks.guardian
        for name, is_asked in wanted.items():
            if not is_asked:
                del self.fields[name]
            elif name.startswith("child") or name == "agrees":
                self.fields[name].required = insists and asks.child

    @property
    def together(self) -> Together:
        wish = self.cleaned_data
        return Together(
            persons=wish.get("persons") or 1,
            child_name=wish.get("child_name", ""),
            child_born=wish.get("child_born"),
            agrees=wish.get("agrees", False),
        )

    @property
    def questions(self) -> list[forms.BoundField]:
        """Those asked, in their order."""
        return [self[name] for name in TogetherForm.base_fields if name in self.fields]


def _not_after(year: int) -> validators.MaxValueValidator:
    return validators.MaxValueValidator(year, _("This year is still to come. Please look again."))


class WhomForm(TogetherForm, whom.WhomForm):
    """Oneself, or somebody who agreed that one acts for them; and who comes along."""

    field_order = [*TogetherForm.base_fields, "whom", "token"]

    token = TokenField()


class MeetingPointForm(forms.Form):
    """Where those who come meet."""

    meeting_point = forms.CharField(
        label=Session._meta.get_field("meeting_point").verbose_name,
        max_length=60,
        required=False,
        help_text=Session._meta.get_field("meeting_point").help_text,
    )

    def clean_meeting_point(self) -> str:
        return tidy(self.cleaned_data["meeting_point"])


class ArrangeSessionForm(MeetingPointForm, ArrangeForm):
    """And how many places each date has, and where one meets."""

    field_order = [*ArrangeForm.field_order, "capacity", "meeting_point"]

    capacity = TidyIntegerField(
        label=_("How many places?"),
        min_value=1,
        max_value=1000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-s"}),
        help_text=_(
            "Empty: as many as the activity says, or as the course has. In a course that runs, whoever has a place "
            "there has one in the new dates, too, and is told."
        ),
    )


class EndForm(forms.Form):
    """Why an activity does not go on."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=60,
        help_text=_("The public and all who are concerned read it: “the teacher is ill”."),
    )
