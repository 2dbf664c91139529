"""Pages of the week board. Each loads only from the sites this member of staff runs; any other is a 404."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from centres import claimants
from centres.models import Centre, Occupancy, Room
from centres.words import local_day, when_words
from office.actions.behalf import book_on_behalf
from office.actions.closures import close_rooms
from office.board import pages
from office.board.forms import BookingForm, CancelForm, ClosureForm, MoveForm
from office.board.free_days import FreeDay
from office.board.refusals import told_on
from residents.guards import staff_member
from residents.models import User
from timetables import site_week
from timetables.weeks import UnknownWeek, Week

logger = logging.getLogger("residents.looks")  # kept as long as other looks at residents


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
    centre = get_object_or_404(staff_member(request).sites(), slug=slug)
    now = timezone.now()
    this_week = Week.of(local_day(now))
    shown = _week(request.GET.get("week", ""), default=this_week)
    if shown is None:
        messages.warning(request, _("There is no such week; this is the current one."))
        return redirect("board:week", centre.slug)
    board = pages.board(site_week.load(centre, shown, now=now), now=now)
    context = {"centre": centre, "week": shown, "this_week": this_week, "board": board}
    return render(request, "office/board/week.html", context)


@login_required
def book(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a booking on behalf of a resident, known or new."""
    user = staff_member(request)
    centre = get_object_or_404(user.sites(), slug=slug)
    rooms, now = _rooms(centre), timezone.now()
    day = FreeDay.asked_for(request.POST or request.GET, rooms, now=now)
    finder = pages.Finder.of(request.GET.get("who", ""))
    initial = {**request.GET.dict(), **finder.typed, **(day.for_booking() if day else {})}
    form = BookingForm(request.POST or None, initial=initial, rooms=rooms)
    if form.is_valid():
        with told_on(form):
            booking = book_on_behalf(**form.wish(), by=user, now=now)
            messages.success(request, pages.booked_words(booking))
            return _back_to_board(centre, booking.occupancy)
    context = {"centre": centre, "form": form, "day": day, "finder": finder, "person": pages.chosen_person(form)}
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
    if form.is_valid():
        data = form.cleaned_data
        with told_on(form):
            closure = close_rooms(wants=[(data["room"], data["span"])], title=data["title"], by=user, now=now)
            messages.success(
                request, _("%(room)s is out of use: %(title)s.") % {"room": data["room"], "title": closure}
            )
            return _back_to_board(centre, closure.holds.get().occupancy)
    return render(request, "office/board/close.html", {"centre": centre, "form": form, "day": day})


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
        mains = Occupancy.objects.filter(room__centre=centre, is_part=False).select_related("room__centre")
        held = mains.standing(timezone.now()).filter(pk=pk).first()
        if held is None:
            gone = get_object_or_404(mains, pk=pk)
            messages.warning(request, _("This was changed or cancelled meanwhile. Here is the board as it is now."))
            return _back_to_board(centre, gone)
        return view(request, Entry(user, centre, held))

    return loaded


@require_safe
@of_entry
def occupancy(request: HttpRequest, entry: Entry) -> HttpResponse:
    """What staff know of it, and what they can do with it. It shows a number in full: on record."""
    logger.info("Account %s looked at occupancy %s", entry.by.pk, entry.held.pk)
    return render(request, "office/board/occupancy.html", {"centre": entry.centre, "held": pages.held(entry.held)})


@of_entry
def move(request: HttpRequest, entry: Entry) -> HttpResponse:
    held, rooms, now = entry.held, _rooms(entry.centre), timezone.now()
    initial = pages.place_and_time(held)
    form = MoveForm(request.POST or None, initial=initial, rooms=rooms)
    if form.is_valid():
        room, span, reason = (form.cleaned_data[name] for name in ("room", "span", "reason"))
        with told_on(form):
            claimants.of_kind(held.kind).move(
                occupancy=held, room=room, span=span, by=entry.by, reason=reason, now=now
            )
            moved = _("Moved to %(room)s, %(when)s.") % {"room": room, "when": when_words(span)}
            messages.success(request, moved)
            return _board_at(entry.centre, Week.of(local_day(span.starts_at)))
    day = FreeDay.asked_for(request.POST or initial, rooms, now=now)
    context = {"centre": entry.centre, "held": pages.held(held), "form": form, "day": day}
    return render(request, "office/board/move.html", context)


@of_entry
def cancel(request: HttpRequest, entry: Entry) -> HttpResponse:
    held, form = entry.held, CancelForm(request.POST or None)
    if form.is_valid():
        with told_on(form):
            claimants.of_kind(held.kind).cancel(
                occupancy=held, by=entry.by, reason=form.cleaned_data["reason"], now=timezone.now()
            )
            messages.success(request, _("Cancelled. %(room)s is free again.") % {"room": held.room})
            return _back_to_board(entry.centre, held)
    context = {"centre": entry.centre, "held": pages.held(held), "form": form}
    return render(request, "office/board/cancel.html", context)


# What several pages need


def _rooms(centre: Centre) -> list[Room]:
    return list(Room.objects.active().filter(centre=centre).select_related("centre").in_order())


def _week(text: str, *, default: Week) -> Week | None:
    try:
        return Week.parse(text) if text else default
    except UnknownWeek:
        return None


def _back_to_board(centre: Centre, near: Occupancy) -> HttpResponse:
    return _board_at(centre, Week.of(local_day(near.starts_at)))


def _board_at(centre: Centre, shown: Week) -> HttpResponse:
    return redirect(f"{reverse('board:week', args=[centre.slug])}?week={shown}")
