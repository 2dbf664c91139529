"""What the settings and the adapter promise about accounts, and the second step of staff from end to end."""

import sys
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from residents.models import User
from tests.factories import a_centre, a_privacy_notice, a_resident, a_user, at, staff_of
from tests.races import race
from tests.residents.codes_by_sms import copy_of

PASSWORD = "Yanji-2026"


# Settings


@pytest.mark.django_db
def test_django_talks_to_postgresql_through_psycopg2_alone():
    connection.ensure_connection()

    assert connection.Database.__name__ == "psycopg2"
    assert "psycopg" not in sys.modules


def test_a_password_is_hashed_by_argon2id_at_19_mib_two_passes_one_lane():
    assert make_password(PASSWORD).startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_the_limits_are_those_of_our_docs(settings):
    assert settings.ACCOUNT_RATE_LIMITS["login_failed"] == "5/10m/key"
    assert settings.CODES_SENT["code_again"] == "1/60s/key"
    assert settings.CODES_SENT["codes_today"] == "10/d/key"
    assert (settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT, settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS) == (300, 5)
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"


@pytest.mark.django_db
def test_counts_of_tries_are_shared_by_all_processes():
    cache.set("tries", [1, 2])

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache_rows WHERE cache_key = ':1:tries'")
        assert cursor.fetchone() == (1,)


# The second step


@pytest.fixture
def staff(time_machine) -> User:
    time_machine.move_to(at("2026-11-30 09:00"), tick=False)
    user = staff_of(a_centre())
    user.set_password(PASSWORD)
    user.save()
    return user


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(client: Client, user: User):
    return client.post(reverse("account_login"), {"login": user.phone, "password": PASSWORD, "next": "/admin/?q=1"})


def set_up(client: Client, user: User) -> str:
    """Through the pages: password once more, picture, first code. Returns the secret."""
    sign_in(client, user)
    again = client.get(reverse("mfa_activate_totp"), follow=True)
    page = client.post(again.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    return secret


@pytest.mark.django_db
def test_staff_set_up_a_second_step_and_are_asked_for_it(client: Client, staff: User, time_machine):
    secret = set_up(client, staff)
    time_machine.shift(60)
    browser = Client()

    asked = sign_in(browser, staff)
    assert asked["Location"] == reverse("mfa_authenticate")
    assert browser.get("/admin/").status_code == 302
    wrong = browser.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "验证码不对" in wrong.content.decode()
    right = browser.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert right["Location"] == "/admin/?q=1"
    assert browser.get("/admin/").status_code == 200


@pytest.mark.django_db
def test_a_code_of_the_app_is_good_once(client: Client, staff: User, time_machine):
    secret = set_up(client, staff)
    time_machine.shift(60)
    code = code_of(secret)
    sign_in(client := Client(), staff)
    client.post(reverse("mfa_authenticate"), {"code": code})

    sign_in(other := Client(), staff)
    other.post(reverse("mfa_authenticate"), {"code": code})

    assert "_auth_user_id" not in other.session


@pytest.mark.django_db
def test_a_recovery_code_opens_once(client: Client, staff: User):
    set_up(client, staff)
    page = client.get(reverse("mfa_view_recovery_codes"))
    [code, *_] = page.context["unused_codes"]

    for browser, is_open in ((Client(), True), (Client(), False)):
        sign_in(browser, staff)
        browser.post(reverse("mfa_authenticate"), {"code": code})
        assert ("_auth_user_id" in browser.session) == is_open


@pytest.mark.django_db(transaction=True)
def test_of_many_wrong_codes_of_the_app_at_once_five_are_looked_at(staff: User, time_machine):
    cache.clear()
    secret = set_up(Client(), staff)
    time_machine.shift(60)
    client = Client()
    sign_in(client, staff)
    late, browsers = copy_of(client), [copy_of(client) for _ in range(12)]

    pages = race(
        12, lambda number: browsers[number].post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    )
    late.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert sum("验证码不对" in page for page in pages) <= 5
    assert "_auth_user_id" not in late.session


@pytest.mark.django_db
def test_the_secret_lies_encrypted_in_the_database(client: Client, staff: User):
    secret = set_up(client, staff)

    data = str(Authenticator.objects.get(type="totp").data)

    assert secret not in data
    assert data.startswith("{'secret': 'gAAAA")  # what Fernet makes


# Every page that can be reached


def pages_of_a_resident(client: Client) -> list[str]:
    user = a_user(password=PASSWORD)
    a_resident(user=user)
    client.force_login(user)
    again = client.get(reverse("account_change_phone"), follow=True)
    client.post(again.redirect_chain[-1][0], {"password": PASSWORD})
    names = ["residents:profile", "account_change_password", "account_change_phone", "account_logout"]
    return [reverse(name) for name in [*names, "account_reauthenticate", "residents:privacy"]]


def pages_of_whoever_has_agreed_to_an_older_notice(client: Client) -> list[str]:
    user = a_user()
    a_resident(user=user)
    a_privacy_notice(published_on=f"{localdate()}")
    client.force_login(user)
    return [reverse("residents:agree"), reverse("residents:profile")]


def pages_of_a_passer_by(client: Client) -> list[str]:
    client.post(reverse("account_request_login_code"), {"phone": "13700000001"})
    names = ["account_login", "account_request_login_code", "account_confirm_login_code", "account_signup"]
    return [reverse(name) for name in [*names, "account_inactive"]]


def pages_of_a_newcomer(client: Client) -> list[str]:
    client.force_login(a_user())
    return [reverse(name) for name in ("residents:profile", "account_set_password")]


def pages_of_staff(client: Client) -> list[str]:
    user = staff_of(a_centre())
    user.set_password(PASSWORD)
    user.save()
    sign_in(client, user)
    again = client.get(reverse("mfa_activate_totp"), follow=True)
    client.post(again.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    return [
        reverse(name) for name in ("residents:profile", "mfa_index", "mfa_activate_totp", "account_reauthenticate")
    ]


def pages_of_staff_with_a_second_step(client: Client) -> list[str]:
    user = staff_of(a_centre())
    user.set_password(PASSWORD)
    user.save()
    set_up(client, user)
    names = ["mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"]
    return [reverse(name) for name in [*names, "mfa_reauthenticate"]]


def pages_of_somebody_half_way_in(client: Client) -> list[str]:
    user = staff_of(a_centre())
    user.set_password(PASSWORD)
    user.save()
    set_up(Client(), user)
    sign_in(client, user)
    return [reverse("mfa_authenticate")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "pages",
    [
        pages_of_a_passer_by,
        pages_of_a_newcomer,
        pages_of_a_resident,
        pages_of_whoever_has_agreed_to_an_older_notice,
        pages_of_staff,
        pages_of_staff_with_a_second_step,
        pages_of_somebody_half_way_in,
    ],
)
def test_every_page_is_ours_in_chinese_and_keeps_the_content_policy(client: Client, pages):
    for url in pages(client):
        response = client.get(url)
        page = response.content.decode()

        assert response.status_code == 200, url
        assert [template.name for template in response.templates].count("base.html") == 1, url
        assert page.count("<h1") == 1, url
        assert page.count('class="btn btn-brick"') <= 1, url
        for inline in (" style=", "<style", "<script>", " onclick=", "javascript:"):
            assert inline not in page, (url, inline)
        for english in ("Sign", "Password", "password", "Code", "phone number", "Two-Factor", "Authenticator"):
            assert english not in visible(page), (url, english)


def visible(page: str) -> str:
    """The words between the tags."""
    return " ".join(piece.partition(">")[2] for piece in page.split("<"))
