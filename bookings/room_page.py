"""One room on one day: what is free there for the length chosen, what is taken, and what the rules ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol, Self
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.days import OpenDays, why_full
from bookings.forms import PartOfDay
from bookings.free_times import Leaf, TimeLink, by_part, links, nearest_length, room_url, usual_lengths
from bookings.fresh import mark
from bookings.words import access_words, area_words, list_words, people_words, where_words
from centres import claimants
from centres.availability import DAY, Availability, local_midnight
from centres.models import Occupancy, Room
from centres.rows import Row
from centres.spans import Span
from centres.words import date_words, length_words, span_words
from fairness.models import Numbers, RuleBook
from fairness.offers import Offers, kept_words
from fairness.rules import statements


@dataclass(frozen=True, slots=True)
class LengthLink:
    words: str
    url: str
    is_chosen: bool


class Urls(Protocol):
    """Where the days, lengths and times of a room lead."""

    def page(self, on: date, length: timedelta) -> str: ...

    def times(self, spans: Sequence[Span]) -> list[TimeLink]: ...


@dataclass(frozen=True, slots=True)
class ToBook:
    """From a room's page to its booking form."""

    room: Room
    people: int | None = None

    def page(self, on: date, length: timedelta) -> str:
        return room_url(self.room, on, people=self.people, length=length)

    def times(self, spans: Sequence[Span]) -> list[TimeLink]:
        return links(self.room, spans, people=self.people)


@dataclass(frozen=True, slots=True)
class RoomPage:
    room: Room
    offers: Offers
    open_days: OpenDays
    on: date
    length: timedelta
    urls: Urls
    taken: Sequence[Occupancy]

    @classmethod
    def load(
        cls,
        room: Room,
        cleaned: Mapping[str, Any],
        *,
        now: datetime,
        urls: Urls | None = None,
        leaving: UUID | None = None,
    ) -> Self:
        """Four queries. `cleaned` is what DayForm understood; without a day that can be asked for, the first with
        something free. A claim that is `leaving` keeps nobody out."""
        rules = RuleBook.load([room])
        open_days = OpenDays.of([room], rules, now=now)
        asked = cleaned.get("date")
        if open_days.why_not(asked):
            asked = None
        last = max(open_days.leaves[-1], asked or open_days.today)
        offers = Offers(Availability.load([room], open_days.today, last, now=now, leaving=leaving), rules, now)
        minutes, numbers = cleaned.get("length"), rules.of(room)
        length = nearest_length(numbers, timedelta(minutes=minutes)) if minutes else usual_lengths(numbers)[0]
        free = (day for day in open_days.leaves if offers.of(room, day, length=length))
        on = asked or next(free, open_days.today)
        taken = [row for row in taken_on(room, on, now=now) if row.claim != leaving]
        return cls(room, offers, open_days, on, length, urls or ToBook(room, cleaned.get("people")), taken)

    @property
    def numbers(self) -> Numbers:
        return self.offers.numbers(self.room)

    @property
    def free(self) -> list[Span]:
        """Every start there is for the length chosen, as the rules accept it."""
        return self.offers.of(self.room, self.on, length=self.length)

    # Composed for the page

    @property
    def where(self) -> str:
        return where_words(self.room)

    @property
    def heading(self) -> str:
        return _("Free times on %(day)s") % {"day": date_words(self.on)}

    @property
    def leaves(self) -> list[Leaf]:
        return [
            Leaf.of(
                day,
                today=self.open_days.today,
                say=self._leaf_words(day),
                url=self.urls.page(day, self.length),
                is_chosen=day == self.on,
                is_off=not self.offers.of(self.room, day, length=self.length),
            )
            for day in self.open_days.leaves
        ]

    def _leaf_words(self, day: date) -> str:
        if count := len(self.offers.of(self.room, day, length=self.length)):
            return ngettext("%(count)d time", "%(count)d times", count) % {"count": count}
        hours = self.offers.day(self.room, day).hours
        return why_full([hours], is_kept=bool(self.offers.kept(self.room, day)), now=self.offers.now)

    @property
    def lengths(self) -> list[LengthLink]:
        return [
            LengthLink(
                length_words(length),
                self.urls.page(self.on, length),
                length == self.length,
            )
            for length in self.numbers.lengths()
        ]

    @property
    def parts(self) -> list[tuple[PartOfDay, list[TimeLink]]]:
        """Free times as links, taken and kept ones as words, under morning, afternoon and evening."""
        free = self.free
        taken = [(occupancy.span, TimeLink(taken_words(occupancy, self.room))) for occupancy in self.taken]
        kept = [(span, TimeLink(_("%(span)s for phone and desk") % {"span": span_words(span)})) for span in self.kept]
        return by_part([*zip(free, self.urls.times(free), strict=True), *taken, *kept])

    @property
    def kept(self) -> list[Span]:
        return self.offers.kept(self.room, self.on)

    @property
    def kept_notes(self) -> list[str]:
        """What is kept for phone and desk, until when, and the number to call."""
        return [
            _("%(kept)s; until then please call %(phone)s or come by.")
            % {"kept": kept_words(span, self.numbers), "phone": self.room.centre.phone}
            for span in self.kept
        ]

    @property
    def says(self) -> str:
        """A sentence in place of times, or beside them: closed, or only shorter ones left. Empty on a plain day."""
        hours = self.offers.day(self.room, self.on).hours
        if not hours.is_open:
            return hours.explain()
        if self.free:
            return ""
        shorter = [each for each in self.numbers.lengths() if self.offers.of(self.room, self.on, length=each)]
        if shorter:
            return _("Nothing of %(length)s is left that day. Try %(shorter)s.") % {
                "length": length_words(self.length),
                "shorter": length_words(shorter[-1]),
            }
        if self.kept:
            return _("Nothing is left on the web that day. Please phone, or choose another day above.")
        return _("Nothing is left that day. Please choose another day above.")

    @property
    def next_url(self) -> str:
        """The page that counts down to the release of the day after the last one."""
        return self.urls.page(self.open_days.last + DAY, self.length)

    @property
    def mark(self) -> str:
        return mark(self.leaves, self.parts, self.says)

    @property
    def facts(self) -> list[Row]:
        room = self.room
        equipment = [thing.name for thing in room.equipment.all()]
        facts = [
            Row(_("People"), _("at most %(people)s") % {"people": people_words(room.capacity)}),
            Row(_("Size"), area_words(room)),
            Row(_("In it"), list_words(equipment)),
            Row(_("Getting in"), list_words(access_words(room))),
            Row(_("Please mind"), room.note),
        ]
        return [row for row in facts if row.words]

    @property
    def rules(self) -> list[str]:
        return statements(self.room, self.numbers, on=self.on)


def taken_on(room: Room, on: date, *, now: datetime) -> list[Occupancy]:
    """What stands in the room on this date, in its parts too; a hall's own row speaks for its parts."""
    day = Span(local_midnight(on), local_midnight(on + DAY))
    rows = Occupancy.objects.standing(now).in_rooms([room]).overlapping(day).select_related("room")
    mine = [row for row in rows if row.room_id == room.pk or not row.is_part]
    return [row for row in mine if row.ends_at > timezone.localtime(now)]


def taken_words(occupancy: Occupancy, room: Room) -> str:
    """12:15–13:00 编织组; what stands in a part of a hall names the part."""
    words = claimants.words(occupancy)
    where = "" if occupancy.room_id == room.pk else f"{occupancy.room.name} "
    return f"{span_words(occupancy)} {where}{words}"
