"""The slip on paper: printed by those whose booking it is and by staff of the site, and renewed when one is lost."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings import actions
from bookings.models import Booking
from bookings.papers import slip_pdf
from centres import addresses
from centres.claimants import CannotChange
from residents import looks
from residents.guards import signed_in
from residents.telling import in_own_language
from timetables.typesetting import Paper


@require_safe
@login_required
def booking_slip(request: HttpRequest, ref: str) -> HttpResponse:
    """One's own in one's own language; what staff print is for somebody else, and they are on record."""
    by, now = signed_in(request), timezone.now()
    booking = get_object_or_404(Booking.objects.printable_by(by).with_place(), ref=ref)
    if not booking.has_slip(now):
        messages.info(request, _("There is nothing to come to any more, and so no slip."))
        return _to_its_page(request, booking)
    paper = Paper.ROLL if request.GET.get("paper") == Paper.ROLL else Paper.A6
    numbers, host = actions.numbers_of(booking), addresses.public(request, "/").removesuffix("/")
    if booking.is_own_of(by):
        pdf = slip_pdf(booking, numbers, paper=paper, host=host, now=now)
    else:
        looks.note(by, "booking", booking.pk)
        with in_own_language():
            pdf = slip_pdf(booking, numbers, paper=paper, host=host, now=now)
    name = _("slip %(ref)s") % {"ref": booking.ref}
    named = content_disposition_header(as_attachment=False, filename=f"{name}.pdf") or ""
    headers = {"Content-Disposition": named, "Cache-Control": "private, no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@require_POST
@login_required
def booking_slip_renew(request: HttpRequest, ref: str) -> HttpResponse:
    """The slip was lost: the next one bears another code, and with the old one nobody cancels anything."""
    booking = get_object_or_404(Booking.objects.printable_by(signed_in(request)).with_place(), ref=ref)
    try:
        actions.renew_slip(booking=booking, now=timezone.now())
    except CannotChange as error:
        messages.info(request, error.sentence)
    else:
        messages.success(request, _("The old slip cancels nothing any more. Please print the new one."))
    return _to_its_page(request, booking)


def _to_its_page(request: HttpRequest, booking: Booking) -> HttpResponseRedirect:
    """To the slip on screen; staff to the week board, where one that is cancelled is not."""
    if booking.is_own_of(signed_in(request)):
        return redirect(booking)
    return redirect("board:occupancy", booking.room.centre.slug, booking.occupancy_id)
