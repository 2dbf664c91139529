"""The desk's page on which staff say that somebody's number belongs to somebody else now."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bookings.models import Booking
from residents import looks, new_owner
from residents.guards import staff_member
from residents.models import Resident


@login_required
def number_gone(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The question, with all that would follow; then the number is off the entry. Done twice it is done once."""
    user, now = staff_member(request), timezone.now()
    centre = get_object_or_404(user.sites(), slug=slug)
    resident = get_object_or_404(Resident.objects.select_related("user"), pk=pk)
    if request.method == "POST":
        try:
            new_owner.give_up(resident=resident, number=request.POST.get("number", ""), by=user, now=now)
        except new_owner.CannotGiveUp as error:
            messages.warning(request, error.sentence)
        else:
            messages.success(request, _("The number is off this entry. Whoever has it now is told nothing of it."))
        return redirect("desk:person", slug, pk)
    looks.note(user, "resident", resident.pk)
    account = resident.user
    context = {
        "centre": centre,
        "resident": resident,
        "numbers": sorted({resident.phone, account.phone if account else ""} - {""}),
        "account": account.phone if account else "",
        "coming": Booking.objects.upcoming(now).filter(booked_for=resident).count(),
    }
    return render(request, "office/desk/number_gone.html", context)
