"""Bookings that wait for the office's word, of all sites one runs: the most urgent first, a yes or a kind no."""

from dataclasses import dataclass
from typing import Self

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings import actions
from bookings.models import Booking, BookingQuerySet
from bookings.words import people_words
from centres.claimants import Told
from centres.rows import Row
from centres.words import moment_words, when_words
from office.board.forms import DeclineForm
from office.board.pages import in_one
from office.board.refusals import told_above
from residents import looks
from residents.guards import staff_member
from residents.models import User

A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Request:
    """One of them, with what one needs to know to decide, and the form of a no."""

    booking: Booking
    title: str
    rows: list[Row]
    form: DeclineForm

    @classmethod
    def of(cls, booking: Booking, form: DeclineForm | None = None) -> Self:
        assert booking.decide_by
        rows = [
            Row(_("When"), when_words(booking.occupancy)),
            Row(_("Room"), f"{booking.room.centre.short_name}·{booking.room.name}"),
            Row(_("Leader") if booking.team else _("Phone"), booking.name if booking.team else booking.phone),
            Row(_("People"), people_words(booking.party)),
            Row(_("What for"), booking.purpose),
            Row(_("Also"), booking.note),
            Row(_("Asked at"), moment_words(booking.booked_at)),
            Row(_("Decide by"), moment_words(booking.decide_by), _("Undecided, the time is then free again.")),
        ]
        title = booking.team.name if booking.team else booking.name
        return cls(booking, title, [row for row in rows if row.words], form or DeclineForm(prefix=booking.ref))


@require_safe
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    return _page(request, staff_member(request))


@require_POST
@login_required
def approve(request: HttpRequest, ref: str) -> HttpResponse:
    user = staff_member(request)
    booking = get_object_or_404(_of(user), ref=ref)
    with told_above(request):
        told = actions.approve(booking=booking, by=user, now=timezone.now())
        _tell(request, _("Approved: %(what)s.") % {"what": _what(booking)}, told)
    return redirect("board:requests")


@require_POST
@login_required
def decline(request: HttpRequest, ref: str) -> HttpResponse:
    """A no bears a reason; without one the page asks for it."""
    user = staff_member(request)
    booking = get_object_or_404(_of(user), ref=ref)
    form = DeclineForm(request.POST, prefix=ref)
    if booking.is_pending and not form.is_valid():
        return _page(request, user, asked=Request.of(booking, form))
    with told_above(request):
        reason = form.cleaned_data.get("reason", "") if form.is_valid() else ""
        told = actions.decline(booking=booking, by=user, now=timezone.now(), reason=reason)
        _tell(request, _("Declined: %(what)s.") % {"what": _what(booking)}, told)
    return redirect("board:requests")


def waiting_count(user: User) -> int:
    """How many wait at the sites one runs."""
    return _of(user).pending().count()


def _of(user: User) -> BookingQuerySet:
    """The bookings that this member of staff may decide about."""
    return Booking.objects.at(user.sites()).with_place()


def _page(request: HttpRequest, user: User, asked: Request | None = None) -> HttpResponse:
    waiting = _of(user).pending().order_by("decide_by", "pk")
    page = Paginator(waiting, A_PAGE).get_page(request.GET.get("page"))
    looks.note(user, "booking", *(booking.pk for booking in page))
    shown = [asked if asked and asked.booking == booking else Request.of(booking) for booking in page]
    if asked and asked not in shown:
        shown.insert(0, asked)
    return render(request, "office/board/requests.html", {"requests": shown, "page": page, "asked": asked})


def _tell(request: HttpRequest, done: str, told: Told) -> None:
    messages.success(request, in_one(done, told))
    for sentence in told.to_do:
        messages.warning(request, sentence)


def _what(booking: Booking) -> str:
    who = booking.team.name if booking.team else booking.masked_name
    return f"{when_words(booking.occupancy)} {booking.room.name} {who}"
