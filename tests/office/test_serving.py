"""The desk of a service day: the barber's morning, tickets on paper, the screen, a number on the telephone."""

import io
import uuid
from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from centres.claimants import CannotChange
from centres.models import Centre, Room
from notices.models import Notice
from residents.models import Resident
from services import actions
from services.models import Appointment, NumberMark, ServiceDay
from tests.bookings.pages import links, words
from tests.factories import (
    a_centre,
    a_meal_order,
    a_menu,
    a_number_wait,
    a_resident,
    a_service,
    a_service_day,
    a_street_officer,
    a_user,
    an_appointment,
    at,
    default_rules,
    staff_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday_morning")]

NOW = at("2026-12-12 08:30")
DESK = "/desk/c1/services/"


@pytest.fixture
def saturday_morning():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def day(room: Room) -> ServiceDay:
    service = a_service(name="理发", minutes=20, is_walk_in=False)
    return a_service_day(service=service, room=room, span="2026-12-12 08:30-11:00", minutes=20)


@pytest.fixture
def caller() -> Resident:
    return a_resident(name="欧阳示例", phone="13800000009")


def page_of(day: ServiceDay) -> str:
    return f"{DESK}{day.pk}/"


def press(client: Client, day: ServiceDay, step: str, about: Appointment | None = None, **fields: str):
    sent = {"step": step, **({"number": str(about.pk)} if about else {}), **fields}
    return client.post(f"{page_of(day)}step/", sent, follow=True)


def states(day: ServiceDay) -> dict[int, str]:
    return {each.number: each.state for each in day.appointments.all()}


def paper(response) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)


# Who may


def test_only_staff_of_the_site_serve(client: Client, day: ServiceDay, caller: Resident) -> None:
    an_appointment(day=day, resident=caller)
    pages = [DESK, page_of(day), f"{page_of(day)}tickets/1/", f"/desk/c1/people/{caller.pk}/numbers/"]
    people = {
        "not signed in": (None, 302),
        "a resident": (a_user(), 403),
        "staff of another site": (staff_of(a_centre()), 404),
        "staff of this site": (staff_of(day.occupancy.room.centre), 200),
        "the street office": (a_street_officer(), 200),
    }
    for name, (user, status) in people.items():
        client.logout()
        if user:
            client.force_login(user)
        for page in pages:
            assert (name, page, client.get(page).status_code) == (name, page, status)
        answer = client.post(f"{page_of(day)}step/", {"step": "nothing"})
        assert (name, answer.status_code) == (name, 302 if status == 200 else status)


def test_a_day_of_another_site_is_none_of_theirs(staff: Client) -> None:
    assert staff.get(page_of(a_service_day(minutes=20))).status_code == 404


# The morning


def test_the_counter_leads_to_the_days_of_the_week(staff: Client, day: ServiceDay) -> None:
    an_appointment(day=day)
    a_service_day(room=day.occupancy.room, span="2026-12-13 08:30-11:00")

    for page in ("/desk/c1/", DESK):
        answer = staff.get(page)
        assert [each for each in links(answer, DESK) if each != DESK] == [page_of(day)]
        assert "7个号已给出1个" in words(answer)


def test_the_barbers_morning_with_two_who_are_late(staff: Client, day: ServiceDay) -> None:
    numbers = [an_appointment(day=day, number=number) for number in range(1, 5)]

    assert "请1号！" in words(press(staff, day, "call"))
    press(staff, day, "begin", numbers[0])
    assert "请2号！" in words(press(staff, day, "done-next", numbers[0]))
    press(staff, day, "skip", numbers[1])
    assert "请3号！" in words(press(staff, day, "call"))
    press(staff, day, "done", numbers[2])
    assert "请2号！" in words(press(staff, day, "call"))
    press(staff, day, "skip", numbers[1])
    press(staff, day, "call")
    press(staff, day, "miss", numbers[3])
    press(staff, day, "late", numbers[3])

    assert states(day) == {1: "done", 2: "no_show", 3: "done", 4: "waiting"}


def test_the_last_step_is_taken_back_by_one_press(staff: Client, day: ServiceDay) -> None:
    an_appointment(day=day)
    press(staff, day, "call")

    page = press(staff, day, "undo")

    assert "已撤回：1号" in words(page)
    assert states(day) == {1: "waiting"}
    assert "没有可以撤回的" in words(press(staff, day, "undo"))


