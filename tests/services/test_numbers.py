"""A resident takes a number on the web, for themselves or somebody they act for, sees it, and gives it back."""

import uuid

import pytest
import time_machine
from django.test import Client

from residents.relatives import unlink
from services import actions
from services.models import Appointment, ServiceDay
from tests.bookings.pages import a_neighbour, hidden, links, signed_in, words
from tests.factories import (
    a_centre,
    a_privacy_notice,
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


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def day():
    centre = a_centre(short_name="三中心")
    open_daily(centre, "08:30-17:00")
    service = a_service(name="理发", minutes=10, is_walk_in=False, price=10)
    room = a_room(centre=centre, name="阳光客厅")
    return a_service_day(service=service, room=room, span="2026-12-12 08:30-10:30", minutes=10, provider="志愿理发师")


@pytest.fixture
def neighbour():
    return a_neighbour(name="欧阳示例")


def page_of(day):
    return f"/services/days/{day.pk}/"


def book_of(day, number=7):
    return f"{page_of(day)}book/?number={number}"


def send(client, day, number=7, **fields):
    return client.post(book_of(day, number), {"number": str(number), "token": str(uuid.uuid4()), **fields})


# Choosing


@pytest.mark.parametrize("changes", [{}, {"is_walk_in": True}])
def test_a_day_that_is_over_asks_for_no_time(client, day, monday_morning, changes):
    ServiceDay.objects.filter(pk=day.pk).update(**changes)
    monday_morning.move_to(at("2026-12-12 10:30"))

    said = words(client.get(page_of(day)))

    assert "这一天已经结束了" in said
    for never in ("您想几点来", "直接来"):
        assert never not in said


def test_a_service_leads_to_its_days_and_says_how_many_numbers_are_left(client, day):
    an_appointment(day=day, number=1)
    page = client.get(day.service.get_absolute_url())

    assert "还剩8个号" in words(page)
    assert page_of(day) in links(page)


def test_the_free_numbers_of_a_day_are_plain_links_with_times(client, day):
    an_appointment(day=day, number=1)

    page = client.get(page_of(day))

    assert links(page, "/services/days/") == [book_of(day, number) for number in (2, 3, 5, 6, 7, 9, 10, 11)]
    assert "7号，大约 9:30" in words(page)
    assert "有3个号留给电话和现场，到12月11日（周五）17:00为止" in words(page)

    kept = [number for number in day.plan.numbers if day.plan.is_kept(number)]
    an_appointment(day=day, number=kept[0])
    assert "有2个号留给电话和现场" in words(client.get(page_of(day)))
    for number in kept[1:]:
        an_appointment(day=day, number=number)
    assert "留给电话和现场" not in words(client.get(page_of(day)))


def test_a_full_day_leads_to_another_one(client, day):
    other = a_service_day(service=day.service, room=a_room(), span="2026-12-19 09:00-10:00", minutes=20)
    for number in range(1, 13):
        an_appointment(day=day, number=number)

    assert links(client.get(page_of(day)), "/services/days/") == [f"{page_of(day)}wait/", book_of(other, 1)]


def test_a_day_that_gives_no_numbers_or_is_not_published_has_no_page(client, day):
    day.service.is_published = False
    day.service.save()

    assert client.get(page_of(day)).status_code == 404
    assert client.get(page_of(a_service_day())).status_code == 404


@pytest.mark.parametrize("people", [1, 9])
def test_the_pages_take_few_queries_however_many_come(client, day, people, django_assert_num_queries):
    for number in range(1, people + 1):
        an_appointment(day=day, number=number)

    with django_assert_num_queries(4):
        client.get(page_of(day))
    with django_assert_num_queries(5):
        client.get(day.service.get_absolute_url())


# Who may


def test_who_is_not_signed_in_signs_in_and_comes_back_to_the_number(client, day):
    there = client.get(book_of(day))["Location"]

    assert there.startswith("/account/login/")
    assert f"number%3D{7}" in there


def test_a_newcomer_tells_a_name_first_and_who_owes_consent_is_asked(day):
    newcomer = Client()
    newcomer.force_login(a_user())
    assert newcomer.get(book_of(day))["Location"].startswith("/account/?")

    client = signed_in(a_neighbour())
    a_privacy_notice(published_on="2026-12-05")
    assert client.get(book_of(day))["Location"].startswith("/account/agree/")


def test_an_account_for_work_is_led_to_the_desk(client, day):
    client.force_login(staff_of(day.occupancy.room.centre))

    assert client.get(book_of(day))["Location"] == page_of(day)


# Taking


def test_a_resident_has_a_number_and_reads_when_to_come(day, neighbour):
    client = signed_in(neighbour)
    form = client.get(book_of(day))

    answer = client.post(book_of(day), hidden(form), follow=True)

    appointment = Appointment.objects.get()
    assert (appointment.number, appointment.resident, appointment.channel) == (7, neighbour, "web")
    assert answer.redirect_chain == [(f"/services/mine/{appointment.pk}/", 302)]
    assert "约好了：12月12日（周六） 7号，大约 9:30" in words(answer)
    assert "10元" in words(answer)


def test_a_daughter_takes_one_for_her_mother(day, neighbour):
    mother = a_resident(name="赵示例")
    a_relative(elder=mother, user=neighbour.user)
    client = signed_in(neighbour)
    assert "赵示例" in words(client.get(book_of(day)))

    client.post(book_of(day), {**hidden(client.get(book_of(day))), "whom": f"for-{mother.pk}"})

    appointment = Appointment.objects.get()
    assert (appointment.resident, appointment.channel, appointment.booked_by) == (mother, "relative", neighbour.user)


def test_nobody_takes_one_for_a_stranger(day, neighbour):
    stranger = a_resident()

    answer = send(signed_in(neighbour), day, whom=f"for-{stranger.pk}")

    assert answer.status_code in (200, 302)
    assert not Appointment.objects.filter(resident=stranger).exists()


def test_one_form_sent_twice_is_one_number(day, neighbour):
    client, token = signed_in(neighbour), str(uuid.uuid4())

    first, again = (send(client, day, token=token) for _time in range(2))

    assert first["Location"] == again["Location"]
    assert Appointment.objects.count() == 1


def test_a_form_sent_again_after_giving_back_takes_nothing_and_says_so(day, neighbour):
    client, token = signed_in(neighbour), str(uuid.uuid4())
    send(client, day, token=token)
    client.post(f"/services/mine/{Appointment.objects.get().pk}/cancel/")

    answer = client.post(book_of(day), {"number": "7", "token": token}, follow=True)

    assert "退掉" in words(answer)
    assert answer.redirect_chain == [(page_of(day), 302)]
    assert not Appointment.objects.standing().exists()


def test_who_read_another_date_than_it_is_now_looks_again(day, neighbour):
    client = signed_in(neighbour)
    form = hidden(client.get(book_of(day)))
    span, room = a_span("2026-12-13 08:30-10:30"), day.occupancy.room
    open_daily(room.centre, "08:30-17:00")
    actions.move_day(day=day, room=room, span=span, by=staff_of(room.centre), reason="", now=NOW)

    answer = client.post(book_of(day), form, follow=True)

    assert "12月13日" in words(answer)
    assert answer.redirect_chain == [(page_of(day), 302)]
    assert not Appointment.objects.exists()


def test_who_lost_the_number_is_led_to_near_ones(day, neighbour):
    an_appointment(day=day, number=7)

    answer = send(signed_in(neighbour), day)

    assert answer.status_code == 409
    assert "刚刚被别人约走了" in words(answer)
    assert links(answer, "/services/days/")[:3] == [book_of(day, number) for number in (6, 5, 9)]


def test_who_has_one_already_is_led_to_it(day, neighbour):
    had = an_appointment(day=day, number=2, resident=neighbour)

    answer = send(signed_in(neighbour), day)

    assert answer["Location"] == f"/services/mine/{had.pk}/"


def test_who_is_too_young_reads_from_which_age(day):
    day.service.age_from = 60
    day.service.save()

    answer = send(signed_in(a_neighbour(birth_year=1999)), day)

    assert "60岁以上" in words(answer)
    assert links(answer, "/services/days/") == []


@pytest.mark.parametrize("number", ["", "x", "0", "99", "1" * 30])
def test_a_number_that_is_none_leads_back_to_the_choice(day, neighbour, number):
    answer = signed_in(neighbour).get(f"{page_of(day)}book/?number={number}")

    assert answer["Location"] == page_of(day)


def test_a_form_with_full_width_digits_is_understood(day, neighbour):
    client = signed_in(neighbour)

    client.post(book_of(day), {"number": "７", "token": str(uuid.uuid4())})

    assert Appointment.objects.get().number == 7


# One's own


def test_ones_own_numbers_and_those_of_whom_one_acts_for_are_listed(day, neighbour):
    mother = a_resident(name="赵示例")
    link = a_relative(elder=mother, user=neighbour.user)
    an_appointment(day=day, number=7, resident=mother)
    an_appointment(day=day, number=8, resident=a_resident(name="陌生示例"))
    client = signed_in(neighbour)

    page = words(client.get("/services/mine/"))
    assert "赵示例" in page
    assert "陌生示例" not in page

    unlink(relative=link, by=neighbour.user, now=NOW)
    assert "赵示例" not in words(client.get("/services/mine/"))


def test_nobody_sees_or_gives_back_what_is_not_theirs(client, day, neighbour):
    appointment = an_appointment(day=day, number=7, resident=neighbour)
    address = f"/services/mine/{appointment.pk}/"

    for path in (address, f"{address}cancel/"):
        assert client.get(path).status_code == 302
        assert signed_in(a_neighbour()).get(path).status_code == 404
        assert signed_in(a_neighbour()).post(path).status_code in (404, 405)
    appointment.refresh_from_db()
    assert appointment.is_waiting


def test_a_number_is_given_back_after_a_second_look(day, neighbour):
    appointment = an_appointment(day=day, number=7, resident=neighbour)
    client = signed_in(neighbour)
    address = f"/services/mine/{appointment.pk}/cancel/"

    assert address in links(client.get(f"/services/mine/{appointment.pk}/"))
    client.get(address)
    appointment.refresh_from_db()
    assert appointment.is_waiting

    answer = client.post(address, follow=True)

    appointment.refresh_from_db()
    assert appointment.is_cancelled
    assert "谢谢您" in words(answer)


def test_what_was_served_is_given_back_no_more(day, neighbour):
    appointment = an_appointment(day=day, number=7, resident=neighbour, state="done")

    assert signed_in(neighbour).post(f"/services/mine/{appointment.pk}/cancel/").status_code == 302
    appointment.refresh_from_db()
    assert appointment.state == "done"


def test_while_the_day_runs_the_page_says_how_it_stands(day, neighbour, monday_morning):
    called = at("2026-12-12 09:10")
    an_appointment(day=day, number=3, state="in_service", called_at=called)
    an_appointment(day=day, number=5)
    appointment = an_appointment(day=day, number=6, resident=neighbour)
    client = signed_in(neighbour)

    monday_morning.move_to(at("2026-12-12 09:30"))

    assert "现在3号，前面还有2位，大约 9:50" in words(client.get(appointment.get_absolute_url()))


def test_a_cancelled_day_says_why(day, neighbour):
    appointment = an_appointment(day=day, resident=neighbour, state="cancelled", cancelled_at=NOW)
    day.state, day.cancelled_at, day.cancel_reason = "cancelled", NOW, "师傅病了"
    day.cancelled_by = staff_of(day.occupancy.room.centre)
    day.save()

    assert "师傅病了" in words(signed_in(neighbour).get(appointment.get_absolute_url()))


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_takes_few_queries_however_many_there_are(neighbour, count, django_assert_num_queries):
    for number in range(count):
        day = a_service_day(span=f"2026-12-{12 + number} 09:00-10:00", minutes=20)
        an_appointment(day=day, resident=neighbour)
        old = a_service_day(span=f"2026-11-{12 + number} 09:00-10:00", minutes=20)
        an_appointment(day=old, resident=neighbour, state="done")
    client = signed_in(neighbour)

    with django_assert_num_queries(8):
        client.get("/services/mine/")


def test_mine_and_about_me_lead_there(neighbour):
    client = signed_in(neighbour)

    for page in ("/bookings/", "/account/"):
        assert "/services/mine/" in links(client.get(page))
