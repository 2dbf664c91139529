"""A film with forty people is one line of the day; whoever is looked for is ticked in one press all the same."""

import pytest
import time_machine
from django.test import Client

from activities import actions
from activities.models import Enrolment, Session
from centres.models import Room
from fairness.checkin import How
from residents.models import Resident
from tests.bookings.pages import links, words
from tests.factories import a_booking, a_resident, a_session, an_activity, an_enrolment, at
from tests.queries import queries_of

pytestmark = pytest.mark.django_db

DESK, TODAY, NOW = "/desk/c1/", "/admin/board/c1/today/", at("2026-11-30 09:00")


@pytest.fixture(autouse=True)
def monday_at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def film(room: Room) -> Session:
    return a_session(activity=an_activity(name="示例电影"), room=room, span="2026-11-30 09:10-10:30", capacity=60)


@pytest.fixture
def viewers(film: Session) -> list[Enrolment]:
    people = [
        a_resident(name=f"{letter}观众", phone=f"1380000{index:04}") for index, letter in enumerate("甲乙丙丁戊")
    ]
    return [an_enrolment(session=film, resident=resident) for resident in people]


def said(page) -> str:
    return words(page).replace(" ", "").replace("\u2060", "")


def come(place: Enrolment) -> None:
    actions.check_in(enrolment=place, how=How.DESK, by=None, now=NOW)


@pytest.mark.parametrize("page", [DESK, TODAY])
def test_many_of_one_session_are_one_line_with_the_list_behind_it(
    staff: Client, film: Session, viewers: list[Enrolment], page: str, looks
) -> None:
    a_booking(room=film.occupancy.room, span="2026-11-30 11:00-12:00", booked_for=a_resident(name="欧阳示例"))
    come(viewers[0])

    shown = staff.get(page)

    assert "09:10–10:30示例电影" in said(shown)
    assert "5人·已到1" in said(shown)
    assert "观众" not in words(shown)
    assert "欧阳示例" in words(shown)
    assert film.people_url in links(shown)
    [line] = looks()
    assert str(film.occupancy_id) not in line.split()[-1]


@pytest.mark.parametrize("page", [DESK, TODAY])
def test_a_few_stand_one_by_one(staff: Client, film: Session, page: str) -> None:
    for name in ("甲观众", "乙观众", "丙观众"):
        an_enrolment(session=film, resident=a_resident(name=name))

    shown = words(staff.get(page))

    assert all(name in shown for name in ("甲观众", "乙观众", "丙观众"))


def test_who_came_stays_counted_after_the_end(staff: Client, viewers: list[Enrolment]) -> None:
    come(viewers[0])
    Enrolment.objects.filter(pk=viewers[1].pk).update(missed_at=at("2026-11-30 10:00"))

    with time_machine.travel(at("2026-11-30 16:00"), tick=False):
        assert "5人·已到1·没来1" in said(staff.get(TODAY))


@pytest.mark.parametrize("typed", ["丁观众", "丁", "0003", "１３８００００ ０００３", "{ref}"])
def test_looked_for_in_the_day_one_is_found_and_ticked_by_one_press(
    staff: Client, viewers: list[Enrolment], typed: str
) -> None:
    ding = viewers[3]

    shown = words(staff.get(TODAY, {"who": typed.format(ref=ding.ref.lower())}))
    assert "丁观众" in shown
    assert "丙观众" not in shown

    staff.post(f"{TODAY}{ding.ref}/came/")
    ding.refresh_from_db()
    assert ding.has_come


def test_looked_for_at_the_counter_somebody_known_is_ticked_on_their_own_page(
    staff: Client, viewers: list[Enrolment]
) -> None:
    page = staff.get(DESK, {"who": "丁观众"}, follow=True)

    assert page.redirect_chain[0][0].endswith(f"/people/{viewers[3].resident_id}/")
    assert f"{TODAY}{viewers[3].ref}/came/" in page.content.decode()
    assert f"{TODAY}{viewers[2].ref}/" not in page.content.decode()


def test_the_number_of_a_place_is_answered_at_the_counter(
    staff: Client, viewers: list[Enrolment], looks, film: Session
) -> None:
    page = staff.get(DESK, {"who": viewers[3].ref.lower()})

    assert f"{TODAY}{viewers[3].ref}/came/" in page.content.decode()
    assert "丙观众" not in words(page)
    assert "没找到" not in words(page)
    assert "5人·已到0" in said(page)
    assert f"occupancy {film.occupancy_id}" in looks()[-1]


def test_of_two_with_one_name_the_one_who_comes_today_is_ticked_at_once(
    staff: Client, viewers: list[Enrolment]
) -> None:
    a_resident(name="丁观众", phone="13900000000")

    page = staff.get(DESK, {"who": "丁观众"})

    assert f"{TODAY}{viewers[3].ref}/came/" in page.content.decode()
    assert "哪一位" in words(page)


def test_a_booking_of_today_is_ticked_on_the_page_of_whom_it_is_for(staff: Client, room: Room) -> None:
    caller: Resident = a_resident(name="欧阳示例")
    booking = a_booking(room=room, span="2026-11-30 09:00-10:00", booked_for=caller)

    assert f"{TODAY}{booking.ref}/came/" in staff.get(f"{DESK}people/{caller.pk}/").content.decode()


@pytest.mark.parametrize("page", [DESK, TODAY])
def test_a_full_house_costs_no_more(staff: Client, film: Session, page: str) -> None:
    an_enrolment(session=film)
    staff.get(page)
    few, light = len(queries_of(lambda: staff.get(page))), len(staff.get(page).content)
    for _each in range(40):
        an_enrolment(session=film)

    assert len(queries_of(lambda: staff.get(page))) == few
    assert len(staff.get(page).content) < light + 500
