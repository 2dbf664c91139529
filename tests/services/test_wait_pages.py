"""The line of a full day on the web and at the desk: join, one's place in it, the answer to an offer."""

import pytest
import time_machine
from django.test import Client

from services import actions
from services.models import Appointment, AppointmentWait
from tests.bookings.pages import a_neighbour, links, signed_in, words
from tests.factories import (
    a_centre,
    a_number_wait,
    a_relative,
    a_resident,
    a_room,
    a_service,
    a_service_day,
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


@pytest.fixture(autouse=True)
def thursday_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def day():
    """Three numbers, all gone."""
    centre = a_centre(slug="c1", short_name="三中心")
    open_daily(centre, "08:30-17:00")
    service = a_service(name="示例理发", minutes=20, is_walk_in=False)
    full = a_service_day(service=service, room=a_room(centre=centre), span="2026-12-12 14:00-15:00", minutes=20)
    for number in full.plan.numbers:
        an_appointment(day=full, number=number)
    yield full
    assert faults_of_lines(NOW) == []


@pytest.fixture
def neighbour():
    return a_neighbour(name="欧阳示例")


@pytest.fixture
def clerk(day):
    return staff_of(day.occupancy.room.centre)


def at_work(clerk):
    client = Client()
    client.force_login(clerk)
    return client


def wait_of(day):
    return f"/services/days/{day.pk}/wait/"


def offered(day, clerk, resident):
    entry = a_number_wait(day=day, resident=resident)
    actions.give_back(appointment=day.appointments.get(number=1), by=clerk, now=NOW)
    return entry


def test_a_full_day_leads_to_its_line(client, day):
    page = client.get(f"/services/days/{day.pk}/")

    assert wait_of(day) in links(page)


def test_a_day_with_a_free_number_has_no_line(client, day):
    day.appointments.filter(number=1).delete()

    assert wait_of(day) not in links(client.get(f"/services/days/{day.pk}/"))


def test_where_the_line_is_full_no_page_leads_to_it(client, day):
    default_rules(waiting_limit=1)
    a_number_wait(day=day)

    page = client.get(f"/services/days/{day.pk}/")

    assert wait_of(day) not in links(page)


@pytest.mark.parametrize("waiting", [1, 9])
def test_the_page_of_a_full_day_takes_few_queries_however_many_wait(
    client, day, waiting, django_assert_max_num_queries
):
    for _each in range(waiting):
        a_number_wait(day=day)

    with django_assert_max_num_queries(8):
        client.get(f"/services/days/{day.pk}/")


def test_who_is_not_signed_in_signs_in_first(client, day):
    assert client.get(wait_of(day))["Location"].startswith("/account/login/")


def test_a_neighbour_joins_and_reads_which_place_it_is(day, neighbour):
    a_number_wait(day=day)
    client = signed_in(neighbour)

    page = client.post(wait_of(day), {"whom": "me"}, follow=True)

    assert "您排第2位" in words(page)
    assert AppointmentWait.objects.get(resident=neighbour).channel == "web"
    assert client.post(wait_of(day), {"whom": "me"})["Location"] == page.request["PATH_INFO"]


def test_a_relative_joins_for_whom_they_act(day, neighbour):
    elder = a_resident(user=a_user())
    a_relative(elder=elder, user=neighbour.user)

    signed_in(neighbour).post(wait_of(day), {"whom": f"for-{elder.pk}"})

    assert AppointmentWait.objects.get().resident == elder
    assert AppointmentWait.objects.get().channel == "relative"


def test_nobody_joins_for_a_stranger(day, neighbour):
    page = signed_in(neighbour).post(wait_of(day), {"whom": f"for-{a_resident().pk}"})

    assert page.status_code == 200
    assert not AppointmentWait.objects.exists()


def test_whoever_has_a_number_is_led_to_it(day, neighbour):
    held = an_appointment(day=day, number=4, resident=neighbour)

    assert signed_in(neighbour).post(wait_of(day), {"whom": "me"})["Location"] == held.get_absolute_url()
    held.delete()


def test_a_number_free_meanwhile_is_chosen_instead(day, neighbour):
    day.appointments.filter(number=1).delete()

    assert signed_in(neighbour).post(wait_of(day), {"whom": "me"})["Location"] == f"/services/days/{day.pk}/"


def test_an_offer_stands_on_its_page_and_is_taken_with_one_press(day, neighbour, clerk):
    entry = offered(day, clerk, neighbour)
    client = signed_in(neighbour)

    assert "1号，大约 14:00" in words(client.get(entry.get_absolute_url()))
    client.post(entry.get_absolute_url(), {"step": "accept"})

    assert Appointment.objects.waiting().get(resident=neighbour).number == 1


def test_an_offer_is_let_go_and_said_so(day, neighbour, clerk):
    entry = offered(day, clerk, neighbour)
    client = signed_in(neighbour)

    page = client.post(entry.get_absolute_url(), {"step": "leave"}, follow=True)

    entry.refresh_from_db()
    assert entry.state == "refused"
    assert page.status_code == 200


def test_an_offer_is_no_number_yet_and_stands_nowhere_among_them(day, neighbour, clerk):
    offered(day, clerk, neighbour)
    client = signed_in(neighbour)
    kept = Appointment.objects.offered().get()

    assert client.get(kept.get_absolute_url()).status_code == 404
    assert kept.get_absolute_url() not in links(client.get("/services/mine/"))


def test_nobody_else_reads_or_answers_a_place_in_line(day, neighbour, clerk):
    entry = offered(day, clerk, a_resident(user=a_user()))
    there = staff_of(a_centre())

    for client in (signed_in(neighbour), at_work(there)):
        assert client.get(entry.get_absolute_url()).status_code == 404
        assert client.post(entry.get_absolute_url(), {"step": "accept"}).status_code == 404


# At the desk


def test_the_desk_puts_a_caller_in_line(day, clerk):
    resident = a_resident()
    page = f"/desk/c1/people/{resident.pk}/numbers/"
    client = at_work(clerk)

    assert f"{page}?day={day.pk}" in links(client.get(page))
    client.post(f"{page}?day={day.pk}", {"step": "wait"})

    assert AppointmentWait.objects.get(resident=resident).channel == "phone"


def test_the_desk_reads_the_line_in_its_order_and_answers_for_a_caller(day, clerk):
    second, first = a_number_wait(day=day, joined_at="2026-12-02 09:00"), a_number_wait(day=day)
    actions.give_back(appointment=day.appointments.get(number=1), by=clerk, now=NOW)
    client = at_work(clerk)

    page = client.get(f"/desk/c1/services/{day.pk}/")

    assert links(page, "/services/waits/") == [first.get_absolute_url(), second.get_absolute_url()]
    client.post(first.get_absolute_url(), {"step": "accept"})
    assert Appointment.objects.waiting().get(number=1).resident == first.resident


def test_a_number_that_is_offered_stands_in_the_line_only_and_on_no_screen(day, clerk):
    offered(day, clerk, a_resident(name="司马示例"))
    page, client = f"/desk/c1/services/{day.pk}/", at_work(clerk)

    assert words(client.get(page)).count("司马示例") == 1
    assert client.get(f"{page}tickets/1/").status_code == 404
    with time_machine.travel(at("2026-12-12 13:00"), tick=False):
        assert [screen.next for screen in Client().get("/display/c1/services/").context["screens"]] == ["2号"]
