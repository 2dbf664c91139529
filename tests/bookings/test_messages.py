"""Who is written to when somebody else books, moves or cancels, in which words, and how often."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import translation

from bookings import actions, messages
from bookings.models import Booking
from centres.models import Room, RoomTaken
from fairness.rules import Refused
from notices.actions import send_waiting
from notices.models import Notice
from residents.models import Resident, User
from tests.factories import (
    a_booking,
    a_centre,
    a_resident,
    a_room,
    a_span,
    a_team,
    a_user,
    at,
    open_daily,
    staff_of,
)
from tests.races import race

pytestmark = pytest.mark.django_db

NOW = at("2026-11-28 12:00")
SOON = NOW + timedelta(minutes=2)
MOBILE = "13800000001"


@pytest.fixture
def room() -> Room:
    centre = a_centre(short_name="三中心", phone="021-0000 1003")
    open_daily(centre, "08:30-17:00")
    return a_room(centre=centre, name="舞蹈房")


@pytest.fixture
def clerk(room: Room) -> User:
    return staff_of(room.centre)


def an_elder(phone: str = MOBILE) -> Resident:
    return a_resident(name="欧阳示例", phone=phone)


def enter(room: Room, *, booked_for: Resident, by: User, channel: str = "phone", **further: object) -> Booking:
    return actions.book(
        **{
            "room": room,
            "span": a_span("2026-11-30 09:00-10:30"),
            "party": 6,
            "booked_for": booked_for,
            "by": by,
            "channel": channel,
            "purpose": "喝茶聊天",
            "token": uuid.uuid4(),
            "now": NOW,
            **further,
        }
    )


def sent() -> list[tuple[str, str]]:
    """What the worker is to send: to whom, and the words."""
    return list(Notice.objects.by_machine().order_by("pk").values_list("to", "body"))


def numbers() -> list[str]:
    return [to for to, _body in sent()]


# Words


def test_an_entered_booking_is_told_with_place_time_reference_and_phone(room, clerk):
    booking = enter(room, booked_for=an_elder(), by=clerk)

    words = (
        f"【延吉睦邻】为您约好了：三中心舞蹈房，11月30日（周一）09:00–10:30，预约号{booking.ref}。"
        "来不了请打021-0000 1003。"
    )
    assert sent() == [(MOBILE, words)]


def test_a_move_is_told_old_and_new_side_by_side_with_the_reason(room, clerk):
    booking = a_booking(room=room, booked_for=an_elder())
    other = a_room(centre=room.centre, name="音乐室")

    actions.move(
        booking=booking, room=other, span=a_span("2026-12-01 13:00-14:30"), by=clerk, reason="水管坏了。", now=NOW
    )

    words = (
        f"【延吉睦邻】您的预约{booking.ref}改了。原来：三中心舞蹈房，11月30日（周一）09:00–10:30。"
        "现在：三中心音乐室，12月1日（周二）13:00–14:30。原因：水管坏了。来不了请打021-0000 1003。"
    )
    assert sent() == [(MOBILE, words)]


def test_a_cancellation_is_told_with_the_reason(room, clerk):
    booking = a_booking(room=room, booked_for=an_elder())

    actions.cancel(booking=booking, by=clerk, reason="水管坏了", now=NOW)

    words = (
        f"【延吉睦邻】您的预约{booking.ref}取消了：三中心舞蹈房，11月30日（周一）09:00–10:30。"
        "原因：水管坏了。有事请打021-0000 1003。"
    )
    assert sent() == [(MOBILE, words)]


def test_without_a_reason_none_is_made_up(room, clerk):
    booking = a_booking(room=room, booked_for=an_elder())

    actions.move(booking=booking, room=room, span=a_span("2026-12-01 13:00-14:30"), by=clerk, now=NOW)

    [(_to, words)] = sent()
    assert "原因" not in words
    assert "13:00–14:30。来不了请打" in words


def test_messages_are_chinese_whatever_the_clerk_reads(room, clerk):
    with translation.override("en"):
        booking = enter(room, booked_for=an_elder(), by=clerk)
        told = messages.told_of_entry(booking, by=clerk)

    [(_to, words)] = sent()
    assert words.startswith("【延吉睦邻】为您约好了")
    assert told.done == ("A text message goes to 138****0001.",)


# To whom


def test_whoever_books_moves_and_cancels_for_themselves_gets_no_message(room):
    account = a_user()
    booking = enter(room, booked_for=a_resident(user=account), by=account, channel="web")
    actions.move(booking=booking, room=room, span=a_span("2026-12-01 13:00-14:30"), by=account, now=NOW)
    actions.cancel(booking=booking, by=account, now=NOW)
    actions.undo_cancel(booking=booking, by=account, now=SOON)

    assert sent() == []


def test_a_relative_who_booked_is_told_beside_the_elder(room, clerk):
    relative = a_user(phone="13900000002")
    booking = a_booking(room=room, booked_for=an_elder(), booked_by=relative, channel="relative")

    told = actions.cancel(booking=booking, by=clerk, reason="停电", now=NOW)

    assert numbers() == [MOBILE, "13900000002"]
    assert told.done == ("已发短信告诉 138****0001、139****0002。",)


def test_one_number_of_two_people_gets_one_message(room, clerk):
    relative = a_user(phone=MOBILE)
    booking = a_booking(room=room, booked_for=an_elder(), booked_by=relative, channel="web")

    actions.cancel(booking=booking, by=clerk, reason="停电", now=NOW)

    assert numbers() == [MOBILE]


def test_what_a_relative_does_the_elder_is_told_and_the_relative_not(room):
    relative = a_user()
    booking = a_booking(room=room, booked_for=an_elder(), booked_by=relative, channel="relative")

    actions.cancel(booking=booking, by=relative, now=NOW)

    assert numbers() == [MOBILE]


def test_a_number_that_is_ones_own_is_not_written_to(room):
    relative = a_user(phone=MOBILE)
    booking = a_booking(room=room, booked_for=an_elder(), booked_by=relative, channel="relative")

    actions.cancel(booking=booking, by=relative, now=NOW)

    assert sent() == []


def test_cancelling_on_the_web_for_oneself_asks_for_no_further_account(room, django_assert_num_queries):
    account = a_user()
    a_booking(room=room, booked_for=a_resident(user=account))
    booking = Booking.objects.with_place().get()

    with django_assert_num_queries(0):
        assert messages.concerned(booking, by=account) == []


@pytest.mark.parametrize("channel", ["phone", "desk"])
def test_the_clerk_who_entered_it_is_not_told_what_a_colleague_changes(room, clerk, channel):
    booking = a_booking(room=room, booked_for=an_elder(), booked_by=clerk, channel=channel)

    actions.cancel(booking=booking, by=staff_of(room.centre), reason="停电", now=NOW)

    assert numbers() == [MOBILE]


def test_staff_who_change_their_own_booking_are_not_written_to(room, clerk):
    booking = a_booking(room=room, booked_for=a_resident(user=clerk))

    actions.cancel(booking=booking, by=clerk, reason="停电", now=NOW)

    assert sent() == []


def test_of_a_team_the_leader_of_today_is_told(room, clerk):
    team = a_team(leader=a_resident(phone="13800000008"))
    booking = a_booking(room=room, team=team)
    team.leader = an_elder()
    team.save()

    actions.cancel(booking=Booking.objects.with_place().get(pk=booking.pk), by=clerk, reason="停电", now=NOW)

    assert numbers() == [MOBILE]
    assert f"给{team.name}：" in Notice.objects.get().body


def test_a_landline_gets_no_message_and_the_clerk_calls(room, clerk):
    booking = a_booking(room=room, booked_for=an_elder("02112345678"))

    told = actions.cancel(booking=booking, by=clerk, reason="停电", now=NOW)

    assert sent() == []
    assert told.done == ()
    [sentence] = told.to_do
    assert "欧阳*收不到短信，请打电话告诉：021****5678" in sentence
    assert f"/admin/bookings/booking/{booking.pk}/change/" in sentence
    assert "12345678" not in sentence
    [call] = Notice.objects.calls()
    assert (call.to, call.place) == ("02112345678", room.centre.slug)


def test_a_landline_beside_an_account_gets_the_message_on_the_accounts_mobile(room, clerk):
    resident = a_resident(user=a_user(phone="13900000003"))
    Resident.objects.filter(pk=resident.pk).update(phone="02112345678")
    booking = a_booking(room=room, booked_for=resident)

    actions.cancel(booking=Booking.objects.with_place().get(pk=booking.pk), by=clerk, reason="停电", now=NOW)

    assert numbers() == ["13900000003"]


def test_without_any_phone_the_clerk_says_it_face_to_face(room, clerk):
    booking = a_booking(room=room, booked_for=an_elder(""))

    told = actions.cancel(booking=booking, by=clerk, reason="停电", now=NOW)

    assert (sent(), told.to_do) == ([], ("欧阳*没有电话，请当面告诉。",))


def test_who_is_on_the_telephone_just_now_is_read_it_once_more(room, clerk):
    booking = enter(room, booked_for=an_elder("02112345678"), by=clerk)

    assert messages.told_of_entry(booking, by=clerk).to_do == ("欧阳*收不到短信，请把时间和预约号再念一遍。",)


# Once, and only with the change


def test_one_form_sent_twice_writes_one_message(room, clerk):
    token, elder = uuid.uuid4(), an_elder()
    for _n in range(2):
        enter(room, booked_for=elder, by=clerk, token=token)

    assert numbers() == [MOBILE]


@pytest.mark.django_db(transaction=True)
def test_two_clerks_who_cancel_at_once_write_one_message():
    room = a_room()
    booking = a_booking(room=room, booked_for=an_elder())
    clerks = [staff_of(room.centre) for _n in range(3)]

    def cancel(number: int) -> None:
        mine = Booking.objects.with_place().get(pk=booking.pk)
        actions.cancel(booking=mine, by=clerks[number], reason="停电", now=NOW)

    outcomes = race(3, cancel)

    assert sum(isinstance(outcome, Exception) for outcome in outcomes) == 2
    assert numbers() == [MOBILE]


def test_a_change_that_fails_writes_no_message(room, clerk):
    a_booking(room=room, span="2026-12-01 13:00-14:30")
    booking = a_booking(room=room, booked_for=an_elder())

    with pytest.raises(RoomTaken):
        actions.move(booking=booking, room=room, span=a_span("2026-12-01 13:00-14:00"), by=clerk, now=NOW)
    with pytest.raises(RoomTaken):
        enter(room, booked_for=an_elder(), by=clerk)
    with pytest.raises(Refused):
        enter(room, booked_for=an_elder(), by=clerk, party=500)

    assert sent() == []


@pytest.mark.django_db(transaction=True)
def test_no_message_stays_when_the_cancellation_itself_does_not():
    room = a_room()
    booking = a_booking(room=room, booked_for=an_elder())
    with connection.cursor() as cursor:  # PostgreSQL asks this at the very end of the transaction
        cursor.execute("""
            CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'not today'; END $$ LANGUAGE plpgsql;
            CREATE CONSTRAINT TRIGGER refuse AFTER UPDATE ON bookings_booking DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION refuse();
        """)
    try:
        with pytest.raises(Exception, match="not today"):
            actions.cancel(booking=booking, by=staff_of(room.centre), reason="停电", now=NOW)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION refuse CASCADE")

    assert sent() == []
    assert Booking.objects.get().is_confirmed


def test_a_move_that_changes_nothing_is_not_told(room, clerk):
    booking = a_booking(room=room, booked_for=an_elder())

    told = actions.move(booking=booking, room=room, span=booking.occupancy.span, by=clerk, now=NOW)

    assert (sent(), told.done) == ([], ())


def test_nobody_is_written_to_where_that_was_not_wished(room, clerk):
    enter(room, booked_for=an_elder(), by=clerk, tell=False)

    assert sent() == []


# Taking a cancellation back


def a_cancelled_booking(room: Room, clerk: User, *, phone: str = MOBILE) -> Booking:
    booking = a_booking(room=room, booked_for=an_elder(phone))
    actions.cancel(booking=booking, by=clerk, reason="点错了", now=NOW)
    return booking


def undo(booking: Booking, clerk: User, *, now: datetime = SOON) -> tuple[str, ...]:
    return tuple(actions.undo_cancel(booking=booking, by=clerk, now=now).done)


def test_undo_keeps_back_a_message_that_has_not_left_yet(room, clerk):
    booking = a_cancelled_booking(room, clerk)

    said = undo(booking, clerk)
    send_waiting(SOON)

    assert said == ("给138****0001的取消短信还没发出，已经撤下。",)
    assert list(Notice.objects.values_list("state", flat=True)) == ["dead"]


def test_undo_tells_those_who_have_read_of_the_cancelling(room, clerk):
    booking = a_cancelled_booking(room, clerk)
    send_waiting(NOW)

    said = undo(booking, clerk)

    words = (
        f"【延吉睦邻】您的预约{booking.ref}又恢复了：三中心舞蹈房，11月30日（周一）09:00–10:30，照常来就行。"
        "有事请打021-0000 1003。"
    )
    assert sent()[1:] == [(MOBILE, words)]
    assert said == ("已发短信告诉 138****0001。",)


def test_a_message_tried_in_vain_does_not_go_out_after_the_undo(room, clerk):
    booking = a_cancelled_booking(room, clerk)
    Notice.objects.update(state=Notice.State.FAILED, attempts=1, lease_until=SOON + timedelta(minutes=1))

    undo(booking, clerk)

    assert list(Notice.objects.order_by("pk").values_list("state", "lease_until")) == [
        ("dead", None),
        ("queued", None),
    ]


def test_cancelled_again_after_an_undo_is_told_again(room, clerk):
    booking = a_cancelled_booking(room, clerk)
    undo(booking, clerk)

    actions.cancel(booking=booking, by=clerk, reason="真的停电", now=SOON)

    assert [("真的停电" in body, to) for to, body in sent()] == [(False, MOBILE), (True, MOBILE)]
    assert Notice.objects.waiting().count() == 1


def test_undo_asks_nobody_to_call_who_was_not_written_to(room, clerk):
    booking = a_cancelled_booking(room, clerk, phone="")

    told = actions.undo_cancel(booking=booking, by=clerk, now=SOON)

    assert (told.done, told.to_do) == ((), ())
