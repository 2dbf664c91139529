"""The worker is killed while the gateway holds its request: nothing is sent twice, and nothing is lost."""

import threading
import time
from collections import Counter
from contextlib import suppress
from http.server import BaseHTTPRequestHandler

import pytest
from django.utils.timezone import now

from notices import actions
from notices.models import Notice
from tests.notices.gateways import CHECKS, KEY, SECRET, TAKEN, Heard, local_gateway, says
from tests.processes.house import House

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 60


class Holds:
    """Answers what it has heard of before; holds each new request until it is told to let go."""

    def __init__(self) -> None:
        self.holding, self.let_go = threading.Event(), threading.Event()

    def __call__(self, handler: BaseHTTPRequestHandler, heard: Heard) -> None:
        self.holding.set()
        self.let_go.wait(SECONDS)
        with suppress(OSError):  # whoever asked is dead
            says(TAKEN["aliyun"])(handler, heard)


@pytest.mark.parametrize("rounds", [pytest.param(2, id="small"), pytest.param(100, id="full", marks=pytest.mark.long)])
def test_killed_while_the_gateway_holds_the_request(rounds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with local_gateway(CHECKS["aliyun"]) as gateway:
        account = {"KEY": KEY, "SECRET": SECRET, "SIGN": "延吉睦邻", "TEMPLATE": "SMS_1", "URL": gateway.url}
        for name, value in {"": "aliyun", **{f"_{name}": value for name, value in account.items()}}.items():
            monkeypatch.setenv(f"YANJI_SMS{name}", value)
        house = House()
        try:
            for number in range(rounds):
                kill_in_the_act(house, gateway, number)
        finally:
            house.end()

        states = Counter(Notice.objects.values_list("state", flat=True))
        assert gateway.wrong == []
        assert states == {"maybe": rounds, "sent": rounds}
        times = Counter(heard.request_id for heard in gateway.heard)
        assert set(times.values()) == {1}  # one request number, handed over once
        assert len(times) == 2 * rounds


def kill_in_the_act(house: House, gateway, number: int) -> None:
    """One message is held when the worker dies; the next worker sends the other one, and leaves this to people."""
    gateway.answer = holds = Holds()
    actions.queue(to="13800000001", body="您好", now=now(), channel="aliyun", request_id=f"held-{number}")
    house.start("worker")
    assert holds.holding.wait(SECONDS)
    house.kill("worker")
    holds.let_go.set()
    actions.queue(to="13800000001", body="再见", now=now(), channel="aliyun", request_id=f"after-{number}")
    Notice.objects.filter(request_id=f"held-{number}").update(lease_until=now())  # as it runs out two minutes later
    gateway.answer = says(TAKEN["aliyun"])
    house.start("worker")
    deadline = time.monotonic() + SECONDS
    while Notice.objects.waiting().exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    house.kill("worker")
