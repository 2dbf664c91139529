"""However many years the tables hold, a page of the programme reads the weeks it shows."""

from datetime import timedelta

import pytest

from activities.models import Activity, Session
from bookings.models import Booking
from tests.factories import MONDAY, a_booking, a_session, a_street_officer, an_activity, at
from tests.plans import A_WEEK, WEEKS, rows_read, years_of_history

NOW = at("2026-11-30 10:00")

pytestmark = pytest.mark.django_db


def test_history_is_not_read() -> None:
    activities = [an_activity() for _n in range(10)]
    clerk = a_street_officer()
    years_of_history(activities=activities, by=clerk, until=NOW)
    for activity in activities:
        a_session(activity=activity, span="2026-12-01 09:00-10:00")
    a_booking(span="2026-12-01 09:00-10:00")

    questions = {
        "the programme of a week": Session.objects.published().between(MONDAY, MONDAY + timedelta(days=6)).lines(),
        "sessions to come": Session.objects.all().upcoming(NOW),
        "activities and their next dates": Activity.objects.published().with_next(NOW).by_group(),
        "bookings to come": Booking.objects.of_user(clerk).upcoming(NOW).with_place(),
    }

    assert Session.objects.count() + Booking.objects.count() == WEEKS * A_WEEK + 11
    read = {words: rows_read(question) for words, question in questions.items()}
    assert {words: tables for words, tables in read.items() if max(tables.values()) > 300} == {}