def test_who_is_called_and_not_here_after_ten_minutes_is_asked_about(staff, day, saturday_morning) -> None:
    an_appointment(day=day)
    press(staff, day, "call")
    assert "过号，或记没来" not in words(staff.get(page_of(day)))

    saturday_morning.move_to(at("2026-12-12 08:41"))

    assert "叫号已过11分钟" in words(staff.get(page_of(day)))


def test_what_does_not_fit_is_said_kindly(staff: Client, day: ServiceDay) -> None:
    other = an_appointment()

    assert "现在没有人在等" in words(press(staff, day, "call"))
    assert press(staff, day, "done", other).status_code == 404
    assert press(staff, day, "done").status_code == 404
    assert press(staff, day, "dance").status_code == 200


def test_on_another_day_the_list_is_read_only(staff: Client, day: ServiceDay, saturday_morning) -> None:
    an_appointment(day=day)
    saturday_morning.move_to(at("2026-12-11 10:00"))

    page = words(staff.get(page_of(day)))

    assert "叫号和发号都在当天" in page
    assert "叫下一位" not in page


@pytest.mark.parametrize("people", [1, 7])
def test_the_page_takes_few_queries_however_many_come(staff, day, people, django_assert_max_num_queries) -> None:
    for number in range(1, people + 1):
        an_appointment(day=day, number=number)
    press(staff, day, "call")

    with django_assert_max_num_queries(9):
        staff.get(page_of(day))


# Tickets


def test_a_walk_in_gets_a_ticket_in_one_press_and_its_paper(staff: Client, day: ServiceDay) -> None:
    token = str(uuid.uuid4())
    for _press in range(2):
        page = press(staff, day, "ticket", token=token)

    assert states(day) == {1: "waiting"}
    assert "发了1号" in words(page)
    [printed] = [each for each in links(page, page_of(day)) if "tickets" in each][:1]
    answer = staff.get(printed)
    assert answer["Content-Type"] == "application/pdf"
    text = paper(answer)
    for said in ("理发", "1号", "大约 8:30", "舞蹈房"):
        assert said.replace(" ", "") in text.replace(" ", "")


def test_a_ticket_bears_no_name(staff: Client, day: ServiceDay, caller: Resident) -> None:
    an_appointment(day=day, resident=caller)

    assert caller.name not in paper(staff.get(f"{page_of(day)}tickets/1/"))
    assert staff.get(f"{page_of(day)}tickets/2/").status_code == 404


def test_a_full_day_gives_no_ticket(staff: Client, day: ServiceDay) -> None:
    for number in range(1, 8):
        an_appointment(day=day, number=number)

    assert "今天的时间都排满了" in words(press(staff, day, "ticket"))


def test_a_walk_in_does_not_pass_the_line_unless_somebody_says_why(staff: Client, day: ServiceDay, room: Room) -> None:
    default_rules(offer_stops_minutes=0, cancel_minutes=0)
    with time_machine.travel(at("2026-12-12 06:00"), tick=False):
        ServiceDay.objects.update(places_at_most=1)
        an_appointment(day=day, number=1)
        a_number_wait(day=day, resident=a_resident(name="候补示例", phone="13800000008"))

        page = press(staff, day, "ticket")
        assert "有1位邻居在候补这一天。请先打电话问他们，或者写明理由。" in words(page)
        assert "为什么先给现场来的人" in words(page)
        assert "候补示例" in words(page)
        assert "候补这一天" in words(press(staff, day, "ticket", reason="x" * 201))
        assert states(day) == {1: "waiting"}

        page = press(staff, day, "ticket", reason="打过电话，来不了")
    assert "发了2号" in words(page)
    assert day.appointments.get(number=2).waiver == "打过电话，来不了"


def test_nobody_is_asked_why_where_nobody_waits(staff: Client, day: ServiceDay) -> None:
    assert "为什么先给" not in words(staff.get(page_of(day), {"why": ""}))


@pytest.mark.parametrize("ticket", ["x", "99", "../1"])
def test_a_ticket_that_is_none_is_not_offered(staff: Client, day: ServiceDay, ticket: str) -> None:
    assert staff.get(page_of(day), {"ticket": ticket}).status_code == 200


# The screen


