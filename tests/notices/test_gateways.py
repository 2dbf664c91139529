"""Text messages over the wire, to a gateway on this machine that believes no wrong signature."""

import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from pytest_django import Settings

from notices import actions, lengths
from notices.channels import Lost, NotTaken, Refused, aliyun, channel_named, sms_channel_exists, tencent, wire
from notices.channels import mail as mail_channel
from notices.models import Notice
from notices.quiet import after_quiet
from tests.factories import at
from tests.notices.gateways import CHECKS, KEY, SECRET, TAKEN, LocalGateway, hangs_up, is_slow, local_gateway, says
from tests.races import race

NOW = at("2026-11-28 12:00")
WORDS = "【延吉睦邻】您约的11月30日（周一）09:00–10:30，舞蹈房，号码ABC234。50%+/&=~“引号”😀"


@pytest.fixture(params=list(CHECKS))
def gateway(request: pytest.FixtureRequest, settings: Settings) -> Iterator[LocalGateway]:
    with local_gateway(CHECKS[request.param]) as opened:
        settings.SMS_CHANNEL = request.param
        settings.SMS = {
            "KEY": KEY,
            "SECRET": SECRET,
            "SIGN": "延吉睦邻",
            "TEMPLATE": "SMS_1",
            "PARAMETER": "content",
            "APP": "1400000000",
            "REGION": "ap-guangzhou",
            "URL": opened.url,
        }
        opened.answer = says(TAKEN[request.param])
        yield opened


def send(settings: Settings, *, words: str = WORDS, request_id: str = "booking-17-moved") -> str:
    channel = channel_named(settings.SMS_CHANNEL)
    return channel.send(to="13800000001", subject="", body=words, request_id=request_id)


# The signatures, by the examples that the providers publish


def test_signature_of_the_example_in_alibabas_document() -> None:
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    image = "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"
    query = aliyun.canonical_query({"RegionId": "cn-shanghai", "ImageId": image})

    signed = aliyun.authorization(headers, query, key="YourAccessKeyId", secret="YourAccessKeySecret")

    assert signed == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;"
        "x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_signature_of_the_example_in_tencents_document() -> None:
    payload = json.dumps({"Limit": 1, "Filters": [{"Values": ["未命名"], "Name": "instance-name"}]}).encode()

    signed = tencent.authorization(
        payload,
        at=1551113065,
        host="cvm.tencentcloudapi.com",
        service="cvm",
        action="DescribeInstances",
        key="AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******",
        secret="Gu5t9xGARNpq86cd98joQYCN3*******",
    )

    assert signed.endswith("Signature=be4f67d323c78ab9acb7395e43c0dbcf822a9cfac32fea2449a7bc7726b770a3")


# Over the wire


def test_message_arrives_whole_with_its_request_number(gateway: LocalGateway, settings: Settings) -> None:
    ref = send(settings)

    [heard] = gateway.heard
    assert gateway.wrong == []
    assert (heard.to, heard.words, heard.request_id) == ("13800000001", WORDS, "booking-17-moved")
    assert ref in json.dumps(TAKEN[settings.SMS_CHANNEL])


def test_wrong_secret_is_not_believed(gateway: LocalGateway, settings: Settings) -> None:
    settings.SMS = {**settings.SMS, "SECRET": "another"}

    with pytest.raises((NotTaken, Lost)):
        send(settings)
    assert gateway.heard == []
    assert gateway.wrong == ["signature"]


