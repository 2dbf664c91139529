"""Door, desk and list ask every kind of claimant alike who comes: here a lesson to which one enrols."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest
import time_machine
from django.test import Client

from activities.claimant import CLAIMANT
from centres import claimants
from centres.claimants import Arrival, Coming, Told
from centres.models import Occupancy, Room
from fairness.checkin import Door
from tests.bookings.pages import words
from tests.factories import a_booking, a_session, a_user, an_activity, at

pytestmark = pytest.mark.django_db

REF = "WXZ234"


@pytest.fixture(autouse=True)
def monday_at_nine() -> Iterator[None]:
    with time_machine.travel(at("2026-11-30 09:00"), tick=False):
        yield


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, room: Room) -> list[tuple[str, str, object]]:
    """What was noted of the one who enrolled: step, number, by whom."""
    noted: list[tuple[str, str, object]] = []
    lesson = a_session(activity=an_activity(name="书法"), room=room, span="2026-11-30 09:00-10:00").occupancy

    def arrivals(*, rooms: list[Room], on: date, now: datetime) -> list[Arrival]:
        is_here = lesson.room in rooms and on == date(2026, 11, 30)
        return [_pupil(lesson)] if is_here else []

    def step(name: str) -> Callable[..., Told]:
        def note(*, ref: str, by: object, now: datetime, by_code: bool = False) -> Told:
            noted.append((f"{name} by code" if by_code else name, ref, by))
            return Told()

        return note

    coming = Coming(arrivals, step("come"), step("not yet"), step("missed"), step("not missed"))
    monkeypatch.setitem(claimants._claimants, CLAIMANT.kind, replace(CLAIMANT, coming=coming))
    return noted


def _pupil(lesson: Occupancy) -> Arrival:
    return Arrival(
        CLAIMANT.kind,
        REF,
        lesson,
        who="王示例",
        masked="王*",
        facts="书法",
        badge=("done", "已报名"),
        known_as=["王示例"],
        may_come=True,
        may_come_by_code=True,
    )


def test_pupil_comes_by_the_code_of_the_door(said: list, room: Room) -> None:
    page = Client().post(f"/in/{Door.of(room, date(2026, 11, 30)).token}/", {"ref": REF.lower()}, follow=True)

    assert said == [("come by code", REF, None)]
    assert "签到好了：09:00–10:00。" in words(page)
    assert "王" not in words(page)


def test_pupils_and_those_who_booked_stand_in_one_list(said: list, room: Room, staff: Client) -> None:
    a_booking(room=room, span="2026-11-30 11:00-12:00")
    page = words(staff.get("/admin/board/c1/today/"))
    assert page.index("09:00–10:00 王示例") < page.index("11:00–12:00")
    assert "王示例" in words(staff.get("/admin/board/c1/today/?who=王"))

    for step in ("came", "missed", "not-yet", "not-missed"):
        staff.post(f"/admin/board/c1/today/{REF}/{step}/")
    assert [step for step, _ref, _by in said] == ["come", "missed", "not yet", "not missed"]
    assert {by.is_staff for _step, _ref, by in said} == {True}


def test_who_is_not_of_this_day_and_site_is_not_ticked(said: list, staff: Client) -> None:
    with time_machine.travel(at("2026-12-01 09:00"), tick=False):
        assert staff.post(f"/admin/board/c1/today/{REF}/came/").status_code == 404
    assert Client().post(f"/admin/board/c1/today/{REF}/came/").status_code == 302
    resident = Client()
    resident.force_login(a_user())
    assert resident.post(f"/admin/board/c1/today/{REF}/came/").status_code == 403
    assert said == []
