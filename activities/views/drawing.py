"""Places drawn by lot: the page of a draw for everybody, applying for it, one's ticket, and what anybody can check."""

from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities import actions, draw_page, rows
from activities.forms import WhomForm
from activities.models import Draw, DrawTicket, Session
from activities.papers import ticket_pdf
from activities.views.enrolling import Chosen, choose, sent_before, whom_form
from centres.claimants import CannotChange
from centres.words import moment_words
from fairness import draw as lots
from fairness.rules import Refused
from residents import looks
from residents.channels import Channel
from residents.guards import signed_in
from residents.models import User


@require_safe
def draw_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How these places are drawn, how far it is, and afterwards which numbers have one."""
    draw, now = _public(pk), timezone.now()
    dates = _dates(draw)
    places = draw.places or min((each.places.free for each in dates), default=0)
    user = request.user
    centre = draw.session.occupancy.room.centre
    context = {
        "draw": draw,
        "badge": draw_page.badge(draw, now=now),
        "says": draw_page.says(draw, draw.tickets.standing().count(), places, now=now),
        "rows": rows.of_session(draw.session, dates),
        "steps": draw_page.steps(draw, now=now),
        "checks": draw_page.checks(draw),
        "result": draw_page.result(draw) if draw.is_drawn else None,
        "own": list(draw.tickets.of_user(user).with_draw()) if isinstance(user, User) and not user.is_staff else [],
        "may_apply": draw.is_open(now),
        "most": actions.numbers_of(draw.session).most_lots,
        "phone": centre.phone,
        "phone_of": centre.name,
    }
    return render(request, "activities/draw.html", context)


def draw_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """One press puts a ticket into the urn. Whoever is not signed in is asked to first, and comes back here."""
    draw = _public(pk)
    chosen = choose(request, draw.session)
    if isinstance(chosen, HttpResponse):
        return chosen
    form = whom_form(request, chosen)
    if request.method != "POST" and not chosen.elders and (ticket := _standing(draw, chosen)):
        return redirect(ticket)
    if not form.is_valid():
        return _apply_page(request, draw, chosen, form, [])
    whose = form.elder or chosen.resident
    try:
        ticket = actions.apply(
            draw=draw,
            resident=whose,
            by=chosen.by,
            channel=Channel.RELATIVE if form.elder else Channel.WEB,
            token=form.cleaned_data["token"],
            together=form.together,
            now=chosen.now,
        )
    except Refused as error:
        return _apply_page(request, draw, chosen, form, [refusal.sentence for refusal in error.refusals])
    except CannotChange as error:
        return _apply_page(request, draw, chosen, form, [error.sentence])
    if ticket.state == DrawTicket.State.WITHDRAWN:
        messages.warning(request, sent_before())
        return redirect("activities:draw-apply", draw.pk)
    words = _("Your ticket is number %(number)d. It is drawn on %(moment)s.")
    messages.success(request, words % {"number": ticket.number, "moment": moment_words(draw.draws_at)})
    return redirect(ticket)


def _standing(draw: Draw, chosen: Chosen) -> DrawTicket | None:
    return draw.tickets.standing().filter(resident=chosen.resident).first()


def _apply_page(request: HttpRequest, draw: Draw, chosen: Chosen, form: WhomForm, refusals: list[str]) -> HttpResponse:
    centre = draw.session.occupancy.room.centre
    context = {
        "draw": draw,
        "form": form,
        "rows": rows.of_session(draw.session, chosen.dates),
        "count": len(chosen.dates),
        "badge": draw_page.badge(draw, now=chosen.now),
        "when": draw_page.when(draw, now=chosen.now) if draw.is_undecided else "",
        "refusals": refusals,
        "may_apply": draw.is_open(chosen.now),
        "whom": "" if chosen.elders else chosen.resident.name,
        "phone": centre.phone,
        "phone_of": centre.name,
    }
    return render(request, "activities/draw_apply.html", context)


@require_safe
def draw_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen list, byte for byte as it was hashed; before it is frozen there is none."""
    draw = _public(pk)
    if not draw.listed:
        raise Http404
    return _file(draw.listed, f"draw-{draw.pk}.txt")


@require_safe
def draw_script(request: HttpRequest) -> HttpResponse:
    """The very file with which the portal draws."""
    return _file(Path(lots.__file__).read_text(encoding="utf-8"), "draw.py")


def _file(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


@require_safe
@login_required
def ticket_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One's ticket; staff of the site read it, too."""
    ticket = _readable(request, pk)
    if (user := signed_in(request)).is_staff and ticket.resident_id:
        looks.note(user, "resident", ticket.resident_id)
    centre = ticket.draw.session.occupancy.room.centre
    most = actions.numbers_of(ticket.draw.session).most_lots
    weights = actions.lots_of([ticket.resident_id], most) if ticket.resident_id and ticket.is_standing else {}
    context = {
        "ticket": ticket,
        "badge": draw_page.ticket_badge(ticket),
        "says": draw_page.ticket_says(ticket, lots=weights.get(ticket.resident_id or 0, 1)),
        "rows": draw_page.of_ticket(ticket, _dates(ticket.draw)),
        "phone": centre.phone,
        "phone_of": centre.name,
    }
    return render(request, "activities/ticket.html", context)


@require_safe
@login_required
def ticket_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Its number on a slip, for whoever has no telephone."""
    ticket = _readable(request, pk)
    if (user := signed_in(request)).is_staff and ticket.resident_id:
        looks.note(user, "resident", ticket.resident_id)
    headers = {"Content-Disposition": f'inline; filename="ticket-{ticket.number}.pdf"'}
    return HttpResponse(ticket_pdf(ticket, now=timezone.now()), content_type="application/pdf", headers=headers)


@login_required
def ticket_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The question first; then the ticket is out of the urn."""
    ticket, now = _readable(request, pk), timezone.now()
    if request.method == "POST":
        try:
            told = actions.withdraw_ticket(ticket=ticket, by=signed_in(request), now=now)
        except CannotChange as error:
            messages.warning(request, error.sentence)
        else:
            messages.success(request, _("The ticket is out of the draw. Thank you for saying so."))
            for words in told.to_do if signed_in(request).is_staff else ():
                messages.warning(request, words)
        return redirect(ticket)
    if not ticket.is_standing:
        return redirect(ticket)
    centre = ticket.draw.session.occupancy.room.centre
    context = {"ticket": ticket, "may_come_back": ticket.draw.is_open(now), "phone": centre.phone}
    return render(request, "activities/ticket_withdraw.html", {**context, "phone_of": centre.name})


def _public(pk: int) -> Draw:
    return get_object_or_404(Draw.objects.public().with_place(), pk=pk)


def _readable(request: HttpRequest, pk: int) -> DrawTicket:
    return get_object_or_404(DrawTicket.objects.readable_by(signed_in(request)).with_draw(), pk=pk)


def _dates(draw: Draw) -> list[Session]:
    """Those that are drawn for together, in order."""
    if not draw.session.activity.is_course:
        return [draw.session]
    together = Session.objects.signed_up_with(draw.session, timezone.now()).with_place()
    return list(together.order_by("occupancy__starts_at")) or [draw.session]
