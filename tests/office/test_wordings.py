"""The office reads what messages say, puts one into its own words after a look, and goes back again."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bookings import messages
from notices.models import Notice, Wording
from tests.bookings.pages import words
from tests.factories import a_booking, a_resident, a_street_officer, a_wording, at, staff_of

pytestmark = pytest.mark.django_db

NOW = at("2026-11-28 12:00")
LIST = "/admin/board/words/"
ONE = f"{LIST}booking-cancelled/"
OWN = "【延吉睦邻】{地点时间}用不了了。{原因}请打{电话}。"


@pytest.fixture(autouse=True)
def saturday_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office() -> Client:
    client = Client()
    client.force_login(a_street_officer())
    return client


def test_every_message_is_listed_with_length_and_cost(office: Client, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        page = office.get(LIST)

    said = words(page)
    assert "别人取消了他们的预约" in said
    assert "【延吉睦邻】您的预约H7K3MQ取消了：三中心舞蹈房，11月30日（周一）09:00–10:30。" in said
    assert "个字，1条，约0.0" in said
    assert reverse("board:wording", args=["team-registered"]) in page.content.decode()


def test_looking_shows_the_message_and_saves_nothing(office: Client):
    said = words(office.post(ONE, {"words": OWN, "step": "look"}))

    assert "【延吉睦邻】三中心舞蹈房，11月30日（周一）09:00–10:30用不了了。原因：水管坏了。" in said
    assert "个字，1条" in said
    assert not Wording.objects.exists()


def test_saved_words_go_out_and_the_default_ones_again(office: Client):
    booking = a_booking(booked_for=a_resident(phone="13800000001"))
    clerk = staff_of(booking.room.centre)

    office.post(ONE, {"words": OWN.replace("{", "｛").replace("}", "｝"), "step": "save"})
    messages.tell_cancelled(booking, by=clerk, now=NOW)
    assert "用不了了。" in Notice.objects.get().body
    assert OWN in office.get(ONE).content.decode()
    page = office.post(ONE, {"step": "default"}, follow=True)

    assert "改回原来的话了" in words(page)
    assert not Wording.objects.exists()


def test_words_that_are_wrong_are_kept_and_told_why(office: Client):
    page = office.post(ONE, {"words": "今天{天气}", "step": "save"})

    assert "这条短信里没有{天气}" in words(page)
    assert "请留着{电话}" in words(page)
    assert "今天{天气}" in page.content.decode()
    assert not Wording.objects.exists()


def test_the_default_words_written_anew_are_no_own_words(office: Client):
    typed = office.get(ONE).context["form"].initial["words"]

    office.post(ONE, {"words": typed, "step": "save"})

    assert not Wording.objects.exists()


def test_words_that_do_not_fit_any_more_come_first_and_say_so(office: Client):
    a_wording("wait-closed", "{weather}")

    assert "不能用了" in words(office.get(LIST))
    page = words(office.get(f"{LIST}wait-closed/"))
    assert "改好之前，先发原来的话" in page


def test_a_message_there_is_not_is_not_there(office: Client):
    assert office.get(f"{LIST}no-such-thing/").status_code == 404


@pytest.mark.parametrize("path", [LIST, ONE, "/admin/board/undelivered/"])
def test_a_site_s_staff_and_passers_by_are_turned_away(path: str):
    clerk = Client()
    clerk.force_login(staff_of(a_booking().room.centre))

    assert clerk.get(path).status_code == 403
    assert Client().get(path).status_code == 302
