"""Missed bookings of the sites one runs: appeals first, each excused or upheld with a reason that the person reads."""

from dataclasses import dataclass
from typing import Self

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from bookings import actions
from bookings.models import BookingMark
from bookings.models.marks import BookingMarkQuerySet
from centres.rows import Row
from centres.words import date_words, local_day, moment_words, when_words
from office.board.forms import LONGEST_REASON
from office.board.pages import in_one
from office.board.refusals import told_above
from residents import looks
from residents.guards import staff_member
from residents.models import User
from residents.phones import masked

A_PAGE = 20


class AnswerForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("They read it in the message: “ill, a neighbour told us”."),
        error_messages={"required": gettext_lazy("Please write why; they read it.")},
    )


@dataclass(frozen=True, slots=True)
class Missed:
    mark: BookingMark
    title: str
    url: str  # the booking in full, with the number to call
    rows: list[Row]
    form: AnswerForm

    @classmethod
    def of(cls, mark: BookingMark, form: AnswerForm | None = None) -> Self:
        booking = mark.booking
        rows = [
            Row(_("When"), when_words(booking.occupancy)),
            Row(_("Room"), f"{booking.room.centre.short_name}·{booking.room.name}"),
            Row(_("Phone"), masked(mark.resident.phone) if mark.resident.phone else ""),
            Row(_("Counts until"), date_words(local_day(mark.expires_at))),
            Row(_("They write"), mark.appeal, moment_words(mark.appealed_at) if mark.appealed_at else ""),
        ]
        form = form or AnswerForm(prefix=str(mark.pk))
        url = reverse("admin:bookings_booking_change", args=[booking.pk])
        return cls(mark, mark.resident.name, url, [row for row in rows if row.words], form)


@require_safe
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    return _page(request, staff_member(request))


@require_POST
@login_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Excuse it, or say why it counts; without a reason the page asks for one."""
    user, now = staff_member(request), timezone.now()
    mark = get_object_or_404(_of(user), pk=pk)
    form = AnswerForm(request.POST, prefix=str(pk))
    if not form.is_valid():
        return _page(request, user, asked=Missed.of(mark, form))
    act = actions.uphold if request.POST.get("step") == "uphold" else actions.excuse
    with told_above(request):
        told = act(mark=mark, by=user, reason=form.cleaned_data["reason"], now=now)
        words = _("Excused: %(who)s.") if mark.is_excused else _("It counts: %(who)s.")
        messages.success(request, in_one(words % {"who": mark.resident.masked_name}, told))
        for sentence in told.to_do:
            messages.warning(request, sentence)
    return redirect("board:missed-list")


def _of(user: User) -> BookingMarkQuerySet:
    return BookingMark.objects.at(user.sites()).with_place()


def _page(request: HttpRequest, user: User, asked: Missed | None = None) -> HttpResponse:
    """Those that count, whoever waits for an answer first."""
    waiting = F("appealed_at").asc(nulls_last=True)
    unanswered = F("answered_at").asc(nulls_first=True)
    counting = _of(user).counting(timezone.now()).order_by(unanswered, waiting, "-happened_at", "pk")
    page = Paginator(counting, A_PAGE).get_page(request.GET.get("page"))
    looks.note(user, "missed booking", *(mark.pk for mark in page))
    shown = [asked if asked and asked.mark == mark else Missed.of(mark) for mark in page]
    if asked and asked not in shown:
        shown.insert(0, asked)
    return render(request, "office/board/missed.html", {"missed": shown, "page": page})
