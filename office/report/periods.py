"""For which days a report is made: a month, a quarter, a year, or any two dates; and what lies before it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.availability import DAY
from centres.form_fields import TidyDateField
from centres.words import date_words

LONGEST = 400  # days
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """Both days included. `before` is as long, or the month, quarter or year that came before."""

    first: date
    last: date
    months: int = 0  # of the calendar; 0 where it is any two dates

    @classmethod
    def of_months(cls, first: date, months: int) -> Self:
        """`first` is the first of a month."""
        return cls(first, _months_on(first, months) - DAY, months)

    @property
    def before(self) -> Self:
        if self.months:
            return self.of_months(_months_on(self.first, -self.months), self.months)
        length = self.last - self.first + DAY
        return type(self)(self.first - length, self.first - DAY)

    @property
    def words(self) -> str:
        first, last = (date_words(day, with_year=True) for day in (self.first, self.last))
        return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _months_on(first: date, months: int) -> date:
    years, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(years, month + 1, 1)


def _in_a_month(day: date, length: int) -> date:
    """The first day of the month, quarter or year around it."""
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def _named(length: int, back: int) -> Callable[[date], Period]:
    return lambda today: Period.of_months(_months_on(_in_a_month(today, length), back * length), length)


NAMED: dict[str, tuple[Promise, Callable[[date], Period]]] = {
    "month": (gettext_lazy("This month"), _named(1, 0)),
    "last-month": (gettext_lazy("Last month"), _named(1, -1)),
    "quarter": (gettext_lazy("This quarter"), _named(3, 0)),
    "last-quarter": (gettext_lazy("Last quarter"), _named(3, -1)),
    "year": (gettext_lazy("This year"), _named(12, 0)),
    "last-year": (gettext_lazy("Last year"), _named(12, -1)),
}


class DatesForm(forms.Form):
    """Any two dates; for one site or for all."""

    first = TidyDateField(label=gettext_lazy("From which day"), widget=forms.DateInput(attrs={"type": "date"}))
    last = TidyDateField(label=gettext_lazy("To which day"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last:
            self._judge(first, last)
        return self.cleaned_data

    def _judge(self, first: date, last: date) -> None:
        if last < first:
            self.add_error("last", _("The last day comes before the first one. Please change one of them."))
        elif last - first >= timedelta(days=LONGEST):
            words = _("A report holds %(count)d days at most. Please choose fewer, or make two of them.")
            self.add_error("last", words % {"count": LONGEST})
        elif not EARLIEST <= first <= last <= LATEST:
            self.add_error("first", _("We have no numbers of these years. Please choose other days."))

    @property
    def period(self) -> Period:
        return Period(self.cleaned_data["first"], self.cleaned_data["last"])
