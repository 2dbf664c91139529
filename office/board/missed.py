"""Missed bookings of the sites one runs: appeals first, each excused or upheld with a reason that the person reads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from centres.rows import Row
from centres.words import date_words, local_day, moment_words, when_words
from fairness import missed
from fairness.marks import Mark
from fairness.missed import Marks
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
    mark: Mark
    title: str
    url: str  # what was missed in full, with the number to call
    rows: list[Row]
    form: AnswerForm

    @classmethod
    def of(cls, mark: Mark, form: AnswerForm | None = None) -> Self:
        occupancy = mark.occupancy
        rows = [
            Row(_("When"), when_words(occupancy)),
            Row(_("Activity"), mark.what),
            Row(_("Room"), f"{occupancy.room.centre.short_name}·{occupancy.room.name}"),
            Row(_("Phone"), masked(mark.resident.phone) if mark.resident.phone else ""),
            Row(_("Counts until"), date_words(local_day(mark.expires_at))),
            Row(_("They write"), mark.appeal, moment_words(mark.appealed_at) if mark.appealed_at else ""),
        ]
        form = form or AnswerForm(prefix=mark.key)
        return cls(mark, mark.resident.name, mark.staff_url, [row for row in rows if row.words], form)


@require_safe
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    return _page(request, staff_member(request))


@require_POST
@login_required
def answer(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Excuse it, or say why it counts; without a reason the page asks for one."""
    user, now = staff_member(request), timezone.now()
    mark = missed.get(kind, pk, _of(user))
    if mark is None:
        raise Http404
    form = AnswerForm(request.POST, prefix=mark.key)
    if not form.is_valid():
        return _page(request, user, asked=Missed.of(mark, form))
    act = missed.uphold if request.POST.get("step") == "uphold" else missed.excuse
    with told_above(request):
        told = act(mark=mark, by=user, reason=form.cleaned_data["reason"], now=now)
        words = _("Excused: %(who)s.") if mark.is_excused else _("It counts: %(who)s.")
        messages.success(request, in_one(words % {"who": mark.resident.masked_name}, told))
        for sentence in told.to_do:
            messages.warning(request, sentence)
    return redirect("board:missed-list")


def _of(user: User) -> Callable[[Marks], Marks]:
    sites = user.sites()
    return lambda marks: marks.at(sites)


def _page(request: HttpRequest, user: User, asked: Missed | None = None) -> HttpResponse:
    """Those that count, whoever waits for an answer first."""
    page = Paginator(missed.to_answer(_of(user), timezone.now()), A_PAGE).get_page(request.GET.get("page"))
    marks = missed.in_turn(list(page))
    looks.note(user, "resident", *(mark.resident_id for mark in marks))
    shown = [asked if asked and asked.mark == mark else Missed.of(mark) for mark in marks]
    if asked and asked not in shown:
        shown.insert(0, asked)
    return render(request, "office/board/missed.html", {"missed": shown, "page": page})
