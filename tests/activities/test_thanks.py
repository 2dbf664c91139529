"""How was it? Asked once on the day after, answered without a name, read by staff once there are enough answers."""

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from activities import actions
from activities.models import Enrolment, SessionAnswer
from activities.people import forget_words
from centres.claimants import CannotChange
from fairness.programme import thanks
from tests.bookings.pages import words
from tests.factories import (
    a_centre,
    a_relative,
    a_resident,
    a_room,
    a_session,
    a_user,
    an_activity,
    an_answer,
    an_enrolment,
    at,
    staff_of,
)

pytestmark = pytest.mark.django_db

NOW = at("2026-12-01 08:00")
SPAN = "2026-11-30 09:00-10:30"


@pytest.fixture(autouse=True)
def the_morning_after():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place():
    return an_enrolment(session=a_session(span=SPAN, capacity=5), resident=a_resident(user=a_user()))


def question(place):
    return reverse("activities:enrolment-thanks", args=[place.pk])


def say(place, how="good", said="", now=NOW):
    thanks.say(place=place, happening=place.session, answers=SessionAnswer, how=how, words=said, now=now)


# Who is asked, and when


@pytest.mark.parametrize(
    ("now", "is_asked"),
    [
        ("2026-11-30 23:59", False),
        ("2026-12-01 00:00", True),
        ("2026-12-14 23:59", True),
        ("2026-12-15 00:00", False),
    ],
)
def test_one_is_asked_from_the_day_after_for_two_weeks(place, now, is_asked):
    assert Enrolment.objects.to_be_asked(at(now)).filter(pk=place.pk).exists() is is_asked


def test_nobody_is_asked_who_gave_the_place_back_or_whose_date_was_cancelled():
    session = a_session(span=SPAN, capacity=5)
    gone = an_enrolment(session=session)
    actions.withdraw(enrolment=gone, by=staff_of(session.occupancy.room.centre), now=at("2026-11-29 08:00"))
    off = an_enrolment(session=a_session(span=SPAN, capacity=5))
    clerk = staff_of(off.session.occupancy.room.centre)
    actions.cancel(happening=off.session, by=clerk, reason="例", now=at("2026-11-29 08:00"))

    assert list(Enrolment.objects.to_be_asked(NOW)) == []


def test_of_a_course_one_is_asked_after_its_last_date():
    course, resident = an_activity(is_course=True, capacity=5), a_resident()
    days = [a_session(activity=course, span=f"2026-11-{day} 09:00-10:00", capacity=5) for day in (29, 30)]
    first = an_enrolment(session=days[0], resident=resident)
    last = an_enrolment(session=days[1], resident=resident, claim=first.claim)

    assert list(Enrolment.objects.to_be_asked(NOW)) == [last]


# The answer


def test_an_answer_knows_its_session_and_date_and_nobody(place):
    say(place, "fair", "灯有点暗")

    answer = SessionAnswer.objects.get()
    assert {field.name for field in SessionAnswer._meta.fields} == {
        *("id", "how", "words", "given_on", "hidden_at", "hidden_by", "happening")
    }
    assert (answer.happening, answer.how, answer.words, str(answer.given_on)) == (
        place.session,
        "fair",
        "灯有点暗",
        "2026-12-01",
    )


def test_that_somebody_answered_is_noted_without_a_moment(place):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM activities_enrolmentevent")
        before = cursor.fetchone()
        say(place)
        cursor.execute("SELECT count(*) FROM activities_enrolmentevent")
        assert cursor.fetchone() == before
    place.refresh_from_db()
    assert place.has_answered


def test_nobody_answers_twice(place):
    say(place)

    with pytest.raises(CannotChange):
        say(place, "poor")
    assert [answer.how for answer in SessionAnswer.objects.all()] == ["good"]


