"""Messages in the office's own words: what is written comes back as it was, and what does not fit holds nothing up."""

import logging

import pytest
from django.db import IntegrityError
from django.utils import translation

from bookings import messages
from notices import actions, lengths, wordings
from notices.actions import send_waiting
from notices.models import Notice, Wording
from notices.wordings import Fact, Occasion
from tests.factories import a_booking, a_centre, a_resident, a_room, a_wording, at, staff_of

NOW = at("2026-11-28 12:00")
HOUSE = Occasion(
    "greeting",
    "Good day %(name)s, 50%% off until %(until)s.",
    "when somebody comes",
    {"name": Fact("名字", "欧阳示例"), "until": Fact("到哪天", "11月30日"), "why": Fact("原因", "原因：下雨。")},
    frozenset({"name"}),
)


def faults(written: str) -> list[str]:
    return list(wordings.faults(HOUSE, HOUSE.as_stored(written)))


# What the registry holds


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_default_words_of_every_message_are_such_as_the_office_might_write(language: str):
    for told in wordings.occasions():
        with translation.override(language):
            body = told.default_body()
            assert (told.key, list(wordings.faults(told, body))) == (told.key, [])
            assert (told.key, told.as_stored(told.as_written(body))) == (told.key, body)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_two_facts_of_a_message_have_one_name(language: str):
    with translation.override(language):
        for told in wordings.occasions():
            names = [str(fact.name) for fact in told.facts.values()]
            assert (told.key, sorted(set(names))) == (told.key, sorted(names))
            assert not set("{}%") & set("".join(names))


def test_every_message_names_whom_to_call_or_needs_nobody():
    told = [told for told in wordings.occasions() if not told.key.startswith("team-")]
    without = {each.key for each in told if "phone" not in each.needs}

    by_themselves = {"account-code", "account-idle", "relative-code"}
    noted = {f"{of}-{said}" for of in ("booking", "activity") for said in ("excused", "present")}
    assert without == by_themselves | noted | {"number-excused"}


def test_a_message_is_registered_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(wordings, "_occasions", {})
    wordings.register("greeting", words="Good day.", about="always", facts={}, needs=())

    with pytest.raises(ValueError, match="Two messages are called 'greeting'"):
        wordings.register("greeting", words="Good day.", about="always", facts={}, needs=())


# What the office writes


def test_facts_are_written_by_their_names_and_kept_by_their_keys():
    stored = HOUSE.as_stored("【延吉睦邻】您好｛ 名字 ｝，\n到{到哪天}打 5%。")

    assert stored == "【延吉睦邻】您好{name}， 到{until}打 5%。"
    assert HOUSE.as_written(stored) == "【延吉睦邻】您好{名字}， 到{到哪天}打 5%。"
    assert faults("【延吉睦邻】您好｛ 名字 ｝，\n到{到哪天}打 5%。") == []


def test_default_words_are_shown_in_the_same_form():
    assert HOUSE.default_body() == "Good day {name}, 50% off until {until}."


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", ["请写上短信要说的话，或者改回原来的话。"]),
        (" \n　", ["请写上短信要说的话，或者改回原来的话。"]),
        ("您好{名字}，{天气}", ["这条短信里没有{天气}。可以用：{名字}、{到哪天}、{原因}。"]),
        ("您好{名字}{}", ["这条短信里没有{}。可以用：{名字}、{到哪天}、{原因}。"]),
        ("您好", ["请留着{名字}：少了它，收到的人不知道怎么办。"]),
        ("您好{名字}，{到哪天", ["有个大括号落单了：像{名字}这样，前后各要一个。"]),
        ("您好{{名字}}", ["有个大括号落单了：像{名字}这样，前后各要一个。"]),
        ("您好{名字}，%(until)s", ["请写{到哪天}，不要写%(until)s。"]),
        ("您好{名字}，%(until", ["请写{到哪天}，不要写%(until。"]),
        ("您好{名字}【急】", ["【】只能放在最前面，写是谁发的；别处请用“”。"]),
        ("【延吉睦邻】【急】您好{名字}", ["【】只能放在最前面，写是谁发的；别处请用“”。"]),
        ("您好{名字}" + "。" * 340, ["这样要分6条发，最多5条。请写短一点。"]),
        ("【延吉睦邻】您好{名字}，打 50%，{原因}", []),
    ],
)
def test_what_is_wrong_is_said_with_a_way_out(written: str, said: list[str]):
    assert faults(written) == said


