import logging
from datetime import timedelta

import pytest
from django.db import transaction

from notices import actions
from notices.channels import CHANNELS
from notices.models import Notice
from tests.factories import a_notice, at

pytestmark = pytest.mark.django_db
NOW = at("2026-11-30 09:00")
SOON = NOW + timedelta(minutes=5)


class Gateway:
    """A gateway outside the house: remembers what it was given, and refuses on request."""

    keeps_secrets = False
    may_lose = False

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.is_down = False

    def send(self, *, to, subject, body, request_id) -> str:
        if self.is_down:
            raise ConnectionError("503")
        self.sent.append((to, body, request_id))
        return ""


@pytest.fixture
def gateway(settings, monkeypatch) -> Gateway:
    gateway = Gateway()
    monkeypatch.setitem(CHANNELS, "gateway", gateway)
    settings.SMS_CHANNEL = "gateway"
    return gateway


# Queued messages


def test_queue_writes_a_row_that_waits():
    notice = actions.queue(to="13800000001", body="约好了", recipient_key="resident-1", now=NOW)

    notice.refresh_from_db()
    assert (notice.state, notice.channel, notice.body, notice.sent_at) == ("queued", "trial", "约好了", None)


def test_queue_writes_one_row_for_one_request():
    first = actions.queue(to="13800000001", body="约好了", request_id="booking-17-confirmed", now=NOW)
    second = actions.queue(to="13800000001", body="约好了", request_id="booking-17-confirmed", now=NOW)

    assert (first.pk, Notice.objects.count()) == (second.pk, 1)


@pytest.mark.django_db(transaction=True)
def test_queue_is_undone_with_what_it_tells_about():
    with transaction.atomic():
        actions.queue(to="13800000001", body="约好了", now=NOW)
        transaction.set_rollback(True)

    assert not Notice.objects.exists()


def test_send_waiting_sends_each_once_and_says_when(gateway):
    notice = actions.queue(to="13800000001", body="约好了", now=NOW)

    actions.send_waiting(SOON)
    actions.send_waiting(SOON)

    notice.refresh_from_db()
    assert gateway.sent == [("13800000001", "约好了", notice.request_id)]
    assert (notice.state, notice.sent_at, notice.attempts, notice.lease_until) == ("sent", SOON, 1, None)


def test_send_waiting_goes_through_more_than_one_batch(gateway):
    for _ in range(actions.BATCH + 1):
        a_notice(channel="gateway")

    actions.send_waiting(SOON)

    assert len(gateway.sent) == actions.BATCH + 1


def test_message_that_waits_for_the_morning_is_kept_back():
    notice = actions.queue(to="13800000001", body="没有来", request_id="place-1", now=NOW, not_before=SOON)

    assert actions.withdraw(request_id="place-1")

    notice.refresh_from_db()
    assert (notice.state, notice.lease_until) == ("dead", None)


def test_a_message_is_kept_back_before_it_leaves(gateway):
    kept_back = actions.queue(to="13800000001", body="取消了", request_id="booking-17-cancelled", now=NOW)
    actions.queue(to="13800000002", body="取消了", request_id="booking-18-cancelled", now=NOW)

    assert actions.withdraw(request_id="booking-17-cancelled")
    actions.send_waiting(SOON)

    kept_back.refresh_from_db()
    assert (kept_back.state, kept_back.attempts) == ("dead", 0)
    assert [to for to, _body, _request in gateway.sent] == ["13800000002"]


def test_a_message_sent_or_never_written_cannot_be_kept_back(gateway):
    sent = actions.queue(to="13800000001", body="取消了", request_id="booking-17-cancelled", now=NOW)
    actions.send_waiting(NOW)

    assert not actions.withdraw(request_id="booking-17-cancelled")
    assert not actions.withdraw(request_id="booking-18-cancelled")
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_a_message_tried_in_vain_is_not_tried_again_once_kept_back(gateway):
    actions.queue(to="13800000001", body="取消了", request_id="booking-17-cancelled", now=NOW)
    gateway.is_down = True
    actions.send_waiting(NOW)
    gateway.is_down = False

    assert not actions.withdraw(request_id="booking-17-cancelled")  # the gateway may have passed it on all the same
    actions.send_waiting(NOW + timedelta(days=1))

    assert gateway.sent == []


def test_what_fails_waits_longer_each_time_and_is_given_up_in_the_end(gateway):
    notice = actions.queue(to="13800000001", body="约好了", now=NOW)
    gateway.is_down = True
    moment, waits = NOW, []

    while notice.state in Notice.WAITING:
        actions.send_waiting(moment)
        notice.refresh_from_db()
        if notice.lease_until:
            waits.append(notice.lease_until - moment)
            moment = notice.lease_until

    assert (notice.state, notice.attempts) == ("dead", 6)
    assert waits == [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]


