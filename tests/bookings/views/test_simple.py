"""Elder mode: one question a page, everything one needs for the next step, and the site's own number to call."""

from urllib.parse import unquote

import pytest
from django.test import Client

from tests.bookings.pages import a_neighbour, links, signed_in, words
from tests.factories import a_booking, a_centre, a_room, an_occupancy, open_daily, staff_of
from tests.queries import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday_noon")]


def a_site(slug, *, rooms=1, **fields):
    centre = a_centre(slug=slug, short_name=f"示例{slug}", **fields)
    open_daily(centre, "08:30-17:00")
    return [a_room(centre=centre) for _each in range(rooms)]


def elder(client=None):
    client = client or Client()
    client.cookies["mode"] = "elder"
    return client


def places(page):
    return [unquote(link) for link in links(page, "/rooms/?") if "centre=" in link]


def test_first_only_the_day_is_asked():
    [room] = a_site("c1")
    clients = [Client(), signed_in(a_neighbour()), Client()]
    clients[2].force_login(staff_of(room.centre))

    for client in clients:
        page = elder(client).get("/rooms/")
        assert "<h1>哪天来？</h1>" in page.text
        assert "/rooms/?date=2026-11-30" in links(page)
        assert links(page, f"/rooms/{room.pk}/") == []
        assert 'id="id_people"' not in page.text


def test_then_the_place_with_the_usual_one_first_and_full_ones_left_out():
    a_site("c1", rooms=2)
    [full] = a_site("c2")
    a_site("c3")
    an_occupancy(room=full, span="2026-11-30 08:30-17:00")
    client = elder()
    client.cookies["site"] = "c3"

    page = client.get("/rooms/", {"date": "2026-11-30"})

    assert "<h1>去哪里？</h1>" in page.text
    assert places(page) == [
        "/rooms/?date=2026-11-30&centre=c3",
        "/rooms/?date=2026-11-30&centre=c1",
    ]
    assert "示例c3 您常去·1间" in words(page)
    assert "示例c1 2间" in words(page)


def test_then_its_rooms_with_their_times():
    [room] = a_site("c1", phone="021-0000 1009")
    a_site("c2")

    page = elder().get("/rooms/", {"date": "2026-11-30", "centre": "c1"})

    assert "有 1 间可约" in words(page)
    assert links(page, f"/rooms/{room.pk}/book/")
    assert links(page, "tel:") == ["tel:02100001009"]
    assert [unquote(link) for link in links(page, "?")] == ["?date=2026-11-30"]  # another place, the same day


def test_any_place_is_an_answer():
    rooms = [*a_site("c1"), *a_site("c2")]

    page = elder().get("/rooms/", {"date": "2026-11-30", "centre": ""})

    assert all(links(page, f"/rooms/{room.pk}/book/") for room in rooms)


def test_a_day_that_cannot_be_is_asked_again_with_the_reason():
    a_site("c1")

    page = elder().get("/rooms/", {"date": "2026-11-01", "centre": "c1"})

    assert "<h1>哪天来？</h1>" in page.text
    assert "请改1处" in page.text


def test_a_day_without_anything_free_leads_on():
    [room] = a_site("c1")
    an_occupancy(room=room, span="2026-11-30 08:30-17:00")

    page = elder().get("/rooms/", {"date": "2026-11-30"})

    assert "这个时候没有空房了" in words(page)
    assert "/rooms/?date=2026-12-01" in links(page)


def test_a_room_asks_the_day_then_shows_its_times_and_folds_up_the_rest():
    [room] = a_site("c1")
    room.introduction = "示例介绍"
    room.save()
    client = elder()

    asks, shows = client.get(f"/rooms/{room.pk}/"), client.get(f"/rooms/{room.pk}/", {"date": "2026-11-30"})

    assert "哪天来？" in words(asks)
    assert links(asks, f"/rooms/{room.pk}/book/") == []
    assert "哪天来？" not in words(shows)
    assert links(shows, f"/rooms/{room.pk}/book/")
    assert "示例介绍" in shows.text.split("<details")[1]


def test_the_number_to_call_is_that_of_the_site_all_the_way():
    [room] = a_site("c1", phone="021-0000 1009")
    resident = a_neighbour()
    booking = a_booking(room=room, booked_for=resident, span="2026-12-01 09:00-10:00")
    client = elder(signed_in(resident))

    for path in (
        f"/rooms/{room.pk}/",
        f"/rooms/{room.pk}/book/?date=2026-11-30&start=09:00&end=10:30",
        f"/rooms/{room.pk}/book/?date=2026-11-30&start=09:07&end=10:30",
        f"/bookings/{booking.ref}/",
        f"/bookings/{booking.ref}/cancel/",
    ):
        assert set(links(client.get(path), "tel:")) == {"tel:02100001009"}


def test_the_note_is_folded_up_until_it_says_something():
    [room] = a_site("c1")
    client = elder(signed_in(a_neighbour()))
    form = f"/rooms/{room.pk}/book/?date=2026-11-30&start=09:00&end=10:30"

    assert "还有要说的</summary>" in client.get(form).text
    assert "还有要说的</summary>" not in client.post(form, {"step": "check", "note": "示例轮椅"}).text


def test_it_takes_no_more_queries_than_the_full_pages():
    [room] = a_site("c1")
    paths = ["/rooms/?date=2026-11-30", "/rooms/?date=2026-11-30&centre=c1", f"/rooms/{room.pk}/?date=2026-11-30"]

    def asked(client):
        return [len(queries_of(lambda path=path: client.get(path))) for path in paths]

    assert all(simple <= full for simple, full in zip(asked(elder()), asked(Client()), strict=True))
