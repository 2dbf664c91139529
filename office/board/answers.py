"""What people said of activities and services at a site, by month: counts and sentences, and nobody's name."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from activities.models import SessionAnswer
from centres.models import Centre
from centres.words import local_day
from fairness.programme import thanks
from fairness.programme.thanks import SHOWN_FROM, Answer
from residents.guards import staff_member
from services.models import DayAnswer

LOOKED_BACK = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Said:
    """All about one offering in one month, once there are enough answers for nobody to be recognised."""

    month: date
    name: str
    counts: Sequence[tuple[str, int]]
    sentences: Sequence[Answer]
    hidden: Sequence[Answer]

    @classmethod
    def of(cls, month: date, name: str, answers: Sequence[Answer]) -> Self:
        counted = Counter(answer.how for answer in answers)
        spoken = sorted((answer for answer in answers if answer.words), key=lambda answer: answer.pk)
        return cls(
            month,
            name,
            [(str(how.label), counted[how.value]) for how in Answer.How],
            [answer for answer in spoken if not answer.hidden_at],
            [answer for answer in spoken if answer.hidden_at],
        )


@require_safe
@login_required
def answers(request: HttpRequest, slug: str) -> HttpResponse:
    """The latest month first; what has fewer answers than `SHOWN_FROM` waits for more."""
    centre = get_object_or_404(staff_member(request).sites(), slug=slug)
    grouped = _by_month(_of(centre, now=timezone.now()))
    shown = [Said.of(*key, found) for key, found in grouped.items() if len(found) >= SHOWN_FROM]
    context = {
        "centre": centre,
        "said": sorted(shown, key=lambda said: (-said.month.toordinal(), said.name)),
        "is_more_to_come": len(shown) < len(grouped),
        "shown_from": SHOWN_FROM,
    }
    return render(request, "office/board/answers.html", context)


@require_POST
@login_required
def answer_hide(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """`step` show brings a sentence back; anything else hides it."""
    user, now = staff_member(request), timezone.now()
    centre = get_object_or_404(user.sites(), slug=slug)
    answer = next((each for each in _of(centre, now=now) if each.pk == pk), None)
    if answer is None:
        raise Http404
    if request.POST.get("step") == "show":
        thanks.show(answer=answer)
        messages.success(request, _("The sentence is shown again."))
    else:
        thanks.hide(answer=answer, by=user, now=now)
        messages.success(request, _("The sentence is hidden; how it was still counts."))
    return redirect("board:answers", slug)


def _of(centre: Centre, *, now: datetime) -> list[Answer]:
    since = now - LOOKED_BACK
    of_sessions = SessionAnswer.objects.at(centre).since(since).with_what()
    return [*of_sessions, *DayAnswer.objects.at(centre).since(since).with_what()]


def _by_month(answers: Iterable[Answer]) -> dict[tuple[date, str], list[Answer]]:
    """Of the month in which it took place."""
    grouped: dict[tuple[date, str], list[Answer]] = {}
    for answer in answers:
        month = local_day(answer.about.occupancy.starts_at).replace(day=1)
        grouped.setdefault((month, answer.about.offering.name), []).append(answer)
    return grouped
