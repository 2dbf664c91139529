"""The waiting list of a site: who stands in line, what is offered to whom; staff answer for those on the telephone."""

from dataclasses import dataclass
from datetime import datetime
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
from bookings.models import BookingWait, BookingWaitQuerySet
from bookings.words import people_words
from centres.models import Centre
from centres.words import moment_words, when_words
from office.board.refusals import told_above
from residents import looks
from residents.guards import staff_member
from residents.phones import masked

A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody in line; the number masked: in full it stands where one looks for the person."""

    entry: BookingWait
    when: str
    who: str
    facts: str

    @classmethod
    def of(cls, entry: BookingWait) -> Self:
        who = entry.team.name if entry.team else entry.resident.name
        phone = masked(entry.resident.phone) if entry.resident.phone else _("no phone")
        until = (
            _("kept until %(moment)s") % {"moment": moment_words(entry.offer_ends_at)} if entry.offer_ends_at else ""
        )
        since = _("in line since %(moment)s") % {"moment": moment_words(entry.joined_at)}
        facts = [entry.room.name, people_words(entry.party), phone, since, until]
        return cls(entry, when_words(entry.span), who, "\u2060·".join(filter(None, facts)))


@require_safe
@login_required
def waiting(request: HttpRequest, slug: str) -> HttpResponse:
    user, now = staff_member(request), timezone.now()
    centre = get_object_or_404(user.sites(), slug=slug)
    alive = _of(centre, now=now).order_by("starts_at", "joined_at", "pk")
    page = Paginator(alive, A_PAGE).get_page(request.GET.get("page"))
    looks.note(user, "waiting list", *(entry.pk for entry in page))
    context = {"centre": centre, "page": page, "lines": [Line.of(entry) for entry in page]}
    return render(request, "office/board/waiting.html", context)


@require_POST
@login_required
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """For somebody on the telephone: take what is offered, or let them leave."""
    user, now = staff_member(request), timezone.now()
    centre = get_object_or_404(user.sites(), slug=slug)
    entry = get_object_or_404(BookingWait.objects.at([centre]).with_place(), pk=pk)
    with told_above(request):
        if request.POST.get("step") == "accept":
            booking = actions.accept_offer(entry=entry, by=user, now=now, waive=True)
            words = _("Booked for %(who)s: %(when)s, number %(ref)s.")
            facts = {"who": entry.resident.masked_name, "when": when_words(entry.span), "ref": booking.ref}
            messages.success(request, words % facts)
        else:
            actions.leave_line(entry=entry, now=now)
            messages.success(request, _("%(who)s is not in line any more.") % {"who": entry.resident.masked_name})
    return redirect("board:waiting", slug)


def _of(centre: Centre, *, now: datetime) -> BookingWaitQuerySet:
    return BookingWait.objects.alive().at([centre]).filter(starts_at__gt=now).with_place()
