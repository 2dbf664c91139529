"""Who asks for something on a page of services: oneself first, then those one acts for."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from residents.acting import people_of
from residents.guards import ask_consent, owes_consent
from residents.models import Resident, User


def who_asks(request: HttpRequest, *, at_work: str, back: str) -> list[Resident] | HttpResponse:
    """Or the page that has to come first. Accounts for work read `at_work`, and go `back`."""
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path())
    known = people_of(request.user)
    own = [each for each in known if each.user_id == request.user.pk]
    if not own and request.user.is_staff:
        messages.info(request, at_work)
        return redirect(back)
    if not own:
        return redirect_to_login(request.get_full_path(), reverse("residents:profile"))
    if owes_consent(request.user):
        return ask_consent(request)
    return [*own, *(each for each in known if each not in own)]