def test_the_database_takes_one_of_three_and_who_hid_it(place):
    for wrong in ({"how": "bad"}, {"hidden_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            an_answer(session=place.session, **wrong)


def test_after_a_year_what_was_said_goes_and_how_it_was_stays():
    old = an_answer(words="灯有点暗", given_on=at("2025-11-30 00:00").date())
    new = an_answer(words="真好")

    forget_words(NOW)

    assert {answer.pk: answer.words for answer in SessionAnswer.objects.all()} == {old.pk: "", new.pk: "真好"}


# The page


def test_one_finds_the_question_on_the_page_of_the_place_and_among_ones_own(client, place):
    client.force_login(place.resident.user)

    for page in (place.get_absolute_url(), reverse("bookings:booking-list")):
        assert f'href="{question(place)}"' in client.get(page).text


def test_the_question_says_that_nobody_learns_who_answered(client, place):
    client.force_login(place.resident.user)

    said = words(client.get(question(place)))

    assert "谢谢您来。这次怎么样？" in said
    assert "不记名" in said


def test_one_answers_with_a_word_and_a_sentence(client, place):
    client.force_login(place.resident.user)

    answer = client.post(question(place), {"how": "good", "words": " 很\n开心 \0"}, follow=True)

    assert "谢谢您告诉我们" in answer.text
    assert [(each.how, each.words) for each in SessionAnswer.objects.all()] == [("good", "很 开心")]
    assert question(place) not in client.get(reverse("bookings:booking-list")).text
    again = client.post(question(place), {"how": "poor"}, follow=True)
    assert "您已经告诉过我们了" in again.text
    assert SessionAnswer.objects.count() == 1


def test_what_is_wrong_is_said_and_what_was_written_is_kept(client, place):
    client.force_login(place.resident.user)

    page = client.post(question(place), {"words": "长" * 201})

    assert "请在三个里选一个" in page.text
    assert "现在有201字" in page.text
    assert "长" * 201 in page.text
    assert not SessionAnswer.objects.exists()


def test_before_and_long_after_nobody_answers(client, place):
    client.force_login(place.resident.user)
    for moment in ("2026-11-30 12:00", "2026-12-20 08:00"):
        with time_machine.travel(at(moment), tick=False):
            assert client.post(question(place), {"how": "good"}).status_code == 302

    assert not SessionAnswer.objects.exists()


def test_who_has_the_place_or_acts_for_them_is_asked_and_nobody_else(client, place):
    daughter = a_user()
    a_relative(elder=place.resident, user=daughter)
    assert client.get(question(place)).status_code == 302
    for user in (a_resident(user=a_user()).user, staff_of(place.session.occupancy.room.centre)):
        client.force_login(user)
        assert client.get(question(place)).status_code == 404
        assert client.post(question(place), {"how": "good"}).status_code == 404
    client.force_login(daughter)
    assert client.get(question(place)).status_code == 200


# What staff read


@pytest.fixture
def centre():
    return a_centre(slug="c1")


def read(client, centre):
    client.force_login(staff_of(centre))
    return client.get(reverse("board:answers", args=[centre.slug]))


def three(centre, **activity):
    session = a_session(activity=an_activity(**activity), room=a_room(centre=centre), span=SPAN)
    return [
        an_answer(session=session, how=how, words=said) for how, said in (("good", "好"), ("good", ""), ("poor", "挤"))
    ]


def test_staff_read_counts_and_sentences_once_there_are_three(client, centre):
    three(centre, name="合唱")
    an_answer(session=a_session(activity=an_activity(name="书法"), room=a_room(centre=centre)), words="太少")
    three(a_centre(), name="别处")

    page = read(client, centre)

    [said] = page.context["said"]
    assert (said.name, said.counts) == ("合唱", [("很好", 2), ("还行", 0), ("不太好", 1)])
    assert sorted(answer.words for answer in said.sentences) == ["好", "挤"]
    assert "太少" not in page.text
    assert "书法" not in page.text
    assert "有的还不满" in page.text


def test_months_are_counted_apart(client, centre):
    activity, room = an_activity(), a_room(centre=centre)
    for span in (SPAN, "2026-11-30 13:00-14:00", "2026-12-01 06:00-07:00"):
        an_answer(session=a_session(activity=activity, room=room, span=span))

    assert read(client, centre).context["said"] == []


def test_an_offensive_sentence_is_hidden_and_brought_back(client, centre):
    first, *_others = three(centre)
    read(client, centre)
    address = reverse("board:answer-hide", args=["c1", first.pk])

    client.post(address, {"step": "hide"})
    hidden = client.get(reverse("board:answers", args=["c1"])).context["said"][0]
    client.post(address, {"step": "show"})
    shown = client.get(reverse("board:answers", args=["c1"])).context["said"][0]

    assert [[answer.pk for answer in part] for part in (hidden.hidden, shown.hidden)] == [[first.pk], []]
    assert hidden.counts == shown.counts
    assert first.pk not in {answer.pk for answer in hidden.sentences}


def test_staff_of_another_site_neither_read_nor_hide(client, centre):
    first, *_others = three(centre)
    client.force_login(staff_of(a_centre()))

    assert client.get(reverse("board:answers", args=["c1"])).status_code == 404
    assert client.post(reverse("board:answer-hide", args=["c1", first.pk])).status_code == 404
    first.refresh_from_db()
    assert first.hidden_at is None


@pytest.mark.parametrize("times", [1, 5])
def test_the_page_takes_few_queries_however_much_there_is(client, centre, django_assert_max_num_queries, times):
    for _time in range(times):
        three(centre)
    client.force_login(staff_of(centre))

    with django_assert_max_num_queries(10):
        client.get(reverse("board:answers", args=["c1"]))
