"""Which week, which sites: the street office's Friday afternoon."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from centres.models import Centre
from timetables.weeks import Week
from timetables.words import range_words

WEEKS_BEFORE, WEEKS_AFTER = 1, 4


class PrintForm(forms.Form):
    """Next week and all sites are chosen to begin with, so that printing everything takes no choosing."""

    week = forms.TypedChoiceField(
        label=_("Which week?"),
        coerce=Week.parse,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose a week."),
            "invalid_choice": _("Please choose one of these weeks."),
        },
    )
    centre = forms.ModelMultipleChoiceField(
        label=_("Which sites?"),
        queryset=Centre.objects.none(),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Please choose at least one site."),
            "invalid_choice": _("“%(value)s” is none of your sites."),
        },
    )

    def __init__(self, *args: Any, sites: QuerySet[Centre], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this = Week.of(today)
        weeks = [Week.of(this.first + timedelta(weeks=n)) for n in range(-WEEKS_BEFORE, WEEKS_AFTER + 1)]
        week_field, centre_field = self.fields["week"], self.fields["centre"]
        assert isinstance(week_field, forms.TypedChoiceField)
        assert isinstance(centre_field, forms.ModelMultipleChoiceField)
        week_field.choices = [(str(week), _week_words(week, this)) for week in weeks]
        week_field.initial = str(this.next)
        centre_field.queryset = sites
        centre_field.initial = [site.slug for site in sites]


def _week_words(week: Week, this: Week) -> str:
    dates = range_words(week)
    if week == this:
        return str(_("This week: %(dates)s")) % {"dates": dates}
    if week == this.next:
        return str(_("Next week: %(dates)s")) % {"dates": dates}
    return dates
