"""What pages show of days and numbers, in finished words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.words import date_words, span_words, when_words
from services.alternatives import Free
from services.models import Appointment, ServiceDay
from services.queue import Queue, about_words


@dataclass(frozen=True, slots=True)
class Row:
    """As components/rows.html shows it."""

    term: str
    words: str
    small: str = ""
    change_url: str = ""


@dataclass(frozen=True, slots=True)
class TimeLink:
    """A free number as a link, as components/times.html shows it."""

    words: str
    url: str
    where: str = ""

    @classmethod
    def of(cls, free: Free) -> Self:
        return cls(free.words, book_url(free.day, free.number), free.where)


@dataclass(frozen=True, slots=True)
class DayOffer:
    """A day that gives numbers, and how many of them can be had."""

    when: str
    where: str
    left: str
    url: str
    is_full: bool

    @classmethod
    def of(cls, day: ServiceDay, free: Sequence[Free]) -> Self:
        return cls(
            when=when_words(day.occupancy),
            where=place_words(day),
            left=left_words(len(free)),
            url=day_url(day),
            is_full=not free,
        )


def left_words(count: int) -> str:
    """还剩3个号, 网上已满."""
    left = ngettext("%(count)d number left", "%(count)d numbers left", count) % {"count": count}
    return left if count else _("full on the web")


def day_url(day: ServiceDay) -> str:
    return reverse("services:day-detail", args=[day.pk])


def book_url(day: ServiceDay, number: int) -> str:
    return f"{reverse('services:day-book', args=[day.pk])}?number={number}"


def place_words(day: ServiceDay) -> str:
    room = day.occupancy.room
    return f"{room.centre.short_name}\u2060·{room.name}"


def rows_of(day: ServiceDay) -> list[Row]:
    """When, where, by whom, what to bring and to pay."""
    room = day.occupancy.room
    rows = [
        Row(_("Day"), date_words(day.occupancy.starts_at, with_year=True)),
        Row(_("Time"), span_words(day.occupancy)),
        Row(_("Room"), room.name, room.centre.name),
        Row(_("Served by"), day.provider),
        Row(_("Please bring"), day.service.bring),
        Row(_("Price"), day.service.price_words),
        Row(_("For whom"), day.service.for_whom),
        Row(_("Only for residents of"), _(", ").join(each.name for each in day.service.committees.all())),
        Row(_("To sign up for before"), day.service.registration),
    ]
    return [row for row in rows if row.words]


BADGES = {
    Appointment.State.WAITING: "done",
    Appointment.State.CALLED: "wait",
    Appointment.State.IN_SERVICE: "wait",
    Appointment.State.DONE: "full",
    Appointment.State.NO_SHOW: "stop",
    Appointment.State.CANCELLED: "gone",
    Appointment.State.OFFERED: "wait",
}


def badge_of(appointment: Appointment) -> tuple[str, str]:
    """Kind and words, as components/badge.html shows them."""
    words = {
        Appointment.State.WAITING: _("Kept for you"),
        Appointment.State.CALLED: _("It is your turn"),
        Appointment.State.CANCELLED: _("Cancelled"),
    }
    state = Appointment.State(appointment.state)
    return BADGES[state], words.get(state, str(state.label))


@dataclass(frozen=True, slots=True)
class Slip:
    """As components/slip.html shows it."""

    label: str
    when: str
    plate_top: str
    plate_big: str
    badge_kind: str
    badge_words: str
    rows: Sequence[Row]

    @classmethod
    def of(cls, appointment: Appointment, *, live: str = "", now: datetime) -> Self:
        day = appointment.day
        plan = day.plan
        about = about_words(plan.starts(appointment.number)) if plan else span_words(day.occupancy)
        kind, words = badge_of(appointment)
        for_whom = appointment.resident.name if appointment.resident else ""
        rows = [Row(_("For"), for_whom), Row(_("Expected time"), about, live), *rows_of(day)]
        return cls(
            label=_("Your number"),
            when=f"{day.service.name} {about}",
            plate_top=_("Number"),
            plate_big=str(appointment.number),
            badge_kind=kind,
            badge_words=words,
            rows=[row for row in rows if row.words],
        )


def live_words(appointment: Appointment, queue: Queue) -> str:
    """While the day runs: who is at the chair, how many are before them, and when it is likely to be their turn."""
    if not queue.has_begun or not appointment.is_waiting:
        return ""
    now_words = _(", ").join(one.number_words for one in queue.at_the_chair)
    before = queue.before(appointment)
    ahead = ngettext("%(count)d neighbour before you", "%(count)d neighbours before you", before) % {"count": before}
    about = about_words(queue.expected(appointment))
    if not now_words:
        return _("%(ahead)s, now %(about)s") % {"ahead": ahead, "about": about}
    return _("Now %(numbers)s; %(ahead)s, %(about)s") % {"numbers": now_words, "ahead": ahead, "about": about}