def test_the_screen_says_who_is_served_and_who_is_next_without_a_name(reader, centre, day, caller) -> None:
    an_appointment(day=day, number=7, resident=caller, state="called", called_at=NOW)
    an_appointment(day=day, number=8, resident=caller, state="cancelled", cancelled_at=NOW)
    an_appointment(day=day, number=9)

    answer = reader.get("/display/c1/services/")

    assert "现在7号" in words(answer)
    assert "请9号准备" in words(answer)
    assert caller.name not in answer.content.decode()
    assert answer["Refresh"] == "20"


def test_the_screen_shows_today_alone(client: Client, room: Room) -> None:
    a_service_day(service=a_service(name="示例明天"), room=room, span="2026-12-13 08:30-11:00", minutes=20)

    page = words(client.get("/display/c1/services/"))

    assert "今天没有排号的服务" in page
    assert "示例明天" not in page


@pytest.mark.parametrize("days", [1, 3])
def test_the_screen_takes_few_queries(client, room, days, django_assert_num_queries) -> None:
    for number in range(days):
        a_day = a_service_day(room=room, span=f"2026-12-12 {10 + number}:00-{10 + number}:30", minutes=10)
        an_appointment(day=a_day)

    with django_assert_num_queries(4):
        client.get("/display/c1/services/")


# On the telephone


def numbers_of(caller: Resident, day: ServiceDay | None = None) -> str:
    return f"/desk/c1/people/{caller.pk}/numbers/{f'?day={day.pk}' if day else ''}"


def test_an_elder_gets_a_haircut_by_telephone(staff: Client, room: Room, caller: Resident) -> None:
    service = a_service(name="示例理发", minutes=20, is_walk_in=False)
    day = a_service_day(service=service, room=room, span="2026-12-19 08:30-11:00", minutes=20)

    assert numbers_of(caller) in links(staff.get(f"/desk/c1/people/{caller.pk}/"))
    assert numbers_of(caller, day) in links(staff.get(numbers_of(caller)))
    answer = staff.post(numbers_of(caller, day), {"number": "3", "token": str(uuid.uuid4())}, follow=True)

    appointment = Appointment.objects.get()
    assert (appointment.number, appointment.resident, appointment.channel) == (3, caller, "phone")
    assert "3号，大约 9:10" in words(answer)
    assert Notice.objects.get().to == caller.phone


def test_a_rule_is_set_aside_with_a_reason(staff: Client, day: ServiceDay, caller: Resident) -> None:
    day.service.age_from, day.service.registration = 60, "已签约家庭医生"
    day.service.save()
    caller.birth_year = 1999
    caller.save()
    page = f"/desk/c1/people/{caller.pk}/numbers/?day={day.pk}"

    without = staff.post(page, {"number": "2"})
    assert "60岁" in words(without)
    assert "勾选" in words(without)
    assert not Appointment.objects.exists()
    staff.post(page, {"number": "2", "confirms": "on", "waiver": "陪母亲来"})

    assert Appointment.objects.get().waiver == "陪母亲来"


def test_a_time_read_before_the_day_moved_is_not_given(staff: Client, day: ServiceDay, caller: Resident) -> None:
    page = f"/desk/c1/people/{caller.pk}/numbers/?day={day.pk}"
    shown = staff.get(page).context["day"].occupancy_id

    answer = staff.post(page, {"number": "2", "place": shown + 1}, follow=True)
    assert "这一天刚刚改了" in words(answer)
    assert not Appointment.objects.exists()
    staff.post(page, {"number": "2", "place": shown})

    assert Appointment.objects.get().number == 2


def test_the_button_calls_the_number_it_names(staff: Client, day: ServiceDay) -> None:
    for number in (1, 2):
        an_appointment(day=day, number=number)

    press(staff, day, "call", next="1")
    assert "现在轮到2号" in words(press(staff, day, "call", next="1"))
    assert "1号还在叫号或服务中" in words(press(staff, day, "call", next="2"))

    assert states(day) == {1: "called", 2: "waiting"}


