"""The day before: a word to everybody who comes tomorrow, by text message or by a call from the desk."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from bookings.links import cancel_address
from bookings.messages import concerned
from bookings.models import Booking
from centres.words import span_words
from fairness import reminding
from notices import wordings
from residents.telling import in_own_language, say

PREFIX = "reminder-"  # of request numbers


def remind(now: datetime) -> None:
    """For the worker. Each is reminded once of each time and place; whoever booked today knows it still."""
    if not reminding.is_time(now):
        return
    for booking in _not_reminded(now)[: reminding.BATCH]:
        _remind(booking, now=now)


_UNWANTED = Q(team=None, booked_for__preferences__reminders=False) & ~Q(channel=Booking.Channel.RELATIVE)
_UNWANTED |= Q(team__leader__preferences__reminders=False)


def _not_reminded(now: datetime) -> list[Booking]:
    coming = Booking.objects.confirmed().filter(Booking.between(*reminding.tomorrow(now)))
    due = coming.filter(booked_at__lt=reminding.today(now), booked_for__isnull=False).exclude(_UNWANTED).with_place()
    known = reminding.reminded(PREFIX, now)
    ordered = due.order_by("occupancy__starts_at", "pk")
    return [booking for booking in ordered if (str(booking.pk), str(booking.occupancy_id)) not in known]


def _remind(booking: Booking, *, now: datetime) -> None:
    room, occupancy = booking.room, booking.occupancy
    with in_own_language():
        facts = {
            "times": span_words(occupancy),
            "site": room.centre.short_name,
            "room": room.name,
            "ref": booking.ref,
            "phone": room.centre.phone,
        }
        by_hand = _("on the web under “Mine”")
    for person in concerned(booking, by=None):
        link = cancel_address(booking) if person.has_message else ""  # nobody reads an address out on the telephone
        words = wordings.words("booking-reminder", {**facts, "link": link or by_hand})
        request_id = f"{PREFIX}{booking.pk}-{occupancy.pk}-{person.key}"
        say(person, words, centre=room.centre, request_id=request_id, now=now, may_wait=True, is_essential=False)
