"""Staff read who has signed up, change how many places there are, and sign people up at the desk."""

import re

import pytest

from activities.models import Enrolment, EnrolmentWait, Session
from tests.activities.invariants import contradictions
from tests.bookings.pages import hidden, links, words
from tests.factories import (
    a_centre,
    a_resident,
    a_room,
    a_session,
    a_user,
    a_wait,
    an_activity,
    an_enrolment,
    staff_of,
    weekly,
)
from tests.office.board_pages import url
from tests.queries import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday_morning")]


@pytest.fixture
def session(room) -> Session:
    return a_session(
        activity=an_activity(name="示例书法"), room=room, span="2026-12-01 09:00-10:30", capacity=3, kept=1
    )


@pytest.fixture
def caller():
    return a_resident(name="欧阳示例", phone="13800000009", birth_year=1990)


def desk(caller):
    return f"/desk/c1/people/{caller.pk}/activities/"


def press(staff, caller, session, step="enrol", **changes):
    token = hidden(staff.get(desk(caller)))["token"]
    return staff.post(desk(caller), {"do": f"{step}-{session.pk}", "channel": "phone", "token": token, **changes})


# The list of a date


def test_staff_read_who_has_signed_up_and_how_and_it_is_on_record(staff, session, looks):
    place = an_enrolment(session=session, resident=a_resident(name="欧阳示例", phone="13800000009"), channel="phone")
    line = a_wait(session=session, resident=a_resident(name="司马示例"))

    page = staff.get(url("session", session.pk))

    assert all(part in words(page) for part in ("欧阳示例", "13800000009", "司马示例"))
    assert {place.get_absolute_url(), line.get_absolute_url()} <= set(links(page))
    assert looks() == [
        f"Account {page.wsgi_request.user.pk} looked at resident {place.resident_id}, {line.resident_id}"
    ]


def test_the_button_that_prints_the_list_finds_its_script(staff, session):
    page = staff.get(url("session", session.pk)).content.decode()

    assert "data-print" in page
    assert re.search(r"<script type=\"module\" src=\"[^\"]*js/buttons[^\"]*\.js\"", page)


def test_dates_of_the_site_say_how_full_they_are(staff, session):
    an_enrolment(session=session)
    a_session(room=a_room(), capacity=5)

    page = staff.get(url("sessions"))

    assert [each.session for each in page.context["lines"]] == [session]
    assert url("session", session.pk) in links(page)


def test_fewer_places_than_taken_are_refused_with_what_was_typed(staff, session):
    for _each in range(2):
        an_enrolment(session=session)

    page = staff.post(url("session", session.pk), {"capacity": "１", "kept": ""})

    assert page.context["form"]["capacity"].value() == "１"
    assert "2" in str(page.context["form"].non_field_errors())
    staff.post(url("session", session.pk), {"capacity": "１２", "kept": ""})
    session.refresh_from_db()
    assert (session.capacity, session.kept) == (12, 2)


def test_all_dates_to_come_are_changed_together_or_none(staff, session, room):
    other = a_session(activity=session.activity, room=room, span="2026-12-08 09:00-10:30", capacity=3)
    for _each in range(3):
        an_enrolment(session=other)

    for places, expected in (("2", 3), ("8", 8)):
        staff.post(url("session", session.pk), {"capacity": places, "kept": "0", "all_to_come": "on"})
        for each in (session, other):
            each.refresh_from_db()
            assert each.capacity == expected


def test_other_desks_and_residents_see_no_list(client, session):
    an_enrolment(session=session, resident=a_resident(name="欧阳示例"))
    pages = [url("sessions"), url("session", session.pk), desk(a_resident())]

    for user, status in ((staff_of(a_centre()), 404), (a_resident(user=a_user()).user, 403)):
        client.force_login(user)
        assert {client.get(page).status_code for page in pages} == {status}
    client.logout()
    assert {client.get(page).status_code for page in pages} == {302}


def test_lists_take_as_many_queries_however_long(staff, session):
    def fill():
        an_enrolment(session=session, channel="phone")
        a_wait(session=session)

    def asked():
        return [len(queries_of(lambda page=page: staff.get(page))) for page in pages]

    pages = [url("sessions"), url("session", session.pk)]
    Session.objects.filter(pk=session.pk).update(capacity=50)
    staff.get(pages[0])
    fill()
    few = asked()
    for _each in range(6):
        fill()

    assert asked() == few


# At the desk


