"""Everybody reads what services there are: a neighbour without account, a resident, the staff."""

import pytest
import time_machine
from django.urls import reverse

from services.models import Service
from tests.bookings.pages import links, words
from tests.factories import (
    a_centre,
    a_resident,
    a_room,
    a_service,
    a_service_day,
    a_user,
    an_appointment,
    at,
    staff_of,
)

pytestmark = pytest.mark.django_db

NOW = at("2026-11-30 08:00")
LIST = reverse("services:service-list")


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(params=["nobody known", "a resident", "staff"])
def reader(request, client):
    """The page in the hands of each of three people."""
    if request.param == "a resident":
        client.force_login(a_resident(user=a_user()).user)
    if request.param == "staff":
        client.force_login(staff_of(a_centre()))
    return client


def test_services_are_listed_by_need_with_their_next_date(reader):
    care = a_service(name="示例照料", need=Service.Need.CARE)
    law = a_service(name="示例法律", need=Service.Need.LAW)
    a_service(name="示例未开", is_published=False)
    a_service_day(service=law, span="2026-11-23 09:00-11:00")
    a_service_day(service=law, span="2026-12-02 13:00-16:00")

    listed = reader.get(LIST).context["services"]

    assert [(service, service.next_at) for service in listed] == [(law, at("2026-12-02 13:00")), (care, None)]


def test_the_next_seven_days_are_shown(reader):
    a_service_day(service=a_service(name="示例今天"))
    a_service_day(service=a_service(name="示例下周"), span="2026-12-07 09:00-11:00")

    days = reader.get(LIST).context["days"]

    assert [line.name for day in days for line in day.lines] == ["示例今天"]


def test_the_list_says_how_many_numbers_are_left_at_the_same_cost(client, django_assert_max_num_queries):
    law = a_service(name="示例法律")
    day = a_service_day(service=law, span="2026-12-02 13:00-15:00", minutes=30)
    an_appointment(day=day, number=1)
    a_service_day(service=a_service(name="示例直接来"), span="2026-12-03 09:00-10:00")
    for hour in range(8, 16):
        a_service_day(
            service=a_service(name=f"示例{hour}"), span=f"2026-12-04 {hour:02d}:00-{hour:02d}:45", minutes=15
        )

    with django_assert_max_num_queries(8):
        said = words(client.get(LIST))

    assert "示例法律 还剩2个号" in said  # of four one is taken, and one kept for phone and desk
    assert "示例直接来 还剩" not in said


def test_a_service_says_whether_to_just_come_or_to_phone(reader):
    walk_in, by_phone = a_service(is_walk_in=True), a_service(is_walk_in=False)

    assert "不用约，直接来" in reader.get(walk_in.get_absolute_url()).content.decode()
    assert "打个电话" in reader.get(by_phone.get_absolute_url()).content.decode()


def test_the_page_of_lunch_leads_to_the_menus(reader):
    lunch = a_service(need=Service.Need.MEALS, is_walk_in=False)

    assert reverse("services:meal-list") in links(reader.get(lunch.get_absolute_url()))


def test_a_service_without_a_date_says_whom_to_ask(reader):
    assert "日期还没定" in reader.get(a_service().get_absolute_url()).content.decode()


def test_a_service_not_published_has_no_page(reader):
    assert reader.get(a_service(is_published=False).get_absolute_url()).status_code == 404


@pytest.mark.parametrize("times", [1, 10])
def test_the_pages_take_few_queries_however_much_there_is(client, django_assert_num_queries, times):
    service, room = a_service(), a_room()
    for number in range(times):
        a_service_day(service=service, room=room, span=f"2026-12-01 {8 + number:02d}:00-{8 + number:02d}:30")
        a_service()

    with django_assert_num_queries(4):
        client.get(LIST)
    with django_assert_num_queries(4):
        client.get(service.get_absolute_url())


def test_a_service_that_is_not_walk_in_says_whom_to_phone(client):
    page = client.get(a_service(is_walk_in=False).get_absolute_url()).content.decode()
    assert "来之前打个电话 021-0000 1001" in page
