"""Buttons that need a script: reading aloud where the browser can, printing; without either nothing is there."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.factories import a_booking, a_resident, a_user
from tests.journeys.steps import a_room_to_book, arrive, tomorrow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

A_VOICE = """Object.defineProperty(window, "speechSynthesis", {value: {
  said: [],
  getVoices() { return [{lang: "zh-CN"}] },
  speak(words) { this.said.push(words) },
  cancel() { this.said.length = 0 },
}})"""


def at_the_slip(page: Page) -> None:
    user = a_user()
    booking = a_booking(
        booked_for=a_resident(user=user),
        room=a_room_to_book(),
        span=f"{tomorrow()} 09:00-10:30",
        booked_at=timezone.now(),
    )
    arrive(page, user)
    page.goto(f"/bookings/{booking.ref}/")


def test_a_browser_with_a_chinese_voice_reads_the_slip_until_it_is_told_to_stop(page_at: Callable[..., Page]) -> None:
    page = page_at(375)
    page.add_init_script(A_VOICE)
    at_the_slip(page)

    page.get_by_role("button", name="读给我听").click()

    said = page.evaluate("speechSynthesis.said.map((words) => words.text)")
    assert "09:00–10:30" in said
    assert "舞蹈房·1楼" in said
    page.get_by_role("button", name="别读了").click()
    assert page.evaluate("speechSynthesis.said.length") == 0
    expect(page.get_by_role("button", name="读给我听")).to_be_visible()


def test_the_button_rests_when_all_is_read(page_at: Callable[..., Page]) -> None:
    page = page_at(375)
    page.add_init_script(A_VOICE)
    at_the_slip(page)

    page.get_by_role("button", name="读给我听").click()
    page.evaluate("speechSynthesis.said.at(-1).onend()")

    expect(page.get_by_role("button", name="读给我听")).to_be_visible()


def test_a_browser_without_a_voice_shows_no_such_button(page_at: Callable[..., Page]) -> None:
    page = page_at(375)
    at_the_slip(page)

    expect(page.get_by_role("button", name="打印这一页")).to_be_visible()
    expect(page.get_by_role("button", name="读给我听")).to_be_hidden()


def test_the_print_button_prints(page_at: Callable[..., Page]) -> None:
    page = page_at(375)
    page.add_init_script("window.print = () => { document.title = 'printed' }")
    at_the_slip(page)

    page.get_by_role("button", name="打印这一页").click()

    expect(page).to_have_title("printed")


def test_without_scripts_there_are_none_of_them(page_at: Callable[..., Page]) -> None:
    page = page_at(375, java_script_enabled=False)
    at_the_slip(page)

    expect(page.get_by_role("button", name="打印这一页")).to_be_hidden()
    expect(page.get_by_role("link", name="加到手机日历")).to_be_visible()
