"""The outbox page: what is in doubt is decided there, by system administrators, on record."""

import logging

import pytest
from django.test import Client

from notices.models import Notice
from tests.bookings.pages import words
from tests.factories import a_notice, a_street_officer, a_system_admin, at

pytestmark = pytest.mark.django_db

LIST = "/admin/notices/notice/"


def in_doubt(**fields: object) -> Notice:
    notice = a_notice()
    Notice.objects.filter(pk=notice.pk).update(
        state="maybe", handed_at=at("2026-11-28 12:00"), sent_at=None, lease_until=None, **fields
    )
    return Notice.objects.get(pk=notice.pk)


def decide(client: Client, action: str, *chosen: Notice):
    return client.post(LIST, {"action": action, "_selected_action": [notice.pk for notice in chosen]}, follow=True)


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(a_system_admin())
    return client


@pytest.mark.parametrize(("action", "state"), [("send_again", "queued"), ("count_as_sent", "sent")])
def test_somebody_decides_and_is_on_record(
    admin: Client, caplog: pytest.LogCaptureFixture, action: str, state: str
) -> None:
    caplog.set_level(logging.INFO, logger="notices")
    notice, settled = in_doubt(), a_notice()
    Notice.objects.filter(pk=settled.pk).update(state="sent", sent_at=at("2026-11-28 12:00"), lease_until=None)

    page = decide(admin, action, notice, settled)

    notice.refresh_from_db()
    settled.refresh_from_db()
    assert (notice.state, settled.state) == (state, "sent")
    assert "1条处理好了" in words(page)
    assert "1条没有动" in words(page)
    assert any(f"message {notice.pk}" in record.getMessage() for record in caplog.records)


def test_street_office_neither_sees_nor_decides(client: Client) -> None:
    notice = in_doubt()
    client.force_login(a_street_officer())

    assert client.get(LIST).status_code == 403
    decide(client, "count_as_sent", notice)
    notice.refresh_from_db()
    assert notice.state == "maybe"


def test_list_says_what_the_month_cost(admin: Client) -> None:
    assert "这个月发了0条短信，大约0.00元" in words(admin.get(LIST))
