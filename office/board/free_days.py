"""What is free in the room and on the day that a form speaks of: to fill it in, and to read beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext as _

from bookings.free_times import usual_lengths
from centres.availability import RoomDay
from centres.form_fields import tidy
from centres.forms import FIRST_DAY, LAST_DAY
from centres.models import Room
from centres.spans import Span
from centres.words import date_words, span_words
from fairness.models import Numbers
from fairness.offers import Offers, kept_words


@dataclass(frozen=True, slots=True)
class FreeDay:
    """One room on one day, `asked` being the moment somebody pressed on the board."""

    day: RoomDay
    numbers: Numbers
    asked: datetime | None
    kept: Sequence[Span]  # for those who phone or come to the desk
    now: datetime

    @classmethod
    def asked_for(cls, typed: Mapping[str, object], rooms: Sequence[Room], *, now: datetime) -> Self | None:
        """What a form or an address says as `room`, `on` and `starts`; None where it names no room and day."""
        room = next((room for room in rooms if str(room.pk) == str(typed.get("room", ""))), None)
        try:
            on = date.fromisoformat(tidy(str(typed.get("on", ""))))
        except ValueError:
            return None
        if room is None or not FIRST_DAY <= on <= LAST_DAY:
            return None
        offers = Offers.load([room], on, on, now=now)
        asked = _moment(on, str(typed.get("starts", "")))
        return cls(offers.day(room, on), offers.numbers(room), asked, offers.kept(room, on), now)

    @property
    def words(self) -> str:
        """多功能厅 11月30日（周一）空着：08:30–13:00、15:00–17:00; what of it is kept for those who phone or come."""
        facts = {"room": self.day.room.name, "day": date_words(self.day.on)}
        if not self.day.hours.is_open:
            return self.day.hours.explain()
        if free := [span_words(span) for span in self.day.free() if span.ends_at > self.now]:
            words = _("%(room)s is free on %(day)s: %(times)s") % {**facts, "times": _(", ").join(free)}
            return _("; ").join([words, *(kept_words(span, self.numbers) for span in self.kept)])
        return _("%(room)s has no free time left on %(day)s.") % facts

    def for_booking(self) -> dict[str, str]:
        """`starts` and `ends` that the rules accept, from the moment asked for on; empty where there is none."""
        offers = [
            offer
            for length in usual_lengths(self.numbers)
            for offer in self._offers(length)
            if self.asked is None or offer.starts_at >= self.asked
        ]
        return _times(min(offers, key=lambda offer: (offer.starts_at, -offer.length))) if offers else {}

    def for_closure(self) -> dict[str, str]:
        """`ends` with the free stretch that was pressed."""
        stretch = next((span for span in self.day.free() if self.asked and span.contains(self.asked)), None)
        return {"ends": _times(stretch)["ends"]} if stretch else {}

    def _offers(self, length: timedelta) -> list[Span]:
        numbers = self.numbers
        return self.day.offers(
            length=length, clearing=numbers.clearing, grid=numbers.grid, earliest=numbers.earliest(self.now)
        )


def _moment(on: date, starts: str) -> datetime | None:
    try:
        return make_aware(datetime.combine(on, time.fromisoformat(tidy(starts))))
    except ValueError:
        return None


def _times(span: Span) -> dict[str, str]:
    starts, ends = localtime(span.starts_at), localtime(span.ends_at)
    return {"starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}
