"""Who signs up. Nothing here decides or saves."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centres.form_fields import TokenField
from residents.models import Resident


class WhomForm(forms.Form):
    """Oneself, or somebody who agreed that one acts for them."""

    MYSELF = "me"

    whom = forms.ChoiceField(label=_("Who is it for?"), widget=forms.RadioSelect, initial=MYSELF)
    token = TokenField()

    def __init__(self, data: Mapping[str, str] | None = None, *, elders: Sequence[Resident], **options: Any) -> None:
        super().__init__(data, **options)
        self.elders = {f"for-{elder.pk}": elder for elder in elders}
        whom = self.fields["whom"]
        assert isinstance(whom, forms.ChoiceField)
        whom.choices = [(self.MYSELF, _("Myself")), *((key, elder.name) for key, elder in self.elders.items())]
        if not elders:
            whom.widget, whom.required = forms.HiddenInput(), False

    @property
    def elder(self) -> Resident | None:
        return self.elders.get(self.cleaned_data["whom"])
