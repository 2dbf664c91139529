"""Pages of signing up, waiting and giving back: who may, what they say, where they lead."""

import pytest
import time_machine
from django.urls import reverse

from activities import actions
from activities.models import Enrolment, EnrolmentWait
from tests.bookings.pages import hidden, links, words
from tests.factories import (
    a_privacy_notice,
    a_relative,
    a_resident,
    a_session,
    a_street_officer,
    a_user,
    a_wait,
    an_activity,
    an_enrolment,
    at,
    default_rules,
    staff_of,
)
from tests.queries import queries_of

pytestmark = pytest.mark.django_db

NOW = at("2026-11-28 12:00")


@pytest.fixture(autouse=True)
def saturday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def session(room):
    return a_session(activity=an_activity(name="示例书法"), room=room, capacity=3, kept=1)


@pytest.fixture
def resident(client):
    resident = a_resident(user=a_user(), name="王示例")
    client.force_login(resident.user)
    return resident


def page_of(session):
    return reverse("activities:enrol", args=[session.pk])


def send(client, session, **changes):
    token = hidden(client.get(page_of(session))).get("token", "")
    return client.post(page_of(session), {"whom": "me", "token": token, "step": "enrol", **changes})


# The activity's page


def test_each_date_says_how_many_places_are_left(client, session):
    an_enrolment(session=session)

    page = client.get(session.activity.get_absolute_url())

    [sign] = [date.sign for date in page.context["dates"]]
    assert (sign.kind, sign.may_enrol, sign.url) == ("free", True, page_of(session))
    assert page_of(session) in links(page)


def test_a_date_from_which_only_desk_and_phone_have_places_says_so(client, session):
    for _each in range(2):
        an_enrolment(session=session)

    page = client.get(session.activity.get_absolute_url())

    [sign] = [date.sign for date in page.context["dates"]]
    assert (sign.may_enrol, sign.may_wait) == (False, True)
    assert session.occupancy.room.centre.phone in sign.says
    assert "11月29日（周日）17:00" in sign.says


@pytest.mark.parametrize(
    ("limit", "may_wait", "url"), [(5, True, True), (1, False, False)], ids=["line open", "line full"]
)
def test_a_full_date_leads_to_its_line_while_that_is_open(client, room, limit, may_wait, url):
    default_rules(waiting_limit=limit)
    session = a_session(room=room, capacity=1)
    an_enrolment(session=session)
    a_wait(session=session)

    [date] = client.get(session.activity.get_absolute_url()).context["dates"]

    assert (date.sign.kind, date.sign.may_wait, bool(date.sign.url)) == ("full", may_wait, url)


def test_before_it_opens_the_page_says_when(client, room):
    session = a_session(activity=an_activity(opens_at=at("2026-11-29 09:00")), room=room, capacity=3)

    page = client.get(session.activity.get_absolute_url())

    assert "11月29日（周日）09:00" in words(page)
    assert page_of(session) not in links(page)


def test_a_course_says_once_for_all_dates(client, room):
    activity = an_activity(is_course=True, capacity=3)
    dates = [a_session(activity=activity, room=room, span=f"2026-12-0{day} 09:00-10:00", capacity=3) for day in (1, 8)]
    an_enrolment(session=dates[1])

    page = client.get(activity.get_absolute_url())

    assert page.context["course"].may_enrol
    assert "2" in page.context["course"].words
    assert [link for link in links(page) if "/enrol/" in link] == [page_of(dates[0])]


@pytest.mark.parametrize("count", [1, 10])
def test_the_page_takes_few_queries_however_many_dates(client, room, django_assert_max_num_queries, count):
    activity = an_activity()
    for number in range(count):
        span = f"2026-12-{number + 1:02d} 09:00-10:00"
        an_enrolment(session=a_session(activity=activity, room=room, span=span, capacity=3))

    with django_assert_max_num_queries(7):
        client.get(activity.get_absolute_url())


# Signing up


def test_whoever_is_not_known_signs_in_and_comes_back(client, session):
    page = client.get(page_of(session))

    assert page["Location"] == f"/account/login/?next={page_of(session)}"
    assert not Enrolment.objects.exists()


