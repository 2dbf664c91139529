"""Cancelling with the slip alone: for anybody who holds it, asked first, taken back, and never by guessing."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from bookings import actions, slips
from bookings.models import Booking, SlipTries
from centres.models import Occupancy
from centres.references import ALPHABET
from notices.models import Notice
from residents.models import User
from tests.bookings.conftest import NOW
from tests.bookings.pages import a_neighbour, hidden, links, signed_in, words
from tests.factories import (
    a_booking,
    a_resident,
    a_room,
    a_rule_set,
    a_series,
    a_team,
    a_user,
    at,
    default_rules,
    open_daily,
    staff_of,
)
from tests.queries import queries_of
from tests.races import race

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday_noon")]

PAGE = "/bookings/cancel/"
MISMATCH = "预约号和取消码对不上"
RESTS = "这里先停一小时"


def send(booking: Booking, step: str = "", *, code: str = "", client: Client | None = None, **extra):
    sent = {"ref": booking.ref, "code": code or slips.cancel_code(booking), "step": step}
    return (client or Client()).post(PAGE, sent, **extra)


def wrong_code(booking: Booking) -> str:
    code = slips.cancel_code(booking)
    return ("C" if code[0] == "B" else "B") + code[1:]


def state(booking: Booking) -> str:
    return Booking.objects.get(pk=booking.pk).state


@pytest.fixture
def booking() -> Booking:
    return a_booking(room=a_room(name="阳光客厅"), booked_for=a_resident(name="欧阳示例"))


# The form


def test_form_asks_for_number_and_code_and_needs_no_account() -> None:
    page = Client().get(PAGE)

    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-store"
    assert "预约号" in words(page)
    assert "取消码" in words(page)
    assert "tel:02100001001" in links(page)
    assert "<script" not in page.text.split("<main", 1)[1]


def test_sign_in_and_the_foot_of_pages_lead_there() -> None:
    client = Client()

    assert PAGE in links(client.get("/"))
    assert links(client.get("/account/login/")).count(PAGE) == 2


@pytest.mark.parametrize(
    ("ref", "code", "sentence"),
    [
        ("", "", "请填预约号"),
        ("BCDFGH", "", "请填小票上预约号下面的取消码"),
        ("12", "BCD-FGH", "预约号是六个字母和数字"),
        ("BCDFGH", "0OI-1LA", "取消码是六个字母和数字"),
        ("😀" * 6, "\0" * 6, "预约号是六个字母和数字"),
        ("B" * 200, "B" * 200, "40"),
    ],
)
def test_what_is_no_number_or_code_is_told_kindly_kept_and_no_try(ref: str, code: str, sentence: str) -> None:
    page = Client().post(PAGE, {"ref": ref, "code": code})

    assert page.status_code == 200
    assert sentence in words(page)
    assert not ref or "\0" in ref or f'value="{ref}"' in page.text
    assert not SlipTries.objects.exists()


def test_other_methods_are_none() -> None:
    assert Client().put(PAGE).status_code == 405


# The question


def test_question_says_when_and_where_and_never_who(booking: Booking) -> None:
    page = send(booking)

    assert "要取消这次预约吗？" in words(page)
    assert "11月30日（周一）" in words(page)
    assert "09:00–10:30" in words(page)
    assert "阳光客厅" in words(page)
    assert "5分钟内还能撤回" in words(page)
    assert "欧" not in words(page)
    assert page["Cache-Control"] == "private, no-store"
    assert state(booking) == "confirmed"
    assert hidden(page)["ref"] == booking.ref


@pytest.mark.parametrize("kind", ["a passer-by", "a neighbour", "the owner", "staff"])
def test_whoever_holds_the_slip_may(booking: Booking, kind: str) -> None:
    clients = {
        "a passer-by": Client,
        "a neighbour": lambda: signed_in(a_neighbour()),
        "the owner": lambda: signed_in(a_neighbour()),
        "staff": lambda: _signed_in_as(staff_of(booking.room.centre)),
    }
    if kind == "the owner":
        owner = a_neighbour()
        Booking.objects.filter(pk=booking.pk).update(booked_for=owner)
        client = signed_in(owner)
    else:
        client = clients[kind]()

    assert "已取消" in words(send(booking, "cancel", client=client))

    booking.refresh_from_db()
    assert (booking.state, booking.cancelled_by, booking.cancelled_how) == ("cancelled", None, "slip")


def _signed_in_as(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_number_and_code_may_be_written_as_one_likes(booking: Booking) -> None:
    typed = {"ref": f" {booking.ref.lower()} ", "code": slips.cancel_code(booking).lower().replace("-", "　")}

    assert "要取消这次预约吗？" in words(Client().post(PAGE, typed))


def test_nothing_of_it_stays_behind(booking: Booking) -> None:
    client = Client()
    for step in ("", "cancel", "undo"):
        page = send(booking, step, client=client)
        assert "Location" not in page
    assert "sessionid" not in client.cookies

    assert booking.ref not in client.get(PAGE).text


def test_a_look_cancels_nothing(booking: Booking) -> None:
    sent = {"ref": booking.ref, "code": slips.cancel_code(booking), "step": "cancel"}

    Client().get(PAGE, sent)
    Client().head(PAGE, sent)

    assert state(booking) == "confirmed"


def test_other_peoples_addresses_stay_closed(booking: Booking) -> None:
    client = Client()
    send(booking, client=client)

    for path in ("", "cancel/", "slip.pdf"):
        assert client.get(f"/bookings/{booking.ref}/{path}")["Location"].startswith("/account/login/")


# Cancelling


def test_cancelling_frees_the_room_says_so_in_history_and_tells_whom_it_concerns(booking: Booking) -> None:
    page = send(booking, "cancel")

    assert "已取消" in words(page)
    assert "房间留给别的邻居" in words(page)
    assert Occupancy.objects.standing(NOW).count() == 0
    last = booking.events.order_by("pgh_id").last()
    assert (last.state, last.cancelled_how, last.cancelled_by_id) == ("cancelled", "slip", None)
    [notice] = Notice.objects.all()
    assert notice.to == booking.booked_for.phone
    assert "原因：凭小票上的取消码" in notice.body


def test_relative_who_booked_is_told_too() -> None:
    elder, relative = a_resident(name="李示例"), a_neighbour()
    booking = a_booking(booked_for=elder, booked_by=relative.user, channel="relative")

    send(booking, "cancel")

    assert set(Notice.objects.values_list("to", flat=True)) == {elder.phone, relative.user.phone}


def test_own_page_says_how_it_was_cancelled_and_the_owner_takes_it_back() -> None:
    owner = a_neighbour()
    booking = a_booking(booked_for=owner)
    send(booking, "cancel")
    client = signed_in(owner)

    assert "凭小票上的取消码" in words(client.get(f"/bookings/{booking.ref}/"))
    client.post(f"/bookings/{booking.ref}/undo/")

    booking.refresh_from_db()
    assert (booking.state, booking.cancelled_how) == ("confirmed", "")


def test_cancelling_twice_is_done_once_and_says_so_both_times(booking: Booking) -> None:
    send(booking, "cancel")

    with time_machine.travel(NOW + timedelta(minutes=2), tick=False):
        again = send(booking, "cancel")

    assert "已取消" in words(again)
    assert Booking.objects.get().cancelled_at == NOW
    assert Notice.objects.count() == 1


def test_what_waits_for_approval_can_be_cancelled() -> None:
    booking = a_booking(state="pending", decide_by=at("2026-11-29 12:00"))

    send(booking, "cancel")

    assert state(booking) == "cancelled"


def test_only_one_date_of_standing_hours_goes() -> None:
    series = a_series()
    first, second = (
        a_booking(room=series.room, team=series.team, series=series, span=f"2026-{day} 09:00-10:30")
        for day in ("11-30", "12-07")
    )

    assert "只取消这一次" in words(send(first))
    send(first, "cancel")

    assert (state(first), state(second)) == ("cancelled", "confirmed")


@pytest.mark.parametrize(
    ("now", "may"), [("2026-11-30 07:00", True), ("2026-11-30 07:01", False), ("2026-11-30 09:00", False)]
)
def test_deadline_is_the_residents_one(booking: Booking, now: str, may: bool) -> None:
    with time_machine.travel(at(now), tick=False):
        page = send(booking)
        done = send(booking, "cancel")

    assert ("要取消这次预约吗？" in words(page)) is may
    assert (state(booking) == "cancelled") is may
    assert may or "021-0000 1000" in words(done)


def test_deadline_is_the_residents_one_even_for_who_just_booked_it() -> None:
    default_rules(cancel_minutes=24 * 60)
    owner = a_neighbour()
    booking = a_booking(booked_for=owner, span="2026-11-28 13:00-14:00", booked_at=NOW)

    send(booking, "cancel", client=signed_in(owner))

    assert state(booking) == "confirmed"


def test_own_numbers_of_the_room_count() -> None:
    room = a_room()
    a_rule_set(room=room, cancel_minutes=24 * 60 * 3)
    booking = a_booking(room=room)

    send(booking, "cancel")

    assert state(booking) == "confirmed"


@pytest.mark.parametrize("fields", [{"state": "no_show"}, {"state": "completed"}, {"state": "confirmed"}])
def test_slip_of_what_is_over_says_so(fields: dict[str, str]) -> None:
    booking = a_booking(span="2026-11-28 09:00-10:00", **fields)

    page = send(booking, "cancel")

    assert "这次预约已经结束了" in words(page)
    assert "要取消这次预约吗？" not in words(page)
    assert state(booking) == fields["state"]


def test_slip_of_what_has_been_checked_in_says_whom_to_call() -> None:
    booking = a_booking(state="checked_in", checked_in_at=NOW, checked_in_how="desk")

    assert "021-0000 1000" in words(send(booking, "cancel"))
    assert state(booking) == "checked_in"


def test_old_slip_cancels_nothing_after_a_new_one(booking: Booking) -> None:
    old = slips.cancel_code(booking)
    actions.renew_slip(booking=booking, now=NOW)

    assert MISMATCH in words(send(booking, "cancel", code=old))
    assert state(booking) == "confirmed"
    send(booking, "cancel")
    assert state(booking) == "cancelled"


def test_slip_is_good_after_its_booking_was_moved(booking: Booking) -> None:
    code = slips.cancel_code(booking)
    open_daily(booking.room.centre, "08:30-17:00")
    span = type(booking.occupancy.span)(at("2026-12-01 14:00"), at("2026-12-01 15:00"))
    clerk = staff_of(booking.room.centre)
    actions.move(booking=booking, room=booking.room, span=span, by=clerk, reason="", waiver="", now=NOW)

    assert "12月1日（周二）" in words(send(booking, code=code))


# Taking it back


def test_taking_back_with_the_same_slip(booking: Booking) -> None:
    gone = send(booking, "cancel")
    assert "12:05前还能撤回" in words(gone)

    back = send(booking, "undo")

    assert "预约恢复了" in words(back)
    booking.refresh_from_db()
    assert (booking.state, booking.cancelled_how, booking.cancelled_at) == ("confirmed", "", None)
    assert Occupancy.objects.standing(NOW).count() == 1
    assert booking.events.order_by("pgh_id").last().state == "confirmed"
    assert "要取消这次预约吗？" in words(send(booking))


def test_message_that_has_not_left_stays_at_home_when_it_is_taken_back(booking: Booking) -> None:
    send(booking, "cancel")

    send(booking, "undo")

    assert not Notice.objects.filter(state="queued").exists()


def test_taking_back_is_for_the_minutes_of_undoing(booking: Booking) -> None:
    send(booking, "cancel")

    with time_machine.travel(NOW + timedelta(minutes=5, seconds=1), tick=False):
        assert "还能撤回" not in words(send(booking))
        assert "撤回的时间已过" in words(send(booking, "undo"))
    assert state(booking) == "cancelled"


def test_taking_back_twice_is_told(booking: Booking) -> None:
    send(booking, "cancel")
    send(booking, "undo")

    assert "这次预约已经恢复了" in words(send(booking, "undo"))
    assert state(booking) == "confirmed"


def test_slip_does_not_take_back_what_its_owner_or_staff_cancelled() -> None:
    owner = a_neighbour()
    room = a_room()
    for by in (owner.user, staff_of(room.centre)):
        booking = a_booking(room=room, booked_for=owner)
        actions.cancel(booking=booking, by=by, now=NOW)

        assert "还能撤回" not in words(send(booking))
        send(booking, "undo")
        assert state(booking) == "cancelled"


def test_neighbour_with_an_account_but_no_slip_takes_nothing_back(booking: Booking) -> None:
    send(booking, "cancel")

    assert not actions.may_undo(
        Booking.objects.with_place().get(pk=booking.pk), actions.numbers_of(booking), by=a_user(), now=NOW
    )


def test_taking_back_what_somebody_else_has_booked_meanwhile(booking: Booking) -> None:
    send(booking, "cancel")
    a_booking(room=booking.room)

    page = send(booking, "undo")

    assert "刚才这一会儿，时间被别人约走了" in words(page)
    assert "已取消" in words(page)
    assert state(booking) == "cancelled"


# Wrong ones


@pytest.mark.parametrize("what", ["code", "number"])
def test_wrong_is_one_sentence_that_does_not_say_which(booking: Booking, what: str) -> None:
    sent = {
        "code": {"ref": booking.ref, "code": wrong_code(booking)},
        "number": {"ref": "BCDFGH", "code": slips.cancel_code(booking)},
    }
    page = Client().post(PAGE, sent[what])

    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["__all__"]
    assert MISMATCH in words(page)
    assert f'value="{sent[what]["ref"]}"' in page.text
    assert "阳光客厅" not in page.text


@pytest.mark.parametrize("is_there", [True, False])
def test_five_wrong_ones_rest_it_with_a_number_to_call(booking: Booking, is_there: bool) -> None:
    ref = booking.ref if is_there else "BCDFGH"
    for _n in range(5):
        assert Client().post(PAGE, {"ref": ref, "code": wrong_code(booking)}).status_code == 200

    page = Client().post(PAGE, {"ref": ref, "code": slips.cancel_code(booking), "step": "cancel"})

    assert page.status_code == 429
    assert page["Retry-After"] == "3600"
    assert page["Cache-Control"] == "private, no-store"
    assert RESTS in words(page)
    assert "021-0000 1001" in words(page)
    assert state(booking) == "confirmed"


def test_each_step_is_tried_anew(booking: Booking) -> None:
    send(booking)

    for step in ("cancel", "undo"):
        assert MISMATCH in words(send(booking, step, code=wrong_code(booking)))
    assert state(booking) == "confirmed"


def test_address_is_that_of_the_visitor_not_of_the_proxy(booking: Booking, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(20):
        guess = {"ref": f"BCDF{ALPHABET[number]}G", "code": "BCDFGH"}
        Client().post(PAGE, guess, headers={"x-forwarded-for": "198.51.100.1, 203.0.113.7"})

    assert send(booking, headers={"x-forwarded-for": "203.0.113.7"}).status_code == 429
    assert send(booking, headers={"x-forwarded-for": "203.0.113.7, 198.51.100.1"}).status_code == 200


def test_resting_is_over_after_an_hour(booking: Booking) -> None:
    for _n in range(5):
        send(booking, code=wrong_code(booking))

    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert "要取消这次预约吗？" in words(send(booking))


def test_steps_ask_little_of_the_database(booking: Booking) -> None:
    default_rules(waiting_limit=0)
    client = Client()

    assert len(queries_of(lambda: client.get(PAGE))) <= 2
    assert len(queries_of(lambda: send(booking, client=client))) <= 8
    assert len(queries_of(lambda: send(booking, code=wrong_code(booking), client=client))) <= 8
    assert len(queries_of(lambda: send(booking, "cancel", client=client))) <= 20
    assert len(queries_of(lambda: send(booking, "undo", client=client))) <= 30


# Many at once


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The numbers whose code was looked at."""
    looked, lock, real = [], threading.Lock(), slips._is_of

    def look(ref: str, edition: int, typed: str) -> bool:
        with lock:
            looked.append(ref)
        return real(ref, edition, typed)

    monkeypatch.setattr(slips, "_is_of", look)
    return looked


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_there", [True, False])
def test_fifty_who_guess_at_once_get_five_looks(compared: list[str], is_there: bool) -> None:
    booking = a_booking()
    ref, wrong = booking.ref if is_there else "BCDFGH", wrong_code(booking)

    answers = race(50, lambda number: _guess(ref, wrong, f"203.0.113.{number}"))

    assert sorted(answers) == [200] * 5 + [429] * 45
    assert compared == [ref] * 5
    assert SlipTries.objects.get(key=f"booking {ref}").tries == 5


