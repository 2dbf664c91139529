"""What becomes of numbers when people are merged, read what we know, or are forgotten."""

import pytest

from services import people
from services.models import Appointment
from tests.factories import a_resident, a_room, a_service, a_service_day, a_street_officer, a_user, an_appointment, at

pytestmark = pytest.mark.django_db

NOW = at("2026-11-29 10:00")


@pytest.fixture
def day():
    return a_service_day(
        service=a_service(name="示例理发"), room=a_room(name="客厅"), span="2026-11-30 09:00-11:00", minutes=20
    )


def state(appointment):
    appointment.refresh_from_db()
    return appointment.resident, appointment.state


def test_numbers_go_along_when_two_entries_are_merged(day):
    gone, kept = a_resident(), a_resident()
    theirs = an_appointment(day=day, resident=gone)

    people.repoint(gone, kept)

    assert state(theirs) == (kept, "waiting")


@pytest.mark.parametrize(("of_gone", "of_kept"), [(3, 5), (5, 3)])
def test_of_two_numbers_of_one_day_the_earlier_stays(day, of_gone, of_kept):
    gone, kept = a_resident(), a_resident()
    numbers = {
        of_gone: an_appointment(day=day, resident=gone, number=of_gone),
        of_kept: an_appointment(day=day, resident=kept, number=of_kept),
    }

    people.repoint(gone, kept)

    assert state(numbers[3]) == (kept, "waiting")
    assert state(numbers[5]) == (kept, "cancelled")


def test_of_two_numbers_the_one_that_was_used_stays(day):
    gone, kept = a_resident(), a_resident()
    used = an_appointment(day=day, resident=gone, number=5, state="done")
    unused = an_appointment(day=day, resident=kept, number=3)

    people.repoint(gone, kept)

    assert (state(used), state(unused)) == ((kept, "done"), (kept, "cancelled"))


def test_where_both_were_used_both_are_counted_and_one_keeps_the_name(day):
    gone, kept = a_resident(), a_resident()
    first = an_appointment(day=day, resident=gone, number=3, state="done")
    second = an_appointment(day=day, resident=kept, number=5, state="no_show")

    people.repoint(gone, kept)

    assert (state(first), state(second)) == ((None, "done"), (kept, "no_show"))


def test_a_person_reads_what_we_know_of_their_numbers(day):
    resident = a_resident()
    an_appointment(day=day, resident=resident, number=4)
    an_appointment(day=day, number=5)

    [known] = people.export(resident)["service_numbers"]

    assert known == {
        "service": "示例理发",
        "number": 4,
        "state": "waiting",
        "place": f"{day.occupancy.room.centre} 客厅",
        "starts_at": "2026-11-30T01:00:00+00:00",
        "booked_at": "2026-11-28T01:00:00+00:00",
        "channel": "web",
        "has_said_how_it_was": False,
    }


def test_who_is_forgotten_leaves_day_and_number(day):
    resident = a_resident(user=a_user())
    own = an_appointment(day=day, resident=resident, state="done")
    for_somebody = an_appointment(day=day, number=2, booked_by=resident.user, channel="relative")
    by_staff = an_appointment(day=a_service_day(minutes=20), resident=resident, booked_by=a_street_officer())

    people.forget(resident)

    for each in (own, for_somebody, by_staff):
        each.refresh_from_db()
    assert (own.resident, own.booked_by, own.number, own.state) == (None, None, 1, "done")
    assert (for_somebody.resident is None, for_somebody.booked_by) == (False, None)
    assert (by_staff.resident, by_staff.booked_by.is_staff) == (None, True)
    assert own.forgotten_at


def test_what_is_to_come_has_to_be_given_back_first(day):
    resident = a_resident()
    appointment = an_appointment(day=day, resident=resident)

    assert "1个" in people.unfinished(resident, NOW)[0]
    Appointment.objects.filter(pk=appointment.pk).update(state="done")
    assert people.unfinished(resident, NOW) == []
    assert people.unfinished(a_resident(), NOW) == []


def test_after_a_year_nobody_can_tell_who_came(day):
    old = an_appointment(day=day)
    young = an_appointment(day=a_service_day(span="2026-12-20 09:00-10:00", minutes=20))

    people.forget_who_came(at("2027-12-01 03:00"))

    assert state(old)[0] is None
    assert state(young)[0] is not None
