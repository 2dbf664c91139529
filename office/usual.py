"""Where the reader goes as a rule, and what is free there: chosen once, kept in a cookie, or guessed from bookings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.cards import search_url
from bookings.free_times import TimeLink, links, room_url, usual_lengths, usual_times
from bookings.words import floor_words, seats_words
from centres.models import Centre, Room
from centres.remembered import COOKIE
from centres.words import weekday_words
from fairness.offers import Offers
from office.sites import today_words

A_YEAR = 365 * 24 * 60 * 60
ROOMS_SHOWN = 4
TIMES_SHOWN = 3


def remember(response: HttpResponse, centre: Centre | None) -> None:
    """Keep the site for a year, or forget what was kept."""
    if centre is None:
        response.delete_cookie(COOKIE, samesite="Lax")
    else:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(COOKIE, centre.slug, max_age=A_YEAR, secure=secure, httponly=True, samesite="Lax")


@dataclass(frozen=True, slots=True)
class FreeRoom:
    """A room and its free times, or how many there are on each of several days."""

    room: Room
    facts: str
    times: Sequence[TimeLink]
    more_url: str

    @classmethod
    def of(cls, room: Room, days: Sequence[date], offers: Offers) -> Self:
        times = _times_on(room, days[0], offers) if len(days) == 1 else _days(room, days, offers)
        return cls(room, f"{seats_words(room)}·{floor_words(room)}", times, room_url(room, days[0]))


@dataclass(frozen=True, slots=True)
class UsualSite:
    """The site, its hours today, and the first rooms with something free on the days asked for."""

    centre: Centre
    today: str
    rooms: Sequence[FreeRoom]
    all_url: str

    @classmethod
    def of(cls, centre: Centre, rooms: Sequence[Room], days: Sequence[date], offers: Offers, today: date) -> Self:
        here = [FreeRoom.of(room, days, offers) for room in rooms if room.centre_id == centre.pk and room.is_bookable]
        return cls(
            centre=centre,
            today=today_words(offers.availability.book.on(centre, today), now=offers.now),
            rooms=[free for free in here if free.times][:ROOMS_SHOWN],
            all_url=search_url({}, centre=centre.slug, date=days[0].isoformat()),
        )


def _times_on(room: Room, on: date, offers: Offers) -> list[TimeLink]:
    return links(room, usual_times(offers, room, on)[:TIMES_SHOWN])


def _days(room: Room, days: Sequence[date], offers: Offers) -> list[TimeLink]:
    """周五 5段: the days with something free, each a link to the room on that day."""
    [length, *_shorter] = usual_lengths(offers.numbers(room))
    counted = [(on, len(offers.of(room, on, length=length))) for on in days]
    return [
        TimeLink(
            ngettext("%(weekday)s: %(count)d time", "%(weekday)s: %(count)d times", count)
            % {"weekday": _("Today") if on == days[0] else weekday_words(on), "count": count},
            room_url(room, on, length=length),
        )
        for on, count in counted
        if count
    ]
