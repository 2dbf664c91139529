"""Staff whose half hour is nearly over, or was: stay, and go on with what was sent too late."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from residents.guards import staff_member
from residents.kept_work import KeptWork
from residents.time_left import seconds_left


@require_POST
@login_required
def stay(request: HttpRequest) -> JsonResponse:
    """Asking is enough: StaffTimeOut has noted it."""
    staff_member(request)
    return JsonResponse({"seconds": seconds_left(request)})


@require_safe
@never_cache
@login_required
def carry_on(request: HttpRequest) -> HttpResponse:
    """The form as it was, to be sent again by whoever filled it in."""
    staff_member(request)
    work = KeptWork.waiting(request)
    if work is None:
        return redirect("admin:index")
    return render(request, "residents/carry_on.html", {"work": work})
