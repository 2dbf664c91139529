"""How somebody is told: by what they wish and what reaches them; and what they were told, to be read again."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError
from django.test import Client

from bookings.reminding import remind
from centres.models import Centre
from notices import actions
from notices.models import Notice
from residents import inbox, telling, wishes
from residents.merging import merge
from residents.models import Preferences, Resident
from residents.telling import Person, keep_back, reach_otherwise, say
from residents.wishes import NoWayLeft
from tests.bookings.pages import signed_in, words
from tests.factories import (
    a_booking,
    a_centre,
    a_notice,
    a_relative,
    a_resident,
    a_street_officer,
    a_user,
    at,
    staff_of,
)
from tests.races import race

pytestmark = pytest.mark.django_db

NOW = at("2026-11-28 12:00")
ADDRESS = "zhang@example.com"


@pytest.fixture(autouse=True)
def saturday_noon():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def neighbour() -> Resident:
    return a_resident(user=a_user(phone="13800000001", joined_at=at("2026-01-01 09:00")), name="张示例")


@pytest.fixture
def centre() -> Centre:
    return a_centre(slug="c1")


def with_wishes(resident: Resident, **fields: object) -> Resident:
    Preferences.objects.create(resident=resident, **fields)
    return Resident.objects.get(pk=resident.pk)


def tell(resident: Resident, centre: Centre, **options: object) -> None:
    say(
        Person.of_resident(resident),
        "您的预约取消了",
        centre=centre,
        request_id="booking-17-cancelled",
        now=NOW,
        **options,  # type: ignore[arg-type]
    )


def rows() -> list[tuple[str, str, str]]:
    return list(Notice.objects.order_by("pk").values_list("channel", "to", "state"))


# By which way


@pytest.mark.parametrize(
    ("fields", "ways"),
    [
        ({}, [("trial", "13800000001")]),
        ({"by_email": True, "email": ADDRESS}, [("trial", "13800000001"), ("email", ADDRESS)]),
        ({"by_text": False, "by_email": True, "email": ADDRESS}, [("email", ADDRESS)]),
        ({"by_text": False, "by_call": True}, [("call", "13800000001")]),
        ({"email": ADDRESS}, [("trial", "13800000001")]),
    ],
)
def test_somebody_is_told_as_they_wish(neighbour: Resident, centre: Centre, fields, ways):
    tell(with_wishes(neighbour, **fields), centre)

    assert [(channel, to) for channel, to, _state in rows()] == ways


def test_at_a_telephone_of_two_it_is_said_for_whom(centre: Centre):
    wife, husband = (a_resident(name=name, phone="13800000001") for name in ("张示例", "李示例"))
    for number, person in enumerate((wife, husband)):
        words = "【延吉睦邻】您的预约取消了"
        say(Person.of_resident(person), words, centre=centre, request_id=f"booking-{number}", now=NOW)

    said = Notice.objects.order_by("pk").values_list("to", "body")
    assert list(said) == [("13800000001", f"【延吉睦邻】给{name}：您的预约取消了") for name in ("张示例", "李示例")]


def test_at_a_landline_of_two_staff_read_whom_to_ask_for(centre: Centre):
    for name in ("张示例", "李示例"):
        a_resident(name=name, phone="02155550001")
    tell(Resident.objects.get(name="李示例"), centre)

    assert Notice.objects.get().body == "您的预约取消了"  # the call list has the name


def test_a_relative_reads_whom_it_is_about(neighbour: Resident):
    daughter = a_user(phone="13900000002")
    a_relative(elder=neighbour, user=daughter)

    told = telling.concerned(neighbour, daughter, "relative", by=None)

    assert [(person.phone, person.subject) for person in told] == [
        ("13800000001", "张示例"),
        (daughter.phone, "张示例"),
    ]
    assert telling.concerned(neighbour, daughter, "web", by=None) == told[:1]
    assert telling.concerned(neighbour, daughter, "relative", by=daughter) == told[:1]
    assert telling.concerned(None, daughter, "relative", by=None) == []


def test_whom_no_text_message_reaches_is_called(centre: Centre):
    tell(a_resident(phone="02155550001"), centre)

    assert rows() == [("call", "02155550001", "queued")]


def test_a_reminder_may_be_switched_off_and_nothing_essential(neighbour: Resident, centre: Centre):
    quiet = with_wishes(neighbour, reminders=False)

    tell(quiet, centre, is_essential=False)
    assert rows() == []
    tell(quiet, centre)
    assert len(rows()) == 1


def test_the_worker_reminds_nobody_who_switched_it_off(neighbour: Resident):
    a_booking(span="2026-11-29 09:00-10:00", booked_for=neighbour, booked_at=NOW - timedelta(days=2))
    other = a_booking(span="2026-11-29 11:00-12:00", booked_for=a_resident(), booked_at=NOW - timedelta(days=2))
    with_wishes(neighbour, reminders=False)

    remind(NOW)

    assert [notice.recipient_key for notice in Notice.objects.all()] == [f"resident-{other.booked_for_id}"]


def test_the_database_leaves_one_way_open(neighbour: Resident):
    with pytest.raises(IntegrityError, match="preferences_leave_one_way_open"):
        Preferences.objects.create(resident=neighbour, by_text=False)


def test_the_database_sends_no_e_mail_without_an_address(neighbour: Resident):
    with pytest.raises(IntegrityError, match="preferences_by_email_have_an_address"):
        Preferences.objects.create(resident=neighbour, by_email=True)


def test_no_way_left_is_refused_kindly_and_changes_nothing(neighbour: Resident):
    page = signed_in(neighbour).post("/account/preferences/", {"reminders": "on"})

    assert "请至少留一种方式" in words(page)
    with pytest.raises(NoWayLeft):
        wishes.wish(resident=neighbour, by_text=False, by_email=True, by_call=False, reminders=True)
    assert wishes.wishes_of(neighbour).by_text


def test_who_asks_to_be_called_instead_is_called_whatever_else_is_ticked(neighbour: Resident, centre: Centre):
    with_wishes(neighbour, by_email=True, email=ADDRESS)
    ticked = {"by_text": "on", "by_email": "on", "by_call": "on", "reminders": "on"}

    page = signed_in(neighbour).post("/account/preferences/", ticked, follow=True)
    tell(Resident.objects.get(pk=neighbour.pk), centre)

    assert "以后由前台打电话告诉您" in words(page)
    assert rows() == [("call", "13800000001", "queued")]
    assert wishes.wishes_of(neighbour).email == ADDRESS


def test_what_is_kept_back_is_kept_back_on_every_way(neighbour: Resident, centre: Centre):
    tell(with_wishes(neighbour, by_email=True, email=ADDRESS), centre)

    assert keep_back(request_id="booking-17-cancelled")
    assert {state for _channel, _to, state in rows()} == {"dead"}
    assert not keep_back(request_id="booking-18-cancelled")


def test_what_went_out_one_way_counts_as_told(neighbour: Resident, centre: Centre):
    tell(with_wishes(neighbour, by_email=True, email=ADDRESS), centre)
    Notice.objects.filter(channel="email").update(state="sent", sent_at=NOW)

    assert not keep_back(request_id="booking-17-cancelled")


# Another way


def given_up(**fields: object) -> None:
    Notice.objects.filter(**fields).update(state="dead", trouble="no such mailbox", attempts=1)


def test_an_e_mail_that_came_back_goes_as_a_text_message(neighbour: Resident, centre: Centre):
    tell(with_wishes(neighbour, by_text=False, by_email=True, email=ADDRESS), centre)
    given_up()

    for _again in range(2):
        reach_otherwise(NOW)

    assert rows() == [("email", ADDRESS, "dead"), ("trial", "13800000001", "queued")]


def test_a_text_message_to_no_number_becomes_a_call_and_so_does_a_second_one_given_up(
    neighbour: Resident, centre: Centre
):
    tell(with_wishes(neighbour, by_text=False, by_email=True, email=ADDRESS), centre)
    given_up()
    reach_otherwise(NOW)
    given_up(channel="trial")
    reach_otherwise(NOW)

    call = Notice.objects.calls().get()
    assert (call.to, call.place, call.body, call.state) == ("13800000001", "c1", "您的预约取消了", "queued")


def test_nothing_goes_another_way_while_one_has_carried_it(neighbour: Resident, centre: Centre):
    tell(with_wishes(neighbour, by_email=True, email=ADDRESS), centre)
    given_up(channel="email")
    reach_otherwise(NOW)
    assert len(rows()) == 2

    given_up(channel="trial")
    reach_otherwise(NOW)

    assert Notice.objects.calls().count() == 1


def test_a_reminder_that_came_back_is_let_go_and_so_is_what_was_kept_back(neighbour: Resident, centre: Centre):
    tell(neighbour, centre, is_essential=False)
    given_up()
    a_notice(state="dead", place="c1")

    reach_otherwise(NOW)

    assert not Notice.objects.calls().exists()


def test_a_message_of_somebody_erased_is_called_to_where_it_went(neighbour: Resident, centre: Centre):
    tell(neighbour, centre)
    given_up()
    neighbour.delete()

    reach_otherwise(NOW)

    assert Notice.objects.calls().get().to == "13800000001"


def test_a_mailbox_of_somebody_erased_is_nothing_to_call(neighbour: Resident, centre: Centre):
    tell(with_wishes(neighbour, by_text=False, by_email=True, email=ADDRESS), centre)
    given_up()
    neighbour.delete()

    reach_otherwise(NOW)

    assert not Notice.objects.calls().exists()


def test_whom_staff_decided_to_call_is_called_once_and_reads_it_once(neighbour: Resident, centre: Centre):
    tell(with_wishes(neighbour, by_email=True, email=ADDRESS), centre)
    given_up(channel="trial")
    Notice.objects.filter(channel="email").update(state="maybe", handed_at=NOW, attempts=1)

    assert actions.call_instead(Notice.objects.get(channel="email"), place="c1", now=NOW)
    reach_otherwise(NOW)

    assert Notice.objects.calls().count() == 1
    assert words(signed_in(neighbour).get("/account/messages/")).count("您的预约取消了") == 1


def test_the_worker_sends_e_mails_and_notes_a_mailbox_that_is_none(neighbour: Resident, centre: Centre, monkeypatch):
    tell(with_wishes(neighbour, by_text=False, by_email=True, email=ADDRESS), centre)

    actions.send_waiting(NOW)

    [letter] = mail.outbox
    assert (letter.to, letter.subject, letter.body) == ([ADDRESS], "延吉睦邻的消息", "您的预约取消了")
    assert rows() == [("email", ADDRESS, "sent")]


# An address is proved by a code


def ask(client: Client, address: str = ADDRESS):
    return client.post("/account/mailbox/", {"email": address}, follow=True)


def the_code() -> str:
    found = re.search(r"验证码是(\d{6})", mail.outbox[-1].body)
    assert found
    return found.group(1)


def test_an_address_counts_once_its_code_is_typed(neighbour: Resident, django_capture_on_commit_callbacks):
    client = signed_in(neighbour)
    with django_capture_on_commit_callbacks(execute=True):
        page = ask(client, " ＺＨＡＮＧ@example.com ".replace("ＺＨＡＮＧ", "ｚｈａｎｇ"))
    assert "z***@example.com" in words(page)
    assert not Preferences.objects.exists()
    assert Notice.objects.get().body == ""  # nobody who reads the database can prove it

    code = the_code()
    wrong = client.post("/account/mailbox/code/", {"code": f"{(int(code) + 1) % 10**6:06d}"})
    assert "验证码不对" in words(wrong)
    client.post("/account/mailbox/code/", {"code": code})

    wishes_now = Preferences.objects.get()
    assert (wishes_now.email, wishes_now.by_email, wishes_now.by_text) == (ADDRESS, True, True)
    again = client.post("/account/mailbox/code/", {"code": code}, follow=True)
    assert "验证码已经过期了" in words(again)


def test_five_wrong_codes_and_a_late_one_are_no_good(neighbour: Resident, django_capture_on_commit_callbacks):
    client = signed_in(neighbour)
    with django_capture_on_commit_callbacks(execute=True):
        ask(client)
    code = the_code()
    for _try in range(5):
        client.post("/account/mailbox/code/", {"code": "x"})
    client.post("/account/mailbox/code/", {"code": code})
    assert not Preferences.objects.exists()

    cache.clear()
    with django_capture_on_commit_callbacks(execute=True):
        ask(client)
    with time_machine.travel(NOW + timedelta(minutes=6), tick=False):
        client.post("/account/mailbox/code/", {"code": the_code()})
    assert not Preferences.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "请填邮箱地址。"),
        ("zhang", "邮箱地址还不完整"),
        (f"{'a' * 250}@example.com", "最多254个字"),
        ("a@b.com\nbcc:x@y.com", "邮箱地址还不完整"),
    ],
)
def test_a_bad_address_gets_a_sentence_and_stays_in_the_form(neighbour: Resident, typed: str, sentence: str):
    page = signed_in(neighbour).post("/account/mailbox/", {"email": typed})

    assert sentence in words(page)
    assert not mail.outbox
    assert typed.split("\n")[0][:200] in page.content.decode()


def test_a_family_may_share_an_address(neighbour: Resident):
    with_wishes(neighbour, by_email=True, email=ADDRESS)
    daughter = a_resident(user=a_user())

    wishes.prove_email(resident=daughter, email=ADDRESS)

    assert Preferences.objects.filter(email=ADDRESS).count() == 2


@pytest.mark.parametrize("again", [ADDRESS, "Zhang@Example.com"])
def test_codes_to_an_address_are_counted_however_it_is_written(neighbour: Resident, again: str):
    client = signed_in(neighbour)
    ask(client)

    assert "刚刚已经往这个邮箱发过一封邮件了，请过一分钟再要。" in words(ask(client, again))


def test_the_tenth_code_to_an_address_is_the_last_of_the_day(neighbour: Resident):
    client = signed_in(neighbour)
    for minutes in range(10):
        with time_machine.travel(NOW + timedelta(minutes=2 * minutes), tick=False):
            ask(client)

    with time_machine.travel(NOW + timedelta(minutes=20), tick=False):
        assert "这个邮箱今天已经收过10次验证码" in words(ask(client))


def test_the_code_of_another_address_proves_nothing(neighbour: Resident, django_capture_on_commit_callbacks):
    client, other = signed_in(neighbour), signed_in(a_resident(user=a_user()))
    with django_capture_on_commit_callbacks(execute=True):
        ask(client)
    theirs = the_code()
    with django_capture_on_commit_callbacks(execute=True):
        ask(other, "li@example.com")

    page = other.post("/account/mailbox/code/", {"code": theirs})

    assert "验证码不对" in words(page)
    assert not Preferences.objects.exists()


def test_an_address_of_254_characters_is_taken_and_its_stray_spaces_are_not(
    neighbour: Resident, django_capture_on_commit_callbacks
):
    longest = f"{'a' * 64}@{'b' * 62}.{'c' * 62}.{'d' * 59}.com"
    client = signed_in(neighbour)
    with django_capture_on_commit_callbacks(execute=True):
        ask(client, f" {longest} ")
    client.post("/account/mailbox/code/", {"code": the_code()})

    assert len(longest) == 254
    assert Preferences.objects.get().email == longest


def test_an_address_removed_leaves_text_messages(neighbour: Resident):
    with_wishes(neighbour, by_text=False, by_email=True, email=ADDRESS)

    signed_in(neighbour).post("/account/mailbox/remove/")

    left = Preferences.objects.get()
    assert (left.email, left.by_email, left.by_text) == ("", False, True)


def test_where_no_server_is_named_nobody_is_offered_e_mail(neighbour: Resident, settings):
    settings.EMAIL_OFFERED = False

    page = signed_in(neighbour).get("/account/mailbox/", follow=True)

    assert "这里暂不发邮件。" in words(page)


# At the desk


def test_the_desk_notes_that_somebody_wants_to_be_called(neighbour: Resident, centre: Centre):
    clerk = Client()
    clerk.force_login(staff_of(centre))
    person = f"/desk/c1/people/{neighbour.pk}/"

    page = clerk.post(f"{person}told/", {"call": "yes"}, follow=True)
    assert "由前台打电话" in words(page)
    tell(Resident.objects.get(pk=neighbour.pk), centre)
    clerk.post(f"{person}told/", {"call": ""})

    assert rows() == [("call", "13800000001", "queued")]
    assert wishes.wishes_of(neighbour).by_text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "能收短信的发短信"),
        ({"by_email": True, "email": ADDRESS}, "短信或邮件"),
        ({"by_text": False, "by_email": True, "email": ADDRESS}, "发邮件"),
        ({"by_text": False, "by_call": True}, "由前台打电话"),
    ],
)
def test_the_desk_reads_in_one_line_how_somebody_is_told(neighbour: Resident, centre: Centre, fields, says: str):
    with_wishes(neighbour, **fields)
    clerk = Client()
    clerk.force_login(staff_of(centre))

    page = clerk.get(f"/desk/c1/people/{neighbour.pk}/")

    assert f"怎样通知 {says}" in words(page)
    assert ADDRESS not in page.content.decode()


# The inbox


def test_what_somebody_was_told_stands_in_the_inbox(neighbour: Resident, centre: Centre):
    old = a_notice(recipient_key=f"resident-{neighbour.pk}", body="昨天的话", created_at=NOW - timedelta(days=1))
    a_notice(recipient_key=f"account-{neighbour.user_id}", body="给账号的话", created_at=NOW)
    a_notice(recipient_key=f"resident-{neighbour.pk}1", body="别人的话")
    a_notice(recipient_key=f"resident-{neighbour.pk}", is_secret=True, keep_body_until=NOW, body="验证码123456")
    a_notice(recipient_key=f"resident-{neighbour.pk}", body="没有发出的话", state="dead")
    tell(with_wishes(neighbour, by_email=True, email=ADDRESS), centre)
    client = signed_in(neighbour)

    said = words(client.get("/account/messages/"))

    assert said.index("您的预约取消了") < said.index("给账号的话") < said.index("昨天的话")
    assert said.count("您的预约取消了") == 1
    for hidden in ("别人的话", "123456", "没有发出的话"):
        assert hidden not in said
    assert old.created_at < NOW


def test_reading_is_noted_by_a_button_and_never_by_looking(neighbour: Resident):
    user = neighbour.user
    assert user
    for hour in range(3):
        a_notice(recipient_key=f"resident-{neighbour.pk}", body="话", created_at=NOW - timedelta(hours=hour))
    client = signed_in(neighbour)

    page = client.get("/account/messages/")
    assert inbox.unread(user) == 3
    assert "3条新消息" in words(client.get("/bookings/"))
    assert "3条新消息" in words(client.get("/account/"))
    until = re.search(r'name="until" value="([^"]+)"', page.content.decode())
    assert until
    a_notice(recipient_key=f"resident-{neighbour.pk}", body="刚到的话", created_at=NOW + timedelta(seconds=1))
    client.post("/account/messages/", {"until": until.group(1)})
    assert inbox.unread(user) == 1  # what came while they read is new still
    for no_later_moment in ("2026-11-01T00:00:00+08:00", "2026-11-28T12:00:09", "2026-02-30T09:00:00+08:00", "bogus"):
        client.post("/account/messages/", {"until": no_later_moment})

    assert inbox.unread(user) == 1


def test_nobody_without_messages_reads_an_empty_page(neighbour: Resident):
    assert "还没有消息" in words(signed_in(neighbour).get("/account/messages/"))


def test_many_messages_come_in_pages_at_the_same_cost(neighbour: Resident, django_assert_max_num_queries):
    client = signed_in(neighbour)
    for _each in range(45):
        a_notice(recipient_key=f"resident-{neighbour.pk}", body="话")

    with django_assert_max_num_queries(8):
        page = client.get("/account/messages/?page=3")

    assert page.content.decode().count('<li class="card">') == 5


# Merged, copied, erased; and many at once


def test_wishes_go_with_the_person(neighbour: Resident):
    double = with_wishes(a_resident(name="张示例"), by_text=False, by_call=True)

    merge(gone=double, kept=neighbour, by=a_street_officer(), now=NOW)
    assert wishes.wishes_of(neighbour).by_call
    other = with_wishes(a_resident(name="张示例"))
    merge(gone=other, kept=neighbour, by=a_street_officer(), now=NOW)

    assert wishes.wishes_of(neighbour).by_call
    assert wishes.export(neighbour)["told"] == {
        "address": "",
        "text": False,
        "email": False,
        "call": True,
        "reminders": True,
    }
    wishes.forget(neighbour)
    assert wishes.export(neighbour) == {}


def test_a_wish_outlives_a_row_that_only_says_what_was_read(neighbour: Resident):
    inbox.note_read(resident=neighbour, until=NOW)
    double = with_wishes(a_resident(name="张示例"), by_text=False, by_call=True)

    merge(gone=double, kept=neighbour, by=a_street_officer(), now=NOW)

    row = Preferences.objects.get()
    assert (row.resident, row.by_call, row.read_at) == (neighbour, True, NOW)


def test_what_a_merged_entry_was_told_is_read_and_carried_on_under_the_other(neighbour: Resident, centre: Centre):
    double = with_wishes(a_resident(name="张示例", phone=""), by_text=False, by_email=True, email=ADDRESS)
    tell(double, centre)

    merge(gone=double, kept=neighbour, by=a_street_officer(), now=NOW)
    given_up()
    reach_otherwise(NOW)

    assert words(signed_in(neighbour).get("/account/messages/")).count("您的预约取消了") == 1
    assert rows() == [("email", ADDRESS, "dead"), ("trial", "13800000001", "queued")]


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_leave_one_row_and_one_way():
    resident = a_resident()

    race(10, lambda number: wishes.wish_to_be_called(resident=resident, is_wanted=bool(number % 2)))

    row = Preferences.objects.get()
    assert row.by_text is not row.by_call


def test_masked_addresses() -> None:
    assert telling.masked_email(ADDRESS) == "z***@example.com"
    assert telling.masked_email("") == ""
