"""One's own places in line, as one sees them in the list and on their page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.http import HttpRequest
from django.utils.translation import gettext as _

from bookings.models import BookingWait, BookingWaitQuerySet
from centres.words import moment_words, when_words
from residents.guards import signed_in


@dataclass(frozen=True, slots=True)
class Place:
    """A place in line as its owner sees it."""

    entry: BookingWait
    when: str
    where: str
    badge_kind: str
    badge_words: str
    says: str

    @classmethod
    def of(cls, entry: BookingWait, *, now: datetime) -> Self:
        where = f"{entry.room.name}\u2060·{entry.room.centre.name}"
        kind, words, says = _state(entry, now=now)
        return cls(entry, when_words(entry.span), where, kind, words, says)


def _state(entry: BookingWait, *, now: datetime) -> tuple[str, str, str]:
    """The badge, and what it means in a sentence."""
    if entry.is_offered and entry.offer_ends_at and entry.offer_ends_at > now:
        says = _("It is your turn. The time is kept for you until %(moment)s.")
        return "free", _("Your turn"), says % {"moment": moment_words(entry.offer_ends_at)}
    if entry.is_waiting and not entry.is_over(now):
        says = _("You are number %(place)d in line. When it is your turn we send you a text message.")
        return "wait", _("In line"), says % {"place": entry.ahead + 1}
    ended = {
        BookingWait.State.ACCEPTED: _("You took it; it stands among your bookings."),
        BookingWait.State.REFUSED: _("You let it go; thank you, the next in line was glad."),
        BookingWait.State.LEFT: _("You left the line."),
        BookingWait.State.CLOSED: _("Nobody gave the time back. We are sorry."),
    }
    went_on = _("The offer ended, and went to the next in line.")
    return "gone", entry.get_state_display(), ended.get(BookingWait.State(entry.state), went_on)


def places_of(request: HttpRequest, *, now: datetime) -> list[Place]:
    """Those alive, an offer first."""
    alive = own_places(request).alive().filter(starts_at__gt=now)
    entries = sorted(alive, key=lambda entry: (not entry.is_offered, entry.starts_at))
    return [Place.of(entry, now=now) for entry in entries]


def own_places(request: HttpRequest) -> BookingWaitQuerySet:
    return BookingWait.objects.of_user(signed_in(request)).with_place().with_ahead()
