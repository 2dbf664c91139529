"""The day before: a word to everybody who comes tomorrow, by text message or by a call from the desk."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from bookings.links import cancel_address
from bookings.messages import concerned
from bookings.models import Booking
from centres.availability import DAY, local_midnight
from centres.words import local_day, span_words
from notices import wordings
from notices.models import Notice
from residents.telling import in_own_language, say

FROM, UNTIL = 10, 20  # o'clock: in the quiet hours nobody is reminded, and in the morning the desk has time to call
BATCH = 100
EVERY = timedelta(minutes=10)
PREFIX = "reminder-"  # of request numbers; booking and occupancy follow, for one time and place


def remind(now: datetime) -> None:
    """For the worker. Each is reminded once of each time and place; whoever booked today knows it still."""
    if not FROM <= localtime(now).hour < UNTIL:
        return
    for booking in _not_reminded(now)[:BATCH]:
        _remind(booking, now=now)


_UNWANTED = Q(team=None, booked_for__preferences__reminders=False) & ~Q(channel=Booking.Channel.RELATIVE)
_UNWANTED |= Q(team__leader__preferences__reminders=False)


def _not_reminded(now: datetime) -> list[Booking]:
    today = local_midnight(local_day(now))
    coming = Booking.objects.confirmed().filter(Booking.between(today + DAY, today + 2 * DAY))
    due = coming.filter(booked_at__lt=today, booked_for__isnull=False).exclude(_UNWANTED).with_place()
    written = Notice.objects.filter(created_at__gte=today, request_id__startswith=PREFIX)
    known = {tuple(request_id.split("-")[1:3]) for request_id in written.values_list("request_id", flat=True)}
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
