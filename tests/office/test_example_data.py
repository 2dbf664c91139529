"""The example data: an invented neighbourhood around any day, loaded through the same doors as real data."""

from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
from django.db import connection, transaction
from django.utils.timezone import localdate
from pytest_django import DjangoDbBlocker

from activities import actions as activity_actions
from activities.models import Activity, Draw, Enrolment, EnrolmentWait, Session
from bookings import actions as booking_actions
from bookings.models import Booking
from centres.availability import days, local_midnight
from centres.hours import HoursBook
from centres.models import CalendarDay, Centre, Occupancy, Room
from fairness.models import KeptWindow, RuleBook
from notices.models import Notice
from office.example_data import accounts
from office.example_data.load import load
from office.models import Announcement, ClosureHold, Portal
from residents.models import Resident, Team, User
from services.models import Appointment, MealOrder, Menu, Provider, Service, ServiceDay
from tests.activities.invariants import contradictions
from tests.factories import at
from tests.office.hours import outside_hours

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("example data")]  # loaded once

NOW = at("2026-11-30 10:00")
HOLDERS = [Booking, Session, ServiceDay, ClosureHold, Enrolment, EnrolmentWait]
KEPT = [
    *[Appointment, MealOrder, Menu, Provider],
    *[Activity, Announcement, Centre, KeptWindow, Portal, Resident, Room, Service, Team, User, Occupancy],
    *HOLDERS,
]


@pytest.fixture(scope="module")
def neighbourhood(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The example data of NOW, loaded once for all tests that ask for it, and gone after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(now=NOW)
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


def counted() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in KEPT}


def test_two_weeks_back_and_three_ahead_are_full_of_life_inside_opening_hours(neighbourhood):
    first, last = date(2026, 11, 16), date(2026, 12, 21)
    spans = [row.span for row in Occupancy.objects.all()]
    assert outside_hours(first, last) == []
    assert local_midnight(first) <= min(spans).starts_at < local_midnight(first + timedelta(days=1))
    assert local_midnight(last) <= max(spans).starts_at < local_midnight(last + timedelta(days=1))
    for day in days(first, last):
        assert Session.objects.between(day, day).exists(), day
    assert Centre.objects.count() == 17
    assert CalendarDay.objects.filter(on__year=2026).exists()
    assert Team.objects.approved().count() == 6
    assert Portal.current().is_example_data
    assert Announcement.objects.shown(localdate(NOW)).count() >= 3
    assert ClosureHold.objects.count() == 1
    assert Service.objects.filter(days=None).count() == 1  # the assessment, by application


def test_neighbours_have_booked_the_days_that_are_released_and_no_others(neighbourhood):
    of_residents = Booking.objects.with_place().filter(team=None)
    last_released = RuleBook.load([]).of(Room.objects.bookable()[0]).last_day(NOW)
    booked = {localdate(booking.occupancy.starts_at) for booking in of_residents}
    assert max(booked) == last_released == date(2026, 12, 7)
    assert min(booked) < date(2026, 11, 20)
    assert all(booking.booked_at <= NOW for booking in Booking.objects.all())
    assert all(booking.booked_at < booking.occupancy.starts_at for booking in Booking.objects.with_place())
    assert Booking.objects.filter(team__isnull=False, occupancy__starts_at__gt=at("2026-12-14 00:00")).exists()
    assert of_residents.filter(state=Booking.State.CANCELLED).exists()


def test_each_centre_keeps_tuesday_after_lunch_for_phone_and_desk(neighbourhood):
    kept = KeptWindow.objects.order_by("centre__slug")
    assert [(window.centre.slug, window.weekday, window.opens, window.closes) for window in kept] == [
        (slug, 2, time(13, 30), time(15)) for slug in ("c1", "c2", "c3", "c4")
    ]
    tuesday = HoursBook.load(Centre.objects.all(), date(2026, 12, 1), date(2026, 12, 1))
    for window in kept:
        hours = tuesday.on(window.centre, date(2026, 12, 1))
        assert any(opened.covers(window.span_on(hours.on)) for opened in hours.spans)


def test_everybody_is_invented(neighbourhood):
    assert {name[1:] for name in Resident.objects.values_list("name", flat=True)} == {"示例"}
    phones = Resident.objects.exclude(phone="").values_list("phone", flat=True)
    assert all(phone.startswith(("138000000", "138000001", "0210000")) for phone in phones)


