"""The code on a slip: whoever holds the slip cancels with it, by telephone, at the desk or here, without an account.

It is made of the booking number, the edition of the slip and the secret key, and stands nowhere but on the paper. How
often it is tried in vain is counted before anybody looks (`SlipTries`), so that guessing is no use.
"""

import ipaddress
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from bookings.models import Booking, Limit, SlipTries
from centres.references import ALPHABET, LENGTH, spelt

HOUR = timedelta(hours=1)
OF_A_BOOKING = Limit(5, HOUR)
FROM_AN_ADDRESS = Limit(20, HOUR)  # a family, or a whole centre, sits behind one
NO_EDITION = 0  # no slip was ever printed of it


class WrongCode(Exception):
    """No booking has this number, or its slip bears another code; nobody is told which."""


class TooManyTries(Exception):
    """Of this booking, or from this address; nobody looked at the code."""


def cancel_code(booking: Booking) -> str:
    """As it is printed: BCD-F2G."""
    signs = _signs(booking.ref, booking.slip_edition, settings.SECRET_KEY)
    return f"{signs[:3]}-{signs[3:]}"


def matches(booking: Booking, typed: str) -> bool:
    """Whether this is what its slip says; in small letters, full width, with spaces or dashes it is the same."""
    return _is_of(booking.ref, booking.slip_edition, typed)


def find(ref: str, typed: str, *, address: str, now: datetime) -> Booking:
    """The booking with this number whose slip bears this code. Raises WrongCode or TooManyTries."""
    by_address, by_booking = _key_of_address(address), _key_of_booking(ref)
    _take(by_address, FROM_AN_ADDRESS, now=now)
    try:
        _take(by_booking, OF_A_BOOKING, now=now)
    except TooManyTries:
        SlipTries.objects.give_back(by_address)
        raise
    booking = Booking.objects.with_place().filter(ref=ref).first()
    is_right = _is_of(ref, booking.slip_edition if booking else NO_EDITION, typed)  # as long, whether there is one
    if booking is None or not is_right:
        raise WrongCode
    SlipTries.objects.give_back(by_address, by_booking)
    return booking


def check(booking: Booking, typed: str, *, now: datetime) -> bool:
    """Whether somebody on the telephone reads the right code. Raises TooManyTries."""
    key = _key_of_booking(booking.ref)
    _take(key, OF_A_BOOKING, now=now)
    if not matches(booking, typed):
        return False
    SlipTries.objects.give_back(key)
    return True


def forget_old_tries(now: datetime) -> None:
    SlipTries.objects.old(now).delete()


def _take(key: str, limit: Limit, *, now: datetime) -> None:
    if not SlipTries.objects.take(key, limit, now=now):
        raise TooManyTries


def _key_of_booking(ref: str) -> str:
    return f"booking {ref}"


def _key_of_address(address: str) -> str:
    """Under a seal; of IPv6 the half that a house is given, for it has the other half to itself."""
    read = ipaddress.ip_address(address)
    network = read.packed[:8] if read.version == 6 else read.packed
    return f"address {salted_hmac('bookings.slips.address', network.hex(), algorithm='sha256').hexdigest()}"


def _is_of(ref: str, edition: int, typed: str) -> bool:
    """A slip outlives a change of the secret key as long as the old one is kept among its fallbacks."""
    read = spelt(typed)
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(_signs(ref, edition, key), read) for key in keys)


def _signs(ref: str, edition: int, secret: str | bytes) -> str:
    """Of 27⁶, none likelier than another."""
    seal = salted_hmac("bookings.slips", f"{ref}.{edition}", secret=secret, algorithm="sha256")
    number, signs = int.from_bytes(seal.digest(), "big"), ""
    for _sign in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        signs += ALPHABET[place]
    return signs
