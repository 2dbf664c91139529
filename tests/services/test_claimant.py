"""What the week board asks of service days: a reason that those with a number read, and no waiver of rules."""

import pytest
import time_machine
from django.urls import reverse

from centres import claimants
from notices.models import Notice
from tests.bookings.pages import words
from tests.factories import a_centre, a_resident, a_room, a_service_day, an_appointment, at, open_daily, staff_of

pytestmark = pytest.mark.django_db

NOW = at("2026-12-07 10:00")


@pytest.fixture
def day():
    centre = a_centre(slug="c1")
    open_daily(centre, "08:30-17:00")
    return a_service_day(room=a_room(centre=centre), span="2026-12-12 08:30-10:30", minutes=10)


def page_of(step, day):
    return reverse(f"board:{step}", args=["c1", day.occupancy_id])


def test_staff_move_a_day_on_the_board_and_everybody_with_a_number_reads_why(client, day):
    an_appointment(day=day, number=7)
    client.force_login(staff_of(day.occupancy.room.centre))
    with time_machine.travel(NOW, tick=False):
        form = client.get(page_of("move", day)).context["form"]
        wish = {"room": day.occupancy.room_id, "on": "2026-12-12", "starts": "13:00", "ends": "15:00"}
        answer = client.post(page_of("move", day), {**wish, "reason": "师傅上午有事"}, follow=True)

    assert ("reason" in form.fields, "waiver" in form.fields) == (True, False)
    assert "发出1条短信" in words(answer)
    assert "师傅上午有事" in Notice.objects.get().body


def test_staff_cancel_a_day_and_who_gets_no_message_is_called(client, day):
    an_appointment(day=day, number=7, resident=a_resident(phone="02155550007"))
    client.force_login(staff_of(day.occupancy.room.centre))
    with time_machine.travel(NOW, tick=False):
        answer = client.post(page_of("cancel", day), {"reason": "师傅病了"}, follow=True)

    assert "有1位邻居收不到短信，已列入前台电话清单" in words(answer)
    assert Notice.objects.calls().get().place == "c1"


def test_a_day_moved_meanwhile_is_changed_no_more(client, day):
    stale = page_of("cancel", day)
    client.force_login(staff_of(day.occupancy.room.centre))
    with time_machine.travel(NOW, tick=False):
        wish = {"room": day.occupancy.room_id, "on": "2026-12-12", "starts": "13:00", "ends": "15:00"}
        client.post(page_of("move", day), wish)
        answer = client.post(stale, {"reason": "师傅病了"})

    day.refresh_from_db()
    assert answer.status_code in (200, 302, 404)
    assert not day.is_cancelled


def test_the_board_says_how_many_numbers_are_given_and_leads_to_the_desk(day, django_assert_num_queries):
    an_appointment(day=day, number=7)
    an_appointment(day=day, number=8, state="cancelled", cancelled_at=NOW)
    plain = a_service_day(provider="示例律师")

    with django_assert_num_queries(1):
        details = claimants.describe([day.occupancy, plain.occupancy])

    numbered, other = details[day.occupancy_id], details[plain.occupancy_id]
    assert numbered.link == f"/desk/c1/services/{day.pk}/"
    assert [words for _term, words in numbered.facts] == ["12个号已给出1个"]
    assert (other.who, other.link) == ("示例律师", f"/admin/services/serviceday/{plain.pk}/change/")
