"""The street office decides about messages in doubt."""

import pytest
import time_machine
from django.test import Client

from notices.models import Notice
from tests.bookings.pages import words
from tests.factories import a_centre, a_notice, a_street_officer, at
from tests.races import race

pytestmark = pytest.mark.django_db

NOW = at("2026-11-28 12:00")
LIST = "/admin/board/undelivered/"


@pytest.fixture(autouse=True)
def saturday_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office() -> Client:
    client = Client()
    client.force_login(a_street_officer())
    return client


def maybe(**fields: object) -> Notice:
    return a_notice(**{"state": "maybe", "handed_at": NOW, "created_at": NOW, "place": "c1", **fields})


def test_what_is_in_doubt_is_listed_masked_and_the_look_is_on_record(office: Client, looks):
    a_centre(slug="c1", short_name="一中心")
    doubtful = maybe(body="您的预约取消了")
    given_up = a_notice(state="dead", trouble="no such number", body="轮到您了", created_at=NOW)
    a_notice(state="dead", body="留下没发的", created_at=NOW)
    a_notice(state="dead", trouble="x", is_secret=True, keep_body_until=NOW, body="验证码123456", created_at=NOW)
    a_notice(state="dead", trouble="x", is_carried_on=True, body="改打电话的", created_at=NOW)
    a_notice(state="dead", trouble="x", body="很久以前的", created_at=at("2026-10-01 09:00"))

    said = words(office.get(LIST))

    assert said.index("轮到您了") < said.index("您的预约取消了")
    assert "一中心" in said
    assert "13800000001" not in said
    for hidden in ("留下没发的", "123456", "改打电话的", "很久以前的"):
        assert hidden not in said
    assert looks()[-1].endswith(f"undelivered message {given_up.pk}, {doubtful.pk}")


@pytest.mark.parametrize(("do", "state"), [("again", "queued"), ("sent", "sent"), ("call", "dead")])
def test_each_answer_does_what_it_says_once(office: Client, do: str, state: str):
    doubtful = maybe()

    office.post(f"{LIST}{doubtful.pk}/", {"do": do})

    doubtful.refresh_from_db()
    assert doubtful.state == state
    assert office.post(f"{LIST}{doubtful.pk}/", {"do": do}).status_code == 404
    calls = list(Notice.objects.calls().values_list("to", "place", "state"))
    assert calls == ([("13800000001", "c1", "queued")] if do == "call" else [])


def test_a_call_without_a_site_goes_to_the_first_desk(office: Client):
    a_centre(slug="c1")
    doubtful = maybe(place="")

    office.post(f"{LIST}{doubtful.pk}/", {"do": "call"})

    assert Notice.objects.calls().get().place == "c1"


def test_an_empty_list_says_so(office: Client):
    assert "没有待定的消息" in words(office.get(LIST))


@pytest.mark.django_db(transaction=True)
def test_five_at_once_put_it_on_the_call_list_once():
    a_centre(slug="c1")
    doubtful, clients = maybe(), []
    for _each in range(5):
        client = Client()
        client.force_login(a_street_officer())
        clients.append(client)

    race(5, lambda number: clients[number].post(f"{LIST}{doubtful.pk}/", {"do": "call"}).status_code)

    assert Notice.objects.calls().count() == 1