def test_who_has_one_already_is_not_given_another(staff: Client, day: ServiceDay, caller: Resident) -> None:
    an_appointment(day=day, number=5, resident=caller)

    assert "5号" in words(staff.get(numbers_of(caller)))
    answer = staff.post(numbers_of(caller, day), {"number": "6", "token": str(uuid.uuid4())}, follow=True)

    assert "这一天您已经有5号了" in words(answer)
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("number", ["", "0", "x", "99", "99999"])
def test_a_number_that_is_none_is_said_kindly(staff: Client, day: ServiceDay, caller: Resident, number: str) -> None:
    answer = staff.post(numbers_of(caller, day), {"number": number}, follow=True)

    assert answer.status_code == 200
    assert not Appointment.objects.exists()


def test_a_day_elsewhere_is_not_offered(staff: Client, caller: Resident) -> None:
    elsewhere: Centre = a_centre()
    assert elsewhere
    day = a_service_day(span="2026-12-19 08:30-11:00", minutes=20)

    assert numbers_of(caller, day) not in links(staff.get(numbers_of(caller)))
    assert staff.post(numbers_of(caller, day), {"number": "1"}).status_code == 200
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("digits", ["9" * 20, "9" * 5000])
def test_more_digits_than_any_number_has_call_nobody(staff: Client, day: ServiceDay, digits: str) -> None:
    assert press(staff, day, "call", next=digits).status_code == 200
    assert staff.post(f"{page_of(day)}step/", {"step": "done", "number": digits}).status_code == 404


# Who phones that they cannot come, and a day that is broken off


def test_staff_give_a_number_back_for_whoever_phones(
    staff: Client, day: ServiceDay, caller: Resident, looks: Callable[[], list[str]]
) -> None:
    number = an_appointment(day=day, number=3, resident=caller)
    person = f"/desk/c1/people/{caller.pk}/"
    for page in (person, f"{person}numbers/"):
        assert number.get_absolute_url() in links(staff.get(page))
    assert f"{number.get_absolute_url()}cancel/" in links(staff.get(page_of(day)))

    assert f"{number.get_absolute_url()}cancel/" in links(staff.get(number.get_absolute_url()))
    answer = staff.post(f"{number.get_absolute_url()}cancel/", follow=True)

    number.refresh_from_db()
    assert number.is_cancelled
    assert "短信" in words(answer)
    assert Notice.objects.filter(to=caller.phone).count() == 1
    assert any(f"resident {caller.pk}" in each for each in looks())


def test_the_page_of_a_caller_says_their_numbers_lines_and_lunch(
    staff: Client, day: ServiceDay, caller: Resident
) -> None:
    an_appointment(day=day, number=3, resident=caller)
    later = a_service_day(service=a_service(name="量血压"), room=day.occupancy.room, span="2026-12-14 08:30-11:00")
    a_number_wait(day=later, resident=caller)
    a_meal_order(menu=a_menu(centre=day.occupancy.room.centre, on=date(2026, 12, 14)), resident=caller)

    page = words(staff.get(f"/desk/c1/people/{caller.pk}/"))

    for said in ("理发", "3号，大约 9:10", "量血压", "候补", "午餐"):
        assert said in page
    assert "眼下没有预约" not in page


def test_a_day_that_runs_is_broken_off_for_those_who_wait(staff: Client, day: ServiceDay) -> None:
    clerk = staff_of(day.occupancy.room.centre)
    served, missed, waits = (
        an_appointment(day=day, number=number, resident=a_resident(user=a_user())) for number in (1, 2, 3)
    )
    for appointment, step in ((served, "done"), (missed, "miss")):
        press(staff, day, "call")
        press(staff, day, step, appointment)

    actions.cancel_day(day=day, by=clerk, reason="师傅病了", now=at("2026-12-12 09:00"))

    for appointment in (served, missed, waits):
        appointment.refresh_from_db()
    assert [each.state for each in (served, missed, waits)] == ["done", "no_show", "cancelled"]
    assert [notice.to for notice in Notice.objects.all()] == [waits.resident.phone]
    actions.mark_missed(at("2026-12-13 03:00"))
    assert not NumberMark.objects.exists()
    with pytest.raises(CannotChange):
        actions.ticket(day=day, by=clerk, token=uuid.uuid4(), now=at("2026-12-12 09:05"))


def test_a_day_that_is_over_stays_as_it_was(day: ServiceDay) -> None:
    clerk = staff_of(day.occupancy.room.centre)
    with pytest.raises(CannotChange):
        actions.cancel_day(day=day, by=clerk, reason="师傅病了", now=at("2026-12-12 11:00"))
