"""References that survive a telephone line: six signs, none of them mistaken for another."""

import secrets
import unicodedata

from django.utils.crypto import salted_hmac

from centres.form_fields import tidy

ALPHABET = "BCDFGHJKMNPQRSTVWXZ23456789"  # no vowels (no words), no 0 O 1 I L
LENGTH = 6


def new_reference() -> str:
    """One of 27⁶ = 387 million."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def made_from(what: str) -> str:
    """Always the same one for the same words; without the portal's secret nobody makes it."""
    number = int.from_bytes(salted_hmac("centres.references", what, algorithm="sha256").digest())
    signs = []
    for _each in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[place])
    return "".join(signs)


def spelt(typed: str) -> str:
    """What somebody read off a slip: ｂｃ３－４ｄ ５ is BC34D5."""
    return "".join(sign for sign in tidy(typed) if not _is_between(sign)).upper()


def is_one(text: str) -> bool:
    return len(text) == LENGTH and set(text) <= set(ALPHABET)


def _is_between(sign: str) -> bool:
    """A space or a dash of any kind."""
    return sign.isspace() or unicodedata.category(sign) == "Pd"


class ReferenceConverter:
    """In URLs: /bookings/<ref:ref>/; small letters are taken as capitals."""

    regex = f"[{ALPHABET}{ALPHABET.lower()}]{{{LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value
