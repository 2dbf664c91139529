"""In line for a number: who is asked, in which order, and what becomes of an offer."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from centres.claimants import CannotChange
from centres.spans import Span
from notices.models import Notice
from residents import mine
from services import actions, people
from services.models import Appointment, AppointmentWait
from services.rules import NoNumber
from tests.factories import (
    a_centre,
    a_number_wait,
    a_relative,
    a_resident,
    a_room,
    a_service,
    a_service_day,
    a_street_officer,
    a_user,
    an_appointment,
    at,
    default_rules,
    open_daily,
    staff_of,
)
from tests.services.invariants import faults_of_lines

pytestmark = pytest.mark.django_db

NOW = at("2026-12-10 12:00")
EVE = at("2026-12-11 17:00")  # what is kept opens


@pytest.fixture
def day():
    """Three numbers, all gone; the second one of them was kept for phone and desk."""
    centre = a_centre(short_name="三中心")
    open_daily(centre, "08:30-17:00")
    full = a_service_day(
        service=a_service(name="示例理发", minutes=20, is_walk_in=False),
        room=a_room(centre=centre, name="客厅"),
        span="2026-12-12 14:00-15:00",
        minutes=20,
    )
    for number in full.plan.numbers:
        an_appointment(day=full, number=number)
    return full


@pytest.fixture(autouse=True)
def nothing_is_wrong_afterwards(db, request):
    yield
    if "day" in request.fixturenames:
        assert faults_of_lines(NOW) == []


@pytest.fixture
def clerk(day):
    return staff_of(day.occupancy.room.centre)


def somebody():
    return a_resident(user=a_user())


def join(day, resident=None, **changes):
    resident = resident or somebody()
    return actions.join(
        **{"day": day, "resident": resident, "by": resident.user, "channel": "web", "now": NOW, **changes}
    )


def take(day, resident=None, **changes):
    resident = resident or somebody()
    asked = {"by": resident.user, "channel": "web", "token": uuid.uuid4(), "now": NOW}
    return actions.take(day=day, resident=resident, **{**asked, **changes})


def give_back(day, clerk, number=1, now=NOW):
    held = day.appointments.taken().standing().get(number=number)
    actions.give_back(appointment=held, by=clerk, now=now)


def states(*entries):
    for entry in entries:
        entry.refresh_from_db()
    return [entry.state for entry in entries]


# Joining


def test_who_asks_twice_stands_in_line_once(day):
    resident = somebody()

    assert join(day, resident) == join(day, resident)


def test_the_database_lets_nobody_stand_in_one_line_twice(day):
    entry = a_number_wait(day=day)

    with pytest.raises(IntegrityError), transaction.atomic():
        a_number_wait(day=day, resident=entry.resident)


def test_where_a_number_is_free_nobody_waits(day, clerk):
    give_back(day, clerk)

    with pytest.raises(actions.NumberLeft):
        join(day)


def test_who_has_a_number_does_not_wait_for_another(day):
    with pytest.raises(NoNumber) as why:
        join(day, day.appointments.first().resident, by=a_user())

    assert why.value.code == "twice"


def test_who_is_too_young_or_comes_to_a_cancelled_or_walk_in_day_does_not_wait(day):
    day.service.age_from = 60
    day.service.save()
    with pytest.raises(NoNumber, match="60"):
        join(day, a_resident(user=a_user(), birth_year=2000))
    walk_in = a_service_day(room=a_room(), span="2026-12-12 09:00-10:00", minutes=20, is_walk_in=True)
    with pytest.raises(NoNumber):
        join(walk_in, by=a_street_officer(), channel="phone")


def test_a_line_has_an_end_or_there_is_none(day):
    default_rules(waiting_limit=1)
    join(day)
    with pytest.raises(CannotChange, match="1"):
        join(day)
    default_rules(waiting_limit=0)
    with pytest.raises(CannotChange):
        join(day)


def test_half_a_day_before_it_is_too_late_to_wait(day):
    with pytest.raises(CannotChange):
        join(day, now=at("2026-12-12 02:01"))


def test_a_relative_joins_for_somebody_only_as_long_as_they_agree(day):
    elder, helper = somebody(), somebody()
    with pytest.raises(CannotChange):
        join(day, elder, by=helper.user, channel="relative")
    a_relative(elder=elder, user=helper.user)

    assert join(day, elder, by=helper.user, channel="relative").resident == elder


# Being offered a number


def test_a_number_given_back_is_offered_to_the_first_in_line(day, clerk):
    second, first = a_number_wait(day=day, joined_at="2026-12-02 09:00"), a_number_wait(day=day)

    give_back(day, clerk)

    assert states(first, second) == ["offered", "waiting"]
    assert (first.number, first.offered_at, first.offer_ends_at) == (1, NOW, NOW + timedelta(hours=2))
    assert day.appointments.standing().get(number=1).is_offered
    assert "1号" in Notice.objects.get(to=first.resident.phone).body


def test_at_night_the_message_waits_for_the_morning_and_so_does_the_clock(day, clerk):
    first = a_number_wait(day=day)

    give_back(day, clerk, now=at("2026-12-10 22:00"))

    first.refresh_from_db()
    assert first.offer_ends_at == at("2026-12-11 10:00")
    assert Notice.objects.get(to=first.resident.phone).lease_until == at("2026-12-11 08:00")


def test_nobody_overtakes_the_line(day, clerk):
    a_number_wait(day=day)
    give_back(day, clerk)

    for channel in ("web", "desk"):
        with pytest.raises(NoNumber) as why:
            take(day, by=clerk, channel=channel, number=1)
        assert why.value.code in ("taken", "full")


def test_before_the_worker_comes_the_line_is_first_as_well(day):
    """A number that nobody passed on."""
    first = a_number_wait(day=day)
    Appointment.objects.filter(day=day, number=1).delete()

    with pytest.raises(NoNumber):
        take(day)
    actions.offer_what_is_free(NOW)

    assert states(first) == ["offered"]


def test_what_is_kept_for_phone_and_desk_goes_to_the_web_line_on_the_eve_only(day, clerk):
    kept = next(number for number in day.plan.numbers if day.plan.is_kept(number))
    online = a_number_wait(day=day)
    give_back(day, clerk, number=kept)
    assert states(online) == ["waiting"]

    actions.offer_what_is_free(EVE)

    assert states(online) == ["offered"]


def test_who_phones_takes_what_is_kept_before_those_who_wait_on_the_web(day, clerk):
    kept = next(number for number in day.plan.numbers if day.plan.is_kept(number))
    a_number_wait(day=day)
    give_back(day, clerk, number=kept)

    assert take(day, by=clerk, channel="phone").number == kept


def test_when_no_offer_can_be_made_any_more_a_number_is_anybodys(day, clerk):
    a_number_wait(day=day)
    late = at("2026-12-12 06:00")
    give_back(day, clerk, now=late)

    assert take(day, now=late).number == 1


def test_who_got_a_number_elsewise_leaves_the_line(day, clerk):
    entry = a_number_wait(day=day, resident=somebody())
    Appointment.objects.filter(day=day, number=1).delete()

    assert take(day, entry.resident).number == 1
    assert states(entry) == ["left"]


# Answering


def test_an_offer_is_taken_with_one_press_and_twice_is_once(day, clerk):
    entry = a_number_wait(day=day, resident=somebody())
    give_back(day, clerk)

    first = actions.accept(entry=entry, by=entry.resident.user, now=NOW)

    assert first == actions.accept(entry=entry, by=entry.resident.user, now=NOW)
    assert (first.number, first.state, first.resident) == (1, "waiting", entry.resident)
    assert states(entry) == ["accepted"]


def test_whoever_has_an_offer_and_asks_for_a_number_gets_the_offered_one(day, clerk):
    entry = a_number_wait(day=day, resident=somebody())
    give_back(day, clerk)

    assert take(day, entry.resident, number=1).number == 1
    assert states(entry) == ["accepted"]


def test_a_number_let_go_is_offered_to_the_next(day, clerk):
    second, first = a_number_wait(day=day, joined_at="2026-12-02 09:00"), a_number_wait(day=day)
    give_back(day, clerk)

    actions.leave(entry=first, now=NOW)

    assert states(first, second) == ["refused", "offered"]
    with pytest.raises(CannotChange):
        actions.leave(entry=first, now=NOW)


def test_an_offer_that_nobody_takes_in_time_goes_on_and_they_hear_of_it(day, clerk):
    second, first = a_number_wait(day=day, joined_at="2026-12-02 09:00"), a_number_wait(day=day)
    give_back(day, clerk)
    later = NOW + timedelta(hours=2)
    with pytest.raises(CannotChange):
        actions.accept(entry=first, by=clerk, now=later)

    actions.pass_on_lapsed(later)

    assert states(first, second) == ["lapsed", "offered"]
    assert Notice.objects.filter(to=first.resident.phone).count() == 2


def test_a_line_that_could_not_be_offered_anything_is_closed_with_a_word(day):
    entry = a_number_wait(day=day)

    actions.close_lines(at("2026-12-12 02:01"))

    assert states(entry) == ["closed"]
    assert Notice.objects.filter(to=entry.resident.phone).count() == 1


# The day changes


def test_who_waits_reads_that_the_day_moves_and_offers_end_while_it_is_time(day, clerk):
    waiting, offered = a_number_wait(day=day, joined_at="2026-12-02 09:00"), a_number_wait(day=day)
    give_back(day, clerk)
    sooner = Span(at("2026-12-11 14:00"), at("2026-12-11 15:00"))

    actions.move_day(day=day, room=day.occupancy.room, span=sooner, by=clerk, reason="停电", now=NOW)

    moved = Notice.objects.get(to=waiting.resident.phone).body
    assert "12月12日" in moved
    assert "12月11日" in moved
    assert states(waiting, offered) == ["waiting", "offered"]


def test_a_longer_day_has_more_numbers_for_the_line(day, clerk):
    entry = a_number_wait(day=day)
    longer = Span(at("2026-12-12 14:00"), at("2026-12-12 16:00"))

    actions.move_day(day=day, room=day.occupancy.room, span=longer, by=clerk, reason="", now=NOW)

    assert states(entry) == ["offered"]


def test_a_cancelled_day_closes_its_line_and_tells_it(day, clerk):
    waiting, offered = a_number_wait(day=day, joined_at="2026-12-02 09:00"), a_number_wait(day=day)
    give_back(day, clerk)

    actions.cancel_day(day=day, by=clerk, reason="师傅生病", now=NOW)

    assert states(waiting, offered) == ["closed", "closed"]
    assert "师傅生病" in Notice.objects.get(to=waiting.resident.phone).body
    assert not Appointment.objects.offered().exists()


# Whose it is


def test_of_two_places_in_one_line_the_earlier_stays_when_entries_are_merged(day):
    earlier, later = a_number_wait(day=day), a_number_wait(day=day, joined_at="2026-12-02 09:00")

    people.repoint(earlier.resident, later.resident)

    assert states(earlier, later) == ["waiting", "closed"]
    assert earlier.resident == later.resident


def test_merged_with_somebody_who_has_a_number_an_offer_goes_to_the_next(day, clerk):
    holder = day.appointments.get(number=3).resident
    second, first = a_number_wait(day=day, joined_at="2026-12-02 09:00"), a_number_wait(day=day)
    give_back(day, clerk)

    people.repoint(first.resident, holder)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.number) == ("closed", 1)


def test_whoever_is_forgotten_leaves_no_place_in_line_and_no_number(day, clerk):
    entry = a_number_wait(day=day, resident=somebody())
    give_back(day, clerk)
    assert people.unfinished(entry.resident, NOW)
    assert people.export(entry.resident)["waiting_for_numbers"][0]["number"] == 1

    people.forget(entry.resident)

    assert not AppointmentWait.objects.exists()
    assert not Appointment.objects.filter(number=1).standing().exists()


def test_a_year_later_nobody_stands_in_the_line(day):
    a_number_wait(day=day)

    people.forget_who_came(at("2027-12-14 04:00"))

    assert not AppointmentWait.objects.exists()


def test_what_one_waits_for_stands_among_ones_own_things(day, clerk):
    entry = a_number_wait(day=day, resident=somebody())
    give_back(day, clerk)

    [section] = [each for each in mine.sections(entry.resident.user, NOW) if each.key == "number-lines"]

    assert [(item.what, item.url, item.wants_answer) for item in section.items] == [
        ("示例理发", entry.get_absolute_url(), True)
    ]
