"""Standing hours of teams at a site: enter them after a look at every date, see their use, move, end, confirm."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from bookings import actions
from bookings.actions import Date
from bookings.models import Series
from bookings.rows import state_badge
from bookings.series import Line, Verdict, preview
from bookings.words import people_words
from centres.availability import local_midnight
from centres.claimants import CannotChange
from centres.models import Centre, Room, RoomTaken
from centres.rows import Row
from centres.words import date_words, local_day, moment_words, when_words
from office.board.forms import EndSeriesForm, SeriesForm, ShiftForm
from office.board.refusals import told_above
from residents.guards import staff_member
from residents.models import User

A_PAGE = 30
LEAVE_OUT = "out"


@dataclass(frozen=True, slots=True)
class Standing:
    """A series in a list."""

    series: Series
    words: str
    is_due: bool  # its leader was asked, and has not answered

    @classmethod
    def of(cls, series: Series) -> Self:
        times = f"{series.starts:%H:%M}–{series.ends:%H:%M}"
        until = _("until %(day)s") % {"day": date_words(series.last_on)}
        words = "\u2060·".join([series.room.name, series.rhythm, times, until])
        return cls(series, words, series.asked_at is not None and not series.has_ended)


@require_safe
@login_required
def series_list(request: HttpRequest, slug: str) -> HttpResponse:
    centre = _centre(request, slug)
    found = Series.objects.standing().at([centre]).with_place().order_by("confirm_by", "pk")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {"centre": centre, "page": page, "standing": [Standing.of(series) for series in page]}
    return render(request, "office/board/series_list.html", context)


@login_required
def series_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Fill in, look at every date, and only then take them."""
    centre, user, now = _centre(request, slug), staff_member(request), timezone.now()
    rooms = _rooms(centre)
    form = SeriesForm(request.POST or None, initial=request.GET.dict(), rooms=rooms)
    lines: list[Line] = []
    if form.is_valid():
        wish = form.cleaned_data
        lines = preview(wish["room"], wish["pattern"], wish["starts"], wish["ends"], party=wish["party"], now=now)
        if wish["party"] > wish["room"].capacity:
            form.add_error("party", _("The room is too small for so many."))
        elif request.POST.get("step") == "take":
            return _take(request, centre, form, lines, by=user, now=now)
    context = {
        "centre": centre,
        "form": form,
        "lines": lines if not form.errors else [],
        "free": sum(line.is_free for line in lines),
    }
    return render(request, "office/board/series_new.html", context)


def _take(
    request: HttpRequest, centre: Centre, form: SeriesForm, lines: list[Line], *, by: User, now: datetime
) -> HttpResponse:
    wish = form.cleaned_data
    try:
        series = actions.create_series(
            team=wish["team"],
            room=wish["room"],
            every=wish["every"],
            starts=wish["starts"],
            ends=wish["ends"],
            dates=[_chosen(line, request.POST.get(f"on-{line.on}", ""), wish["room"]) for line in lines],
            party=wish["party"],
            purpose=wish["purpose"],
            by=by,
            token=wish["token"],
            now=now,
        )
    except CannotChange as error:
        form.add_error(None, error.sentence)
        context = {"centre": centre, "form": form, "lines": lines, "free": sum(line.is_free for line in lines)}
        return render(request, "office/board/series_new.html", context)
    count = series.bookings.count()
    words = ngettext("%(count)d date is taken for %(team)s.", "%(count)d dates are taken for %(team)s.", count)
    messages.success(request, words % {"count": count, "team": series.team.name})
    return redirect("board:series", centre.slug, series.pk)


def _chosen(line: Line, choice: str, room: Room) -> Date:
    """A free date unless it was ticked off; its alternative where that was chosen."""
    if line.is_free:
        return (
            Date(line.on, reason=_("Left out on purpose.")) if choice == LEAVE_OUT else Date(line.on, room, line.span)
        )
    if line.verdict is Verdict.TAKEN and line.alternative and choice == line.alternative.key:
        return Date(line.on, line.alternative.room, line.alternative.span)
    return Date(line.on, reason=line.why)


# One series


@require_safe
@login_required
def series_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return _page(request, _series(request, slug, pk))


