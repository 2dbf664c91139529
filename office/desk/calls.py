"""Whom the desk has to call, since no message reaches them: what to say, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

import notices.actions
from centres.form_fields import read_key
from centres.models import Centre
from centres.words import moment_words
from notices.models import Notice, NoticeQuerySet
from residents import looks
from residents.guards import staff_member
from residents.models import Resident

AT_MOST = 50  # on one page; the others come up as these are done


@dataclass(frozen=True, slots=True)
class Call:
    """One to make: to whom, and the words."""

    pk: int
    name: str
    phone: str
    words: str
    since: str
    tried: str
    resident: int | None  # to the person's page

    @classmethod
    def of(cls, notice: Notice, people: dict[str, Resident]) -> Self:
        person = people.get(notice.recipient_key)
        tried = ngettext("tried %(count)d time", "tried %(count)d times", notice.attempts) % {"count": notice.attempts}
        return cls(
            pk=notice.pk,
            name=person.name if person else "",
            phone=notice.to,
            words=notice.body,
            since=moment_words(notice.created_at),
            tried=tried if notice.attempts else "",
            resident=person.pk if person else None,
        )


def waiting_calls(centre: Centre, now: datetime) -> NoticeQuerySet:
    """Those to make now, the oldest first."""
    return Notice.objects.calls().due(now).filter(place=centre.slug).order_by("created_at", "pk")


@require_safe
@login_required
def call_list(request: HttpRequest, slug: str) -> HttpResponse:
    user, now = staff_member(request), timezone.now()
    centre = get_object_or_404(user.sites(), slug=slug)
    rows = list(waiting_calls(centre, now)[:AT_MOST])
    people = _people(rows)
    looks.note(user, "resident", *(person.pk for person in people.values()))
    later = Notice.objects.calls().waiting().filter(place=centre.slug, lease_until__gt=now).count()
    context = {"centre": centre, "calls": [Call.of(row, people) for row in rows], "later": later}
    return render(request, "office/desk/calls.html", context)


@require_POST
@login_required
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """`step` told: they know; anything else: nobody answered, in two hours again."""
    user, now = staff_member(request), timezone.now()
    centre = get_object_or_404(user.sites(), slug=slug)
    call = get_object_or_404(Notice.objects.calls().filter(place=centre.slug), pk=pk)
    if request.POST.get("step") != "told":
        notices.actions.note_not_reached(call, now=now)
        messages.info(request, _("It comes back in two hours."))
    elif notices.actions.note_told(call, now=now):
        messages.success(request, _("Noted: they know."))
    else:
        messages.info(request, _("A colleague has told them already."))
    return redirect("desk:calls", slug)


def _people(rows: Sequence[Notice]) -> dict[str, Resident]:
    """Who stands behind the keys, in one query."""
    keys = [row.recipient_key.removeprefix("resident-") for row in rows]
    pks = [read_key(key) for key in keys]
    return {f"resident-{resident.pk}": resident for resident in Resident.objects.filter(pk__in=pks)}
