"""What staff sent too late waits for them, and for nobody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Booking
from centres.models import Room
from residents.kept_work import KEPT
from residents.models import User
from tests.bookings.pages import hidden, links, words
from tests.factories import a_resident, a_room, a_user, at, open_daily, staff_of

pytestmark = pytest.mark.django_db
NOW = at("2026-11-28 09:00")
CARRY_ON = "/account/carry-on/"
PASSWORD = "Yanji-2026"


@pytest.fixture
def room() -> Room:
    room = a_room(name="舞蹈房")
    open_daily(room.centre, "08:30-17:00")
    return room


@pytest.fixture
def staff(room: Room) -> User:
    user = staff_of(room.centre)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def late(client: Client, staff: User, time_machine) -> Client:
    """A browser of staff whose half hour is over."""
    time_machine.move_to(NOW, tick=False)
    client.force_login(staff)
    client.get("/admin/")
    time_machine.move_to(NOW + timedelta(minutes=31), tick=False)
    return client


def address(room: Room) -> str:
    return f"/admin/board/{room.centre.slug}/book/?on=2026-11-30"


def typed(room: Room) -> dict[str, object]:
    return {
        "name": "欧阳示例",
        "phone": "",
        "room": room.pk,
        "on": "2026-11-30",
        "starts": "09:00",
        "ends": "10:30",
        "party": "6",
        "purpose": "喝茶\n聊天",
        "channel": "phone",
        "waiver": "",
        "token": "5c4a1a3e-6f0b-4a55-9a45-6a2a35a6a4d3",
        "csrfmiddlewaretoken": "whatever",
    }


def sign_in_again(client: Client, user: User) -> None:
    client.post(reverse("account_login"), {"phone": user.phone, "password": PASSWORD, "login": user.phone})


def test_what_was_typed_waits_and_is_sent_after_signing_in(late: Client, room: Room, staff: User) -> None:
    response = late.post(address(room), typed(room))
    assert response["Location"] == "/account/login/?next=/account/carry-on/"
    assert "您填的都替您留着" in late.get(response["Location"]).text
    assert not Booking.objects.exists()

    sign_in_again(late, staff)
    page = late.get(CARRY_ON)
    assert "您填的都还在" in words(page)
    kept = {name: value for name, value in hidden(page).items() if name in typed(room)}
    assert kept | {"csrfmiddlewaretoken": ""} == {name: str(value) for name, value in typed(room).items()} | {
        "csrfmiddlewaretoken": ""
    }
    assert address(room) in links(page)
    late.post(address(room), kept)

    assert Booking.objects.get().booked_for.name == "欧阳示例"


def test_fields_of_one_name_all_wait(late: Client, staff: User) -> None:
    late.post("/admin/bookings/booking/", {"_selected_action": ["3", "4"], "action": "cancel"})
    sign_in_again(late, staff)

    page = late.get(CARRY_ON).text

    assert page.count('name="_selected_action"') == 2


def test_nobody_else_gets_it(late: Client, room: Room) -> None:
    late.post(address(room), typed(room))
    other = staff_of(room.centre)
    other.set_password(PASSWORD)
    other.save()
    sign_in_again(late, other)

    assert late.get(CARRY_ON)["Location"] == "/admin/"


def test_it_goes_with_the_session(late: Client, room: Room, staff: User) -> None:
    late.post(address(room), typed(room))
    sign_in_again(late, staff)
    late.post(reverse("account_logout"))
    sign_in_again(late, staff)

    assert late.get(CARRY_ON)["Location"] == "/admin/"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/admin/logout/", {}),
        ("/admin/residents/user/3/password/", {"password1": PASSWORD, "password2": PASSWORD}),
        ("/account/password/change/", {"oldpassword": PASSWORD}),
        ("/account/second-step/authenticate/", {"code": "123456"}),
        ("/account/face/", {"text": "xl"}),
        ("/i18n/setlang/", {"language": "en"}),
        ("/admin/board/c1/book/", {"note": "很" * 200_001}),
    ],
)
def test_passwords_codes_choices_and_floods_do_not_wait(late: Client, path: str, fields: dict[str, str]) -> None:
    response = late.post(path, fields)

    assert response["Location"] == "/account/login/?next=/admin/"
    assert KEPT not in late.session


def test_what_a_foreign_page_sent_does_not_wait(room: Room, staff: User, time_machine) -> None:
    client = Client(enforce_csrf_checks=True)
    time_machine.move_to(NOW, tick=False)
    client.force_login(staff)
    page = client.get(address(room))
    time_machine.move_to(NOW + timedelta(minutes=31), tick=False)

    assert client.post(address(room), typed(room))["Location"] == "/account/login/?next=/admin/"
    assert KEPT not in client.session

    client.force_login(staff)
    page = client.get(address(room))
    time_machine.move_to(NOW + timedelta(minutes=63), tick=False)
    ours = typed(room) | {"csrfmiddlewaretoken": hidden(page)["csrfmiddlewaretoken"]}
    assert client.post(address(room), ours)["Location"] == "/account/login/?next=/account/carry-on/"


@pytest.mark.parametrize("path", [CARRY_ON])
def test_carrying_on_is_for_staff(client: Client, path: str) -> None:
    assert client.get(path)["Location"] == f"/account/login/?next={path}"
    client.force_login(a_resident(user=a_user()).user)
    assert client.get(path).status_code == 403
