"""The day before: each is reminded once, by message or by a call, and in the daytime."""

from datetime import timedelta

import pytest

from bookings import actions
from bookings.models import Booking
from bookings.reminding import remind
from notices.models import Notice
from tests.factories import a_booking, a_relative, a_resident, a_room, a_span, a_user, at, open_daily, staff_of
from tests.queries import queries_of

pytestmark = pytest.mark.django_db

NOON = at("2026-11-29 12:00")


def tomorrow(phone: str = "13800000001", **fields: object) -> Booking:
    resident = a_resident(name="张示例", phone=phone)
    return a_booking(span="2026-11-30 09:00-10:30", booked_for=resident, booked_by=a_user(), channel="desk", **fields)


def test_each_who_comes_tomorrow_is_reminded_once() -> None:
    booking = tomorrow()
    for moment in (at("2026-11-29 09:59"), NOON, NOON + timedelta(minutes=10), at("2026-11-29 20:00")):
        remind(moment)

    [notice] = Notice.objects.all()
    assert (notice.to, notice.channel, notice.created_at) == ("13800000001", "trial", NOON)
    assert notice.body.startswith("【延吉睦邻】提醒您：明天09:00–10:30")
    assert booking.ref in notice.body


@pytest.mark.parametrize(
    "changes",
    [
        {"booked_at": at("2026-11-29 08:00")},  # this morning: they know
        {"state": "cancelled", "cancelled_at": at("2026-11-28 08:00")},
        {"state": "pending", "decide_by": at("2026-11-30 08:00")},
    ],
)
def test_who_knows_or_does_not_come_is_not_reminded(changes: dict[str, object]) -> None:
    tomorrow(**changes)
    a_booking(span="2026-12-01 09:00-10:30", booked_for=a_resident(phone="13800000001"))

    remind(NOON)

    assert not Notice.objects.exists()


def test_whom_no_message_reaches_is_called() -> None:
    by_landline, without = tomorrow(phone="02155550001"), tomorrow(phone="")

    remind(NOON)

    calls = Notice.objects.calls().order_by("pk")
    assert [(call.to, call.place) for call in calls] == [
        ("02155550001", by_landline.room.centre.slug),
        ("", without.room.centre.slug),
    ]


def test_moved_to_another_time_of_tomorrow_is_told_anew() -> None:
    booking = tomorrow()
    open_daily(booking.room.centre, "08:30-17:00")
    remind(NOON)
    booking = Booking.objects.with_place().get(pk=booking.pk)
    span = a_span("2026-11-30 14:00-15:00")
    actions.move(booking=booking, room=booking.room, span=span, by=staff_of(booking.room.centre), now=NOON)

    remind(NOON + timedelta(minutes=10))

    assert Notice.objects.filter(request_id__startswith="reminder-").count() == 2


def test_relative_who_booked_is_reminded_beside_them() -> None:
    helper, elder = a_resident(user=a_user(phone="13800000002")), a_resident(phone="13900000001")
    a_relative(elder=elder, user=helper.user)
    a_booking(span="2026-11-30 09:00-10:30", booked_for=elder, booked_by=helper.user, channel="web")

    remind(NOON)

    assert set(Notice.objects.values_list("to", flat=True)) == {"13900000001", "13800000002"}


def test_round_with_nothing_to_do_asks_little() -> None:
    for _n in range(5):
        tomorrow()
    remind(NOON)

    assert len(queries_of(lambda: remind(NOON + timedelta(minutes=10)))) == 2


def test_hundred_at_a_time() -> None:
    room = a_room()
    for number in range(3):
        a_booking(
            room=room,
            span=f"2026-11-30 {9 + number:02}:00-{9 + number:02}:30",
            booked_for=a_resident(phone="13800000001"),
        )

    remind(NOON)

    assert Notice.objects.count() == 3
