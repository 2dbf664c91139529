"""For whom a number is: once a day over all sites, from an age, of some committees, signed up before; and who may set
that aside."""

import uuid

import pytest
import time_machine

from centres.claimants import CannotChange
from fairness.models import RuleSet
from services import actions, people
from services.models import Appointment
from services.rules import NoNumber, kept_until
from tests.bookings.pages import signed_in, words
from tests.factories import (
    a_centre,
    a_committee,
    a_resident,
    a_room,
    a_service,
    a_service_day,
    a_user,
    an_appointment,
    at,
    staff_of,
)
from tests.races import race

pytestmark = pytest.mark.django_db

NOW = at("2026-12-07 10:00")


def a_day(service=None, span="2026-12-12 08:30-10:30", **site):
    service = service or a_service(name="理发", minutes=10, is_walk_in=False)
    return a_service_day(service=service, room=a_room(centre=a_centre(**site)), span=span, minutes=10)


def take(day, resident, **changes):
    asked = {"by": resident.user, "channel": "web", "token": uuid.uuid4(), "now": NOW, **changes}
    return actions.take(day=day, resident=resident, **asked)


def at_the_desk(day, resident, **changes):
    return take(day, resident, by=staff_of(day.occupancy.room.centre), channel="phone", **changes)


def refused(*args, **changes):
    with pytest.raises(NoNumber) as caught:
        take(*args, **changes)
    return caught.value


@pytest.fixture
def neighbour():
    return a_resident(user=a_user(), birth_year=1990)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


# Once a day


def test_nobody_has_the_same_service_twice_on_one_day_at_two_sites(neighbour):
    day = a_day(short_name="一中心")
    there = a_day(day.service, span="2026-12-12 13:00-15:00")
    had = take(day, neighbour)

    why = refused(there, neighbour)

    assert (why.codes, why.has) == (["elsewhere"], had)
    assert "一中心" in why.sentence
    assert take(a_day(day.service, span="2026-12-13 08:30-10:30"), neighbour)
    assert take(a_day(a_service(minutes=10, is_walk_in=False)), neighbour)
    actions.give_back(appointment=had, by=neighbour.user, now=NOW)
    assert take(there, neighbour)


def test_staff_may_give_a_second_one_and_say_why(neighbour):
    day = a_day()
    there = a_day(day.service)
    take(day, neighbour)

    assert refused(there, neighbour, waiver="我想要两个").codes == ["elsewhere"]
    second = at_the_desk(there, neighbour, waiver=" 陪老伴再来一次 ")

    assert second.waiver == "陪老伴再来一次"
    people.forget(neighbour)
    second.refresh_from_db()
    assert (second.waiver, second.resident) == ("", None)


def test_why_somebody_was_let_into_the_line_goes_along_with_the_number(neighbour):
    day = a_day(a_service(minutes=10, is_walk_in=False, age_from=90))
    clerk = staff_of(day.occupancy.room.centre)
    numbers = [an_appointment(day=day, number=number) for number in range(1, 13)]
    told = {"day": day, "resident": neighbour, "by": clerk, "channel": "phone", "now": NOW}
    with pytest.raises(NoNumber):
        actions.join(**told)

    entry = actions.join(**told, waiver=" 行动不便 ")
    actions.give_back(appointment=numbers[6], by=clerk, now=NOW)

    assert actions.accept(entry=entry, by=neighbour.user, now=NOW).waiver == "行动不便"


def test_an_offer_is_not_taken_beside_a_number_elsewhere(neighbour):
    day = a_day()
    for number in range(1, 13):
        an_appointment(day=day, number=number)
    entry = actions.join(day=day, resident=neighbour, by=neighbour.user, channel="web", now=NOW)
    had = take(a_day(day.service, short_name="五中心"), neighbour)
    freed = day.appointments.get(number=7)
    actions.give_back(appointment=freed, by=staff_of(day.occupancy.room.centre), now=NOW)

    with pytest.raises(CannotChange, match="五中心"):
        actions.accept(entry=entry, by=neighbour.user, now=NOW)

    actions.give_back(appointment=had, by=neighbour.user, now=NOW)
    assert actions.accept(entry=entry, by=neighbour.user, now=NOW).number == 7