def test_one_press_signs_somebody_up_and_says_whether_they_are_told(staff, session, caller):
    page = press(staff, caller, session)

    place = Enrolment.objects.get()
    assert page["Location"] == f"/desk/c1/people/{caller.pk}/"
    assert (place.resident, place.channel, place.session) == (caller, "phone", session)
    said = words(staff.get(page["Location"]))
    assert "示例书法" in said
    assert "138****0009" in said
    assert place.get_absolute_url() in links(staff.get(page["Location"]))
    assert contradictions() == []


def test_each_date_has_a_digit_and_a_way_from_the_persons_page(staff, session, caller):
    assert desk(caller) in links(staff.get(f"/desk/c1/people/{caller.pk}/"))
    [button] = re.findall(r'<button[^>]*name="do"[^>]*>', staff.get(desk(caller)).content.decode())
    assert 'data-key="1"' in button
    assert f'value="enrol-{session.pk}"' in button


def test_a_full_date_puts_them_in_line(staff, session, caller):
    for _each in range(3):
        an_enrolment(session=session)

    assert f'value="wait-{session.pk}"' in staff.get(desk(caller)).content.decode()
    press(staff, caller, session, step="wait")

    entry = EnrolmentWait.objects.get()
    assert (entry.resident, entry.channel) == (caller, "phone")
    assert entry.get_absolute_url() in links(staff.get(f"/desk/c1/people/{caller.pk}/"))


def test_it_became_full_meanwhile(staff, session, caller):
    for _each in range(3):
        an_enrolment(session=session)

    page = press(staff, caller, session)

    assert page.status_code == 200
    assert page.context["form"].non_field_errors()
    assert not Enrolment.objects.filter(resident=caller).exists()


def test_an_exception_needs_a_reason(staff, session, caller):
    session.activity.age_from = 60
    session.activity.save(update_fields=["age_from"])

    page = press(staff, caller, session)
    assert page.context["may_be_waived"]
    press(staff, caller, session, waiver="陪母亲来")

    assert Enrolment.objects.get().waiver == "陪母亲来"


def test_who_has_a_place_or_waits_is_not_offered_another(staff, session, caller):
    an_enrolment(session=session, resident=caller)

    assert 'name="do"' not in staff.get(desk(caller)).content.decode()


@pytest.mark.parametrize("do", ["", "enrol-", "enrol-x", "enrol-999999999999999999999", "drop-1"])
def test_what_no_button_says_does_nothing(staff, session, caller, do):
    assert staff.post(desk(caller), {"do": do, "channel": "phone"}).status_code in (200, 404)
    assert not Enrolment.objects.exists()


def test_the_staffs_answer_for_whoever_calls(staff, session, caller):
    entry = a_wait(session=session, resident=caller, channel="phone")

    staff.post(entry.get_absolute_url(), {"step": "leave"})

    entry.refresh_from_db()
    assert entry.state == "left"


def test_the_admin_leads_to_the_list_and_a_course_with_sign_ups_stays_one(staff, session, client):
    assert url("session", session.pk) in links(staff.get(f"/admin/activities/session/{session.pk}/change/"))


def test_whatever_is_on_the_programme_can_be_signed_up_for_at_the_desk(staff, caller, room):
    for name in ("一", "二", "三"):
        course = an_activity(name=f"示例课{name}", is_course=True, capacity=5)
        for span in weekly("2026-12-01 09:00-10:00", 12):
            a_session(activity=course, span=span, room=a_room(centre=room.centre), capacity=5)
    a_session(activity=an_activity(name="示例郊游"), room=room, span="2027-02-20 09:00-10:00", capacity=20)

    page = staff.get(desk(caller))
    assert len(page.context["dates"]) == 4
    assert "示例郊游" in words(page)


def test_more_than_one_page_of_dates_is_leafed_through(staff, caller, room):
    for day in range(1, 29):
        for hour in (9, 14):
            span = f"2027-02-{day:02} {hour:02}:00-{hour + 1:02}:00"
            a_session(activity=an_activity(), room=room, span=span, capacity=5)

    assert [len(staff.get(f"{desk(caller)}?page={page}").context["dates"]) for page in (1, 2)] == [30, 26]


def test_a_course_is_as_full_at_the_desk_as_its_fullest_date(staff, caller, room):
    course = an_activity(name="示例课", is_course=True, capacity=2)
    spans = weekly("2026-12-01 14:00-15:00", 2)
    _first, second = [a_session(activity=course, span=span, room=room, capacity=2) for span in spans]
    for _each in range(2):
        an_enrolment(session=second)

    [shown] = [each for each in staff.get(desk(caller)).context["dates"] if each.session.activity == course]
    assert shown.is_full
