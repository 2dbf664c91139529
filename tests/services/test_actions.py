"""Service days go through the same actions as sessions (tests/activities/test_actions.py); here is what differs."""

import pytest
from django.db import IntegrityError, transaction

from centres.models import RoomTaken
from services import actions
from services.models import ServiceDay
from tests.factories import (
    a_centre,
    a_room,
    a_service,
    a_service_day,
    a_span,
    an_occupancy,
    at,
    open_daily,
    staff_of,
    weekly,
)

pytestmark = pytest.mark.django_db

NOW = at("2026-11-23 10:00")


@pytest.fixture
def room():
    centre = a_centre()
    open_daily(centre, "08:30-17:00")
    return a_room(centre=centre)


def test_a_service_day_takes_its_room_and_says_who_serves(room):
    day = actions.schedule(
        service=a_service(name="示例理发"),
        room=room,
        span=a_span("2026-11-30 09:00-11:00"),
        provider="示例师傅",
        by=staff_of(room.centre),
        now=NOW,
    )

    assert (day.occupancy.title, day.provider) == ("示例理发", "示例师傅")


def test_a_taken_room_is_refused(room):
    an_occupancy(room=room, span="2026-11-30 10:00-12:00")

    with pytest.raises(RoomTaken):
        actions.schedule(
            service=a_service(),
            room=room,
            span=a_span("2026-11-30 09:00-11:00"),
            by=staff_of(room.centre),
            now=NOW,
        )


def test_days_of_a_rota_all_name_who_serves(room):
    arranged = actions.schedule_each(
        service=a_service(),
        stops=[(room, span) for span in weekly("2026-11-30 09:00-11:00", 2)],
        provider="示例律师",
        by=staff_of(room.centre),
        now=NOW,
    )

    assert [day.provider for day in arranged.made] == ["示例律师", "示例律师"]
    assert arranged.left_out == []


def test_the_database_wants_a_cancelled_day_to_say_when_by_whom_and_why():
    day = a_service_day()

    with pytest.raises(IntegrityError, match="serviceday_cancelled_says_when_by_whom_and_why"), transaction.atomic():
        ServiceDay.objects.filter(pk=day.pk).update(state=ServiceDay.State.CANCELLED, cancelled_at=NOW)
