"""Who acts for whom: by consent, at most five, told to both, ended by either side, and at once."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client

from bookings import actions
from bookings.models import Booking, BookingWait
from centres.claimants import CannotChange
from centres.models import Room
from notices.models import Notice
from residents import held, relatives
from residents.merging import merge
from residents.models import Relative, Resident, User
from residents.relatives import CannotLink
from tests.bookings.pages import signed_in, words
from tests.factories import (
    a_booking,
    a_privacy_notice,
    a_relative,
    a_resident,
    a_room,
    a_span,
    a_street_officer,
    a_user,
    at,
    open_daily,
    staff_of,
)
from tests.races import meanwhile, race

pytestmark = pytest.mark.django_db

NOW = at("2026-11-28 12:00")
LIST = "/account/relatives/"
SLOT = "date=2026-11-30&start=09:00&end=10:30"


@pytest.fixture(autouse=True)
def saturday_noon():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def daughter() -> Resident:
    return a_resident(user=a_user(phone="13800000002"), name="李示例", phone="13800000002")


@pytest.fixture
def mother() -> Resident:
    return a_resident(name="张示例", phone="13900000001")


@pytest.fixture
def room() -> Room:
    room = a_room()
    open_daily(room.centre, "08:30-17:00")
    return room


def link(elder: Resident, helper: Resident, **fields: object) -> Relative:
    assert helper.user
    return relatives.link(
        elder=elder,
        user=helper.user,
        **{"kinship": "女儿", "how": Relative.How.CODE, "now": NOW, **fields},  # type: ignore[arg-type]
    )


def the_code() -> str:
    found = re.search(r"验证码(\d{6})", Notice.objects.filter(is_secret=True).latest("pk").body)
    assert found
    return found[1]


def ask(helper: Resident, name: str = "张示例", phone: str = "13900000001", kinship: str = "女儿"):
    client = signed_in(helper)
    return client, client.post(LIST, {"name": name, "phone": phone, "kinship": kinship}, follow=True)


def book(helper: Resident, elder: Resident, room: Room, span: str = "2026-11-30 09:00-10:30") -> Booking:
    assert helper.user
    return actions.book(
        room=room,
        span=a_span(span),
        party=3,
        booked_for=elder,
        by=helper.user,
        channel="relative",
        purpose="喝茶",
        token=uuid.uuid4(),
        now=NOW,
    )


# By a code


def test_code_they_say_links_and_both_are_told(daughter: Resident, mother: Resident) -> None:
    client, page = ask(daughter, phone="１３９ ００００ ０００１")
    assert "张示例同意吗" in words(page)
    assert "139****0001" in words(page)
    assert "李示例想替您约" in Notice.objects.get().body
    assert not Relative.objects.exists()

    page = client.post(f"{LIST}code/", {"code": the_code()}, follow=True)

    assert "您可以替张示例约了" in words(page)
    linked = Relative.objects.get()
    assert (linked.elder, linked.user, linked.kinship, linked.how) == (mother, daughter.user, "女儿", "code")
    assert [notice.to for notice in Notice.objects.filter(is_secret=False)] == ["13900000001"]
    again = client.post(f"{LIST}code/", {"code": "123456"}, follow=True)
    assert again.redirect_chain[-1][0] == LIST


def test_number_with_an_account_is_its_owner_whatever_name_was_typed(daughter: Resident) -> None:
    owner = a_resident(user=a_user(phone="13900000001"), name="张示例", phone="13900000001")
    client, _page = ask(daughter, name="章示例")

    client.post(f"{LIST}code/", {"code": the_code()})

    assert Relative.objects.get().elder == owner


def test_five_wrong_codes_end_it(daughter: Resident) -> None:
    client, _page = ask(daughter)
    code = the_code()

    pages = [client.post(f"{LIST}code/", {"code": "000000"}, follow=True) for _n in range(5)]

    assert "验证码不对" in words(pages[0])
    assert "错了五次" in words(pages[-1])
    client.post(f"{LIST}code/", {"code": code})
    assert not Relative.objects.exists()


def test_code_lasts_five_minutes(daughter: Resident) -> None:
    client, _page = ask(daughter)
    code = the_code()

    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        client.post(f"{LIST}code/", {"code": code})

    assert not Relative.objects.exists()


@pytest.mark.parametrize(
    ("phone", "said"), [("13800000002", "您自己的号码"), ("138", "11位"), ("02155550007", "手机号"), ("", "手机号")]
)
def test_number_that_will_not_do_is_answered_and_kept(daughter: Resident, phone: str, said: str) -> None:
    _client, page = ask(daughter, phone=phone)

    assert said in words(page)
    assert 'value="张示例"' in page.content.decode()
    assert not Notice.objects.exists()


def test_number_of_staff_gets_the_same_page_and_no_message(daughter: Resident) -> None:
    officer = a_street_officer()

    _client, page = ask(daughter, phone=officer.phone)

    assert "同意吗" in words(page)
    assert not Notice.objects.exists()


def test_a_minute_lies_between_two_codes(daughter: Resident) -> None:
    ask(daughter)
    _client, page = ask(daughter)

    assert "分钟" in words(page)
    assert Notice.objects.count() == 1


def test_pages_are_for_who_is_signed_in_and_known(daughter: Resident, mother: Resident) -> None:
    linked = link(mother, daughter)
    stranger = a_resident(user=a_user())

    assert Client().get(LIST).status_code == 302
    assert Client().post(f"{LIST}{linked.pk}/end/").status_code == 302
    assert signed_in(stranger).post(f"{LIST}{linked.pk}/end/").status_code == 404
    newcomer = Client()
    newcomer.force_login(a_user())
    assert newcomer.get(LIST)["Location"] == "/account/"
    assert Relative.objects.get().ended_at is None


def test_new_privacy_notice_is_asked_about_first(daughter: Resident) -> None:
    a_privacy_notice(published_on=NOW.date())

    assert "/account/agree/" in signed_in(daughter).get(LIST)["Location"]


# How many, and which


def test_five_neighbours_and_five_helpers_at_most(daughter: Resident, mother: Resident) -> None:
    for _n in range(5):
        link(a_resident(), daughter)
    with pytest.raises(CannotLink, match="最多替5位"):
        link(mother, daughter)
    for _n in range(5):
        link(mother, a_resident(user=a_user()))
    with pytest.raises(CannotLink, match="最多请5个人"):
        link(mother, a_resident(user=a_user()))
    assert "不能再多了" in words(signed_in(daughter).get(LIST))


def test_oneself_staff_and_nobody_in_particular_act_for_nobody(daughter: Resident, mother: Resident) -> None:
    assert daughter.user
    for elder, user in [(daughter, daughter.user), (mother, a_street_officer()), (mother, a_user())]:
        with pytest.raises(CannotLink):
            relatives.link(elder=elder, user=user, kinship="", how=Relative.How.CODE, now=NOW)


def test_linked_twice_is_linked_once(daughter: Resident, mother: Resident) -> None:
    assert link(mother, daughter) == link(mother, daughter)


@pytest.mark.django_db(transaction=True)
def test_five_is_five_however_many_link_at_once(daughter: Resident) -> None:
    elders = [a_resident() for _n in range(9)]

    results = race(9, lambda n: link(elders[n], daughter))

    assert {type(result) for result in results} == {Relative, CannotLink}
    assert Relative.objects.active().count() == 5


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"how": "desk"}, "relative_without_a_code_is_recorded_by_staff"),
        ({"ended_at": NOW - timedelta(days=99)}, "relative_ends_after_it_began"),
    ],
)
def test_links_are_whole(daughter: Resident, mother: Resident, fields: dict[str, object], name: str) -> None:
    linked = link(mother, daughter)

    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        Relative.objects.filter(pk=linked.pk).update(**fields)


# What they do


def test_relative_books_sees_moves_and_cancels(daughter: Resident, mother: Resident, room: Room) -> None:
    link(mother, daughter)
    Notice.objects.all().delete()
    client = signed_in(daughter)

    page = client.get(f"/rooms/{room.pk}/book/?{SLOT}")
    assert "张示例" in words(page)
    form = {"whom": f"for-{mother.pk}", "party": "3", "purpose": "tea", "words": "", "note": "", "token": uuid.uuid4()}
    checked = client.post(f"/rooms/{room.pk}/book/?{SLOT}", {**form, "step": "check"})
    assert "张示例" in words(checked)
    booked = client.post(f"/rooms/{room.pk}/book/?{SLOT}", {**form, "step": "confirm"}, follow=True)

    booking = Booking.objects.get()
    assert (booking.booked_for, booking.booked_by, booking.channel) == (mother, daughter.user, "relative")
    assert "李示例（女儿）" in words(booked)
    assert [notice.to for notice in Notice.objects.all()] == ["13900000001"]
    assert "张*" in words(client.get("/bookings/"))
    moved = client.post(
        f"/bookings/{booking.ref}/move/?date=2026-12-01&start=09:00&end=10:00&room={room.pk}", follow=True
    )
    assert "已改到" in words(moved)
    client.post(f"/bookings/{booking.ref}/cancel/")
    booking.refresh_from_db()
    assert booking.is_cancelled
    assert Notice.objects.filter(to="13900000001").count() == 3


def test_what_the_desk_entered_for_them_is_theirs_to_cancel_too(
    daughter: Resident, mother: Resident, room: Room
) -> None:
    link(mother, daughter)
    booking = a_booking(room=room, booked_for=mother, booked_by=a_street_officer(), channel="phone")

    assert signed_in(daughter).get(f"/bookings/{booking.ref}/").status_code == 200
    signed_in(daughter).post(f"/bookings/{booking.ref}/cancel/")

    booking.refresh_from_db()
    assert booking.cancelled_by == daughter.user


def test_relative_prints_the_slip_renews_it_and_takes_back_what_was_cancelled_with_it(
    daughter: Resident, mother: Resident, room: Room
) -> None:
    linked = link(mother, daughter)
    booking = a_booking(room=room, booked_for=mother, booked_by=a_street_officer(), channel="phone")
    client, slip = signed_in(daughter), f"/bookings/{booking.ref}/slip.pdf"

    assert client.get(slip)["Content-Type"] == "application/pdf"
    assert client.post(f"/bookings/{booking.ref}/slip/renew/")["Location"] == f"/bookings/{booking.ref}/"
    actions.cancel(booking=booking, by=None, how="slip", now=NOW)
    actions.undo_cancel(booking=booking, by=daughter.user, now=NOW)

    relatives.unlink(relative=linked, by=staff_of(room.centre), now=NOW)
    assert client.get(slip).status_code == 404


def test_limit_is_that_of_whom_it_is_for(daughter: Resident, mother: Resident, room: Room) -> None:
    link(mother, daughter)
    for day in ("2026-12-01", "2026-12-02"):
        a_booking(span=f"{day} 09:00-10:00", booked_for=daughter)

    assert book(daughter, mother, room)


def test_relative_stands_in_line_for_them(daughter: Resident, mother: Resident, room: Room) -> None:
    link(mother, daughter)
    a_booking(room=room, span="2026-11-30 09:00-10:30")
    form = {"whom": f"for-{mother.pk}", "party": "3", "purpose": "tea", "words": "", "note": "", "step": "join"}

    page = signed_in(daughter).post(f"/rooms/{room.pk}/wait/?{SLOT}", form, follow=True)

    entry = BookingWait.objects.get()
    assert (entry.resident, entry.channel) == (mother, "relative")
    assert "张示例" in words(page)


def test_stranger_cannot_name_them(daughter: Resident, mother: Resident, room: Room) -> None:
    form = {"whom": f"for-{mother.pk}", "party": "3", "purpose": "tea", "words": "", "note": "", "step": "confirm"}

    page = signed_in(daughter).post(f"/rooms/{room.pk}/book/?{SLOT}", {**form, "token": uuid.uuid4()})

    assert page.status_code in (200, 302)
    assert not Booking.objects.filter(booked_for=mother).exists()
    with pytest.raises(CannotChange, match="不能替张示例"):
        book(daughter, mother, room)


# The end of it


@pytest.mark.parametrize("who", ["helper", "elder"])
def test_either_side_ends_it_and_the_other_hears_so(daughter: Resident, room: Room, who: str) -> None:
    mother = a_resident(user=a_user(phone="13900000001"), name="张示例", phone="13900000001")
    linked = link(mother, daughter)
    booking = book(daughter, mother, room)
    Notice.objects.all().delete()

    ends, hears = (daughter, mother) if who == "helper" else (mother, daughter)
    assert "李示例（女儿）" in words(signed_in(mother).get(LIST))
    page = signed_in(ends).post(f"{LIST}{linked.pk}/end/", follow=True)
    signed_in(ends).post(f"{LIST}{linked.pk}/end/")

    assert "不再替张示例约" in words(page)
    assert [notice.to for notice in Notice.objects.all()] == [hears.phone]
    assert signed_in(daughter).get(f"/bookings/{booking.ref}/").status_code == 404
    assert signed_in(daughter).post(f"/bookings/{booking.ref}/cancel/").status_code == 404
    assert signed_in(mother).get(f"/bookings/{booking.ref}/").status_code == 200
    assert "李示例（女儿）" in words(signed_in(mother).get(f"/bookings/{booking.ref}/"))  # who did it stays on record
    with pytest.raises(CannotChange):
        book(daughter, mother, room, "2026-12-01 09:00-10:30")
    Notice.objects.all().delete()
    actions.cancel(booking=booking, by=mother.user, now=NOW)
    assert not Notice.objects.filter(to=daughter.phone).exists()


@pytest.mark.django_db(transaction=True)
def test_consent_that_ends_while_the_relative_books(daughter: Resident, mother: Resident, room: Room) -> None:
    linked = link(mother, daughter)
    assert daughter.user
    by: User = daughter.user

    with transaction.atomic():
        relatives.unlink(relative=linked, by=by, now=NOW)
        late = meanwhile(lambda: book(daughter, mother, room))
    assert isinstance(late.result(), CannotChange)
    assert not Booking.objects.exists()

    linked = link(mother, daughter)
    with transaction.atomic():
        booking = book(daughter, mother, room)
        late_end = meanwhile(lambda: relatives.unlink(relative=linked, by=by, now=NOW))
    assert late_end.result() is None
    assert Booking.objects.get() == booking


# At the desk


def test_staff_note_consent_and_its_end(mother: Resident, daughter: Resident, room: Room) -> None:
    clerk = Client()
    clerk.force_login(staff_of(room.centre))
    person = f"/desk/{room.centre.slug}/people/{mother.pk}/"

    wrong = clerk.post(f"{person}relatives/", {"phone": "13700000000", "how": "paper"})
    assert "还没有账号" in words(wrong)
    page = clerk.post(f"{person}relatives/", {"phone": "13800000002", "kinship": "女儿", "how": "paper"}, follow=True)

    linked = Relative.objects.get()
    assert (linked.how, linked.recorded_by is not None) == ("paper", True)
    assert "李示例（女儿）" in words(page)
    assert "签了纸质同意书" in words(page)
    clerk.post(f"{person}relatives/{linked.pk}/end/")
    linked.refresh_from_db()
    assert linked.ended_at
    other = a_resident()
    assert clerk.post(f"/desk/{room.centre.slug}/people/{other.pk}/relatives/{linked.pk}/end/").status_code == 404


# What becomes of the rows


def test_links_go_along_when_entries_are_merged(daughter: Resident, mother: Resident) -> None:
    other, son = a_resident(name="张示例", phone=""), a_resident(user=a_user())
    link(mother, daughter)
    link(other, daughter)
    link(other, son)

    merge(gone=other, kept=mother, by=a_street_officer(), now=NOW)

    assert set(Relative.objects.active().values_list("elder", "user")) == {
        (mother.pk, daughter.user_id),
        (mother.pk, son.user_id),
    }
    exported = held.export(mother)["relatives"]
    assert isinstance(exported, list)
    assert len(exported) == 2


def test_erased_with_the_person(mother: Resident) -> None:
    a_relative(elder=mother, user=a_user())

    held.forget(mother)

    assert not Relative.objects.exists()
