"""Signing in and up through the pages, with the code read from the outbox as a system administrator would."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from notices.models import Notice
from residents import tidying
from residents.models import Consent, Resident, SealedCode, User
from residents.seed import ensure_privacy_notice
from tests.factories import a_centre, a_committee, a_resident, a_user, at, staff_of
from tests.races import race
from tests.residents.codes_by_sms import (
    ENTER,
    another,
    ask,
    code_for,
    copy_of,
    enter,
    is_signed_in,
    messages_to,
    sign_up,
)

pytestmark = pytest.mark.django_db

PHONE = "13800000001"
NOW = at("2026-11-30 09:00")
CHOICE = "/rooms/3/book/?date=2026-11-30&start=09:00&minutes=90"


@pytest.fixture(autouse=True)
def monday_morning(time_machine, db):
    """Nobody has tried anything yet. (The counts are in no model, so tests with real transactions leave theirs.)"""
    time_machine.move_to(NOW, tick=False)
    cache.clear()


@pytest.fixture
def neighbour() -> User:
    """Somebody with an account, a name and a password."""
    user = a_user(phone=PHONE, password="Yanji-2026")
    a_resident(user=user)
    return user


def words(response) -> str:
    return response.content.decode()


def where(response) -> str:
    assert response.status_code == 302
    return urlsplit(response["Location"]).path


# Signing up


def test_sign_up_from_the_form_to_the_booking_that_was_chosen(client: Client):
    committee = a_committee()

    asked = sign_up(client, PHONE, name="张示例", committee=committee.pk, go_to=CHOICE)
    assert where(asked) == reverse(ENTER)
    entered = enter(client, code_for(PHONE), go_to=CHOICE)

    assert entered["Location"] == CHOICE
    assert is_signed_in(client)
    user = User.objects.get()
    resident, consent = Resident.objects.get(), Consent.objects.get()
    assert (user.phone, user.phone_verified_at, user.has_usable_password()) == (PHONE, NOW, False)
    assert (resident.user, resident.name, resident.phone, resident.committee) == (user, "张示例", PHONE, committee)
    assert (consent.user, consent.notice, consent.accepted_at) == (user, ensure_privacy_notice(), NOW)


def test_nobody_exists_before_the_code_is_entered(client: Client):
    sign_up(client, PHONE)

    assert not Resident.objects.exists()
    assert not Consent.objects.exists()
    assert not User.objects.proved().exists()
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "typed", ["１３８００００　０００１", "138 0000 0001", "+86 138-0000-0001", "008613800000001"]
)
def test_numbers_are_taken_as_people_type_them(client: Client, typed):
    assert where(sign_up(client, typed)) == reverse(ENTER)

    assert User.objects.get().phone == PHONE


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"phone": "1380000000"}, "您填了10位"),
        ({"phone": "12345678901"}, "这不像手机号"),
        ({"phone": "1" * 5000}, "您填得太长了"),
        ({"phone": ""}, "请填手机号"),
        ({"phone": "021-12345678"}, "这不像手机号"),
        ({"phone": "' OR 1=1 --"}, "这不像手机号"),
        ({"name": ""}, "请填您的姓名"),
        ({"name": "😀"}, "姓名请只写汉字或字母"),
        ({"name": "张" * 5000}, "姓名最多写40个字"),
        ({"name": "<script>alert(1)</script>"}, "姓名请只写汉字或字母"),
        ({"accept": ""}, "请在方框里打勾"),
        ({"committee": "999999"}, "选"),
    ],
)
def test_what_cannot_be_is_said_in_words_and_nothing_is_lost(client: Client, typed, sentence):
    filled_in = {"phone": PHONE, "name": "张示例", "accept": "on", "next": CHOICE, **typed}

    page = client.post(reverse("account_signup"), filled_in)

    assert page.status_code == 200
    assert sentence in words(page)
    assert "<script>alert" not in words(page)
    assert [page.context["form"][name].value() for name in ("phone", "name")] == [
        filled_in["phone"],
        filled_in["name"],
    ]
    assert page.context["redirect_field_value"] == CHOICE
    assert not User.objects.exists()
    assert not Notice.objects.exists()


def test_sql_in_a_name_is_a_name(client: Client):
    sign_up(client, PHONE, name="Robert'; DROP TABLE residents_user; --")
    enter(client, code_for(PHONE))

    assert Resident.objects.get().name == "Robert'; DROP TABLE residents_user; --"


def test_the_form_sent_twice_sends_one_code_and_makes_one_account(client: Client):
    sign_up(client, PHONE)
    again = sign_up(client, PHONE)

    assert where(again) == reverse(ENTER)
    assert len(messages_to(PHONE)) == 1
    enter(client, code_for(PHONE))
    assert (User.objects.count(), Resident.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_many_browsers_sign_up_with_one_number_at_once():
    ensure_privacy_notice()

    statuses = race(6, lambda number: sign_up(Client(), PHONE).status_code)

    assert sorted(statuses) == [200, 200, 200, 200, 200, 302]
    assert len(messages_to(PHONE)) == 1
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_browsers_enter_their_codes_at_once_and_there_is_one_person(time_machine):
    ensure_privacy_notice()
    browsers, codes = [Client(), Client()], []
    for minute, browser in enumerate(browsers):
        time_machine.move_to(NOW + timedelta(minutes=minute), tick=False)
        sign_up(browser, PHONE)
        codes.append(code_for(PHONE))

    statuses = race(2, lambda number: enter(browsers[number], codes[number]).status_code)

    assert statuses == [302, 302]
    assert all(map(is_signed_in, browsers))
    assert (User.objects.count(), Resident.objects.count(), Consent.objects.count()) == (1, 1, 1)


def test_whoever_has_an_account_signs_up_once_more_and_is_simply_signed_in(client: Client, neighbour: User):
    sign_up(client, PHONE, name="李示例")
    enter(client, code_for(PHONE))

    assert client.session["_auth_user_id"] == str(neighbour.pk)
    assert [resident.name for resident in Resident.objects.all()] == ["张示例"]


def test_what_was_filled_in_waits_while_a_code_expires(client: Client, time_machine):
    sign_up(client, PHONE, name="李示例")
    time_machine.move_to(NOW + timedelta(minutes=6), tick=False)
    late = enter(client, code_for(PHONE), go_to=CHOICE)
    assert where(late) == reverse("account_request_login_code")

    ask(client, PHONE, go_to=CHOICE)
    enter(client, code_for(PHONE), go_to=CHOICE)

    assert Resident.objects.get().name == "李示例"


# Signing in with a code


def test_a_code_signs_in_and_goes_on_to_what_was_chosen(client: Client, neighbour: User):
    asked = ask(client, PHONE, go_to=CHOICE)
    assert parse_qs(urlsplit(asked["Location"]).query) == {"next": [CHOICE]}

    entered = enter(client, code_for(PHONE), go_to=CHOICE)

    assert entered["Location"] == CHOICE
    assert client.session["_auth_user_id"] == str(neighbour.pk)


def test_the_choice_survives_from_the_sign_in_page_to_each_way_in(client: Client):
    page = client.get(reverse("account_login"), {"next": CHOICE})

    hidden = '<input type="hidden" name="next" value="/rooms/3/book/?date=2026-11-30&amp;start=09:00&amp;minutes=90">'
    assert words(page).count(hidden) == 2
    assert "next=%2Frooms%2F3%2Fbook%2F%3Fdate%3D2026-11-30%26start%3D09%3A00%26minutes%3D90" in words(page)


def test_a_stranger_gets_a_code_too_and_is_asked_for_a_name_on_the_way(client: Client):
    ask(client, PHONE, go_to=CHOICE)
    entered = enter(client, code_for(PHONE), go_to=CHOICE)

    assert where(entered) == reverse("residents:profile")
    assert parse_qs(urlsplit(entered["Location"]).query) == {"next": [CHOICE]}


def test_the_session_holds_a_seal_and_never_the_digits(client: Client):
    ask(client, PHONE)
    code = code_for(PHONE)

    kept = json.dumps(Session.objects.get().get_decoded())

    assert code not in kept
    assert len(client.session["account_login"]["state"]["stages"]["login_by_code"]["data"]["code"]) == 80


def test_the_code_reaches_the_phone_and_never_the_page(client: Client):
    asked = client.post(reverse("account_request_login_code"), {"phone": PHONE}, follow=True)

    assert code_for(PHONE) not in words(asked)
    assert "138****0001" in words(asked)
    assert PHONE not in words(asked)


def test_a_message_says_for_how_long_and_its_words_go_with_it(client: Client):
    ask(client, PHONE)

    [notice] = Notice.objects.all()
    assert notice.body == f"【延吉睦邻】您的验证码是{code_for(PHONE)}，5分钟内有效，请不要告诉别人。"
    assert (notice.is_secret, notice.keep_body_until) == (True, NOW + timedelta(minutes=5))


@pytest.mark.parametrize("typed", ["１２３４５６", "123 456", " 123456 "])
def test_digits_are_taken_as_people_type_them(client: Client, neighbour: User, monkeypatch, typed):
    monkeypatch.setattr("residents.codes.new_code", lambda: "123456")
    ask(client, PHONE)

    enter(client, typed)

    assert is_signed_in(client)


def test_a_wrong_code_is_said_and_may_be_corrected(client: Client, neighbour: User):
    ask(client, PHONE)
    code = code_for(PHONE)

    wrong = enter(client, another(code), go_to=CHOICE)
    assert "验证码不对" in words(wrong)
    assert wrong.context["redirect_field_value"] == CHOICE
    enter(client, code)

    assert is_signed_in(client)


@pytest.mark.parametrize("typed", ["", "abcdef", "12345", "1" * 5000, "１２３😀", "' OR 1=1"])
def test_what_is_no_code_is_said(client: Client, typed):
    ask(client, PHONE)

    page = enter(client, typed)

    assert page.status_code == 200
    assert page.context["form"].errors["code"]


def test_after_five_wrong_codes_the_right_one_is_no_longer_good(client: Client, neighbour: User):
    ask(client, PHONE)
    code = code_for(PHONE)
    for _ in range(4):
        assert enter(client, another(code)).status_code == 200

    fifth = client.post(reverse(ENTER), {"code": another(code), "next": CHOICE}, follow=True)

    assert "验证码错了五次" in words(fifth)
    assert fifth.context["redirect_field_value"] == CHOICE
    enter(client, code)
    assert not is_signed_in(client)


def test_five_wrong_codes_are_five_however_many_copies_of_the_session_there_are(client: Client, neighbour: User):
    ask(client, PHONE)
    code, late = code_for(PHONE), copy_of(client)
    for _ in range(5):
        enter(copy_of(client), another(code))

    assert where(enter(late, code)) == reverse("account_request_login_code")
    assert not is_signed_in(late)


@pytest.mark.django_db(transaction=True)
def test_of_many_wrong_codes_at_once_five_are_looked_at(neighbour: User):
    client = Client()
    ask(client, PHONE)
    code, late = code_for(PHONE), copy_of(client)
    browsers = [copy_of(client) for _ in range(20)]

    statuses = race(20, lambda number: enter(browsers[number], another(code)).status_code)

    assert SealedCode.objects.get().tries == 5
    assert set(statuses) <= {200, 302}
    assert statuses.count(200) <= 4
    enter(late, code)
    assert not is_signed_in(late)


@pytest.mark.parametrize("typed", ["", "  "])
def test_nothing_typed_is_no_try(client: Client, neighbour: User, typed):
    ask(client, PHONE)
    for _ in range(6):
        assert enter(client, typed).status_code == 200

    enter(client, code_for(PHONE))

    assert is_signed_in(client)


def test_a_new_code_has_five_tries_of_its_own(client: Client, neighbour: User, time_machine):
    ask(client, PHONE)
    for _ in range(4):
        enter(client, another(code_for(PHONE)))
    time_machine.move_to(NOW + timedelta(minutes=1), tick=False)
    resend(client)
    for _ in range(4):
        assert enter(client, another(code_for(PHONE))).status_code == 200

    enter(client, code_for(PHONE))

    assert is_signed_in(client)


def test_a_code_is_good_for_five_minutes(client: Client, neighbour: User, time_machine):
    ask(client, PHONE)
    time_machine.move_to(NOW + timedelta(minutes=5), tick=False)
    enter(client, code_for(PHONE))

    assert is_signed_in(client)


def test_a_code_is_good_for_no_longer(client: Client, neighbour: User, time_machine):
    ask(client, PHONE)
    time_machine.move_to(NOW + timedelta(minutes=5, seconds=1), tick=False)

    late = client.post(reverse(ENTER), {"code": code_for(PHONE), "next": CHOICE}, follow=True)

    assert "那个验证码已经过期了" in words(late)
    assert late.context["redirect_field_value"] == CHOICE
    assert not is_signed_in(client)


def test_the_page_says_until_when_the_code_is_good(client: Client, neighbour: User, time_machine):
    ask(client, PHONE)
    assert "09:05前有效" in words(client.get(reverse(ENTER)))

    time_machine.move_to(NOW + timedelta(minutes=3), tick=False)
    assert "09:05前有效" in words(client.get(reverse(ENTER)))
    client.post(reverse(ENTER), {"action": "resend"})
    assert "09:08前有效" in words(client.get(reverse(ENTER)))


def test_the_page_for_the_code_without_one_under_way_leads_to_asking(client: Client):
    assert where(client.get(reverse(ENTER))) == reverse("account_request_login_code")


def test_a_code_of_one_browser_does_not_open_another(client: Client, neighbour: User):
    ask(client, PHONE)
    stranger = Client()

    enter(stranger, code_for(PHONE))

    assert not is_signed_in(stranger)


# Sending again


def resend(client: Client):
    return client.post(reverse(ENTER), {"action": "resend", "next": CHOICE}, follow=True)


def test_another_code_goes_out_after_a_minute_and_counts_its_own_five(client: Client, neighbour: User, time_machine):
    ask(client, PHONE)
    first = code_for(PHONE)
    time_machine.move_to(NOW + timedelta(minutes=4), tick=False)

    page = resend(client)
    second = code_for(PHONE)
    time_machine.move_to(NOW + timedelta(minutes=8), tick=False)

    assert "新的验证码发出了" in words(page)
    assert page.context["redirect_field_value"] == CHOICE
    assert second == first or enter(client, first).status_code == 200
    enter(client, second)
    assert is_signed_in(client)


def test_another_code_within_the_minute_must_wait_and_the_first_stays_good(
    client: Client, neighbour: User, time_machine
):
    ask(client, PHONE)
    time_machine.move_to(NOW + timedelta(seconds=59), tick=False)

    page = resend(client)

    assert "请过一分钟再要" in words(page)
    assert len(messages_to(PHONE)) == 1
    enter(client, code_for(PHONE))
    assert is_signed_in(client)


def test_another_browser_must_wait_the_minute_too(client: Client, time_machine):
    ask(client, PHONE)
    other = Client()

    assert "请过一分钟再要" in words(ask(other, PHONE))
    time_machine.move_to(NOW + timedelta(seconds=60), tick=False)
    assert where(ask(other, PHONE)) == reverse(ENTER)


def test_ten_codes_a_day_are_enough_for_a_number(client: Client, time_machine):
    for minute in range(10):
        time_machine.move_to(NOW + timedelta(minutes=2 * minute), tick=False)
        assert ask(Client(), PHONE).status_code == 302

    time_machine.move_to(NOW + timedelta(minutes=20), tick=False)
    assert "今天已经发过10条" in words(ask(client, PHONE))
    assert where(ask(client, "13800000002")) == reverse(ENTER)
    time_machine.move_to(NOW + timedelta(days=1), tick=False)
    assert where(ask(client, PHONE)) == reverse(ENTER)


def test_somebody_who_asks_for_very_many_numbers_must_wait(client: Client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "codes_from_here": "2/10m/ip"}
    ask(Client(), "13800000001")
    ask(Client(), "13800000002")

    assert "要验证码的人太多" in words(ask(Client(), "13800000003"))


def test_one_may_start_again_with_another_number(client: Client, neighbour: User):
    ask(client, "13700000009")

    assert client.get(reverse("account_login")).status_code == 200
    ask(client, PHONE)
    enter(client, code_for(PHONE))

    assert client.session["_auth_user_id"] == str(neighbour.pk)


# Staff


def test_a_code_asked_for_a_staff_number_shows_the_same_page_and_sends_nothing(client: Client, neighbour: User):
    staff = staff_of(a_centre())

    for_staff = client.post(reverse("account_request_login_code"), {"phone": staff.phone}, follow=True)
    for_neighbour = Client().post(reverse("account_request_login_code"), {"phone": PHONE}, follow=True)

    def page(response, phone: str) -> str:
        return words(response).replace(f"{phone[:3]}****{phone[-4:]}", "")

    assert without_tokens(page(for_staff, staff.phone)) == without_tokens(page(for_neighbour, PHONE))
    assert messages_to(staff.phone) == []


@pytest.mark.parametrize("typed", ["", "000000", "None", "123456"])
def test_no_code_signs_staff_in(client: Client, typed):
    staff = staff_of(a_centre())
    ask(client, staff.phone)

    enter(client, typed)

    assert not is_signed_in(client)


def test_a_staff_number_has_five_tries_like_any_other(client: Client):
    staff = staff_of(a_centre())
    ask(client, staff.phone)
    for _ in range(4):
        assert "验证码不对" in words(enter(client, "123456"))

    fifth = client.post(reverse(ENTER), {"code": "123456"}, follow=True)

    assert "验证码错了五次" in words(fifth)


def test_signing_up_with_a_staff_number_sends_nothing_either(client: Client):
    staff = staff_of(a_centre())

    assert where(sign_up(client, staff.phone)) == reverse(ENTER)
    resend(client)

    assert not Notice.objects.exists()


def test_staff_sign_in_with_the_password_and_arrive_at_their_desk(client: Client):
    staff = staff_of(a_centre())
    staff.set_password("Yanji-2026")
    staff.save()

    response = client.post(reverse("account_login"), {"login": staff.phone, "password": "Yanji-2026"})

    assert response["Location"] == reverse("admin:index")
    assert is_signed_in(client)


# Nobody can find out who has an account


def without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_asking_for_a_code_tells_nothing_about_who_has_an_account(client: Client, neighbour: User):
    known = client.post(reverse("account_request_login_code"), {"phone": PHONE}, follow=True)
    unknown = Client().post(reverse("account_request_login_code"), {"phone": "13700000001"}, follow=True)

    assert known.redirect_chain == unknown.redirect_chain
    assert without_tokens(words(known)).replace("138****", "137****") == without_tokens(words(unknown))


def test_a_wrong_password_tells_nothing_about_who_has_an_account(client: Client, neighbour: User):
    known = client.post(reverse("account_login"), {"login": PHONE, "password": "wrong"})
    unknown = Client().post(reverse("account_login"), {"login": "13700000001", "password": "wrong"})

    assert "手机号或密码不对" in words(known)
    assert without_tokens(words(known)).replace(PHONE, "") == without_tokens(words(unknown)).replace("13700000001", "")


# Passwords


def sign_in(client: Client, phone: str = PHONE, password: str = "Yanji-2026", go_to: str = ""):
    return client.post(reverse("account_login"), {"login": phone, "password": password, "next": go_to})


def test_a_password_signs_in_and_goes_on_to_what_was_chosen(client: Client, neighbour: User):
    assert sign_in(client, "１３８ 0000 0001", go_to=CHOICE)["Location"] == CHOICE
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "http:///evil.example"],
)
def test_signing_in_never_leads_away_from_here(client: Client, neighbour: User, elsewhere):
    assert sign_in(client, go_to=elsewhere)["Location"] == reverse("bookings:booking-list")

    other = Client()
    ask(other, "13800000005", go_to=elsewhere)
    entered = enter(other, code_for("13800000005"), go_to=elsewhere)
    assert "evil" not in entered["Location"]
    assert "javascript" not in entered["Location"]


def test_after_five_wrong_passwords_the_right_one_must_wait_ten_minutes(client: Client, neighbour: User, time_machine):
    for _ in range(5):
        sign_in(client, password="wrong")

    assert "请歇十分钟再试" in words(sign_in(client))
    time_machine.move_to(NOW + timedelta(minutes=9, seconds=59), tick=False)
    sign_in(client)
    assert not is_signed_in(client)
    time_machine.move_to(NOW + timedelta(minutes=10), tick=False)
    sign_in(client)

    assert is_signed_in(client)


@pytest.mark.django_db(transaction=True)
def test_of_many_wrong_passwords_at_once_five_are_looked_at(neighbour: User):
    pages = race(12, lambda number: words(sign_in(Client(), password="wrong")))

    assert sum("手机号或密码不对" in page for page in pages) <= 5
    assert "请歇十分钟再试" in words(sign_in(Client()))


def test_wrong_passwords_for_one_number_keep_nobody_else_out(client: Client, neighbour: User):
    for _ in range(6):
        sign_in(client, phone="13700000009", password="wrong")

    sign_in(client)

    assert is_signed_in(client)


def test_whoever_is_locked_out_may_still_use_a_code(client: Client, neighbour: User):
    for _ in range(6):
        sign_in(client, password="wrong")

    ask(client, PHONE)
    enter(client, code_for(PHONE))

    assert is_signed_in(client)


def test_an_account_that_was_closed_is_told_so(client: Client, neighbour: User):
    User.objects.update(is_active=False)

    assert where(sign_in(client)) == reverse("account_inactive")
    assert "这个账号已停用" in words(client.get(reverse("account_inactive")))


def test_a_forgotten_password_is_replaced_after_a_code(client: Client, neighbour: User):
    start = client.get(reverse("account_reset_password"), follow=True)
    assert "设新密码" in words(start)
    go_to = start.context["redirect_field_value"]

    ask(client, PHONE, go_to=go_to)
    entered = enter(client, code_for(PHONE), go_to=go_to)
    assert entered["Location"] == reverse("account_change_password")
    client.post(entered["Location"], {"password1": "Anders-2027", "password2": "Anders-2027"})

    neighbour.refresh_from_db()
    assert neighbour.check_password("Anders-2027")
    assert is_signed_in(client)


def test_a_quarter_of_an_hour_after_the_code_the_old_password_is_asked_for(
    client: Client, neighbour: User, time_machine
):
    ask(client, PHONE)
    enter(client, code_for(PHONE))
    time_machine.move_to(NOW + timedelta(minutes=15), tick=False)

    client.post(reverse("account_change_password"), {"password1": "Anders-2027", "password2": "Anders-2027"})

    neighbour.refresh_from_db()
    assert not neighbour.check_password("Anders-2027")


def test_changing_the_password_asks_for_the_old_one(client: Client, neighbour: User):
    sign_in(client)
    new = {"password1": "Anders-2027", "password2": "Anders-2027"}

    wrong = client.post(reverse("account_change_password"), {**new, "oldpassword": "wrong"})
    assert "这不是您现在的密码" in words(wrong)
    right = client.post(reverse("account_change_password"), {**new, "oldpassword": "Yanji-2026"})

    assert where(right) == reverse("residents:profile")
    neighbour.refresh_from_db()
    assert neighbour.check_password("Anders-2027")


def test_a_new_password_keeps_this_browser_signed_in_and_signs_all_others_out(client: Client, neighbour: User):
    sign_in(client)
    sign_in(other := Client())
    new = {"oldpassword": "Yanji-2026", "password1": "Anders-2027", "password2": "Anders-2027"}

    changed = client.post(reverse("account_change_password"), new, follow=True)

    assert [str(message) for message in changed.context["messages"]] == ["新密码设好了。"]
    assert client.get(reverse("residents:profile")).status_code == 200
    assert where(other.get(reverse("residents:profile"))) == reverse("account_login")


@pytest.mark.parametrize(
    ("one", "two"), [("Anders-2027", "Anders-2028"), ("short-1A", ""), ("abcdefgh", "abcdefgh"), ("Aa1-", "Aa1-")]
)
def test_a_password_that_will_not_do_is_said(client: Client, one, two):
    user = a_user(phone=PHONE)
    a_resident(user=user)
    client.force_login(user)

    page = client.post(reverse("account_set_password"), {"password1": one, "password2": two})

    assert page.context["form"].errors
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_somebody_without_a_password_sets_one(client: Client):
    user = a_user(phone=PHONE)
    a_resident(user=user)
    client.force_login(user)

    client.post(reverse("account_set_password"), {"password1": "Yanji-2026", "password2": "Yanji-2026"})

    user.refresh_from_db()
    assert user.check_password("Yanji-2026")


# A new number


def test_a_new_number_is_proved_by_a_code_that_goes_there(client: Client, neighbour: User):
    client.force_login(neighbour)
    again = client.get(reverse("account_change_phone"), follow=True)
    assert "请再填一次密码" in words(again)
    client.post(again.redirect_chain[-1][0], {"password": "Yanji-2026"})
    client.post(reverse("account_change_phone"), {"phone": "13700000009"})

    assert "137****0009" in words(client.get(reverse("account_verify_phone")))
    client.post(reverse("account_verify_phone"), {"code": code_for("13700000009")}, follow=True)

    neighbour.refresh_from_db()
    assert (neighbour.phone, neighbour.resident.phone) == ("13700000009", "13700000009")


def asked_for_a_new_number() -> tuple[Client, User]:
    """Somebody signed in who has just asked for a code to 13700000009."""
    client, user = Client(), a_user(phone=PHONE)
    a_resident(user=user)
    client.force_login(user)
    client.post(reverse("account_change_phone"), {"phone": "13700000009"})
    return client, user


def test_after_five_wrong_codes_a_new_number_needs_a_new_code():
    client, user = asked_for_a_new_number()
    verify, code = reverse("account_verify_phone"), code_for("13700000009")
    for _ in range(4):
        assert "验证码不对" in words(client.post(verify, {"code": another(code)}))

    fifth = client.post(verify, {"code": another(code)}, follow=True)
    client.post(verify, {"code": code})

    assert "验证码错了五次" in words(fifth)
    assert fifth.redirect_chain == [(reverse("account_change_phone"), 302)]
    user.refresh_from_db()
    assert user.phone == PHONE


@pytest.mark.django_db(transaction=True)
def test_of_many_wrong_codes_for_a_new_number_at_once_five_are_looked_at():
    client, user = asked_for_a_new_number()
    verify, code, late = reverse("account_verify_phone"), code_for("13700000009"), copy_of(client)
    browsers = [copy_of(client) for _ in range(20)]

    statuses = race(20, lambda number: browsers[number].post(verify, {"code": another(code)}).status_code)
    late.post(verify, {"code": code})

    assert SealedCode.objects.get().tries == 5
    assert set(statuses) <= {200, 302}
    assert statuses.count(200) <= 4
    user.refresh_from_db()
    assert user.phone == PHONE


def test_a_code_for_a_new_number_says_until_when_it_is_good_and_how_to_get_another(client: Client, time_machine):
    mine = a_user(phone=PHONE)
    a_resident(user=mine)
    client.force_login(mine)
    client.post(reverse("account_change_phone"), {"phone": "13700000009"})
    assert "09:05前有效" in words(client.get(reverse("account_verify_phone")))

    time_machine.move_to(NOW + timedelta(minutes=5, seconds=1), tick=False)
    page = client.post(reverse("account_verify_phone"), {"code": code_for("13700000009")}, follow=True)

    assert page.redirect_chain == [(reverse("account_change_phone"), 302)]
    assert "那个验证码已经过期了" in words(page)


def test_a_number_of_somebody_else_cannot_become_mine(client: Client):
    theirs, mine = a_user(phone="13700000009"), a_user(phone=PHONE)
    a_resident(user=mine)
    client.force_login(mine)
    client.post(reverse("account_change_phone"), {"phone": theirs.phone})

    page = client.post(reverse("account_verify_phone"), {"code": code_for(theirs.phone)})

    assert "这个号码已经有账号了" in words(page)
    mine.refresh_from_db()
    assert mine.phone == PHONE


def test_staff_do_not_change_their_number_here(client: Client):
    staff = staff_of(a_centre())
    client.force_login(staff)

    assert where(client.post(reverse("account_change_phone"), {"phone": "13700000009"})) == reverse(
        "residents:profile"
    )
    assert not Notice.objects.exists()


def test_a_new_number_that_belongs_to_staff_gets_no_code(client: Client):
    staff, mine = staff_of(a_centre()), a_user(phone=PHONE)
    a_resident(user=mine)
    client.force_login(mine)

    client.post(reverse("account_change_phone"), {"phone": staff.phone})

    assert not Notice.objects.exists()


# Signing out, and pages we do not have


def test_signing_out_takes_a_press_of_a_button(client: Client, neighbour: User):
    client.force_login(neighbour)

    assert "要退出吗" in words(client.get(reverse("account_logout")))
    assert is_signed_in(client)
    assert "您已退出" in words(client.post(reverse("account_logout"), follow=True))
    assert not is_signed_in(client)
    assert not Session.objects.exists()
    assert list(client.get("/").context["messages"]) == []


def test_signing_out_clears_what_the_browser_kept_but_not_the_choice_of_text_size(client: Client, neighbour: User):
    client.force_login(neighbour)
    client.post("/account/face/", {"text": "xl"})

    assert "Clear-Site-Data" not in client.get(reverse("account_logout"))
    assert client.post(reverse("account_logout"))["Clear-Site-Data"] == '"storage"'
    assert 'data-text="xl"' in words(client.get("/"))


@pytest.mark.parametrize(
    "path", ["email/", "confirm-email/", "password/reset/key/1-abc/", "signup/passkey/", "social/login/", "3rdparty/"]
)
def test_pages_of_allauth_that_we_do_not_use_are_not_there(client: Client, path):
    assert client.get(f"/account/{path}").status_code == 404


def test_whoever_is_signed_in_needs_no_sign_in_page(client: Client, neighbour: User):
    client.force_login(neighbour)

    for page in ("account_login", "account_signup", "account_request_login_code"):
        assert client.get(reverse(page), {"next": CHOICE})["Location"] == CHOICE


def test_what_was_typed_on_the_way_in_is_forgotten_after_a_day(client: Client, time_machine):
    sign_up(client, PHONE, name="张示例")
    ask(Client(), "13800000002")

    tidying.forget_old_sessions(NOW + timedelta(days=1, seconds=-1))
    assert Session.objects.count() == 2
    tidying.forget_old_sessions(NOW + timedelta(days=1))

    assert not Session.objects.exists()


def test_whoever_signs_in_by_password_leaves_no_half_filled_form(client: Client, neighbour: User):
    sign_up(client, "13800000002", name="李示例")

    sign_in(client)

    assert is_signed_in(client)
    assert "李示例" not in json.dumps(Session.objects.get().get_decoded())


def test_whoever_only_looks_around_or_mistypes_leaves_no_session(client: Client):
    a_centre()
    for page in ("account_login", "account_signup", "account_request_login_code", ENTER, "residents:privacy"):
        client.get(reverse(page), {"next": CHOICE})
    for page in ("/", "/rooms/", "/centres/", "/activities/", "/services/"):
        assert client.get(page).status_code == 200
    sign_in(client, password="wrong")
    sign_up(client, "138", name="张示例")
    ask(client, "138")
    enter(client, "123456")

    assert not Session.objects.exists()


def test_a_session_lasts_a_fortnight(client: Client, neighbour: User, time_machine):
    ask(client, PHONE)
    enter(client, code_for(PHONE))
    time_machine.move_to(NOW + timedelta(days=14, seconds=-1), tick=False)
    assert client.get(reverse("residents:profile")).status_code == 200

    time_machine.move_to(NOW + timedelta(days=14), tick=False)
    assert where(client.get(reverse("residents:profile"))) == reverse("account_login")
