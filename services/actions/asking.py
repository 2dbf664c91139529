"""What the rules ask of somebody who wants a number, or a place in line for one."""

from collections.abc import Mapping
from datetime import datetime

from centres.words import local_day
from residents.channels import ONLINE
from residents.models import Resident
from services.models import Appointment, ServiceDay
from services.rules import Asked


def asked_by(
    resident: Resident,
    day: ServiceDay,
    given: Mapping[int, int | None],
    *,
    channel: str,
    now: datetime,
    confirms: bool,
    waiver: str,
) -> Asked:
    """`given` are the numbers of the day and whose they are; the person and the day are locked."""
    has = day.appointments.standing().filter(resident=resident).first() if resident.pk in given.values() else None
    only_for = [each.name for each in day.service.committees.all()]
    return Asked(
        day=day,
        given=given,
        is_online=channel in ONLINE,
        now=now,
        resident=resident,
        has=has,
        elsewhere=elsewhere(resident, day),
        only_for=only_for,
        committee=resident.committee.name if only_for and resident.committee else "",
        confirms=confirms,
        waives=bool(waiver) and channel not in ONLINE,
    )


def elsewhere(resident: Resident, day: ServiceDay) -> Appointment | None:
    """Their number of the same service on the same local date at another place; what is only offered is none."""
    on = local_day(day.occupancy.starts_at)
    others = ServiceDay.objects.of(day.service).between(on, on).exclude(pk=day.pk)
    return Appointment.objects.standing().taken().filter(resident=resident, day__in=others).with_place().first()
