"""Signing in and up: allauth's pages with three things added: one code flow for old and new accounts, limits that
say how long to wait, and a `next` that survives every turn."""

import time
from datetime import UTC, datetime
from typing import Any

from allauth.account import views as allauth
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.internal.stagekit import get_pending_stage
from allauth.account.utils import passthrough_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from centres.models import Committee
from residents import actions, codes, new_owner
from residents.forms import CodeForm, CodeRequestForm, NewNumberForm, PasswordLoginForm, SignUpForm
from residents.guards import ask_consent, owes_consent
from residents.models import User
from residents.phones import masked
from residents.seed import notice_in_force

SIGN_UP = "sign_up"  # session key: what was filled in, until the code proves the number
HALF_WAY_IN = 24 * 60 * 60  # seconds for which a number, and a name, wait for their code: as long as the account does
ONE_MOMENT = 60  # seconds in which the same form sent again counts as the same


class Login(allauth.LoginView):
    """Two ways in on one page: a code by SMS, or a password."""

    def form_valid(self, form: PasswordLoginForm) -> HttpResponse:
        self.request.session.pop(SIGN_UP, None)  # whoever has a password told a name long ago
        return super().form_valid(form)

    def get_context_data(self, **extra: object) -> dict[str, object]:
        return {**super().get_context_data(**extra), "code_form": CodeRequestForm()}

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: object) -> None:
        """A code under way keeps nobody from starting again, say with another number."""


class AskForCode(allauth.RequestLoginCodeView):
    def get_context_data(self, **extra: object) -> dict[str, object]:
        is_reset = self.get_next_url() == reverse("account_change_password")
        return {**super().get_context_data(**extra), "is_reset": is_reset}

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: object) -> None:
        """A code under way keeps nobody from starting again, say with another number."""

    def form_valid(self, form: CodeRequestForm) -> HttpResponse:
        phone = form.cleaned_data["phone"]
        if self.has_just_asked(phone):
            return redirect(self.get_success_url())
        try:
            codes.note_sending(self.request, phone)
        except ValidationError as wait:
            form.add_error("phone", wait)
            return self.form_invalid(form)
        self.request.session.set_expiry(HALF_WAY_IN)  # a fortnight begins when they are in (yanji/accounts.py)
        form._user = actions.account_for(phone=phone)  # type: ignore[attr-defined]  # where allauth looks for it
        return super().form_valid(form)

    def has_just_asked(self, phone: str) -> bool:
        """The same form sent twice: the code is on its way to this very browser."""
        stage = get_pending_stage(self.request)
        return stage is not None and stage.state.get("phone") == phone and time.time() - stage.state["at"] < ONE_MOMENT


class SignUp(AskForCode):
    """Asking for a code, with a name. What was filled in waits in the session until the code is entered."""

    template_name = "account/signup.html"

    def get_initial(self) -> dict[str, object]:
        return {**super().get_initial(), **self.request.session.get(SIGN_UP, {})}

    def get_form_class(self) -> type[SignUpForm]:
        return SignUpForm

    def form_valid(self, form: CodeRequestForm) -> HttpResponse:
        response = super().form_valid(form)
        if isinstance(response, HttpResponseRedirect):
            asked = form.cleaned_data
            committee = asked["committee"].pk if asked["committee"] else None
            self.request.session[SIGN_UP] = {"phone": asked["phone"], "name": asked["name"], "committee": committee}
        return response


class EnterCode(allauth.ConfirmLoginCodeView):
    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if response.get("Location") != reverse("account_request_login_code"):
            return response
        if not messages.get_messages(request):
            messages.info(request, _("That code is no longer good. Ask for a new one; nothing else is lost."))
        return redirect(passthrough_next_redirect_url(request, response["Location"], self.redirect_field_name))

    def get_context_data(self, **extra: object) -> dict[str, object]:
        context = super().get_context_data(**extra)
        return context | code_page(context.pop("phone"), self._process.state["at"])

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        return wrong_code(self, self._process, form, ask_again="account_request_login_code")

    def _resend_form_valid(self, form: object) -> HttpResponse:
        try:
            codes.note_sending(self.request, self._process.state["phone"])
        except ValidationError as wait:
            messages.info(self.request, wait.message)
            return redirect(self.passthrough_next_url(self.request.path))
        self._process.state["at"] = time.time()  # allauth counts the five minutes from the first code
        messages.success(self.request, _("We have sent a new code."))
        return super()._resend_form_valid(form)

    def _verify_form_valid(self, form: object) -> HttpResponse:
        user: User = self._process.user
        filled_in = filled_in_for(self.request, user)
        if not new_owner.doubt(user=user, name=filled_in.get("name", ""), now=timezone.now()):
            sign_up_as_filled_in(self.request, user)
        return super()._verify_form_valid(form)


