"""Staff see other people's data: their session ends after half an hour of rest, and a second factor is asked for.
And a number that may have changed its owner: nobody sees anything before they have said who they are."""

import time
from collections.abc import Callable
from typing import TypeAlias

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from residents.kept_work import KeptWork
from residents.models import User
from residents.time_left import SEEN_AT

Answer: TypeAlias = Callable[[HttpRequest], HttpResponse]

OPEN_TO_DOUBT = {  # what has nothing of anybody's, and the ways out
    *("residents:whose-number", "residents:privacy", "account_logout", "face", "set_language", "manifest"),
    *("office:offline", "healthz", "readyz"),
}
WHOSE = "residents:whose-number"
HAS_FACTOR = "staff_second_factor"
PRECISION = 60  # seconds; a session is not saved more often for this


class StaffTimeOut:
    """Sign a member of staff out who has not asked for a page for STAFF_IDLE."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.user.is_staff:
            now = time.time()
            seen = request.session.get(SEEN_AT, 0) or now
            if now - seen > settings.STAFF_IDLE.total_seconds():
                return self.sign_out(request)
            if now - seen >= PRECISION or SEEN_AT not in request.session:
                request.session[SEEN_AT] = now
        return self.get_response(request)

    def sign_out(self, request: HttpRequest) -> HttpResponseRedirect:
        work = KeptWork.of(request)
        logout(request)
        minutes = int(settings.STAFF_IDLE.total_seconds() // 60)
        away = _("You were away for %(minutes)d minutes, so we signed you out. Please sign in again.")
        messages.info(request, away % {"minutes": minutes})
        if work:
            work.wait(request)
            messages.info(request, _("What you filled in is kept for you."))
            return redirect_to_login(reverse("residents:carry-on"))
        return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("admin:index"))


class StaffSecondFactor:
    """Lead staff without a second factor to where they set one up, if the installation asks for it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_NEED_SECOND_FACTOR and self.is_missing(request):
            messages.info(request, _("Staff sign in with a second step. Please set it up now; it takes two minutes."))
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def is_missing(self, request: HttpRequest) -> bool:
        if not (request.user.is_authenticated and request.user.is_staff):
            return False
        if request.path.startswith(reverse("residents:profile")) or request.session.get(HAS_FACTOR):
            return False
        if is_mfa_enabled(request.user):
            request.session[HAS_FACTOR] = True
            return False
        return True


class WhoseNumber:
    """Whoever signed in with a number that was unused for long says first whether it is still theirs."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseRedirect | None:
        if not isinstance(request.user, User) or request.user.doubted_at is None:
            return None
        if request.resolver_match and request.resolver_match.view_name in OPEN_TO_DOUBT:
            return None
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "", reverse(WHOSE))
