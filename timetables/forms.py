"""Which week, which sites: the street office's Friday afternoon."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from centres.models import Centre
from timetables import site_week
from timetables.weeks import Week
from timetables.words import range_words, site_name

WEEKS_BEFORE, WEEKS_AFTER = 1, 4


class SitesField(forms.ModelMultipleChoiceField[Centre]):
    def label_from_instance(self, obj: Centre) -> str:
        return site_name(obj)


class PrintForm(forms.Form):
    """Next week and all sites are chosen to begin with, so that printing everything takes no choosing.

    A site out of use can be chosen while something still stands there.
    """

    week = forms.TypedChoiceField(
        label=_("Which week?"),
        coerce=Week.parse,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose a week."),
            "invalid_choice": _("Please choose one of these weeks."),
        },
    )
    centre = SitesField(
        label=_("Which sites?"),
        queryset=Centre.objects.none(),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Please choose at least one site."),
            "invalid_choice": _("“%(value)s” is none of your sites."),
        },
    )

    def __init__(self, *args: Any, sites: QuerySet[Centre], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this = Week.of(localdate(now))
        weeks = [Week.of(this.first + timedelta(weeks=n)) for n in range(-WEEKS_BEFORE, WEEKS_AFTER + 1)]
        week_field, centre_field = self.fields["week"], self.fields["centre"]
        assert isinstance(week_field, forms.TypedChoiceField)
        assert isinstance(centre_field, SitesField)
        week_field.choices = [(str(week), _week_words(week, this)) for week in weeks]
        week_field.initial = str(this.next)
        centre_field.queryset = site_week.sites(sites, weeks[0], weeks[-1], now=now)
        centre_field.initial = [site.slug for site in centre_field.queryset if site.is_active]


def _week_words(week: Week, this: Week) -> str:
    dates = range_words(week)
    if week == this:
        return str(_("This week: %(dates)s")) % {"dates": dates}
    if week == this.next:
        return str(_("Next week: %(dates)s")) % {"dates": dates}
    return dates
