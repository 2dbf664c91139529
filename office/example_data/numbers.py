"""Who has which number at the services of the example data: a barber's morning with ten people, a law day."""

from datetime import timedelta
from itertools import cycle, islice

from office.example_data.people import People
from office.example_data.scene import Scene
from residents.models import Resident
from services.models import SPACE, Appointment, ServiceDay

MOST = 10  # on one day
MISSED = 4  # every fourth of those who were absent; the others came


def load_numbers(scene: Scene, people: People) -> None:
    """Where a day has no number yet; on one law day to come the resident's account has one, too."""
    days = ServiceDay.objects.confirmed().by_number().between(scene.first, scene.last).filter(is_walk_in=False)
    empty = list(days.filter(appointments=None).with_place().order_by("occupancy__starts_at", "pk"))
    own = next((day for day in empty if day.service.need == "law" and day.occupancy.starts_at > scene.now), None)
    has_one = Appointment.objects.filter(resident=people.resident).upcoming(scene.now).exists()
    rows = [
        each
        for number, day in enumerate(empty)
        for each in _numbers(day, number, scene, people, is_own=day == own and not has_one)
    ]
    Appointment.objects.bulk_create(rows)


def _numbers(day: ServiceDay, nth: int, scene: Scene, people: People, *, is_own: bool) -> list[Appointment]:
    """All but one of the numbers that the web gives, beginning with another neighbour each day."""
    plan = day.plan
    if plan is None:
        return []
    wanted = [number for number in plan.numbers if not plan.is_kept(number)][:-1][:MOST]
    some: list[Resident] = list(islice(cycle(people.neighbours), nth * 3, nth * 3 + len(wanted)))
    if is_own and some:
        some[0] = people.resident
    return [_row(day, number, resident, scene) for number, resident in zip(wanted, some, strict=False)]


def _row(day: ServiceDay, number: int, resident: Resident, scene: Scene) -> Appointment:
    starts = day.occupancy.starts_at
    is_over = day.occupancy.ends_at <= scene.now
    state = Appointment.State.WAITING
    if is_over:
        state = Appointment.State.NO_SHOW if number % MISSED == 0 else Appointment.State.DONE
    return Appointment(
        day=day,
        number=number,
        turn=number * SPACE,
        state=state,
        resident=resident,
        booked_by=resident.user,
        channel=Appointment.Channel.WEB if resident.user else Appointment.Channel.PHONE,
        booked_at=min(scene.now, starts - timedelta(days=2)),
        called_at=starts if is_over else None,
        ended_at=day.occupancy.ends_at if is_over else None,
    )
