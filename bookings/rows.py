"""Facts under each other: what was chosen, what is to be checked, and what stands on the slip."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings import actions
from bookings.forms import BookingForm
from bookings.free_times import room_url, with_query
from bookings.models import Booking
from bookings.words import floor_words, people_words, where_words
from centres import almanac
from centres.models import Room
from centres.rows import Row
from centres.spans import Span
from centres.words import date_words, local_day, moment_words, span_words
from fairness.checkin import window_words
from fairness.models import Numbers
from residents.acting import helper_words
from residents.models import Resident
from residents.phones import masked
from timetables.typesetting import qr


def of_time(span: Span, room: Room, *, change_url: str = "") -> list[Row]:
    """When and where."""
    lunar = _("lunar %(day)s") % {"day": almanac.of(local_day(span.starts_at)).words}
    return [
        Row(_("Day"), date_words(span.starts_at, with_year=True), lunar, change_url),
        Row(_("Time"), span_words(span), "", change_url),
        Row(_("Room"), room.name, where_words(room)),
    ]


def to_check(span: Span, room: Room, resident: Resident, form: BookingForm) -> list[Row]:
    """All that was chosen and typed; what was typed is changed by a button of the page."""
    cleaned = form.cleaned_data
    rows = [
        *of_time(span, room, change_url=change_time_url(span, room, people=cleaned["party"])),
        Row(_("For"), form.team.name if form.team else resident.name),
        Row(_("People"), people_words(cleaned["party"])),
        Row(_("What for"), form.purpose_words),
        Row(_("Also"), cleaned["note"]),
        phone_row(resident),
    ]
    return [row for row in rows if row.words]


def change_time_url(span: Span, room: Room, *, people: int | None = None) -> str:
    """The room's page, on the same day and for as long."""
    return room_url(room, local_day(span.starts_at), people=people, length=span.length)


def search_again(booking: Booking) -> str:
    """Free rooms for as many people on that day."""
    day = local_day(booking.occupancy.starts_at)
    return with_query(reverse("bookings:room-search"), {"date": day.isoformat(), "people": booking.party})


def phone_row(resident: Resident) -> Row:
    number = masked(resident.phone) if resident.phone else _("no number yet")
    return Row(_("Phone"), number, _("only to remind you"), reverse("residents:profile"))


@dataclass(frozen=True, slots=True)
class Slip:
    """The receipt of a booking, as components/slip.html shows it."""

    label: str
    when: str
    plate_top: str
    plate_big: str
    badge_kind: str
    badge_words: str
    rows: list[Row]
    reference: str
    qr: str

    @classmethod
    def of(cls, booking: Booking, numbers: Numbers, *, url: str, now: datetime) -> Self:
        """`url` is the address of the slip, for the code on its stub."""
        room, span = booking.room, booking.occupancy.span
        kind, words = state_badge(booking, now=now)
        is_to_come = booking.is_kept and not booking.is_over(now)
        return cls(
            label=_("Booking %(ref)s") % {"ref": booking.ref},
            when=format_html('{}<br><span class="nowrap">{}</span>', date_words(span.starts_at), span_words(span)),
            plate_top=room.centre.short_name,
            plate_big=room.number,
            badge_kind=kind,
            badge_words=words,
            rows=slip_rows(booking, numbers, now=now),
            reference=booking.ref if is_to_come else "",
            qr=SafeString(qr(url, css="qr")) if is_to_come else "",
        )