def filled_in_for(request: HttpRequest, user: User) -> dict[str, Any]:
    """What they wrote before the code proved the number; nothing where it was another number."""
    filled_in: dict[str, Any] = request.session.get(SIGN_UP, {})
    return filled_in if filled_in.get("phone") == user.phone else {}


def sign_up_as_filled_in(request: HttpRequest, user: User) -> None:
    filled_in = filled_in_for(request, user)
    request.session.pop(SIGN_UP, None)
    if filled_in:
        actions.sign_up(
            by=user,
            name=filled_in["name"],
            committee=Committee.objects.filter(pk=filled_in["committee"]).first(),
            notice=notice_in_force(timezone.localdate()),
            now=timezone.now(),
        )


class SignOut(allauth.LogoutView):
    """Leave, and leave nothing behind: what our worker kept goes too; the choice of text size, a cookie, stays.

    (No "cache": it holds no page of theirs, and Chrome takes seconds to clear it.)
    """

    def post(self, *args: object, **kwargs: object) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"storage"'
        return response


class ChangeNumber(allauth.ChangePhoneView):
    """A new number, proved by a code that goes there. Staff have theirs changed by an administrator."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated and request.user.is_staff:
            messages.info(request, _("The number of a staff account is changed by a system administrator."))
            return redirect("residents:profile")
        if isinstance(request.user, User) and owes_consent(request.user):
            return ask_consent(request)
        raise_if_reauthentication_required(request, app="allauth.account")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **extra: object) -> dict[str, object]:
        context = super().get_context_data(**extra)
        return context | {"number": context.pop("phone")}

    def form_valid(self, form: NewNumberForm) -> HttpResponse:
        try:
            codes.note_sending(self.request, form.cleaned_data["phone"])
        except ValidationError as wait:
            form.add_error("phone", wait)
            return self.form_invalid(form)
        return super().form_valid(form)


class EnterNewNumberCode(allauth._VerifyPhoneChangeView):
    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if response.get("Location") == reverse("account_change_phone") and not messages.get_messages(request):
            messages.info(request, _("That code is no longer good. Ask for a new one; nothing else is lost."))
        return response

    def get_context_data(self, **extra: object) -> dict[str, object]:
        context = super().get_context_data(**extra)
        return context | code_page(context.pop("phone"), self.process.state["at"])

    def _verify_form_invalid(self, form: CodeForm) -> HttpResponse:
        return wrong_code(self, self.process, form, ask_again="account_change_phone")

    def respond_process_succeeded(self, form: object) -> HttpResponse:
        return redirect("residents:profile")


# What both pages for a code share


def code_page(number: str, sent_at: float) -> dict[str, object]:
    """What both pages say about the message sent so many seconds after 1970. (Allauth calls the number `phone`, the
    name of ours in the masthead.)"""
    until = datetime.fromtimestamp(sent_at + settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT, tz=UTC)
    return {"masked_number": masked(number), "until": until, "is_trial": settings.SMS_CHANNEL == "trial"}


def wrong_code(
    page: FormView[CodeForm], process: AbstractCodeVerificationProcess, form: CodeForm, *, ask_again: str
) -> HttpResponse:
    """Say so, until the tries are used up: the database counts them, not the session, where allauth does."""
    if not codes.is_used_up(process.code):
        return page.render_to_response(page.get_context_data(form=form))
    process.abort()
    messages.info(page.request, _("The code was wrong five times, so it is no longer good. Ask for a new one."))
    return redirect(ask_again)


@require_safe
def forgotten_password(request: HttpRequest) -> HttpResponse:
    """A code stands in for the old password: sign in with one, then choose a new password."""
    query = urlencode({"next": reverse("account_change_password")})
    return redirect(f"{reverse('account_request_login_code')}?{query}")
