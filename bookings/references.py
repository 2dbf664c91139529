"""References that survive a telephone line: six signs, none of them mistaken for another."""

import secrets

ALPHABET = "BCDFGHJKMNPQRSTVWXZ23456789"  # no vowels (no words), no 0 O 1 I L
LENGTH = 6


def new_reference() -> str:
    """One of 27⁶ = 387 million."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class ReferenceConverter:
    """In URLs: /bookings/<ref:ref>/; small letters are taken as capitals."""

    regex = f"[{ALPHABET}{ALPHABET.lower()}]{{{LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value