def slip_rows(booking: Booking, numbers: Numbers, *, now: datetime) -> list[Row]:
    room, centre = booking.room, booking.room.centre
    come_as = _("You come as %(people)s.") % {"people": people_words(booking.party)}
    rows = [
        Row(_("Lunar date"), almanac.of(local_day(booking.occupancy.starts_at)).words),
        Row(_("Room"), f"{room.name}·{floor_words(room)}", come_as),
        Row(_("Place"), centre.name, "·".join(filter(None, [centre.address, centre.way_there]))),
        Row(_("For"), booking.team.name if booking.team else booking.masked_name),
        Row(_("Booked by"), acted_by(booking)),
        Row(_("What for"), booking.purpose),
        Row(_("Standing hours"), booking.series.rhythm if booking.series else ""),
        Row(_("Also"), booking.note),
        Row(_("Phone there"), centre.phone),
    ]
    if booking.cancelled_at:
        rows.append(Row(_("Cancelled"), moment_words(booking.cancelled_at), booking.why_cancelled))
    elif booking.is_pending and booking.decide_by:
        rows += [
            Row(
                _("The office decides"), _("by %(moment)s at the latest") % {"moment": moment_words(booking.decide_by)}
            ),
            Row(_("Until then"), _("the time is kept for you; you hear from us by text message")),
            Row(_("If plans change"), how_to_cancel(booking, numbers, now=now)),
        ]
    elif booking.is_declined and booking.decided_at:
        rows.append(Row(_("Declined"), moment_words(booking.decided_at), booking.decision))
    elif booking.is_expired and booking.decide_by:
        rows.append(Row(_("Not decided"), moment_words(booking.decide_by), _("We are sorry. The time is free again.")))
    elif booking.is_kept and not booking.is_over(now):
        rows += [
            Row(
                _("Please bring"),
                _("the booking number; your name will do, too"),
                _("Please come 10 minutes early."),
            ),
            Row(_("When you come"), check_in_words(booking, numbers)),
            Row(_("Please mind"), room.note),
            Row(_("If plans change"), how_to_cancel(booking, numbers, now=now)),
        ]
    return [row for row in rows if row.words]


def acted_by(booking: Booking) -> str:
    """李示例（女儿）, where a relative booked for somebody, or a deputy for the team; empty where they did it
    themselves."""
    if booking.team is not None:
        return _deputy_of(booking)
    return helper_words(resident=booking.booked_for_id, by=booking.booked_by_id, channel=booking.channel)


def _deputy_of(booking: Booking) -> str:
    if not booking.is_made_online or booking.team is None or booking.booked_for_id in (None, booking.team.leader_id):
        return ""
    return booking.name


def check_in_words(booking: Booking, numbers: Numbers) -> str:
    """How and when to say that one has come, or that it is noted."""
    if booking.checked_in_at:
        return _("noted at %(time)s") % {"time": f"{localtime(booking.checked_in_at):%H:%M}"}
    return _("%(window)s: scan the code on the door, or tell the desk your name") % {
        "window": window_words(booking.occupancy.span, numbers)
    }


def how_to_cancel(booking: Booking, numbers: Numbers, *, now: datetime) -> str:
    deadline = actions.cancel_deadline(booking, numbers)
    if now > deadline:
        return _("Please call %(phone)s, so that the room is not left waiting.") % {"phone": booking.room.centre.phone}
    return _("Cancel here until %(moment)s, or call %(phone)s. That is no trouble at all.") % {
        "moment": moment_words(deadline),
        "phone": booking.room.centre.phone,
    }


def state_badge(booking: Booking, *, now: datetime) -> tuple[str, str]:
    """Kind and words of components/badge.html."""
    if not booking.is_kept and booking.state in _GONE:
        return "gone", str(_GONE[Booking.State(booking.state)])
    if booking.is_over(now) or not booking.is_kept:
        return "gone", _("Over")
    if booking.is_pending:
        return "wait", _("Waiting for approval")
    return "done", _("Checked in") if booking.is_checked_in else _("Confirmed")


_GONE = {
    Booking.State.CANCELLED: gettext_lazy("Cancelled"),
    Booking.State.DECLINED: gettext_lazy("Declined"),
    Booking.State.EXPIRED: gettext_lazy("Not decided"),
    Booking.State.NO_SHOW: gettext_lazy("Nobody came"),
}
