"""What holds of numbers and lines whatever happened: asked after tests that made much happen at once."""

from collections import Counter
from collections.abc import Iterator

from fairness.waiting import offer_ends_at
from services.actions.offering import numbers_of
from services.models import Appointment, AppointmentWait, Menu, ServiceDay
from services.rules import free


def faults() -> list[str]:
    """No number twice, nobody twice on a day, and none beyond the places but what walked in late."""
    found = []
    for day in ServiceDay.objects.with_place():
        standing = list(day.appointments.standing())
        numbers = Counter(each.number for each in standing)
        people = Counter(each.resident_id for each in standing if each.resident_id)
        found += [f"{day}: number {number} twice" for number, count in numbers.items() if count > 1]
        found += [f"{day}: {person} twice" for person, count in people.items() if count > 1]
        places = day.plan.places if day.plan else 0
        online = [each for each in standing if each.channel in Appointment.ONLINE and each.number > places]
        found += [f"{day}: {each.number} of {places} on the web" for each in online]
        if day.is_cancelled and any(each.is_live for each in standing):
            found.append(f"{day}: cancelled, and somebody still waits")
    return found


def faults_of_lines(now) -> list[str]:
    """Besides: an offer keeps its number, a number is kept for an offer, nobody waits for what they have, and the line
    is asked in its order: whoever waits could not have what is free, and came after those who were offered something
    in the same way."""
    return [
        *faults(),
        *faults_of_offers(),
        *(fault for day in ServiceDay.objects.with_place() for fault in _of_line(day, now)),
    ]


def faults_of_lunch() -> Iterator[str]:
    """No more portions than are cooked, and none of what is not cooked."""
    for menu in Menu.objects.all():
        ordered = sum(menu.orders.standing().values_list("portions", flat=True))
        if menu.portions is not None and ordered > menu.portions:
            yield f"{menu}: {ordered} of {menu.portions} portions"
        if menu.is_cancelled and ordered:
            yield f"{menu}: cancelled, and somebody counts on it"


def faults_of_offers() -> Iterator[str]:
    offers = {each.claim: each for each in AppointmentWait.objects.offered()}
    kept = {each.form_token: each for each in Appointment.objects.offered()}
    yield from (f"{each} is kept for nobody" for claim, each in kept.items() if claim not in offers)
    for claim, entry in offers.items():
        number = kept.get(claim)
        if number is None:
            yield f"{entry} is offered a number that is not kept"
        elif (number.number, number.resident_id, number.day_id) != (entry.number, entry.resident_id, entry.day_id):
            yield f"{entry} is offered another number than is kept"
    for entry in AppointmentWait.objects.filter(state="accepted"):
        if not entry.kept.taken().exists():
            yield f"{entry} accepted a number that nobody has"


def _of_line(day: ServiceDay, now) -> Iterator[str]:
    alive = list(day.waits.alive().in_line())
    has_one = set(day.appointments.standing().taken().values_list("resident", flat=True))
    yield from (f"{each} waits for what they have" for each in alive if each.resident_id in has_one)
    if day.is_cancelled and alive:
        yield f"{day}: cancelled, and somebody stands in line"
    if not alive or offer_ends_at(day.occupancy.starts_at, numbers_of(day), now) is None:
        return
    given = list(day.appointments.standing().values_list("number", flat=True))
    for entry in alive:
        if entry.is_waiting and free(day, given, now=now, is_online=entry.is_made_online):
            yield f"{entry} waits, and a number is free for them"
    for is_online in (True, False):
        line = [each for each in alive if each.is_made_online == is_online]
        states = [each.state for each in line]
        if states != sorted(states, key=["offered", "waiting"].index):
            yield f"{day}: the line was overtaken"
