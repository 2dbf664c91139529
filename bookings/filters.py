"""Which rooms suit: how many people, which site, what is in them, how one gets in."""

from collections.abc import Collection

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, Filter, FilterSet, MultipleChoiceFilter

from bookings.forms import PeopleField, WhenForm
from centres.models import Centre, Equipment, Room

# What a body asks of the way in and of the room. A room is step-free when there is no step to it.
ACCESS = {
    "step_free": (_("No steps, a wheelchair can enter"), Q(steps=0) & (Q(floor__lte=1) | Q(has_lift=True))),
    "lift": (_("Lift"), Q(has_lift=True)),
    "toilet": (_("Accessible toilet"), Q(has_accessible_toilet=True)),
    "loop": (_("Hearing loop"), Q(has_hearing_loop=True)),
    "armchairs": (_("Chairs with arms"), Q(has_armchairs=True)),
}


class PeopleFilter(Filter):  # type: ignore[misc]  # django-filter has no types
    field_class = PeopleField


class RoomFilter(FilterSet):  # type: ignore[misc]
    """The search form: the day and time of WhenForm, which do not narrow the rooms, and what does."""

    people = PeopleFilter(field_name="capacity", lookup_expr="gte", label=_("How many people?"))
    centre = ChoiceFilter(field_name="centre__slug", label=_("Where?"), empty_label=_("Anywhere"))
    equipment = MultipleChoiceFilter(
        field_name="equipment__name",
        conjoined=True,
        distinct=False,
        label=_("With"),
        widget=forms.CheckboxSelectMultiple,
    )
    access = MultipleChoiceFilter(
        method="with_access",
        choices=[(name, label) for name, (label, _having) in ACCESS.items()],
        label=_("Easy to reach and to use"),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Room
        fields: list[str] = []
        form = WhenForm

    def __init__(self, data: QueryDict, queryset: "QuerySet[Room]") -> None:
        """Reads the sites and the equipment there are, a query each."""
        super().__init__(data, queryset)
        self.filters["centre"].extra["choices"] = list(Centre.objects.active().values_list("slug", "name"))
        self.filters["equipment"].extra["choices"] = [
            (name, name)
            for name in Equipment.objects.filter(rooms__in=queryset).distinct().values_list("name", flat=True)
        ]

    def filter_queryset(self, queryset: "QuerySet[Room]") -> "QuerySet[Room]":
        for name, narrow in self.filters.items():
            queryset = narrow.filter(queryset, self.form.cleaned_data.get(name))
        return queryset

    def with_access(self, queryset: "QuerySet[Room]", _name: str, wanted: Collection[str]) -> "QuerySet[Room]":
        for name in wanted:
            _label, having = ACCESS[name]
            queryset = queryset.filter(having)
        return queryset
