"""The teams' standing hours, for everybody to read, without a name or a number."""

from datetime import date, time

import pytest
from django.test import Client

from tests.bookings.pages import links, words
from tests.factories import a_centre, a_resident, a_room, a_series, a_team, at
from tests.queries import queries_of

pytestmark = pytest.mark.django_db

LIST = "/bookings/standing/"


def test_by_site_and_in_the_order_of_the_week() -> None:
    centre = a_centre(slug="c1", name="示例第一睦邻中心")
    room, leader = a_room(centre=centre, name="舞蹈房"), a_resident(name="欧阳示例", phone="13800000009")
    thursday = a_series(team=a_team(leader=leader, name="友谊编织组"), room=room, first_on=date(2026, 12, 3))
    a_series(team=a_team(name="示例合唱团"), room=room, starts=time(14), ends=time(16))
    a_series(team=a_team(name="已散的队"), room=room, ended_at=at("2026-11-20 09:00"))

    page = Client().get(LIST)

    said = words(page)
    assert said.index("周一 14:00–16:00") < said.index("周四 09:00–10:30")
    assert "友谊编织组·" in said
    assert "每周，到12月28日（周一）" in said
    assert "已散的队" not in said
    assert "欧阳" not in said
    assert "13800000009" not in page.content.decode()
    assert f"/rooms/{thursday.room_id}/" in links(page)


def test_room_and_site_lead_there() -> None:
    room = a_room(centre=a_centre(slug="c1"))

    assert LIST in links(Client().get(f"/rooms/{room.pk}/"))
    assert f"{LIST}#site-c1" in links(Client().get("/centres/c1/"))


def test_where_nobody_has_any_it_says_so() -> None:
    assert "还没有团队长期用" in words(Client().get(LIST))


def test_costs_as_much_for_many_as_for_one() -> None:
    Client().get(LIST)
    a_series()
    few = len(queries_of(lambda: Client().get(LIST)))
    for _n in range(5):
        a_series()

    assert len(queries_of(lambda: Client().get(LIST))) == few