ANSWERS = {
    "aliyun": [
        ({"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "x"}, Refused),
        ({"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "x"}, NotTaken),
        ({"Code": "isv.AMOUNT_NOT_ENOUGH", "Message": "x"}, NotTaken),
        ({"Message": "x"}, Lost),
    ],
    "tencent": [
        ({"Response": {"Error": {"Code": "InvalidParameterValue.IncorrectPhoneNumber", "Message": "x"}}}, Refused),
        ({"Response": {"Error": {"Code": "RequestLimitExceeded", "Message": "x"}}}, NotTaken),
        ({"Response": {"SendStatusSet": [{"Code": "LimitExceeded.PhoneNumberDailyLimit"}]}}, NotTaken),
        ({"Response": {"SendStatusSet": []}}, Lost),
        ({"Response": {"SendStatusSet": [{"Code": "Ok"}, {"Code": "Ok"}]}}, Lost),
        ({"Answer": 42}, Lost),
    ],
}


def test_each_answer_is_taken_for_what_it_is(gateway: LocalGateway, settings: Settings) -> None:
    for found, outcome in ANSWERS[settings.SMS_CHANNEL]:
        gateway.answer = says(found)
        with pytest.raises(NotTaken if outcome is not Lost else Lost) as raised:
            send(settings)
        assert (found, raised.type) == (found, outcome)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(says("<html>busy</html>", status=502), id="garbage"),
        pytest.param(says("[1, 2]"), id="a list"),
        pytest.param(says("", status=500), id="nothing"),
        pytest.param(hangs_up, id="hangs up"),
    ],
)
def test_answer_nobody_can_read_is_lost(gateway: LocalGateway, settings: Settings, answer) -> None:
    gateway.answer = answer

    with pytest.raises(Lost):
        send(settings)
    assert len(gateway.heard) == 1


def test_answer_that_does_not_come_is_lost(
    gateway: LocalGateway, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "SECONDS", 0.2)
    monkeypatch.setattr(wire.post, "__kwdefaults__", {"seconds": 0.2})
    gateway.answer = is_slow(1)

    with pytest.raises(Lost):
        send(settings)


def test_gateway_that_is_not_there_was_certainly_not_told(gateway: LocalGateway, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings.SMS = {**settings.SMS, "URL": f"http://127.0.0.1:{port}/"}

    with pytest.raises(NotTaken, match="cannot reach"):
        send(settings)


# What becomes of the row


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("outcome", "state", "waits"),
    [("taken", "sent", False), ("refused", "dead", False), ("not now", "failed", True), ("lost", "maybe", False)],
)
def test_row_says_what_became_of_it(
    gateway: LocalGateway, settings: Settings, outcome: str, state: str, waits: bool
) -> None:
    channel = settings.SMS_CHANNEL
    refused, not_now = ANSWERS[channel][0][0], ANSWERS[channel][1][0]
    answers = {"refused": says(refused), "not now": says(not_now), "lost": hangs_up}
    gateway.answer = answers.get(outcome, gateway.answer)
    notice = actions.queue(to="13800000001", body="您好", now=NOW)

    actions.send_waiting(NOW)
    actions.send_waiting(NOW)

    notice.refresh_from_db()
    assert (notice.state, notice.lease_until is not None) == (state, waits)
    assert bool(notice.trouble) == (outcome != "taken")
    assert bool(notice.gateway_ref) == (outcome == "taken")
    assert len(gateway.heard) == 1
    actions.send_waiting(NOW + timedelta(minutes=2))
    assert len(gateway.heard) == (2 if waits else 1)
    assert len({heard.request_id for heard in gateway.heard}) == 1


@pytest.mark.django_db
def test_a_gateway_that_says_yes_twice_has_taken_one_message(gateway: LocalGateway, settings: Settings) -> None:
    """Its first yes got lost; the office sends again under the same number, and it says yes to that, too."""
    notice = actions.queue(to="13800000001", body="您好", now=NOW)
    gateway.answer = hangs_up
    actions.send_waiting(NOW)
    gateway.answer = says(TAKEN[settings.SMS_CHANNEL])

    notice.refresh_from_db()
    assert actions.send_again(notice, now=NOW)
    for minutes in range(3):
        actions.send_waiting(NOW + timedelta(minutes=minutes))

    row = Notice.objects.get()
    assert (row.state, row.sent_at) == ("sent", NOW)
    assert row.gateway_ref
    assert [heard.request_id for heard in gateway.heard] == [notice.request_id] * 2
    assert not actions.count_as_sent(row, now=NOW + timedelta(hours=1))
    row.refresh_from_db()
    assert row.sent_at == NOW


@pytest.mark.django_db
def test_perhaps_sent_is_for_people_to_decide(gateway: LocalGateway) -> None:
    gateway.answer = hangs_up
    again, counted = (actions.queue(to="13800000001", body=f"第{n}条", now=NOW) for n in range(2))
    actions.send_waiting(NOW)
    gateway.answer = says(TAKEN["aliyun"] | TAKEN["tencent"])

    assert actions.send_again(again, now=NOW)
    assert actions.count_as_sent(counted, now=NOW)
    actions.send_waiting(NOW)

    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}
    assert [heard.request_id for heard in gateway.heard].count(again.request_id) == 2
    assert not actions.send_again(again, now=NOW)
    assert not actions.count_as_sent(counted, now=NOW)


@pytest.mark.django_db
def test_what_a_killed_worker_had_handed_over_is_not_sent_again(gateway: LocalGateway) -> None:
    notice = actions.queue(to="13800000001", body="您好", now=NOW)
    [leased] = actions._lease(NOW)
    actions._hand_over(leased, now=NOW)  # and here it was killed

    actions.send_waiting(NOW + timedelta(minutes=1))
    notice.refresh_from_db()
    assert notice.state == "queued"
    actions.send_waiting(NOW + actions.LEASE)

    notice.refresh_from_db()
    assert notice.state == "maybe"
    assert gateway.heard == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_hand_each_message_over_once(gateway: LocalGateway) -> None:
    for number in range(12):
        actions.queue(to="13800000001", body=f"第{number}条", now=NOW, request_id=f"r{number}")

    results = race(3, lambda _n: actions.send_waiting(NOW))

    assert results == [None] * 3
    assert sorted(heard.request_id for heard in gateway.heard) == sorted(f"r{n}" for n in range(12))
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db(transaction=True)
def test_lease_that_ran_out_while_others_took_over_hands_nothing_over(gateway: LocalGateway) -> None:
    """A slow worker comes to a row whose lease it has lost: the other one has sent it."""
    actions.queue(to="13800000001", body="您好", now=NOW)
    [slow] = actions._lease(NOW)
    actions.send_waiting(NOW + actions.LEASE)

    actions._send(slow, body=slow.body, now=NOW)

    assert len(gateway.heard) == 1
    assert Notice.objects.get().state == "sent"


# A letter, a file


def test_letter_goes_out_with_its_number(settings: Settings) -> None:
    mail_channel.MailChannel().send(to="a@example.org", subject="您好", body="明天见", request_id="r1")

    [letter] = mail.outbox
    assert (letter.to, letter.subject, letter.body) == (["a@example.org"], "您好", "明天见")
    assert letter.extra_headers["Message-ID"] == "<r1@yanji>"


def test_file_keeps_one_line_a_message(settings: Settings, tmp_path) -> None:
    settings.VAR_DIR = tmp_path

    for number in range(2):
        channel_named("file").send(to="13800000001", subject="", body="您好\n再见", request_id=f"r{number}")

    lines = (tmp_path / "outbox.jsonl").read_text().splitlines()
    assert [json.loads(line)["request_id"] for line in lines] == ["r0", "r1"]


def test_folder_that_is_gone_keeps_the_message_waiting(settings: Settings, tmp_path) -> None:
    settings.VAR_DIR = tmp_path / "gone"

    with pytest.raises(NotTaken):
        channel_named("file").send(to="13800000001", subject="", body="您好", request_id="r")


# Settings, length, hours


@pytest.mark.parametrize(
    ("channel", "missing"),
    [
        ("aliyun", "YANJI_SMS_KEY, YANJI_SMS_SECRET, YANJI_SMS_SIGN, YANJI_SMS_TEMPLATE"),
        ("tencent", "YANJI_SMS_KEY, YANJI_SMS_SECRET, YANJI_SMS_SIGN, YANJI_SMS_TEMPLATE, YANJI_SMS_APP"),
    ],
)
def test_gateway_without_its_account_stops_the_start(settings: Settings, channel: str, missing: str) -> None:
    settings.SMS_CHANNEL, settings.SMS = channel, dict.fromkeys(settings.SMS, "")

    [error] = sms_channel_exists()

    assert error.msg == f"YANJI_SMS={channel} needs {missing} as well."


@pytest.mark.parametrize(("length", "count"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3)])
def test_pieces_of_a_message(length: int, count: int) -> None:
    assert lengths.pieces("好" * length) == count


def test_emoji_counts_for_two_and_pieces_cost() -> None:
    assert lengths.pieces("😀" * 36) == 2
    assert lengths.cost(3) == Decimal("0.135")


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-12-31 20:59:59", None),
        ("2026-12-31 21:00", "2027-01-01 08:00"),
        ("2027-01-01 07:59:59", "2027-01-01 08:00"),
        ("2027-01-01 08:00", None),
    ],
)
def test_quiet_hours_end_in_the_morning(now: str, then: str | None) -> None:
    assert after_quiet(at(now)) == (at(then) if then else None)


@pytest.mark.django_db
def test_what_may_wait_waits_and_what_may_not_does_not() -> None:
    night = at("2026-11-28 22:00")
    actions.queue(to="13800000001", body="提醒", now=night, may_wait=True)
    actions.queue(to="13800000001", body="取消了", now=night)

    assert [notice.body for notice in Notice.objects.due(night)] == ["取消了"]
    assert Notice.objects.due(at("2026-11-29 08:00")).count() == 2
