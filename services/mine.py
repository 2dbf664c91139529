"""What somebody is asked about services, for 我的: how it was."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from centres.words import when_words
from residents.mine import Item, Section
from residents.models import User
from services import showing
from services.models import Appointment

ASKED_AT_MOST = 2  # questions at once


def sections(user: User, now: datetime) -> list[Section]:
    asked = Appointment.objects.of_user(user).to_be_asked(now).with_place()[:ASKED_AT_MOST]
    return [Section("served", _("Thank you for coming"), [_asked(each, user) for each in asked])]


def _asked(appointment: Appointment, user: User) -> Item:
    day, whose = appointment.day, appointment.resident
    return Item(
        when=when_words(day.occupancy),
        what=day.service.name,
        where=showing.place_words(day),
        url=reverse("services:appointment-thanks", args=[appointment.pk]),
        badge=showing.badge_of(appointment),
        whose=whose.name if whose and whose.user_id != user.pk else "",
        says=_("How was it this time? One word is enough, without your name."),
    )
