"""One's place in line: where one stands, and the answer to an offer."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from activities import actions, rows
from activities.models import EnrolmentWait, Session
from centres.claimants import CannotChange
from centres.words import date_words
from residents import looks
from residents.guards import signed_in


@login_required
def wait_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """`step` accept takes what is offered, leave lets it go. Staff of the site answer for whoever calls."""
    readable = EnrolmentWait.objects.readable_by(signed_in(request)).with_place().with_ahead()
    entry, now = get_object_or_404(readable, pk=pk), timezone.now()
    if request.method == "POST":
        return _answer(request, entry, now=now)
    if (user := signed_in(request)).is_staff:
        looks.note(user, "resident", entry.resident_id)
    kind, words, says = rows.wait_badge(entry, now=now)
    together = Session.objects.signed_up_with(entry.session, now).with_place().order_by("occupancy__starts_at")
    centre = entry.session.occupancy.room.centre
    context = {
        "entry": entry,
        "kind": kind,
        "words": words,
        "says": says,
        "rows": rows.of_wait(entry, list(together)),
        "phone": centre.phone,
        "phone_of": centre.name,
    }
    return render(request, "activities/wait.html", context)


def _answer(request: HttpRequest, entry: EnrolmentWait, *, now: datetime) -> HttpResponse:
    try:
        if request.POST.get("step") == "accept":
            place = actions.accept(entry=entry, by=signed_in(request), now=now)
            day = date_words(place.session.occupancy.starts_at)
            messages.success(request, _("It is yours. See you on %(day)s!") % {"day": day})
            return redirect(place)
        actions.leave(entry=entry, now=now)
    except CannotChange as error:
        messages.warning(request, error.sentence)
    else:
        messages.success(request, _("Done. The next in line is glad."))
    return redirect(entry)
