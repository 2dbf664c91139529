"""How many places are left, said on pages that show many things: the same as the list of activities says."""

from datetime import timedelta

import pytest

from activities import actions
from activities.models import Session
from activities.signs import signs
from centres import claimants
from centres.models import Occupancy
from fairness.models import RuleBook, RuleSet, of_room
from office.programme import programme
from tests.factories import (
    MONDAY,
    a_booking,
    a_centre,
    a_resident,
    a_room,
    a_rule_set,
    a_service_day,
    a_session,
    a_wait,
    an_activity,
    an_appointment,
    an_enrolment,
    at,
    staff_of,
)

pytestmark = pytest.mark.django_db

NOW = at("2026-11-28 08:00")


def badges(now=NOW):
    """By the line of the programme, and by the occupancy; both read it along."""
    lines = {line.name: line.badge for line in programme(MONDAY, MONDAY, now=now)}
    occupancies = claimants.with_facts(
        Occupancy.objects.standing(now).filter(starts_at__lt=at("2026-12-01 00:00")), now=now
    )
    by_title = {one.title: claimants.badge(one.kind, one.facts, one.span, now=now) for one in occupancies}
    assert lines == by_title
    return lines


def test_nothing_is_said_where_one_just_comes_along():
    a_session(activity=an_activity(name="散步"))

    assert badges() == {"散步": ("", "")}


def test_what_is_left_on_the_web_and_what_is_full():
    half = a_session(activity=an_activity(name="书法"), capacity=10, kept=2)
    an_enrolment(session=half)
    full = a_session(activity=an_activity(name="电影"), capacity=1)
    an_enrolment(session=full)

    assert badges() == {"书法": ("free", "还剩7个名额"), "电影": ("full", "已满")}


def test_what_is_kept_opens_on_the_eve_as_the_rules_of_the_room_say():
    session = a_session(activity=an_activity(name="书法"), capacity=10, kept=2)
    eve = at("2026-11-29 12:00")
    before = badges(eve)
    a_rule_set(room=session.occupancy.room, kept_until="12:00")

    assert (before, badges(eve)) == ({"书法": ("free", "还剩8个名额")}, {"书法": ("free", "还剩10个名额")})


def test_what_is_free_goes_to_the_line_as_long_as_there_is_time_for_it():
    course = an_activity(name="合唱", is_course=True, capacity=5)
    session = a_session(activity=course, capacity=5)
    other = a_session(activity=course, capacity=5, span="2026-12-07 09:00-10:00")
    a_wait(session=other)
    RuleSet.objects.update(offer_stops_minutes=60)

    assert badges()["合唱"] == ("full", "已满")
    late = session.occupancy.starts_at - timedelta(minutes=59)
    assert badges(late)["合唱"] == ("free", "还剩5个名额")


@pytest.mark.parametrize("moment", ["2026-11-30 09:00", "2026-11-30 09:30", "2026-11-30 08:30", "2026-11-27 23:00"])
def test_nothing_is_said_while_nobody_can_sign_up(moment):
    activity = an_activity(name="书法", opens_at=at("2026-11-28 00:00"), closes_minutes=60)
    a_session(activity=activity, capacity=5)

    assert badges(at(moment)) == {"书法": ("", "")}


def test_a_cancelled_date_says_nothing_of_places():
    session = a_session(activity=an_activity(name="书法"), capacity=5)
    actions.cancel(happening=session, by=staff_of(session.occupancy.room.centre), reason="老师生病", now=NOW)

    [line] = programme(MONDAY, MONDAY, now=NOW)

    assert line.badge == ("", "")


def test_a_day_with_numbers_says_how_many_the_web_may_take():
    day = a_service_day(minutes=20, span="2026-11-30 09:00-10:00")
    an_appointment(day=day, number=1)
    a_service_day(minutes=20, is_walk_in=True, span="2026-11-30 10:00-11:00")
    a_service_day(span="2026-11-30 11:00-12:00")

    said = badges()

    assert said[day.service.name] == ("free", "还剩1个号")  # three places, one given, one kept
    assert sorted(words for _kind, words in said.values()) == ["", "", "还剩1个号"]


def test_what_is_said_agrees_with_the_list_of_activities():
    for number in range(1, 5):
        session = a_session(span=f"2026-11-30 {8 + number:02d}:00-{8 + number:02d}:30", capacity=3, kept=1)
        for _taken in range(number - 1):
            an_enrolment(session=session, resident=a_resident(), channel="phone" if number == 3 else "web")
    listed = list(Session.objects.with_place())

    for now in (NOW, at("2026-11-29 18:00")):
        said = {each.pk: sign for each, sign in zip(listed, signs(listed, now=now).values(), strict=True)}
        short = badges(now)
        for each in listed:
            kind, words = short[each.activity.name]
            sign = said[each.pk]
            assert kind == sign.kind
            assert words == (sign.words if sign.may_enrol else "已满")


def test_a_number_of_the_rules_is_the_one_of_the_rule_book():
    centre = a_centre()
    rooms = [a_room(centre=centre), a_room(centre=centre), a_room()]
    a_rule_set(centre=centre, kept_until="16:00")
    a_rule_set(room=rooms[1], kept_until="15:00", offer_minutes=7)
    for room in rooms:
        a_session(room=room)
    book = RuleBook.load(rooms)

    where = {"room": "occupancy__room", "centre": "occupancy__room__centre"}
    asked = ("kept_until", "offer_minutes")
    found = Session.objects.annotate(**{f"rule_{name}": of_room(name, **where) for name in asked}).with_place()

    for session in found:
        numbers = book.of(session.occupancy.room)
        assert (session.rule_kept_until, session.rule_offer_minutes) == (numbers.kept_until, numbers.offer_minutes)


def test_what_takes_rooms_without_places_says_nothing():
    booking = a_booking(span="2026-11-30 09:00-10:00")

    [one] = claimants.with_facts(Occupancy.objects.filter(pk=booking.occupancy_id), now=NOW)

    assert claimants.badge(one.kind, one.facts, one.span, now=NOW) == ("", "")
