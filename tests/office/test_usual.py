"""Where the reader goes as a rule: chosen once and remembered, or guessed; and what is free there."""

import pytest
import time_machine
from django.urls import reverse

from office.home import Choice, Home
from tests.factories import (
    a_booking,
    a_centre,
    a_committee,
    a_resident,
    a_room,
    a_user,
    an_occupancy,
    at,
    open_daily,
)

pytestmark = pytest.mark.django_db

NOW = at("2026-11-30 08:00")
HOME = reverse("office:home")
REMEMBER = reverse("office:remember-site")


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


def a_site(slug, *, rooms=1, hours=("09:00-12:00",), **fields):
    centre = a_centre(slug=slug, short_name=f"示例{slug}", **fields)
    open_daily(centre, *hours)
    for number in range(1, rooms + 1):
        a_room(centre=centre, name=f"示例{slug}-{number}", number=str(number))
    return centre


def usual(client, **query):
    return client.get(HOME, query).context["home"].usual


def shown(site):
    return {free.room.name: [time.words for time in free.times] for free in site.rooms}


# Remembering


def test_everybody_is_asked_once_and_then_finds_the_site_on_the_home_page(reader):
    a_site("c1")
    a_site("c2")
    assert usual(reader) is None
    assert "您常去哪里？" in reader.get(HOME).text

    response = reader.post(REMEMBER, {"centre": "c2"})

    assert response["Location"] == HOME
    assert usual(reader).centre.slug == "c2"
    assert "我常去：示例c2" in reader.get(HOME).text


def test_the_choice_is_kept_a_year_out_of_reach_of_scripts(client):
    a_site("c1")

    cookie = client.post(REMEMBER, {"centre": "c1"}).cookies["site"]

    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (31_536_000, True, "Lax")


def test_looking_remembers_nothing(client):
    assert client.get(REMEMBER).status_code == 405


def test_an_empty_choice_is_forgotten(client):
    a_site("c1")
    client.post(REMEMBER, {"centre": "c1"})

    client.post(REMEMBER, {"centre": ""})

    assert usual(client) is None


@pytest.mark.parametrize("slug", ["c9", "c2", "<script>"])
def test_what_is_no_open_site_cannot_be_chosen(client, slug):
    a_site("c2", is_active=False)

    response = client.post(REMEMBER, {"centre": slug})

    assert (response.status_code, "site" in response.cookies) == (404, False)


@pytest.mark.parametrize("slug", ["c2", "../x", "a b", "x" * 300, "C1"])
def test_a_cookie_that_names_no_open_site_breaks_nothing(client, slug):
    a_site("c1")
    a_site("c2", is_active=False)
    client.cookies["site"] = slug

    assert client.get(HOME).status_code == 200
    assert usual(client) is None


def test_a_site_page_offers_to_be_remembered_and_then_says_that_it_is(reader):
    a_site("c1")
    page = reverse("office:centre-detail", args=["c1"])
    assert "我常来这里" in reader.get(page).text

    response = reader.post(REMEMBER, {"centre": "c1", "stay": ""})

    assert response["Location"] == page
    assert "我常来这里" not in reader.get(page).text


def test_the_week_in_the_menu_is_that_of_the_site_remembered(client):
    a_site("c2")
    assert 'href="/centres/c1/week/"' in client.get(HOME).text

    client.post(REMEMBER, {"centre": "c2"})

    assert 'href="/centres/c2/week/"' in client.get(HOME).text


# Guessing


def test_without_a_choice_the_next_booking_tells_then_the_last_then_the_committee():
    committee = a_committee()
    near, next_time, last_time = a_site("c1", committee=committee), a_site("c2"), a_site("c3")
    user = a_user()
    resident = a_resident(user=user, committee=committee)

    def guessed(now=NOW):
        found = Home.load(chosen=Choice.TODAY, user=user, now=now).usual
        return found and found.centre

    assert guessed() == near
    a_booking(booked_for=resident, room=last_time.rooms.get(), span="2026-11-20 09:00-10:00")
    assert guessed() == last_time
    a_booking(booked_for=resident, room=next_time.rooms.get(), span="2026-12-01 09:00-10:00")
    a_booking(booked_for=resident, room=near.rooms.get(), span="2026-12-02 09:00-10:00")
    assert guessed() == next_time


def test_what_somebody_chose_counts_for_more_than_a_guess():
    user = a_user()
    a_booking(booked_for=a_resident(user=user), room=a_site("c1").rooms.get(), span="2026-12-01 09:00-10:00")
    a_site("c2")

    assert Home.load(chosen=Choice.TODAY, user=user, site="c2", now=NOW).usual.centre.slug == "c2"


def test_a_site_that_closed_is_no_guess():
    user = a_user()
    centre = a_site("c1", is_active=False)
    a_booking(booked_for=a_resident(user=user), room=centre.rooms.get(), span="2026-11-20 09:00-10:00")

    assert Home.load(chosen=Choice.TODAY, user=user, now=NOW).usual is None


# What is free there


def test_free_times_of_today_and_tomorrow_lead_to_the_booking_form(client):
    centre = a_site("c1", rooms=2)
    full, free = centre.rooms.order_by("number")
    a_site("c2")
    an_occupancy(room=full, span="2026-11-30 09:00-12:00")
    an_occupancy(room=free, span="2026-12-01 09:00-10:30")
    client.cookies["site"] = "c1"

    today, tomorrow = usual(client), usual(client, show="tomorrow")

    assert shown(today) == {"示例c1-2": ["09:00–10:30"]}
    assert today.rooms[0].times[0].url == f"/rooms/{free.pk}/book/?date=2026-11-30&start=09%3A00&end=10%3A30"
    assert shown(tomorrow) == {"示例c1-1": ["09:00–10:30"], "示例c1-2": ["10:30–12:00"]}


def test_the_week_counts_the_times_of_each_day_left(client):
    centre = a_site("c1", hours=("09:00-11:00",))
    an_occupancy(room=centre.rooms.get(), span="2026-12-02 09:00-11:00")
    client.cookies["site"] = "c1"

    assert shown(usual(client, show="week")) == {
        "示例c1-1": ["今天 2段", "周二 2段", "周四 2段", "周五 2段", "周六 2段", "周日 2段"]
    }


def test_a_full_site_says_so_and_shows_all_its_rooms(client):
    a_site("c1", hours=())
    client.cookies["site"] = "c1"

    page = client.get(HOME).text

    assert "今天这里没有空房了" in page
    assert "/rooms/?centre=c1&amp;date=2026-11-30" in page


def test_only_rooms_that_can_be_booked_are_shown_and_four_at_most(client):
    centre = a_site("c1", rooms=6)
    centre.rooms.filter(number="1").update(is_bookable=False)
    client.cookies["site"] = "c1"

    assert list(shown(usual(client))) == [f"示例c1-{number}" for number in (2, 3, 4, 5)]


def test_the_number_to_call_is_that_of_the_site(client):
    a_site("c1", phone="021-0000 1234")
    client.cookies.load({"site": "c1", "mode": "elder"})

    assert 'href="tel:02100001234"' in client.get(HOME).text
