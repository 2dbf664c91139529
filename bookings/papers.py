"""From a booking to its slip on paper: every word chosen, nothing about ink."""

from datetime import datetime

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bookings import actions, slips
from bookings.models import Booking
from bookings.rows import check_in_words
from bookings.words import floor_words, people_words
from centres import almanac
from centres.models import Room
from centres.words import day_and_month, local_day, moment_words, span_words, weekday_words
from fairness.models import Numbers
from timetables import papers
from timetables.typesetting import Line, Paper, SlipSheet, compile_slip

SHORT = 60  # signs


def slip_pdf(booking: Booking, numbers: Numbers, *, paper: Paper, host: str, now: datetime) -> bytes:
    """The same bytes as long as it says the same. `host` is the portal's address, without a last slash."""
    sheet = slip_sheet(booking, numbers, host=host, now=now)
    language = (get_language() or "zh").split("-")[0]
    return compile_slip(sheet, paper=paper, created_at=booking.booked_at, language=language)


def slip_sheet(booking: Booking, numbers: Numbers, *, host: str, now: datetime) -> SlipSheet:
    room, span = booking.room, booking.occupancy.span
    on = local_day(span.starts_at)
    day = almanac.of(on)
    return SlipSheet(
        title=_("Yanji Neighbours, slip of a booking"),
        plate=(room.centre.short_name, room.number),
        day=day_and_month(on),
        weekday=weekday_words(on),
        lunar="·".join(filter(None, [_("lunar %(day)s") % {"day": day.words}, day.occasion])),
        time=span_words(span),
        room=f"{room.name} {floor_words(room)}",
        place=_place(room),
        facts=tuple(line for line in _facts(booking) if line.words),
        reference=Line(_("Booking number"), booking.ref),
        code=Line(_("Code for cancelling"), slips.cancel_code(booking)),
        keep=_("Whoever holds this slip can cancel."),
        notes=tuple(filter(None, _notes(booking, numbers, host=host, now=now))),
        url=f"{host}{booking.get_absolute_url()}",
        scan=_("Scan to see it"),
        news=_news(booking),
        sample=papers.stamp(),
    )


def _place(room: Room) -> tuple[str, ...]:
    centre = room.centre
    there = "·".join(filter(None, [centre.address, centre.way_there]))
    return centre.name, there, _("Phone %(number)s") % {"number": centre.phone}


def _facts(booking: Booking) -> tuple[Line, ...]:
    return (
        Line(_("For"), booking.whom),
        Line(_("People"), people_words(booking.party)),
        Line(_("What for"), booking.purpose),
        Line(_("Standing hours"), booking.series.rhythm if booking.series else ""),
        Line(_("Also"), _short(booking.note)),
        Line(_("Please mind"), _short(booking.room.note)),
    )


def _short(words: str) -> str:
    """What is longer is read on screen: the slip has room for what one has to know on the way."""
    return Truncator(words).chars(SHORT)


def _news(booking: Booking) -> str:
    if not (booking.is_pending and booking.decide_by):
        return ""
    return _("The office decides by %(moment)s; until then the time is kept for you.") % {
        "moment": moment_words(booking.decide_by)
    }


def _notes(booking: Booking, numbers: Numbers, *, host: str, now: datetime) -> tuple[str, ...]:
    coming = "" if booking.is_pending else f"{_('When you come')} {check_in_words(booking, numbers)}"
    return *_if_plans_change(booking, numbers, host=host, now=now), coming


def _if_plans_change(booking: Booking, numbers: Numbers, *, host: str, now: datetime) -> tuple[str, ...]:
    deadline, phone = actions.cancel_deadline(booking, numbers), booking.room.centre.phone
    if now > deadline:
        words = _("You cannot come? Please call %(phone)s, so that the room is not left waiting.")
        return (words % {"phone": phone},)
    words = _(
        "You cannot come? Cancel until %(moment)s with both numbers above: call %(phone)s, tell the desk, or open "
        "this address:"
    )
    address = host.split("://")[-1] + reverse("bookings:cancel-by-code")
    return words % {"moment": moment_words(deadline), "phone": phone}, address