def test_somebody_new_tells_a_name_and_somebody_who_owes_consent_agrees_first(client, session):
    client.force_login(a_user())
    assert client.get(page_of(session))["Location"].startswith("/account/?")

    client.force_login(a_resident(user=a_user()).user)
    a_privacy_notice(published_on="2026-11-27")
    assert client.post(page_of(session), {"whom": "me"})["Location"].startswith("/account/agree/")
    assert not Enrolment.objects.exists()


def test_staff_are_led_to_the_desk(client, session, clerk):
    client.force_login(clerk)

    assert client.get(page_of(session))["Location"] == session.activity.get_absolute_url()


def test_a_resident_signs_up_with_one_press(client, session, resident):
    page = send(client, session)

    place = Enrolment.objects.get()
    assert page["Location"] == place.get_absolute_url()
    assert (place.resident, place.channel) == (resident, "web")
    said = words(client.get(place.get_absolute_url()))
    assert "示例书法" in said
    assert "11月30日（周一）07:00" in said  # until when it is given back here


def test_a_relative_chooses_for_whom(client, session, resident):
    elder = a_resident(name="王奶奶")
    a_relative(elder=elder, user=resident.user)

    assert "王奶奶" in words(client.get(page_of(session)))
    send(client, session, whom=f"for-{elder.pk}")

    place = Enrolment.objects.get()
    assert (place.resident, place.channel, place.enrolled_by) == (elder, "relative", resident.user)
    said = words(client.get(place.get_absolute_url()))
    assert "王奶奶" in said
    assert "王示例（女儿）" in said


def test_nobody_signs_up_whoever_did_not_agree(client, session, resident):
    page = send(client, session, whom=f"for-{a_resident().pk}")

    assert page.status_code == 200
    assert not Enrolment.objects.exists()


def test_whoever_was_slower_reads_where_else(client, session, resident, room):
    another = a_session(activity=session.activity, room=room, span="2026-12-07 09:00-10:00", capacity=3, kept=0)
    a_session(activity=an_activity(kind="music"), room=room, span="2026-12-08 09:00-10:00", capacity=3)
    token = hidden(client.get(page_of(session)))["token"]
    for _each in range(2):
        an_enrolment(session=session)

    page = client.post(page_of(session), {"whom": "me", "token": token, "step": "enrol"})

    assert page.status_code == 409
    assert page_of(another) in links(page)
    assert [each.name for each in page.context["near"]] == [session.activity.name]
    assert 'value="wait"' in page.content.decode()


def test_what_is_refused_says_why_on_the_page(client, resident, room):
    session = a_session(activity=an_activity(opens_at=at("2026-11-29 09:00")), room=room, capacity=3)

    page = client.get(page_of(session))

    assert "11月29日（周日）09:00" in words(page)
    assert 'value="enrol"' not in page.content.decode()
    assert send(client, session).status_code == 200
    assert not Enrolment.objects.exists()


def test_an_activity_not_published_has_nothing_to_sign_up_for(client, resident, room):
    session = a_session(activity=an_activity(is_published=False), room=room, capacity=3)

    assert client.get(page_of(session)).status_code == 404
    assert client.post(page_of(session), {"whom": "me"}).status_code == 404


# In line


def full(room):
    session = a_session(activity=an_activity(name="示例编织"), room=room, capacity=1)
    an_enrolment(session=session)
    return session


def test_a_resident_stands_in_line_and_sees_the_place(client, resident, room):
    session = full(room)
    a_wait(session=session)

    page = send(client, session, step="wait")

    entry = EnrolmentWait.objects.get(resident=resident)
    assert page["Location"] == entry.get_absolute_url()
    assert "2" in client.get(entry.get_absolute_url()).context["says"]


@pytest.mark.parametrize(("step", "state"), [("accept", "accepted"), ("leave", "refused")])
def test_an_offer_is_answered_with_one_press(client, resident, room, clerk, step, state):
    session = full(room)
    entry = a_wait(session=session, resident=resident)
    actions.withdraw(enrolment=Enrolment.objects.get(), by=clerk, now=NOW)

    client.post(entry.get_absolute_url(), {"step": step})

    entry.refresh_from_db()
    assert entry.state == state


