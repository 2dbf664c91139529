"""`/account/whose/`: a number unused for long was signed in with. Is it still who we know, or its new owner?"""

from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from residents import new_owner
from residents.guards import is_newcomer, signed_in
from residents.models import Resident, User
from residents.phones import masked
from residents.views.signing_in import SIGN_UP, sign_up_as_filled_in


@never_cache
@login_required
def whose_number(request: HttpRequest) -> HttpResponse:
    """Asked once; then on to where they were going."""
    user = signed_in(request)
    way_on = get_next_redirect_url(request) or reverse("residents:profile")
    resident = Resident.objects.of_account(user)
    if user.doubted_at is None or resident is None:
        new_owner.recognise(user=user)
        return HttpResponseRedirect(way_on)
    if request.POST.get("step") == "me":
        new_owner.recognise(user=user)
        request.session.pop(SIGN_UP, None)
        return HttpResponseRedirect(way_on)
    if request.POST.get("step") == "not-me":
        return _taken_over(request, user, way_on)
    context = {"name": resident.masked_name, "number": masked(user.phone), "next": get_next_redirect_url(request)}
    return render(request, "residents/whose.html", context)


def _taken_over(request: HttpRequest, user: User, way_on: str) -> HttpResponse:
    """A fresh account, and a session that knows nothing of the one before."""
    filled_in = request.session.get(SIGN_UP)
    try:
        fresh = new_owner.take_over(user=user, now=timezone.now())
    except new_owner.CannotGiveUp as error:
        messages.warning(request, error.sentence)
        return redirect("residents:whose-number")
    if fresh is None:
        return redirect("residents:profile")
    login(request, fresh, backend=settings.AUTHENTICATION_BACKENDS[0])
    if filled_in:
        request.session[SIGN_UP] = filled_in
        sign_up_as_filled_in(request, fresh)
    messages.success(request, _("The number is yours from now on. Of the one who had it before nothing is here."))
    if is_newcomer(fresh):
        return redirect(f"{reverse('residents:profile')}?{urlencode({'next': way_on})}")
    return HttpResponseRedirect(way_on)
