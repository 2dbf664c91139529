"""One-time codes: six digits that travel by SMS. We keep only their seal, and count how many we send and how often
each is tried."""

import secrets
import unicodedata
from datetime import datetime

from allauth.core import ratelimit
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from residents.models import SealedCode

NONCE = 16  # hex digits in front of the seal; equal codes get different seals


def new_code() -> str:
    return f"{secrets.randbelow(10**6):06d}"


def sealed(digits: str, nonce: str = "") -> str:
    """What may be kept of a code: an HMAC under the secret key, with the nonce it was made with in front."""
    nonce = nonce or secrets.token_hex(NONCE // 2)
    return nonce + salted_hmac("residents.codes", nonce + digits, algorithm="sha256").hexdigest()


def sealed_for_nobody() -> str:
    """A seal like any other that no digits open: for a number to which nothing is sent."""
    return sealed(secrets.token_hex())


def opens(typed: str, seal: str) -> bool:
    """Whether these are the digits under the seal. An empty seal opens to nothing."""
    return bool(seal) and constant_time_compare(sealed(tidy(typed), seal[:NONCE]), seal)


def keep(seal: str, *, good_until: datetime) -> None:
    """From now on this code may be tried. One that was never kept, or is forgotten, opens to nothing."""
    SealedCode.objects.create(seal=seal, good_until=good_until)


def try_to_open(typed: str, seal: str) -> bool:
    """One try, counted before it is looked at, however many others try at this moment."""
    counted = SealedCode.objects.with_tries_left().filter(seal=seal).update(tries=F("tries") + 1)
    return bool(counted) and opens(typed, seal)


def use_up(seal: str) -> None:
    """It has done its work: nobody opens it a second time."""
    SealedCode.objects.filter(seal=seal).delete()


def is_used_up(seal: str) -> bool:
    return not SealedCode.objects.with_tries_left().filter(seal=seal).exists()


def tidy(typed: str) -> str:
    """１２３ ４５６ → 123456"""
    return "".join(unicodedata.normalize("NFKC", typed).split())


def note_sending(request: HttpRequest, to: str) -> None:
    """Count one more code for this number, or this mailbox however it is written. Raises ValidationError when it must
    wait; says nothing about accounts."""
    is_mailbox, key = "@" in to, to.casefold()
    if not ratelimit.consume(request, action="code_again", key=key):
        raise ValidationError(
            _("We sent an e-mail to this address a moment ago. Please wait a minute before the next one.")
            if is_mailbox
            else _("We sent a text message to this number a moment ago. Please wait a minute before the next one."),
            code="wait",
        )
    if not ratelimit.consume(request, action="codes_today", key=key):
        raise ValidationError(
            _("Ten codes went to this address today, that is all we may send. Please phone us, we help at once.")
            if is_mailbox
            else _("Ten codes went to this number today, that is all we may send. Please phone us, we help at once."),
            code="tomorrow",
        )
    if not ratelimit.consume(request, action="codes_from_here"):
        raise ValidationError(
            _("Very many people ask for codes here just now. Please try in ten minutes."), code="crowd"
        )