@pytest.mark.django_db(transaction=True)
def test_fifty_numbers_at_once_from_one_address_get_twenty_looks(compared: list[str]) -> None:
    a_booking()

    answers = race(50, lambda number: _guess(_number(number), "BCDFGH", "203.0.113.7"))

    assert sorted(answers) == [200] * 20 + [429] * 30
    assert len(compared) == 20


@pytest.mark.django_db(transaction=True)
def test_right_code_among_wrong_ones_is_one_of_five(compared: list[str]) -> None:
    booking = a_booking()
    right, wrong = slips.cancel_code(booking), wrong_code(booking)

    race(30, lambda number: _guess(booking.ref, right if number == 7 else wrong, f"203.0.113.{number}"))

    assert len(compared) - 1 <= 5
    assert SlipTries.objects.get(key=f"booking {booking.ref}").tries <= 5


@pytest.mark.django_db(transaction=True)
def test_slip_and_owner_cancel_at_once_and_it_is_done_once() -> None:
    owner = a_neighbour()
    booking = a_booking(booked_for=owner)
    code = slips.cancel_code(booking)
    client = signed_in(owner)

    def run(number: int):
        if number % 2:
            return client.post(f"/bookings/{booking.ref}/cancel/").status_code
        return Client().post(PAGE, {"ref": booking.ref, "code": code, "step": "cancel"}).status_code

    answers = race(6, run)

    assert set(answers) == {200, 302}
    booking.refresh_from_db()
    assert booking.is_cancelled
    assert (booking.cancelled_how == "slip") == (booking.cancelled_by is None)
    assert booking.events.filter(state="cancelled").count() == 1
    assert Notice.objects.count() <= 1


def _guess(ref: str, code: str, address: str) -> int:
    with time_machine.travel(NOW, tick=False):
        return Client().post(PAGE, {"ref": ref, "code": code}, REMOTE_ADDR=address).status_code


def _number(number: int) -> str:
    first, second = divmod(number, len(ALPHABET))
    return f"BCDF{ALPHABET[first]}{ALPHABET[second]}"


# What the database holds


def test_team_leader_is_told_of_the_teams_booking() -> None:
    team = a_team()
    booking = a_booking(team=team)

    send(booking, "cancel")

    assert [notice.to for notice in Notice.objects.all()] == [team.leader.phone]
