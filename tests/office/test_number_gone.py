"""Staff say that a number belongs to somebody else now: who may, what they read, once however often it is sent."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from centres.models import Room
from notices.models import Notice
from residents.models import Resident, User
from tests.bookings.pages import words
from tests.factories import a_booking, a_centre, a_resident, a_street_officer, a_user, staff_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday_morning")]

PHONE, LANDLINE = "13800000001", "02155550001"


def page(resident: Resident) -> str:
    return f"/desk/c1/people/{resident.pk}/number/"


@pytest.fixture
def old() -> Resident:
    return a_resident(user=a_user(phone=PHONE), name="欧阳示例")


def test_who_may(room: Room, old: Resident) -> None:
    people = {
        "not signed in": (None, 302),
        "the one it is about": (old.user, 403),
        "staff of another site": (staff_of(a_centre()), 404),
        "staff of the site": (staff_of(room.centre), 200),
        "the street office": (a_street_officer(), 200),
    }
    for name, (user, status) in people.items():
        client = Client()
        if user:
            client.force_login(user)
        asked = client.get(page(old))
        assert (name, asked.status_code, PHONE in words(asked)) == (name, status, status == 200)
        if status != 200:
            client.post(page(old), {"number": PHONE})
    assert Resident.objects.get(pk=old.pk).phone == PHONE


def test_it_is_asked_first_and_looking_changes_nothing(room: Room, staff: Client, old: Resident, looks) -> None:
    a_booking(room=room, booked_for=old, span="2026-12-01 09:00-10:00")

    asked = words(staff.get(page(old)))

    assert f'href="{page(old)}"' in staff.get(f"/desk/c1/people/{old.pk}/").content.decode()
    assert "今后的1个预约照旧" in asked
    assert "账号就此结束" in asked
    assert any(line.endswith(f"resident {old.pk}") for line in looks())
    assert Resident.objects.get(pk=old.pk).user == old.user


def test_the_number_goes_with_its_account_and_the_new_owner_is_entered_anew(
    room: Room, staff: Client, old: Resident
) -> None:
    a_booking(room=room, booked_for=old, span="2026-12-01 09:00-10:00")

    for _time in range(2):
        done = staff.post(page(old), {"number": PHONE}, follow=True)
        assert "号码已从这条登记上去掉" in words(done)

    assert not User.objects.filter(phone=PHONE).exists()
    assert LogEntry.objects.count() == 1
    assert not Notice.objects.filter(to=PHONE).exists()
    assert "请问一下新号码" in words(staff.get("/desk/c1/calls/"))
    entered = staff.post("/desk/c1/new/", {"line": f"李示例 {PHONE}"})
    assert entered["Location"] != f"/desk/c1/people/{old.pk}/"
    found = words(staff.get(f"/desk/c1/?who={PHONE}", follow=True))
    assert "李示例" in found
    assert "欧阳示例" not in found


def test_of_two_numbers_only_the_chosen_one_goes(room: Room, staff: Client, old: Resident) -> None:
    Resident.objects.filter(pk=old.pk).update(phone=LANDLINE)
    asked = words(staff.get(page(old)))
    assert PHONE in asked
    assert LANDLINE in asked

    staff.post(page(old), {"number": PHONE})

    old.refresh_from_db()
    assert (old.user, old.phone) == (None, LANDLINE)
    assert "没有号码" not in words(staff.get(page(old)))


def test_without_a_number_there_is_nothing_to_take(room: Room, staff: Client) -> None:
    resident = a_resident(phone="")

    assert "没有号码" in words(staff.get(page(resident)))
    assert page(resident) not in staff.get(f"/desk/c1/people/{resident.pk}/").content.decode()


def test_an_account_of_staff_stays(room: Room, staff: Client) -> None:
    resident = a_resident(user=staff_of(a_centre()))

    done = staff.post(page(resident), {"number": resident.phone}, follow=True)

    assert "系统管理员" in words(done)
    assert Resident.objects.get(pk=resident.pk).user is not None