def _page(
    request: HttpRequest, series: Series, *, shift: ShiftForm | None = None, ending: EndSeriesForm | None = None
) -> HttpResponse:
    now = timezone.now()
    since = _since(request.GET.get("since", ""), default=local_day(now) + timedelta(days=1))
    bookings = series.bookings.with_place().order_by("occupancy__starts_at")
    use = series.use(now)
    place: dict[str, object] = {"since": since, "room": series.room_id}
    place |= {"starts": f"{series.starts:%H:%M}", "ends": f"{series.ends:%H:%M}"}
    rows = [
        Row(_("Room"), f"{series.room.centre.short_name}·{series.room.name}"),
        Row(_("How often"), f"{series.rhythm} {series.starts:%H:%M}–{series.ends:%H:%M}"),
        Row(_("People"), people_words(series.party)),
        Row(_("What for"), series.purpose),
        Row(_("Used so far"), _("%(used)d of %(over)d") % {"used": use.used, "over": use.over}),
        Row(_("Confirmed until"), date_words(series.confirm_by), _asked(series)),
    ]
    context = {
        "centre": series.room.centre,
        "series": series,
        "rows": rows,
        "dates": [(booking, when_words(booking.occupancy), *state_badge(booking, now=now)) for booking in bookings],
        "left_out": [(date_words(each.on, with_year=True), each.reason) for each in series.left_out.all()],
        "shift": shift or ShiftForm(initial=place, rooms=_rooms(series.room.centre), prefix="to"),
        "ending": ending or EndSeriesForm(initial={"since": since}, prefix="end"),
    }
    return render(request, "office/board/series.html", context)


def _since(text: str, *, default: date) -> date:
    """As a link to the series says it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return default


def _asked(series: Series) -> str:
    if series.has_ended and series.ended_at:
        return _("Ended %(moment)s.") % {"moment": moment_words(series.ended_at)}
    if series.asked_at:
        return _("Asked %(moment)s; no answer yet.") % {"moment": moment_words(series.asked_at)}
    return _("The leader is asked on %(day)s.") % {"day": date_words(series.ask_on)}


@require_POST
@login_required
def series_confirm(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The leader said yes at the desk or on the telephone."""
    series = _series(request, slug, pk)
    with told_above(request):
        actions.confirm_series(series=series, by=staff_member(request), now=timezone.now())
        messages.success(request, _("Confirmed until %(day)s.") % {"day": date_words(series.confirm_by)})
    return redirect("board:series", slug, pk)


@require_POST
@login_required
def series_shift(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    series, now = _series(request, slug, pk), timezone.now()
    form = ShiftForm(request.POST, rooms=_rooms(series.room.centre), prefix="to")
    if not form.is_valid():
        return _page(request, series, shift=form)
    wish = {name: form.cleaned_data[name] for name in ("room", "starts", "ends")}
    since = local_midnight(form.cleaned_data["since"])
    try:
        count = actions.shift_series(series=series, **wish, since=since, by=staff_member(request), now=now)
    except RoomTaken as taken:
        days = _(", ").join(date_words(want.span.starts_at) for want in taken.wants)
        form.add_error(None, _("Nothing was moved: it is taken on %(days)s.") % {"days": days})
        return _page(request, series, shift=form)
    except CannotChange as error:
        form.add_error(None, error.sentence)
        return _page(request, series, shift=form)
    words = ngettext("%(count)d date was moved.", "%(count)d dates were moved.", count)
    messages.success(request, words % {"count": count})
    return redirect("board:series", slug, pk)


@require_POST
@login_required
def series_end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    series, now = _series(request, slug, pk), timezone.now()
    form = EndSeriesForm(request.POST, prefix="end")
    if not form.is_valid():
        return _page(request, series, ending=form)
    since, reason = local_midnight(form.cleaned_data["since"]), form.cleaned_data["reason"]
    with told_above(request):
        count = actions.end_series(series=series, since=since, by=staff_member(request), now=now, reason=reason)
        words = ngettext("%(count)d date is free again.", "%(count)d dates are free again.", count)
        messages.success(request, words % {"count": count})
    return redirect("board:series", slug, pk)


def _centre(request: HttpRequest, slug: str) -> Centre:
    return get_object_or_404(staff_member(request).sites(), slug=slug)


def _series(request: HttpRequest, slug: str, pk: int) -> Series:
    return get_object_or_404(Series.objects.at([_centre(request, slug)]).with_place(), pk=pk)


def _rooms(centre: Centre) -> list[Room]:
    return list(Room.objects.bookable().at([centre]).select_related("centre").in_order())
