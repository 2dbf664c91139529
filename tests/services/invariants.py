"""What holds of numbers whatever happened: asked after tests that made much happen at once."""

from collections import Counter

from services.models import Appointment, ServiceDay


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
