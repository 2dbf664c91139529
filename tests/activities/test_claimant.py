"""What the board asks of sessions, it asks through the registry."""

import pytest

from centres import claimants
from centres.claimants import Look
from services.models import ServiceDay
from tests.factories import (
    a_centre,
    a_room,
    a_service_day,
    a_session,
    a_span,
    an_activity,
    at,
    open_daily,
    staff_of,
)

pytestmark = pytest.mark.django_db

NOW = at("2026-11-29 10:00")


def test_sessions_are_described_in_one_query(django_assert_num_queries):
    sessions = [a_session(activity=an_activity(leader=f"示例{n}老师")) for n in range(3)]

    with django_assert_num_queries(1):
        details = claimants.describe([session.occupancy for session in sessions])

    assert [details[session.occupancy_id].who for session in sessions] == ["示例0老师", "示例1老师", "示例2老师"]
    assert details[sessions[0].occupancy_id].link == f"/admin/activities/session/{sessions[0].pk}/change/"


@pytest.mark.parametrize("make", [a_session, a_service_day])
def test_the_board_moves_and_cancels_them(make):
    centre = a_centre()
    open_daily(centre, "08:30-17:00")
    room, staff = a_room(centre=centre), staff_of(centre)
    happening = make(room=room, span="2026-11-30 09:00-10:00")
    claimant = claimants.of_kind(happening.KIND)

    claimant.move(
        occupancy=happening.occupancy,
        room=room,
        span=a_span("2026-11-30 14:00-15:00"),
        by=staff,
        reason="",
        waiver="",
        now=NOW,
    )
    happening.refresh_from_db()
    assert happening.occupancy.starts_at == at("2026-11-30 14:00")

    claimant.cancel(occupancy=happening.occupancy, by=staff, reason="示例停电", now=NOW)
    happening.refresh_from_db()
    assert (happening.is_cancelled, happening.cancel_reason) == (True, "示例停电")


def test_a_service_day_names_who_serves_and_looks_like_an_event():
    day = a_service_day(provider="示例律师")

    details = claimants.describe([day.occupancy])

    assert details[day.occupancy_id].who == "示例律师"
    assert claimants.of_kind(ServiceDay.KIND).look is Look.EVENT
