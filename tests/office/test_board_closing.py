"""Taking a room out of use on the week board: once, and not over what stands there."""

import uuid

import pytest
from django.test import Client

from centres.models import Centre, Occupancy, Room
from office.models import Closure
from tests.factories import (
    a_booking,
    a_centre,
    a_hall,
    a_resident,
    a_room,
    a_team,
    staff_of,
)
from tests.office.board_pages import NOW, WEEK, closing, errors, flash, url
from tests.races import race

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday_morning")]


def test_closing_takes_the_room_and_says_why_on_the_door(room: Room, staff: Client) -> None:
    assert staff.post(url("close"), closing(room)).status_code == 302
    hold = Closure.objects.get().holds.get()
    assert (hold.occupancy.title, hold.occupancy.kind) == ("地板打蜡", "closure")


def test_the_same_closing_sent_again_leads_to_the_same_page(room: Room, staff: Client) -> None:
    form = closing(room)
    first, second = (staff.post(url("close"), form, follow=True) for _n in range(2))

    assert first.redirect_chain == second.redirect_chain == [(f"{url('week')}?week={WEEK}", 302)]
    assert flash(first) == flash(second) == ["舞蹈房已停用：地板打蜡。"]
    assert Closure.objects.count() == 1


@pytest.mark.parametrize("changes", [{"title": "油漆"}, {"ends": "12:00"}, {"token": str(uuid.uuid4())}])
def test_another_closing_of_the_same_time_is_refused(room: Room, staff: Client, changes: dict[str, str]) -> None:
    form = closing(room)
    staff.post(url("close"), form)

    assert "先把这段时间里的安排" in errors(staff.post(url("close"), {**form, **changes}))
    assert Closure.objects.count() == 1


def test_a_closing_without_a_readable_token_still_closes(room: Room, staff: Client) -> None:
    assert staff.post(url("close"), closing(room, token="x")).status_code == 302
    assert staff.post(url("close"), closing(room, on="2026-12-01", token="")).status_code == 302


def test_who_sends_the_form_again_after_lifting_closes_again(room: Room, staff: Client) -> None:
    form = closing(room)
    staff.post(url("close"), form)
    staff.post(url("cancel", Closure.objects.get().holds.get().occupancy_id), {"reason": "提前干了"})

    assert staff.post(url("close"), form).status_code == 302
    assert Occupancy.objects.standing(NOW).count() == 1


def test_closing_a_hall_takes_its_parts(centre: Centre, staff: Client) -> None:
    hall = a_hall(centre=centre)
    staff.post(url("close"), closing(hall))
    assert Occupancy.objects.filter(is_part=True).count() == 2


def test_closure_is_lifted_once(room: Room, staff: Client) -> None:
    staff.post(url("close"), closing(room))
    hold = Closure.objects.get().holds.get()
    assert staff.post(url("cancel", hold.occupancy_id), {"reason": "提前干了"}).status_code == 302
    hold.refresh_from_db()
    assert (hold.lift_reason, hold.occupancy.is_released) == ("提前干了", True)


# What stands where a room shall be taken out of use


def test_closing_a_room_that_is_booked_lists_what_stands_in_the_way(room: Room, staff: Client) -> None:
    booking = a_booking(
        room=room, span="2026-11-30 13:00-14:00", booked_for=a_resident(name="欧阳示例", phone="13800000009")
    )
    team = a_booking(room=room, span="2026-11-30 10:00-11:00", team=a_team(name="敦化合唱团"))
    a_booking(room=room, span="2026-12-01 10:00-11:00")

    response = staff.post(url("close"), closing(room))

    shown = [(found.words, found.url) for found in response.context["obstacles"]]
    assert shown == [
        ("11月30日（周一）10:00–11:00 敦化合唱团·网上", url("occupancy", team.occupancy_id)),
        ("11月30日（周一）13:00–14:00 欧阳*·网上", url("occupancy", booking.occupancy_id)),
    ]
    page = response.content.decode()
    assert "欧阳*" in page
    assert "欧阳示例" not in page
    assert "13800000009" not in page
    assert 'value="地板打蜡"' in page
    assert not Closure.objects.exists()


def test_a_part_of_a_hall_is_closed_in_the_way_of_the_hall_and_not_of_the_other_part(
    centre: Centre, staff: Client
) -> None:
    hall = a_hall(centre=centre, name="多功能厅")
    east, west = hall.parts.order_by("pk")
    whole, other = (
        a_booking(room=hall, span="2026-11-30 09:00-10:00"),
        a_booking(room=west, span="2026-11-30 13:00-14:00"),
    )

    def met_in(room: Room) -> list[str]:
        return [found.url for found in staff.post(url("close"), closing(room)).context["obstacles"]]

    assert met_in(east) == [url("occupancy", whole.occupancy_id)]
    assert met_in(hall) == [url("occupancy", held.occupancy_id) for held in (whole, other)]


def test_a_closing_refused_for_another_reason_lists_nothing(room: Room, staff: Client) -> None:
    a_booking(room=room, span="2026-11-20 09:00-10:00")
    response = staff.post(url("close"), closing(room, on="2026-11-20"))
    assert "已经过去" in errors(response)
    assert response.context["obstacles"] == []


# Races


@pytest.mark.django_db(transaction=True)
def test_taps_on_one_closing_are_one_closure() -> None:
    centre = a_centre(slug="c1")
    form, clerk = closing(a_room(centre=centre)), staff_of(centre)

    def tap(_number: int) -> int:
        client = Client()
        client.force_login(clerk)
        return client.post(url("close"), form).status_code

    assert race(4, tap) == [302] * 4
    assert Closure.objects.count() == 1