def test_every_example_account_signs_in_with_the_printed_password(neighbourhood):
    users = {user.phone: user for user in User.objects.all()}
    assert users.keys() == accounts.ACCOUNTS.keys()
    assert all(user.check_password("Yanji-2026") for user in users.values())
    assert all(user.phone_verified_at for user in users.values())
    assert [str(site.slug) for site in users["13800000011"].sites()] == ["c1"]
    assert [str(site.slug) for site in users["13800000012"].sites()] == ["p01"]
    assert users["13800000021"].sees_all_sites
    assert users["13800000031"].is_system_admin
    assert [team.name for team in users["13800000003"].resident.led_teams.all()] == ["延七广场舞队"]
    assert Booking.objects.of_user(users["13800000001"]).upcoming(NOW).count() == 1


def test_the_barber_has_a_morning_with_ten_people(neighbourhood):
    [morning] = ServiceDay.objects.filter(
        service__name="理发", occupancy__room__centre__slug="c3", occupancy__starts_at__gt=NOW
    )

    assert morning.plan.places == 14
    assert morning.appointments.waiting().count() == 10
    assert not Appointment.objects.filter(state="waiting", day__occupancy__ends_at__lt=NOW).exists()
    own = Appointment.objects.filter(resident__user__phone=accounts.RESIDENT).upcoming(NOW)
    assert [each.day.service.name for each in own.with_place()] == ["法律咨询"]


def test_the_kitchen_knows_what_to_cook_this_week_and_the_next(neighbourhood):
    menus = Menu.objects.filter(on__gte=localdate(NOW)).with_count()

    assert {menu.centre.slug for menu in menus} == {"c3"}
    assert all(menu.ordered > 10 for menu in menus)
    assert not MealOrder.objects.exclude(resident__name__endswith="示例").exists()


def test_loading_again_changes_nothing_and_a_week_later_it_goes_on(neighbourhood):
    before = counted()

    load(now=NOW)
    assert counted() == before

    load(now=NOW + timedelta(days=7))
    after = counted()
    assert after["Session"] > before["Session"]
    assert after["Booking"] > before["Booking"]
    assert (after["User"], after["Resident"], after["Room"]) == (before["User"], before["Resident"], before["Room"])
    assert outside_hours(date(2026, 11, 16), date(2026, 12, 28)) == []


def test_only_those_who_were_cancelled_are_written_to(neighbourhood):
    cancelled = Booking.objects.filter(state=Booking.State.CANCELLED).values_list("ref", flat=True)
    words = list(Notice.objects.values_list("body", flat=True))

    assert len(words) <= len(cancelled)
    assert all(any(ref in body for ref in cancelled) for body in words)


def test_what_staff_cancelled_stays_cancelled(neighbourhood):
    session = Session.objects.upcoming(NOW).with_place().first()
    booking = Booking.objects.upcoming(NOW).with_place().first()
    activity_actions.cancel(happening=session, by=session.arranged_by, reason="示例", now=NOW)
    booking_actions.cancel(booking=booking, by=session.arranged_by, reason="示例", now=NOW)
    sessions = Session.objects.count()

    load(now=NOW)

    session.refresh_from_db()
    booking.refresh_from_db()
    assert (session.is_cancelled, booking.is_cancelled) == (True, True)
    assert Session.objects.count() == sessions


def test_activities_have_places_and_one_date_is_full_with_two_in_line(neighbourhood):
    in_line = EnrolmentWait.objects.waiting().filter(session__draws=None)
    full = Session.objects.get(pk=in_line.values_list("session", flat=True).distinct().get())
    assert (full.taken, full.capacity, in_line.count()) == (6, 6, 2)
    assert {"web", "phone", "desk", "relative", "proxy"} == set(Enrolment.objects.values_list("channel", flat=True))
    assert Enrolment.objects.enrolled().filter(resident__user__phone=accounts.RESIDENT).exists()
    assert contradictions() == []
    assert not Notice.objects.filter(body__contains=full.activity.name).exists()


def test_one_draw_is_open_and_one_has_been_drawn(neighbourhood):
    drawn, is_open = Draw.objects.order_by("draws_at")
    assert (drawn.is_drawn, is_open.is_open(NOW)) == (True, True)
    assert drawn.tickets.filter(state="won").count() == 8
    assert drawn.tickets.filter(state="lost").count() == 3
    assert is_open.tickets.standing().filter(resident__user__phone=accounts.RESIDENT).exists()
    assert not Notice.objects.filter(request_id__startswith="ticket-").exists()
