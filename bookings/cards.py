"""What the search page shows: a card for each room, leaves for the days, and ways on when all is full."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.alternatives import Alternative
from bookings.days import why_full
from bookings.free_times import Leaf, TimeLink, book_url, links, room_url, with_query
from bookings.search import Candidate, Search
from bookings.words import access_words, area_words, list_words, seats_words, where_words
from centres.models import Centre, Room
from centres.spans import Span
from centres.words import date_words, moment_words, when_words
from fairness.offers import kept_words

TIMES_A_ROOM = 6
OTHER_TIMES_A_ROOM = 3
FEW = 2  # times left: then the badge says so

Query = Mapping[str, Sequence[str]]  # what the reader asked, as it stands in the address


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact about a room, with the icon beside it."""

    icon: str
    words: str


@dataclass(frozen=True, slots=True)
class RoomCard:
    """A room that suits: its facts, and its free times as links, or when it is free next."""

    room: Room
    where: str
    facts: Sequence[Fact]
    badge_kind: str
    badge_words: str
    times: Sequence[TimeLink]
    says: str
    kept: Sequence[str]  # what phone and desk still have
    more_url: str
    more_words: str

    @classmethod
    def of(cls, candidate: Candidate, search: Search) -> Self:
        room, people = candidate.room, search.people
        times = search.times(room, search.on)
        others = [] if times else search.other_times(room)[:OTHER_TIMES_A_ROOM]
        kept = [kept_words(span, search.offers.numbers(room)) for span in search.kept(room, search.on)]
        badge_kind, badge_words = _badge(len(times), is_exact=search.is_exact, is_kept=bool(kept))
        length = times[0].length if times and not search.is_exact else None
        return cls(
            room=room,
            where=where_words(room),
            facts=room_facts(candidate),
            badge_kind=badge_kind,
            badge_words=badge_words,
            times=links(room, times[:TIMES_A_ROOM] or others, people=people),
            says=_says(room, search, has_times=bool(times), has_others=bool(others)),
            kept=kept,
            more_url=room_url(room, search.on, people=people, length=length),
            more_words=_("More times") if times or others else _("Other days"),
        )


@dataclass(frozen=True, slots=True)
class NearTime:
    """An alternative: when and where in words, what is different about it, and where it leads."""

    when: str
    where: str
    kind: str
    url: str


def near_times(alternatives: Sequence[Alternative], url: Callable[[Room, Span], str] = book_url) -> list[NearTime]:
    """`url` says where each leads: to the booking form, unless told otherwise."""
    return [
        NearTime(
            when_words(each.span),
            f"{each.room.name}·{where_words(each.room)}",
            str(each.kind.label),
            url(each.room, each.span),
        )
        for each in alternatives
    ]


def room_facts(candidate: Candidate) -> list[Fact]:
    room = candidate.room
    facts = [Fact("people", seats_words(room)), Fact("area", area_words(room))]
    if candidate.equipment:
        facts.append(Fact("tool", list_words(candidate.equipment)))
    facts += [Fact("access", words) for words in access_words(room)[:1]]
    return facts


def leaves(search: Search, query: Query) -> list[Leaf]:
    """The days one can choose, each with how many rooms have something; the rest of the question is kept."""
    return [
        Leaf.of(
            day,
            today=search.days[0],
            say=_leaf_words(search, day),
            url=search_url(query, date=day.isoformat()),
            is_chosen=day == search.on,
            is_off=not search.count(day),
        )
        for day in search.days
    ]


@dataclass(frozen=True, slots=True)
class Place:
    """A site one can choose, and in how many of its rooms something is free on the day."""

    centre: Centre
    say: str
    url: str


def places(search: Search, query: Query) -> list[Place]:
    """The sites with something free on the day shown; the rest of the question is kept."""
    free = [each.room.centre for each, is_free in zip(search.found, search.free(search.on), strict=True) if is_free]
    return [
        Place(
            centre,
            ngettext("%(count)d room", "%(count)d rooms", count) % {"count": count},
            search_url(query, date=search.on.isoformat(), centre=centre.slug),
        )
        for centre, count in Counter(free).items()
    ]


@dataclass(frozen=True, slots=True)
class Way:
    """A way on, as components/empty.html shows it."""

    url: str
    words: str


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing free: why, and ways on."""

    title: str
    words: str
    ways: Sequence[Way]

    @classmethod
    def of(cls, search: Search, query: Query) -> "Empty | None":
        """None when there is something."""
        if not search.found:
            every = Way(search_url({}, date="".join(query.get("date", []))), _("See all rooms"))
            return cls(
                _("No room is like that"), _("Perhaps with fewer people, or without some of the wishes."), [every]
            )
        if search.count(search.on):
            return None
        days = [
            Way(
                search_url(query, date=day.isoformat()),
                ngettext("%(day)s: %(count)d room", "%(day)s: %(count)d rooms", count)
                % {"day": date_words(day), "count": count},
            )
            for day, count in search.other_days()[:2]
        ]
        hours = search.hours(search.on)
        if not any(each.is_open for each in hours):
            return cls(_("Closed that day"), hours[0].explain(), days)
        if search.is_kept(search.on):
            kept = _("Some hours are kept for phone and desk: please call, or come by.")
            return cls(_("Nothing is left on the web"), kept, days)
        words = _("These days there is something:") if days else _("Please phone; together we find something.")
        return cls(_("Nothing is free then"), words, days)


def search_url(query: Query, **changes: str) -> str:
    """The search with parts of its question changed; always from the first page on."""
    kept = {name: values for name, values in query.items() if name != "page"}
    return with_query(reverse("bookings:room-search"), {**kept, **changes})


def _badge(count: int, *, is_exact: bool, is_kept: bool) -> tuple[str, str]:
    if not count and is_kept:
        return "wait", _("By phone")
    if not count:
        return "full", _("Taken then") if is_exact else _("Full that day")
    if count <= FEW and not is_exact:
        return "wait", ngettext("Only %(count)d left", "Only %(count)d left", count) % {"count": count}
    return "free", _("Free")


def _says(room: Room, search: Search, *, has_times: bool, has_others: bool) -> str:
    """A sentence above the times, where they are not what was asked for."""
    if has_times:
        return ""
    if has_others:
        return _("Free at other times that day:")
    if not search.offers.day(room, search.on).hours.is_open:
        return search.offers.day(room, search.on).hours.explain()
    if following := search.next_time(room):
        return _("Free next: %(moment)s.") % {"moment": moment_words(following.starts_at)}
    return _("Nothing is free in the days to come.")


def _leaf_words(search: Search, day: date) -> str:
    if count := search.count(day):
        return ngettext("%(count)d room", "%(count)d rooms", count) % {"count": count}
    return why_full(search.hours(day), is_kept=search.is_kept(day), now=search.offers.now)
