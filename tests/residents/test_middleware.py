from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from residents.models import Post, User
from tests.factories import a_centre, a_resident, a_user, at, staff_of

pytestmark = pytest.mark.django_db
NOW = at("2026-11-30 09:00")
ADMIN = "/admin/"


@pytest.fixture
def later(time_machine):
    time_machine.move_to(NOW, tick=False)
    return lambda **rest: time_machine.move_to(NOW + timedelta(**rest), tick=False)


@pytest.fixture
def staff() -> User:
    return staff_of(a_centre())


def sign_in(client: Client, user: User) -> None:
    client.force_login(user)
    client.get(ADMIN)


# Half an hour of rest


def test_staff_who_rest_for_half_an_hour_stay(client: Client, staff: User, later):
    sign_in(client, staff)

    later(minutes=30)

    assert client.get(ADMIN).status_code == 200


def test_staff_who_rest_longer_are_signed_out_and_come_back_to_the_same_page(client: Client, staff: User, later):
    sign_in(client, staff)

    later(minutes=30, seconds=1)
    page = client.get("/admin/?q=1", follow=True)

    assert page.redirect_chain == [("/account/login/?next=/admin/%3Fq%3D1", 302)]
    assert "您离开了30分钟，已经替您退出" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_staff_who_keep_working_stay(client: Client, staff: User, later):
    sign_in(client, staff)

    for minutes in range(20, 200, 20):
        later(minutes=minutes)
        assert client.get(ADMIN).status_code == 200


def test_a_form_sent_too_late_is_not_taken(client: Client, staff: User, later):
    sign_in(client, staff)

    later(hours=1)
    response = client.post("/admin/logout/")

    assert response["Location"] == "/account/login/?next=/admin/"


def test_a_resident_may_rest_for_days(client: Client, later):
    user = a_user()
    a_resident(user=user)
    client.force_login(user)

    later(days=13)

    assert client.get("/account/").status_code == 200


def test_whoever_becomes_staff_starts_with_a_fresh_half_hour(client: Client, later):
    user = a_user()
    client.force_login(user)
    later(days=3)
    Post.objects.create(user=user, role=Post.Role.STREET_OFFICE)

    assert client.get(ADMIN).status_code == 200
    later(days=3, minutes=31)
    assert client.get(ADMIN).status_code == 302


# The second step


def test_where_no_second_step_is_asked_for_staff_work_without(client: Client, staff: User, settings):
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.force_login(staff)

    assert client.get(ADMIN).status_code == 200


def test_where_it_is_asked_for_staff_are_led_to_set_it_up(client: Client, staff: User, settings):
    settings.STAFF_NEED_SECOND_FACTOR = True
    client.force_login(staff)

    assert client.get(ADMIN)["Location"] == reverse("mfa_activate_totp")
    assert client.get("/account/").status_code == 200


def test_staff_who_have_it_work_and_are_not_asked_again(client: Client, staff: User, settings):
    settings.STAFF_NEED_SECOND_FACTOR = True
    Authenticator.objects.create(user=staff, type="totp", data={})
    client.force_login(staff)

    assert client.get(ADMIN).status_code == 200
    Authenticator.objects.all().delete()
    assert client.get(ADMIN).status_code == 200


def test_residents_and_passers_by_are_never_asked(client: Client, settings):
    settings.STAFF_NEED_SECOND_FACTOR = True
    assert client.get("/account/privacy/").status_code == 200
    user = a_user()
    a_resident(user=user)
    client.force_login(user)

    assert client.get("/account/").status_code == 200
