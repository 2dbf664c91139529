"""`/account/data/`: what we know of whoever asks, a copy of it, and the end of it."""

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from residents import erasing
from residents.guards import signed_in
from residents.models import Resident


@never_cache
@require_safe
@login_required
def data(request: HttpRequest) -> HttpResponse:
    """How much there is, and the two ways on."""
    resident = _resident(request)
    if resident is None:
        return redirect("residents:profile")
    known = erasing.copy_of(resident)
    counts = {name: len(rows) for name, rows in known.items() if isinstance(rows, list)}
    context = {
        "resident": resident,
        "bookings": counts.get("bookings", 0),
        "places": counts.get("enrolments", 0),
        "missed": counts.get("missed", 0),
        "relatives": counts.get("relatives", 0),
    }
    return render(request, "residents/data.html", context)


@never_cache
@require_safe
@login_required
def data_json(request: HttpRequest) -> HttpResponse:
    """The copy, as a file that other programs read, too."""
    resident = _resident(request)
    if resident is None:
        return redirect("residents:profile")
    copy = JsonResponse(erasing.copy_of(resident), json_dumps_params={"ensure_ascii": False, "indent": 2})
    copy["Content-Disposition"] = 'attachment; filename="yanji.json"'
    return copy


@never_cache
@login_required
def erase(request: HttpRequest) -> HttpResponse:
    """The question, with all that would go; whoever asks has shown a moment ago that it is them."""
    resident = _resident(request)
    if resident is None:
        return redirect("residents:profile")
    raise_if_reauthentication_required(request, app="allauth.account")
    now = timezone.now()
    if request.method == "POST":
        try:
            erasing.erase(resident=resident, now=now)
        except erasing.CannotErase as error:
            for sentence in error.sentences:
                messages.warning(request, sentence)
            return redirect("residents:erase")
        logout(request)
        messages.success(request, _("Done. We know your name and number no more. You are welcome any time."))
        return redirect("office:home")
    context = {"resident": resident, "unfinished": erasing.unfinished(resident, now)}
    return render(request, "residents/erase.html", context)


def _resident(request: HttpRequest) -> Resident | None:
    """Staff have nothing here: their accounts are kept by a system administrator."""
    user = signed_in(request)
    return None if user.is_staff else Resident.objects.of_account(user)