def test_a_free_place_needs_no_line(client, resident, session):
    page = client.post(page_of(session), {"whom": "me", "step": "wait"})

    assert page["Location"] == page_of(session)
    assert not EnrolmentWait.objects.exists()


# What one has


def test_mine_lists_places_and_lines_of_oneself_and_of_elders(client, resident, room):
    elder = a_resident(name="王奶奶")
    a_relative(elder=elder, user=resident.user)
    place = an_enrolment(session=full(room), resident=elder, state="withdrawn", ended_at=NOW)
    here = an_enrolment(session=a_session(room=room, span="2026-12-01 09:00-10:00", capacity=3), resident=elder)
    line = a_wait(session=place.session, resident=resident)
    an_enrolment(session=here.session)

    page = client.get("/bookings/")

    places, lines = page.context["sections"]
    assert [(item.url, item.whose) for item in places.items] == [(here.get_absolute_url(), "王奶奶")]
    assert [(item.url, item.whose) for item in lines.items] == [(line.get_absolute_url(), "")]
    assert {here.get_absolute_url(), line.get_absolute_url()} <= set(links(page))


def test_mine_takes_as_many_queries_however_much_one_has(client, resident, room):
    def have(number):
        session = a_session(room=room, span=f"2026-12-{number:02d} 09:00-10:00", capacity=3)
        an_enrolment(session=session, resident=resident)
        a_wait(session=a_session(room=room, span=f"2026-12-{number:02d} 11:00-12:00", capacity=1), resident=resident)

    have(1)
    few = len(queries_of(lambda: client.get("/bookings/")))
    for number in range(2, 8):
        have(number)

    assert len(queries_of(lambda: client.get("/bookings/"))) == few


def test_giving_back_asks_first(client, resident, session):
    place = an_enrolment(session=session, resident=resident)
    page = reverse("activities:enrolment-withdraw", args=[place.pk])

    assert client.get(page).status_code == 200
    place.refresh_from_db()
    assert place.is_enrolled

    assert client.post(page)["Location"] == place.get_absolute_url()
    place.refresh_from_db()
    assert place.state == "withdrawn"
    assert client.get(page)["Location"] == place.get_absolute_url()


def test_too_late_to_give_back_says_whom_to_call(client, resident, session):
    place = an_enrolment(session=session, resident=resident)

    with time_machine.travel(at("2026-11-30 08:00"), tick=False):
        page = client.post(reverse("activities:enrolment-withdraw", args=[place.pk]), follow=True)

    assert session.occupancy.room.centre.phone in words(page)
    place.refresh_from_db()
    assert place.is_enrolled


def test_others_see_neither_place_nor_line(client, session, room):
    place, line = an_enrolment(session=session), a_wait(session=session)
    pages = [
        place.get_absolute_url(),
        reverse("activities:enrolment-withdraw", args=[place.pk]),
        line.get_absolute_url(),
    ]

    for page in pages:
        assert client.get(page)["Location"].startswith("/account/login/")
    for stranger in (a_resident(user=a_user()).user, staff_of(a_session().occupancy.room.centre)):
        client.force_login(stranger)
        for page in pages:
            assert client.get(page).status_code == 404
            assert client.post(page).status_code in (404, 405)
    client.force_login(a_street_officer())
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]


def test_whoever_is_in_line_is_led_to_their_place(client, resident, room):
    entry = a_wait(session=full(room), resident=resident)

    assert client.get(page_of(entry.session))["Location"] == entry.get_absolute_url()


def test_the_page_shows_the_reader_their_own_place(client, resident, session):
    place = an_enrolment(session=session, resident=resident)
    an_enrolment(session=session)

    page = client.get(session.activity.get_absolute_url())

    assert [date.own_url for date in page.context["dates"]] == [place.get_absolute_url()]
    assert place.get_absolute_url() in links(page)
    assert page_of(session) not in links(page)


def test_whoever_acts_for_others_can_sign_them_up_beside_their_own_place(client, resident, session):
    place = an_enrolment(session=session, resident=resident)
    a_relative(elder=a_resident(), user=resident.user)

    page = client.get(session.activity.get_absolute_url())

    assert {place.get_absolute_url(), page_of(session)} <= set(links(page))
