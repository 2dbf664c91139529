"""The questions we ask people about themselves, one by one: number, name, committee, consent, password."""

from allauth.account.fields import PasswordField, SetPasswordField
from django import forms
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from centres.models import Committee
from residents.names import clean_name
from residents.phones import clean_mobile

YOUR_NAME = gettext_lazy("Your name")
NAME_HINT = gettext_lazy("As on your identity card, so that we find you at the desk. Others see 张* only.")
NO_NAME = gettext_lazy("Please fill in your name.")
LONGEST = 128  # characters of a password; hashing more costs and protects nothing
PASSWORD_HINT = gettext_lazy("At least 8 characters; mix small letters, capitals, digits and signs, three of these.")


class MobileField(forms.CharField):
    """A mobile number as people type it: １３８ 0000 0001, +86 138…"""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "class": "input-m"})

    def __init__(self, *, required: bool = True) -> None:
        super().__init__(
            required=required,
            label=gettext_lazy("Mobile number"),
            max_length=40,
            error_messages={
                "required": gettext_lazy("Please fill in your mobile number, it has 11 digits."),
                "max_length": gettext_lazy("A mobile number has 11 digits; this is too long."),
            },
        )
        _say_it_in_words(self)

    def clean(self, value: str | None) -> str:
        typed = super().clean(value)
        return clean_mobile(typed) if typed else ""


class NameField(forms.CharField):
    """A name, tidied. Where staff type another's, `autocomplete="off"` keeps the browser from offering theirs."""

    def __init__(
        self,
        *,
        label: StrOrPromise = YOUR_NAME,
        help_text: StrOrPromise = NAME_HINT,
        none_given: StrOrPromise = NO_NAME,
        autocomplete: str = "name",
    ) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            max_length=40,
            widget=forms.TextInput(attrs={"autocomplete": autocomplete, "class": "input-m"}),
            error_messages={
                "required": none_given,
                "max_length": gettext_lazy("A name has at most 40 characters here."),
            },
        )
        _say_it_in_words(self)

    def clean(self, value: str | None) -> str:
        typed = super().clean(value)
        return clean_name(typed) if typed else ""


def committee_field() -> "forms.ModelChoiceField[Committee]":
    return forms.ModelChoiceField(
        Committee.objects.all(),
        required=False,
        label=gettext_lazy("Your residents' committee"),
        empty_label=gettext_lazy("I do not know, or live elsewhere"),
    )


def notice_link() -> SafeString:
    words = _("Read the privacy notice")
    return format_html('<a href="{}" target="_blank">{}</a>', reverse("residents:privacy"), words)


def consent_field() -> forms.BooleanField:
    return forms.BooleanField(
        label=gettext_lazy("I have read the privacy notice and agree to it"),
        help_text=lazy(notice_link, SafeString, str)(),
        error_messages={
            "required": gettext_lazy("We may keep your name and number only if you agree. Please tick the box.")
        },
    )


# Passwords


class PresentPassword(PasswordField):
    def __init__(self, label: StrOrPromise) -> None:
        super().__init__(label=label, autocomplete="current-password", max_length=LONGEST)
        _say_it_in_words(self)


class NewPassword(SetPasswordField):
    def __init__(self) -> None:
        super().__init__(label=gettext_lazy("New password"), help_text=PASSWORD_HINT, max_length=LONGEST)
        _say_it_in_words(self)


class NewPasswordAgain(PasswordField):
    def __init__(self) -> None:
        super().__init__(label=gettext_lazy("The same once more"), autocomplete="new-password", max_length=LONGEST)
        _say_it_in_words(self)


def _say_it_in_words(field: forms.Field) -> None:
    """No placeholder that vanishes while one types, and nothing pasted is cut off in silence."""
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.pop("maxlength", None)
