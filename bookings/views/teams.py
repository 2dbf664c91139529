"""The standing hours of the teams, for everybody to read: why a room is always taken at the same time."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bookings.models import Series
from centres.models import Centre
from centres.words import date_words, weekday_words


@dataclass(frozen=True, slots=True)
class Hours:
    """One team's, in public words: nobody's name or number."""

    when: str
    room: str
    room_pk: int
    team: str
    how_long: str

    @classmethod
    def of(cls, series: Series) -> "Hours":
        until = min(series.last_on, series.confirm_by)
        return cls(
            when=f"{weekday_words(series.first_on)} {series.starts:%H:%M}–{series.ends:%H:%M}",
            room=series.room.name,
            room_pk=series.room_id,
            team=series.team.name,
            how_long=_("%(rhythm)s, until %(day)s") % {"rhythm": series.rhythm, "day": date_words(until)},
        )


@require_safe
def standing_list(request: HttpRequest) -> HttpResponse:
    """By site; in the order of the week."""
    order = ("room__centre__kind", "room__centre__number", "first_on__iso_week_day", "starts", "room__number", "pk")
    standing = Series.objects.standing().with_place().order_by(*order)
    sites: list[tuple[Centre, Sequence[Hours]]] = [
        (centre, [Hours.of(series) for series in group])
        for centre, group in groupby(standing, key=lambda series: series.room.centre)
    ]
    return render(request, "bookings/standing_list.html", {"sites": sites})
