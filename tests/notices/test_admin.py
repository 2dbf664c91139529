import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import a_centre, a_notice, a_street_officer, a_system_admin, a_user, at, staff_of

pytestmark = pytest.mark.django_db
LIST = "admin:notices_notice_changelist"


def test_a_system_admin_reads_the_outbox(client: Client):
    a_notice(to="13812345678", body="您的验证码是 123456")
    client.force_login(a_system_admin())

    page = client.get(reverse(LIST)).content.decode()

    assert "您的验证码是 123456" in page
    assert "138****5678" in page
    assert "13812345678" not in page


def test_outside_trials_the_list_shows_no_words(client: Client):
    a_notice(body="您预约的棋牌室改到周三", channel="aliyun")
    client.force_login(a_system_admin())

    assert "改到周三" not in client.get(reverse(LIST)).content.decode()


def test_who_opens_a_message_is_on_record(client: Client, caplog):
    caplog.set_level("INFO", logger="notices")
    notice, admin = a_notice(to="13812345678"), a_system_admin()
    client.force_login(admin)

    page = client.get(reverse("admin:notices_notice_change", args=[notice.pk])).content.decode()

    assert "13812345678" in page
    assert "138****5678" in page
    assert "trial" not in page
    assert f"Account {admin.pk} looked at message {notice.pk}" in caplog.messages


@pytest.mark.parametrize("whoever", [a_street_officer, lambda: staff_of(a_centre())])
def test_other_staff_do_not_even_see_that_there_is_one(client: Client, whoever):
    notice = a_notice(body="您的验证码是 123456")
    client.force_login(whoever())

    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(reverse("admin:notices_notice_change", args=[notice.pk])).status_code == 403
    assert reverse(LIST) not in client.get(reverse("admin:index")).content.decode()


def test_a_resident_and_a_passer_by_are_sent_to_sign_in(client: Client):
    assert client.get(reverse(LIST)).status_code == 302
    client.force_login(a_user())
    assert client.get(reverse(LIST)).status_code == 302


def test_nobody_writes_changes_or_deletes_a_message(client: Client):
    notice = a_notice(created_at=at("2026-11-30 09:00"))
    client.force_login(a_system_admin())

    assert client.get(reverse("admin:notices_notice_add")).status_code == 403
    assert client.post(reverse("admin:notices_notice_change", args=[notice.pk]), {"body": "x"}).status_code == 403
    assert client.post(reverse("admin:notices_notice_delete", args=[notice.pk]), {"post": "yes"}).status_code == 403
