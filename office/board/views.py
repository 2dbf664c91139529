"""Pages of the week board. Each loads only from the sites this member of staff runs; any other is a 404."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings import slips
from bookings.forms import CodeForm
from bookings.messages import told_of_entry
from bookings.models import Booking
from centres import claimants
from centres.claimants import CannotChange, Told
from centres.models import Centre, Occupancy, Room, RoomTaken
from centres.words import local_day, when_words
from office.actions.behalf import book_on_behalf, walk_in
from office.actions.closures import close_rooms
from office.board import instead, pages
from office.board.forms import BookingForm, CancelForm, ClosureForm, MoveForm
from office.board.free_days import FreeDay
from office.board.refusals import Outcome, told_above, told_on
from residents import looks
from residents.guards import staff_member
from residents.models import User
from timetables import site_week
from timetables.weeks import UnknownWeek, Week


@require_safe
@login_required
def sites(request: HttpRequest) -> HttpResponse:
    """The sites one runs; straight to the board where there is only one."""
    own = list(staff_member(request).sites())
    if len(own) == 1:
        return redirect("board:week", own[0].slug)
    return render(request, "office/board/sites.html", {"sites": own})


@require_safe
@login_required
def week(request: HttpRequest, slug: str) -> HttpResponse:
    user = staff_member(request)
    centre = get_object_or_404(user.sites(), slug=slug)
    now = timezone.now()
    this_week = Week.of(local_day(now))
    shown = _week(request.GET.get("week", ""), default=this_week)
    if shown is None:
        messages.warning(request, _("There is no such week; this is the current one."))
        return redirect("board:week", centre.slug)
    board = pages.board(site_week.load(centre, shown, now=now), now=now)
    undo = pages.UndoOffer.asked_for(request.GET.get("cancelled", ""), centre, by=user, now=now)
    context = {"centre": centre, "week": shown, "this_week": this_week, "board": board, "undo": undo}
    return render(request, "office/board/week.html", context)


@login_required
def book(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a booking on behalf of a resident, known or new."""
    user = staff_member(request)
    centre = get_object_or_404(user.sites(), slug=slug)
    rooms, now, sent = _rooms(centre), timezone.now(), instead.typed(request.POST)
    day = FreeDay.asked_for(sent or request.GET, rooms, now=now)
    finder = pages.Finder.of(request.GET.get("who", ""))
    has_walked_in = "now" in request.GET
    proposed = day.for_booking() if day and not has_walked_in else {}
    initial = {**request.GET.dict(), **finder.typed, **proposed}
    form = BookingForm(sent or None, initial=initial, rooms=rooms)
    outcome = Outcome()
    if form.is_valid():
        with told_on(form, outcome):
            booking = (walk_in if has_walked_in else book_on_behalf)(**form.wish(), by=user, now=now)
            told = told_of_entry(booking, by=user)
            messages.success(request, pages.with_slip(pages.in_one(pages.booked_words(booking), told), booking))
            _ask_to_tell(request, told)
            return _to_today(booking) if has_walked_in else _back_to_board(centre, booking.occupancy)
    near = _near_booking(outcome, form, user, now=now)
    person = pages.chosen_person(form)
    context = {"centre": centre, "form": form, "day": day, "finder": finder, "person": person, "near": near}
    return render(request, "office/board/book.html", context)


@login_required
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a room out of use for part of a day."""
    user = staff_member(request)
    centre = get_object_or_404(user.sites(), slug=slug)
    rooms, now = _rooms(centre), timezone.now()
    day = FreeDay.asked_for(request.POST or request.GET, rooms, now=now)
    initial = {**request.GET.dict(), **(day.for_closure() if day else {})}
    form = ClosureForm(request.POST or None, initial=initial, rooms=rooms)
    obstacles: list[pages.Obstacle] = []
    if form.is_valid():
        room, span, title = (form.cleaned_data[name] for name in ("room", "span", "title"))
        wants, token = [(room, span)], form.cleaned_data["token"]
        with told_on(form):
            try:
                closure = close_rooms(wants=wants, title=title, by=user, now=now, token=token)
            except RoomTaken as taken:
                obstacles = pages.obstacles(room, span, now=now)
                raise CannotChange(_("Please move or cancel first what stands there, then come back.")) from taken
            messages.success(request, _("%(room)s is out of use: %(title)s.") % {"room": room, "title": closure})
            return _back_to_board(centre, closure.holds.get().occupancy)
    context = {"centre": centre, "form": form, "day": day, "obstacles": obstacles}
    return render(request, "office/board/close.html", context)


# One entry


@dataclass(frozen=True, slots=True)
class Entry:
    """An occupancy of a site, and the member of staff who has it before them."""

    by: User
    centre: Centre
    held: Occupancy


def of_entry(view: Callable[[HttpRequest, Entry], HttpResponse]) -> Callable[[HttpRequest, str, int], HttpResponse]:
    """Load the main row; one that was cancelled or moved since the board was opened leads back to it."""

    @login_required
    @wraps(view)
    def loaded(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        user = staff_member(request)
        centre = get_object_or_404(user.sites(), slug=slug)
        held = get_object_or_404(Occupancy.objects.mains().at([centre]).with_place(), pk=pk)
        if not held.stands(timezone.now()):
            messages.warning(request, _("This was changed or cancelled meanwhile. Here is the board as it is now."))
            return _back_without(centre, held)
        return view(request, Entry(user, centre, held))

    return loaded


@require_safe
@of_entry
def occupancy(request: HttpRequest, entry: Entry) -> HttpResponse:
    """What staff know of it, and what they can do with it."""
    return _occupancy_page(request, entry, CodeForm())


@require_POST
@of_entry
def slip_check(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Whether somebody on the telephone holds the slip; the code itself stands on no screen."""
    form, booking = CodeForm(request.POST), Booking.objects.holding([entry.held]).first()
    if booking is None:
        raise Http404
    if not form.is_valid():
        return _occupancy_page(request, entry, form)
    try:
        is_right = slips.check(booking, form.cleaned_data["code"], now=timezone.now())
    except slips.TooManyTries:
        return _occupancy_page(request, entry, form, pages.RESTS, status=429)
    if is_right:
        return _occupancy_page(request, entry, CodeForm(), pages.RIGHT)
    return _occupancy_page(request, entry, form, pages.WRONG)