@pytest.mark.django_db(transaction=True)
def test_who_asks_at_all_sites_at_once_gets_one():
    service, neighbour = a_service(minutes=1, is_walk_in=False), a_resident(user=a_user())
    days = [a_day(service) for _each in range(6)]

    results = race(6, lambda number: take(days[number], neighbour))

    assert len([each for each in results if isinstance(each, Appointment)]) == 1


# For whom


def test_all_that_speaks_against_it_is_said_at_once(neighbour):
    day = a_day(a_service(minutes=10, is_walk_in=False, age_from=60, registration="已签约家庭医生"))
    day.service.committees.add(a_committee(name="控江一村"))
    an_appointment(day=day, number=7)

    why = refused(day, neighbour, number=7)

    assert why.codes == ["young", "stranger", "unregistered", "taken"]
    for said in ("60岁", "控江一村", "已签约家庭医生", "刚刚"):
        assert said in why.sentence
    assert not why.may_be_waived
    assert refused(day, neighbour).may_be_waived
    assert at_the_desk(day, neighbour, waiver="领导同意").waiver == "领导同意"


def test_who_lives_there_is_old_enough_and_has_signed_up_may(neighbour):
    committee = a_committee(name="控江一村")
    day = a_day(a_service(minutes=10, is_walk_in=False, age_from=60, registration="已签约家庭医生"))
    day.service.committees.add(committee)
    elder = a_resident(user=a_user(), birth_year=1940, committee=committee)

    assert refused(day, elder).codes == ["unregistered"]
    taken = take(day, elder, confirms=True, waiver="没有必要")

    assert taken.waiver == ""


def test_the_page_asks_for_a_tick_and_says_kindly_where_it_is_missing(neighbour, clock):
    day = a_day(a_service(minutes=10, is_walk_in=False, registration="已签约家庭医生"))
    client, page = signed_in(neighbour), f"/services/days/{day.pk}/book/?number=7"
    assert "已签约家庭医生" in words(client.get(page))

    without = client.post(page, {"number": "7"})
    assert "勾选" in words(without)
    assert not Appointment.objects.exists()
    client.post(page, {"number": "7", "confirms": "on"})

    assert Appointment.objects.get().resident == neighbour


def test_the_line_asks_the_same(neighbour, clock):
    day = a_day(a_service(minutes=10, is_walk_in=False, registration="已签约家庭医生"))
    for number in range(1, 13):
        an_appointment(day=day, number=number)
    client, page = signed_in(neighbour), f"/services/days/{day.pk}/wait/"

    assert "勾选" in words(client.post(page, {"whom": "me"}))
    client.post(page, {"confirms": "on"})

    assert day.waits.get().resident == neighbour


def test_a_day_says_of_which_committees_it_is(client, clock):
    day = a_day()
    day.service.committees.add(a_committee(name="控江一村"))

    assert "控江一村" in words(client.get(f"/services/days/{day.pk}/"))
    assert "控江一村" in words(client.get(f"/services/{day.service.pk}/"))


# What is kept


def test_the_rules_of_the_site_say_until_when_numbers_are_kept(neighbour):
    day = a_day()
    RuleSet.objects.create(centre=day.occupancy.room.centre, kept_until="12:00")

    assert kept_until(day) == at("2026-12-11 12:00")
    assert refused(day, neighbour, number=4, now=at("2026-12-11 11:59")).codes == ["kept"]
    assert take(day, neighbour, number=4, now=at("2026-12-11 12:00"))


def test_a_single_place_can_be_had_on_the_web(neighbour):
    day = a_day(span="2026-12-12 08:30-08:40")

    assert take(day, neighbour).number == 1