def test_a_failed_message_is_sent_once_the_gateway_is_back(gateway):
    notice = actions.queue(to="13800000001", body="约好了", now=NOW)
    gateway.is_down = True
    actions.send_waiting(NOW)
    gateway.is_down = False

    actions.send_waiting(NOW + timedelta(seconds=59))
    assert gateway.sent == []
    actions.send_waiting(NOW + timedelta(seconds=60))

    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == ("sent", 2)


def test_one_message_that_crashes_does_not_hold_up_the_others(gateway, monkeypatch):
    bad, good = actions.queue(to="1", body="坏", now=NOW), actions.queue(to="2", body="好", now=NOW)
    send = gateway.send

    def sometimes(**message):
        if message["to"] == "1":
            raise ZeroDivisionError
        return send(**message)

    monkeypatch.setattr(gateway, "send", sometimes)
    actions.send_waiting(NOW)

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == ("failed", "sent")


def test_the_lease_of_a_worker_that_died_runs_out(gateway):
    a_notice(channel="gateway", attempts=1, lease_until=NOW + actions.LEASE)

    actions.send_waiting(NOW)
    assert gateway.sent == []
    actions.send_waiting(NOW + actions.LEASE)

    assert len(gateway.sent) == 1


def test_a_late_worker_does_not_overwrite_the_outcome_of_the_one_that_took_over():
    notice = a_notice(attempts=1, lease_until=NOW)
    [late] = Notice.objects.filter(pk=notice.pk)
    actions.send_waiting(NOW)

    actions._note_failure(late, "503", NOW)

    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == ("sent", 2)


# Codes


def test_a_code_is_sent_after_commit_and_its_row_keeps_no_words(gateway, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        notice = actions.send_code(to="13800000001", body="验证码 123456", keep_body_until=SOON, now=NOW)
        assert gateway.sent == []

    notice.refresh_from_db()
    assert gateway.sent == [("13800000001", "验证码 123456", notice.request_id)]
    assert (notice.state, notice.body, notice.is_secret) == ("sent", "", True)


@pytest.mark.django_db(transaction=True)
def test_a_code_is_not_sent_when_the_transaction_fails(gateway):
    with transaction.atomic():
        actions.send_code(to="13800000001", body="验证码 123456", keep_body_until=SOON, now=NOW)
        transaction.set_rollback(True)

    assert gateway.sent == []


def test_a_code_that_could_not_be_sent_is_not_tried_again(gateway, django_capture_on_commit_callbacks):
    gateway.is_down = True
    with django_capture_on_commit_callbacks(execute=True):
        notice = actions.send_code(to="13800000001", body="验证码 123456", keep_body_until=SOON, now=NOW)
    gateway.is_down = False

    actions.send_waiting(SOON)

    notice.refresh_from_db()
    assert (notice.state, gateway.sent) == ("dead", [])


def test_in_trials_the_words_of_a_code_stay_until_they_expire():
    notice = actions.send_code(to="13800000001", body="验证码 123456", keep_body_until=SOON, now=NOW)

    actions.wipe_expired_words(SOON - timedelta(seconds=1))
    notice.refresh_from_db()
    assert notice.body == "验证码 123456"

    actions.wipe_expired_words(SOON)
    notice.refresh_from_db()
    assert (notice.body, notice.state) == ("", "dead")  # nothing committed here, so it was never sent


def test_the_trial_channel_writes_to_the_console(caplog):
    caplog.set_level(logging.INFO, logger="notices")
    actions.queue(to="13800000001", body="约好了", now=NOW)

    actions.send_waiting(NOW)

    assert "To 13800000001: 约好了" in caplog.messages


# Forgetting


def test_old_messages_are_forgotten_unless_they_still_wait():
    a_notice(state="sent", sent_at=NOW, created_at=NOW)
    waiting = a_notice(created_at=NOW)

    actions.forget_old(NOW + timedelta(days=190) - timedelta(seconds=1))
    assert Notice.objects.count() == 2
    actions.forget_old(NOW + timedelta(days=190))

    assert list(Notice.objects.all()) == [waiting]


def test_what_waits_for_a_number_that_is_theirs_no_more_is_taken_back() -> None:
    waits = a_notice(to="13800000001", recipient_key="resident-1")
    handed = a_notice(to="13800000001", recipient_key="resident-1", handed_at=at("2026-11-30 09:00"))
    call = a_notice(to="13800000001", recipient_key="resident-1", channel="call", place="c1")
    others = a_notice(to="13800000001", recipient_key="resident-2")

    taken = actions.take_back(to="13800000001", recipient_keys=["resident-1"])

    for notice in (waits, handed, call, others):
        notice.refresh_from_db()
    assert taken == [waits]
    assert [notice.state for notice in (waits, handed, call, others)] == ["dead", "queued", "queued", "queued"]
    assert [call.to, others.to] == ["", "13800000001"]