def test_length_is_that_of_the_message_not_of_its_names():
    body = HOUSE.as_stored("您好{名字}")

    assert HOUSE.example(body) == "您好欧阳示例"
    assert lengths.length(HOUSE.example(body) + "😀") == 8


# What goes out


@pytest.mark.django_db
def test_office_words_go_out_whatever_the_reader_reads():
    a_wording("booking-cancelled", "【延吉睦邻】{what}不能用了。{why}电话{phone}")
    facts = {"what": "三中心舞蹈房", "why": "原因：{phone}坏了。", "phone": "021-0000 1003", "ref": "H7K3MQ"}

    with translation.override("en"):
        assert wordings.words("booking-cancelled", facts) == (
            "【延吉睦邻】三中心舞蹈房不能用了。原因：{phone}坏了。电话021-0000 1003"
        )


@pytest.mark.django_db
def test_who_asks_for_a_code_reads_it_in_their_language():
    facts = {"code": "123456", "minutes": 5}

    assert wordings.words("account-code", facts, language="en").startswith("Yanji Neighbours: your code is 123456.")
    assert "您的验证码是123456，5分钟内有效" in wordings.words("account-code", facts)


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["{what}，{weather}，{why}{phone}", "什么也没说", "{what}{", "{}"])
def test_words_that_do_not_fit_lose_no_message_and_are_complained_of_once(body: str, caplog: pytest.LogCaptureFixture):
    a_wording("booking-cancelled", body)
    room = a_room(centre=a_centre(short_name="三中心"), name="舞蹈房")
    clerk = staff_of(room.centre)
    caplog.set_level(logging.WARNING, logger="notices")

    for day in (1, 2):
        span = f"2026-12-0{day} 09:00-10:30"
        booking = a_booking(room=room, span=span, booked_for=a_resident(phone=f"1380000000{day}"))
        messages.tell_cancelled(booking, by=clerk, now=NOW)
    send_waiting(NOW)

    sent = Notice.objects.filter(state="sent").values_list("body", flat=True)
    assert [words.startswith("【延吉睦邻】您的预约") for words in sent] == [True, True]
    assert [record.getMessage() for record in caplog.records] == [
        "The office's words for booking-cancelled do not fit any more; the default ones go out."
    ]


@pytest.mark.django_db
def test_a_fact_that_the_code_does_not_give_any_more_is_no_trouble(monkeypatch: pytest.MonkeyPatch):
    a_wording("wait-closed", "{what}没有空出来，请打{phone}，{since}")
    told = wordings.occasion("wait-closed")
    promised = Occasion(told.key, told.default, told.about, {**told.facts, "since": Fact("从", "x")}, told.needs)
    monkeypatch.undo()  # the tests' own watch over facts
    monkeypatch.setitem(wordings._occasions, "wait-closed", promised)

    said = wordings.words("wait-closed", {"what": "三中心舞蹈房", "phone": "021-0000 1003"})

    assert said.startswith("【延吉睦邻】很抱歉")


# What is kept


@pytest.mark.django_db
def test_words_are_put_and_taken_back_and_every_step_is_kept():
    actions.put_into_words(key="wait-closed", body="{what}没有了，{phone}", by="account-1", now=NOW)
    actions.put_into_words(key="wait-closed", body="{what}没有空，{phone}", by="account-2", now=NOW)
    history = Wording.objects.get().events.model.objects

    assert Wording.objects.body_of("wait-closed") == "{what}没有空，{phone}"
    assert actions.use_default_words(key="wait-closed", by="account-2")
    assert not actions.use_default_words(key="wait-closed", by="account-2")
    assert Wording.objects.body_of("wait-closed") is None
    assert list(history.order_by("pk").values_list("pgh_label", "body", "changed_by")) == [
        ("insert", "{what}没有了，{phone}", "account-1"),
        ("update", "{what}没有空，{phone}", "account-2"),
        ("delete", "{what}没有空，{phone}", "account-2"),
    ]


@pytest.mark.django_db
def test_database_keeps_one_wording_of_each_that_says_something():
    with pytest.raises(IntegrityError, match="wording_says_something"):
        a_wording("wait-closed", "")


@pytest.mark.django_db
def test_database_keeps_one_wording_of_a_kind():
    a_wording("wait-closed", "{what}")

    with pytest.raises(IntegrityError, match="notices_wording_key"):
        a_wording("wait-closed", "{what}")
