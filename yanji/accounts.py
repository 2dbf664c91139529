"""How allauth meets our accounts: by mobile number, with codes that leave through `notices`.

Its traps, each with a test: the code would lie in clear in the session (we hand it a seal, and the digits ride on
the request); failed passwords would be counted for all numbers together; a number somebody typed but never
verified would block its owner.
"""

import base64
import hashlib
import logging
from datetime import timedelta
from io import BytesIO

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

import notices.actions
from notices import wordings
from residents import actions, codes
from residents.fields import MobileField
from residents.guards import is_newcomer
from residents.models import User

logger = logging.getLogger("yanji")

CODES_LAST = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "phone_password_mismatch": gettext_lazy(
            "The number or the password is not right. If you forgot the password, sign in with a code."
        ),
        "incorrect_password": gettext_lazy("The password is not right."),
        "enter_current_password": gettext_lazy("This is not your present password."),
        "incorrect_code": gettext_lazy("The code is not right. Please compare it with the text message once more."),
        "too_many_login_attempts": gettext_lazy("That was wrong several times. Please wait ten minutes, or phone us."),
        "rate_limited": gettext_lazy("Please wait a moment before you try again."),
        "phone_taken": gettext_lazy("Somebody has an account with this number. Was it you? Then sign in with it."),
        "same_as_current": gettext_lazy("This is the number you have now."),
    }

    # Numbers

    def phone_form_field(self, **kwargs: object) -> forms.Field:
        return MobileField(required=bool(kwargs.get("required", True)))

    def get_phone(self, user: User) -> tuple[str, bool]:
        """The number, which never needs to be proved at this door: a password comes after a code, or from an
        administrator."""
        return user.phone, True

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.proved().filter(phone=phone).first()

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        """Not used: nobody holds a number before the code has proved it (`set_phone_verified`)."""
        raise NotImplementedError

    def set_phone_verified(self, user: User, phone: str) -> None:
        actions.prove_number(by=user, phone=phone, now=timezone.now())

    # Codes

    def generate_phone_verification_code(self, *, user: User, phone: str) -> str:
        """A seal for the session; for a number of staff one that nothing opens."""
        is_for_staff = user.is_staff or User.objects.filter(phone=phone, is_staff=True).exists()
        digits = "" if is_for_staff else codes.new_code()
        seal = codes.sealed(digits) if digits else codes.sealed_for_nobody()
        codes.keep(seal, good_until=timezone.now() + CODES_LAST)
        context.request.digits_under = {seal: digits}
        return seal

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: object) -> None:
        digits, now = context.request.digits_under[code], timezone.now()
        if not digits:
            return
        facts = {"code": digits, "minutes": CODES_LAST // timedelta(minutes=1)}
        notices.actions.send_code(
            to=phone,
            body=wordings.words("account-code", facts, language=get_language() or ""),  # who reads it asked for it
            keep_body_until=now + CODES_LAST,
            recipient_key=f"account-{user.pk}",
            now=now,
        )

    # Signing in

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        """Allauth counts failures by e-mail or user name only: all numbers would share one count."""
        return credentials.get("phone", "")

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        logger.warning("A password failed, from %s", self.get_client_ip(request))

    def login(self, request: HttpRequest, user: User) -> None:
        """The session lasts as long as any, however short it was for whoever had only asked for a code."""
        super().login(request, user)
        request.session.set_expiry(None)

    def post_login(self, request: HttpRequest, user: User, **hooks: object) -> HttpResponse:
        """On to where they were going; whoever we know by number only is asked for a name on the way."""
        response: HttpResponse = super().post_login(request, user, **hooks)
        if is_newcomer(user):
            return redirect(f"{reverse('residents:profile')}?{urlencode({'next': response['Location']})}")
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("admin:index" if request.user.is_staff else settings.LOGIN_REDIRECT_URL)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("residents:profile")


class SecondFactorAdapter(DefaultMFAAdapter):
    """TOTP for staff. The secrets lie encrypted in the database, under a key made of SECRET_KEY."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("The code is not right. Wait for the next one in the app, and type that."),
    }

    def get_totp_issuer(self) -> str:
        return _("Yanji Neighbours")

    def build_totp_svg(self, url: str) -> str:
        picture = BytesIO()
        segno.make(url, micro=False).save(picture, kind="svg", scale=6, xmldecl=False)
        return picture.getvalue().decode()

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Fernet:
    key = hashlib.sha256(b"second factor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
