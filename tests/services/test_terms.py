"""Other terms for a day that is arranged: nobody loses a number, and whose time moves reads old and new."""

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from centres.claimants import CannotChange
from notices.models import Notice
from services import actions
from services.models import ServiceDay
from services.terms import Terms
from tests.bookings.pages import words
from tests.factories import (
    a_centre,
    a_number_wait,
    a_resident,
    a_room,
    a_service,
    a_service_day,
    a_user,
    an_appointment,
    at,
    open_daily,
    staff_of,
)
from tests.services.invariants import faults_of_lines

pytestmark = pytest.mark.django_db

NOW = at("2026-12-10 12:00")


@pytest.fixture(autouse=True)
def thursday_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def day():
    """Six numbers of twenty minutes; the first and the third are somebody's."""
    centre = a_centre(slug="c1", short_name="三中心")
    open_daily(centre, "08:30-17:00")
    service = a_service(name="示例理发", minutes=20, is_walk_in=False)
    made = a_service_day(service=service, room=a_room(centre=centre), span="2026-12-12 14:00-16:00", minutes=20)
    for number in (1, 3):
        an_appointment(day=made, number=number)
    yield made
    assert faults_of_lines(NOW) == []


@pytest.fixture
def clerk(day):
    return staff_of(day.occupancy.room.centre)


def terms(**changes):
    return Terms(**{"minutes": 20, "chairs": 1, "places_at_most": None, "kept_percent": 20, **changes})


def change(day, clerk, **changes):
    return actions.change_terms(day=day, terms=terms(**changes), reason="师傅要慢一点", by=clerk, now=NOW)


def test_whose_time_moves_by_more_than_ten_minutes_reads_old_and_new(day, clerk):
    told = change(day, clerk, minutes=30)

    [notice] = Notice.objects.all()
    assert notice.to == day.appointments.get(number=3).resident.phone
    assert all(part in notice.body for part in ("大约 14:40", "大约 15:00", "3号", "师傅要慢一点"))
    assert len(told.done) == 1


def test_ten_minutes_or_less_is_told_to_nobody(day, clerk):
    change(day, clerk, minutes=25)

    assert not Notice.objects.exists()


def test_the_same_change_back_is_told_again(day, clerk):
    change(day, clerk, minutes=30)
    actions.change_terms(day=day, terms=terms(), reason="", by=clerk, now=at("2026-12-10 12:05"))

    assert Notice.objects.count() == 2


@pytest.mark.parametrize("wrong", [{"places_at_most": 2}, {"minutes": 60}, {"minutes": 121}])
def test_nobody_loses_a_number_by_it(day, clerk, wrong):
    with pytest.raises(CannotChange):
        change(day, clerk, **wrong)

    day.refresh_from_db()
    assert (day.minutes, day.places_at_most) == (20, None)
    assert not Notice.objects.exists()


def test_a_number_that_is_offered_is_somebodys_too(day, clerk):
    for number in (2, 4, 5, 6):
        an_appointment(day=day, number=number)
    a_number_wait(day=day)
    actions.give_back(appointment=day.appointments.get(number=5), by=clerk, now=NOW)
    actions.give_back(appointment=day.appointments.get(number=6), by=clerk, now=NOW)

    with pytest.raises(CannotChange, match="5"):
        change(day, clerk, places_at_most=4)


def test_new_numbers_go_to_the_line_first(day, clerk):
    for number in (2, 4, 5, 6):
        an_appointment(day=day, number=number)
    entry = a_number_wait(day=day)

    change(day, clerk, chairs=2)

    entry.refresh_from_db()
    assert entry.state == "offered"


def test_fewer_numbers_than_fit_are_given_where_somebody_said_so(day, clerk):
    change(day, clerk, places_at_most=3)

    assert ServiceDay.objects.with_place().get().plan.places == 3


def test_a_day_that_has_begun_or_was_cancelled_stays(day, clerk):
    with pytest.raises(CannotChange):
        actions.look_at_terms(day=day, terms=terms(), now=at("2026-12-12 14:00"))
    actions.cancel_day(day=day, by=clerk, reason="示例", now=NOW)
    day.refresh_from_db()
    with pytest.raises(CannotChange):
        actions.look_at_terms(day=day, terms=terms(), now=NOW)


def test_a_day_gives_a_number_at_least(day):
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceDay.objects.update(places_at_most=0)


# The page


def typed(**changes):
    return {"minutes": "３０", "chairs": "1", "places_at_most": "", "kept_percent": "20", "reason": "", **changes}


def page_of(day):
    return f"/admin/board/c1/services/{day.pk}/terms/"


def at_work(user):
    client = Client()
    client.force_login(user)
    return client


def test_first_it_says_what_it_means_and_writes_nothing(day, clerk):
    page = at_work(clerk).post(page_of(day), typed(step="look"))

    assert [(row.number, row.old, row.new, row.is_told) for row in page.context["rows"]] == [
        ("1号", "14:00", "14:00", False),
        ("3号", "14:40", "15:00", True),
    ]
    assert "1位邻居" in words(page)
    day.refresh_from_db()
    assert day.minutes == 20
    assert not Notice.objects.exists()


def test_then_it_is_changed(day, clerk):
    there = at_work(clerk).post(page_of(day), typed(step="save"))

    day.refresh_from_db()
    assert (day.minutes, there["Location"]) == (30, f"/desk/c1/services/{day.pk}/")


def test_what_somebody_took_meanwhile_counts_when_it_is_written(day, clerk):
    client = at_work(clerk)
    client.post(page_of(day), typed(step="look", minutes="20", places_at_most="3"))
    an_appointment(day=day, number=4)

    page = client.post(page_of(day), typed(step="save", minutes="20", places_at_most="3"))

    assert page.status_code == 200
    assert "4号" in words(page)
    day.refresh_from_db()
    assert day.places_at_most is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": "0"},
        {"minutes": "😊"},
        {"minutes": "241"},
        {"chairs": "0"},
        {"chairs": "21"},
        {"places_at_most": "0"},
        {"places_at_most": "2"},
        {"kept_percent": "101"},
        {"kept_percent": "-1"},
        {"reason": "长" * 200},
    ],
)
@pytest.mark.parametrize("step", ["look", "save"])
def test_what_cannot_be_is_said_kindly(day, clerk, wrong, step):
    page = at_work(clerk).post(page_of(day), typed(step=step, **wrong))

    assert page.status_code == 200
    assert page.context["form"].errors
    day.refresh_from_db()
    assert day.minutes == 20


@pytest.mark.parametrize("who", ["staff elsewhere", "a resident", "nobody known"])
def test_others_change_nothing(day, who):
    client = Client()
    if who != "nobody known":
        client.force_login(staff_of(a_centre()) if who == "staff elsewhere" else a_resident(user=a_user()).user)

    assert client.post(page_of(day), typed(step="save")).status_code in (302, 403, 404)
    day.refresh_from_db()
    assert day.minutes == 20


@pytest.mark.parametrize("more", [0, 3])
def test_the_page_takes_few_queries_however_many_come(day, clerk, more, django_assert_max_num_queries):
    for number in range(4, 4 + more):
        an_appointment(day=day, number=number)
    client = at_work(clerk)
    client.get(page_of(day))

    with django_assert_max_num_queries(9):
        client.post(page_of(day), typed(step="look", minutes="20"))
