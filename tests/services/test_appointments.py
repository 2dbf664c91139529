"""Numbers of a service day are taken, given back, and told."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from centres import claimants
from centres.claimants import CannotChange
from notices.models import Notice
from residents.relatives import unlink
from services import actions, messages
from services.alternatives import near
from services.models import Appointment
from services.rules import NoNumber
from tests.factories import (
    a_centre,
    a_relative,
    a_resident,
    a_room,
    a_service,
    a_service_day,
    a_span,
    a_user,
    an_appointment,
    at,
    open_daily,
    staff_of,
)

pytestmark = pytest.mark.django_db

NOW = at("2026-12-07 10:00")


@pytest.fixture
def room():
    centre = a_centre(slug="c3", short_name="三中心")
    open_daily(centre, "08:30-17:00")
    return a_room(centre=centre, name="阳光客厅")


@pytest.fixture
def day(room):
    """Twelve places of ten minutes: 4, 8 and 12 are kept."""
    service = a_service(name="理发", minutes=10, is_walk_in=False)
    return a_service_day(service=service, room=room, span="2026-12-12 08:30-10:30", minutes=10)


@pytest.fixture
def neighbour():
    return a_resident(user=a_user(), name="欧阳示例")


def take(day, resident, number=None, **changes):
    asked = {"by": resident.user, "channel": "web", "token": uuid.uuid4(), "now": NOW, **changes}
    return actions.take(day=day, resident=resident, number=number, **asked)


def refused(code, *args, **changes):
    with pytest.raises(NoNumber) as caught:
        take(*args, **changes)
    assert caught.value.code == code
    return caught.value.sentence


def sent():
    return [notice.body for notice in Notice.objects.exclude(channel="call").order_by("pk")]


def calls():
    return [notice.body for notice in Notice.objects.calls().order_by("pk")]


# Taking


def test_a_number_is_theirs(day, neighbour):
    appointment = take(day, neighbour, 7)

    assert (appointment.number, appointment.resident, appointment.channel) == (7, neighbour, "web")
    assert messages.planned_words(appointment, day.occupancy) == "大约 9:30"
    assert sent() == []


def test_without_a_number_it_is_the_first_free_one(day, neighbour):
    an_appointment(day=day, number=1)

    assert take(day, neighbour).number == 2


def test_one_form_sent_twice_takes_one_number(day, neighbour):
    token = uuid.uuid4()

    first, again = (take(day, neighbour, 7, token=token) for _time in range(2))

    assert first == again
    assert Appointment.objects.count() == 1


def test_nobody_has_two_numbers_of_one_day(day, neighbour):
    take(day, neighbour, 7)

    assert "7号" in refused("twice", day, neighbour, 9)


def test_what_is_kept_is_for_phone_and_desk_until_the_afternoon_before(day, neighbour, room):
    assert "12月11日（周五）17:00" in refused("kept", day, neighbour, 4)
    assert take(day, a_resident(), 4, by=staff_of(room.centre), channel="phone").number == 4
    assert take(day, neighbour, 8, now=at("2026-12-11 17:00")).number == 8


def test_when_the_web_has_none_left_the_phone_still_has(day, neighbour):
    for number in (1, 2, 3, 5, 6, 7, 9, 10, 11):
        an_appointment(day=day, number=number)

    assert day.occupancy.room.centre.phone in refused("kept", day, neighbour)
    for number in (4, 8, 12):
        an_appointment(day=day, number=number)
    refused("full", day, neighbour)


def test_a_number_somebody_has_is_refused(day, neighbour):
    an_appointment(day=day, number=7)

    refused("taken", day, neighbour, 7)


@pytest.mark.parametrize("number", [0, 13, 999])
def test_there_is_no_such_number(day, neighbour, number):
    refused("over", day, neighbour, number)


def test_a_time_that_has_passed_and_a_day_that_is_over(day, neighbour):
    refused("over", day, neighbour, 1, now=at("2026-12-12 08:31"))
    assert take(day, neighbour, now=at("2026-12-12 08:31")).number == 2
    refused("over", day, a_resident(user=a_user()), now=at("2026-12-12 10:30"))


def test_a_day_that_was_cancelled_says_why(day, neighbour, room):
    actions.cancel_day(day=day, by=staff_of(room.centre), reason="师傅病了", now=NOW)

    assert "师傅病了" in refused("over", day, neighbour)


def test_who_is_too_young_is_told_from_which_age(day, neighbour):
    day.service.age_from = 60
    day.service.save()
    neighbour.birth_year = 1990
    neighbour.save()

    assert "60岁" in refused("young", day, neighbour)
    assert take(day, a_resident(user=a_user(), birth_year=1950))
    assert take(day, a_resident(user=a_user()))  # the desk looks, where nobody knows


def test_on_a_walk_in_day_the_web_gives_no_numbers(day, neighbour, room):
    day.is_walk_in = True
    day.save()

    refused("walk_in", day, neighbour)
    assert take(day, a_resident(), by=staff_of(room.centre), channel="desk").number == 1


def test_a_day_without_numbers_has_none(neighbour):
    refused("none", a_service_day(span="2026-12-12 08:30-10:30"), neighbour)


def test_a_relative_takes_one_for_them_and_they_hear_of_it(day, neighbour):
    helper = a_resident(user=a_user())
    link = a_relative(elder=neighbour, user=helper.user)

    take(day, neighbour, 7, by=helper.user, channel="relative")

    [words] = sent()
    assert "理发 12月12日（周六） 7号，大约 9:30，三中心阳光客厅" in words.replace("）7", "） 7")
    unlink(relative=link, by=neighbour.user, now=NOW)
    with pytest.raises(CannotChange):
        take(day, neighbour, 8, by=helper.user, channel="relative")


def test_the_desk_takes_one_for_somebody_without_a_mobile_and_nobody_calls_them(day, room):
    take(day, a_resident(phone="02155550007"), by=staff_of(room.centre), channel="phone")

    assert (sent(), calls()) == ([], [])


def test_what_is_near_is_of_this_day_then_of_others_and_elsewhere(day, neighbour):
    elsewhere = a_service_day(service=day.service, room=a_room(), span="2026-12-13 09:00-10:00", minutes=20)
    a_service_day(service=a_service(), span="2026-12-13 09:00-10:00", minutes=20)

    found = near(day, 4, now=NOW, is_online=True)

    assert [(each.day, each.number) for each in found] == [(day, 3), (day, 5), (day, 2), (elsewhere, 1)]


# What the database holds


def test_the_database_gives_a_number_once_a_day(day):
    an_appointment(day=day, number=7)

    with pytest.raises(IntegrityError, match="appointment_number_once_a_day"), transaction.atomic():
        an_appointment(day=day, number=7)


def test_the_database_gives_nobody_two_numbers_of_a_day(day, neighbour):
    an_appointment(day=day, number=7, resident=neighbour)

    with pytest.raises(IntegrityError, match="appointment_somebody_once_a_day"), transaction.atomic():
        an_appointment(day=day, number=8, resident=neighbour)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"number": 0}, "appointment_numbers_begin_with_one"),
        ({"state": "cancelled"}, "appointment_cancelled_says_when"),
        ({"cancelled_at": NOW}, "appointment_cancelled_says_when"),
        ({"state": "called"}, "appointment_called_says_when"),
    ],
)
def test_the_database_wants_each_state_whole(day, fields, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        an_appointment(day=day, **fields)


# Giving back


def test_a_number_given_back_is_somebody_elses(day, neighbour):
    appointment = take(day, neighbour, 7)

    for _time in range(2):
        actions.give_back(appointment=appointment, by=neighbour.user, now=NOW)

    assert take(day, a_resident(user=a_user()), 7).number == 7
    assert take(day, neighbour, 9).number == 9
    assert sent() == []


def test_who_has_no_business_gives_nothing_back(day, neighbour):
    appointment = take(day, neighbour, 7)

    for stranger in (a_user(), staff_of(a_centre())):
        with pytest.raises(CannotChange):
            actions.give_back(appointment=appointment, by=stranger, now=NOW)


def test_staff_give_it_back_for_them_and_they_hear_of_it(day, neighbour, room):
    actions.give_back(appointment=take(day, neighbour, 7), by=staff_of(room.centre), now=NOW)

    assert "取消" in sent()[0]


@pytest.mark.parametrize(
    ("fields", "now"),
    [
        ({"state": "done"}, NOW),
        ({"state": "in_service", "called_at": NOW}, NOW),
        ({}, at("2026-12-12 10:30")),
    ],
)
def test_what_has_been_stays(day, neighbour, fields, now):
    appointment = an_appointment(day=day, resident=neighbour, **fields)

    with pytest.raises(CannotChange):
        actions.give_back(appointment=appointment, by=neighbour.user, now=now)


# Days that change


def move(day, span, **changes):
    centre = day.occupancy.room.centre
    asked = {"room": day.occupancy.room, "by": staff_of(centre), "reason": "师傅上午有事", "waiver": "", "now": NOW}
    mover = claimants.of_kind("service").move
    return mover(occupancy=day.occupancy, span=a_span(span), **{**asked, **changes})


def test_when_a_day_moves_everybody_reads_old_and_new_side_by_side(day, neighbour):
    an_appointment(day=day, number=7, resident=neighbour)
    an_appointment(day=day, number=8, resident=a_resident(phone="02155550007"))
    an_appointment(day=day, number=9, state="cancelled", cancelled_at=NOW)

    told = move(day, "2026-12-13 13:00-15:00")

    [words] = sent()
    assert "7号，大约 9:30" in words
    assert "12月13日" in words
    assert "7号，大约 14:00" in words
    assert "师傅上午有事" in words
    assert len(calls()) == 1
    assert "1" in told.done[0]
    assert "1" in told.to_do[0]


def test_a_day_gets_no_shorter_than_the_numbers_that_are_somebodys(day, neighbour):
    an_appointment(day=day, number=6, resident=neighbour)
    an_appointment(day=day, number=12)

    with pytest.raises(CannotChange, match="12号"):
        move(day, "2026-12-12 08:30-09:30")

    day.refresh_from_db()
    assert day.occupancy.ends_at == at("2026-12-12 10:30")
    day.appointments.filter(number=12).update(state="cancelled", cancelled_at=NOW)
    move(day, "2026-12-12 08:30-09:30")
    assert day.appointments.waiting().get().number == 6


def test_who_was_called_early_waits_again_when_the_day_moves(day, neighbour):
    early = at("2026-12-12 08:00")
    appointment = an_appointment(day=day, number=1, resident=neighbour)
    desk = staff_of(day.occupancy.room.centre)
    actions.call_next(day=day, by=desk, now=early)

    move(day, "2026-12-13 08:30-10:30", now=early)

    appointment.refresh_from_db()
    assert (appointment.state, appointment.called_at) == ("waiting", None)
    with pytest.raises(CannotChange):
        actions.undo(day=day, by=desk, now=early)
    actions.give_back(appointment=appointment, by=neighbour.user, now=early)
    assert not day.appointments.standing().exists()


def test_who_was_noted_as_missing_waits_again_when_the_day_moves(day, neighbour):
    early = at("2026-12-12 08:00")
    appointment = an_appointment(day=day, number=1, resident=neighbour, state="no_show", ended_at=early)

    move(day, "2026-12-13 08:30-10:30", now=early)

    appointment.refresh_from_db()
    assert (appointment.state, appointment.ended_at) == ("waiting", None)


def test_when_a_day_is_cancelled_its_numbers_go_and_everybody_hears_why(day, neighbour):
    appointment = an_appointment(day=day, number=7, resident=neighbour)
    staff = staff_of(day.occupancy.room.centre)

    claimants.of_kind("service").cancel(occupancy=day.occupancy, by=staff, reason="师傅病了。", now=NOW)

    appointment.refresh_from_db()
    assert appointment.is_cancelled
    assert "师傅病了" in sent()[0]


def test_a_day_left_where_it_is_tells_nobody(day, neighbour):
    an_appointment(day=day, number=7, resident=neighbour)

    move(day, "2026-12-12 08:30-10:30")

    assert sent() == []


def test_expected_times_are_those_of_the_plan_until_the_day_begins(day):
    assert day.plan.expected(7, 6, NOW) == day.occupancy.starts_at + timedelta(minutes=60)
