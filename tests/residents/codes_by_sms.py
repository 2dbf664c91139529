"""Signing in as a person does it: ask for a code, read the text message, type it in."""

import re

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from notices.models import Notice

ENTER = "account_confirm_login_code"


def ask(client: Client, phone: str, *, go_to: str = "") -> HttpResponse:
    return client.post(reverse("account_request_login_code"), {"phone": phone, "next": go_to})


def sign_up(client: Client, phone: str, *, name: str = "张示例", go_to: str = "", **fields: object) -> HttpResponse:
    filled_in = {"phone": phone, "name": name, "accept": "on", "next": go_to, **fields}
    return client.post(reverse("account_signup"), filled_in)


def messages_to(phone: str) -> list[str]:
    """The words of all messages to this number, the newest first."""
    return list(Notice.objects.filter(to=phone).values_list("body", flat=True))


def code_for(phone: str) -> str:
    """The code as the outbox of a trial shows it."""
    found = re.search(r"\d{6}", messages_to(phone)[0])
    assert found
    return found.group()


def another(code: str) -> str:
    """A code that is not this one."""
    return f"{(int(code) + 1) % 10**6:06d}"


def enter(client: Client, code: str, *, go_to: str = "") -> HttpResponse:
    return client.post(reverse(ENTER), {"code": code, "next": go_to})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def copy_of(client: Client) -> Client:
    """A browser with the same session as it is now: what each of many requests sent at once finds."""
    session = SessionStore()
    session.update(client.session.items())
    session.save()
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return browser
