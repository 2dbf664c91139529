"""What people type about a team: its name and where it meets, why they would join, what a paper is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from centres.models import Centre
from centres.photos import PhotoField
from residents.fields import NameField
from residents.models import Team

PAPER_EDGE = 2200  # px: a sheet of A4 that one can read


class TeamForm(forms.Form):
    """A new team."""

    name = NameField(
        label=gettext_lazy("Name of the team"),
        help_text=gettext_lazy("It hangs on the door while you are there: 敦化合唱团."),
        none_given=gettext_lazy("Please give the team a name."),
        autocomplete="off",
    )
    about = forms.CharField(
        label=gettext_lazy("What do you do together?"),
        help_text=gettext_lazy("One or two sentences for neighbours who look for a team."),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"max_length": gettext_lazy("Please make it shorter: 200 characters at most.")},
    )
    centre = forms.ModelChoiceField(
        label=gettext_lazy("Where do you mostly meet?"),
        help_text=gettext_lazy("The desk there calls you where no text message reaches you."),
        queryset=Centre.objects.none(),
        empty_label=gettext_lazy("Please choose"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        centre = self.fields["centre"]
        assert isinstance(centre, forms.ModelChoiceField)
        centre.queryset = Centre.objects.all()

    def clean_about(self) -> str:
        return " ".join(self.cleaned_data["about"].split())


class TeamEditForm(TeamForm):
    """A team as it stands."""

    is_open = forms.BooleanField(
        label=gettext_lazy("Neighbours may ask to join"),
        required=False,
    )

    @classmethod
    def as_it_stands(cls, team: Team) -> dict[str, object]:
        return {"name": team.name, "about": team.about, "centre": team.centre, "is_open": team.is_open}


class JoinForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("A word to the leader"),
        help_text=gettext_lazy("Such as: I have sung alto for ten years."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": gettext_lazy("Please make it shorter: 120 characters at most.")},
    )


class PaperForm(forms.Form):
    """A photo of a paper; what comes out is our own picture of it."""

    title = forms.CharField(
        label=gettext_lazy("What is it?"),
        help_text=gettext_lazy("Such as: list of members, certificate."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Please say in a word or two what it is.")},
    )
    photo = PhotoField(
        label=gettext_lazy("A photo of it"),
        help_text=gettext_lazy("Taken with the phone, 8 MB at most."),
        longest_edge=PAPER_EDGE,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        error_messages={
            "required": gettext_lazy("Please choose the photo."),
            "empty": gettext_lazy("This file is empty. Please choose another one."),
        },
    )
