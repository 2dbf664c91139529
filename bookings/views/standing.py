"""A team's standing hours, for its leader: confirm them by the link of a message, end them from a date on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings import actions
from bookings.links import series_of
from bookings.models import Series
from bookings.views.mine import own
from bookings.words import call
from centres.claimants import CannotChange
from centres.rows import Row
from centres.words import date_words
from residents.guards import signed_in


def series_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The question behind the link; whoever holds it may say yes, and nothing else."""
    series = get_object_or_404(Series.objects.with_place(), pk=series_of(token) or 0)
    now = timezone.now()
    if request.method == "POST":
        try:
            actions.confirm_series(series=series, by=None, now=now)
        except CannotChange as error:
            messages.warning(request, error.sentence)
        else:
            words = _("Thank you. The hours are yours until %(day)s; then we ask again.")
            messages.success(request, words % {"day": date_words(series.confirm_by)})
        return redirect("bookings:series-confirm", token)
    use = series.use(now)
    rows = [
        Row(_("Team"), series.team.name),
        Row(_("Room"), f"{series.room.centre.name}\u2060·{series.room.name}"),
        Row(_("How often"), f"{series.rhythm} {series.starts:%H:%M}–{series.ends:%H:%M}"),
        Row(_("Used so far"), _("%(used)d of %(over)d") % {"used": use.used, "over": use.over}),
        Row(_("Confirmed until"), date_words(series.confirm_by)),
    ]
    context = {"series": series, "rows": rows, "is_asked": series.asked_at is not None and not series.has_ended}
    return render(request, "bookings/series_confirm.html", context | call(series.room.centre))


@login_required
def series_end(request: HttpRequest, ref: str) -> HttpResponse:
    """Let this date and all that follow go; the question first."""
    booking, now = get_object_or_404(own(request), ref=ref), timezone.now()
    series, by = booking.series, signed_in(request)
    if series is None or series.team.leader.user_id != by.pk:
        raise Http404
    since = booking.occupancy.starts_at
    if request.method == "POST":
        try:
            actions.refuse_late_change(booking, now=now)
            count = actions.end_series(series=series, since=since, by=by, now=now)
        except CannotChange as error:
            messages.warning(request, error.sentence)
        else:
            words = ngettext(
                "%(count)d date is free for neighbours.", "%(count)d dates are free for neighbours.", count
            )
            messages.success(request, words % {"count": count})
        return redirect("bookings:booking-detail", ref)
    coming = own(request).upcoming(now).filter(series=series, occupancy__starts_at__gte=since).count()
    context = {"booking": booking, "series": series, "coming": coming}
    return render(request, "bookings/series_end.html", context | call(booking.room.centre))
