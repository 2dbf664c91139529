"""In line for a time that is taken: join, see one's place, take what is offered or let it go."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bookings import actions, rows, typed
from bookings.forms import BookingForm
from bookings.free_times import book_url
from bookings.models import Booking, BookingWait
from bookings.views.book import Chosen, choose, form_of
from bookings.views.places import Place, own_places
from bookings.words import call, people_words
from centres.claimants import CannotChange
from centres.rows import Row
from centres.words import date_words, moment_words
from fairness.models import RuleBook
from fairness.rules import Refused
from residents.guards import signed_in


def wait(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill in, as for a booking, and stand in line; an offer then needs one press."""
    chosen = choose(request, pk)
    if isinstance(chosen, HttpResponse):
        return chosen
    if request.POST.get("step") == "join":
        return _join(request, chosen)
    given = BookingForm.typed(request.POST) or typed.kept(request)
    people = {"party": request.GET["people"]} if "people" in request.GET else {}
    page = _page(request, chosen, form_of(chosen, initial=people | given))
    typed.forget(page)
    return page


def _join(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    form = form_of(chosen, request.POST)
    if not form.is_valid():
        return _page(request, chosen, form)
    try:
        entry = actions.join_line(
            room=chosen.room,
            span=chosen.span,
            party=form.cleaned_data["party"],
            resident=form.elder or chosen.resident,
            team=form.team,
            by=chosen.by,
            channel=Booking.Channel.RELATIVE if form.elder else Booking.Channel.WEB,
            purpose=form.purpose_words,
            note=form.cleaned_data["note"],
            now=chosen.now,
        )
    except actions.NotTaken:
        messages.success(request, _("This time has just become free: you can book it right away."))
        return redirect(book_url(chosen.room, chosen.span, people=form.cleaned_data["party"]))
    except Refused as error:
        for refusal in error.refusals:
            form.add_error(None, refusal.sentence)
        return _page(request, chosen, form)
    except CannotChange as error:
        form.add_error(None, error.sentence)
        return _page(request, chosen, form)
    messages.success(request, _("You stand in line. When it is your turn we send you a text message."))
    return redirect("bookings:wait-detail", entry.pk)


def _page(request: HttpRequest, chosen: Chosen, form: BookingForm) -> HttpResponse:
    ahead = BookingWait.objects.alive().touching(chosen.room, chosen.span).filter(room=chosen.room).count()
    context = {
        "chosen": chosen,
        "form": form,
        "rows": rows.of_time(chosen.span, chosen.room),
        "ahead": ahead,
        "change_time": rows.change_time_url(chosen.span, chosen.room),
    }
    return render(request, "bookings/wait.html", context | call(chosen.room.centre))


@login_required
def wait_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where one stands; `step` accept takes what is offered, leave lets it go."""
    entry, now = get_object_or_404(own_places(request), pk=pk), timezone.now()
    if request.method == "POST":
        return _answer(request, entry, now=now)
    numbers = RuleBook.load([entry.room]).of(entry.room)
    facts = [
        *rows.of_time(entry.span, entry.room),
        Row(_("For"), entry.team.name if entry.team else entry.resident.name),
        Row(_("People"), people_words(entry.party)),
        Row(_("What for"), entry.purpose),
        Row(_("In line since"), moment_words(entry.joined_at)),
    ]
    context = {
        "place": Place.of(entry, now=now),
        "rows": facts,
        "needs_approval": numbers.needs_approval,
        "day": date_words(entry.starts_at),
    }
    return render(request, "bookings/wait_detail.html", context | call(entry.room.centre))


def _answer(request: HttpRequest, entry: BookingWait, *, now: datetime) -> HttpResponse:
    if request.POST.get("step") != "accept":
        try:
            actions.leave_line(entry=entry, now=now)
        except CannotChange as error:
            messages.warning(request, error.sentence)
        else:
            messages.success(request, _("Done. The next in line is glad."))
        return redirect("bookings:wait-detail", entry.pk)
    try:
        booking = actions.accept_offer(entry=entry, by=signed_in(request), now=now)
    except CannotChange as error:
        messages.warning(request, error.sentence)
        return redirect("bookings:wait-detail", entry.pk)
    except Refused as error:
        messages.warning(request, str(error))
        return redirect("bookings:wait-detail", entry.pk)
    messages.success(request, _("It is yours. See you on %(day)s!") % {"day": date_words(entry.starts_at)})
    return redirect(booking)
