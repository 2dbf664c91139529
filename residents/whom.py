"""For whom somebody signs up or books: oneself, or somebody who agreed that one acts for them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from residents.models import Resident


class WhomForm(forms.Form):
    """Asked only where there is a choice. `others` are further answers an app knows, each with its words."""

    MYSELF = "me"

    whom = forms.ChoiceField(label=_("Who is it for?"), widget=forms.RadioSelect, initial=MYSELF)

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        elders: Sequence[Resident] = (),
        others: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.elders = {self.key_of(elder.pk): elder for elder in elders}
        choices = [(key, elder.name) for key, elder in self.elders.items()] + list((others or {}).items())
        whom = self.fields["whom"]
        assert isinstance(whom, forms.ChoiceField)
        whom.choices = [(self.MYSELF, _("Myself")), *choices]
        if not choices:
            whom.widget, whom.required = forms.HiddenInput(), False

    @staticmethod
    def key_of(resident: int | None) -> str:
        """The answer that means this person, by their key."""
        return f"for-{resident}"

    @property
    def elder(self) -> Resident | None:
        """Somebody who agreed that whoever asks acts for them."""
        return self.elders.get(self.cleaned_data["whom"])
