"""What people type about themselves: number, name, code, password. Each form turns it into clean values."""

import time
from typing import Any

from allauth.account.forms import (
    BaseConfirmCodeForm,
    ChangePasswordForm,
    ChangePhoneForm,
    LoginForm,
    ReauthenticateForm,
    SetPasswordForm,
    VerifyPhoneForm,
)
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as SecondFactorReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from residents import codes
from residents.fields import (
    MobileField,
    NameField,
    NewPassword,
    NewPasswordAgain,
    PresentPassword,
    committee_field,
    consent_field,
)
from residents.models import Resident

PROVED_LATELY = 15 * 60  # seconds after a code in which a new password needs no old one

# Codes


class CodeRequestForm(forms.Form):
    phone = MobileField()


class SignUpForm(CodeRequestForm):
    name = NameField()
    committee = committee_field()
    accept = consent_field()


class CodeForm(BaseConfirmCodeForm):
    """Six digits, compared with the seal that the session holds; five tries."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "input-s", "autofocus": True}
        ),
        error_messages={"required": gettext_lazy("Please fill in the six digits from the text message.")},
    )

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        if not codes.try_to_open(typed, self.expected_code):
            raise ValidationError(
                _("The code is not right. Please compare it with the text message once more."), code="incorrect_code"
            )
        return typed


# A new number


class NewNumberForm(ChangePhoneForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].label = _("New mobile number")


class NewNumberCodeForm(VerifyPhoneForm, CodeForm):
    """Also refuses a number that belongs to somebody else."""


# Passwords


class PasswordLoginForm(LoginForm):
    password = PresentPassword(gettext_lazy("Password"))


class PasswordAgainForm(ReauthenticateForm):
    password = PresentPassword(gettext_lazy("Password"))


class PasswordSetForm(SetPasswordForm):
    password1 = NewPassword()
    password2 = NewPasswordAgain()


class PasswordChangeForm(ChangePasswordForm):
    """Asks for the old password, unless a code has just proved who it is: that is how a forgotten one is replaced."""

    oldpassword = PresentPassword(gettext_lazy("Present password"))
    password1 = NewPassword()
    password2 = NewPasswordAgain()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        records = get_authentication_records(context.request, self.user)
        if any(record["method"] == "code" and time.time() - record["at"] < PROVED_LATELY for record in records):
            del self.fields["oldpassword"]


# The second factor of staff


class AppCodeField(forms.CharField):
    """The digits as the app shows them: 123 456, １２３４５６."""

    def to_python(self, value: object) -> str:
        return codes.tidy(super().to_python(value) or "")


def app_code_field(help_text: StrOrPromise = "") -> AppCodeField:
    attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "input-s"}
    label = gettext_lazy("The six digits in your app")
    return AppCodeField(label=label, help_text=help_text, max_length=20, widget=forms.TextInput(attrs=attrs))


class SecondFactorForm(AuthenticateForm):
    code = app_code_field(gettext_lazy("Or one of the recovery codes that you wrote down."))


class SecondFactorAgainForm(SecondFactorReauthenticateForm):
    code = app_code_field()


class SecondFactorActivateForm(ActivateTOTPForm):
    code = app_code_field()


# About me


class ProfileForm(forms.ModelForm[Resident]):
    name = NameField()
    committee = committee_field()
    accept = consent_field()

    class Meta:
        model = Resident
        fields = ["name", "committee", "birth_year"]
        help_texts = {"birth_year": gettext_lazy("Only if you like: some offers are for people from 60 on.")}
        widgets = {"birth_year": forms.TextInput(attrs={"inputmode": "numeric", "class": "input-s"})}

    def __init__(self, *args: Any, owes_consent: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not owes_consent:
            del self.fields["accept"]

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        if year and not 1900 <= year <= timezone.localdate().year:
            raise ValidationError(_("Four digits, such as 1952."))
        return year


class NewcomerForm(forms.Form):
    """Somebody has proved a number; now the name, so that a booking has one."""

    name = NameField()
    committee = committee_field()
    accept = consent_field()


class AgreeForm(forms.Form):
    """The privacy notice has a new version."""

    accept = consent_field()
