"""Load the example data, or what is missing of it, around a moment."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

import centres
from activities.models import Session
from bookings.models import Booking
from centres import holidays
from centres.models import Centre
from centres.sites import load_sites
from office.example_data.answers import load_answers
from office.example_data.board import load_board, load_closure
from office.example_data.bookings import load_bookings
from office.example_data.draws import load_draws
from office.example_data.lunch import load_lunch
from office.example_data.numbers import load_numbers
from office.example_data.people import load_people
from office.example_data.places import load_places
from office.example_data.programme import load_outing, load_programme
from office.example_data.scene import Scene
from office.example_data.shares import load_shares
from office.models import Portal
from services.models import ServiceDay

HOLIDAYS = Path(centres.__file__).parent / "data" / "holidays"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the portal holds now."""

    sites: int
    sessions: int
    service_days: int
    bookings: int

    def __str__(self) -> str:
        return (
            f"Example data: {self.sites} sites, {self.sessions} sessions, "
            f"{self.service_days} service days, {self.bookings} bookings."
        )


@transaction.atomic
def load(*, now: datetime) -> Loaded:
    """Everything at once or nothing. Safe to run again, later too: it adds what the days since need."""
    load_sites()
    for notice in sorted(HOLIDAYS.glob("*.json")):
        holidays.import_notice(notice.read_bytes())
    people = load_people(now=now)
    scene = Scene.at(now)
    load_shares(scene)
    load_programme(scene, by=people.officer)
    load_outing(scene, by=people.officer)
    load_places(scene, people)
    load_draws(scene, people)
    load_answers(scene)
    load_numbers(scene, people)
    load_lunch(scene, people)
    load_closure(scene, by=people.officer)
    load_bookings(scene, people)
    load_board(scene)
    Portal.objects.get_or_create(defaults={"is_example_data": True})
    return Loaded(
        sites=Centre.objects.count(),
        sessions=Session.objects.count(),
        service_days=ServiceDay.objects.count(),
        bookings=Booking.objects.count(),
    )
