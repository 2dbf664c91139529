"""Free times as residents meet them: plain links, one after another, under morning, afternoon and evening."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from bookings.forms import PartOfDay
from centres import almanac
from centres.models import Room
from centres.spans import Span
from centres.words import span_words, weekday_words
from fairness.models import Numbers
from fairness.offers import Offers

USUAL = timedelta(minutes=90)  # the length shown until somebody asks for another one


@dataclass(frozen=True, slots=True)
class TimeLink:
    """A stretch of time in words; without `url` it is taken. `key` names it on a page that renews itself."""

    words: str
    url: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One day to choose, as components/leaves.html shows it."""

    day: date
    word: str
    lunar: str
    say: str
    url: str
    is_chosen: bool
    is_off: bool

    @classmethod
    def of(cls, day: date, *, today: date, say: str, url: str, is_chosen: bool, is_off: bool) -> Self:
        word = _("Today") if day == today else weekday_words(day)
        lunar = almanac.of(day)
        return cls(day, word, lunar.occasion or lunar.leaf, say, url, is_chosen, is_off)


def usual_lengths(numbers: Numbers) -> list[timedelta]:
    """The usual length, then shorter ones for when a room has no such gap left."""
    return [length for length in reversed(numbers.lengths()) if length <= USUAL] or numbers.lengths()[:1]


def nearest_length(numbers: Numbers, wanted: timedelta) -> timedelta:
    """The allowed length that comes closest, the shorter of two."""
    return min(numbers.lengths(), key=lambda length: (abs(length - wanted), length))


def one_after_another(offers: Iterable[Span], *, clearing: timedelta) -> list[Span]:
    """Of offers in order, those that several people could take one after the other, from the first on."""
    chosen: list[Span] = []
    for offer in offers:
        if not chosen or offer.starts_at >= chosen[-1].ends_at + clearing:
            chosen.append(offer)
    return chosen


def usual_times(offers: Offers, room: Room, on: date, *, within: Span | None = None) -> list[Span]:
    """Free times of the usual length, or shorter where no such gap is left, one after another."""
    numbers = offers.numbers(room)
    for length in usual_lengths(numbers):
        found = offers.of(room, on, length=length)
        if fitting := [offer for offer in found if within is None or within.covers(offer)]:
            return one_after_another(fitting, clearing=numbers.clearing)
    return []


def time_query(span: Span) -> dict[str, str]:
    """A span as it stands in addresses."""
    start, end = localtime(span.starts_at), localtime(span.ends_at)
    return {"date": f"{start:%Y-%m-%d}", "start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}


def book_url(room: Room, span: Span, *, people: int | None = None) -> str:
    """The booking form of this room at this time; it holds nothing."""
    query = time_query(span) | ({"people": str(people)} if people else {})
    return with_query(reverse("bookings:book", args=[room.pk]), query)


def wait_url(room: Room, span: Span, *, people: int | None = None) -> str:
    """The page where one stands in line for this room at this time; nobody stands there by opening it."""
    query = time_query(span) | ({"people": str(people)} if people else {})
    return with_query(reverse("bookings:wait", args=[room.pk]), query)


def room_url(room: Room, on: date, *, people: int | None = None, length: timedelta | None = None) -> str:
    query = {
        "date": on.isoformat(),
        "length": length // timedelta(minutes=1) if length else None,
        "people": people,
    }
    return with_query(reverse("bookings:room-detail", args=[room.pk]), query)


def with_query(url: str, query: Mapping[str, str | int | Sequence[str] | None]) -> str:
    """The address with what is known of the query; what is empty stays away."""
    known = {name: value for name, value in query.items() if value}
    return f"{url}?{urlencode(known, doseq=True)}" if known else url


def links(room: Room, spans: Iterable[Span], *, people: int | None = None) -> list[TimeLink]:
    keys = f"t{room.pk}-{{:%d%H%M}}"
    return [
        TimeLink(span_words(span), book_url(room, span, people=people), keys.format(localtime(span.starts_at)))
        for span in spans
    ]


def by_part(spans: Iterable[tuple[Span, TimeLink]]) -> list[tuple[PartOfDay, list[TimeLink]]]:
    """Under morning, afternoon and evening, in order of start; a part without times is left out."""
    parts: dict[PartOfDay, list[TimeLink]] = {part: [] for part in PartOfDay}
    for span, link in sorted(spans, key=lambda timed: timed[0]):
        parts[PartOfDay.of(span.starts_at)].append(link)
    return [(part, times) for part, times in parts.items() if times]
