"""Every component in every state on one page, for staff and for whoever builds pages: docs/face.md to look at.

All that stands on it is made up; it reads nothing but the sites for the sketch of the streets.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from django import forms
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from bookings.cards import Empty, Way
from bookings.forms import PeopleField
from bookings.free_times import Leaf, TimeLink
from bookings.rows import Slip
from bookings.words import people_words
from centres.models import Centre
from centres.rows import Row
from centres.words import date_words
from office.sketch import sketch
from residents.guards import staff_member
from timetables.typesetting import qr

NOWHERE = "#main"  # where the links of samples lead


class SampleForm(forms.Form):
    """Every kind of field."""

    whom = forms.ChoiceField(
        label=gettext_lazy("Who is it for?"),
        widget=forms.RadioSelect,
        choices=[("me", gettext_lazy("Myself")), ("team", gettext_lazy("Our team"))],
    )
    party = PeopleField(label=gettext_lazy("How many people?"), help_text=gettext_lazy("Yourself included."))
    part = forms.ChoiceField(
        label=gettext_lazy("When?"),
        choices=[("", gettext_lazy("All day")), ("morning", gettext_lazy("Morning"))],
        required=False,
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("Equipment"),
        widget=forms.CheckboxSelectMultiple,
        choices=[("a", gettext_lazy("Hearing loop")), ("b", gettext_lazy("Lift"))],
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("Anything else to say?"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    agreed = forms.BooleanField(label=gettext_lazy("I have read this"))


@require_safe
@login_required
def styleguide(request: HttpRequest) -> HttpResponse:
    staff_member(request)
    today = timezone.localdate()
    return render(request, "styleguide.html", samples(today, url=request.build_absolute_uri()))


def samples(today: date, *, url: str) -> Mapping[str, object]:
    """What the page shows, in the very types that the real pages use."""
    return {
        "icons": drawn_icons(),
        "badges": [
            ("free", _("Free")),
            ("wait", _("Waiting")),
            ("done", _("Confirmed")),
            ("full", _("Full that day")),
            ("stop", _("Out of use")),
            ("gone", _("Cancelled")),
        ],
        "leaves": [sample_leaf(today, number) for number in range(8)],
        "times": [
            TimeLink("09:00–10:30", NOWHERE),
            TimeLink(f"10:30–12:00 {_('booked')}"),
            TimeLink("13:30–15:00", NOWHERE),
        ],
        "plain": SampleForm(auto_id="plain_%s"),
        "with_unit": SampleForm(auto_id="unit_%s"),
        "wrong": SampleForm({"party": _("many"), "note": _("A sample")}, auto_id="wrong_%s"),
        "steps": [_("Choose a time"), _("Fill in"), _("Check"), _("Booked")],
        "rows": sample_rows(today),
        "slip": sample_slip(today, url=url),
        "slip_gone": sample_slip(today),
        "empty": Empty(
            _("Nothing is free then"), _("These days there is something:"), [Way(NOWHERE, date_words(today))]
        ),
        "page": Paginator(range(30), 10).get_page(2),
        "plates": sketch(list(Centre.objects.active()), here="c3", usual="c1"),
        "week": [today + timedelta(days=number) for number in range(7)],
    }


def drawn_icons() -> list[str]:
    """The names in the sprite."""
    return re.findall(r'<symbol id="(\w+)"', Path(str(finders.find("img/icons.svg"))).read_text(encoding="utf-8"))


def sample_leaf(today: date, number: int) -> Leaf:
    on = today + timedelta(days=number)
    say = _("closed") if number == 4 else people_words(number + 3)
    return Leaf.of(on, today=today, say=say, url=NOWHERE, is_chosen=number == 1, is_off=number == 4)


def sample_rows(today: date) -> list[Row]:
    return [
        Row(_("Day"), date_words(today, with_year=True), _("A sample"), NOWHERE),
        Row(_("Room"), _("A sample"), "101"),
        Row(_("Phone"), "138****0001", _("only to remind you")),
    ]


def sample_slip(today: date, *, url: str = "") -> Slip:
    """As it is held; without `url` as it looks when cancelled, its stub torn off."""
    return Slip(
        label=_("A sample"),
        when=format_html('{}<br><span class="nowrap">09:00–10:30</span>', date_words(today)),
        plate_top=_("Centre"),
        plate_big="101",
        badge_kind="done" if url else "gone",
        badge_words=_("Confirmed") if url else _("Cancelled"),
        rows=sample_rows(today)[1:],
        reference="BCDFGH" if url else "",
        qr=SafeString(qr(url, css="qr")) if url else "",
    )
