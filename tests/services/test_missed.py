"""Who had a number, was called and stayed away: a mark once the day is over, read and answered as any other."""

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from bookings.models import BookingMark
from fairness import missed
from fairness.models import RuleBook
from notices.models import Notice
from residents import people
from residents.merging import merge
from services import actions
from services.models import NumberMark, ServiceDay
from tests.bookings.pages import words
from tests.factories import (
    a_booking,
    a_resident,
    a_service,
    a_service_day,
    a_street_officer,
    a_user,
    an_appointment,
    at,
    default_rules,
    staff_of,
)

pytestmark = pytest.mark.django_db

NEXT_DAY = at("2026-12-01 00:10")
LATE = at("2026-11-30 23:59")


@pytest.fixture
def day():
    default_rules()
    return a_service_day(service=a_service(name="示例理发"), minutes=20)


@pytest.fixture
def number(day):
    resident = a_resident(user=a_user(), name="王示例")
    return an_appointment(day=day, resident=resident, state="no_show", ended_at=day.occupancy.starts_at)


@pytest.fixture
def clerk(day):
    return staff_of(day.occupancy.room.centre)


def test_a_mark_is_written_once_the_day_is_over(number):
    actions.mark_missed(LATE)
    assert not NumberMark.objects.exists()

    actions.mark_missed(NEXT_DAY)
    actions.mark_missed(NEXT_DAY)

    mark = NumberMark.objects.get()
    assert (mark.resident, mark.happened_at) == (number.resident, number.day.occupancy.starts_at)
    [notice] = Notice.objects.all()
    assert "示例理发" in notice.body
    assert "1号" in notice.body
    assert notice.lease_until == at("2026-12-01 08:00")


@pytest.mark.parametrize("state", ["done", "waiting", "cancelled"])
def test_nobody_else_bears_one(day, state):
    ended = {"cancelled_at": day.occupancy.starts_at} if state == "cancelled" else {}
    an_appointment(day=day, state=state, **ended)

    actions.mark_missed(NEXT_DAY)

    assert not NumberMark.objects.exists()


def test_a_ticket_without_a_name_is_nobodys(number):
    number.resident = None
    number.save(update_fields=["resident"])

    actions.mark_missed(NEXT_DAY)

    assert not NumberMark.objects.exists()


def test_of_a_day_that_did_not_take_place_nobody_bears_one(number, clerk):
    called_off = {"state": "cancelled", "cancelled_at": LATE, "cancelled_by": clerk, "cancel_reason": "理发师病了"}
    ServiceDay.objects.update(**called_off)

    actions.mark_missed(NEXT_DAY)

    assert not NumberMark.objects.exists()


@pytest.mark.parametrize(("now", "marks"), [("2026-12-03 09:00", 1), ("2026-12-04 09:00", 0)])
def test_what_was_long_ago_is_nobodys_news(number, now, marks):
    actions.mark_missed(at(now))

    assert NumberMark.objects.count() == marks


def test_it_counts_together_with_those_of_rooms(number):
    default_rules(no_show_limit=2)
    actions.mark_missed(NEXT_DAY)
    booking = a_booking(booked_for=number.resident, span="2026-11-24 09:00-10:00", state="no_show")
    BookingMark.objects.create(
        booking=booking,
        resident=number.resident,
        happened_at=at("2026-11-24 09:00"),
        expires_at=at("2027-02-22 09:00"),
    )

    record = missed.record_of(number.resident, RuleBook.load([]).of_everybody, now=NEXT_DAY)

    assert (record.count, record.limited_until is not None) == (2, True)


def test_an_appeal_is_read_and_answered_where_the_others_are(number, clerk, client):
    actions.mark_missed(NEXT_DAY)
    mark = NumberMark.objects.get()
    with time_machine.travel(at("2026-12-01 10:00"), tick=False):
        client.force_login(number.resident.user)
        assert "示例理发" in words(client.get(reverse("bookings:missed-list")))
        client.post(reverse("bookings:missed-list"), {"mark": mark.key, f"{mark.key}-appeal": "那天发烧了"})
        client.force_login(clerk)
        assert "那天发烧了" in words(client.get(reverse("board:missed-list")))
        answer = reverse("board:missed-answer", args=["number", mark.pk])
        client.post(answer, {f"{mark.key}-reason": "生病", "step": "excuse"})

    mark.refresh_from_db()
    assert mark.is_excused
    assert Notice.objects.filter(body__contains="不算").exists()


def test_a_mark_is_of_a_number_nobody_came_to(day):
    served = an_appointment(day=day, state="done")

    with pytest.raises(IntegrityError), transaction.atomic():
        NumberMark.objects.create(
            appointment=served, resident=served.resident, happened_at=LATE, expires_at=at("2027-02-22 09:00")
        )


def test_it_goes_along_when_two_entries_become_one(number):
    actions.mark_missed(NEXT_DAY)
    kept = a_resident()

    merge(gone=number.resident, kept=kept, by=a_street_officer(), now=NEXT_DAY)

    assert NumberMark.objects.get().resident == kept
    [holder] = [holder for holder in people.holders() if holder.app == "services"]
    assert [row["service"] for row in holder.export(kept)["missed_numbers"]] == ["示例理发"]


def test_of_two_numbers_of_one_day_one_mark_stays(number, day):
    other = an_appointment(day=day, number=2, state="no_show", ended_at=day.occupancy.starts_at)
    actions.mark_missed(NEXT_DAY)

    merge(gone=number.resident, kept=other.resident, by=a_street_officer(), now=NEXT_DAY)

    assert [mark.appointment for mark in NumberMark.objects.all()] == [other]
