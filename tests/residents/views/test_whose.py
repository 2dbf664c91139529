"""Signing in with a number that may have changed its owner: who is asked, who sees what, and how it goes on."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from bookings.models import Booking
from residents.models import Consent, Resident, User
from tests.factories import a_booking, a_relative, a_resident, a_user, at
from tests.residents.codes_by_sms import ask, code_for, copy_of, enter, is_signed_in, sign_up

pytestmark = pytest.mark.django_db

PHONE = "13800000001"
NOW = at("2026-11-30 09:00")
WHOSE = "/account/whose/"
CHOICE = "/rooms/"


@pytest.fixture(autouse=True)
def monday_morning(time_machine, db):
    time_machine.move_to(NOW, tick=False)
    cache.clear()


@pytest.fixture
def old() -> Resident:
    user = a_user(phone=PHONE, password="Yanji-2026", last_login=NOW - settings.NUMBER_IN_DOUBT_AFTER)
    resident = a_resident(user=user, name="欧阳示例")
    elder = a_resident(name="赵示例")
    a_relative(elder=elder, user=user)
    a_booking(booked_for=resident, span="2026-12-01 09:00-10:00")
    return resident


def words(response) -> str:
    return response.content.decode()


def signed_in(client: Client, *, go_to: str = CHOICE):
    """After the code, wherever that led."""
    ask(client, PHONE, go_to=go_to)
    enter(client, code_for(PHONE), go_to=go_to)
    return client.get(go_to, follow=True)


def answer(client: Client, step: str, *, go_to: str = CHOICE):
    return client.post(WHOSE, {"step": step, "next": go_to}, follow=True)


def test_who_comes_after_long_is_asked_before_anything_is_shown(client: Client, old: Resident):
    page = signed_in(client)

    assert "您是欧阳*吗？" in words(page)
    assert "欧阳示例" not in words(page)
    assert PHONE not in words(page)
    for path in ("/", "/bookings/", "/account/", "/account/data/copy.json", "/account/relatives/", "/offline/mine/"):
        assert client.get(path)["Location"].startswith(WHOSE), path
    assert client.post("/account/data/erase/")["Location"].startswith(WHOSE)
    assert client.post(reverse("account_set_password"), {"password1": "Yanji-2027"})["Location"].startswith(WHOSE)
    assert Resident.objects.filter(pk=old.pk, user__phone=PHONE).exists()


def test_the_ways_out_are_open(client: Client, old: Resident):
    signed_in(client)

    assert client.get("/account/privacy/").status_code in (200, 404)
    assert client.post("/account/face/", {"text": "xl"})["Location"] == "/"
    client.post("/account/logout/")
    assert not is_signed_in(client)


def test_that_is_me_leads_on_and_nobody_asks_again(client: Client, old: Resident):
    signed_in(client)

    page = answer(client, "me", go_to="/account/")

    assert "欧阳示例" in words(page)
    assert client.get("/bookings/").status_code == 200
    client.post("/account/logout/")
    cache.clear()
    assert "欧阳*" not in words(signed_in(client))


def test_not_me_begins_afresh_and_shows_nothing_of_the_one_before(client: Client, old: Resident):
    signed_in(client)

    page = answer(client, "not-me", go_to="/bookings/")

    assert page.redirect_chain[-1][0] == "/account/?next=%2Fbookings%2F"
    client.post("/account/", {"name": "李示例", "accept": "on", "next": "/bookings/"})
    fresh = User.objects.get(phone=PHONE)
    assert Resident.objects.get(user=fresh).name == "李示例"
    assert Consent.objects.get().user == fresh
    for path in ("/", "/bookings/", "/account/", "/account/data/", "/account/data/copy.json", "/account/relatives/"):
        page = words(client.get(path))
        assert not any(name in page for name in ("欧阳", "赵示例", Booking.objects.get().ref)), path


def test_who_signs_up_with_another_name_is_asked_and_keeps_what_was_filled_in(client: Client, old: Resident):
    sign_up(client, PHONE, name="李示例", go_to=CHOICE)
    enter(client, code_for(PHONE), go_to=CHOICE)
    assert client.get(CHOICE)["Location"].startswith(WHOSE)

    page = answer(client, "not-me")

    assert page.redirect_chain[-1][0] == CHOICE
    assert Resident.objects.get(user__phone=PHONE).name == "李示例"


def test_who_signs_up_with_the_name_we_know_is_not_asked(client: Client, old: Resident):
    sign_up(client, PHONE, name="欧阳示例", go_to=CHOICE)
    enter(client, code_for(PHONE), go_to=CHOICE)

    assert client.get(CHOICE).status_code == 200
    assert Resident.objects.get(user__phone=PHONE) == old


def test_who_leaves_without_an_answer_is_asked_the_next_time(client: Client, old: Resident, time_machine):
    signed_in(client)
    client.cookies.clear()
    cache.clear()
    time_machine.move_to(NOW + timedelta(days=1), tick=False)

    assert "您是欧阳*吗？" in words(signed_in(client))


@pytest.mark.parametrize("way", ["lately", "by password"])
def test_who_came_lately_or_has_the_password_is_not_asked(client: Client, old: Resident, way: str):
    if way == "lately":
        User.objects.filter(phone=PHONE).update(last_login=NOW - timedelta(days=89))
        signed_in(client)
    else:
        client.post(reverse("account_login"), {"login": PHONE, "password": "Yanji-2026"})

    assert client.get("/bookings/").status_code == 200
    assert client.get(WHOSE)["Location"] == "/account/"


def test_sent_twice_it_is_done_once(client: Client, old: Resident):
    signed_in(client)
    again = copy_of(client)

    answer(client, "not-me")
    second = again.post(WHOSE, {"step": "not-me"}, follow=True)

    assert second.redirect_chain[-1][0].startswith("/account/login/")
    assert User.objects.filter(phone=PHONE).count() == 1
    assert is_signed_in(client)


def test_nobody_else_is_led_anywhere(client: Client, old: Resident):
    assert client.get(WHOSE)["Location"].startswith("/account/login/")

    client.force_login(a_resident(user=a_user()).user)
    assert client.post(WHOSE, {"step": "not-me"})["Location"] == "/account/"
    assert Resident.objects.get(pk=old.pk).user is not None


def test_an_account_that_cannot_end_is_said_kindly(client: Client, old: Resident):
    a_resident(met_by=old.user, met_at=NOW)
    signed_in(client)

    assert "系统管理员" in words(answer(client, "not-me"))
    assert Resident.objects.get(pk=old.pk).user is not None
