"""What the desk shows of whoever calls or stands there: who they are, what they had, what they have."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from activities import rows as activity_rows
from activities.models import Enrolment, EnrolmentWait, Session
from bookings.models import Booking
from bookings.rows import state_badge
from bookings.words import people_words
from centres.claimants import Arrival
from centres.models import Centre
from centres.rows import Row
from centres.words import date_words, local_day, when_words
from fairness import missed
from office.board.today import of_today
from office.desk.kitchen import order_url
from residents.models import Resident
from residents.phones import is_mobile, masked
from services import lines as service_lines
from services import showing
from services.models import Appointment, AppointmentWait, MealOrder, ServiceDay
from services.queue import expected_of, number_and_time

LAST = 3  # bookings one may want once more
FOUND_AT_MOST = 9  # as many as there are digits to choose one by


@dataclass(frozen=True, slots=True)
class Found:
    """One of several whom staff may mean: enough to tell them apart, the number masked."""

    name: str
    facts: str
    url: str

    @classmethod
    def of(cls, resident: Resident, centre: Centre) -> Self:
        born = _("born %(year)d") % {"year": resident.birth_year} if resident.birth_year else ""
        number = masked(resident.phone) if resident.phone else _("no phone")
        facts = [number, str(resident.committee or ""), born]
        url = reverse("desk:person", args=[centre.slug, resident.pk])
        return cls(resident.name, "·".join(filter(None, facts)), url)


def find(typed: str, centre: Centre) -> list[Found]:
    found = Resident.objects.known_as(typed).select_related("committee").order_by("name", "pk")
    return [Found.of(resident, centre) for resident in found[:FOUND_AT_MOST]]


@dataclass(frozen=True, slots=True)
class Past:
    """A booking they had; `again_url` leads to the same once more, where this desk may enter it."""

    words: str
    facts: str
    again_url: str


@dataclass(frozen=True, slots=True)
class Coming:
    """A booking they have."""

    words: str
    facts: str
    badge: tuple[str, str]
    url: str  # of the board, where it is moved or cancelled; empty for another site's


@dataclass(frozen=True, slots=True)
class Caller:
    """Everything the desk knows at once."""

    resident: Resident
    rows: Sequence[Row]
    today: Sequence[Arrival]  # what they come to here today, to be ticked
    record: str  # what missed bookings mean
    past: Sequence[Past]
    coming: Sequence[Coming]
    places: Sequence[Coming]  # in activities, and in line for them
    numbers: Sequence[Coming]  # at services, in line for them, and lunch

    @classmethod
    def of(cls, resident: Resident, centre: Centre, own: Sequence[Centre], *, now: datetime) -> Self:
        bookings = Booking.objects.with_place().filter(booked_for=resident)
        past = bookings.exclude(state__in=(Booking.State.DECLINED, Booking.State.EXPIRED))
        last = list(past.filter(occupancy__kind=Booking.KIND).order_by("-booked_at", "-pk")[:LAST])
        upcoming = list(bookings.upcoming(now))
        return cls(
            resident=resident,
            rows=_rows(resident),
            today=[one for one in of_today(centre, now=now) if one.person == resident.pk],
            record=missed.words_about(resident, now=now),
            past=[_past(booking, resident, centre, own) for booking in last],
            coming=[_coming(booking, own, now=now) for booking in upcoming],
            places=_places(resident, own, now=now),
            numbers=[*_numbers(resident, own, now=now), *_lunch(resident, own, now=now)],
        )

    @property
    def count(self) -> str:
        """Of what is to come."""
        if not self.coming:
            has_other = bool(self.places or self.numbers)
            return pgettext("of a person", "To come") if has_other else _("Nothing is booked to come.")
        return ngettext("%(count)d booking to come", "%(count)d bookings to come", len(self.coming)) % {
            "count": len(self.coming)
        }


def _rows(resident: Resident) -> list[Row]:
    reached = _("gets text messages") if _reached(resident) else _("gets no text messages: please say it twice")
    rows = [Row(_("Phone"), resident.phone or _("no phone"), reached)]
    if resident.committee:
        rows.append(Row(_("Committee"), str(resident.committee)))
    if resident.birth_year:
        rows.append(Row(_("Year of birth"), str(resident.birth_year)))
    rows.append(Row(_("Verified"), _how_verified(resident)))
    return rows


def _reached(resident: Resident) -> bool:
    return is_mobile(resident.phone) or resident.user is not None


def _how_verified(resident: Resident) -> str:
    if resident.met_at:
        return _("in person, on %(day)s") % {"day": date_words(resident.met_at, with_year=True)}
    if resident.is_verified:
        return _("by a code on the phone")
    return _("not yet")


def _past(booking: Booking, resident: Resident, centre: Centre, own: Sequence[Centre]) -> Past:
    times = reverse("desk:times", args=[centre.slug, resident.pk])
    again = f"{times}?again={booking.ref}" if booking.room.centre in own and booking.room.is_in_use else ""
    return Past(f"{booking.room.name} {when_words(booking.occupancy)}", _facts(booking), again)


def _coming(booking: Booking, own: Sequence[Centre], *, now: datetime) -> Coming:
    centre = booking.room.centre
    url = reverse("board:occupancy", args=[centre.slug, booking.occupancy_id]) if centre in own else ""
    words = f"{when_words(booking.occupancy)} {booking.room.name}"
    return Coming(words, _facts(booking), state_badge(booking, now=now), url)


def _places(resident: Resident, own: Sequence[Centre], *, now: datetime) -> list[Coming]:
    """An offer first: they may answer it on the telephone."""
    places = Enrolment.objects.upcoming(now).filter(resident=resident).with_place()
    alive = EnrolmentWait.objects.alive().filter(resident=resident, session__occupancy__starts_at__gt=now)
    waits = sorted(alive.with_place().with_ahead(), key=lambda entry: not entry.is_offered)
    return [
        *(_place(entry, entry.session, activity_rows.wait_badge(entry, now=now)[:2], own) for entry in waits),
        *(_place(each, each.session, activity_rows.badge(each, now=now), own) for each in places),
    ]


def _place(row: Enrolment | EnrolmentWait, session: Session, badge: tuple[str, str], own: Sequence[Centre]) -> Coming:
    centre = session.occupancy.room.centre
    url = row.get_absolute_url() if centre in own else ""
    words = f"{when_words(session.occupancy)} {session.activity.name}"
    return Coming(words, f"{centre.short_name}·{session.occupancy.room.name}", badge, url)


def _numbers(resident: Resident, own: Sequence[Centre], *, now: datetime) -> list[Coming]:
    """An offer first, as among the activities."""
    numbers = Appointment.objects.taken().filter(resident=resident).upcoming(now).with_place()
    alive = AppointmentWait.objects.alive().filter(resident=resident, day__occupancy__starts_at__gt=now)
    waits = sorted(alive.with_place().with_ahead(), key=lambda entry: not entry.is_offered)
    return [
        *(
            _number(entry, entry.day, entry.number_words, service_lines.badge(entry, now=now)[:2], own)
            for entry in waits
        ),
        *(
            _number(each, each.day, number_and_time(each, expected_of(each, now=now)), showing.badge_of(each), own)
            for each in numbers
        ),
    ]


def _number(
    row: Appointment | AppointmentWait, day: ServiceDay, says: str, badge: tuple[str, str], own: Sequence[Centre]
) -> Coming:
    room = day.occupancy.room
    facts = "·".join(filter(None, [says, room.centre.short_name, room.name]))
    url = row.get_absolute_url() if room.centre in own else ""
    return Coming(f"{when_words(day.occupancy)} {day.service.name}", facts, badge, url)


def _lunch(resident: Resident, own: Sequence[Centre], *, now: datetime) -> list[Coming]:
    orders = MealOrder.objects.filter(resident=resident).upcoming(local_day(now)).with_menu()
    badge = ("done", _("Ordered"))
    return [
        Coming(
            f"{date_words(each.on)} {_('Lunch')}",
            f"{each.words}·{each.menu.centre.short_name}",
            badge,
            order_url(each, own),
        )
        for each in orders
    ]


def _facts(booking: Booking) -> str:
    team = booking.team.name if booking.team else ""
    known = [booking.room.centre.short_name, team, people_words(booking.party), booking.purpose, booking.ref]
    return "·".join(filter(None, known))