@of_entry
def move(request: HttpRequest, entry: Entry) -> HttpResponse:
    held, rooms, now = entry.held, _rooms(entry.centre), timezone.now()
    claimant, initial = claimants.of_kind(held.kind), pages.place_and_time(held)
    sent, outcome = instead.typed(request.POST), Outcome()
    form = MoveForm(sent or None, initial=initial, rooms=rooms, claimant=claimant)
    if form.is_valid():
        wish = form.wish()
        with told_on(form, outcome):
            told = claimant.move(occupancy=held, **wish, by=entry.by, now=now)
            where = {"room": wish["room"], "when": when_words(wish["span"])}
            _tell(request, _("Moved to %(room)s, %(when)s.") % where, told)
            return _board_at(entry.centre, Week.of(local_day(wish["span"].starts_at)))
    day = FreeDay.asked_for(sent or initial, rooms, now=now)
    near = _near_move(outcome, form, entry, now=now)
    context = {"centre": entry.centre, "held": _looked_at(entry), "form": form, "day": day, "near": near}
    return render(request, "office/board/move.html", context)


@of_entry
def cancel(request: HttpRequest, entry: Entry) -> HttpResponse:
    held, form = entry.held, CancelForm(request.POST or None)
    if form.is_valid():
        with told_on(form):
            told = claimants.of_kind(held.kind).cancel(
                occupancy=held, by=entry.by, reason=form.cleaned_data["reason"], now=timezone.now()
            )
            _tell(request, _("Cancelled. %(room)s is free again.") % {"room": held.room}, told)
            return _back_without(entry.centre, held)
    context = {"centre": entry.centre, "held": _looked_at(entry), "form": form}
    return render(request, "office/board/cancel.html", context)


@require_POST
@login_required
def undo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Bring back what was cancelled a moment ago."""
    user = staff_member(request)
    centre = get_object_or_404(user.sites(), slug=slug)
    gone = get_object_or_404(Occupancy.objects.mains().at([centre]).with_place(), pk=pk)
    way_back = claimants.of_kind(gone.kind).undo
    if way_back is None:
        raise Http404
    with told_above(request):
        told = way_back.revive(occupancy=gone, by=user, now=timezone.now())
        _tell(request, _("It stands again: %(room)s, %(when)s.") % {"room": gone.room, "when": when_words(gone)}, told)
    return _back_to_board(centre, gone)


# What several pages need


def _near_booking(outcome: Outcome, form: BookingForm, user: User, *, now: datetime) -> list[instead.Instead]:
    if outcome.refused is None:
        return []
    own = list(user.sites())
    return instead.near(outcome.refused, form.cleaned_data, party=form.cleaned_data["party"], own=own, now=now)


def _near_move(outcome: Outcome, form: MoveForm, entry: Entry, *, now: datetime) -> list[instead.Instead]:
    """Where else a resident's booking could go; the programme finds its own way."""
    booking = Booking.objects.holding([entry.held]).first() if outcome.refused else None
    if booking is None:
        return []
    claim, own = entry.held.claim, [entry.centre]
    return instead.near(outcome.refused, form.cleaned_data, party=booking.party, own=own, now=now, leaving=claim)


def _rooms(centre: Centre) -> list[Room]:
    return list(Room.objects.active().at([centre]).select_related("centre").in_order())


def _occupancy_page(
    request: HttpRequest, entry: Entry, form: CodeForm, verdict: pages.Verdict | None = None, *, status: int = 200
) -> HttpResponse:
    context = {"centre": entry.centre, "held": _looked_at(entry), "code_form": form, "verdict": verdict}
    return render(request, "office/board/occupancy.html", context, status=status)


def _looked_at(entry: Entry) -> pages.Held:
    """The entry with a number in full: whoever sees it is on record."""
    looks.note(entry.by, "occupancy", entry.held.pk)
    return pages.held(entry.held)


def _tell(request: HttpRequest, done: str, told: Told) -> None:
    """Above the next page: what was done and who gets a message, then whom the clerk has to tell."""
    messages.success(request, pages.in_one(done, told))
    _ask_to_tell(request, told)


def _ask_to_tell(request: HttpRequest, told: Told) -> None:
    for sentence in told.to_do:
        messages.warning(request, sentence)


def _week(text: str, *, default: Week) -> Week | None:
    try:
        return Week.parse(text) if text else default
    except UnknownWeek:
        return None


def _back_to_board(centre: Centre, near: Occupancy) -> HttpResponseRedirect:
    return _board_at(centre, Week.of(local_day(near.starts_at)))


def _to_today(booking: Booking) -> HttpResponseRedirect:
    return redirect(f"{reverse('board:today', args=[booking.room.centre.slug])}#{booking.ref}")


def _back_without(centre: Centre, gone: Occupancy) -> HttpResponse:
    """To the board, which offers for some minutes to bring it back."""
    return redirect(f"{_back_to_board(centre, gone).url}&cancelled={gone.pk}")


def _board_at(centre: Centre, shown: Week) -> HttpResponseRedirect:
    return redirect(f"{reverse('board:week', args=[centre.slug])}?week={shown}")
