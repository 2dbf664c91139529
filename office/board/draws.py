"""Announce that the places of a date are drawn by lot, look how far it is, and call it off."""

from datetime import datetime, time

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from activities import actions, draw_page
from activities.models import Draw, Session
from centres.availability import DAY
from centres.form_fields import TidyDateTimeField
from centres.words import local_day
from office.board.refusals import told_above, told_on
from residents import looks
from residents.guards import staff_member

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local", "step": 300}, format="%Y-%m-%dT%H:%M")
FROM, UNTIL, DRAWN = time(9), time(17), time(10)  # what the form proposes


class AnnounceForm(forms.Form):
    """When one may apply, and when it is drawn."""

    opens_at = TidyDateTimeField(label=gettext_lazy("Apply from"), widget=MOMENT)
    closes_at = TidyDateTimeField(label=gettext_lazy("Apply until"), widget=MOMENT)
    draws_at = TidyDateTimeField(
        label=gettext_lazy("Drawn at"),
        widget=MOMENT,
        help_text=gettext_lazy("At least an hour after the end of applying, so that all can see the frozen list."),
    )


class CallOffForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why is there no draw?"),
        max_length=120,
        help_text=gettext_lazy("Whoever applied reads it."),
    )


@login_required
def draw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Announce one; or the one that stands."""
    user, now = staff_member(request), timezone.now()
    centre = get_object_or_404(user.sites(), slug=slug)
    session = get_object_or_404(Session.objects.at([centre]).with_place(), pk=pk)
    standing = Draw.objects.undecided().of_session(session).with_place().first()
    form = AnnounceForm(request.POST or None, initial=_proposed(session, now))
    if standing is None and form.is_valid():
        with told_on(form):
            made = actions.announce(session=session, by=user, now=now, **form.cleaned_data)
            messages.success(request, _("Announced. The sealed seed stands on the public page of the draw."))
            return redirect("board:draw", slug, made.session_id)
    tickets = list(standing.tickets.with_draw()) if standing else []
    looks.note(user, "resident", *(each.resident_id for each in tickets if each.resident_id))
    context = {
        "centre": centre,
        "session": session,
        "draw": standing,
        "badge": draw_page.badge(standing, now=now) if standing else None,
        "steps": draw_page.steps(standing, now=now) if standing else [],
        "tickets": tickets,
        "past": Draw.objects.of_session(session).exclude(state__in=Draw.UNDECIDED).with_place(),
        "form": form,
        "call_off": CallOffForm(),
    }
    return render(request, "office/board/draw.html", context)


def _proposed(session: Session, now: datetime) -> dict[str, datetime]:
    """From tomorrow for a week, where there is time for it; drawn the day after."""
    today = local_day(now)
    days = max(min(7, (local_day(session.occupancy.starts_at) - today).days - 4), 1)
    opens, closes = today + DAY, today + (days + 1) * DAY
    return {
        "opens_at": make_aware(datetime.combine(opens, FROM)),
        "closes_at": make_aware(datetime.combine(closes, UNTIL)),
        "draws_at": make_aware(datetime.combine(closes + DAY, DRAWN)),
    }


@require_POST
@login_required
def call_off(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Whoever applied is told why."""
    user, now = staff_member(request), timezone.now()
    centre = get_object_or_404(user.sites(), slug=slug)
    found = get_object_or_404(Draw.objects.filter(session__in=Session.objects.at([centre])).with_place(), pk=pk)
    form = CallOffForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Please write why there is no draw; whoever applied reads it."))
        return redirect("board:draw", slug, found.session_id)
    with told_above(request):
        told = actions.cancel_draw(draw=found, by=user, reason=form.cleaned_data["reason"], now=now)
        messages.success(request, _("There is no draw; the places are for whoever comes first."))
        for words in (*told.done, *told.to_do):
            messages.info(request, words)
    return redirect("board:session", slug, found.session_id)
